package dist

import (
	"math"
	"math/rand/v2"

	"mtbf/internal/num"
	"mtbf/model"
)

// Exponential is the distribution of a time with a constant hazard, the rate
// per hour:
//
//	P(T > t) = exp(-rate t),      t >= 0
type Exponential struct{ rate float64 }

// NewExponential returns the distribution with a rate > 0 per hour, or a
// *model.ParamError.
func NewExponential(rate float64) (Exponential, error) {
	return Exponential{rate}, model.CheckPositive("exponential rate", rate)
}

// NewExponentialMean returns the distribution with a mean > 0 in hours, or a
// *model.ParamError.
func NewExponentialMean(mean float64) (Exponential, error) {
	return Exponential{1 / mean}, model.CheckPositive("exponential mean", mean)
}

// Family returns "exponential".
func (d Exponential) Family() string { return "exponential" }

// Parameters returns the rate, per hour.
func (d Exponential) Parameters() []Parameter { return []Parameter{{"rate", d.rate}} }

// Mean returns 1/rate.
func (d Exponential) Mean() float64 { return 1 / d.rate }

// Variance returns 1/rate^2.
func (d Exponential) Variance() float64 { return 1 / d.rate / d.rate }

// LogSurvival returns log P(T > t), which is -rate t.
func (d Exponential) LogSurvival(t float64) float64 { return -d.rate * math.Max(t, 0) }

// LogFailure returns log P(T <= t).
func (d Exponential) LogFailure(t float64) float64 {
	if t <= 0 {
		return math.Inf(-1)
	}
	return num.LogCDFOfHazard(d.rate*t, logRatio(t, 1/d.rate))
}

// LogDensity returns log(rate) - rate t for t >= 0.
func (d Exponential) LogDensity(t float64) float64 {
	if t < 0 {
		return math.Inf(-1)
	}
	return math.Log(d.rate) - d.rate*t
}

// Hazard returns the rate for t >= 0.
func (d Exponential) Hazard(t float64) float64 {
	if t < 0 {
		return 0
	}
	return d.rate
}

// Quantile returns -log(1-p)/rate.
func (d Exponential) Quantile(p float64) float64 { return -math.Log1p(-unit(p)) / d.rate }

// InverseSurvival returns -log(q)/rate.
func (d Exponential) InverseSurvival(q float64) float64 { return -math.Log(unit(q)) / d.rate }

// Survival returns P(T > t).
func (d Exponential) Survival(t float64) float64 { return math.Exp(d.LogSurvival(t)) }

// CDF returns P(T <= t).
func (d Exponential) CDF(t float64) float64 { return math.Exp(d.LogFailure(t)) }

// PDF returns the density at t, per hour.
func (d Exponential) PDF(t float64) float64 { return math.Exp(d.LogDensity(t)) }

// Rand returns a time drawn with r.
func (d Exponential) Rand(r *rand.Rand) float64 { return draw(d, r) }
