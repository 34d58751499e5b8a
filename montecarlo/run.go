package montecarlo

import (
	"context"
	"fmt"
	"math"
	"sync"
	"sync/atomic"

	"mtbf/model/system"
	"mtbf/montecarlo/internal/gate"
)

// Simulate simulates missions of a system until its estimates are good enough:
// [Run], then [Part.Result].
//
// Replication r draws from a stream made from the seed and r alone; whole
// blocks of replications are shared out among workers and put together in
// order, in sums that are exact. So the result depends on the system, the seed
// and the options, and on how many blocks were done, but on nothing else.
//
// A context that ends stops the run between two events; the blocks that are known
// are returned, not Complete. Errors are *model.ParamError for options outside
// their domains and what cannot be simulated, *[MissionError], and the context's
// cause if nothing is known yet.
func Simulate(ctx context.Context, m *system.Model, o Options) (*Result, error) {
	p, err := Run(ctx, m, o)
	if err != nil {
		return nil, err
	}
	return p.Result()
}

// Run simulates a system, or one shard of it, and returns the counts.
func Run(ctx context.Context, m *system.Model, o Options) (*Shard, error) {
	o, err := o.check()
	if err != nil {
		return nil, err
	}
	p, err := newPlan(m)
	if err != nil {
		return nil, err
	}
	halt, stop := gate.HaltAt(ctx)
	defer stop()
	r, err := newRun(p, o, halt)
	if err != nil {
		return nil, err
	}
	if r.part.Stopped == "" {
		r.share(ctx)
	}
	switch {
	case r.dense.Load():
		return nil, &MissionError{fmt.Sprintf("more than %d outages would have to be held at once", intervalsMost)}
	case r.part.Blocks == 0 && r.part.blocks() > 0:
		return nil, context.Cause(ctx)
	}
	if o.Checkpoint != nil {
		o.Checkpoint(r.part)
	}
	return r.part, nil
}

// Why a run stopped, as in [Result], beside the ends of a context.
const (
	stoppedError        = "rel-error"
	stoppedReplications = "replications"
	stoppedEvents       = "max-events"
	stoppedCannotFail   = "cannot-fail"
)

// run is a simulation under way.
type run struct {
	plan    *plan
	options Options
	mission mission
	part    *Shard
	halt    *atomic.Bool
	dense   atomic.Bool // a worker had too many intervals at once
	sum     core        // of what the part has
	good    bool        // the last check was passed
}

func newRun(p *plan, o Options, halt *atomic.Bool) (*run, error) {
	if o.FirstFailures == 0 {
		o.FirstFailures = defaultFirsts
		if p.facts.Unrepaired {
			o.FirstFailures = math.MaxUint64
		}
	}
	if p.facts.Timeless {
		o.FirstFailures = 0
	}
	o, events, err := o.settle(p)
	if err != nil {
		return nil, err
	}
	r := &run{plan: p, options: o, mission: p.mission(&o, events, halt), halt: halt}
	part := &Shard{Schema: partSchema, System: p.m.Name, Hash: SystemHash(p.m), Options: o.kept(), Shard: o.Shard, Shards: o.Shards, Facts: p.facts, PerBlock: blockSize(events)}
	r.part = newPart(part)
	r.part.Shard, r.part.Shards = o.Shard, o.Shards
	return r, r.resume(o.Resume)
}

// kept returns the options that a part keeps: those that its numbers depend on.
func (o Options) kept() Options {
	o.Workers, o.Shard, o.Shards, o.Resume, o.Progress, o.Checkpoint = 0, 0, 0, nil, nil, nil
	return o
}

// resume goes on from a part.
func (r *run) resume(from *Shard) error {
	r.sum = newCore(len(r.options.Times))
	if from == nil {
		return nil
	}
	if err := from.whole(); err != nil {
		return err
	}
	same := *from
	o := &r.part.Options
	same.Options.RelError, same.Options.MaxReplications, same.Options.MaxEvents = o.RelError, o.MaxReplications, o.MaxEvents
	same.Blocks = same.blocks()
	if err := same.fits(r.part); err != nil {
		return err
	}
	if from.Shard != r.part.Shard {
		return from.refuse("is not the part asked for, %d", r.part.Shard+1)
	}
	r.part.merge(from)
	r.sum = r.part.total()
	r.good = r.wasGood()
	if from.Stopped == stoppedError && from.Options.RelError <= o.RelError {
		r.part.Stopped = stoppedError
	}
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
	defer context.AfterFunc(working, func() { r.halt.Store(true) })()
	ahead := 4 * r.options.Workers
	free, done := make(chan *block, ahead), make(chan job, ahead)
	for range ahead {
		free <- newBlock(len(r.options.Times))
	}
	var next atomic.Uint64
	next.Store(r.part.Blocks)
	var workers sync.WaitGroup
	for range r.options.Workers {
		workers.Go(func() { r.work(working, cancel, &next, free, done) })
	}
	go func() { workers.Wait(); close(done) }()
	r.part.Stopped = r.collect(cancel, free, done)
	switch {
	case r.part.Stopped != "":
	case r.part.Blocks == r.part.blocks():
		r.part.Stopped = stoppedReplications
	default:
		r.part.Stopped = gate.StoppedBy(ctx)
	}
}

