package census

import (
	"context"
	"sync"
	"sync/atomic"
)

// each does something for the numbers 0 to n-1, by so many workers, at least one,
// until the context ends: then it returns its cause.
func each(ctx context.Context, n, workers int, do func(i int)) error {
	if workers <= 1 || n == 1 {
		for i := 0; i < n && ctx.Err() == nil; i++ {
			do(i)
		}
		return cause(ctx)
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(n, workers) {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(n) && ctx.Err() == nil; i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	group.Wait()
	return cause(ctx)
}

// cause returns why the context has ended; nil where it has not.
func cause(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return context.Cause(ctx)
}
