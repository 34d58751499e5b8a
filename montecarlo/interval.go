package montecarlo

import (
	"math"

	"mtbf/montecarlo/internal/gate"
)

// interval is a stretch of time in which a part of the system is down: [from,
// to) in hours. One part's intervals are apart and in order. They may touch:
// an end comes before a beginning at the same moment, so they stay two.
type interval struct {
	from, to float64
	cause    int32 // number of the cause whose failure began it
	leaf     int32 // in a sweep: the gate that is down
}

// intersect appends to dst when both of two lists are down, which is what takes
// down a parallel. An interval's cause is that of the list that fails last.
// Which list goes on next cannot be foretold, so there is no branch on it; ends
// are not negative, and the bits of such numbers have their order.
func intersect(dst, a, b []interval) []interval {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		x, y := &a[i], &b[j]
		if gate.One(x.from < y.to)&gate.One(y.from < x.to) != 0 {
			dst = append(dst, both(x, y))
		}
		first := gate.One(math.Float64bits(y.to) < math.Float64bits(x.to))
		i, j = i+1-first, j+first
	}
	return dst
}

// both returns the time that two intervals have in common.
func both(x, y *interval) interval {
	z := *x
	if y.from > x.from {
		z.from, z.cause = y.from, y.cause
	}
	z.to = min(x.to, y.to)
	return z
}

// coalesce makes one of intervals that overlap, in a list in order of from,
// and returns it shortened.
func coalesce(list []interval) []interval {
	n := 0
	for _, x := range list {
		switch {
		case n > 0 && x.from < list[n-1].to:
			list[n-1].to = max(list[n-1].to, x.to)
		default:
			list[n] = x
			n++
		}
	}
	return list[:n]
}

// edge is the beginning or the end of an interval.
type edge struct {
	at          float64
	cause, leaf int32
}

// merger sorts what consists of runs that are in order. Its zero value is
// ready.
type merger[T any] struct {
	runs  []int // where each run begins, and the end
	spare []T
}

func (m *merger[T]) begin() { m.runs = append(m.runs[:0], 0) }

// run tells that a run ends at n; empty runs are forgotten.
func (m *merger[T]) run(n int) {
	if n > m.runs[len(m.runs)-1] {
		m.runs = append(m.runs, n)
	}
}

// sort merges neighbouring runs until there is one; equals keep their order.
func (m *merger[T]) sort(list []T, less func(a, b *T) bool) {
	for len(m.runs) > 2 {
		kept := 1
		for i := 2; i < len(m.runs); i += 2 {
			m.merge(list, m.runs[i-2], m.runs[i-1], m.runs[i], less)
			m.runs[kept] = m.runs[i]
			kept++
		}
		if len(m.runs)%2 == 0 {
			m.runs[kept] = m.runs[len(m.runs)-1]
			kept++
		}
		m.runs = m.runs[:kept]
	}
}

// sortRuns sorts a list of runs that end where told.
func (m *merger[T]) sortRuns(list []T, runs []int, less func(a, b *T) bool) {
	m.begin()
	for _, end := range runs {
		m.run(end)
	}
	m.sort(list, less)
}

// merge merges the runs [lo, mid) and [mid, hi), the first from a copy.
func (m *merger[T]) merge(list []T, lo, mid, hi int, less func(a, b *T) bool) {
	if !less(&list[mid], &list[mid-1]) {
		return
	}
	m.spare = append(m.spare[:0], list[lo:mid]...)
	i, j := 0, mid
	for at := lo; i < len(m.spare); at++ {
		if j < hi && less(&list[j], &m.spare[i]) {
			list[at] = list[j]
			j++
		} else {
			list[at] = m.spare[i]
			i++
		}
	}
}

func fromLess(a, b *interval) bool { return a.from < b.from }

func atLess(a, b *edge) bool { return a.at < b.at }
