package num

import "math"

// GammaInverse returns the x that a gamma variable of shape a > 0 and unit
// scale stays below with probability p in [0, 1]. Unlike [GammaQuantile] it
// takes any shape and any p, with a relative error in x of about
//
//	1e-15 (|log p| + 1) / (slope of log P against log x),
//
// and returns 0 where x is below the least float64. It is solved for log(x/a),
// which is near 0 for a large shape.
func GammaInverse(a, p float64) float64 {
	switch {
	case p > 0.5:
		return GammaInverseUpper(a, 1-p)
	case p == 0:
		return 0
	}
	lo, small := gammaLeast(a, math.Log(p))
	if small {
		return lo
	}
	lower := func(u float64) float64 { v, _ := LogGammaTails(a, a*math.Exp(u)); return v - math.Log(p) }
	return a * math.Exp(rising(lower, math.Log(lo/a), 0)) // the median is below the mean, a
}

// GammaInverseUpper returns the x that a gamma variable of shape a > 0 and
// unit scale exceeds with probability q in [0, 1], as accurate as
// [GammaInverse].
//
// It lies below a + sqrt(2 a l) + l with l = -log q, where Chernoff's bound of
// the tail is q.
func GammaInverseUpper(a, q float64) float64 {
	switch {
	case q >= 0.5:
		return GammaInverse(a, 1-q)
	case q == 0:
		return math.Inf(1)
	}
	lo, small := gammaLeast(a, math.Log1p(-q))
	if small {
		return lo
	}
	l := -math.Log(q)
	hi := math.Log1p(math.Sqrt(2*l/a) + l/a)
	upper := func(u float64) float64 { _, v := LogGammaTails(a, a*math.Exp(u)); return -l - v }
	return a * math.Exp(rising(upper, math.Log(lo/a), hi))
}

// gammaLeast returns a lower bound of the x with P(a, x) = p, and whether it
// is x itself to the last digits. As
//
//	P = x^a/Gamma(a+1) (1 - a x/(a+1) + ...)
//
// is at most its leading term, that term is inverted; for a small x the next
// one is allowed for.
func gammaLeast(a, logP float64) (x float64, exact bool) {
	x = math.Exp((logP + LogGamma1p(a)) / a)
	if x < 1e-8 {
		return x * (1 + x/(a+1)), true
	}
	return x, false
}

// rising returns the root of an increasing function between lo and hi, or the
// end that is beyond it by rounding.
func rising(f func(float64) float64, lo, hi float64) float64 {
	switch {
	case f(lo) >= 0:
		return lo
	case f(hi) <= 0:
		return hi
	}
	return Root(f, lo, hi)
}
