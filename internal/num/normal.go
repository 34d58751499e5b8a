package num

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// NormalCDF returns the standard normal probability of a value below z,
// accurate in the lower tail: NormalCDF(-10) is 7.6e-24. For the upper tail
// call it with -z.
func NormalCDF(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }

// NormalQuantile returns the z with NormalCDF(z) = p, for p in [0, 1].
func NormalQuantile(p float64) float64 { return mathext.NormalQuantile(p) }

// StudentQuantile returns the t that a Student variable of df > 0 degrees of
// freedom stays below with probability p in (0, 1). Small p are accurate; for
// the upper tail q take -StudentQuantile(df, q).
func StudentQuantile(df, p float64) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.Quantile(p)
}

// Hazard returns the standard normal density over the upper tail at z,
//
//	phi(z) / (1 - NormalCDF(z)),
//
// which is the mean of a standard normal variable known to exceed z. Beyond
// z = 20 the tail is near the end of float64, and the asymptotic series
// z + 1/z - 2/z^3 + 10/z^5 takes over (its error is below 74/z^7).
func Hazard(z float64) float64 {
	if z > 20 {
		w := 1 / (z * z)
		return z * (1 + w*(1-w*(2-10*w)))
	}
	return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) / NormalCDF(-z)
}
