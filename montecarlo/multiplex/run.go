package multiplex

import (
	"context"
	"errors"
	"math"
	"sync"
	"sync/atomic"

	"mtbf/montecarlo"
)

// sums are those of batches. What a batch adds are whole numbers, in a plain
// run, so that sums are exact; or weights, that are summed in the order of the
// batches. Either way they do not depend on who simulated what.
type sums struct {
	n     float64 // wirings, or weighted replications
	x, x2 float64 // failures of a wiring, or weights of failures, and their squares
	top   float64 // largest x
}

func (s *sums) add(x float64) {
	s.n++
	s.x += x
	s.x2 += x * x
	s.top = max(s.top, x)
}

func (s *sums) merge(o *sums) {
	s.n += o.n
	s.x += o.x
	s.x2 += o.x2
	s.top = max(s.top, o.top)
}

// spread is the relative standard error of the mean of x,
//
//	sqrt((n sum x^2/(sum x)^2 - 1)/(n - 1)).
func (s *sums) spread() float64 {
	return math.Sqrt(max(0, s.n*(s.x2/s.x/s.x)-1) / (s.n - 1))
}

// batcher simulates batches. Each worker makes its own.
// A batch that is halted is of no use.
type batcher interface {
	batch(s montecarlo.Stream, to *sums, halt *atomic.Bool)
}

// run is a number of batches; batch b draws from the stream (seed, b).
type run struct {
	options Options
	make    func() batcher
	batches int
	sums    sums
	stopped string
}

// pilot is how many batches are run before it is asked how many are needed, and
// round how many sums are kept until they are merged.
const (
	pilot = 32
	round = 1 << 14
)

// until runs batches until the relative error is small enough, in few steps: one
// that looked after every batch would stop where the error happens to look small.
func (r *run) until(ctx context.Context, most int) {
	for next := min(pilot, most); ; next = r.next(most) {
		for r.batches < next {
			if !r.extend(ctx, min(next-r.batches, round)) {
				r.stopped = stoppedBy(ctx)
				return
			}
		}
		switch goal := r.options.RelError; {
		case goal > 0 && r.sums.spread() <= goal:
			r.stopped = "rel-error"
			return
		case r.batches == most:
			r.stopped = "max-batches"
			return
		}
	}
}

// stoppedBy says in a word what ended a context.
func stoppedBy(ctx context.Context) string {
	if errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		return "time-limit"
	}
	return "cancelled"
}

// next is how many batches to go on to: what the error found so far asks for and
// a bit more, but no more than four times as many as are known.
func (r *run) next(most int) int {
	goal, n := r.options.RelError, float64(r.batches)
	if goal == 0 {
		return most
	}
	ratio := r.sums.spread() / goal
	factor := 1.1 * ratio * ratio
	if !(factor < 4) {
		factor = 4
	}
	return int(min(float64(most), math.Ceil(n*max(1.25, factor))))
}

// extend runs more batches. Where ctx ends it early it returns false and keeps
// the batches before the first that is missing.
func (r *run) extend(ctx context.Context, more int) bool {
	halt := new(atomic.Bool)
	defer context.AfterFunc(ctx, func() { halt.Store(true) })()
	found := make([]sums, more)
	done := make([]bool, more)
	var taken atomic.Int64
	var group sync.WaitGroup
	for range min(r.options.Workers, more) {
		group.Go(func() {
			b := r.make()
			for i := int(taken.Add(1)) - 1; i < more && ctx.Err() == nil; i = int(taken.Add(1)) - 1 {
				b.batch(montecarlo.NewStream(r.options.Seed, uint64(r.batches+i)), &found[i], halt)
				done[i] = !halt.Load()
			}
		})
	}
	group.Wait()
	for i := range found {
		if !done[i] {
			r.batches += i
			return false
		}
		r.sums.merge(&found[i])
	}
	r.batches += more
	return true
}
