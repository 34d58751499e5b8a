package life

import (
	"math"
	"slices"

	"mtbf/internal/num"
)

// Values of the Anderson-Darling statistic that a normal sample exceeds with
// probability 0.10 and 0.01, from the p-value exp(1.2937 - 5.709 A + 0.0186
// A^2) for A >= 0.6 [Anderson-Darling: R nortest ad.test]. The sample sizes
// below 8 that nortest refuses hold them as well; normality_test.go measures.
const (
	doubtful = 0.631
	rejected = 1.035
)

// andersonDarling returns the statistic of the test that y, two or more values
// not all equal, are normal with unknown mean and standard deviation: with z
// the sorted standardised values,
//
//	A^2 = -n - 1/n sum_i (2i-1) (log Phi(z_i) + log(1 - Phi(z_(n+1-i))))
//	A^2 (1 + 0.75/n + 2.25/n^2)
//
// [Anderson-Darling: R nortest ad.test]. It is +Inf where a value is beyond
// 38 standard deviations.
func andersonDarling(y []float64) float64 {
	n := float64(len(y))
	mean, sd := meanSD(y)
	z := slices.Clone(y)
	slices.Sort(z)
	for i := range z {
		z[i] = (z[i] - mean) / sd
	}
	var sum num.Adder
	for i := range z {
		below, above := num.NormalCDF(z[i]), num.NormalCDF(-z[len(z)-1-i])
		if below == 0 || above == 0 {
			return math.Inf(1)
		}
		sum.Add(float64(2*i+1) * (math.Log(below) + math.Log(above)))
	}
	a2 := -n - sum.Total()/n
	return a2 * (1 + 0.75/n + 2.25/(n*n))
}

// meanSD returns the mean and the standard deviation (divisor n-1) of two or
// more values.
func meanSD(y []float64) (mean, sd float64) {
	mean = num.Sum(y) / float64(len(y))
	var squares num.Adder
	for _, v := range y {
		squares.Add((v - mean) * (v - mean))
	}
	return mean, math.Sqrt(squares.Total() / float64(len(y)-1))
}
