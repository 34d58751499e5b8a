package rate_test

import (
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/rate"
)

// One failure ended a test of 900 h. Chi-square on two degrees of freedom is
// twice an exponential variable, so the 90 % limits of the MTBF are
//
//	900/-log(0.05) = 300.43      900/-log(0.95) = 17,546
func TestOneFailure(t *testing.T) {
	e, err := rate.MTBF(1, 900, 0.9, rate.FailureTerminated)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "point", e.Point, 900, 1e-15)
	oracle.Near(t, "lower limit", e.Lo, 900/-math.Log(0.05), 1e-12)
	oracle.Near(t, "upper limit", e.Hi, 900/-math.Log(0.95), 1e-12)
	r, err := rate.Rate(1, 900, 0.9, rate.FailureTerminated)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "rate", r.Point, 1./900, 1e-15)
	oracle.Near(t, "its upper limit", r.Hi, -math.Log(0.05)/900, 1e-12)
}

// No failure in 9,000 h shows an MTBF of 9,000/log 10 = 3,908.7 h at 90 %, which
// is also the time that TestTime asks for it.
func TestNoFailure(t *testing.T) {
	e, err := rate.MTBF(0, 9000, 0.9, rate.TimeTerminated)
	if err != nil || e.Estimable() || !math.IsInf(e.Hi, 1) || len(e.Warnings) != 1 {
		t.Fatalf("%+v, %v", e, err)
	}
	oracle.Near(t, "lower bound", e.Lo, 9000/math.Ln10, 1e-13)
	hours, err := rate.TestTime(e.Lo, 0, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "time to show it", hours, 9000, 1e-13)
}

// No failure in 10 demands: 1 - 0.1^(1/10) at most.
func TestDemands(t *testing.T) {
	e, err := rate.PerDemand(0, 10, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "upper bound", e.Hi, 1-math.Pow(0.1, 0.1), 1e-12)
}

// What is left out is refused by name; a termination left out is by time.
func TestLeftOut(t *testing.T) {
	nan := math.NaN()
	oracle.Refused(t, "operating time")(rate.MTBF(0, 0, 0, 0))
	oracle.Refused(t, "operating time")(rate.MTBF(2, nan, 0.9, 0))
	oracle.Refused(t, "operating time")(rate.Rate(2, math.Inf(1), 0.9, 0))
	oracle.Refused(t, "confidence")(rate.MTBF(2, 100, 0, 0))
	oracle.Refused(t, "confidence")(rate.Rate(2, 100, nan, 0))
	oracle.Refused(t, "failures")(rate.Rate(-1, 100, 0.9, 0))
	oracle.Refused(t, "failures")(rate.MTBFLower(0, 100, 0.9, rate.FailureTerminated))
	oracle.Refused(t, "termination")(rate.MTBF(2, 100, 0.9, 9))
	oracle.Refused(t, "demands")(rate.PerDemand(0, 0, 0.9))
	oracle.Refused(t, "reported shares")(rate.Weighted(nil, nil, 100, 0.9))
	oracle.Refused(t, "reported share")(rate.Weighted([]int{2}, []float64{0}, 100, 0.9))
	oracle.Refused(t, "MTBF")(rate.TestTime(0, 0, 0.9))
	_, _, err := rate.Homogeneity(nil, nil)
	oracle.Refused(t, "groups")(nil, err)
	_, _, err = rate.Laplace(nil)
	oracle.Refused(t, "failures")(nil, err)
	_, _, err = rate.Ratio(0, 0, 0, 0, 0.9)
	oracle.Refused(t, "operating time")(nil, err)

	var term rate.Termination
	a, errA := rate.MTBF(4, 1000, 0.9, term)
	b, errB := rate.MTBF(4, 1000, 0.9, rate.TimeTerminated)
	if errA != nil || errB != nil || a.Lo != b.Lo {
		t.Errorf("%+v and %+v", a, b)
	}
}
