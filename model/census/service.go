package census

import (
	"cmp"
	"math"
	"slices"

	"mtbf/model"
)

// service is when a unit was in service, by a fleet.
type service struct {
	whole model.Interval   // from its first day to its last
	parts []model.Interval // in order, without those that touch
	last  model.Interval   // the part that the fleet names last
	count int              // the most units of the name in one part
}

// serves reports whether t is in one of the parts, or at the end of one.
func (s *service) serves(t float64) bool {
	i, begins := slices.BinarySearchFunc(s.parts, t, func(p model.Interval, t float64) int { return cmp.Compare(p.From, t) })
	return begins || i > 0 && t <= s.parts[i-1].To
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
		s.parts, s.last, s.count = append(s.parts, p.Interval), p.Interval, max(s.count, p.Count)
		s.whole = model.Interval{From: math.Min(s.whole.From, p.From), To: math.Max(s.whole.To, p.To)}
	}
	for _, s := range f {
		s.parts = merge(s.parts)
	}
	return f
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
