package dist

import (
	"cmp"
	"math"
	"math/rand/v2"

	"mtbf/internal/num"
	"mtbf/model"
)

// errorFactorZ is the normal quantile of 0.95.
const errorFactorZ = 1.6448536269514722

// Lognormal is the distribution of a time whose logarithm, of hours, is normal
// with mean meanlog and standard deviation sdlog:
//
//	P(T > t) = 1 - Phi(z),      z = (log t - meanlog)/sdlog,      t > 0
type Lognormal struct{ meanlog, sdlog float64 }

// NewLognormal returns the distribution with a finite meanlog and sdlog > 0,
// or a *model.ParamError.
func NewLognormal(meanlog, sdlog float64) (Lognormal, error) {
	return Lognormal{meanlog, sdlog}, cmp.Or(model.CheckFinite("lognormal meanlog", meanlog), model.CheckPositive("lognormal sdlog", sdlog))
}

// NewLognormalMedian returns the distribution with a median > 0 h and an error
// factor > 1, the 95th percentile over the median:
//
//	meanlog = log median,      sdlog = log(errorFactor)/1.6449
//
// or a *model.ParamError.
func NewLognormalMedian(median, errorFactor float64) (Lognormal, error) {
	err := cmp.Or(model.CheckPositive("lognormal median", median), model.CheckPositive("lognormal error_factor", errorFactor))
	if err == nil && errorFactor <= 1 {
		err = &model.ParamError{Param: "lognormal error_factor", Value: errorFactor, Want: "a number above 1 (95th percentile / median)"}
	}
	if err != nil {
		return Lognormal{}, err
	}
	return Lognormal{math.Log(median), math.Log(errorFactor) / errorFactorZ}, nil
}

// Family returns "lognormal".
func (d Lognormal) Family() string { return "lognormal" }

// Parameters returns meanlog and sdlog.
func (d Lognormal) Parameters() []Parameter {
	return []Parameter{{"meanlog", d.meanlog}, {"sdlog", d.sdlog}}
}

// Mean returns exp(meanlog + sdlog^2/2).
func (d Lognormal) Mean() float64 { return math.Exp(d.meanlog + d.sdlog*d.sdlog/2) }

// Variance returns (exp(sdlog^2) - 1) exp(2 meanlog + sdlog^2).
func (d Lognormal) Variance() float64 {
	v := d.sdlog * d.sdlog
	return math.Exp(2*d.meanlog + v + logExpm1(v))
}

// LogSurvival returns log P(T > t).
func (d Lognormal) LogSurvival(t float64) float64 {
	if t <= 0 {
		return 0
	}
	return num.LogNormalCDF(-d.z(t))
}

// LogFailure returns log P(T <= t).
func (d Lognormal) LogFailure(t float64) float64 {
	if t <= 0 {
		return math.Inf(-1)
	}
	return num.LogNormalCDF(d.z(t))
}

func (d Lognormal) z(t float64) float64 { return (math.Log(t) - d.meanlog) / d.sdlog }

// LogDensity returns log(phi(z)/(sdlog t)), which tends to -Inf at 0 and at
// infinity.
func (d Lognormal) LogDensity(t float64) float64 {
	if t <= 0 {
		return math.Inf(-1)
	}
	return num.LogNormalPDF(d.z(t)) - math.Log(d.sdlog) - math.Log(t)
}

// Hazard returns phi(z)/((1 - Phi(z)) sdlog t). It rises from 0 and falls back
// to 0.
func (d Lognormal) Hazard(t float64) float64 {
	switch {
	case t <= 0 || math.IsInf(t, 1):
		return 0
	case d.z(t) < 0:
		return math.Exp(d.LogDensity(t) - d.LogSurvival(t))
	}
	return 1 / num.Mills(d.z(t)) / d.sdlog / t
}

// Quantile returns exp(meanlog + sdlog z) for the normal quantile z of p.
func (d Lognormal) Quantile(p float64) float64 {
	return math.Exp(d.meanlog + d.sdlog*normalQuantile(p))
}

// InverseSurvival returns exp(meanlog - sdlog z) for the normal quantile z of q.
func (d Lognormal) InverseSurvival(q float64) float64 {
	return math.Exp(d.meanlog - d.sdlog*normalQuantile(q))
}

// normalQuantile is [num.NormalQuantile], NaN outside [0, 1].
func normalQuantile(p float64) float64 {
	if p = unit(p); math.IsNaN(p) {
		return p
	}
	return num.NormalQuantile(p)
}

// Survival returns P(T > t).
func (d Lognormal) Survival(t float64) float64 { return math.Exp(d.LogSurvival(t)) }

// CDF returns P(T <= t).
func (d Lognormal) CDF(t float64) float64 { return math.Exp(d.LogFailure(t)) }

// PDF returns the density at t, per hour.
func (d Lognormal) PDF(t float64) float64 { return math.Exp(d.LogDensity(t)) }

// Rand returns a time drawn with r.
func (d Lognormal) Rand(r *rand.Rand) float64 { return draw(d, r) }
