package census

import (
	"sync"
	"sync/atomic"
)

// each does something for the numbers 0 to n-1, by so many workers, at least one.
func each(n, workers int, do func(i int)) {
	if workers <= 1 || n == 1 {
		for i := range n {
			do(i)
		}
		return
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(n, workers) {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	group.Wait()
}
