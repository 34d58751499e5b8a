// Package life treats samples of lifetimes and repair times: fits of the families
// of package dist to censored samples, survival estimates without a family, goodness of fit, comparison of groups and
// demonstration tests; and from samples that are skewed, hold zeros and are
// partly censored the mean of repair times and the availability that follows.
//
// Everything is deterministic: what needs random numbers is handed their
// source. Times are in hours; in any other unit the results are in that unit.
package life

import (
	"fmt"
	"math"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
)

// RepairTimes is a set of repair times.
type RepairTimes struct {
	Times    []float64 // completed, hours, > 0
	Zeros    int       // completed with zero length
	Censored []float64 // still running: hours so far, >= 0
}

// Mean estimates the mean time to restoration, in hours, with two-sided limits
// at the given confidence.
//
//	point = (sum of Times + sum of Censored) / (len(Times) + Zeros),
//
// the time spent on repairs per completed repair; without censoring, the
// sample mean. The limits are those of the true mean. How they are made is chosen
// by the sample and never by the confidence, so that those of a greater
// confidence hold those of a lesser one:
//
//   - Five or more times that pass for log-normal (Anderson-Darling on their
//     logarithms, p > 0.1, and a sample mean inside the 90 % limits made so): the
//     generalized confidence interval of a log-normal mean, [lognormalMean].
//   - Rejected as log-normal (p < 0.01): the skewness-corrected interval of a
//     mean without a distribution, [skewedLimits], its lower limit no less than
//     that of [productBound], which is positive. It covers less than stated
//     where long repairs are rare and n is below some hundred.
//   - In between: the hull of both.
//   - More than 50,000 times: the skewness-corrected interval, whatever the shape.
//   - Fewer than five times: conservative limits, [fewLimits], and a warning
//     few-repairs.
//
// Unfinished repairs enter the log-normal by maximum likelihood and the
// skewness-corrected mean by Kaplan-Meier weights; the effective number is that
// of completed repairs. Zero-length repairs multiply the mean of the others by
// their share, whose Wilson limits are combined with theirs by [squareAndAdd].
// Limits that would not contain the point are widened to it, no more. So
// 0 < Lo <= Point <= Hi, whatever the sample and the confidence.
//
// An upper limit above 1000 times the point is none: no repair seen speaks for so
// long a mean, only the tail of the distribution that was assumed. Hi is then
// +Inf, and a warning no-upper-limit says so.
//
// For log-normal times with a log standard deviation of 0.5 to 1.5 and n of 5
// to 200, nominal 90 % limits cover 87 % to 93 %; mean_coverage_test.go
// measures this and what happens elsewhere, and VALIDATION.md has the coverage of
// limits of 50 % to 99 %.
//
// The estimate does not depend on the order of the repairs, to the last bit.
//
// With no completed repair the point is not estimable, and Lo is the one-sided
// bound of [unfinishedBound]; with only zero-length ones it is not estimable
// between 0 and +Inf. Times that are all the same have no limits but the point,
// and a warning identical-repairs. A *model.ParamError tells of times that are
// not finite and positive (censored: not negative), of Zeros < 0, and of a
// confidence outside (0, 1).
func Mean(s RepairTimes, confidence float64) (model.Estimate, error) {
	if err := s.check(confidence); err != nil {
		return model.Estimate{}, err
	}
	completed := len(s.Times) + s.Zeros
	switch {
	case completed == 0:
		return unfinished(s.Censored, confidence), nil
	case len(s.Times) == 0:
		return model.NotEstimable(0, math.Inf(1), confidence, "none", model.Warning{
			Code: "no-repairs",
			Text: fmt.Sprintf("all %d completed repairs have zero length: their mean is not known", completed),
		}), nil
	}
	tail := (1 - confidence) / 2
	s = s.inOrder()
	method := s.meanMethod()
	l := s.withZeros(method.limits(tail), tail)
	point := (num.SumExactly(s.Times) + num.SumExactly(s.Censored)) / float64(completed)
	return bounded(model.Estimate{
		Point:      point,
		Lo:         math.Min(point, math.Exp(l.lo)),
		Hi:         math.Max(point, math.Exp(l.hi)),
		Confidence: confidence,
		Method:     method.name + s.remarks(),
		Warnings:   method.warnings,
	}), nil
}

// inOrder returns the repairs in an order that does not depend on the one they were in:
// few of them ascending, many as they are, as all that is made of many are sums without
// an order.
func (s RepairTimes) inOrder() RepairTimes {
	if len(s.Times) <= manyTimes {
		s.Times = slices.Sorted(slices.Values(s.Times))
	}
	s.Censored = slices.Sorted(slices.Values(s.Censored))
	return s
}

// maxRatio is the greatest ratio of an upper limit to its point that says
// anything.
const maxRatio = 1000

// bounded returns the estimate without an upper limit where that is above
// maxRatio times the point.
func bounded(e model.Estimate) model.Estimate {
	if e.Hi <= maxRatio*e.Point {
		return e
	}
	e.Hi = math.Inf(1)
	e.Method += fmt.Sprintf("; no upper limit, as it would be above %d times the point", maxRatio)
	e.Warnings = warn(e.Warnings, "no-upper-limit", fmt.Sprintf("repairs so few or so uneven do not bound their mean from above: a limit of more than %d times the point would rest on the assumed distribution alone", maxRatio))
	return e
}

func (s RepairTimes) check(confidence float64) error {
	for _, t := range s.Times {
		if !(t > 0) || math.IsInf(t, 1) {
			return &model.ParamError{Param: "repair time", Value: t, Want: "a positive, finite number"}
		}
	}
	for _, t := range s.Censored {
		if !(t >= 0) || math.IsInf(t, 1) {
			return &model.ParamError{Param: "unfinished repair time", Value: t, Want: "a finite number, 0 or more"}
		}
	}
	if s.Zeros < 0 {
		return &model.ParamError{Param: "zero-length repairs", Value: s.Zeros, Want: "a count of 0 or more"}
	}
	if !(confidence > 0 && confidence < 1) {
		return &model.ParamError{Param: "confidence", Value: confidence, Want: "a number in (0, 1)"}
	}
	return nil
}
