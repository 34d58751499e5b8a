package dist

import (
	"cmp"
	"math"
	"math/rand/v2"

	"mtbf/internal/num"
	"mtbf/model"
)

// Weibull is the distribution of a time whose hazard is a power of it: falling
// for a shape below 1 (infant mortality), rising above 1 (wear-out). With scale
// and location in hours,
//
//	P(T > t) = exp(-u),      u = ((t - location)/scale)^shape,      t >= location
//
// Nothing fails before the location.
type Weibull struct{ shape, scale, location float64 }

// NewWeibull returns the distribution with shape > 0, scale > 0 h and location
// >= 0 h, or a *model.ParamError.
func NewWeibull(shape, scale, location float64) (Weibull, error) {
	return Weibull{shape, scale, location}, cmp.Or(
		model.CheckPositive("weibull shape", shape), model.CheckPositive("weibull scale", scale), model.CheckNotNegative("weibull location", location))
}

// Family returns "weibull".
func (d Weibull) Family() string { return "weibull" }

// Parameters returns shape and scale, and the location if it is not 0.
func (d Weibull) Parameters() []Parameter {
	p := []Parameter{{"shape", d.shape}, {"scale", d.scale}, {"location", d.location}}
	if d.location == 0 {
		return p[:2]
	}
	return p
}

// Mean returns location + scale Gamma(1 + 1/shape).
func (d Weibull) Mean() float64 {
	if d.shape > 0.01 {
		return d.location + d.scale*math.Gamma(1+1/d.shape)
	}
	return d.location + math.Exp(math.Log(d.scale)+num.LogGamma1p(1/d.shape))
}

// Variance returns scale^2 (Gamma(1 + 2/shape) - Gamma(1 + 1/shape)^2), in a
// form without cancellation for large shapes.
func (d Weibull) Variance() float64 {
	g := num.LogGamma1p(1 / d.shape)
	excess := num.LogGammaExcess(1 / d.shape)
	return math.Exp(2*(math.Log(d.scale)+g) + logExpm1(excess))
}

// logExpm1 returns log(e^x - 1) for x >= 0.
func logExpm1(x float64) float64 {
	if x > 40 {
		return x
	}
	return math.Log(math.Expm1(x))
}

// LogSurvival returns log P(T > t), which is -u.
func (d Weibull) LogSurvival(t float64) float64 {
	if t <= d.location {
		return 0
	}
	u, _ := d.cumulative(t)
	return -u
}

// LogFailure returns log P(T <= t).
func (d Weibull) LogFailure(t float64) float64 {
	if t <= d.location {
		return math.Inf(-1)
	}
	u, logU := d.cumulative(t)
	return num.LogCDFOfHazard(u, logU)
}

// cumulative returns the cumulative hazard u at t > location, and log u.
func (d Weibull) cumulative(t float64) (u, logU float64) {
	x := t - d.location
	logU = d.shape * logRatio(x, d.scale)
	if r := x / d.scale; r > 0 && !math.IsInf(r, 1) {
		return math.Pow(r, d.shape), logU
	}
	return math.Exp(logU), logU
}

// LogDensity returns log(shape/scale u^(1-1/shape)) - u for t >= location. At
// the location it is +Inf for a shape below 1.
func (d Weibull) LogDensity(t float64) float64 {
	switch {
	case t < d.location:
		return math.Inf(-1)
	case t == d.location:
		return densityAtZero(d.shape, d.scale)
	}
	u, _ := d.cumulative(t)
	if math.IsInf(u, 1) {
		return math.Inf(-1)
	}
	return math.Log(d.shape) - math.Log(d.scale) + (d.shape-1)*logRatio(t-d.location, d.scale) - u
}

// Hazard returns shape/scale ((t-location)/scale)^(shape-1), which is +Inf at
// the location for a shape below 1, and at infinity for one above.
func (d Weibull) Hazard(t float64) float64 {
	if t < d.location {
		return 0
	}
	x := (t - d.location) / d.scale
	switch {
	case d.shape == 1:
		return 1 / d.scale
	case x == 0 || math.IsInf(x, 1):
		return math.Pow(x, d.shape-1)
	}
	return scaledPower(d.shape/d.scale, x, d.shape-1)
}

// Quantile returns location + scale (-log(1-p))^(1/shape).
func (d Weibull) Quantile(p float64) float64 { return d.at(-math.Log1p(-unit(p))) }

// InverseSurvival returns location + scale (-log q)^(1/shape).
func (d Weibull) InverseSurvival(q float64) float64 { return d.at(-math.Log(unit(q))) }

// at returns the time of a cumulative hazard.
func (d Weibull) at(u float64) float64 { return d.location + scaledPower(d.scale, u, 1/d.shape) }

// Survival returns P(T > t).
func (d Weibull) Survival(t float64) float64 { return math.Exp(d.LogSurvival(t)) }

// CDF returns P(T <= t).
func (d Weibull) CDF(t float64) float64 { return math.Exp(d.LogFailure(t)) }

// PDF returns the density at t, per hour.
func (d Weibull) PDF(t float64) float64 { return math.Exp(d.LogDensity(t)) }

// Rand returns a time drawn with r.
func (d Weibull) Rand(r *rand.Rand) float64 { return draw(d, r) }
