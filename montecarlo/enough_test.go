package montecarlo

import (
	"fmt"
	"math"
	"testing"

	"mtbf/montecarlo/internal/gate"
)

// A run may stop on its relative error from 30 replications on of which 30 had
// downtime, where it is no more than asked for.
func TestGoodEnough(t *testing.T) {
	sums := func(n, some int) *core {
		c := newCore(0)
		for i := range n {
			down := 0.0
			if i < some {
				down = 0.1 + 0.01*float64(i%2)
			}
			c.window(down, 0)
			c.N++
		}
		return &c
	}
	p := &Shard{Options: Options{Horizon: 100, Confidence: 0.9}, Facts: facts{Timeless: true}}
	exactly, further := p.worst(sums(30, 30)), p.worst(sums(31, 30))
	for _, c := range []struct {
		n, some  int
		relError float64
		enough   bool
	}{
		{30, 30, exactly, true},
		{30, 30, math.Nextafter(exactly, 0), false},
		{31, 30, further, true},
		{29, 29, 0.9, false},
		{31, 29, 0.9, false},
		{30, 0, 0.9, false},
	} {
		t.Run(fmt.Sprint(c.n, c.some, c.relError), func(t *testing.T) {
			p.Options.RelError = c.relError
			if got := p.goodEnough(sums(c.n, c.some)); got != c.enough {
				t.Errorf("%v, with a relative error of %g", got, p.worst(sums(c.n, c.some)))
			}
		})
	}
}

// A run ends with the last of its events, and before where the thousandth of
// them tells that they will not do.
func TestHopeless(t *testing.T) {
	scattered := newCore(0) // 100 replications, 36 down: the square of the relative error is 0.64/(0.36 x 99) = 0.0179574
	for i := range 100 {
		scattered.window(float64(gate.One(i < 36)), 0)
		scattered.N++
	}
	for _, c := range []struct {
		name         string
		events, most uint64
		relError     float64
		hopeless     bool
	}{
		{"no bound", 1e9, 0, 0, false},
		{"one left", 899, 1000, 0, false},
		{"none left", 900, 1000, 0, true},
		{"1,795.7 of 1,796 needed for 10 %", 900, 1796, 0.1, false},
		{"1,795.7 of 1,795 needed", 900, 1795, 0.1, true},
		{"18 million needed, and not seen before a thousandth is spent", 900, 1_000_001, 0.001, false},
		{"18 million needed", 900, 1_000_000, 0.001, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &Shard{Options: Options{Horizon: 100, Confidence: 0.9, RelError: c.relError, MaxEvents: c.most}, Facts: facts{Timeless: true}}
			r := &run{part: p, options: p.Options, sum: scattered}
			r.sum.Events = c.events
			if got := r.hopeless(); got != c.hopeless {
				t.Errorf("%v: %g events needed", got, p.expected(&r.sum))
			}
		})
	}
}
