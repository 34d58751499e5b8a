package dist

import (
	"cmp"
	"math"
	"math/rand/v2"

	"mtbf/internal/num"
	"mtbf/model"
)

// Gumbel is the smallest-extreme-value distribution, the limit of the least of
// many times and that of the logarithm of a [Weibull] one. With location and
// scale in hours,
//
//	P(T > t) = exp(-e^z),      z = (t - location)/scale
//
// It has a part below 0 and is not truncated here: an engine that needs times
// must truncate it.
type Gumbel struct{ location, scale float64 }

// NewGumbel returns the distribution with a finite location and scale > 0, or
// a *model.ParamError.
func NewGumbel(location, scale float64) (Gumbel, error) {
	return Gumbel{location, scale}, cmp.Or(model.CheckFinite("gumbel location", location), model.CheckPositive("gumbel scale", scale))
}

// Family returns "gumbel".
func (d Gumbel) Family() string { return "gumbel" }

// Parameters returns location and scale.
func (d Gumbel) Parameters() []Parameter {
	return []Parameter{{"location", d.location}, {"scale", d.scale}}
}

// Mean returns location - 0.5772 scale, without truncation.
func (d Gumbel) Mean() float64 { return d.location - num.Euler*d.scale }

// Variance returns pi^2/6 scale^2.
func (d Gumbel) Variance() float64 { return math.Pi * d.scale * math.Pi * d.scale / 6 }

func (d Gumbel) z(t float64) float64 { return (t - d.location) / d.scale }

// LogSurvival returns log P(T > t), which is -e^z.
func (d Gumbel) LogSurvival(t float64) float64 { return -math.Exp(d.z(t)) }

// LogFailure returns log P(T <= t), which is nearly z far below the location.
func (d Gumbel) LogFailure(t float64) float64 {
	z := d.z(t)
	return num.LogCDFOfHazard(math.Exp(z), z)
}

// LogDensity returns z - e^z - log(scale).
func (d Gumbel) LogDensity(t float64) float64 {
	z := d.z(t)
	u := math.Exp(z)
	if math.IsInf(u, 1) {
		return math.Inf(-1)
	}
	return z - u - math.Log(d.scale)
}

// Hazard returns e^z/scale.
func (d Gumbel) Hazard(t float64) float64 { return math.Exp(d.z(t) - math.Log(d.scale)) }

// Quantile returns location + scale log(-log(1-p)).
func (d Gumbel) Quantile(p float64) float64 {
	return d.location + d.scale*math.Log(-math.Log1p(-unit(p)))
}

// InverseSurvival returns location + scale log(-log q).
func (d Gumbel) InverseSurvival(q float64) float64 {
	return d.location + d.scale*math.Log(-math.Log(unit(q)))
}

// Survival returns P(T > t).
func (d Gumbel) Survival(t float64) float64 { return math.Exp(d.LogSurvival(t)) }

// CDF returns P(T <= t).
func (d Gumbel) CDF(t float64) float64 { return math.Exp(d.LogFailure(t)) }

// PDF returns the density at t, per hour.
func (d Gumbel) PDF(t float64) float64 { return math.Exp(d.LogDensity(t)) }

// Rand returns a time drawn with r.
func (d Gumbel) Rand(r *rand.Rand) float64 { return draw(d, r) }
