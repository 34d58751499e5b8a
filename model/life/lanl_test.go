package life

import (
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

// TestLANL: the 23,739 repairs of ../shared/data/lanl, with a standard
// deviation 13 times the mean (C^2 = 176.6) and 187 of zero length. The plain
// normal limits of the mean, 352.4 min, would be 14 % away on either side; the
// skewness moves both up.
func TestLANL(t *testing.T) {
	s := lanlRepairs(t)
	if len(s.Times) != 23552 || s.Zeros != 187 {
		t.Fatalf("%d repairs and %d of zero length", len(s.Times), s.Zeros)
	}
	e := must(t, s, 0.9)
	t.Logf("mean %.1f min, 90 %% [%.1f, %.1f], %s", e.Point, e.Lo, e.Hi, e.Method)
	oracle.Near(t, "mean", e.Point, 352.4, 2e-4)
	if !strings.Contains(e.Method, "Hall") {
		t.Errorf("method %q", e.Method)
	}
	plain := 1.645 * 4683 / 153.5
	if below, above := e.Point-e.Lo, e.Hi-e.Point; !(0.5*plain < below && below < plain && plain < above && above < 2*plain) {
		t.Errorf("[%.1f, %.1f] about %.1f, plain limits are %.1f away", e.Lo, e.Hi, e.Point, plain)
	}
}

// lanlRepairs returns the down times, in minutes.
func lanlRepairs(t *testing.T) RepairTimes {
	t.Helper()
	var s RepairTimes
	for _, f := range oracle.LANL(t) {
		if f.Minutes == 0 {
			s.Zeros++
			continue
		}
		s.Times = append(s.Times, f.Minutes)
	}
	return s
}
