package ingest

import (
	"fmt"
	"slices"

	"mtbf/model/recurrent"
)

// watch is what the rows of a unit tell of when it was watched and when, or how
// often, it failed.
type watch struct {
	unit                 string
	times, entries, ends []float64
	counts               []recurrent.Count // where failures are counted
}

// histories adds the stretches over which the unit was watched, with the failures
// in them.
func (w *watch) histories(all []recurrent.History) ([]recurrent.History, error) {
	slices.Sort(w.times)
	starts, ends, err := w.stretches()
	if err != nil {
		return nil, err
	}
	left := w.times
	for i, from := range starts {
		h := recurrent.History{Unit: w.unit, From: from, To: ends[i], Continued: i > 0}
		h.Times, left = until(left, h.To)
		if i > 0 && len(h.Times) > 0 && h.Times[0] <= from {
			return nil, fmt.Errorf("unit %q failed at %g, when it was not watched: between %g and %g", w.unit, h.Times[0], ends[i-1], from)
		}
		all = append(all, h)
	}
	if len(left) > 0 {
		return nil, fmt.Errorf("unit %q failed at %g, after its observation ended at %g", w.unit, left[len(left)-1], ends[len(ends)-1])
	}
	return all, nil
}

// stretches returns the beginnings and ends of the observation, in order: it begins
// at 0 where no entry tells, and ends with the last failure where no row does. An
// end at which the unit is entered again is none.
func (w *watch) stretches() (starts, ends []float64, err error) {
	starts, ends = inOrder(w.entries), inOrder(w.ends)
	if len(starts) == 0 || len(ends) > 0 && starts[0] >= ends[0] {
		starts = slices.Insert(starts, 0, 0)
	}
	if n := len(w.times); n > 0 && len(ends) == len(starts)-1 {
		ends = append(ends, w.times[n-1])
	}
	switch {
	case len(starts) < len(ends):
		return nil, nil, fmt.Errorf("the observation of %q ends twice, at %g and at %g: the entry of a later row tells from when it was watched again", w.unit, ends[0], ends[1])
	case len(starts) > len(ends):
		return nil, nil, fmt.Errorf("the observation of %q begins twice, at %g and at %g: a row that ends it between the two has the status 0", w.unit, starts[0], starts[1])
	}
	for i := 1; i < len(starts); i++ {
		switch {
		case starts[i] < ends[i-1]:
			return nil, nil, fmt.Errorf("the observation of %q begins again at %g, before it ended at %g", w.unit, starts[i], ends[i-1])
		case starts[i] == ends[i-1]:
			starts, ends = slices.Delete(starts, i, i+1), slices.Delete(ends, i-1, i)
			i--
		}
	}
	return starts, ends, nil
}

// inOrder returns numbers in order, each once.
func inOrder(all []float64) []float64 {
	return slices.Compact(slices.Sorted(slices.Values(all)))
}

// until cuts ordered times after the last that is not above t; without any the
// first part is nil.
func until(times []float64, t float64) (within, after []float64) {
	n, _ := slices.BinarySearchFunc(times, t, func(x, t float64) int {
		if x <= t {
			return -1
		}
		return 1
	})
	if n == 0 {
		return nil, times
	}
	return times[:n:n], times[n:]
}
