package multiplex

import (
	"context"
	"math"
	"sync/atomic"

	"mtbf/montecarlo"
)

// Simulate answers with the probability that a scheme fails, by simulating all
// its organs, 64 replications in a word. A batch is a wiring: its permutations
// are drawn once for 512 replications, whose inputs and errors are their own.
// Replications that share a wiring are not independent, so that error and limits
// come from the differences between wirings.
//
// A probability below 1e-5 or so is better asked of [Tilted]. Where the context
// ends a run the answer is that of the batches done until then. Errors are a
// *model.ParamError, or that of a context that ended the run before two batches.
func Simulate(ctx context.Context, s Scheme, opt Options) (*Result, error) {
	s, opt, err := check(s, opt)
	if err != nil {
		return nil, err
	}
	most := opt.MaxBatches
	if most == 0 {
		most = max(pilot, int(defaultOrgans/(s.gates()*lanes)))
	}
	r := &run{options: opt, make: func() batcher { return newLoom(&s) }}
	if r.until(ctx, most); r.batches < 2 {
		return nil, context.Cause(ctx)
	}
	res := r.result("plain")
	res.Wirings = uint64(r.batches)
	res.Replications = res.Wirings * lanes
	res.Organs = res.Replications * s.gates()
	if res.Probability = r.none(); r.sums.x > 0 {
		res.Probability, res.ESS = r.share()
	}
	res.Log = math.Log(res.Probability.Point)
	return res, nil
}

// check refuses what is outside its domain.
func check(s Scheme, opt Options) (Scheme, Options, error) {
	s, err := s.check()
	if err == nil {
		opt, err = opt.check()
	}
	return s, opt, err
}

// batch counts the failures of a wiring.
func (l *loom) batch(s montecarlo.Stream, to *sums, halt *atomic.Bool) {
	to.add(float64(l.weave(s, halt)))
}
