package life

import (
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// TestAvailability: distances of log 4 and log 2 make sqrt(log 4^2 + log 2^2)
// = log 2 sqrt 5 on either side of r/m = 0.01.
func TestAvailability(t *testing.T) {
	mtbf := model.Estimate{Point: 400, Lo: 200, Hi: 1600, Confidence: 0.9, Warnings: []model.Warning{{Code: "few-failures"}}}
	mttr := model.Estimate{Point: 4, Lo: 2, Hi: 16, Confidence: 0.9}
	up, down := Availability(mtbf, mttr)
	lo, hi := 0.01*math.Exp(-math.Ln2*math.Sqrt(5)), 0.01*math.Exp(math.Ln2*math.Sqrt(5))
	oracle.Near(t, "unavailability", down.Point, 4./404, 1e-15)
	oracle.Near(t, "unavailability lower", down.Lo, lo/(1+lo), 1e-13)
	oracle.Near(t, "unavailability upper", down.Hi, hi/(1+hi), 1e-13)
	oracle.Near(t, "availability", up.Point, 400./404, 1e-15)
	oracle.Near(t, "availability lower", up.Lo, 1/(1+hi), 1e-14)
	oracle.Near(t, "availability upper", up.Hi, 1/(1+lo), 1e-14)
	if codes(up) != "few-failures" || up.Confidence != 0.9 {
		t.Errorf("warnings %q, confidence %g", codes(up), up.Confidence)
	}
}

// Limits of different confidence make some of the lesser one, whichever it is.
func TestAvailabilityOfTheLeastConfidence(t *testing.T) {
	for _, c := range [][2]float64{{0.8, 0.95}, {0.95, 0.8}} {
		mtbf := model.Estimate{Point: 400, Lo: 200, Hi: 1600, Confidence: c[0]}
		mttr := model.Estimate{Point: 4, Lo: 2, Hi: 16, Confidence: c[1]}
		if up, down := Availability(mtbf, mttr); up.Confidence != 0.8 || down.Confidence != 0.8 {
			t.Errorf("of %v: %g and %g", c, up.Confidence, down.Confidence)
		}
	}
}

// TestRareUnavailability: a nine-nines system keeps its digits.
func TestRareUnavailability(t *testing.T) {
	mtbf := model.Estimate{Point: 3e12, Lo: 2e12, Hi: 5e12, Confidence: 0.9}
	mttr := model.Estimate{Point: 7e-5, Lo: 7e-5, Hi: 7e-5, Confidence: 0.9}
	_, down := Availability(mtbf, mttr)
	oracle.Near(t, "point", down.Point, 7e-5/3e12, 1e-14)
	oracle.Near(t, "lower", down.Lo, 7e-5/5e12, 1e-13)
	oracle.Near(t, "upper", down.Hi, 7e-5/2e12, 1e-13)
}

func TestAvailabilityNotEstimable(t *testing.T) {
	inf := math.Inf(1)
	noFailures := model.NotEstimable(500, inf, 0.9, "", model.Warning{Code: "no-failures"})
	noRepairs := model.NotEstimable(2, inf, 0.9, "", model.Warning{Code: "no-repairs"})
	mtbf := model.Estimate{Point: 400, Lo: 200, Hi: 1600, Confidence: 0.9}
	mttr := model.Estimate{Point: 4, Lo: 2, Hi: 16, Confidence: 0.9}
	instant := model.Estimate{Point: 0, Lo: 0, Hi: 16, Confidence: 0.9}
	for _, c := range []struct {
		name       string
		mtbf, mttr model.Estimate
		lo, hi     float64 // of the unavailability
		warnings   string
	}{
		{"nothing happened", noFailures, noRepairs, 0, 1, "no-failures no-repairs"},
		{"no failures, known repair", noFailures, mttr, 0, 16. / 516, "no-failures"},
		{"no repair completed", mtbf, noRepairs, 2. / 1602, 1, "no-repairs"},
		{"zero-length repairs", mtbf, instant, 0, 16. / 216, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			up, down := Availability(c.mtbf, c.mttr)
			oracle.Near(t, c.name+" lower", down.Lo, c.lo, 1e-14)
			oracle.Near(t, c.name+" upper", down.Hi, c.hi, 1e-14)
			oracle.Near(t, c.name+" availability", up.Lo+down.Hi, 1, 1e-15)
			oracle.Near(t, c.name+" availability", up.Hi+down.Lo, 1, 1e-15)
			if up.Estimable() || down.Estimable() || codes(down) != c.warnings {
				t.Errorf("%s: points %g and %g, warnings %q", c.name, up.Point, down.Point, codes(down))
			}
		})
	}
	unbounded := model.Estimate{Point: 4, Lo: 0, Hi: inf, Confidence: 0.9}
	_, down := Availability(mtbf, unbounded)
	oracle.Near(t, "unbounded repair, lower", down.Lo, 0, 0)
	oracle.Near(t, "unbounded repair, upper", down.Hi, 1, 0)
}
