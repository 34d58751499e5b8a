package num

import "math"

// LogNormalPDF returns the logarithm of the standard normal density at z.
func LogNormalPDF(z float64) float64 { return -z*z/2 - math.Log(2*math.Pi)/2 }

// Mills returns the standard normal upper tail over the density at z,
//
//	(1 - NormalCDF(z)) / phi(z),
//
// the inverse of the hazard. It falls as 1/z for large z, is 0 at +Inf and
// overflows to +Inf below z = -37.7.
//
// Beyond z = 10 it is the asymptotic series
//
//	1/z (1 - 1/z^2 + 3/z^4 - 15/z^6 + ...),
//
// whose terms fall below 1e-17 long before they grow.
func Mills(z float64) float64 {
	if z <= 10 {
		return NormalCDF(-z) * math.Sqrt(2*math.Pi) * math.Exp(z*z/2)
	}
	w := 1 / z / z
	sum, term := 1.0, 1.0
	for n := 1.0; math.Abs(term) > 1e-17; n += 2 {
		term *= -n * w
		sum += term
	}
	return sum / z
}

// LogNormalCDF returns the logarithm of [NormalCDF], to a relative 1e-14
// down to z = -1e150, far below the least float64, and to 2e-13 up to z = 37,
// where it is -6e-300.
func LogNormalCDF(z float64) float64 {
	switch {
	case z > 0:
		return math.Log1p(-NormalCDF(-z))
	case z < -10:
		return -z*z/2 - math.Log(2*math.Pi)/2 + math.Log(Mills(-z))
	}
	return math.Log(NormalCDF(z))
}
