package num

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Euler is the Euler-Mascheroni constant.
const Euler = 0.57721566490153286060651209008240243

// zeta[n] is the Riemann zeta function at n, from n = 2.
var zeta = func() (z [40]float64) {
	for n := 2; n < len(z); n++ {
		z[n] = mathext.Zeta(float64(n), 1)
	}
	return z
}()

// LogGamma1p returns log Gamma(1+x) for x >= 0, with all digits where x is
// small: there 1+x loses those of x, and the series
//
//	-euler x + zeta(2)/2 x^2 - zeta(3)/3 x^3 + ...
//
// is summed.
func LogGamma1p(x float64) float64 {
	if x > 0.25 {
		lg, _ := math.Lgamma(1 + x)
		return lg
	}
	return alternatingZeta(x, func(int) float64 { return 1 }) - Euler*x
}

// LogGammaExcess returns log Gamma(1+2x) - 2 log Gamma(1+x) for x >= 0, which
// is zeta(2) x^2 and more where x is small:
//
//	sum over n >= 2 of (-1)^n zeta(n)/n (2^n - 2) x^n.
//
// With it the squared coefficient of variation of a Weibull variable of shape
// 1/x is expm1 of this.
func LogGammaExcess(x float64) float64 {
	if x > 0.125 {
		return LogGamma1p(2*x) - 2*LogGamma1p(x)
	}
	return alternatingZeta(x, func(n int) float64 { return math.Ldexp(1, n) - 2 })
}

// alternatingZeta returns the sum over n >= 2 of (-1)^n zeta(n)/n factor(n) x^n.
func alternatingZeta(x float64, factor func(n int) float64) float64 {
	var sum float64
	for n := len(zeta) - 1; n >= 2; n-- {
		sum = zeta[n]/float64(n)*factor(n) - x*sum
	}
	return sum * x * x
}

// stirling returns log Gamma(a+1) - (a log a - a + log(2 pi a)/2) for a >= 10.
func stirling(a float64) float64 {
	w := 1 / a / a
	return (1./12 - w*(1./360-w*(1./1260-w*(1./1680-w*(1./1188-w*691/360360))))) / a
}
