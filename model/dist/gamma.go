package dist

import (
	"cmp"
	"math"
	"math/rand/v2"

	"mtbf/internal/num"
	"mtbf/model"
)

// Gamma is the distribution of the sum of shape exponential times of mean
// scale, in hours, where the shape need not be whole:
//
//	density (t/scale)^(shape-1) exp(-t/scale) / (scale Gamma(shape)),      t >= 0
type Gamma struct{ shape, scale float64 }

// NewGamma returns the distribution with shape > 0 and scale > 0 h, or a
// *model.ParamError.
func NewGamma(shape, scale float64) (Gamma, error) {
	return Gamma{shape, scale}, cmp.Or(model.CheckPositive("gamma shape", shape), model.CheckPositive("gamma scale", scale))
}

// Family returns "gamma".
func (d Gamma) Family() string { return "gamma" }

// Parameters returns shape and scale.
func (d Gamma) Parameters() []Parameter { return []Parameter{{"shape", d.shape}, {"scale", d.scale}} }

// Mean returns shape scale.
func (d Gamma) Mean() float64 { return d.shape * d.scale }

// Variance returns shape scale^2.
func (d Gamma) Variance() float64 { return d.shape * d.scale * d.scale }

// LogSurvival returns log P(T > t), as accurate as [num.LogGammaTails].
func (d Gamma) LogSurvival(t float64) float64 {
	_, upper := num.LogGammaTails(d.shape, t/d.scale)
	return upper
}

// LogFailure returns log P(T <= t), as accurate as [num.LogGammaTails].
func (d Gamma) LogFailure(t float64) float64 {
	lower, _ := num.LogGammaTails(d.shape, t/d.scale)
	return lower
}

// LogDensity returns that of t; at 0 it is +Inf for a shape below 1.
func (d Gamma) LogDensity(t float64) float64 {
	return num.LogGammaDensity(d.shape, t/d.scale) - math.Log(d.scale)
}

// Hazard returns density over survival. It tends to 1/scale, from above for a
// shape below 1, where it is +Inf at 0, and from below for one above 1.
func (d Gamma) Hazard(t float64) float64 {
	if t < 0 {
		return 0
	}
	return num.GammaHazard(d.shape, t/d.scale) / d.scale
}

// Quantile returns the time that is not exceeded with probability p.
func (d Gamma) Quantile(p float64) float64 {
	if p = unit(p); math.IsNaN(p) {
		return p
	}
	return num.GammaInverse(d.shape, p) * d.scale
}

// InverseSurvival returns the time that is exceeded with probability q.
func (d Gamma) InverseSurvival(q float64) float64 {
	if q = unit(q); math.IsNaN(q) {
		return q
	}
	return num.GammaInverseUpper(d.shape, q) * d.scale
}

// Survival returns P(T > t).
func (d Gamma) Survival(t float64) float64 { return math.Exp(d.LogSurvival(t)) }

// CDF returns P(T <= t).
func (d Gamma) CDF(t float64) float64 { return math.Exp(d.LogFailure(t)) }

// PDF returns the density at t, per hour.
func (d Gamma) PDF(t float64) float64 { return math.Exp(d.LogDensity(t)) }

// Rand returns a time drawn with r.
func (d Gamma) Rand(r *rand.Rand) float64 { return draw(d, r) }
