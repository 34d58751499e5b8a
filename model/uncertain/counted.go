package uncertain

import (
	"mtbf/internal/num"
	"mtbf/model"
	"mtbf/model/rate"
)

// MTBF is an MTBF whose rate has a gamma distribution: that of a prior with shape
// PriorShape and rate PriorHours after Failures more in Hours,
//
//	shape = PriorShape + Failures,   rate = PriorHours + Hours
//
// which is conjugate. A prior of half a failure in no time is that of Jeffreys; one
// failure in no time has the exact upper limits of a rate for quantiles.
type MTBF struct {
	PriorShape, PriorHours float64
	Failures, Hours        float64
}

// CountedMTBF is the MTBF of a count without a prior: the limits are those of
// [rate.MTBF], and the distribution has its upper limits of the rate for
// quantiles, so that few failures count as bad news.
type CountedMTBF struct{ MTBF }

// NewCountedMTBF returns it for n failures in so many unit-hours.
func NewCountedMTBF(n int, hours float64) CountedMTBF {
	return CountedMTBF{MTBF{PriorShape: 1, Failures: float64(n), Hours: hours}}
}

// Observed is what would be known after observation for so many times as long, with
// failures at the same rate.
func (m MTBF) Observed(times float64) model.Uncertainty {
	m.Failures *= times
	m.Hours *= times
	return m
}

// Quantile implements [model.Uncertainty].
func (m MTBF) Quantile(p float64) float64 {
	return (m.Hours + m.PriorHours) / num.GammaQuantileUpper(m.Failures+m.PriorShape, p)
}

func (m MTBF) upper(q float64) float64 {
	return (m.Hours + m.PriorHours) / num.GammaQuantile(m.Failures+m.PriorShape, q)
}

// Estimate implements [model.Uncertainty]: the point is one over the mean of the
// rate, the limits are credible limits with equal tails.
func (m MTBF) Estimate(confidence float64) model.Estimate {
	return between(m, (m.Hours+m.PriorHours)/(m.Failures+m.PriorShape), confidence, "gamma posterior of the rate, equal tails")
}

// Estimate implements [model.Uncertainty]. Without failures there is no point.
func (c CountedMTBF) Estimate(confidence float64) model.Estimate {
	e, err := rate.MTBF(int(c.Failures), c.Hours, confidence, rate.TimeTerminated)
	if err != nil {
		panic("uncertain: " + err.Error())
	}
	return e
}

// PerDemand is a probability of working with the beta distribution of so many
// successes and failures, prior included.
type PerDemand struct{ Successes, Failures float64 }

// Quantile implements [model.Uncertainty].
func (d PerDemand) Quantile(p float64) float64 {
	if p > 0.5 {
		return num.BetaQuantileUpper(d.Successes, d.Failures, 1-p)
	}
	return num.BetaQuantile(d.Successes, d.Failures, p)
}

func (d PerDemand) upper(q float64) float64 { return num.BetaQuantileUpper(d.Successes, d.Failures, q) }

// Estimate implements [model.Uncertainty]: the point is the mean, the limits are
// credible limits with equal tails.
func (d PerDemand) Estimate(confidence float64) model.Estimate {
	return between(d, d.Successes/(d.Successes+d.Failures), confidence, "beta posterior of the probability, equal tails")
}

// CountedDemands is a probability of working from a count without a prior: the
// limits are those of [rate.PerDemand], and the distribution has its lower limits
// for quantiles, so that few demands count as bad news.
type CountedDemands struct{ failures, demands int }

// NewCountedDemands returns it for failures of demands, of which some failed and
// some did not.
func NewCountedDemands(failures, demands int) CountedDemands {
	return CountedDemands{failures, demands}
}

// Count returns the failures, and the demands in which they were counted.
func (c CountedDemands) Count() (failures, demands int) { return c.failures, c.demands }

// Quantile implements [model.Uncertainty].
func (c CountedDemands) Quantile(p float64) float64 {
	return PerDemand{float64(c.demands - c.failures), float64(c.failures + 1)}.Quantile(p)
}

// Estimate implements [model.Uncertainty].
func (c CountedDemands) Estimate(confidence float64) model.Estimate {
	e, err := rate.PerDemand(c.demands-c.failures, c.demands, confidence)
	if err != nil {
		panic("uncertain: " + err.Error())
	}
	e.Warnings = nil
	return e
}
