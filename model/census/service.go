package census

import (
	"cmp"
	"math"
	"slices"

	"mtbf/model"
)

// service is when a unit was in service, by a fleet.
type service struct {
	whole  model.Interval   // from its first day to its last
	parts  []model.Interval // in order, without those that touch
	levels levels           // how many units of the name there are
	count  int              // the most of them at one time
}

// serves reports whether t is in one of the parts, or at the end of one.
func (s *service) serves(t float64) bool {
	i, begins := slices.BinarySearchFunc(s.parts, t, func(p model.Interval, t float64) int { return cmp.Compare(p.From, t) })
	return begins || i > 0 && t <= s.parts[i-1].To
}

// meets reports whether the unit serves at the beginning of an outage, or at any
// time of it.
func (s *service) meets(outage model.Interval) bool {
	return s.serves(outage.From) || s.during(outage)
}

// during reports whether the unit serves for any time of an outage.
func (s *service) during(outage model.Interval) bool {
	i, _ := slices.BinarySearchFunc(s.parts, outage.From, func(p model.Interval, t float64) int { return cmp.Compare(p.To, t) })
	return slices.ContainsFunc(s.parts[i:], func(p model.Interval) bool { return max(p.From, outage.From) < min(p.To, outage.To) })
}

// fleet tells of units by their names.
type fleet map[string]*service

func newFleet(parts []model.Exposure) fleet {
	f := make(fleet, len(parts))
	for _, p := range parts {
		s := f[p.Unit]
		if s == nil {
			s = &service{whole: p.Interval}
			f[p.Unit] = s
		}
		s.parts = append(s.parts, p.Interval)
		s.whole = model.Interval{From: math.Min(s.whole.From, p.From), To: math.Max(s.whole.To, p.To)}
	}
	for _, s := range f {
		s.parts = merge(s.parts)
	}
	for _, u := range merged(parts) {
		f[u.Unit].count = u.Count
	}
	f.level(parts)
	return f
}

// level finds how many units of each name there are at a time.
func (f fleet) level(parts []model.Exposure) {
	several := map[string][]model.Exposure{} // of names with more than one part
	for _, p := range parts {
		if s := f[p.Unit]; s.whole == p.Interval && s.count == p.Count && s.levels == nil {
			s.levels = levels{{p.From, p.Count}, {p.To, 0}}
			continue
		}
		several[p.Unit] = nil
	}
	for _, p := range parts {
		if _, ok := several[p.Unit]; ok {
			several[p.Unit] = append(several[p.Unit], p)
		}
	}
	for name, parts := range several {
		f[name].levels = levelsOf(changes(parts))
	}
}

// merged puts the parts of each unit together: from its first day to its last, as
// many as there are at one time.
func merged(parts []model.Exposure) []model.Exposure {
	index := map[string]int{}
	var all []model.Exposure
	again := map[int][]model.Exposure{} // the parts of units that have several
	for _, part := range parts {
		i, ok := index[part.Unit]
		if !ok {
			index[part.Unit] = len(all)
			all = append(all, part)
			continue
		}
		if again[i] == nil {
			again[i] = []model.Exposure{all[i]}
		}
		again[i] = append(again[i], part)
	}
	for i, parts := range again {
		all[i].Interval, all[i].Count = extent(parts), atOnce(parts)
	}
	return all
}

// atOnce returns how many units there are at the time when they are most, at least
// 1. Where one part ends and another begins there are not both.
func atOnce(parts []model.Exposure) int {
	most, running := 1, 0
	for _, c := range changes(parts) {
		running += c.n
		most = max(most, running)
	}
	return most
}

// change is so many units more in service.
type change struct {
	t float64
	n int
}

// changes returns the beginnings and ends of parts in order, at one moment ends
// first.
func changes(parts []model.Exposure) []change {
	var all []change
	for _, p := range parts {
		all = append(all, change{p.From, p.Count}, change{p.To, -p.Count})
	}
	return inTime(all)
}

// inTime puts changes in order.
func inTime(all []change) []change {
	slices.SortFunc(all, func(a, b change) int { return cmp.Or(cmp.Compare(a.t, b.t), cmp.Compare(a.n, b.n)) })
	return all
}

// merge puts intervals in order, and those that touch together.
func merge(parts []model.Interval) []model.Interval {
	slices.SortFunc(parts, func(a, b model.Interval) int { return cmp.Compare(a.From, b.From) })
	kept := parts[:1]
	for _, p := range parts[1:] {
		if last := &kept[len(kept)-1]; p.From <= last.To {
			last.To = max(last.To, p.To)
			continue
		}
		kept = append(kept, p)
	}
	return kept
}
