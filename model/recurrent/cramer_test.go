package recurrent

import (
	"context"
	"math"
	"testing"

	"mtbf/internal/oracle"
)

// TestCramerByHand: failures at 25 and 100 of 400: sum log(T/t) = log 16 + log 4
// = 6 log 2, beta = 1/(6 log 2), so z = e^(-2/3) and e^(-1/3), and C2 = 1/24 +
// (e^(-2/3) - 1/4)^2 + (e^(-1/3) - 3/4)^2.
func TestCramerByHand(t *testing.T) {
	c := must(GoodnessOfFit(context.Background(), []History{{To: 400, Times: []float64{25, 100}}}, 99, random(1)))
	a, b := math.Exp(-2./3)-0.25, math.Exp(-1./3)-0.75
	oracle.Near(t, "C2", c.Statistic, 1./24+a*a+b*b, 1e-14)
	if c.Failures != 2 {
		t.Errorf("%d failures", c.Failures)
	}
}

// TestCramerIsExact: for power laws of one exponent, whatever the factor and age
// of each unit, the p-value falls evenly; failures in two clusters are told.
func TestCramerIsExact(t *testing.T) {
	const R = 1000
	r := random(41)
	p := make([]float64, R)
	for i := range p {
		hs := []History{powerLaw(r, 0.6, 0.1, 0, 1000), powerLaw(r, 0.6, 0.05, 0, 3000), untilFailure(r, 0.6, 0.2, 6)}
		p[i] = must(GoodnessOfFit(context.Background(), hs, 99, r)).PValue
	}
	if d := kolmogorov(p); d > 2.2/math.Sqrt(R)+0.01 { // p is a multiple of 0.01
		t.Errorf("p-values are %.4f from even", d)
	}
	h := History{To: 1000}
	for i := range 10 {
		h.Times = append(h.Times, 100+float64(i))
	}
	for i := range 10 {
		h.Times = append(h.Times, 900+float64(i))
	}
	if c := must(GoodnessOfFit(context.Background(), []History{h}, 999, r)); c.PValue > 0.005 {
		t.Errorf("two clusters: C2 = %g, p = %g", c.Statistic, c.PValue)
	}
}
