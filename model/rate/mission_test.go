package rate

import (
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// By hand: 3 failures in 50,000 h, 90 %: the MTBF is 16,666.67 h, from 6,448.57 to
// 61,147.76 h (scipy 1.17.1 chi2.ppf), so R(1,000 h) is exp(-0.06), from
// exp(-0.1550731) to exp(-0.01635383).
func TestReliabilityByHand(t *testing.T) {
	m, err := MTBF(3, 50_000, 0.9, TimeTerminated)
	if err != nil {
		t.Fatal(err)
	}
	r, u, err := Reliability(m, 1000)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "R", r.Point, 0.9417645335842487, 1e-15)
	oracle.Near(t, "R, lower", r.Lo, math.Exp(-1000/6448.570402863972), 1e-12)
	oracle.Near(t, "R, upper", r.Hi, math.Exp(-1000/61147.75955333506), 1e-12)
	oracle.Near(t, "1-R", u.Point, 1-0.9417645335842487, 1e-14)
	oracle.Near(t, "1-R, lower", u.Lo, 1-r.Hi, 1e-13)
	oracle.Near(t, "1-R, upper", u.Hi, 1-r.Lo, 1e-13)
	if r.Confidence != 0.9 || r.Method != m.Method || len(r.Warnings) != len(m.Warnings) {
		t.Errorf("%+v is not of %+v", r, m)
	}
}

// With no failures a mission has a lower bound and no point; what hardly ever fails
// keeps its digits.
func TestReliabilityAtItsEnds(t *testing.T) {
	m, err := MTBF(0, 50_000, 0.9, TimeTerminated)
	if err != nil {
		t.Fatal(err)
	}
	r, u, err := Reliability(m, 500)
	if err != nil {
		t.Fatal(err)
	}
	if r.Estimable() || u.Estimable() || r.Hi != 1 || u.Lo != 0 {
		t.Errorf("no failures: %+v, %+v", r, u)
	}
	oracle.Near(t, "lower bound", r.Lo, math.Pow(0.1, 0.01), 1e-14) // exp(-500 log(10)/50000)
	_, u, err = Reliability(model.Estimate{Point: 1e15, Lo: 1e15, Hi: 1e15}, 1)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "rare", u.Point, 1e-15, 1e-14)
}

func TestReliabilityRefuses(t *testing.T) {
	refused := func(param string, m model.Estimate, hours float64) {
		t.Helper()
		_, _, err := Reliability(m, hours)
		oracle.Refused(t, param)(0, err)
	}
	refused("mission", model.Estimate{Point: 5, Lo: 4, Hi: 6}, 0)
	refused("mission", model.Estimate{Point: 5, Lo: 4, Hi: 6}, math.Inf(1))
	refused("lower limit of the MTBF", model.Estimate{Point: 5, Lo: 7, Hi: 6}, 1)
	refused("lower limit of the MTBF", model.Estimate{Point: 5, Lo: -1, Hi: 6}, 1)
	refused("lower limit of the MTBF", model.Estimate{Point: 5, Lo: math.NaN(), Hi: 6}, 1)
}
