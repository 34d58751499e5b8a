package life

import (
	"cmp"
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// Weibayes estimates the scale, in hours, of a Weibull life whose shape is
// known, with two-sided limits. t^shape is then exponential, so with r
// failures, the transformed time on test T, and chi2(p; d) the p-quantile of
// chi-square,
//
//	T = sum of time^shape - entry^shape,
//	point = (T/r)^(1/shape),
//	Lo = (2T/chi2(1-a/2; 2r+2))^(1/shape),      Hi = (2T/chi2(a/2; 2r))^(1/shape),
//
// with a = 1-confidence. The limits are those of a test that ends at a fixed
// time, which hold with at least the stated probability; where it ends at a
// failure Lo is low by one failure.
//
// With no failures the point is not estimable, Hi is +Inf and Lo the one-sided
// bound with chi2(confidence; 2), with a warning no-failures. One to four
// failures get a warning few-failures. Nothing here shows a wrong shape. Errors
// are those of [KaplanMeier], and a *model.ParamError for a shape that is not
// positive and finite, a confidence outside (0, 1), and times that are all 0.
func Weibayes(obs Observations, shape, confidence float64) (model.Estimate, error) {
	kept, err := rightCensored(obs)
	if err := cmp.Or(err, model.CheckPositive("shape", shape), model.CheckConfidence(confidence)); err != nil {
		return model.Estimate{}, err
	}
	longest, failures := 0.0, 0.0
	for _, o := range kept {
		longest = math.Max(longest, o.Lower)
		if o.Exact() {
			failures += o.Count
		}
	}
	if longest == 0 {
		return model.Estimate{}, &model.ParamError{Param: "times", Value: 0, Want: "one above 0 h"}
	}
	var onTest num.Adder // in units of longest^shape, which may be out of range
	for _, o := range kept {
		onTest.Add(o.Count * (math.Pow(o.Lower/longest, shape) - math.Pow(o.Entry/longest, shape)))
	}
	scale := func(expected float64) float64 {
		return longest * math.Pow(onTest.Total()/expected, 1/shape)
	}
	tail := (1 - confidence) / 2
	const method = "Weibull of known shape (Weibayes), exact limits, time-terminated"
	if failures == 0 {
		return model.NotEstimable(scale(-math.Log1p(-confidence)), math.Inf(1), confidence, method,
			model.Warning{Code: "no-failures", Text: "no failures: the scale has only a lower bound"}), nil
	}
	e := model.Estimate{
		Point: scale(failures), Lo: scale(num.GammaQuantileUpper(failures+1, tail)), Hi: scale(num.GammaQuantile(failures, tail)),
		Confidence: confidence, Method: method,
	}
	if failures < 5 {
		e.Warnings = warn(nil, "few-failures", "fewer than 5 failures: the limits are wide, and the point may be far off")
	}
	return e, nil
}
