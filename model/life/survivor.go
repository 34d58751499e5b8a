package life

import (
	"math"

	"mtbf/internal/num"
)

// survivor is a distribution by log P(T > t); one without end outlasts all times.
type survivor struct {
	log     func(t float64) float64
	endless bool
}

// survivor is the distribution at working parameters.
func (f *fitFamily) survivor(s *evidence, p point) survivor {
	if l, ok := f.scheme.(linear); ok {
		return survivor{log: func(t float64) float64 { v, _, _ := l.logSurvival(p[0] + p[1]*s.y(t)); return v }}
	}
	shape := math.Exp(p[1])
	return survivor{log: func(t float64) float64 { _, v := num.LogGammaTailsAbout(shape, s.y(t)-p[0]); return v }}
}

func weibullSurvivor(shape, scale float64) survivor {
	return survivor{log: func(t float64) float64 { return -math.Pow(t/scale, shape) }, endless: math.IsInf(scale, 1)}
}

// hazard is the hazard gathered from an age over t hours, -log P(T > age+t | T > age).
func (f survivor) hazard(age, t float64) float64 { return math.Max(0, f.log(age)-f.log(age+t)) }

// median is the time that half of the units outlast that have reached an age.
func (f survivor) median(age float64) float64 {
	if f.endless {
		return math.Inf(1)
	}
	short := func(u float64) float64 { return f.hazard(age, math.Exp(u)) - math.Ln2 }
	lo, hi := 0.0, 0.0
	for short(lo) > 0 && lo > -700 {
		lo = 2*lo - 1
	}
	for short(hi) < 0 && hi < 700 {
		hi = 2*hi + 1
	}
	if !(short(lo) <= 0 && short(hi) >= 0) {
		return math.NaN()
	}
	return math.Exp(num.Root(short, lo, hi))
}

// mean is the mean of the time that is left at an age, the integral of P(T > age+t |
// T > age) over t. With t = median exp(pi/2 sinh s) the trapezoidal rule in s gains
// digits with every node, also where the tail is a power of t.
func (f survivor) mean(age float64) float64 {
	median := f.median(age)
	if math.IsInf(median, 1) {
		return median
	}
	const reach, step = 6.5, 1. / 16
	var sum num.Adder
	for s := -reach; s <= reach; s += step {
		t := median * math.Exp(math.Pi/2*math.Sinh(s))
		sum.Add(t * math.Pi / 2 * math.Cosh(s) * math.Exp(-f.hazard(age, t)))
	}
	return sum.Total() * step
}