// work does blocks until there are no more or it is told to stop.
func (r *run) work(ctx context.Context, cancel func(), next *atomic.Uint64, free <-chan *block, done chan<- job) {
	w := newWorker(r.plan)
	w.halt = r.halt
	for {
		select {
		case b := <-free:
			number := next.Add(1) - 1
			if number >= r.part.blocks() || !r.fill(w, b, number, cancel) {
				return
			}
			done <- job{number, b}
		case <-ctx.Done():
			return
		}
	}
}

// global returns the number in the whole run of a block of the part.
func (r *run) global(number uint64) uint64 {
	return number*uint64(r.part.Shards) + uint64(r.part.Shard)
}

// fill does a block; false if it was halted before the end, or has to end the
// run itself.
func (r *run) fill(w *worker, b *block, number uint64, cancel func()) bool {
	b.reset()
	from := r.global(number) * r.part.PerBlock
	to := from + r.part.PerBlock
	if most := r.options.MaxReplications; most > 0 {
		to = min(to, most)
	}
	for i := from; i < to; i++ {
		if w.replicate(b, &r.mission, r.options.Seed, i) {
			continue
		}
		if w.dense {
			r.dense.Store(true)
			cancel()
		}
		return false
	}
	w.flush(b)
	return true
}

// collect takes blocks in order until the workers end, which it makes them do
// when the run is to stop; then it says why. Blocks that were done ahead of one
// that is missing at the end are dropped.
func (r *run) collect(cancel func(), free chan<- *block, done <-chan job) (stopped string) {
	early := map[uint64]*block{}
	for j := range done {
		early[j.number] = j.block
		for b := early[r.part.Blocks]; b != nil && stopped == ""; b = early[r.part.Blocks] {
			number := r.part.Blocks
			delete(early, number)
			r.sum.merge(&b.core)
			r.part.take(b, r.global(number), r.plan.causes)
			free <- b
			if stopped = r.check(r.global(number) + 1); stopped != "" {
				cancel()
			}
		}
	}
	return stopped
}

// check says, where a check is due after so many blocks, why the run is to stop;
// "" if it is to go on. It must be good enough at two checks in a row, so that
// it does not stop on a chance low of the estimated error.
func (r *run) check(blocks uint64) string {
	if checkAt(segmentOf(blocks-1)) != blocks && r.part.Shards == 1 {
		return ""
	}
	if r.options.Progress != nil {
		e := r.part.estimator(&r.sum)
		r.options.Progress(Progress{Replications: r.sum.N, Events: r.sum.Events, Unavailability: e.unavailability(), MTBF: e.meanUp()})
	}
	if r.options.Checkpoint != nil {
		r.options.Checkpoint(r.part)
	}
	if r.part.Facts.Never && r.options.MaxReplications == 0 {
		return stoppedCannotFail
	}
	before := r.good
	r.good = r.options.RelError > 0 && r.part.goodEnough(&r.sum)
	switch {
	case before && r.good:
		return stoppedError
	case r.hopeless():
		return stoppedEvents
	}
	return ""
}

// wasGood reports whether the part's last check was passed.
func (r *run) wasGood() bool {
	c := newCore(len(r.options.Times))
	for k := range r.part.Segments {
		if checkAt(k) <= r.part.Blocks {
			c.merge(&r.part.Segments[k])
		}
	}
	return r.options.RelError > 0 && r.part.Shards == 1 && r.part.goodEnough(&c)
}

// trial is the share of its events after which a run may be given up.
const trial = 1. / 1000

// hopeless reports whether the run has had its events, or is seen to need more
// for its relative error, which falls with the root of their number.
func (r *run) hopeless() bool {
	most, spent := float64(r.options.MaxEvents), float64(r.sum.Events+r.sum.N)
	if most == 0 || spent < trial*most {
		return false
	}
	return spent >= most || r.options.RelError > 0 && r.sum.N >= minReplications && r.part.expected(&r.sum) > most
}

// expected is how many events a run needs for its relative error, +Inf where
// nothing tells.
func (p *Shard) expected(c *core) float64 {
	ratio := p.worst(c) / p.Options.RelError
	missing := minWithDowntime / float64(c.Some)
	return float64(c.Events+c.N) * math.Max(1, math.Max(ratio*ratio, missing))
}

// Least numbers before a run may stop on its relative error.
const (
	minReplications = 30
	minWithDowntime = 30
)

// goodEnough reports whether the sums have the relative error asked for.
func (p *Shard) goodEnough(c *core) bool {
	return c.N >= minReplications && c.Some >= minWithDowntime && p.worst(c) <= p.Options.RelError
}

// worst is the largest relative error of the figures that a run is stopped by,
// +Inf where one has none yet.
func (p *Shard) worst(c *core) float64 {
	e := p.estimator(c)
	wanted := []Estimate{e.unavailability()}
	switch {
	case p.Facts.Unrepaired && !p.Facts.Timeless:
		wanted = []Estimate{e.firstFailure()}
	case !p.Facts.Timeless:
		wanted = append(wanted, e.meanUp())
	}
	worst := 0.0
	for _, x := range wanted {
		if math.IsNaN(x.RelativeError) {
			return math.Inf(1)
		}
		worst = math.Max(worst, x.RelativeError)
	}
	return worst
}
