package recurrent

import (
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// HPP is a homogeneous Poisson process: all units fail at one constant rate.
type HPP struct {
	Rate          model.Estimate // per unit-hour
	LogLikelihood float64
	Failures      int
	Hours         float64 // unit-hours observed
}

// ConstantRate fits a homogeneous Poisson process to all units together, the
// model that a trend is held against. With a = 1-confidence, N failures in T unit-hours and chi2(p;
// d) the p-quantile of chi-square with d degrees of freedom,
//
//	point = N/T,    log L = N log(N/T) - N
//	Lo    = chi2(a/2; 2N) / 2T
//	Hi    = chi2(1-a/2; 2N+2) / 2T      (2N if a failure ended every history)
//
// Failures with which an observation begins are of the N of the rate, but not of that of
// the likelihood, which the likelihoods of laws are held against. With no failures the point is not estimable and Hi is the one-sided bound.
//
// A *model.ParamError tells of a bad history or a confidence outside (0, 1).
func ConstantRate(histories []History, confidence float64) (*HPP, error) {
	if err := check(histories); err != nil {
		return nil, err
	}
	if err := model.CheckConfidence(confidence); err != nil {
		return nil, err
	}
	var hours num.Adder
	for i := range histories {
		hours.Add(histories[i].unitHours())
	}
	timed := failures(histories)
	p := &HPP{Failures: timed, Hours: hours.Total()}
	for i := range histories {
		p.Failures += histories[i].AtStart
	}
	p.Rate = poissonRate(p.Failures, p.Hours, confidence, allFailureTruncated(histories))
	if n := float64(timed); n > 0 {
		p.LogLikelihood = n*math.Log(n/p.Hours) - n
	}
	return p, nil
}

// poissonRate estimates a constant rate from n failures in the given hours.
func poissonRate(n int, hours, confidence float64, failureTruncated bool) model.Estimate {
	if n == 0 {
		return model.NotEstimable(0, -math.Log1p(-confidence)/hours, confidence, "exact Poisson, one-sided",
			model.Warning{Code: "no-failures", Text: "no failures: only a one-sided bound can be given"})
	}
	tail := (1 - confidence) / 2
	upper := float64(n + 1)
	if failureTruncated {
		upper = float64(n)
	}
	return model.Estimate{
		Point:      float64(n) / hours,
		Lo:         num.GammaQuantile(float64(n), tail) / hours,
		Hi:         num.GammaQuantileUpper(upper, tail) / hours,
		Confidence: confidence,
		Method:     "exact Poisson (chi-square), two-sided",
	}
}
