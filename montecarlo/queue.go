package montecarlo

import "math"

// queue holds one time for each of a fixed number of slots, +Inf for none, and
// finds the earliest. Few slots are searched one by one; many stand in a heap
// of which every node has four kids.
type queue struct {
	at   []float64
	heap []int32 // slots; nil for few
	pos  []int32
}

const fewSlots = 12

func newQueue(slots int) queue {
	q := queue{at: make([]float64, slots)}
	if slots > fewSlots {
		q.heap, q.pos = make([]int32, slots), make([]int32, slots)
	}
	q.reset()
	return q
}

func (q *queue) reset() {
	for i := range q.at {
		q.at[i] = math.Inf(1)
	}
	for i := range q.heap {
		q.heap[i], q.pos[i] = int32(i), int32(i)
	}
}

// first returns the slot of the earliest time, the least of equal ones if
// there are few.
func (q *queue) first() int {
	if q.heap != nil {
		return int(q.heap[0])
	}
	best := 0
	for i, t := range q.at {
		if t < q.at[best] {
			best = i
		}
	}
	return best
}

// set gives a slot its time.
func (q *queue) set(slot int, at float64) {
	was := q.at[slot]
	q.at[slot] = at
	switch {
	case q.heap == nil:
	case at < was:
		q.up(int(q.pos[slot]))
	default:
		q.sink(int(q.pos[slot]))
	}
}

func (q *queue) up(i int) {
	slot := q.heap[i]
	for i > 0 {
		parent := (i - 1) / 4
		if q.at[q.heap[parent]] <= q.at[slot] {
			break
		}
		q.put(i, q.heap[parent])
		i = parent
	}
	q.put(i, slot)
}

func (q *queue) sink(i int) {
	slot := q.heap[i]
	for {
		kid := 4*i + 1
		if kid >= len(q.heap) {
			break
		}
		for k := kid + 1; k < min(4*i+5, len(q.heap)); k++ {
			if q.at[q.heap[k]] < q.at[q.heap[kid]] {
				kid = k
			}
		}
		if q.at[q.heap[kid]] >= q.at[slot] {
			break
		}
		q.put(i, q.heap[kid])
		i = kid
	}
	q.put(i, slot)
}

func (q *queue) put(i int, slot int32) { q.heap[i], q.pos[slot] = slot, int32(i) }

// line is a first-in, first-out queue of the units of a group.
type line struct {
	of          []int32
	first, size int
}

func (l *line) push(i int32) {
	at := l.first + l.size
	if at >= len(l.of) {
		at -= len(l.of)
	}
	l.of[at] = i
	l.size++
}

func (l *line) pop() int32 {
	i := l.of[l.first]
	if l.first++; l.first == len(l.of) {
		l.first = 0
	}
	l.size--
	return i
}

// remove takes out one unit.
func (l *line) remove(unit int32) {
	for n := l.size; n > 0; n-- {
		if i := l.pop(); i != unit {
			l.push(i)
		}
	}
}
