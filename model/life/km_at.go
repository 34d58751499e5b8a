package life

import (
	"cmp"
	"math"
	"sort"

	"mtbf/internal/num"
	"mtbf/model"
)

// At estimates the survival P(T > t) and the probability of failure P(T <= t)
// at t hours, with two-sided limits of the named kind at the given confidence.
// Both are computed directly, with limits that are each other's complements.
//
//   - Before the first failure the estimate is 1, and its limit the one-sided
//     exact binomial bound of the units watched from the start until t; a
//     warning no-failures says so.
//   - Once all have failed it is 0, with the last upper limit before. If there
//     was none the bound is the binomial one again. A warning all-failed.
//   - After the last, censored observation nothing is known but that survival
//     does not grow: not estimable, between 0 and the last upper limit, with a
//     warning beyond-data.
//
// The limits are for one t chosen beforehand, not for the whole curve. Their
// coverage is measured in km_coverage_test.go. A *model.ParamError tells of a t
// that is not a number >= 0, and of a confidence outside (0, 1).
func (s *Survival) At(t, confidence float64, kind CITransform) (survival, failure model.Estimate, err error) {
	if !(t >= 0) {
		return survival, failure, &model.ParamError{Param: "time", Value: t, Want: "a number of hours, 0 or more"}
	}
	if err := cmp.Or(model.CheckConfidence(confidence), kind.check()); err != nil {
		return survival, failure, err
	}
	b := s.bandAt(t, confidence, kind)
	survival = model.Estimate{
		Point: b.survival, Lo: b.below.survival, Hi: b.above.survival,
		Confidence: confidence, Method: b.method, Warnings: b.warnings,
	}
	failure = survival
	failure.Point, failure.Lo, failure.Hi = b.failure, b.above.failure, b.below.failure
	return survival, failure, nil
}

// pair is a survival with its complement.
type pair struct{ survival, failure float64 }

// band is the estimate at one time with its limits.
type band struct {
	pair
	below, above pair
	method       string
	warnings     []model.Warning
}

// bandAt is [Survival.At] for valid arguments.
func (s *Survival) bandAt(t, confidence float64, kind CITransform) band {
	i := s.stepAt(t)
	b := band{method: "Kaplan-Meier, " + kind.String() + " limits", warnings: s.Warnings}
	switch {
	case i < 0 || s.Steps[i].Failure == 0:
		b.pair = pair{1, 0}
		b.above = b.pair
		b.below = s.unfailed(t, confidence)
		b.method = "Kaplan-Meier, exact binomial one-sided bound"
		b.warnings = warn(b.warnings, "no-failures", "no failure until then: survival has only a lower bound")
	case s.Steps[i].Survival == 0:
		b.pair = pair{0, 1}
		b.below = b.pair
		b.above = s.allFailed(confidence, kind)
		b.warnings = warn(b.warnings, "all-failed", "every unit at risk had failed by then: the upper limit is the last one before")
	default:
		step := s.Steps[i]
		z := -num.NormalQuantile((1 - confidence) / 2)
		b.pair = pair{step.Survival, step.Failure}
		b.below, b.above = kind.shift(step, -z), kind.shift(step, z)
	}
	if i == len(s.Steps)-1 && (i < 0 || t > s.Steps[i].Time) && b.survival > 0 {
		b.pair = pair{math.NaN(), math.NaN()}
		b.below = pair{0, 1}
		b.warnings = warn(b.warnings, "beyond-data", "no unit was watched so long: survival is only bounded from above")
	}
	return b
}

// stepAt returns the index of the last step at or before t, -1 for none.
func (s *Survival) stepAt(t float64) int {
	return sort.Search(len(s.Steps), func(i int) bool { return s.Steps[i].Time > t }) - 1
}

// unfailed returns the lower bound of the survival at t where no unit has
// failed: all m that were watched from new until t outlived it, which has the
// probability S^m, so that
//
//	S >= (1-confidence)^(1/m).
func (s *Survival) unfailed(t, confidence float64) pair {
	i := sort.Search(len(s.Steps), func(i int) bool { return s.Steps[i].Time >= t })
	if i == len(s.Steps) || s.Steps[i].fromStart == 0 {
		return pair{0, 1}
	}
	logBound := math.Log1p(-confidence) / s.Steps[i].fromStart
	return pair{math.Exp(logBound), -math.Expm1(logBound)}
}

// allFailed returns the upper limit of a survival estimated as 0: the last one
// before it fell to 0 or, if it fell at one blow, the bound of
// [Survival.unfailed] with failure in the place of survival.
func (s *Survival) allFailed(confidence float64, kind CITransform) pair {
	i := sort.Search(len(s.Steps), func(i int) bool { return s.Steps[i].Survival == 0 })
	if i > 0 && s.Steps[i-1].Failure > 0 {
		return kind.shift(s.Steps[i-1], -num.NormalQuantile((1-confidence)/2))
	}
	logBound := math.Log1p(-confidence) / s.Steps[i].fromStart
	return pair{-math.Expm1(logBound), math.Exp(logBound)}
}
