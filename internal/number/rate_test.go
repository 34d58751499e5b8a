package number

import (
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// A rate of one in 10,000 h is 100,000 FIT, 100 in a million hours, 0.8766 a year.
func TestRateUnits(t *testing.T) {
	for word, want := range map[string]float64{"per-hour": 1e-4, "fit": 1e5, "per-million-hours": 100, "per-year": 0.8766} {
		u, err := ParseRateUnit(word)
		if err != nil {
			t.Fatal(err)
		}
		e := u.Of(model.Estimate{Point: 1e-4, Lo: 0.5e-4, Hi: 2e-4})
		oracle.Near(t, word, e.Point, want, 1e-15)
		oracle.Near(t, word+", lower", e.Lo, want/2, 1e-15)
		oracle.Near(t, word+", upper", e.Hi, want*2, 1e-15)
	}
	if got := strings.Join(RateUnits(), " "); got != "per-hour fit per-million-hours per-year" {
		t.Error(got)
	}
	if _, err := ParseRateUnit("FITs"); err == nil || !strings.Contains(err.Error(), `"FITs" is none of per-hour, fit`) {
		t.Error(err)
	}
}
