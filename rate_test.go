package mtbf_test

import (
	"errors"
	"math"
	"testing"

	"mtbf"
	"mtbf/internal/oracle"
)

// scipy 1.17.1 chi2.ppf: 3 failures in 50,000 h, two-sided 90 % and one-sided.
func TestRateAgainstScipy(t *testing.T) {
	r, err := mtbf.Rate(mtbf.RateOptions{Failures: 3, Exposures: []float64{50_000}, At: []float64{1000}})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "MTBF", r.MTBF.Point, 50_000./3, 1e-15)
	oracle.Near(t, "lower", r.MTBF.Lo, 6448.570402863972, 1e-12)
	oracle.Near(t, "upper", r.MTBF.Hi, 61147.75955333506, 1e-12)
	oracle.Near(t, "one-sided", r.MTBFLower.Lo, 7484.152604442128, 1e-12)
	oracle.Near(t, "rate, one-sided", r.RateUpper.Hi, 1/7484.152604442128, 1e-12)
	oracle.Near(t, "R(1,000 h)", r.Missions[0].Reliability.Point, math.Exp(-0.06), 1e-15)
	oracle.Near(t, "R(1,000 h), one-sided", r.Missions[0].ReliabilityLower.Lo, math.Exp(-1000/7484.152604442128), 1e-12)
	oracle.Near(t, "1-R(1,000 h), one-sided", r.Missions[0].UnreliabilityUpper.Hi, -math.Expm1(-1000/7484.152604442128), 1e-12)
	ended, err := mtbf.Rate(mtbf.RateOptions{Failures: 3, Exposures: []float64{50_000}, Terminated: "failure"})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "lower, failure-terminated", ended.MTBF.Lo, 7941.810517151772, 1e-12)
	oracle.Near(t, "one-sided, failure-terminated", ended.MTBFLower.Lo, 9394.398838523553, 1e-12)
}

// The hours of several units add up, and those of equal units are multiplied.
func TestRateAddsUnits(t *testing.T) {
	for name, o := range map[string]mtbf.RateOptions{
		"one":   {Exposures: []float64{6000}},
		"three": {Exposures: []float64{1000, 2000, 3000}},
		"units": {Exposures: []float64{1500}, Units: 4},
	} {
		r, err := mtbf.Rate(o)
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, name, r.ExposureHours, 6000, 0)
		oracle.Near(t, name+", bound", r.MTBF.Lo, 6000/math.Log(10), 1e-12)
		if r.MTBF.Estimable() || r.Rate.Estimable() || r.Rate.Lo != 0 {
			t.Errorf("%s: a point of no failures: %+v", name, r)
		}
	}
}

func TestRateRefuses(t *testing.T) {
	for param, o := range map[string]mtbf.RateOptions{
		"exposure":       {Failures: 1},
		"units":          {Exposures: []float64{5, 6}, Units: 2},
		"failures":       {Failures: -1, Exposures: []float64{5}},
		"mission":        {Failures: 1, Exposures: []float64{5}, At: []float64{0}},
		"confidence":     {Failures: 1, Exposures: []float64{5}, Confidence: 1},
		"operating time": {Failures: 1, Exposures: []float64{1e200}},
	} {
		oracle.Refused(t, param)(mtbf.Rate(o))
	}
	oracle.Refused(t, "exposure")(mtbf.Rate(mtbf.RateOptions{Exposures: []float64{5, -1}}))
	oracle.Refused(t, "units")(mtbf.Rate(mtbf.RateOptions{Exposures: []float64{5}, Units: -1}))
	var option *mtbf.OptionError
	if _, err := mtbf.Rate(mtbf.RateOptions{Failures: 1, Exposures: []float64{5}, Terminated: "boredom"}); !errors.As(err, &option) || option.Option != "terminated" {
		t.Error(err)
	}
}
