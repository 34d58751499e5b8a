package census

import (
	"math"
)

// sweep measures how long a set of spells covers a unit, or a class of
// capacity interchangeable units: at a moment when k spells are running,
// min(k, capacity) units are down and the rest is overlap. Where none is there, no
// spell counts. Spells must be added in order of their start; memory is what runs at
// one moment.
type sweep struct {
	capacity int
	changes  levels // of the capacity, those to come; it is 0 before the first
	running  ends
	last     float64
	total    covered
	noted    *[]change // of how many are down, where that is wanted
}

// add takes the spell [from, to), from not before any earlier spell's from.
func (s *sweep) add(from, to float64) {
	s.advance(from)
	s.last = from
	if to > from {
		s.running.push(to)
	}
}

// advance settles every spell that ends by t, and the time up to t.
func (s *sweep) advance(t float64) {
	for len(s.running) > 0 && s.running[0] <= t {
		s.settle(s.running[0])
		s.running.pop()
	}
	s.settle(t)
}

// begin makes the sweep ready for a unit: of a capacity that does not change, or with
// what it changes to.
func (s *sweep) begin(capacity int, changes levels) {
	s.capacity, s.changes = capacity, changes
	if changes != nil {
		s.capacity, s.last = 0, math.Inf(-1)
	}
}

// settle measures up to t.
func (s *sweep) settle(t float64) {
	for len(s.changes) > 0 && s.changes[0].from < t {
		s.measure(max(s.last, s.changes[0].from))
		s.capacity, s.changes = s.changes[0].units, s.changes[1:]
	}
	s.measure(t)
}

// measure measures up to t, where the capacity does not change before it.
func (s *sweep) measure(t float64) {
	if k := len(s.running); k > 0 && s.capacity > 0 {
		down := min(k, s.capacity)
		s.total.Down.Add(float64(down) * (t - s.last))
		if k > down {
			s.total.Overlap.Add(float64(k-down) * (t - s.last))
		}
		if s.noted != nil && t > s.last {
			*s.noted = append(*s.noted, change{s.last, down}, change{t, -down})
		}
	}
	s.last = t
}

// finish settles what still runs and makes the sweep ready for another unit;
// the totals go on.
func (s *sweep) finish() {
	for len(s.running) > 0 {
		s.settle(s.running[0])
		s.running.pop()
	}
}

// ends is a heap of the times at which running spells end, soonest first.
type ends []float64

func (e *ends) push(t float64) {
	h := append(*e, t)
	i := len(h) - 1
	for i > 0 && h[i] < h[(i-1)/2] {
		h[i], h[(i-1)/2] = h[(i-1)/2], h[i]
		i = (i - 1) / 2
	}
	*e = h
}

// pop drops the soonest.
func (e *ends) pop() {
	n := len(*e) - 1
	h := (*e)[:n]
	if n > 0 {
		h[0] = (*e)[n]
	}
	for i := 0; 2*i+1 < n; {
		child := 2*i + 1
		if child+1 < n && h[child+1] < h[child] {
			child++
		}
		if h[i] <= h[child] {
			break
		}
		h[i], h[child] = h[child], h[i]
		i = child
	}
	*e = h
}
