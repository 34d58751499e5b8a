package gate

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
)

// HaltAt returns what is true once a context has ended, cheaper to ask than it,
// until stop is called.
func HaltAt(ctx context.Context) (halt *atomic.Bool, stop func() bool) {
	halt = new(atomic.Bool)
	halt.Store(ctx.Err() != nil)
	return halt, context.AfterFunc(ctx, func() { halt.Store(true) })
}

// StoppedBy says in a word what ended a context.
func StoppedBy(ctx context.Context) string {
	if errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		return StoppedTime
	}
	return StoppedCancelled
}

// What ended a context, as results say it.
const (
	StoppedTime      = "time-limit"
	StoppedCancelled = "cancelled"
)

// Workers returns how many goroutines a run gets that asks for n: all processors
// for none, and at most four a processor.
func Workers(n int) int {
	if n <= 0 {
		return runtime.GOMAXPROCS(0)
	}
	return min(n, 4*runtime.GOMAXPROCS(0))
}

// PilotStreams is the first replication of pilots, whose streams are apart from
// those of runs.
const PilotStreams = 1 << 62
