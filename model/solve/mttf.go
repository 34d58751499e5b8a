package solve

import (
	"context"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

const (
	panelPoints  = 16    // of Gauss and Legendre, in each panel
	panels       = 200   // each twice as long as the one before
	panelEnough  = 1e-15 // share of the integral that the rest may be
	largestPiece = 1_000 // states of a piece whose reliability is integrated
	integralWork = 1e10  // multiplications that the integral may take, some seconds
)

// errIntegralWork is why an integral is not finished.
var errIntegralWork = errors.New("the integral of the reliability of its parts in series: it takes too long")

// MTTF returns the mean time to the first outage, +Inf where it may never come. That of
// one piece is exact; of several it is the integral of the product of their
// reliabilities, exponential all of them,
//
//	MTTF = int_0^inf R_1(t) R_2(t) ... dt,
//
// in panels that double from the least time in which anything happens, until the rest
// does not matter: numeric, to some 1e-11. It refuses pieces of more than a thousand
// states, and what would take more than some seconds.
func (f *FirstOutage) MTTF(ctx context.Context) (float64, error) {
	if len(f.pieces) == 1 && f.pieces[0].times == 1 {
		return f.pieces[0].mttf(ctx)
	}
	start := math.Inf(1)
	for i := range f.pieces {
		first, err := f.pieces[i].scale()
		if err != nil {
			return math.NaN(), err
		}
		start = min(start, first)
	}
	if math.IsInf(start, 1) {
		return start, nil
	}
	return f.integrate(ctx, start/16)
}

// integrate integrates the reliability, the first panel ending at hours.
func (f *FirstOutage) integrate(ctx context.Context, hours float64) (float64, error) {
	x, weight := make([]float64, panelPoints), make([]float64, panelPoints)
	sum, from, work := 0.0, 0.0, 0.0
	for range panels {
		quad.Legendre{}.FixedLocations(x, weight, from, hours)
		if work += f.squaringWork(x); work > integralWork {
			return math.NaN(), errIntegralWork
		}
		points, err := f.At(ctx, x...)
		if err != nil {
			return math.NaN(), err
		}
		panel := 0.0
		for i, p := range points {
			panel += weight[i] * p.Reliability
		}
		sum += panel
		if panel <= panelEnough*sum {
			return sum, nil
		}
		from, hours = hours, 2*hours
	}
	return math.NaN(), fmt.Errorf("the reliability does not fall to 0 in %d panels", panels)
}

// squaringWork is how many multiplications the reliabilities of the pieces take at times.
func (f *FirstOutage) squaringWork(times []float64) (work float64) {
	for i := range f.pieces {
		if p := &f.pieces[i]; p.life == nil && p.structure == nil {
			work += p.chain.Chain.SquaringWork(times...)
		}
	}
	return work
}

// scale is the least time in which anything happens to a piece, +Inf where nothing does.
func (p *piece) scale() (hours float64, err error) {
	switch {
	case p.structure != nil || p.life != nil && p.life.Family() != "exponential":
		return math.NaN(), ErrNotExponential
	case p.life != nil:
		return p.life.Mean(), nil
	}
	n := p.chain.Chain.States()
	if n > largestPiece {
		return math.NaN(), &TooManyStatesError{largestPiece}
	}
	hours = math.Inf(1)
	for s := range n {
		if rate := p.chain.Chain.ExitRate(s); rate > 0 {
			hours = min(hours, 1/rate)
		}
	}
	return hours, nil
}

// mttf is that of a piece alone.
func (p *piece) mttf(ctx context.Context) (float64, error) {
	switch {
	case p.life != nil:
		return p.life.Mean(), nil
	case p.structure != nil:
		m, err := p.structure.UnrepairedMTTF(ctx)
		return m.Hours, err
	}
	return p.chain.MTTF(ctx)
}
