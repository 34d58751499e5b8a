package dynamic

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/integrate/quad"
)

const (
	panelNodes  = 14
	panelWidth  = 0.5   // of the logarithm of the time
	endsAt      = 1e-17 // share of the integral that is left out at its end
	panelsMost  = 4000
	hardlyLost  = 0.99
	widthsMost  = 4 // how often the panels are halved
	enoughMTTF  = 1e-12
	roundingOff = 4e-16
)

// integrate is the mean time to failure, the integral of R(t) over all t, and the bound
// of its error that is estimated from two Gauss-Legendre rules. t is taken by its
// logarithm, in panels, so that all scales of time count alike.
func (s *solver) integrate(ctx context.Context) (mttf, off float64, err error) {
	width := panelWidth
	for range widthsMost {
		if mttf, off, err = s.panels(ctx, width); err != nil || off <= enoughMTTF*mttf {
			return mttf, off, err
		}
		width /= 2
	}
	return mttf, off, nil
}

// panels integrates with panels of one width.
func (s *solver) panels(ctx context.Context, width float64) (mttf, off float64, err error) {
	in := &integrand{solver: s, ctx: ctx}
	least := math.Inf(1)
	smooth := true
	for _, l := range s.leaves {
		switch {
		case l.part >= 0:
			least = min(least, s.chains[l.part].scale())
			f, err := s.chains[l.part].follow()
			if err != nil {
				return 0, 0, err
			}
			in.follow = append(in.follow, f)
			continue
		case l.event != nil:
			least = min(least, l.event.scale())
			smooth = smooth && l.event.Life == nil
		}
		in.follow = append(in.follow, nil)
	}
	in.up, in.down = s.room()
	if !(least > 0) || math.IsInf(least, 1) {
		return 0, 0, fmt.Errorf("no time scale: %w", ErrTooLarge)
	}
	from := math.Log(least)
	if smooth {
		if least, err = s.beforeFalling(ctx, least); err != nil {
			return 0, 0, err
		}
		from = math.Log(least)
	}
	if smooth { // in t, where R has all its derivatives
		mttf, off = in.panel(0, least, false)
	} else {
		from -= 30
		mttf = math.Exp(from)
	}
	for n := 0; ; n++ {
		v, e := in.panel(from, from+width, true)
		mttf, off = mttf+v, off+e
		from += width
		switch {
		case in.err != nil:
			return 0, 0, in.err
		case in.last*math.Exp(from) <= endsAt*mttf:
			return mttf, off + roundingOff*mttf, nil
		case n > panelsMost:
			return 0, 0, fmt.Errorf("the reliability falls too slowly: %w", ErrTooLarge)
		}
	}
}

// beforeFalling is a time in hours, of that given or before, until which hardly anything of
// the reliability is lost.
func (s *solver) beforeFalling(ctx context.Context, t float64) (float64, error) {
	for {
		at, err := s.at(ctx, []float64{0, t})
		if err != nil || at[1].Reliability >= hardlyLost*at[0].Reliability || t < math.SmallestNonzeroFloat64*16 {
			return t, err
		}
		t /= 4
	}
}

// integrand is R(t), asked for at one time after another.
type integrand struct {
	*solver
	ctx      context.Context
	follow   []*follower // of the leaves that are chains
	up, down []float64
	last     float64 // R at the last time
	err      error
}

// panel is the integral over a panel of t, or of its logarithm, by a rule, and how far
// one of a point less is from it.
func (in *integrand) panel(from, to float64, log bool) (sum, off float64) {
	middle, half := (from+to)/2, (to-from)/2
	less := 0.0
	for _, n := range panelRule {
		x := middle + half*n.at
		v := 0.0
		if log {
			t := math.Exp(x)
			v = t * in.reliability(t)
		} else {
			v = in.reliability(x)
		}
		sum += half * n.weight * v
		less += half * n.other * v
	}
	return sum, math.Abs(sum - less)
}

// panelNode is a place in (-1, 1) with its weight in the rule, or in the other that checks
// it.
type panelNode struct{ at, weight, other float64 }

// panelRule are the nodes of both rules, in order.
var panelRule = func() []panelNode {
	var all []panelNode
	for n, set := range map[int]func(p *panelNode, w float64){
		panelNodes:     func(p *panelNode, w float64) { p.weight = w },
		panelNodes - 1: func(p *panelNode, w float64) { p.other = w },
	} {
		x, w := make([]float64, n), make([]float64, n)
		quad.Legendre{}.FixedLocations(x, w, -1, 1)
		for i := range x {
			node := panelNode{at: x[i]}
			set(&node, w[i])
			all = append(all, node)
		}
	}
	slices.SortFunc(all, func(a, b panelNode) int { return cmp.Compare(a.at, b.at) })
	return all
}()

func (in *integrand) reliability(t float64) float64 {
	if in.err != nil {
		return 0
	}
	for i, l := range in.leaves {
		x := l.fixed()
		switch {
		case l.part >= 0:
			x, in.err = in.follow[i].at(in.ctx, t)
		case l.event != nil:
			x = l.event.at(t)
		}
		if in.err != nil {
			return 0
		}
		in.up[i], in.down[i] = x.up, x.down
	}
	top, err := in.evaluate(in.ctx, in.up, in.down)
	in.err, in.last = err, top.up
	return top.up
}
