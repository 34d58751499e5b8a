package life

import (
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// CramerVonMises tests whether the sample x comes from d, whose parameters are
// known beforehand and not fitted to x. With the sorted values and
// F(t) = P(T <= t),
//
//	W^2 = 1/(12n) + sum_i (F(x_i) - (2i-1)/(2n))^2.
//
// P is the limit for large n at the statistic standardised with its variance
// for n values, (1 - 3/(4n))/45, about its mean 1/6; within an absolute 0.002
// for n of 10 or more. Errors are those of [KolmogorovSmirnov].
func CramerVonMises(x []float64, d model.Distribution) (TestResult, error) {
	u, err := tailsOf(x, d)
	if err != nil {
		return TestResult{}, err
	}
	statistic := u.cramer()
	standardised := 1./6 + (statistic-1./6)/math.Sqrt(1-3/(4*float64(len(x))))
	return TestResult{
		Statistic: statistic, PValue: cramerLimit(standardised),
		Method: "Cramer-von Mises, known parameters, p asymptotic, standardised for n", Warnings: tiedWarnings(x),
	}, nil
}

// cramer returns W^2.
func (u sampleTails) cramer() float64 {
	n := float64(len(u.logFailure))
	var sum num.Adder
	sum.Add(1 / (12 * n))
	for i, log := range u.logFailure {
		off := math.Exp(log) - float64(2*i+1)/(2*n)
		sum.Add(off * off)
	}
	return sum.Total()
}
