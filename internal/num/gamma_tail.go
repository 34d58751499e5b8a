package num

import "math"

// integrated reports whether the tail of a gamma variable at x is integrated:
// about the mean of a large shape, where series and continued fraction take
// some 8 sqrt(shape) terms.
func integrated(a, x float64) bool { return a > 1000 && math.Abs(x-a) < a/2 }

// LogGammaTails returns the logarithms of the probabilities that a gamma
// variable of shape a > 0 and unit scale stays below x >= 0, and exceeds it:
//
//	lower  log P(a, x) = log(1/Gamma(a) integral_0^x t^(a-1) e^-t dt)
//	upper  log Q(a, x) = log(1 - P(a, x))
//
// The smaller tail is computed and the other follows from it, so both keep
// their digits, and far below the least float64. The relative error of P and Q
// is about 1e-14 times the larger of 1 and the logarithm of the smaller.
func LogGammaTails(a, x float64) (lower, upper float64) { return logGammaTails(a, x, x-a) }

// LogGammaTailsAbout returns those of [LogGammaTails] at x = a e^u, which for a large
// shape need more digits of x than it has.
func LogGammaTailsAbout(a, u float64) (lower, upper float64) {
	return logGammaTails(a, a*math.Exp(u), a*math.Expm1(u))
}

// logGammaTails takes how far x is above a beside x.
func logGammaTails(a, x, above float64) (lower, upper float64) {
	switch {
	case x <= 0:
		return math.Inf(-1), 0
	case math.IsInf(x, 1):
		return 0, math.Inf(-1)
	case a <= 1 && x < 1:
		return tailsNearZero(a, x)
	case x < a:
		lower = logGammaDensity(a, x, above) + math.Log(lowerOverDensity(a, x, above))
		return lower, Log1mExp(math.Min(lower, 0))
	}
	upper = logGammaDensity(a, x, above) + math.Log(upperOverDensity(a, x, above))
	return Log1mExp(math.Min(upper, 0)), upper
}

// LogGammaDensity returns the logarithm of the density of a gamma variable of
// shape a > 0 and unit scale at x >= 0,
//
//	(a-1) log x - x - log Gamma(a).
//
// At 0 it is +Inf for a < 1 and 0 for a = 1. For larger shapes these terms
// cancel, and the density is written about its mode: with m = x/a - 1,
//
//	-a (m - log(1+m)) - log(2 pi/a)/2 - log x - (remainder of Stirling's formula)
func LogGammaDensity(a, x float64) float64 { return logGammaDensity(a, x, x-a) }

func logGammaDensity(a, x, above float64) float64 {
	switch {
	case x < 0 || math.IsInf(x, 1):
		return math.Inf(-1)
	case a == 1:
		return -x
	case x == 0:
		return math.Inf(int(math.Copysign(1, 1-a)))
	case a < 10:
		return (a-1)*math.Log(x) - x - LogGamma1p(a) + math.Log(a)
	}
	about := log1pMinus(above / a)
	if x < a/2 {
		about = math.Log(x/a) - above/a
	}
	return a*about - math.Log(2*math.Pi/a)/2 - math.Log(x) - stirling(a)
}

// GammaHazard returns the density of a gamma variable of shape a > 0 and unit
// scale over its upper tail at x >= 0. It tends to 1 for large x; at 0 it is
// +Inf, 1 or 0 for a shape below, at or above 1.
func GammaHazard(a, x float64) float64 {
	switch {
	case a == 1 || math.IsInf(x, 1):
		return 1
	case x >= math.Max(a, 1):
		return 1 / upperOverDensity(a, x, x-a)
	}
	_, upper := LogGammaTails(a, x)
	return math.Exp(LogGammaDensity(a, x) - upper)
}

// lowerOverDensity returns P over the density at 0 < x < a, by
//
//	x/a (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...)
func lowerOverDensity(a, x, above float64) float64 {
	if integrated(a, x) {
		return tailOverDensity(a, x, above, -1)
	}
	sum, term := 0.0, x/a
	for k := 1.0; term > 1e-17*sum; k++ {
		sum += term
		term *= x / (a + k)
	}
	return sum
}

// upperOverDensity returns Q over the density at x >= a, x >= 1, by Legendre's
// continued fraction
//
//	x/(x+1-a - 1(1-a)/(x+3-a - 2(2-a)/(x+5-a - ...)))
//
// evaluated from the front (Lentz). All its denominators are positive.
func upperOverDensity(a, x, above float64) float64 {
	if integrated(a, x) {
		return tailOverDensity(a, x, above, +1)
	}
	b := x - a + 1
	c, d := math.Inf(1), 1/b
	value := d
	for k := 1.0; ; k++ {
		numerator := -k * (k - a)
		b += 2
		d = 1 / (numerator*d + b)
		c = b + numerator/c
		value *= c * d
		if !(math.Abs(c*d-1) > 0x1p-52) || k > 1e5 { // NaN ends it too
			return x * value
		}
	}
}

// tailOverDensity returns the tail above x (side +1) or below it (-1) over the
// density there, for a large shape. With v = side u/x the density at x + side u
// over that at x is
//
//	exp((a-1) (log(1+v) - v) - side u (x-a+1)/x),
//
// in which nothing cancels. It falls off as fast as exp(-u/width) or faster;
// after the substitution u = width exp(s - e^-s) the trapezoidal rule in s
// gains digits with every node, and 69 of them suffice for all.
func tailOverDensity(a, x, above, side float64) float64 {
	slope := side * (above + 1) / x
	width := 1 / (math.Max(slope, 0) + math.Sqrt(a)/x)
	const from, to, step = -4.25, 4.25, 1. / 8
	var sum float64
	for s := from; s <= to; s += step {
		e := math.Exp(-s)
		u := width * math.Exp(s-e)
		if side < 0 && u >= x {
			break
		}
		sum += u * (1 + e) * math.Exp((a-1)*log1pMinus(side*u/x)-slope*u)
	}
	return sum * step
}

// tailsNearZero returns the logarithms of both tails for a <= 1, 0 < x < 1,
// where either may be the small one. With L = a log x - log Gamma(1+a),
//
//	P = e^L (1 - a s),      s = x/(a+1) - x^2/(2!(a+2)) + x^3/(3!(a+3)) - ...
//	Q = (1 - e^L) + e^L a s
func tailsNearZero(a, x float64) (lower, upper float64) {
	var s float64
	term := -1.0
	for k := 1.0; math.Abs(term) > 1e-18; k++ {
		term *= -x / k
		s += term / (a + k)
	}
	l := a*math.Log(x) - LogGamma1p(a)
	q := math.Exp(l)*a*s - math.Expm1(l)
	if q < 0.5 {
		return math.Log1p(-q), math.Log(q)
	}
	lower = l + math.Log1p(-a*s)
	return lower, Log1mExp(lower)
}
