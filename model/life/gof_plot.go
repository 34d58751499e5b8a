package life

import (
	"math"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
)

// PlotCorrelation returns how straight the probability plot of a sample is
// against d: the correlation between the sorted values and the quantiles of d
// at the median ranks,
//
//	r = correlation of x_i and Q(m_i),      m_i the median of a beta(i, n+1-i).
//
// Where x and d are of a family that is straight on a logarithmic axis
// (weibull, lognormal, loglogistic) both are taken in logarithms; then, and for
// the normal, Gumbel, uniform and exponential family, r does not depend on the
// scale, nor on the parameter that is the slope there. A perfect fit has r = 1;
// what is too far from 1 is for [Bootstrap] to say. A *model.ParamError tells
// of fewer than three values, of values that are not finite, or are all the
// same.
func PlotCorrelation(x []float64, d model.Distribution) (float64, error) {
	if err := checkSpread(x); err != nil {
		return 0, err
	}
	if d == nil {
		return 0, noDistribution
	}
	return plotCorrelation(x, d, medianRanks(len(x))), nil
}

// checkSpread returns a *model.ParamError unless x has three or more finite
// values that are not all the same.
func checkSpread(x []float64) error {
	if err := checkSample("sample", x); err != nil {
		return err
	}
	switch {
	case len(x) < 3:
		return &model.ParamError{Param: "sample", Value: len(x), Want: "three or more values"}
	case slices.Min(x) == slices.Max(x):
		return &model.ParamError{Param: "sample", Value: x[0], Want: "three or more values, not all the same"}
	}
	return nil
}

func plotCorrelation(x []float64, d model.Distribution, ranks []float64) float64 {
	y, q := slices.Sorted(slices.Values(x)), make([]float64, len(x))
	for i, p := range ranks {
		q[i] = d.Quantile(p)
	}
	if slices.Contains(logStraight, d.Family()) && y[0] > 0 && q[0] > 0 {
		y, q = logs(y), logs(q)
	}
	return correlation(y, q)
}

// logStraight are the families whose probability plot is straight on a
// logarithmic axis.
var logStraight = []string{"weibull", "lognormal", "loglogistic"}

// medianRanks returns the medians of the distribution function at the sorted
// values of a sample of n.
func medianRanks(n int) []float64 {
	ranks := make([]float64, n)
	for i := range ranks {
		ranks[i] = num.BetaQuantile(float64(i+1), float64(n-i), 0.5)
	}
	return ranks
}

// correlation returns that of two lists of the same length of at least two.
func correlation(a, b []float64) float64 {
	meanA, sdA := meanSD(a)
	meanB, sdB := meanSD(b)
	var sum num.Adder
	for i := range a {
		sum.Add((a[i] - meanA) / sdA * ((b[i] - meanB) / sdB))
	}
	return math.Min(1, sum.Total()/float64(len(a)-1))
}
