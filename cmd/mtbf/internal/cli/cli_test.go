package cli

import (
	"errors"
	"runtime"
	"testing"
)

// As many goroutines work as are asked for, but no more than four a processor.
func TestProcessors(t *testing.T) {
	for workers, want := range map[int]int{0: runtime.GOMAXPROCS(0), 1: 1, 3: 3, 1 << 30: 4 * runtime.NumCPU()} {
		if got := (&global{workers: workers}).processors(); got != want {
			t.Errorf("%d asked for: %d, not %d", workers, got, want)
		}
	}
}

// Shards are counted from 1 outside and from 0 inside; none is the only one.
func TestShardOf(t *testing.T) {
	for _, c := range []struct {
		text, out     string
		shard, shards int
		fine          bool
	}{
		{"", "", 0, 1, true},
		{"1/1", "a", 0, 1, true},
		{"1/3", "a", 0, 3, true},
		{"3/3", "a", 2, 3, true},
		{"4/3", "a", 0, 0, false},
		{"0/3", "a", 0, 0, false},
		{"-1/3", "a", 0, 0, false},
		{"2", "a", 0, 0, false},
		{"x/3", "a", 0, 0, false},
		{"1/x", "a", 0, 0, false},
		{"1/3", "", 0, 0, false},
	} {
		t.Run(c.text+" "+c.out, func(t *testing.T) {
			shard, shards, err := (&simulateOptions{shard: c.text, out: c.out}).shardOf()
			var usage usageError
			if shard != c.shard || shards != c.shards || (err == nil) != c.fine || err != nil && !errors.As(err, &usage) {
				t.Errorf("%d of %d, %v; not %d of %d", shard, shards, err, c.shard, c.shards)
			}
		})
	}
}
