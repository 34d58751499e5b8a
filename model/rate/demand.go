package rate

import (
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// PerDemand estimates the probability of failure on demand from k failures in
// n demands, with two-sided exact limits [Clopper-Pearson: R binom.test]: with
// a = 1-confidence and B(p; a, b) the p-quantile of a beta distribution,
//
//	point = k/n
//	Lo    = B(a/2; k, n-k+1)      (0 for k = 0)
//	Hi    = B(1-a/2; k+1, n-k)    (1 for k = n)
//
// which hold with at least the stated probability. With no failures the point
// is not estimable and Hi is the one-sided bound; with nothing but failures
// Lo is. A *model.ParamError tells of failures outside [0, demands], of
// demands < 1, and of a confidence outside (0, 1).
func PerDemand(failures, demands int, confidence float64) (model.Estimate, error) {
	if err := checkDemands(failures, demands, confidence); err != nil {
		return model.Estimate{}, err
	}
	lo, hi := demandLimits(failures, demands, confidence)
	e := model.Estimate{
		Point: float64(failures) / float64(demands), Lo: lo, Hi: hi,
		Confidence: confidence, Method: "exact binomial (Clopper-Pearson), conservative", Warnings: fewFailures(failures),
	}
	if failures == 0 {
		e.Point = math.NaN()
		e.Warnings = []model.Warning{{Code: "no-failures", Text: "no failures: the probability of failure on demand is only bounded"}}
	}
	return e, nil
}

func demandLimits(failures, demands int, confidence float64) (lo, hi float64) {
	one := math.Log1p(-confidence) / float64(demands) // of a one-sided limit
	switch failures {
	case 0:
		return 0, -math.Expm1(one)
	case demands:
		return math.Exp(one), 1
	}
	return clopperPearson(failures, demands, (1-confidence)/2)
}

// maxDemands is the number of demands up to which quantiles of the beta
// distribution keep six digits.
const maxDemands = 1_000_000_000

func checkDemands(failures, demands int, confidence float64) error {
	switch {
	case demands < 1 || demands > maxDemands:
		return &model.ParamError{Param: "demands", Value: demands, Want: "a count from 1 to a billion"}
	case failures < 0 || failures > demands:
		return &model.ParamError{Param: "failures", Value: failures, Want: "a count from 0 to the number of demands"}
	}
	return model.CheckConfidence(confidence)
}

// clopperPearson returns the probabilities that leave tail for k or more, and
// for k or fewer, successes in n trials.
func clopperPearson(k, n int, tail float64) (lo, hi float64) {
	x, m, lo, hi := float64(k), float64(n), 0.0, 1.0
	if k > 0 {
		lo = num.BetaQuantile(x, m-x+1, tail)
	}
	if k < n {
		hi = num.BetaQuantileUpper(x+1, m-x, tail)
	}
	return lo, hi
}
