package dist

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"

	"mtbf/internal/num"
	"mtbf/model"
)

// Empirical is the distribution of a draw from a sample of times, in hours, of
// which all are equally likely.
type Empirical struct{ times *sortedTimes }

// sortedTimes stands behind a pointer so that an Empirical can be compared.
type sortedTimes struct{ values []float64 }

// sample returns the times; the zero value has none that is a number.
func (d Empirical) sample() []float64 {
	if d.times == nil {
		return []float64{math.NaN()}
	}
	return d.times.values
}

// NewEmpirical returns the distribution of a sample of one or more times >= 0,
// in any order, or a *model.ParamError. The sample is copied.
func NewEmpirical(values []float64) (Empirical, error) {
	if len(values) == 0 {
		return Empirical{}, &model.ParamError{Param: "empirical values", Value: "none", Want: "one or more times"}
	}
	for _, v := range values {
		if err := model.CheckNotNegative("empirical value", v); err != nil {
			return Empirical{}, err
		}
	}
	return Empirical{&sortedTimes{slices.Sorted(slices.Values(values))}}, nil
}

// Family returns "empirical".
func (d Empirical) Family() string { return "empirical" }

// Parameters returns none: the sample is what [Empirical.Values] returns.
func (d Empirical) Parameters() []Parameter { return nil }

// Values returns a copy of the sample, sorted.
func (d Empirical) Values() []float64 { return slices.Clone(d.sample()) }

// Mean returns the sample mean.
func (d Empirical) Mean() float64 { return d.expect(func(x float64) float64 { return x }) }

// Variance returns that of a draw: the mean squared distance to the mean, with
// the divisor n.
func (d Empirical) Variance() float64 {
	mean := d.Mean()
	largest := d.sample()[len(d.sample())-1]
	if largest == 0 {
		return 0
	}
	square := func(x float64) float64 { x = (x - mean) / largest; return x * x }
	return d.expect(square) * largest * largest
}

// expect returns the mean of f over the sample.
func (d Empirical) expect(f func(float64) float64) float64 {
	var sum num.Adder
	for _, x := range d.sample() {
		sum.Add(f(x) / float64(len(d.sample())))
	}
	return sum.Total()
}

// LogSurvival returns the logarithm of the share of the sample above t.
func (d Empirical) LogSurvival(t float64) float64 {
	n := d.below(t)
	return logShare(float64(len(d.sample())-n), float64(n), float64(len(d.sample())))
}

// LogFailure returns the logarithm of the share of the sample up to t.
func (d Empirical) LogFailure(t float64) float64 {
	n := d.below(t)
	return logShare(float64(n), float64(len(d.sample())-n), float64(len(d.sample())))
}

// below returns how many of the sample are at most t.
func (d Empirical) below(t float64) int {
	return sort.Search(len(d.sample()), func(i int) bool { return d.sample()[i] > t })
}

// LogDensity returns +Inf at the values of the sample, -Inf elsewhere.
func (d Empirical) LogDensity(t float64) float64 {
	if _, found := slices.BinarySearch(d.sample(), t); found {
		return math.Inf(1)
	}
	return math.Inf(-1)
}

// Hazard returns +Inf at the values of the sample and beyond the last, when
// nothing is left to fail, and 0 elsewhere.
func (d Empirical) Hazard(t float64) float64 {
	if d.below(t) == len(d.sample()) || math.IsInf(d.LogDensity(t), 1) {
		return math.Inf(1)
	}
	return 0
}

// Quantile returns the smallest value up to which the share of the sample is p
// or more.
func (d Empirical) Quantile(p float64) float64 {
	p = unit(p)
	return d.smallest(p, func(below int) bool { return float64(below)/float64(len(d.sample())) >= p })
}

// InverseSurvival returns the smallest value above which the share of the sample
// is q or less.
func (d Empirical) InverseSurvival(q float64) float64 {
	q = unit(q)
	n := len(d.sample())
	return d.smallest(q, func(below int) bool { return float64(n-below)/float64(n) <= q })
}

// smallest returns the smallest value of which the count up to it is enough,
// and NaN for one.
func (d Empirical) smallest(p float64, enough func(below int) bool) float64 {
	if math.IsNaN(p) {
		return p
	}
	return d.sample()[sort.Search(len(d.sample())-1, func(i int) bool { return enough(i + 1) })]
}

// Survival returns P(T > t).
func (d Empirical) Survival(t float64) float64 { return math.Exp(d.LogSurvival(t)) }

// CDF returns P(T <= t).
func (d Empirical) CDF(t float64) float64 { return math.Exp(d.LogFailure(t)) }

// PDF returns the density at t, per hour.
func (d Empirical) PDF(t float64) float64 { return math.Exp(d.LogDensity(t)) }

// Rand returns a time drawn with r.
func (d Empirical) Rand(r *rand.Rand) float64 { return draw(d, r) }
