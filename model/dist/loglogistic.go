package dist

import (
	"cmp"
	"math"
	"math/rand/v2"

	"mtbf/internal/num"
	"mtbf/model"
)

// Loglogistic is the distribution of a time whose odds of having ended are a
// power of it; the scale, in hours, is its median:
//
//	P(T > t) = 1/(1 + e^v),      v = shape log(t/scale),      t >= 0
//
// Its survival falls only as t^-shape, so that there is no mean for a shape up
// to 1 and no variance up to 2.
type Loglogistic struct{ shape, scale float64 }

// NewLoglogistic returns the distribution with shape > 0 and scale > 0 h, or a
// *model.ParamError.
func NewLoglogistic(shape, scale float64) (Loglogistic, error) {
	return Loglogistic{shape, scale}, cmp.Or(model.CheckPositive("loglogistic shape", shape), model.CheckPositive("loglogistic scale", scale))
}

// Family returns "loglogistic".
func (d Loglogistic) Family() string { return "loglogistic" }

// Parameters returns shape and scale.
func (d Loglogistic) Parameters() []Parameter {
	return []Parameter{{"shape", d.shape}, {"scale", d.scale}}
}

// Mean returns scale b/sin b with b = pi/shape, +Inf for a shape up to 1.
func (d Loglogistic) Mean() float64 {
	if d.shape <= 1 {
		return math.Inf(1)
	}
	return d.scale * d.overSine()
}

// overSine returns b/sin b with b = pi/shape. Beyond pi/2 the sine is that of
// pi - b, whose digits are in shape - 1.
func (d Loglogistic) overSine() float64 {
	b := math.Pi / d.shape
	if d.shape < 2 {
		return b / math.Sin(b*(d.shape-1))
	}
	return b / math.Sin(b)
}

// Variance returns scale^2 (2b/sin 2b - (b/sin b)^2) with b = pi/shape, +Inf
// for a shape up to 2. It is Mean^2 (tan b - b)/b.
func (d Loglogistic) Variance() float64 {
	if d.shape <= 2 {
		return math.Inf(1)
	}
	sd := d.Mean() * math.Sqrt(d.tanExcess())
	return sd * sd
}

// tanExcess returns tan b/b - 1 with b = pi/shape < pi/2. For a small b the
// terms cancel, and Lambert's continued fraction serves:
//
//	tan b = b/(1 - w),      w = b^2/(3 - b^2/(5 - b^2/(7 - ...)))
//
// Near pi/2 the cosine is the sine of pi/2 - b, whose digits are in shape - 2.
func (d Loglogistic) tanExcess() float64 {
	b := math.Pi / d.shape
	if b > 1 {
		return math.Sin(b)/math.Sin(b*(d.shape-2)/2)/b - 1
	}
	w := 0.0
	for n := 21.0; n >= 3; n -= 2 {
		w = b * b / (n - w)
	}
	return w / (1 - w)
}

// LogSurvival returns log P(T > t).
func (d Loglogistic) LogSurvival(t float64) float64 {
	if t <= 0 {
		return 0
	}
	return -num.Log1pExp(d.logOdds(t))
}

// LogFailure returns log P(T <= t).
func (d Loglogistic) LogFailure(t float64) float64 {
	if t <= 0 {
		return math.Inf(-1)
	}
	return -num.Log1pExp(-d.logOdds(t))
}

// logOdds returns v, the logarithm of the odds that the time is up at t > 0.
func (d Loglogistic) logOdds(t float64) float64 { return d.shape * logRatio(t, d.scale) }

// LogDensity returns log(shape/t P(T <= t) P(T > t)); at 0 it is +Inf for a
// shape below 1.
func (d Loglogistic) LogDensity(t float64) float64 {
	switch {
	case t < 0:
		return math.Inf(-1)
	case t == 0:
		return densityAtZero(d.shape, d.scale)
	}
	return math.Log(d.shape) - math.Log(t) + d.LogFailure(t) + d.LogSurvival(t)
}

// Hazard returns shape/t P(T <= t), which tends to 0 at infinity; at 0 it is
// +Inf for a shape below 1.
func (d Loglogistic) Hazard(t float64) float64 {
	switch {
	case t < 0 || math.IsInf(t, 1):
		return 0
	case t == 0:
		return math.Exp(densityAtZero(d.shape, d.scale))
	}
	return math.Exp(math.Log(d.shape) - math.Log(t) + d.LogFailure(t))
}

// Quantile returns scale (p/(1-p))^(1/shape).
func (d Loglogistic) Quantile(p float64) float64 {
	p = unit(p)
	return scaledPower(d.scale, p/(1-p), 1/d.shape)
}

// InverseSurvival returns scale ((1-q)/q)^(1/shape).
func (d Loglogistic) InverseSurvival(q float64) float64 {
	q = unit(q)
	return scaledPower(d.scale, (1-q)/q, 1/d.shape)
}

// Survival returns P(T > t).
func (d Loglogistic) Survival(t float64) float64 { return math.Exp(d.LogSurvival(t)) }

// CDF returns P(T <= t).
func (d Loglogistic) CDF(t float64) float64 { return math.Exp(d.LogFailure(t)) }

// PDF returns the density at t, per hour.
func (d Loglogistic) PDF(t float64) float64 { return math.Exp(d.LogDensity(t)) }

// Rand returns a time drawn with r.
func (d Loglogistic) Rand(r *rand.Rand) float64 { return draw(d, r) }
