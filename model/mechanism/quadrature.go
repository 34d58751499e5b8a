package mechanism

import (
	"math"

	"mtbf/internal/num"
)

// tanhSinh returns the integral of a function without a sign change from a to b,
// which may fall steeply or end at either end: with
//
//	t = a + (b-a)/(1 + exp(-pi sinh s))
//
// sums in equal steps of s converge faster than any power of the step. The step is
// halved until two sums agree.
func tanhSinh(f func(float64) float64, a, b float64) float64 {
	const (
		edge    = 3.6 // beyond it lie 1e-25 of the interval
		agree   = 1e-13
		halving = 12
	)
	term := func(s float64) float64 {
		below, above := 1/(1+math.Exp(-math.Pi*math.Sinh(s))), 1/(1+math.Exp(math.Pi*math.Sinh(s)))
		x := a + (b-a)*below
		if below > 0.5 {
			x = b - (b-a)*above
		}
		return f(x) * (b - a) * below * above * math.Pi * math.Cosh(s)
	}
	h := 0.5
	var sum num.Adder
	sum.Add(term(0))
	add := func(first, step float64) {
		for s := first; s <= edge; s += step {
			sum.Add(term(s))
			sum.Add(term(-s))
		}
	}
	add(h, h)
	for range halving {
		before := h * sum.Total()
		h /= 2
		add(h, 2*h)
		if now := h * sum.Total(); h < 0.1 && math.Abs(now-before) <= agree*math.Abs(now) {
			return now
		}
	}
	return h * sum.Total()
}
