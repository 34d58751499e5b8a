package recurrent

import (
	"context"
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// Change is the moment at which a constant rate became another one.
type Change struct {
	Time          model.Estimate // by maximum likelihood
	Before, After model.Estimate // rates per unit-hour
	Statistic     float64        // twice the log of the likelihood ratio to a constant rate
	PValue        float64        // of a constant rate, the search over the moments included
	Failures      int
}

// margin is the share of the exposure at either end in which no change is looked
// for: a rate there would rest on next to nothing.
const margin = 0.05

// ChangePoint looks for the one moment at which the rate of all units together
// changed. With u the share of the unit-hours that had been observed by the
// moment, and n of N failures before it,
//
//	LR(u) = 2 { n log(n/u) + (N-n) log((N-n)/(1-u)) - N log N }
//
// is greatest at the change. The moment is sought in the middle 90 % of the
// unit-hours. A failure that ended the observation is left out.
//
// Given N, the greatest LR has one distribution under a constant rate, so the
// p-value, from drawings of it, is exact and honest about the search. The limits
// of Time enclose the moments with LR(u) >= max LR - c, where c is the quantile,
// from as many drawings with the change found, of max LR - LR(change). The limits
// of the rates are exact Poisson ones at the change found, as if it had been
// known: they are too narrow where it is uncertain.
//
// A *model.ParamError tells of a bad history or confidence, or fewer than 1
// drawings, and a *[DataError] of no failure. An end of the context is its error.
func ChangePoint(ctx context.Context, histories []History, confidence float64, drawings int, stream Stream) (*Change, error) {
	if err := check(histories); err != nil {
		return nil, err
	}
	if err := model.CheckConfidence(confidence); err != nil {
		return nil, err
	}
	if err := checkDrawings(drawings, stream); err != nil {
		return nil, err
	}
	whole, clock := pool(histories)
	s := newSearch(whole)
	if len(s.at) == 0 {
		return nil, &DataError{Of: "a change of rate", Need: "a failure before the end of the observation"}
	}
	best := s.best()
	c := &Change{Statistic: best.ratio, Failures: len(s.at)}
	d := newDrawer(len(s.at), stream)
	var err error
	if c.PValue, err = simulated(ctx, drawings, func() bool { return d.reaches(best.ratio) }); err != nil {
		return nil, err
	}
	slack, err := d.slack(ctx, best, confidence, drawings)
	if err != nil {
		return nil, err
	}
	lo, hi := s.hull(best.ratio - slack)
	moment := func(u float64) float64 { return clock.timeAt(u * whole.To) }
	c.Time = model.Estimate{
		Point: moment(best.at), Lo: moment(lo), Hi: moment(hi), Confidence: confidence,
		Method: "maximum likelihood, likelihood-ratio limits by simulation",
	}
	c.Before = poissonRate(best.before, best.at*whole.To, confidence, false)
	c.After = poissonRate(len(s.at)-best.before, (1-best.at)*whole.To, confidence, false)
	return c, nil
}

// search looks for a change among failures at these shares of the exposure, in
// order.
type search struct{ at []float64 }

// split is a moment with the number of failures before it.
type split struct {
	at     float64
	before int
	ratio  float64
}

func newSearch(whole History) search {
	s := search{make([]float64, len(whole.free()))}
	for i, u := range whole.free() {
		s.at[i] = u / whole.To
	}
	return s
}

// gap returns the moments between failure i and the next in which a change is
// looked for; from > to where there are none.
func (s search) gap(i int) (from, to float64) {
	from, to = margin, 1-margin
	if i > 0 {
		from = math.Max(from, s.at[i-1])
	}
	if i < len(s.at) {
		to = math.Min(to, s.at[i])
	}
	return from, to
}

// ratio returns LR(u) with i failures before.
func (s search) ratio(i int, u float64) float64 {
	n := float64(len(s.at))
	part := func(k, share float64) float64 {
		if k == 0 {
			return 0
		}
		return k * math.Log(k/(n*share))
	}
	return 2 * (part(float64(i), u) + part(n-float64(i), 1-u))
}

// inBlock is the number of stretches between failures that best looks at as one.
const inBlock = 32

// best returns the split of greatest ratio. Between failures the ratio is convex,
// so it is at one of their moments. It is convex in the moment and the number
// before it together, so that a block of failures has none that is greater than
// the greatest at the corners of the block.
func (s search) best() split {
	best := split{ratio: math.Inf(-1)}
	rounding := 1e-9 + 1e-14*float64(len(s.at))
	for first := 0; first <= len(s.at); first += inBlock {
		last := min(first+inBlock-1, len(s.at))
		if last > first && s.corners(first, last) < best.ratio-rounding {
			continue
		}
		for i := first; i <= last; i++ {
			best = s.better(best, i)
		}
	}
	return best
}

// corners bounds the ratios in the gaps from first to last.
func (s search) corners(first, last int) float64 {
	from, _ := s.gap(first)
	_, to := s.gap(last)
	if from > to {
		return math.Inf(-1)
	}
	return max(s.ratio(first, from), s.ratio(first, to), s.ratio(last, from), s.ratio(last, to))
}

// better returns the best split or one in gap i, if it is better still.
func (s search) better(best split, i int) split {
	from, to := s.gap(i)
	if from > to {
		return best
	}
	for _, u := range [...]float64{from, to} {
		if r := s.ratio(i, u); r > best.ratio {
			best = split{u, i, r}
		}
	}
	return best
}

// hull returns the first and the last moment whose ratio is at least the level.
func (s search) hull(level float64) (lo, hi float64) {
	lo, hi = 1, 0
	for i := range len(s.at) + 1 {
		from, to := s.gap(i)
		if from > to {
			continue
		}
		over := func(u float64) float64 { return s.ratio(i, u) - level }
		left, right := over(from) >= 0, over(to) >= 0
		switch {
		case left && right:
			lo, hi = math.Min(lo, from), to
		case left:
			lo, hi = math.Min(lo, from), num.Root(over, from, to)
		case right:
			lo, hi = math.Min(lo, num.Root(over, from, to)), to
		}
	}
	return lo, hi
}
