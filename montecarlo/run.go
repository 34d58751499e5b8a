package montecarlo

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"sync/atomic"

	"mtbf/model"
	"mtbf/model/system"
)

// Simulate simulates missions of a system until its estimates are good enough:
// [Run], then [Part.Result].
//
// Replication r draws from a stream made from the seed and r alone; whole
// blocks of replications are shared out among workers and put together in
// order, in sums that are exact. So the result depends on the system, the seed
// and the options, and on how many blocks were done, but on nothing else.
//
// A context that ends stops the run at a block; what is known is returned, not
// Complete. Errors are *model.ParamError for options outside their domains and
// what cannot be simulated, and the context's if nothing is known yet.
func Simulate(ctx context.Context, m *system.Model, o Options) (*Result, error) {
	p, err := Run(ctx, m, o)
	if err != nil {
		return nil, err
	}
	return p.Result()
}

// Run simulates a system, or one shard of it, and returns the counts.
func Run(ctx context.Context, m *system.Model, o Options) (*Part, error) {
	o, err := o.check()
	if err != nil {
		return nil, err
	}
	p, err := newPlan(m)
	if err != nil {
		return nil, err
	}
	r, err := newRun(p, o)
	if err != nil {
		return nil, err
	}
	if o.TimeLimit > 0 {
		limited, cancel := context.WithTimeoutCause(ctx, o.TimeLimit, errTimeLimit)
		defer cancel()
		ctx = limited
	}
	r.share(ctx)
	if r.part.Blocks == 0 && r.part.blocks() > 0 {
		return nil, fmt.Errorf("nothing was simulated in time: %w", context.Cause(ctx))
	}
	return r.part, nil
}

var errTimeLimit = errors.New("the time limit is reached")

// run is a simulation under way.
type run struct {
	plan    *plan
	options Options
	mission mission
	part    *Part
	sum     core // of what the part has
	good    bool // the last check was passed
}

func newRun(p *plan, o Options) (*run, error) {
	if o.FirstFailures == 0 {
		o.FirstFailures = defaultFirsts
		if p.facts.Unrepaired {
			o.FirstFailures = math.MaxUint64
		}
	}
	if p.facts.Timeless {
		o.FirstFailures = 0
	}
	o, events := o.settle(p)
	if events > eventsMost {
		return nil, &model.ParamError{Param: "horizon", Value: o.Horizon, Want: fmt.Sprintf("one with fewer than %g events in a mission; this has %.2g", float64(eventsMost), events)}
	}
	r := &run{plan: p, options: o, mission: p.mission(&o, events)}
	part := &Part{Schema: partSchema, System: p.m.Name, Hash: systemHash(p.m), Options: o.kept(), Shard: o.Shard, Shards: o.Shards, Facts: p.facts, PerBlock: blockSize(events)}
	r.part = newPart(part)
	r.part.Shard, r.part.Shards = o.Shard, o.Shards
	return r, r.resume(o.Resume)
}

// kept returns the options that a part keeps: those that its numbers depend on.
func (o Options) kept() Options {
	o.Workers, o.Shard, o.Shards, o.TimeLimit, o.Resume, o.Progress, o.Checkpoint = 0, 0, 0, 0, nil, nil, nil
	return o
}

// resume goes on from a part.
func (r *run) resume(from *Part) error {
	r.sum = newCore(len(r.options.Times))
	if from == nil {
		return nil
	}
	same := *from
	same.Options.RelError, same.Options.MaxReplications = r.part.Options.RelError, r.part.Options.MaxReplications
	same.Blocks = same.blocks()
	if err := same.fits(r.part); err != nil {
		return err
	}
	if from.Shard != r.part.Shard {
		return from.refuse("is not the part asked for, %d", r.part.Shard+1)
	}
	r.part.merge(from)
	r.sum = r.part.total()
	if r.sum.N != from.Blocks*from.PerBlock && r.options.MaxReplications != from.Options.MaxReplications {
		return from.refuse("ended after its %d missions, in the middle of a block of %d: it cannot go on to another number", r.sum.N, from.PerBlock)
	}
	return nil
}

// job is a block to do, or done; number counts those of the part.
type job struct {
	number uint64
	block  *block
}

