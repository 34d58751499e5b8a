package multiplex

import (
	"context"
	"errors"
	"math"
	"sync"
	"sync/atomic"

	"mtbf/montecarlo"
)

// ErrWeights tells that a few weighted replications carry the whole estimate, or
// that none failed, so that neither it nor its error can be trusted.
var ErrWeights = errors.New("a few weighted replications carry the whole estimate")

// Tilted answers with the probability that a scheme fails, however small, by
// importance sampling of the counts of stimulated lines. After every count the
// next stage is tilted towards the likeliest way to fail, and a replication has
// the product of the likelihood ratios as its weight:
//
//	P = E_tilted[w 1(failed)],    log w = sum of Lambda_t(k_(t-1), theta_t) - theta_t k_t.
//
// The counts are drawn, and not the lines, because bundles are permuted between
// stages: where the stimulated lines lie has no influence on what follows, and
// costs N times as much to know. Lines meet by the hypergeometric law and errors
// are binomial, as they are; an approximation for large N only chooses the tilts.
//
// The sample cannot tell of a way to fail that it never took. What guards the
// answer is that the tilts follow the likeliest way from every count, and that an
// estimate on few weights is refused.
//
// Errors are a *model.ParamError, [ErrWeights], or that of a context that ended
// the run before a batch.
func Tilted(ctx context.Context, s Scheme, opt Options) (*Result, error) {
	s, opt, err := check(s, opt)
	if err != nil {
		return nil, err
	}
	t := newTrail(ctx, &s)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return t.run(ctx, opt)
}

func (t *countSampler) run(ctx context.Context, opt Options) (*Result, error) {
	most := opt.MaxBatches
	if most == 0 {
		most = defaultTilted
	}
	r := &run{options: opt, make: func() batcher { return t }}
	if r.until(ctx, most); r.batches == 0 {
		return nil, context.Cause(ctx)
	}
	if !r.sums.trusted() {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, ErrWeights
	}
	res := r.result("tilted")
	res.Replications = uint64(r.sums.n)
	res.ESS = r.sums.effective()
	res.Log = min(0, t.guide.log+math.Log(r.sums.x/r.sums.n))
	res.Probability = r.weighted(res.Log)
	return res, nil
}

// trusted reports whether enough weights carry the sum: 100 effective ones, and
// none of them a twentieth.
func (s *sums) trusted() bool {
	return s.effective() >= 100 && s.top <= 0.05*s.x
}

// effective is Kish's effective sample size, (sum w)^2/sum w^2.
func (s *sums) effective() float64 {
	if s.x == 0 {
		return 0
	}
	return s.x / s.x2 * s.x
}

// countSampler draws counts, for any number of workers at once. Steps are made when
// they are first asked for; if two workers make one, both are the same.
type countSampler struct {
	scheme *Scheme
	guide  *guide
	first  *step
	steps  []sync.Map // of stages 2, 3, ...: counts to *step
}

// newTrail makes a trail; if ctx ends before, one of no use.
func newTrail(ctx context.Context, s *Scheme) *countSampler {
	t := &countSampler{scheme: s, guide: newGuide(ctx, s), steps: make([]sync.Map, s.Tiers)}
	t.first = s.newFirst(t.guide.first)
	return t
}

// step is that of stage t = 2, 3, ... after a count.
func (t *countSampler) step(stage, k int) *step {
	known := &t.steps[stage-2]
	if st, ok := known.Load(k); ok {
		return st.(*step)
	}
	st := t.scheme.newStep(k, t.guide.tilt(stage, float64(k)/float64(t.scheme.N)))
	known.Store(k, st)
	return st
}

// tiltedBatch is how many weighted replications a batch has.
const tiltedBatch = 1024

// batch adds weights over the guide's answer: of a probability that cannot be
// written, too, they are near 1.
func (t *countSampler) batch(s montecarlo.Stream, to *sums, halt *atomic.Bool) {
	for range tiltedBatch {
		if halt.Load() {
			return
		}
		k, log := t.first.draw(&s)
		for stage := 2; stage <= t.scheme.Tiers+1 && !halt.Load(); stage++ {
			next, more := t.step(stage, k).draw(&s)
			k, log = next, log+more
		}
		if t.scheme.fails(k) {
			to.add(math.Exp(log - t.guide.log))
		} else {
			to.add(0)
		}
	}
}
