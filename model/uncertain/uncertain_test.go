package uncertain

import (
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/rate"
)

// Quantiles from mpmath with 30 digits: findroot on gammainc and betainc,
// sqrt(2) erfinv for the normal. Worked by hand: an error factor of 3 about
// 50,000 h has limits 50,000/3 and 150,000 at 90 %, as the 95th percentile is one
// of them.
func TestEstimates(t *testing.T) {
	for name, c := range map[string]struct {
		of            model.Uncertainty
		confidence    float64
		point, lo, hi float64
	}{
		"Jeffreys, 3 failures in 10,000 h":       {MTBF{0.5, 0, 3, 10000}, 0.90, 10000 / 3.5, 1421.75306147157414, 9227.85929221619325},
		"prior of 2.3 in 5,000 h, 4 in 12,000 h": {MTBF{2.3, 5000, 4, 12000}, 0.80, 17000 / 6.3, 1760.90876715873083, 5040.68726010996378},
		"error factor 3":                         {FromErrorFactor(50000, 3), 0.90, 50000, 50000 / 3., 150000},
		"error factor 3 at another confidence":   {FromErrorFactor(50000, 3), 0.99, 50000, 8949.55514397393148, 279343.493590666686},
		"limits as written":                      {FromLimits(0, 20000, 90000, 0.90), 0.90, 42426.4068711928515, 20000, 90000},
		"limits at another confidence":           {FromLimits(0, 20000, 90000, 0.90), 0.80, 42426.4068711928515, 23613.9241072956333, 76226.2126286702811},
		"limits about a point":                   {FromLimits(30000, 20000, 90000, 0.70), 0.70, 30000, 20000, 90000},
		"odds of 0.999, error factor 3":          {OddsFromErrorFactor(0.999, 3), 0.90, 0.999, 0.997005988023952096, 0.999666444296197465},
		"odds between limits":                    {OddsFromLimits(0, 0.99, 0.9999, 0.95), 0.95, 1 / (1 + 1/math.Sqrt(99*9999)), 0.99, 0.9999},
		"Jeffreys, 2 of 60 demands":              {PerDemand{58.5, 2.5}, 0.90, 58.5 / 61, 0.910795439507498104, 0.990379409816747867},
		"counted, 2 of 60 demands":               {NewCountedDemands(2, 60), 0.90, 58. / 60, 0.898764105075838361, 0.994045102869758432},
	} {
		t.Run(name, func(t *testing.T) {
			e := c.of.Estimate(c.confidence)
			oracle.Near(t, "point", e.Point, c.point, 1e-12)
			oracle.Near(t, "lo", e.Lo, c.lo, 1e-9)
			oracle.Near(t, "hi", e.Hi, c.hi, 1e-9)
			oracle.Near(t, "confidence", e.Confidence, c.confidence, 1e-15)
		})
	}
}

// Limits at a confidence are the quantiles that leave out half of the rest, and
// quantiles rise; of a count the lower limit of the MTBF, and of the probability of
// working, is one of them.
func TestLimitsAreQuantiles(t *testing.T) {
	for name, u := range map[string]model.Uncertainty{
		"error factor": FromErrorFactor(700, 4), "limits": FromLimits(80, 30, 900, 0.8), "odds": OddsFromErrorFactor(0.97, 5),
		"gamma": MTBF{0.5, 300, 0, 0}, "beta": PerDemand{7.5, 0.5},
	} {
		t.Run(name, func(t *testing.T) {
			last := 0.0
			for _, tail := range []float64{0.004, 0.03, 0.2, 0.45} {
				e := u.Estimate(1 - 2*tail)
				oracle.Near(t, "lo", e.Lo, u.Quantile(tail), 1e-9)
				oracle.Near(t, "hi", e.Hi, u.Quantile(1-tail), 1e-9)
				if !(e.Lo > last && e.Hi > e.Lo) {
					t.Errorf("at a tail of %g: %g to %g, after %g", tail, e.Lo, e.Hi, last)
				}
				last = e.Lo
			}
		})
	}
	counted := NewCountedMTBF(3, 9000)
	want, err := rate.MTBF(3, 9000, 0.9, rate.TimeTerminated)
	if err != nil {
		t.Fatal(err)
	}
	e := counted.Estimate(0.9)
	oracle.Near(t, "MTBF lo", e.Lo, want.Lo, 1e-14)
	oracle.Near(t, "MTBF hi", e.Hi, want.Hi, 1e-14)
	oracle.Near(t, "MTBF quantile", counted.Quantile(0.05), want.Lo, 1e-12)
	oracle.Near(t, "demands quantile", NewCountedDemands(2, 60).Quantile(0.05), 0.898764105075838361, 1e-9)
}

// Three times the observation with as many failures is that of three times both.
func TestObserved(t *testing.T) {
	long := MTBF{PriorShape: 0.5, PriorHours: 200, Failures: 2, Hours: 900}.Observed(3)
	if want := (MTBF{PriorShape: 0.5, PriorHours: 200, Failures: 6, Hours: 2700}); long != want {
		t.Errorf("%+v, want %+v", long, want)
	}
}
