package life

import (
	"math"
	"math/cmplx"

	"mtbf/internal/num"
)

// andersonLimit returns P(Q > x), where Q is the sum of k independent limits
// of the statistic of Anderson and Darling for large samples: with chi-square
// variables of k degrees of freedom,
//
//	Q = sum over j >= 1 of chi2_j / (j (j+1)).
//
// Its moment generating function is P(s)^(-k/2) with
//
//	P(s) = product over j of (1 - 2s/(j(j+1))) = -cos(w)/(2 pi s),
//	w = pi/2 sqrt(1+8s).
//
// The logarithm of 2 cos w is taken as -iw + log(1 + e^(2iw)), which is
// continuous in the upper half plane.
func andersonLimit(x float64, k int) float64 {
	shape := float64(k) / 2
	return upperTail(x, float64(k), 0.35/math.Sqrt(float64(k)), func(s complex128) complex128 {
		w := math.Pi / 2 * cmplx.Sqrt(1+8*s)
		logP := complex(0, math.Pi) - 1i*w + cmplx.Log(1+cmplx.Exp(2i*w)) - cmplx.Log(4*math.Pi*s)
		return complex(-shape, 0) * logP
	})
}

// cramerLimit returns P(Q > x) for the limit of the statistic of Cramer and von
// Mises,
//
//	Q = sum over j >= 1 of chi2_j / (j pi)^2,
//
// with one degree of freedom each. In units that put the first singularity at
// 1 its moment generating function is (sin(w)/w)^(-1/2) with w = pi sqrt(s).
func cramerLimit(x float64) float64 {
	return upperTail(x*math.Pi*math.Pi/2, math.Pi*math.Pi/12, 0.35, func(s complex128) complex128 {
		w := math.Pi * cmplx.Sqrt(s)
		logSine := complex(0, math.Pi/2) - 1i*w + cmplx.Log(1-cmplx.Exp(2i*w)) - cmplx.Log(2*w)
		return -0.5 * logSine
	})
}

// upperTail returns P(Q > x) of a positive variable Q of the given mean from
// the logarithm of its moment generating function M, whose first singularity
// is at 1. width is about that of the peak of M along the contour below.
//
// For x above the mean it is the integral
//
//	1/(2 pi i) integral of M(s) exp(-s x)/s ds
//
// over a curve that crosses the real axis at c in (0, 1), and for x below the
// mean 1 plus that over a curve with c < 0, which is minus the lower tail. c is
// where M(c) exp(-c x)/|c| is least, so the integrand has the size of the tail,
// and a small one keeps its digits. The curve is the parabola
//
//	s = 1 - (1-c)(1 - iu)^2,
//
// which opens to the right, where exp(-s x) vanishes. In u the singularities at
// 0 and 1 are at the distances |1/sqrt(1-c) - 1| and 1, and the error of the
// trapezoidal rule falls as exp(-2 pi distance/step).
func upperTail(x, mean, width float64, logM func(complex128) complex128) float64 {
	switch {
	case x <= 0:
		return 1
	case math.IsInf(x, 1):
		return 0
	}
	c, r := saddle(x, x < mean, logM)
	h := min(0.1, math.Abs(1/math.Sqrt(r)-1)/6, width)
	var sum num.Adder
	for i := 0.0; r*x*(i*h)*(i*h) < 80; i++ {
		u := i * h
		s := complex(c+r*u*u, 2*r*u)
		term := real(cmplx.Exp(logM(s)-complex(x, 0)*s) / s * complex(2*r, -2*r*u))
		if i == 0 {
			term /= 2
		}
		sum.Add(term)
	}
	tail := sum.Total() * h / math.Pi
	if c < 0 {
		tail++
	}
	return clamp(tail)
}

// saddle returns the c < 0 (below), or in (0, 1), at which M(c) exp(-c x)/|c|
// is least, and 1-c. The logarithm is convex there; the ratio of the search is
// the golden section's.
func saddle(x float64, below bool, logM func(complex128) complex128) (c, r float64) {
	place := func(v float64) (c, r float64) {
		if below {
			return -math.Exp(v), 1 + math.Exp(v)
		}
		return 1 / (1 + math.Exp(-v)), 1 / (1 + math.Exp(v))
	}
	size := func(v float64) float64 {
		c, _ := place(v)
		return real(logM(complex(c, 0))) - c*x - math.Log(math.Abs(c))
	}
	lo, hi := -20.0, 20.0
	for range 60 {
		left, right := lo+0.382*(hi-lo), lo+0.618*(hi-lo)
		if size(left) < size(right) {
			hi = right
		} else {
			lo = left
		}
	}
	return place((lo + hi) / 2)
}
