package markov

import (
	"context"
	"math"
)

const (
	squaringStates = 400  // chains up to this size may be solved by squaring, in some seconds
	chunkSteps     = 4096 // transitions offered in one stretch of uniformisation
	transientWork  = 2e10 // products of uniformisation until a time, some twenty seconds
	steadyEnough   = 5e-13
	extrapolated   = 1e-11 // bound of the relative error of a constant failure rate
	farChunks      = 1e6   // no failure rate is constant enough for so many more chunks, for rounding
)

// span follows the probabilities of a chain through time.
type span struct {
	chain   *Chain
	walker  *walker
	steady  []float64 // nil until asked for, empty if there are many
	absorbs bool      // the last state is never left
	start   int
	time    float64
	p       []float64
	gained  []float64
	limit   float64 // of the products
}

func newSpan(c *Chain, start int, gains ...[]float64) *span {
	s := &span{chain: c, start: start, walker: newWalker(c, gains...), limit: transientWork}
	s.p, s.gained = make([]float64, c.States()), make([]float64, len(gains))
	s.p[start] = 1
	return s
}

// to moves on to time t and returns copies of the probabilities and of what has
// been gained since the start.
func (s *span) to(ctx context.Context, t float64) (p, gained []float64, err error) {
	if s.squares(t) {
		return s.doubled(ctx, t)
	}
	if err := s.walk(ctx, t); err != nil {
		return nil, nil, err
	}
	return append([]float64(nil), s.p...), append([]float64(nil), s.gained...), nil
}

// squares reports whether squaring is feasible and costs less than walking.
func (s *span) squares(t float64) bool { return s.chain.squaringWork(s.walker.rate*t) > 0 }

// squaringWork is how many multiplications the squarings for so many steps take, 0 where
// walking is what is done.
func (c *Chain) squaringWork(steps float64) float64 {
	n := float64(c.States())
	work := n * n * n * math.Log2(steps)
	if n > squaringStates || !(steps > 64) || math.IsInf(steps, 1) || work >= steps*float64(c.Transitions()+c.States()) {
		return 0
	}
	return work
}

// SquaringWork is how many multiplications the repeated squarings of [Model.FirstPassage]
// take for times in hours, each anew: what makes many times of a chain long to answer. Of
// times that it walks to, one after the other, it is 0.
func (c *Chain) SquaringWork(times ...float64) (work float64) {
	rate := 0.0
	for s := range c.States() {
		rate = max(rate, c.ExitRate(s))
	}
	for _, t := range times {
		work += c.squaringWork(rate * t)
	}
	return work
}

// walk moves s on to time t by uniformisation, in stretches of at most
// chunkSteps.
func (s *span) walk(ctx context.Context, t float64) error {
	steps := s.walker.rate * (t - s.time)
	chunks := math.Max(1, math.Ceil(steps/chunkSteps))
	work := float64(s.chain.Transitions() + s.chain.States())
	if most := math.Ceil(s.limit / (chunkSteps * work)); s.absorbs && chunks > most+farChunks {
		return &WorkError{s.chain.States(), steps}
	}
	done := 0.0
	for left, h := chunks, (t-s.time)/chunks; left > 0; left, done = left-1, done+1 {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if left < chunks && s.settled(ctx) {
			s.coast(h * left)
			break
		}
		if done*chunkSteps*work > s.limit || math.IsInf(steps, 1) {
			return &WorkError{s.chain.States(), steps}
		}
		constant, err := s.stretch(ctx, h, left-1)
		if err != nil {
			return err
		}
		if constant {
			break
		}
	}
	s.time = t
	return nil
}

// settled reports whether the steady state is reached. The largest and the
// smallest ratio to it never move apart again.
func (s *span) settled(ctx context.Context) bool {
	if s.steady == nil && !s.absorbs {
		s.steady = []float64{}
		if found, err := s.chain.Steady(ctx); err == nil {
			s.steady = found.P
		}
	}
	for i, x := range s.steady {
		if math.Abs(s.p[i]-x) > steadyEnough*x && max(s.p[i], x) > tinyEntry {
			return false
		}
	}
	return len(s.steady) > 0
}

// coast lets t hours pass in the steady state.
func (s *span) coast(t float64) {
	copy(s.p, s.steady)
	for g, gain := range s.walker.gains {
		s.gained[g] += t * dot(s.steady, gain)
	}
}

// stretch moves s on by h hours, and by a further left times h if a constant
// failure rate is reached, which it reports.
func (s *span) stretch(ctx context.Context, h, left float64) (constant bool, err error) {
	before := append([]float64(nil), s.p...)
	more, err := s.walker.advance(ctx, s.p, h)
	if err != nil {
		return false, err
	}
	for g := range more {
		s.gained[g] += more[g]
	}
	rescale(s.p)
	return s.absorbs && left > 0 && s.extrapolate(before, more[0], left), nil
}

// rescale removes the rounding error of the sum of p.
func rescale(p []float64) {
	sum := 0.0
	for _, x := range p {
		sum += x
	}
	scale(p, 1/sum)
}

// extrapolate moves a chain that fails on by left more stretches like the last,
// if that is exact enough. Where every entry of the last stretch came out
// between a and b times what it was before, every later one will too, so that
// taking one ratio for all errs by at most left (b-a)/a, relatively. That ratio is
// 1 - failed/before, of what failed in the last stretch, or where most failed what
// is left of it.
func (s *span) extrapolate(before []float64, failed, left float64) bool {
	last := len(s.p) - 1
	a, b := math.Inf(1), 0.0
	was, is := 0.0, 0.0
	for i, x := range s.p[:last] {
		was, is = was+before[i], is+x
		if x < tinyEntry && before[i] < tinyEntry {
			continue
		}
		a, b = min(a, x/before[i]), max(b, x/before[i])
	}
	if !(left*(b-a) <= extrapolated*a) || is == 0 {
		return false
	}
	ratio := math.Log1p(-failed / was)
	if failed > was/2 {
		ratio = math.Log(is / was)
	}
	survive := left * ratio
	s.p[last] += is * -math.Expm1(survive)
	scale(s.p[:last], math.Exp(survive))
	return true
}
