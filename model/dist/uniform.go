package dist

import (
	"cmp"
	"math"
	"math/rand/v2"

	"mtbf/model"
)

// Uniform is the distribution of a time that is equally likely anywhere
// between low and high, in hours.
type Uniform struct{ low, high float64 }

// NewUniform returns the distribution with 0 <= low < high, or a
// *model.ParamError.
func NewUniform(low, high float64) (Uniform, error) {
	err := cmp.Or(model.CheckNotNegative("uniform low", low), model.CheckPositive("uniform high", high))
	if err == nil && !(low < high) {
		err = &model.ParamError{Param: "uniform high", Value: high, Want: "above low"}
	}
	return Uniform{low, high}, err
}

// Family returns "uniform".
func (d Uniform) Family() string { return "uniform" }

// Parameters returns low and high.
func (d Uniform) Parameters() []Parameter { return []Parameter{{"low", d.low}, {"high", d.high}} }

// Mean returns (low + high)/2.
func (d Uniform) Mean() float64 { return d.low/2 + d.high/2 }

// Variance returns (high - low)^2/12.
func (d Uniform) Variance() float64 { return (d.high - d.low) * (d.high - d.low) / 12 }

// LogSurvival returns log P(T > t), -Inf from high on.
func (d Uniform) LogSurvival(t float64) float64 { return logShare(d.high-t, t-d.low, d.high-d.low) }

// LogFailure returns log P(T <= t), -Inf up to low.
func (d Uniform) LogFailure(t float64) float64 { return logShare(t-d.low, d.high-t, d.high-d.low) }

// logShare returns log(part/whole) where part + rest = whole, with all digits
// where the rest is small.
func logShare(part, rest, whole float64) float64 {
	switch {
	case part <= 0:
		return math.Inf(-1)
	case rest <= 0:
		return 0
	case rest < part:
		return math.Log1p(-rest / whole)
	}
	return math.Log(part / whole)
}

// LogDensity returns -log(high - low) from low to high.
func (d Uniform) LogDensity(t float64) float64 {
	if t < d.low || t > d.high {
		return math.Inf(-1)
	}
	return -math.Log(d.high - d.low)
}

// Hazard returns 1/(high - t), 0 below low and +Inf from high on, when nothing
// is left to fail.
func (d Uniform) Hazard(t float64) float64 {
	switch {
	case t < d.low:
		return 0
	case t >= d.high:
		return math.Inf(1)
	}
	return 1 / (d.high - t)
}

// Quantile returns low + p (high - low).
func (d Uniform) Quantile(p float64) float64 {
	p = unit(p)
	return d.low*(1-p) + d.high*p
}

// InverseSurvival returns high - q (high - low).
func (d Uniform) InverseSurvival(q float64) float64 {
	q = unit(q)
	return d.low*q + d.high*(1-q)
}

// Survival returns P(T > t).
func (d Uniform) Survival(t float64) float64 { return math.Exp(d.LogSurvival(t)) }

// CDF returns P(T <= t).
func (d Uniform) CDF(t float64) float64 { return math.Exp(d.LogFailure(t)) }

// PDF returns the density at t, per hour.
func (d Uniform) PDF(t float64) float64 { return math.Exp(d.LogDensity(t)) }

// Rand returns a time drawn with r.
func (d Uniform) Rand(r *rand.Rand) float64 { return draw(d, r) }
