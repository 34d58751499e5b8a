package life

import (
	"fmt"
	"iter"
	"math"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
)

// Quantiles estimates the times, in hours, within which shares of the repairs are
// over, each share in (0, 1), ascending: the first time t of the Kaplan-Meier
// estimate of them with
//
//	P(T <= t) >= share,   that is the smallest t with S(t) <= 1 - share.
//
// Unfinished repairs are censored on the right, those of zero length left out. The
// limits are those of Brookmeyer and Crowley: the times at which the share is inside the
// log-log transformed pointwise limits of P(T <= t), as of [Survival.Quantile],
// which is the same of the same times. Any confidence is held by a greater one.
//
// A point that lies beyond the data is not estimable (beyond-data), and so is every
// one where no repair is completed (no-repairs); Hi is +Inf where the repairs are too few to bound
// the quantile from above (no-upper-limit). Lo is never before the first completed repair, which
// can be too late where the repairs are few (before-first-failure). Errors are those of [Mean], and a
// *model.ParamError for a share.
func (s RepairTimes) Quantiles(shares []float64, confidence float64) ([]model.Estimate, error) {
	if err := s.check(confidence); err != nil {
		return nil, err
	}
	all := make([]model.Estimate, len(shares))
	for i, p := range shares {
		if !(p > 0 && p < 1) {
			return nil, &model.ParamError{Param: "quantile", Value: p, Want: "a number in (0, 1)"}
		}
		all[i] = model.NotEstimable(math.Inf(1), math.Inf(1), confidence, "Kaplan-Meier, "+LogLogLimits.String()+" limits inverted")
	}
	z := -num.NormalQuantile((1 - confidence) / 2)
	var last, first Step
	for step := range s.steps() {
		last = step
		if step.Failure == 0 {
			continue
		}
		if first.Failure == 0 {
			first = step
		}
		if reached(shares, all, step, z) {
			break
		}
	}
	for i, p := range shares {
		s.judge(&all[i], p, first, last)
	}
	return all, nil
}

// reached notes in the estimates what quantiles and limits a step is the first to
// reach, and reports whether none is open.
func reached(shares []float64, all []model.Estimate, step Step, z float64) bool {
	early, late := LogLogLimits.failureLimit(step, -z), LogLogLimits.failureLimit(step, z)
	done := true
	for i, p := range shares {
		p *= 1 - nearly
		e := &all[i]
		if early >= p {
			e.Lo = math.Min(e.Lo, step.Time)
		}
		if !e.Estimable() && step.Failure >= p {
			e.Point = step.Time
		}
		if late >= p {
			e.Hi = math.Min(e.Hi, step.Time)
		}
		done = done && !math.IsInf(e.Hi, 1)
	}
	return done
}

// judge completes an estimate of the quantile p: what it may not say, and what of the sample
// it had to allow for.
func (s RepairTimes) judge(e *model.Estimate, p float64, first, last Step) {
	remarks := s
	remarks.Zeros = 0
	e.Method += remarks.remarks()
	if s.Zeros > 0 {
		e.Method += fmt.Sprintf("; %d of zero length left out", s.Zeros)
	}
	if len(s.Times) == 0 {
		e.Lo = s.unfinishedUntil(p, e.Confidence)
		e.Warnings = warn(e.Warnings, "no-repairs", "no repair above zero length is completed: no quantile of their times is known")
		return
	}
	if math.IsInf(e.Lo, 1) {
		e.Lo = last.Time
	}
	if !e.Estimable() {
		e.Warnings = warn(e.Warnings, "beyond-data", fmt.Sprintf("fewer than %g %% of the repairs are over as far as the data reach", 100*p))
	}
	if math.IsInf(e.Hi, 1) {
		e.Warnings = warn(e.Warnings, "no-upper-limit", fmt.Sprintf("the repairs are too few to bound their %g %% quantile from above", 100*p))
	}
	if e.Lo <= first.Time && unendedBound(first.AtRisk, e.Confidence) > p {
		e.Warnings = warn(e.Warnings, "before-first-failure", "too few repairs to tell how long before the first one's end the lower limit lies")
	}
}

// unendedBound returns the one-sided bound of the share of repairs over by a time
// at which none of n was.
func unendedBound(n, confidence float64) float64 { return -math.Expm1(math.Log1p(-confidence) / n) }

// unfinishedUntil returns the last time of unfinished repairs, none completed, at which
// the bound of [unendedBound] keeps the share that is over to p, or 0.
func (s RepairTimes) unfinishedUntil(p, confidence float64) float64 {
	running := slices.Sorted(slices.Values(s.Censored))
	for i := len(running) - 1; i >= 0; i-- {
		for i > 0 && running[i-1] == running[i] {
			i--
		}
		if unendedBound(float64(len(running)-i), confidence) <= p {
			return running[i]
		}
	}
	return 0
}

// steps yields the steps of the Kaplan-Meier estimate of the repairs above zero length,
// without keeping them: a log has many.
func (s RepairTimes) steps() iter.Seq[Step] {
	return func(yield func(Step) bool) {
		times, ends := slices.Sorted(slices.Values(s.Times)), slices.Sorted(slices.Values(s.Censored))
		step := Step{Survival: 1, AtRisk: float64(len(times) + len(ends))}
		for len(times) > 0 || len(ends) > 0 {
			step.AtRisk -= step.Failures + step.Censored
			step.Time = math.Min(head(times), head(ends))
			step.Failures, times = shift(times, step.Time)
			step.Censored, ends = shift(ends, step.Time)
			if d, n := step.Failures, step.AtRisk; d > 0 {
				step.Failure += step.Survival * (d / n)
				step.Survival *= (n - d) / n
				step.LogVariance += d / (n * (n - d))
			}
			if step.Survival == 0 {
				step.Failure = 1
			}
			if !yield(step) {
				return
			}
		}
	}
}

// head returns the first of ascending times, +Inf where there is none.
func head(times []float64) float64 {
	if len(times) == 0 {
		return math.Inf(1)
	}
	return times[0]
}

// shift takes the times equal to t off the front of ascending ones, and counts them.
func shift(times []float64, t float64) (n float64, rest []float64) {
	i := 0
	for i < len(times) && times[i] == t {
		i++
	}
	return float64(i), times[i:]
}