// share shares out blocks to workers and takes them back in order. A worker
// takes memory for a block first and a number then, so that the block that is
// next always has memory, however far others are ahead; done has room for all
// memory there is.
func (r *run) share(ctx context.Context) {
	working, cancel := context.WithCancel(ctx)
	defer cancel()
	var halt atomic.Bool
	halt.Store(ctx.Err() != nil)
	defer context.AfterFunc(working, func() { halt.Store(true) })()
	ahead := 4 * r.options.Workers
	free, done := make(chan *block, ahead), make(chan job, ahead)
	for range ahead {
		free <- newBlock(len(r.options.Times))
	}
	var next atomic.Uint64
	next.Store(r.part.Blocks)
	var workers sync.WaitGroup
	for range r.options.Workers {
		workers.Go(func() { r.work(working.Done(), &halt, &next, free, done) })
	}
	go func() { workers.Wait(); close(done) }()
	if good := r.collect(cancel, free, done); !good {
		r.part.Stopped = r.stopped(ctx)
	}
}

// work does blocks until there are no more or it is told to stop.
func (r *run) work(stop <-chan struct{}, halt *atomic.Bool, next *atomic.Uint64, free <-chan *block, done chan<- job) {
	w := newWorker(r.plan)
	for {
		select {
		case b := <-free:
			number := next.Add(1) - 1
			if number >= r.part.blocks() || !r.fill(w, b, number, halt) {
				return
			}
			done <- job{number, b}
		case <-stop:
			return
		}
	}
}

// global returns the number in the whole run of a block of the part.
func (r *run) global(number uint64) uint64 {
	return number*uint64(r.part.Shards) + uint64(r.part.Shard)
}

// fill does a block; false if it was told to halt before the end.
func (r *run) fill(w *worker, b *block, number uint64, halt *atomic.Bool) bool {
	b.reset()
	from := r.global(number) * r.part.PerBlock
	to := from + r.part.PerBlock
	if most := r.options.MaxReplications; most > 0 {
		to = min(to, most)
	}
	for i := from; i < to; i++ {
		if halt.Load() {
			return false
		}
		w.replicate(b, &r.mission, r.options.Seed, i)
	}
	w.flush(b)
	return true
}

// collect takes blocks in order until the workers end, which it makes them do
// when the run is good enough; then it reports true. Blocks that were done ahead
// of one that is missing at the end are dropped.
func (r *run) collect(cancel func(), free chan<- *block, done <-chan job) (good bool) {
	early := map[uint64]*block{}
	for j := range done {
		early[j.number] = j.block
		for b := early[r.part.Blocks]; b != nil && !good; b = early[r.part.Blocks] {
			number := r.part.Blocks
			delete(early, number)
			r.sum.merge(&b.core)
			r.part.take(b, r.global(number), r.plan.causes)
			free <- b
			if good = r.check(r.global(number) + 1); good {
				r.part.Stopped = "rel-error"
				cancel()
			}
		}
	}
	return good
}

// stopped says why a run ended that is not good enough.
func (r *run) stopped(ctx context.Context) string {
	switch {
	case r.part.Blocks == r.part.blocks():
		return "replications"
	case errors.Is(context.Cause(ctx), errTimeLimit):
		return "time-limit"
	}
	return "cancelled"
}

// check reports, where a check is due after so many blocks, whether the run is
// good enough. It must be so at two checks in a row, so that it does not stop on
// a chance low of the estimated error.
func (r *run) check(blocks uint64) bool {
	if checkAt(segmentOf(blocks-1)) != blocks && r.part.Shards == 1 {
		return false
	}
	if r.options.Progress != nil {
		e := r.part.estimator(&r.sum)
		r.options.Progress(Progress{Replications: r.sum.N, Events: r.sum.Events, Unavailability: e.unavailability(), MTBF: e.meanUp()})
	}
	if r.options.Checkpoint != nil {
		r.options.Checkpoint(r.part)
	}
	if r.options.RelError == 0 {
		return false
	}
	before := r.good
	r.good = r.part.goodEnough(&r.sum)
	return before && r.good
}

// Least numbers before a run may stop on its relative error.
const (
	leastReplications = 30
	leastWithDowntime = 30
)

// goodEnough reports whether the sums have the relative error asked for.
func (p *Part) goodEnough(c *core) bool {
	if c.N < leastReplications || c.Some < leastWithDowntime {
		return false
	}
	e := p.estimator(c)
	wanted := []Estimate{e.unavailability()}
	switch {
	case p.Facts.Unrepaired && !p.Facts.Timeless:
		wanted = []Estimate{e.firstFailure()}
	case !p.Facts.Timeless:
		wanted = append(wanted, e.meanUp())
	}
	for _, x := range wanted {
		if !(x.RelativeError <= p.Options.RelError) {
			return false
		}
	}
	return true
}
