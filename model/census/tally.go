package census

import (
	"mtbf/internal/num"
	"mtbf/model"
	"mtbf/model/life"
)

// gathered is what some failures, and the outages they are, have gathered.
type gathered struct {
	failures    int
	instant     int
	joined      int
	restoration num.Fixed        // hours, overlaps counted twice
	repairs     life.RepairTimes // of the failures that are not instant
	alone       num.Fixed        // hours of the outages that no other one of their unit touches
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
	g.restoration.Add(hours)
}

// add adds what others have gathered, but for the finished repairs.
func (g *gathered) add(h *gathered) {
	g.failures += h.failures
	g.instant += h.instant
	g.joined += h.joined
	g.restoration.Merge(h.restoration)
	g.repairs.Zeros += h.repairs.Zeros
	g.repairs.Censored = append(g.repairs.Censored, h.repairs.Censored...)
	g.alone.Merge(h.alone)
}

// covered is how long units were down, and by how many outages more than one each:
// sums that depend neither on the order of the units nor on how they were put into parts.
type covered struct{ Down, Overlap num.Fixed } // unit-hours

func (c *covered) merge(o covered) {
	c.Down.Merge(o.Down)
	c.Overlap.Merge(o.Overlap)
}

// tally is what one place in the category tree has gathered.
type tally struct {
	gathered
	byRule  []int   // failures by rule of under-reporting; the last is "no rule"
	covered covered // by the outages, planned ones apart

	down, overlap float64 // unit-hours of covered, once all is there
}

// tallies gathers failures and downtime for every place in the tree, and the
// downtime of everything, planned work included. It is the sum of what parts of the
// units have gathered, whatever the parts.
type tallies struct {
	of      []*tally // by node
	planned covered
	all     covered // unplanned and planned together
	shares  shares
	joined  int // outages that are part of a failure that began before its unit was observed
	bySet   []repairsOf

	down, operating float64 // unit-hours
}

// repairsOf are the repair times of the failures with one set of causes.
type repairsOf struct {
	set             int32
	times, censored []float64
}

// shares are those of the exposure that had passed when failures began.
type shares struct {
	N   int
	Sum num.Fixed
}

func (s *shares) add(share float64) {
	s.N++
	s.Sum.Add(share)
}

func (s *shares) merge(o shares) {
	s.N += o.N
	s.Sum.Merge(o.Sum)
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
