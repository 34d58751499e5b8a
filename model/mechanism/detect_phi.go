package mechanism

import (
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// Phi is the accrual detector of Hayashibara and others: how much a process is
// suspected is
//
//	phi = -log10 P(the next heartbeat comes later than now),
//
// with normal gaps between heartbeats. Times have one unit.
type Phi struct{ Mean, SD float64 } // of the gaps, positive

// Suspicion is phi at a time since the last heartbeat.
type Suspicion struct {
	Elapsed float64
	Phi     float64
	Later   float64 // the probability that the heartbeat comes later, 0 where it is below 1e-308
}

func (p Phi) check() error {
	if err := model.CheckPositive("mean", p.Mean); err != nil {
		return err
	}
	return model.CheckPositive("sd", p.SD)
}

// At returns the suspicion at a time of 0 or more since the last heartbeat.
func (p Phi) At(elapsed float64) (Suspicion, error) {
	if err := p.check(); err != nil {
		return Suspicion{}, err
	}
	if err := model.CheckNotNegative("elapsed", elapsed); err != nil {
		return Suspicion{}, err
	}
	log := num.LogNormalCDF(-(elapsed - p.Mean) / p.SD)
	if math.IsInf(log, 0) || math.IsNaN(log) {
		return Suspicion{}, &model.ParamError{Param: "elapsed", Value: elapsed, Want: "within 1e150 standard deviations of the mean"}
	}
	return Suspicion{elapsed, math.Abs(log) / math.Ln10, math.Exp(log)}, nil
}

// PhiTimeout is what a threshold of phi means.
type PhiTimeout struct {
	Threshold    float64
	SDsAboveMean float64
	Timeout      float64 // since the last heartbeat: below 0 for a threshold that is passed at once
	MistakeEvery float64 // mean time between mistakes of a process that lives: a gap is too long with probability 10^-Threshold
}

// Timeout returns the time at which phi passes a threshold of (0, 300].
func (p Phi) Timeout(threshold float64) (PhiTimeout, error) {
	if err := p.check(); err != nil {
		return PhiTimeout{}, err
	}
	if !(threshold > 0 && threshold <= 300) {
		return PhiTimeout{}, &model.ParamError{Param: "threshold", Value: threshold, Want: "a number in (0, 300]"}
	}
	z := sdsOf(threshold)
	return PhiTimeout{threshold, z, p.Mean + z*p.SD, p.Mean * math.Pow(10, threshold)}, nil
}

// sdsOf returns the z with P(Z > z) = 10^-threshold.
func sdsOf(threshold float64) float64 {
	log := -threshold * math.Ln10
	if threshold < 1 {
		return num.NormalQuantile(-math.Expm1(log))
	}
	return num.Root(func(z float64) float64 { return num.LogNormalCDF(-z) - log }, 1, 10+math.Sqrt(-2*log))
}
