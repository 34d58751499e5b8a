package multiplex

import (
	"context"
	"errors"
	"fmt"
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// Demand is what a machine asks of its organs.
type Demand struct {
	Organs   float64 // that the machine would have without multiplexing
	Interval float64 // hours between the actuations of one organ
	Mission  float64 // hours
	Errors   float64 // mean number of errors allowed in the mission, such as 1
}

// Actuations is the number of times that any organ acts in the mission,
//
//	Organs Mission / Interval
func (d Demand) Actuations() float64 { return d.Organs * d.Mission / d.Interval }

// Residual returns the error per actuation that may be left: Errors over
// Actuations. A *model.ParamError tells of a field that is not positive and
// finite.
func (d Demand) Residual() (float64, error) {
	for _, f := range []struct {
		name  string
		value float64
	}{
		{"organs", d.Organs}, {"interval", d.Interval}, {"mission", d.Mission}, {"errors", d.Errors},
	} {
		if !(f.value > 0) || math.IsInf(f.value, 1) {
			return 0, &model.ParamError{Param: f.name, Value: f.value, Want: "a positive, finite number"}
		}
	}
	return d.Errors / d.Actuations(), nil
}

// SizeEq26 returns the number of lines at which [Eq26] gives the residual error
// delta in (0, 1).
func SizeEq26(delta float64) (float64, error) { return solve(logEq26, delta) }

// SizeEq27 returns the number of lines at which [Eq27] gives the residual error
// delta in (0, 1).
func SizeEq27(delta float64) (float64, error) { return solve(logEq27, delta) }

// solve returns the n at which a falling log residual is that of delta. One
// line is too few for any delta below 1, and a million are enough for 1e-308.
func solve(logResidual func(n float64) float64, delta float64) (float64, error) {
	if err := checkDelta(delta, 1); err != nil {
		return 0, err
	}
	return num.Root(func(n float64) float64 { return logResidual(n) - math.Log(delta) }, 1, 1e6), nil
}

// SizePrinted returns the number of lines at which von Neumann's printed table
// gives the residual error delta, as he did: linear in the logarithm between
// rows, and beyond the last, 25,000 lines and 1.2e-23, along the line of the
// last two, which extrapolated tells. A delta above the table's 0.027 is a
// *model.ParamError.
func SizePrinted(delta float64) (lines float64, extrapolated bool, err error) {
	table := Published()
	if !(delta > 0 && delta <= table[0].Printed) {
		return 0, false, &model.ParamError{Param: "residual error", Value: delta, Want: "a positive number of at most 0.027, where the table begins"}
	}
	i := 1
	for i < len(table)-1 && delta < table[i].Printed {
		i++
	}
	a, b := table[i-1], table[i]
	share := math.Log(delta/a.Printed) / math.Log(b.Printed/a.Printed)
	return float64(a.N) + share*float64(b.N-a.N), delta < b.Printed, nil
}

// ErrTooManyLines tells that a residual error asks for more than MaxLines.
var ErrTooManyLines = errors.New("the residual error asks for a bundle of more lines than can be computed")

// Size returns the number of lines with which the exact [Scheme.Residual] comes
// down to delta: with one line less it is above. The N of the scheme does not
// matter.
//
// As N grows the residual falls, but in steps: where Fiducial N passes a whole
// number, one more line may be wrong, in each input too. There it can rise, by
// 2 % in the scheme of [VonNeumann] and up to 20 % in others that were tried. So
// a few lines more than the N returned may be above delta again; and where only
// some dozens of lines may be wrong, a smaller bundle may reach it too, by the
// luck of whole numbers.
//
// The delta is in [1e-270, s.Error): with organs that err less than delta there
// is nothing to correct. The error is ErrNotRestored, ErrTooManyLines, a
// *model.ParamError or the cause of the end of ctx.
func (s Scheme) Size(ctx context.Context, delta float64) (int, error) {
	s.Bundle.N = MaxLines
	if err := s.Validate(); err != nil {
		return 0, err
	}
	if !(delta >= 1e-270 && delta < s.Error) {
		return 0, &model.ParamError{Param: "residual error", Value: delta, Want: fmt.Sprintf("a number in [1e-270, %g), below the error of one organ", s.Error)}
	}
	limit, err := CriticalError(s.Organ, s.Bundle.Fiducial, s.Tiers)
	if err == nil && s.Error >= limit {
		err = ErrNotRestored
	}
	if err != nil {
		return 0, err
	}
	n, err := s.size(ctx, delta)
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	return n, err
}

// size searches the numbers of wrong lines that a bundle may have first, and
// then the bundles of one such number, from shortest to longest. Among these
// the residual only falls, or only rises where the organs' own errors prevail.
func (s Scheme) size(ctx context.Context, delta float64) (int, error) {
	above := func(n int) bool { return s.leaves(ctx, n) > delta }
	shortest := func(wrong int) int { return max(1, int(math.Ceil((float64(wrong)-slack)/s.Bundle.Fiducial))) }
	longest := func(wrong int) int { return shortest(wrong+1) - 1 }
	most := s.Bundle.No() - 1
	guess := int(s.guess(ctx, delta) * s.Bundle.Fiducial)
	wrong := lastAbove(min(max(guess, 1), most), most, func(wrong int) bool {
		return above(longest(wrong)) && above(shortest(wrong))
	})
	if wrong > most {
		return 0, ErrTooManyLines
	}
	first := shortest(wrong)
	if !above(first) {
		return first, nil
	}
	return bisect(first, longest(wrong), above), nil
}

// leaves returns the residual with n lines of a scheme that is valid, 0 where
// it is below range.
func (s Scheme) leaves(ctx context.Context, n int) float64 {
	s.Bundle.N = n
	r, _ := s.Residual(ctx)
	return r
}

// guess returns about how many lines leave delta. The margin grows as sqrt(N):
// first from that of the normal approximation, then from the exact residual
// there.
func (s Scheme) guess(ctx context.Context, delta float64) float64 {
	lines := func(n, margin float64) float64 {
		ratio := num.NormalQuantile(delta) / margin
		return min(n*ratio*ratio, MaxLines)
	}
	first := max(1, lines(MaxLines, s.worstMargin()))
	return min(2*first, lines(first, num.NormalQuantile(s.leaves(ctx, int(first)))))
}

// lastAbove returns an i in 1..most with above(i-1) and not above(i), looking
// from guess outwards in growing steps. above(0) is taken as true, and i is
// most+1 where above(most).
func lastAbove(guess, most int, above func(int) bool) int {
	lo, hi := 0, most+1
	for step := 1; lo < guess && guess < hi; step *= 2 {
		if above(guess) {
			lo, guess = guess, guess+step
		} else {
			hi, guess = guess, guess-step
		}
	}
	return bisect(lo, hi, above)
}

// bisect returns an i in (lo, hi] with above(i-1) and not above(i), where
// above(lo) and not above(hi).
func bisect(lo, hi int, above func(int) bool) int {
	for hi-lo > 1 {
		if mid := lo + (hi-lo)/2; above(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

func checkDelta(delta, most float64) error {
	if !(delta > 0 && delta < most) {
		return &model.ParamError{Param: "residual error", Value: delta, Want: fmt.Sprintf("a number in (0, %g)", most)}
	}
	return nil
}
