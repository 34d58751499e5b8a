// Package uncertain says what an MTBF, a repair time or a probability may be that
// is given by a median and an error factor, by two limits, or by counted failures
// with or without a prior: quantiles, and a point with limits. It reads nothing
// and propagates nothing.
package uncertain

import (
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// Unbounded stands for a time that the data do not bound, in hours: beyond it a
// module does not matter.
const Unbounded = 1e15

// errorFactorQuantile is the percentile that an error factor is of: the 95th, over
// the median.
const errorFactorQuantile = 0.95

// Lognormal is a positive number whose logarithm is normal on either side of the
// median. Below and Above are standard deviations of the logarithm, the same for a
// log-normal distribution.
type Lognormal struct{ Median, Below, Above float64 }

// FromErrorFactor is the log-normal of a median and an error factor, the 95th
// percentile over the median:
//
//	standard deviation of the logarithm = ln(error factor) / 1.6449
//
// One over such a number has the same error factor.
func FromErrorFactor(median, factor float64) Lognormal {
	sd := math.Log(factor) / num.NormalQuantile(errorFactorQuantile)
	return Lognormal{median, sd, sd}
}

// FromLimits is the log-normal with two-sided limits at a confidence: each leaves
// out half of the rest. The median is the point, on either side of which the
// standard deviations may differ; with a point of 0 it is sqrt(lo hi).
func FromLimits(point, lo, hi, confidence float64) Lognormal {
	z := num.NormalQuantile((1 + confidence) / 2)
	if point == 0 {
		point = math.Sqrt(lo) * math.Sqrt(hi)
	}
	return Lognormal{point, math.Log(point/lo) / z, math.Log(hi/point) / z}
}

// Quantile implements [model.Uncertainty].
func (l Lognormal) Quantile(p float64) float64 { return l.at(num.NormalQuantile(p)) }

func (l Lognormal) upper(q float64) float64 { return l.at(-num.NormalQuantile(q)) }

// at is the number z standard deviations from the median.
func (l Lognormal) at(z float64) float64 {
	if z < 0 {
		return l.Median * math.Exp(z*l.Below)
	}
	return l.Median * math.Exp(z*l.Above)
}

// Estimate implements [model.Uncertainty]; the point is the median.
func (l Lognormal) Estimate(confidence float64) model.Estimate {
	return between(l, l.Median, confidence, "log-normal about the median")
}

// LogOdds is a probability of working whose odds, p/(1-p), are log-normal. Where
// the probability of failing is small, the error factor of the odds is its own.
type LogOdds struct{ Odds Lognormal }

// OddsFromErrorFactor is [FromErrorFactor] for a median probability.
func OddsFromErrorFactor(median, factor float64) LogOdds {
	return LogOdds{FromErrorFactor(odds(median), factor)}
}

// OddsFromLimits is [FromLimits] for a probability.
func OddsFromLimits(point, lo, hi, confidence float64) LogOdds {
	if point != 0 {
		point = odds(point)
	}
	return LogOdds{FromLimits(point, odds(lo), odds(hi), confidence)}
}

func odds(p float64) float64 { return p / (1 - p) }

// Quantile implements [model.Uncertainty].
func (l LogOdds) Quantile(p float64) float64 { return 1 / (1 + 1/l.Odds.Quantile(p)) }

func (l LogOdds) upper(q float64) float64 { return 1 / (1 + 1/l.Odds.upper(q)) }

// Estimate implements [model.Uncertainty]; the point is the median.
func (l LogOdds) Estimate(confidence float64) model.Estimate {
	return between(l, 1/(1+1/l.Odds.Median), confidence, "log-normal odds about the median")
}

// tailed tells quantiles from both ends, so that no small tail is got by subtraction.
type tailed interface {
	Quantile(p float64) float64
	upper(q float64) float64 // exceeded with probability q
}

// between is the estimate of equal tails.
func between(u tailed, point, confidence float64, method string) model.Estimate {
	tail := (1 - confidence) / 2
	return model.Estimate{Point: point, Lo: u.Quantile(tail), Hi: u.upper(tail), Confidence: confidence, Method: method}
}
