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
}

func (s *study) tally() *tallies {
	t := &tallies{}
	for f := range s.failures() {
		t.starts = append(t.starts, f.start)
		rule := s.reportedRule(f.causes)
		for _, n := range s.sets.of(f.causes) {
			t.at(n).count(f, rule, len(s.opt.Reported))
		}
	}
	s.sweepDowntime(t)
	return t
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

// sweepDowntime runs through the outages of each unit in order of start.
func (s *study) sweepDowntime(t *tallies) {
	var touched []*sweep
	for i := range s.order {
		o := s.at(i)
		if i > 0 && o.Unit != s.at(i-1).Unit {
			finish(touched)
			touched = touched[:0]
		}
		for _, sw := range s.sweepsOf(t, o) {
			if len(sw.running) == 0 && !slices.Contains(touched, sw) {
				sw.capacity = s.capacity(o.Unit)
				touched = append(touched, sw)
			}
			spell := s.spell(o)
			sw.add(spell.From, spell.To)
		}
	}
	finish(touched)
}

func finish(sweeps []*sweep) {
	for _, sw := range sweeps {
		sw.finish()
	}
}

// sweepsOf returns the measures of downtime that an outage counts in.
func (s *study) sweepsOf(t *tallies, o *model.Outage) []*sweep {
	if o.Kind.Is(model.Planned) {
		return []*sweep{&t.planned, &t.all}
	}
	sweeps := []*sweep{&t.all}
	for _, n := range s.sets.of(o.Causes) {
		sweeps = append(sweeps, &t.at(n).down)
	}
	return sweeps
}
