package recurrent_test

import (
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/recurrent"
)

// A unit that failed every 200 h in 1,000 h, but at the end: 4 failures, 3 of
// them by 600 h, in the mean at half of the time, so that Laplace's U is 0. The
// power law has beta = 4/(log 5 + log 5/2 + log 5/3 + log 5/4) = 4/3.2597.
func TestEvenFailures(t *testing.T) {
	h := []recurrent.History{{Unit: "a", To: 1000, Times: []float64{200, 400, 600, 800}}}
	rate, err := recurrent.ConstantRate(h, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "rate", rate.Rate.Point, 0.004, 1e-15)
	curve, err := recurrent.MCF(t.Context(), h, 0.9, recurrent.Log)
	if err != nil {
		t.Fatal(err)
	}
	by600, err := curve.At(600)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "failures by 600 h", by600.Point, 3, 1e-15)
	laplace, err := recurrent.Laplace(h)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "U", laplace.Statistic, 0, 0)
	oracle.Near(t, "p", laplace.PValue, 1, 1e-15)
	law, err := recurrent.FitPowerLaw(h, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "beta", law.Beta.Point, 4/math.Log(5*2.5*5/3*1.25), 1e-13)
}

// A unit that has not failed gives a bound, no trend and no power law.
func TestNoFailures(t *testing.T) {
	h := []recurrent.History{{Unit: "a", To: 1000}}
	rate, err := recurrent.ConstantRate(h, 0.9)
	if err != nil || rate.Rate.Estimable() {
		t.Fatalf("%+v, %v", rate, err)
	}
	oracle.Near(t, "bound", rate.Rate.Hi, math.Ln10/1000, 1e-13)
	v, err := recurrent.Trend(h, 0.9)
	if err != nil || v.Direction != recurrent.NoTrend || len(v.Warnings) == 0 {
		t.Errorf("%+v, %v", v, err)
	}
	if _, err := recurrent.FitPowerLaw(h, 0.9); err == nil {
		t.Error("a power law of nothing")
	}
}

// What is left out is refused by name.
func TestLeftOut(t *testing.T) {
	zero := []recurrent.History{{}}
	some := []recurrent.History{{To: 10, Times: []float64{3, 4, 5}}}
	for _, h := range [][]recurrent.History{nil, {}} {
		oracle.Refused(t, "histories")(recurrent.MCF(t.Context(), h, 0.9, recurrent.Log))
		oracle.Refused(t, "histories")(recurrent.Trend(h, 0.9))
		oracle.Refused(t, "histories")(recurrent.Segments(t.Context(), h, 3, 0.9))
		oracle.Refused(t, "histories")(recurrent.TotalTime(h))
		oracle.Refused(t, "histories")(recurrent.Laplace(h))
		oracle.Refused(t, "histories")(recurrent.ConstantRate(h, 0.9))
	}
	oracle.Refused(t, "to")(recurrent.MCF(t.Context(), zero, 0.9, recurrent.Log))
	oracle.Refused(t, "to")(recurrent.FitPowerLaw(zero, 0.9))
	oracle.Refused(t, "to")(recurrent.Duane(zero[0]))
	oracle.Refused(t, "confidence")(recurrent.MCF(t.Context(), some, 0, recurrent.Log))
	oracle.Refused(t, "confidence")(recurrent.FitPowerLaw(some, math.NaN()))
	oracle.Refused(t, "costs")(recurrent.MCF(t.Context(), []recurrent.History{{To: 10, Times: []float64{3, 4}, Costs: []float64{1}}}, 0.9, recurrent.Log))
	oracle.Refused(t, "ages")(recurrent.FitGrouped([]recurrent.Count{{}}, 0.9))
	oracle.Refused(t, "stream")(recurrent.ChangePoint(t.Context(), some, 0.9, 10, nil))
	oracle.Refused(t, "stream")(recurrent.GoodnessOfFit(t.Context(), some, 10, nil))
}

// Without histories nothing was ever observed.
func TestClockOfNothing(t *testing.T) {
	if h := recurrent.NewClock(nil).TotalAt(5); h != 0 {
		t.Errorf("%g unit-hours of no unit", h)
	}
}
