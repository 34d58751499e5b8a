package rate

import (
	"fmt"
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// Laplace tests whether failures come at a constant rate against a trend.
// fractions are the moments of the n failures as fractions of the exposure
// that has passed, in [0, 1]. Under a constant rate they are uniform, and
//
//	U = (mean - 1/2) sqrt(12 n)
//
// is nearly standard normal [Laplace: ReliaWiki]: positive where failures grow
// more frequent. p is two-sided.
//
// The end of the exposure is fixed, not a failure. Where a failure ended the
// observation, that one always falls on 1: leave it out. For n < 4 the normal
// approximation is rough. A *model.ParamError tells of an empty list or a
// fraction outside [0, 1].
func Laplace(fractions []float64) (u, p float64, err error) {
	if len(fractions) == 0 {
		return 0, 0, &model.ParamError{Param: "failures", Value: 0, Want: "at least 1 for a test of trend"}
	}
	for _, f := range fractions {
		if !(f >= 0 && f <= 1) {
			return 0, 0, &model.ParamError{Param: "fraction of exposure", Value: f, Want: "a number in [0, 1]"}
		}
	}
	return LaplaceOfSum(num.SumExactly(fractions), len(fractions))
}

// LaplaceOfSum is Laplace of n fractions, each in [0, 1], that add to sum.
func LaplaceOfSum(sum float64, n int) (u, p float64, err error) {
	if n < 1 || !(sum >= 0 && sum <= float64(n)) {
		return 0, 0, &model.ParamError{Param: "sum of fractions", Value: sum, Want: fmt.Sprintf("that of %d numbers in [0, 1]", n)}
	}
	u = (sum/float64(n) - 0.5) * math.Sqrt(12*float64(n))
	return u, 2 * num.NormalCDF(-math.Abs(u)), nil
}
