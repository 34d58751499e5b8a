package sizing

import (
	"math"

	"mtbf/model"
	"mtbf/model/dist"
)

// stretched is a time that is by a factor longer.
type stretched struct {
	model.Distribution
	by float64
}

func (s stretched) Mean() float64                 { return s.by * s.Distribution.Mean() }
func (s stretched) LogSurvival(t float64) float64 { return s.Distribution.LogSurvival(t / s.by) }
func (s stretched) Hazard(t float64) float64      { return s.Distribution.Hazard(t/s.by) / s.by }
func (s stretched) Quantile(p float64) float64    { return s.by * s.Distribution.Quantile(p) }
func (s stretched) LogDensity(t float64) float64 {
	return s.Distribution.LogDensity(t/s.by) - math.Log(s.by)
}

// withMean is d, of the same family, with another mean.
func withMean(d model.Distribution, mean float64) (model.Distribution, error) {
	if d == nil || d.Family() == "exponential" {
		return dist.NewExponentialMean(mean)
	}
	return stretched{d, mean / d.Mean()}, nil
}
