package life

import (
	"math"

	"mtbf/internal/num"
)

// Normal is the normal distribution, mean and standard deviation in hours:
//
//	P(T > t) = 1 - Phi(z),      z = (t - mean)/sd
//
// It has a part below 0, P(T <= 0) = Phi(-mean/sd), and is not truncated here:
// an engine that needs times must truncate it.
type Normal struct{ mean, sd float64 }

// NewNormal returns the distribution with a finite mean and sd > 0, or a
// *model.ParamError.
func NewNormal(mean, sd float64) (Normal, error) {
	return Normal{mean, sd}, first(finite("normal mean", mean), positive("normal sd", sd))
}

// Family returns "normal".
func (d Normal) Family() string { return "normal" }

// Parameters returns mean and sd.
func (d Normal) Parameters() []Parameter { return []Parameter{{"mean", d.mean}, {"sd", d.sd}} }

// Mean returns the mean, without truncation.
func (d Normal) Mean() float64 { return d.mean }

// Variance returns sd^2.
func (d Normal) Variance() float64 { return d.sd * d.sd }

// LogSurvival returns log P(T > t).
func (d Normal) LogSurvival(t float64) float64 { return num.LogNormalCDF(-d.z(t)) }

// LogFailure returns log P(T <= t).
func (d Normal) LogFailure(t float64) float64 { return num.LogNormalCDF(d.z(t)) }

func (d Normal) z(t float64) float64 { return (t - d.mean) / d.sd }

// LogDensity returns log(phi(z)/sd).
func (d Normal) LogDensity(t float64) float64 { return logPhi(d.z(t)) - math.Log(d.sd) }

// Hazard returns phi(z)/((1 - Phi(z)) sd), which grows as z/sd.
func (d Normal) Hazard(t float64) float64 { return 1 / num.Mills(d.z(t)) / d.sd }

// Quantile returns mean + sd z for the normal quantile z of p.
func (d Normal) Quantile(p float64) float64 { return d.mean + d.sd*normalQuantile(p) }

// QuantileUpper returns mean - sd z for the normal quantile z of q.
func (d Normal) QuantileUpper(q float64) float64 { return d.mean - d.sd*normalQuantile(q) }
