package census

import (
	"slices"

	"mtbf/model"
	"mtbf/model/life"
)

// tally is what one place in the category tree has gathered.
type tally struct {
	failures    int
	byRule      []int // failures by rule of under-reporting; the last is "no rule"
	instant     int
	joined      int
	restoration float64     // hours, overlaps counted twice
	repairs     life.Sample // of the failures that are not instant
	down        sweep       // of the outages, planned ones apart
}

// tallies gathers failures and downtime for every place in the tree, and the
// downtime of everything, planned work included.
type tallies struct {
	of      []*tally // by node
	planned sweep
	all     sweep // unplanned and planned together
	starts  []float64

	touched, sweeps []*sweep // of sweepDowntime, reused
}

func (s *study) tally() *tallies {
	t := &tallies{starts: make([]float64, 0, len(s.order))}
	s.makeRoom(t)
	if s.opt.IncidentGap != nil {
		for _, f := range s.clustered() {
			s.count(t, f)
		}
	}
	for first, last := range s.unitRuns() {
		if s.opt.IncidentGap == nil {
			for f := range s.perUnit(first, last) {
				s.count(t, f)
			}
		}
		s.sweepDowntime(t, first, last)
	}
	return t
}

// makeRoom makes room for the repair times of every place in the tree.
func (s *study) makeRoom(t *tallies) {
	failures := make([]int, len(s.sets.sets))
	for i := range s.order {
		if o := s.at(i); o.Kind&(model.Planned|model.Instant) == 0 {
			failures[o.Causes]++
		}
	}
	places := map[node]int{}
	for set, k := range failures {
		if k == 0 {
			continue
		}
		for _, n := range s.sets.of(int32(set)) {
			places[n] += k
		}
	}
	for n, k := range places {
		t.at(n).repairs.Times = make([]float64, 0, k)
	}
}

// count takes a failure at every place in the tree that it counts in.
func (s *study) count(t *tallies, f failure) {
	t.starts = append(t.starts, f.start)
	rule := s.reportedRule(f.causes)
	for _, n := range s.sets.of(f.causes) {
		t.at(n).count(f, rule, len(s.opt.Reported))
	}
}

func (t *tallies) at(n node) *tally {
	for int(n) >= len(t.of) {
		t.of = append(t.of, nil)
	}
	if t.of[n] == nil {
		t.of[n] = &tally{}
	}
	return t.of[n]
}

// count takes one failure: a finished repair, one that still runs, or one
// whose repair the log does not tell.
func (t *tally) count(f failure, rule, rules int) {
	t.failures++
	t.joined += int(f.rows) - 1
	if t.byRule == nil {
		t.byRule = make([]int, rules+1)
	}
	t.byRule[rule]++
	hours := f.end - f.start
	switch {
	case f.instant:
		t.instant++
		return
	case f.open:
		t.repairs.Censored = append(t.repairs.Censored, hours)
	case hours == 0:
		t.repairs.Zeros++
	default:
		t.repairs.Times = append(t.repairs.Times, hours)
	}
	t.restoration += hours
}

// sweepDowntime runs through the outages of one unit, from first to before last,
// in order of start.
func (s *study) sweepDowntime(t *tallies, first, last int) {
	capacity := s.capacity(s.at(first).Unit)
	touched := t.touched[:0]
	for i := first; i < last; i++ {
		o := s.at(i)
		spell := s.spell(o)
		t.sweeps = s.sweepsOf(t.sweeps[:0], t, o)
		for _, sw := range t.sweeps {
			if len(sw.running) == 0 && !slices.Contains(touched, sw) {
				sw.capacity = capacity
				touched = append(touched, sw)
			}
			sw.add(spell.From, spell.To)
		}
	}
	finish(touched)
	t.touched = touched
}

func finish(sweeps []*sweep) {
	for _, sw := range sweeps {
		sw.finish()
	}
}

// sweepsOf appends the measures of downtime that an outage counts in.
func (s *study) sweepsOf(sweeps []*sweep, t *tallies, o *model.Outage) []*sweep {
	sweeps = append(sweeps, &t.all)
	if o.Kind.Is(model.Planned) {
		return append(sweeps, &t.planned)
	}
	for _, n := range s.sets.of(o.Causes) {
		sweeps = append(sweeps, &t.at(n).down)
	}
	return sweeps
}
