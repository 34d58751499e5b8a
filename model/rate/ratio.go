package rate

import (
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// Ratio compares two rates: it estimates the first over the second,
// (n1/T1)/(n2/T2), and returns the exact two-sided p-value of the hypothesis
// that they are equal.
//
// Given the total N = n1+n2, the first count is binomial with
//
//	p = ratio T1 / (ratio T1 + T2),
//
// so the limits of p [Clopper-Pearson: R binom.test], taken back to the ratio,
// hold with at least the stated confidence. The p-value adds the
// probabilities, at ratio 1, of all splits of N that are no likelier than the
// observed one, equal within a factor of 1 + 1e-7 [R poisson.test].
//
// With n1 = 0 or n2 = 0 the point is not estimable, one limit is 0 or +Inf,
// the other stays the two-sided one, and a warning no-failures is attached;
// with both 0 the p-value is 1. Errors are *model.ParamError, as for [MTBF].
func Ratio(n1 int, t1 float64, n2 int, t2, confidence float64) (ratio model.Estimate, p float64, err error) {
	for _, group := range []struct {
		n int
		t float64
	}{{n1, t1}, {n2, t2}} {
		if err := check(group.n, group.t, confidence, TimeTerminated); err != nil {
			return model.Estimate{}, 0, err
		}
	}
	tail := (1 - confidence) / 2
	ratio = model.Estimate{
		Point:      float64(n1) / t1 / (float64(n2) / t2),
		Lo:         oddsLower(n1, n2, tail) * t2 / t1,
		Hi:         t2 / t1 / oddsLower(n2, n1, tail),
		Confidence: confidence,
		Method:     "conditional exact (Clopper-Pearson), two-sided, conservative",
		Warnings:   fewFailures(min(n1, n2)),
	}
	if n1 == 0 || n2 == 0 {
		ratio.Point = math.NaN()
		ratio.Warnings = []model.Warning{{Code: "no-failures", Text: "no failures in a group: the ratio of the rates is only bounded"}}
	}
	return ratio, evenSplit(n1, n1+n2, t1/(t1+t2)), nil
}

// oddsLower returns the lower limit of p/(1-p) from k successes and m
// failures.
func oddsLower(k, m int, tail float64) float64 {
	if k == 0 {
		return 0
	}
	p := num.BetaQuantile(float64(k), float64(m+1), tail)
	return p / (1 - p)
}

// evenSplit returns the probability, for a binomial of n trials and success
// probability p, of all counts that are no likelier than k. Probabilities
// rise up to the mode and fall after it, so these are k's own tail and the
// part of the other tail that begins where the probability has sunk low enough.
func evenSplit(k, n int, p float64) float64 {
	if n == 0 {
		return 1
	}
	if float64(k) > float64(n)*p { // look from the other side
		return evenSplit(n-k, n, 1-p)
	}
	limit := num.LogBinomialPMF(k, n, p) + math.Log1p(1e-7)
	lo, hi := int(math.Ceil(float64(n)*p)), n+1 // first count in [lo, hi] that is no likelier
	for lo < hi {
		mid := (lo + hi) / 2
		if num.LogBinomialPMF(mid, n, p) <= limit {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	upper := num.BinomialCDF(n-lo, n, 1-p) // P(count >= lo)
	return math.Min(1, num.BinomialCDF(k, n, p)+upper)
}
