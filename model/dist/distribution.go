// Package dist has the distributions of lifetimes and repair times, one family
// a file: density, hazard, both tails and both quantiles, right far out in the
// tails, and times drawn from them. It fits nothing: package life does.
//
// Times are hours. Both logarithms of the tails keep their relative accuracy where
// they are large and where they are near 0.
package dist

import (
	"math"
	"math/rand/v2"

	"mtbf/model"
)

// Distribution is what every family offers: a [model.Distribution] with both
// tails, its variance, its parameters, and times drawn from it.
//
// The values are immutable and may be shared among goroutines. They are made by
// [New] or the constructors of the families; zero values are no distributions.
type Distribution interface {
	model.Distribution
	// LogFailure is log P(T <= t); -Inf below the support.
	LogFailure(t float64) float64
	// Survival is P(T > t), and CDF is P(T <= t): each keeps its relative accuracy
	// down to 1e-308, where its logarithm goes on.
	Survival(t float64) float64
	CDF(t float64) float64
	// PDF is the density at t, per hour: where there is a mass, +Inf.
	PDF(t float64) float64
	// InverseSurvival is the smallest t with P(T > t) <= q, for q in [0, 1]: the
	// time that is outlasted with probability q.
	InverseSurvival(q float64) float64
	// Rand is a time drawn with r, of which it takes one number.
	Rand(r *rand.Rand) float64
	// Variance is that of the time, in hours squared; +Inf where there is none.
	Variance() float64
	// Parameters are the named parameters in canonical order, from which
	// [New] makes the same distribution. Empirical has none.
	Parameters() []Parameter
}

// Parameter is a named parameter of a family, such as shape, in hours or per
// hour if it has a unit.
type Parameter struct {
	Name  string
	Value float64
}

// draw returns the time that is outlasted with a probability drawn from (0, 1].
func draw(d Distribution, r *rand.Rand) float64 { return d.InverseSurvival(1 - r.Float64()) }

// unit returns p, or NaN if it is not a probability.
func unit(p float64) float64 {
	if p >= 0 && p <= 1 {
		return p
	}
	return math.NaN()
}

// scaledPower returns scale x^e for scale > 0 and x >= 0, also where x^e alone
// is out of range.
func scaledPower(scale, x, e float64) float64 {
	power := math.Pow(x, e)
	if (power == 0 || math.IsInf(power, 1)) && x > 0 && !math.IsInf(x, 1) {
		return math.Exp(math.Log(scale) + e*math.Log(x))
	}
	return scale * power
}

// logRatio returns log(x/scale), also where the quotient is out of range.
func logRatio(x, scale float64) float64 {
	r := x / scale
	if r < 0x1p-1022 || math.IsInf(r, 1) {
		return math.Log(x) - math.Log(scale)
	}
	return math.Log(r)
}

// densityAtZero returns the logarithm of a density that goes as
// shape/scale (t/scale)^(shape-1) near 0.
func densityAtZero(shape, scale float64) float64 {
	switch {
	case shape < 1:
		return math.Inf(1)
	case shape > 1:
		return math.Inf(-1)
	}
	return -math.Log(scale)
}
