package dist

import (
	"cmp"
	"math"
	"math/rand/v2"

	"mtbf/internal/num"
	"mtbf/model"
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
	return Normal{mean, sd}, cmp.Or(model.CheckFinite("normal mean", mean), model.CheckPositive("normal sd", sd))
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
func (d Normal) LogDensity(t float64) float64 { return num.LogNormalPDF(d.z(t)) - math.Log(d.sd) }

// Hazard returns phi(z)/((1 - Phi(z)) sd), which grows as z/sd.
func (d Normal) Hazard(t float64) float64 { return 1 / num.Mills(d.z(t)) / d.sd }

// Quantile returns mean + sd z for the normal quantile z of p.
func (d Normal) Quantile(p float64) float64 { return d.mean + d.sd*normalQuantile(p) }

// InverseSurvival returns mean - sd z for the normal quantile z of q.
func (d Normal) InverseSurvival(q float64) float64 { return d.mean - d.sd*normalQuantile(q) }

// Survival returns P(T > t).
func (d Normal) Survival(t float64) float64 { return math.Exp(d.LogSurvival(t)) }

// CDF returns P(T <= t).
func (d Normal) CDF(t float64) float64 { return math.Exp(d.LogFailure(t)) }

// PDF returns the density at t, per hour.
func (d Normal) PDF(t float64) float64 { return math.Exp(d.LogDensity(t)) }

// Rand returns a time drawn with r.
func (d Normal) Rand(r *rand.Rand) float64 { return draw(d, r) }
