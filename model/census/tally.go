package census

import "mtbf/model/life"

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
	all     sweep     // unplanned and planned together
	shares  []float64 // of the failures: the share of the exposure that had passed
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
func (t *tally) count(f *failure, rule, rules int) {
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

// add adds what a part of the study has gathered.
func (t *tallies) add(u *tallies) {
	for n, from := range u.of {
		if from == nil {
			continue
		}
		into := t.at(node(n))
		into.failures += from.failures
		into.instant += from.instant
		into.joined += from.joined
		into.restoration += from.restoration
		into.repairs.Zeros += from.repairs.Zeros
		into.repairs.Times = append(into.repairs.Times, from.repairs.Times...)
		into.repairs.Censored = append(into.repairs.Censored, from.repairs.Censored...)
		into.down.addTotals(&from.down)
		if into.byRule == nil {
			into.byRule = make([]int, len(from.byRule))
		}
		for rule, n := range from.byRule {
			into.byRule[rule] += n
		}
	}
	t.shares = append(t.shares, u.shares...)
	t.planned.addTotals(&u.planned)
	t.all.addTotals(&u.all)
}
