package life

import (
	"cmp"
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// nearly is how far below p a probability may stay that is p but for rounding:
// 0.1 as a sum of steps, say.
const nearly = 1e-12

// Quantile estimates the time, in hours, by which a share p in (0, 1) has
// failed: the first step with
//
//	P(T <= t) >= p.
//
// Its limits are those times at which p is inside the limits of P(T <= t):
// from the first step whose upper failure limit reaches p to the first whose
// lower one does, the interval of Brookmeyer and Crowley.
//
// Where the curve ends before, the point is not estimable, Hi is +Inf, and Lo
// may be the last time of the data; without any failure Lo is the last time at
// which the one-sided bound of [Survival.At] still excludes p. Otherwise the
// lower limit is never before the first failure; where too few units were
// watched to exclude earlier times (the exact binomial bound before the first
// failure includes p) a warning before-first-failure says so. Errors are those
// of [Survival.At].
func (s *Survival) Quantile(p, confidence float64, kind CITransform) (model.Estimate, error) {
	if !(p > 0 && p < 1) {
		return model.Estimate{}, &model.ParamError{Param: "quantile", Value: p, Want: "a number in (0, 1)"}
	}
	if err := cmp.Or(model.CheckConfidence(confidence), kind.check()); err != nil {
		return model.Estimate{}, err
	}
	z := -num.NormalQuantile((1 - confidence) / 2)
	e := model.Estimate{
		Point:      s.reach(p, func(st Step) float64 { return st.Failure }),
		Lo:         s.reach(p, func(st Step) float64 { return kind.failureLimit(st, -z) }),
		Hi:         s.reach(p, func(st Step) float64 { return kind.failureLimit(st, z) }),
		Confidence: confidence,
		Method:     "Kaplan-Meier, " + kind.String() + " limits inverted",
		Warnings:   s.Warnings,
	}
	if math.IsInf(e.Lo, 1) {
		e.Lo = s.Steps[len(s.Steps)-1].Time
	}
	if math.IsInf(e.Point, 1) {
		e.Point = math.NaN()
		e.Warnings = warn(e.Warnings, "beyond-data", "fewer than the share asked for had failed when the data end")
	}
	switch beginning := s.firstFailure(); {
	case math.IsInf(beginning, 1):
		e.Lo = s.unfailedUntil(p, confidence)
	case e.Lo <= beginning && s.unfailed(e.Lo, confidence).failure > p:
		e.Warnings = warn(e.Warnings, "before-first-failure", "too few units to tell how long before the first failure the lower limit lies")
	}
	return e, nil
}

// unfailedUntil returns the last time of data without failures at which the
// bound of [Survival.unfailed] keeps the probability of failure to p, or 0.
func (s *Survival) unfailedUntil(p, confidence float64) float64 {
	for i := len(s.Steps) - 1; i >= 0; i-- {
		if at := s.Steps[i].Time; s.unfailed(at, confidence).failure <= p {
			return at
		}
	}
	return 0
}

// reach returns the time of the first step at which the probability is p, or
// +Inf.
func (s *Survival) reach(p float64, failure func(Step) float64) float64 {
	for _, step := range s.Steps {
		if failure(step) >= p*(1-nearly) {
			return step.Time
		}
	}
	return math.Inf(1)
}

// failureLimit returns the failure probability with its survival z standard
// errors above the estimate: 0 before the first failure. Once all have failed
// there is no error to count in, and it is 1 below and not known above.
func (k CITransform) failureLimit(s Step, z float64) float64 {
	switch {
	case s.Failure == 0:
		return 0
	case s.Survival > 0:
		return k.shift(s, z).failure
	case z < 0:
		return 1
	}
	return 0
}

// firstFailure returns the time of the first failure, or +Inf.
func (s *Survival) firstFailure() float64 {
	for _, step := range s.Steps {
		if step.Failure > 0 {
			return step.Time
		}
	}
	return math.Inf(1)
}
