package rate

import (
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// MTBFLower estimates the MTBF with a one-sided lower bound,
//
//	Lo = 2T / chi2(confidence; 2n+2)      (2n when failure-terminated)
//
// and Hi +Inf: the demonstrated MTBF of an acceptance test. Errors and
// warnings are those of [MTBF].
func MTBFLower(failures int, operating, confidence float64, term Termination) (model.Estimate, error) {
	return oneSided(failures, operating, confidence, term, func(e *model.Estimate) {
		e.Lo, e.Hi = mtbfLeast(failures, operating, confidence, term), math.Inf(1)
	})
}

// MTBFUpper estimates the MTBF with a one-sided upper bound,
//
//	Hi = 2T / chi2(1-confidence; 2n)
//
// and Lo 0. With no failures Hi is +Inf: nothing bounds the MTBF from above,
// and the estimate is that of [MTBF].
func MTBFUpper(failures int, operating, confidence float64, term Termination) (model.Estimate, error) {
	return oneSided(failures, operating, confidence, term, func(e *model.Estimate) {
		e.Lo, e.Hi = 0, mtbfMost(failures, operating, confidence)
	})
}

// RateUpper estimates the failure rate with a one-sided upper bound, the
// inverse of [MTBFLower], and Lo 0.
func RateUpper(failures int, operating, confidence float64, term Termination) (model.Estimate, error) {
	m, err := MTBFLower(failures, operating, confidence, term)
	if err != nil {
		return m, err
	}
	return m.Inverse(), nil
}

func oneSided(failures int, operating, confidence float64, term Termination, bound func(*model.Estimate)) (model.Estimate, error) {
	e, err := MTBF(failures, operating, confidence, term)
	if err != nil || failures == 0 {
		return e, err
	}
	e.Method = method("one-sided", term)
	bound(&e)
	return e, nil
}

// Jeffreys estimates the rate with the equal-tailed limits of its posterior
// under the prior 1/sqrt(rate): quantiles of a gamma of shape n + 1/2, over T.
// They are shorter than the exact ones of [Rate] and cover the stated share on
// average over rates, not for each. With no failures the point is not
// estimable, but both limits stand.
func Jeffreys(failures int, operating, confidence float64) (model.Estimate, error) {
	shape, tail := float64(failures)+0.5, (1-confidence)/2
	return approximate(failures, operating, confidence, "Jeffreys", func() (lo, hi float64) {
		return num.GammaQuantile(shape, tail), num.GammaQuantileUpper(shape, tail)
	})
}

// MidP estimates the rate with limits at which the tail probability, counting
// only half the probability of the observed count, is (1-confidence)/2:
//
//	P(N > n) + P(N = n)/2   at Lo,      P(N < n) + P(N = n)/2   at Hi.
//
// They are shorter than the exact ones and may cover a little less than the
// stated share. With no failures Lo is 0.
func MidP(failures int, operating, confidence float64) (model.Estimate, error) {
	tail := (1 - confidence) / 2
	return approximate(failures, operating, confidence, "mid-P", func() (lo, hi float64) {
		return midPLower(failures, tail), midPUpper(failures, tail)
	})
}

// midPLower returns the mean of which the upper mid-tail at n is tail. With
// U(k) = P(N >= k), the mid-tail is (U(n) + U(n+1))/2, so the mean lies
// between those that the exact tails give.
func midPLower(n int, tail float64) float64 {
	if n == 0 {
		return 0
	}
	f := func(mean float64) float64 {
		one, _ := num.LogGammaTails(float64(n), mean)
		more, _ := num.LogGammaTails(float64(n+1), mean)
		return one + math.Log((1+math.Exp(more-one))/2) - math.Log(tail)
	}
	return between(f, num.GammaQuantile(float64(n), tail), num.GammaQuantile(float64(n+1), tail))
}

// midPUpper returns the mean of which the lower mid-tail at n is tail.
func midPUpper(n int, tail float64) float64 {
	if n == 0 {
		return -math.Log(2 * tail) // half of exp(-mean) is tail
	}
	f := func(mean float64) float64 {
		_, fewer := num.LogGammaTails(float64(n), mean)
		_, all := num.LogGammaTails(float64(n+1), mean)
		return all + math.Log((1+math.Exp(fewer-all))/2) - math.Log(tail)
	}
	return between(f, num.GammaQuantileUpper(float64(n), tail), num.GammaQuantileUpper(float64(n+1), tail))
}

// between returns the root of f between two limits that are rounded: of a large
// count, hardly more apart than their last digits.
func between(f func(float64) float64, lo, hi float64) float64 {
	const rounding = 1e-12
	return num.Root(f, lo*(1-rounding), hi*(1+rounding))
}

// approximate makes a time-terminated estimate of the rate from limits of the
// expected count.
func approximate(failures int, operating, confidence float64, name string, limits func() (lo, hi float64)) (model.Estimate, error) {
	e, err := Rate(failures, operating, confidence, TimeTerminated)
	if err != nil {
		return e, err
	}
	lo, hi := limits()
	e.Lo, e.Hi, e.Method = lo/operating, hi/operating, name+", two-sided"
	return e, nil
}
