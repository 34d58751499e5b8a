package census

import "container/heap"

// sweep measures how long a set of spells covers a unit, or a class of
// capacity interchangeable units: at a moment when k spells are running,
// min(k, capacity) units are down and the rest is overlap. Spells must be
// added in order of their start; memory is what runs at one moment.
type sweep struct {
	capacity int
	running  ends
	last     float64
	down     float64 // unit-hours
	overlap  float64 // unit-hours
}

// add takes the spell [from, to), from not before any earlier spell's from.
func (s *sweep) add(from, to float64) {
	s.advance(from)
	s.last = from
	if to > from {
		heap.Push(&s.running, to)
	}
}

// advance settles every spell that ends by t, and the time up to t.
func (s *sweep) advance(t float64) {
	for len(s.running) > 0 && s.running[0] <= t {
		s.settle(s.running[0])
		heap.Pop(&s.running)
	}
	s.settle(t)
}

func (s *sweep) settle(t float64) {
	if k := len(s.running); k > 0 {
		down := min(k, s.capacity)
		s.down += float64(down) * (t - s.last)
		s.overlap += float64(k-down) * (t - s.last)
	}
	s.last = t
}

// finish settles what still runs and makes the sweep ready for another unit;
// the totals go on.
func (s *sweep) finish() {
	for len(s.running) > 0 {
		s.settle(s.running[0])
		heap.Pop(&s.running)
	}
}

// ends is a heap of the times at which running spells end, soonest first.
type ends []float64

func (e ends) Len() int           { return len(e) }
func (e ends) Less(i, j int) bool { return e[i] < e[j] }
func (e ends) Swap(i, j int)      { e[i], e[j] = e[j], e[i] }
func (e *ends) Push(x any)        { *e = append(*e, x.(float64)) }
func (e *ends) Pop() any {
	old := *e
	x := old[len(old)-1]
	*e = old[:len(old)-1]
	return x
}
