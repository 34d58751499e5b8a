package dist

import (
	"math"
	"math/rand/v2"

	"mtbf/model"
)

// Deterministic is a time that is always the same value, in hours.
type Deterministic struct{ value float64 }

// NewDeterministic returns the distribution of a value >= 0 h, or a
// *model.ParamError.
func NewDeterministic(value float64) (Deterministic, error) {
	return Deterministic{value}, model.CheckNotNegative("deterministic value", value)
}

// Family returns "deterministic".
func (d Deterministic) Family() string { return "deterministic" }

// Parameters returns the value.
func (d Deterministic) Parameters() []Parameter { return []Parameter{{"value", d.value}} }

// Mean returns the value.
func (d Deterministic) Mean() float64 { return d.value }

// Variance returns 0.
func (d Deterministic) Variance() float64 { return 0 }

// LogSurvival returns 0 before the value and -Inf from then on.
func (d Deterministic) LogSurvival(t float64) float64 {
	if t < d.value {
		return 0
	}
	return math.Inf(-1)
}

// LogFailure returns -Inf before the value and 0 from then on.
func (d Deterministic) LogFailure(t float64) float64 {
	if t < d.value {
		return math.Inf(-1)
	}
	return 0
}

// LogDensity returns +Inf at the value, -Inf elsewhere.
func (d Deterministic) LogDensity(t float64) float64 {
	if t == d.value {
		return math.Inf(1)
	}
	return math.Inf(-1)
}

// Hazard returns 0 before the value and +Inf from then on, when nothing is
// left to fail.
func (d Deterministic) Hazard(t float64) float64 {
	if t < d.value {
		return 0
	}
	return math.Inf(1)
}

// Quantile returns the value.
func (d Deterministic) Quantile(p float64) float64 { return d.value + 0*unit(p) }

// InverseSurvival returns the value.
func (d Deterministic) InverseSurvival(q float64) float64 { return d.value + 0*unit(q) }

// Survival returns P(T > t).
func (d Deterministic) Survival(t float64) float64 { return math.Exp(d.LogSurvival(t)) }

// CDF returns P(T <= t).
func (d Deterministic) CDF(t float64) float64 { return math.Exp(d.LogFailure(t)) }

// PDF returns the density at t, per hour.
func (d Deterministic) PDF(t float64) float64 { return math.Exp(d.LogDensity(t)) }

// Rand returns a time drawn with r.
func (d Deterministic) Rand(r *rand.Rand) float64 { return draw(d, r) }
