package census

import (
	"mtbf/model"
	"mtbf/model/life"
)

// gathered is what some failures, and the outages they are, have gathered.
type gathered struct {
	failures    int
	instant     int
	joined      int
	restoration float64          // hours, overlaps counted twice
	repairs     life.RepairTimes // of the failures that are not instant
	alone       float64          // hours of the outages that no other one of their unit touches
}

// count takes one failure, by the hours that count: a finished repair, one that still
// runs, or one whose repair the log does not tell.
func (g *gathered) count(f *failure, served *served) {
	g.failures++
	g.joined += int(f.rows) - 1
	hours := served.hours(model.Interval{From: f.start, To: f.end})
	switch {
	case f.instant:
		g.instant++
		return
	case f.open:
		g.repairs.Censored = append(g.repairs.Censored, hours)
	case hours == 0:
		g.repairs.Zeros++
	default:
		g.repairs.Times = append(g.repairs.Times, hours)
	}
	g.restoration += hours
}

// add adds what others have gathered, but for the finished repairs.
func (g *gathered) add(h *gathered) {
	g.failures += h.failures
	g.instant += h.instant
	g.joined += h.joined
	g.restoration += h.restoration
	g.repairs.Zeros += h.repairs.Zeros
	g.repairs.Censored = append(g.repairs.Censored, h.repairs.Censored...)
	g.alone += h.alone
}

// tally is what one place in the category tree has gathered.
type tally struct {
	gathered
	byRule []int // failures by rule of under-reporting; the last is "no rule"
	down   sweep // of the outages, planned ones apart
}

// tallies gathers failures and downtime for every place in the tree, and the
// downtime of everything, planned work included.
type tallies struct {
	of        []*tally // by node
	planned   sweep
	all       sweep     // unplanned and planned together
	operating float64   // hours
	shares    []float64 // of the failures: the share of the exposure that had passed
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
