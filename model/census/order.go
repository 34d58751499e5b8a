package census

import (
	"cmp"
	"slices"

	"mtbf/model"
)

// outage is an outage that takes part, as the walks through a study need it:
// they read all outages of a unit, one behind the other.
type outage struct {
	start, end float64 // the end is the window's for an open outage, the start for one without a duration
	causes     int32
	kind       model.Kind
}

// run is the outages of one unit: those at places first to before last, in order
// of their start.
type run struct {
	unit        int32
	first, last int
}

// arrange puts the outages of the log, but for those with the numbers in left,
// in order of unit, then start, then number. units holds how many each unit has.
// Each worker looks at all outages, and takes those of its own units.
func (s *study) arrange(units []int32, left []int32) error {
	total := 0
	next := make([]int32, len(units)) // where the next outage of each unit goes
	for unit, n := range units {
		next[unit] = int32(total)
		if n > 0 {
			s.runs = append(s.runs, run{int32(unit), total, total + int(n)})
		}
		total += int(n)
	}
	s.outages = make([]outage, total)
	stretches := s.stretches(total/max(1, s.opt.Workers) + 1)
	return each(s.ctx, len(stretches), s.opt.Workers, func(i int) {
		runs := stretches[i]
		s.fill(next, left, runs[0].unit, runs[len(runs)-1].unit)
		for _, r := range runs {
			sortByStart(s.outages[r.first:r.last])
		}
	})
}

// stretches cuts the runs into stretches of so many outages, or some more, each.
func (s *study) stretches(size int) [][]run {
	var all [][]run
	for rest := s.runs; len(rest) > 0; {
		cut, outages := 0, 0
		for ; cut < len(rest) && outages < size; cut++ {
			outages += rest[cut].last - rest[cut].first
		}
		all, rest = append(all, rest[:cut]), rest[cut:]
	}
	return all
}

// fill puts the outages of the units from first to last where they belong, in the
// order of the log.
func (s *study) fill(next, left []int32, first, last int32) {
	for i := range s.log.Outages {
		if len(left) > 0 && left[0] == int32(i) {
			left = left[1:]
			continue
		}
		if o := &s.log.Outages[i]; first <= o.Unit && o.Unit <= last {
			s.outages[next[o.Unit]] = outage{o.Start, s.end(o), o.Causes, o.Kind}
			next[o.Unit]++
		}
	}
}

// sortByStart sorts outages, equal ones in the order they are in: most logs have
// them in order already, or nearly so.
func sortByStart(all []outage) {
	if slices.IsSortedFunc(all, func(a, b outage) int { return cmp.Compare(a.start, b.start) }) {
		return
	}
	places := make([]int32, len(all))
	for i := range places {
		places[i] = int32(i)
	}
	slices.SortFunc(places, func(a, b int32) int {
		return cmp.Or(cmp.Compare(all[a].start, all[b].start), cmp.Compare(a, b))
	})
	before := slices.Clone(all)
	for i, place := range places {
		all[i] = before[place]
	}
}
