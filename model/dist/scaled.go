package dist

import (
	"math"

	"mtbf/model"
)

// Scale returns a time of which all lengths are multiplied by a factor, of the
// same family.
func Scale(d model.Distribution, factor float64) model.Distribution { return scaled{d, factor} }

// WithMean returns d, of the same family, with another mean: all its times are
// stretched alike. A nil d is exponential. Errors are those of its constructor.
func WithMean(d model.Distribution, mean float64) (model.Distribution, error) {
	if d == nil || d.Family() == "exponential" {
		return NewExponentialMean(mean)
	}
	return Scale(d, mean/d.Mean()), nil
}

// scaled is a distribution with all times multiplied by a factor.
type scaled struct {
	model.Distribution
	factor float64
}

func (s scaled) Mean() float64 { return s.factor * s.Distribution.Mean() }

func (s scaled) LogSurvival(t float64) float64 { return s.Distribution.LogSurvival(t / s.factor) }

func (s scaled) LogDensity(t float64) float64 {
	return s.Distribution.LogDensity(t/s.factor) - math.Log(s.factor)
}

func (s scaled) Hazard(t float64) float64 { return s.Distribution.Hazard(t/s.factor) / s.factor }

func (s scaled) Quantile(p float64) float64 { return s.factor * s.Distribution.Quantile(p) }
