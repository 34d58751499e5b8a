package montecarlo

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
)

// haltAt returns what is true once a context has ended, cheaper to ask than it,
// until stop is called.
func haltAt(ctx context.Context) (halt *atomic.Bool, stop func() bool) {
	halt = new(atomic.Bool)
	halt.Store(ctx.Err() != nil)
	return halt, context.AfterFunc(ctx, func() { halt.Store(true) })
}

// stoppedBy says in a word what ended a context.
func stoppedBy(ctx context.Context) string {
	if errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		return stoppedTime
	}
	return stoppedCancelled
}

// What ended a context, as results say it.
const (
	stoppedTime      = "time-limit"
	stoppedCancelled = "cancelled"
)

// workers returns how many goroutines a run gets that asks for n: all processors
// for none, and at most four a processor.
func workers(n int) int {
	if n <= 0 {
		return runtime.GOMAXPROCS(0)
	}
	return min(n, 4*runtime.GOMAXPROCS(0))
}

// pilotStreams is the first replication of pilots, whose streams are apart from
// those of runs.
const pilotStreams = 1 << 62
