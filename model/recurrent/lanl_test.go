package recurrent

import (
	"context"
	"slices"
	"testing"
	"time"

	"mtbf/internal/oracle"
)

// TestLANL: the 7,104 failures of system 2 of ../shared/data/lanl, of which 2,431
// began in 1998 and 972 in 1999, many of them in one minute. One constant rate
// does not describe them, the burst of 1998 is found, and a power law is refused.
func TestLANL(t *testing.T) {
	h := lanlSystem(t, "2")
	if len(h.Times) != 7104 {
		t.Fatalf("%d failures", len(h.Times))
	}
	v := must(Trend([]History{h}, 0.95))
	t.Log(v.Text)
	if v.Direction != Improving || v.Tests[2].Name != "lewis-robinson" {
		t.Errorf("%s by %v", v.Direction, v.Tests)
	}
	quickest := Segment{}
	for _, s := range must(Segments(context.Background(), []History{h}, 8, 0.9)) {
		if s.Rate.Point > quickest.Rate.Point {
			quickest = s
		}
	}
	if from, to := day(quickest.From), day(quickest.To); from != "1998-11-02" || to != "1998-12-20" || quickest.Failures != 1012 {
		t.Errorf("quickest from %s to %s: %d failures", from, to, quickest.Failures)
	}
	g := must(GoodnessOfFit(context.Background(), []History{h}, 50, random(1)))
	oracle.Near(t, "p of a power law", g.PValue, 1./51, 1e-15)
}

// lanlSystem returns the starts of a system's failures in hours from the
// beginning of 1997.
func lanlSystem(t *testing.T, system string) History {
	t.Helper()
	h := History{Unit: "system " + system, To: time.Date(2005, 9, 30, 0, 0, 0, 0, time.UTC).Sub(origin).Hours()}
	for _, f := range oracle.LANL(t) {
		if f.System == system {
			h.Times = append(h.Times, f.Started.Sub(origin).Hours())
		}
	}
	slices.Sort(h.Times)
	return h
}

var origin = time.Date(1997, 1, 1, 0, 0, 0, 0, time.UTC)

func day(hours float64) string {
	return origin.Add(time.Duration(hours * float64(time.Hour))).Format(time.DateOnly)
}
