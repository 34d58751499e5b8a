package rate

import (
	"fmt"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
)

// Weighted estimates a rate, per hour, from counts of which only a part was
// reported: failures[i] were seen where a share reported[i] in (0, 1] of all
// is reported. Each count n_i is weighed with w_i = 1/(reported[i] T):
//
//	point = y = sum w_i n_i,      variance v = sum w_i^2 n_i.
//
// The limits are quantiles of gamma distributions with matched moments, the
// upper one after one more failure of the largest weight [Fay-Feuer: R
// asht wspoissonTest]; with G(p; shape) the quantile of unit scale,
//
//	Lo = v/y  G(a/2; y^2/v)
//	Hi = v'/y' G(1-a/2; y'^2/v'),      y' = y + max w,  v' = v + max w^2.
//
// No case of less than the stated coverage is known; with equal weights they
// are the exact limits of [Rate], time-terminated. Without any failure the
// point is not estimable, Lo is 0 and Hi one-sided. The shares are taken as
// known. A *model.ParamError tells of empty lists or different lengths, and of
// values outside their domains.
func Weighted(failures []int, reported []float64, operating, confidence float64) (model.Estimate, error) {
	if err := checkWeighted(failures, reported, operating, confidence); err != nil {
		return model.Estimate{}, err
	}
	var y, v num.Adder
	total := 0
	scale := slices.Min(reported) // so that no weight is above 1
	for i, n := range failures {
		w := scale / reported[i]
		y.Add(w * float64(n))
		v.Add(w * w * float64(n))
		total += n
	}
	tail := (1 - confidence) / 2
	if total == 0 {
		e := noFailures(operating, confidence).Inverse()
		e.Method = weightedMethod
		return e.Scale(1 / scale), nil
	}
	e := model.Estimate{
		Point:      y.Total(),
		Lo:         matchedGamma(y.Total(), v.Total(), tail, num.GammaQuantile),
		Hi:         matchedGamma(y.Total()+1, v.Total()+1, tail, num.GammaQuantileUpper),
		Confidence: confidence,
		Method:     weightedMethod,
		Warnings:   fewFailures(total),
	}
	return e.Scale(1 / (scale * operating)), nil
}

// minShare is the least share of failures that may be reported: one more in
// 10^100 is no estimate.
const minShare = 1e-100

const weightedMethod = "weighted Poisson counts (Fay-Feuer gamma limits), conservative"

// matchedGamma returns a quantile of the gamma distribution of this mean and
// variance.
func matchedGamma(mean, variance, tail float64, quantile func(shape, tail float64) float64) float64 {
	return variance / mean * quantile(mean*mean/variance, tail)
}

func checkWeighted(failures []int, reported []float64, operating, confidence float64) error {
	if len(failures) == 0 || len(failures) != len(reported) {
		return &model.ParamError{Param: "reported shares", Value: len(reported), Want: fmt.Sprintf("one for each of %d counts", len(failures))}
	}
	for i, p := range reported {
		if !(p >= minShare && p <= 1) {
			return &model.ParamError{Param: "reported share", Value: p, Want: "a number in (0, 1], not below 1e-100"}
		}
		if err := checkCount("failures", failures[i]); err != nil {
			return err
		}
	}
	return check(0, operating, confidence, TimeTerminated)
}
