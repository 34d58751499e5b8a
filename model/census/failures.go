package census

import (
	"cmp"
	"iter"
	"math"
	"slices"

	"mtbf/model"
)

// failure is one unplanned failure after joining and clustering.
type failure struct {
	start, end float64 // unclipped at the start, open ends at the window's end
	causes     int32
	unit       int32
	units      int32 // units that took part: more than 1 only in an incident
	rows       int32
	failures   int32 // of the units that took part: more than 1 only in an incident
	open       bool
	instant    bool
	carried    bool // it began before its unit was observed
}

func (s *study) failureOf(unit int32, o *outage) failure {
	return failure{
		start: o.start, end: min(o.end, max(o.start, s.window.To)), causes: o.causes, unit: unit, units: 1, rows: 1, failures: 1,
		open: o.end > s.window.To || o.kind.Is(model.Open), instant: o.kind.Is(model.NoDuration), carried: o.kind.Is(carried),
	}
}

// merger makes one failure of several: the work grows as their number.
type merger struct {
	failure
	study   *study
	sets    []int32 // of causes, each once
	members int32   // units, each once
	known   map[int32]bool
	counted map[int32]bool
}

// begin starts a new failure with f.
func (m *merger) begin(f failure) {
	m.failure, m.sets, m.members = f, append(m.sets[:0], f.causes), 1
	// A map that was large once is slow to clear.
	m.known, m.counted = nil, nil
}

// take makes g a part of the failure.
func (m *merger) take(g failure) {
	if m.known == nil {
		m.known, m.counted = map[int32]bool{m.causes: true}, map[int32]bool{m.unit: true}
	}
	f := &m.failure
	if g.end >= f.end {
		f.open = g.open || (f.open && g.end == f.end)
	}
	f.end = math.Max(f.end, g.end)
	f.instant = f.instant && g.instant
	f.rows += g.rows
	f.failures += g.failures
	if !m.known[g.causes] {
		m.known[g.causes] = true
		m.sets = append(m.sets, g.causes)
	}
	if !m.counted[g.unit] {
		m.counted[g.unit] = true
		m.members++
	}
}

// merged returns the failure with the causes and the units of all.
func (m *merger) merged() failure {
	f := m.failure
	f.causes, f.units = m.study.sets.union(m.sets), m.members
	return f
}

// joined returns the failure as the one that outages of one unit make.
func (m *merger) joined() failure {
	f := m.merged()
	f.failures = 1
	return f
}

// failures yields every failure that begins inside the window, merged as the
// options ask.
func (s *study) failures() iter.Seq[failure] {
	if s.opt.IncidentGap != nil {
		return slices.Values(s.clustered())
	}
	return s.byUnit()
}

// byUnit yields the failures unit by unit in order of start.
func (s *study) byUnit() iter.Seq[failure] {
	return func(yield func(failure) bool) {
		for _, r := range s.runs {
			for f := range s.failuresOf(r) {
				if !yield(f) {
					return
				}
			}
		}
	}
}

// failuresOf yields the failures of one unit in order of start: not those carried in
// from before it was observed, nor those that planned work excuses. With Join, an
// outage that begins before or when an earlier one of its unit ends is part of
// that failure.
func (s *study) failuresOf(r run) iter.Seq[failure] {
	return func(yield func(failure) bool) {
		current := merger{study: s}
		pending := false
		for i := r.first; i < r.last; i++ {
			o := &s.outages[i]
			if o.kind&(model.Planned|excused) != 0 {
				continue
			}
			f := s.failureOf(r.unit, o)
			switch {
			case !s.opt.MergeOverlapping:
				if !f.carried && !yield(f) {
					return
				}
				continue
			case pending && f.start <= current.end:
				current.take(f)
				continue
			case pending && !current.carried && !yield(current.joined()):
				return
			}
			current.begin(f)
			pending = true
		}
		if pending && !current.carried {
			yield(current.joined())
		}
	}
}

// joinedToCarried counts the outages that became part of a failure that no failure counts,
// as it began before its unit was observed.
func (s *study) joinedToCarried() int {
	if !s.opt.MergeOverlapping {
		return 0
	}
	n := 0
	for _, r := range s.runs {
		first, end := model.Kind(0), math.Inf(-1)
		for i := r.first; i < r.last; i++ {
			o := &s.outages[i]
			if o.kind&(model.Planned|excused) != 0 {
				continue
			}
			switch f := s.failureOf(r.unit, o); {
			case f.start > end:
				first, end = o.kind, f.end
			default:
				end = max(end, f.end)
				if first.Is(carried) {
					n++
				}
			}
		}
	}
	return n
}

// clustered returns incidents: failures of any units, each of which starts no
// later than the gap after the one before it. They are put together once.
func (s *study) clustered() []failure {
	if s.clusters != nil {
		return s.clusters
	}
	all := slices.Collect(s.byUnit())
	slices.SortStableFunc(all, func(a, b failure) int { return cmp.Compare(a.start, b.start) })
	s.clusters = []failure{}
	current, last := merger{study: s}, math.Inf(-1)
	for i, f := range all {
		switch {
		case i > 0 && !later(f.start, last, *s.opt.IncidentGap):
			current.take(f)
		case i > 0:
			s.clusters = append(s.clusters, current.merged())
			fallthrough
		default:
			current.begin(f)
		}
		last = f.start
	}
	if len(all) > 0 {
		s.clusters = append(s.clusters, current.merged())
	}
	return s.clusters
}

// later reports whether t is more than hours after from, and not just by the
// rounding of moments that are far from the clock's zero: ten minutes after a
// minute of 2024 are ten minutes.
func later(t, from, hours float64) bool {
	const rounding = 1 << 52
	return t-from-hours > max(math.Abs(t), math.Abs(from))/rounding
}

// Incidents is the evidence for common cause: how many failures of different
// units began together.
type Incidents struct {
	GapHours            float64
	Count               int
	Failures            int // failures before clustering
	MultiUnit           int // incidents that took more than one unit
	InMultiUnit         int // failures that were part of those
	LargestUnits        int
	CommonCauseFraction float64 // InMultiUnit / Failures: an upper reading of a beta factor
}

func (s *study) incidents(all []failure) *Incidents {
	in := &Incidents{GapHours: *s.opt.IncidentGap, Count: len(all)}
	for _, f := range all {
		in.Failures += int(f.failures)
		in.LargestUnits = max(in.LargestUnits, int(f.units))
		if f.units > 1 {
			in.MultiUnit++
			in.InMultiUnit += int(f.failures)
		}
	}
	if in.Failures > 0 {
		in.CommonCauseFraction = float64(in.InMultiUnit) / float64(in.Failures)
	}
	return in
}
