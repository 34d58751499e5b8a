package life

import (
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// AndersonDarling tests whether the sample x comes from d, whose parameters
// are known beforehand and not fitted to x ([Bootstrap] is for those). It
// looks harder at the tails than [KolmogorovSmirnov]. With the sorted values
// and F(t) = P(T <= t), S(t) = P(T > t),
//
//	A^2 = -n - 1/n sum_i (2i-1) (log F(x_i) + log S(x_(n+1-i))).
//
// P is the limit for large n with the correction of Marsaglia and Marsaglia for
// finite n, to an absolute 1e-3 for n of 5 or more and p above 0.001. A value
// outside the support of d gives a statistic of +Inf and p 0. Errors are those
// of [KolmogorovSmirnov].
func AndersonDarling(x []float64, d model.Distribution) (TestResult, error) {
	u, err := tailsOf(x, d)
	if err != nil {
		return TestResult{}, err
	}
	statistic := u.anderson()
	return TestResult{
		Statistic: statistic, PValue: andersonUpper(statistic, len(x)),
		Method: "Anderson-Darling, known parameters, p asymptotic with a correction for n", Warnings: tiedWarnings(x),
	}, nil
}

// anderson returns A^2.
func (u sampleTails) anderson() float64 {
	n := len(u.logFailure)
	var sum num.Adder
	for i := range n {
		term := u.logFailure[i] + u.logSurvival[n-1-i]
		if math.IsInf(term, -1) {
			return math.Inf(1)
		}
		sum.Add(float64(2*i+1) * term)
	}
	return -float64(n) - sum.Total()/float64(n)
}

// andersonUpper returns P(A^2 >= x) for a sample of n: the limit, corrected by
// what Marsaglia and Marsaglia (2004) fitted to simulations. Their polynomial
// for the upper end has the remainder -0.0006/n at a probability of 0; it is
// divided out here, so that the correction shrinks with the tail.
func andersonUpper(x float64, n int) float64 {
	upper, size := andersonLimit(x, 1), float64(n)
	if lower := 1 - upper; lower <= 0.8 {
		return clamp(upper - bodyCorrection(lower, size))
	}
	return clamp(upper * (1 + polynomial(1-upper, 130.2131, -615.0206, 1090.0704, -860.5756, 255.7844)/size))
}

// bodyCorrection returns by how much a lower probability of A^2, up to 0.8, is
// greater for a sample of n.
func bodyCorrection(lower, n float64) float64 {
	edge := 0.01265 + 0.1757/n
	if lower < edge {
		r := lower / edge
		return math.Sqrt(r) * (1 - r) * (49*r - 102) * (0.0037/(n*n) + 0.00078/n + 0.00006) / n
	}
	r := (lower - edge) / (0.8 - edge)
	return polynomial(r, -0.00022633, 6.54034, -14.6538, 14.458, -8.259, 1.91864) * (0.04213 + 0.01365/n) / n
}

// polynomial returns sum of c_i x^i.
func polynomial(x float64, c ...float64) float64 {
	sum := 0.0
	for i := len(c) - 1; i >= 0; i-- {
		sum = sum*x + c[i]
	}
	return sum
}
