package life

import (
	"context"
	"fmt"
	"slices"

	"mtbf/model"
)

// Survival is a product-limit estimate of P(T > t). It is made by
// [KaplanMeier] and not changed after.
type Survival struct {
	Steps    []Step // one for each distinct time of the data, ascending
	Warnings []model.Warning
}

// Step is the estimate from one time of the data to the next.
type Step struct {
	Time     float64 // hours
	AtRisk   float64 // units under observation just before Time
	Failures float64
	Censored float64
	Survival float64 // P(T > Time)
	Failure  float64 // P(T <= Time), summed directly
	// LogVariance is the variance of log Survival, Greenwood's sum; +Inf once
	// Survival is 0. The variance of Survival is Survival^2 LogVariance.
	LogVariance float64

	fromStart float64 // of AtRisk: watched since they were new
}

// KaplanMeier returns the product-limit estimate of Kaplan and Meier. With d
// failures among the n units at risk at t_i,
//
//	S(t) = product over t_i <= t of (1 - d/n),
//	1 - S(t) = sum over t_i <= t of S(t_(i-1)) d/n,
//	variance of log S(t) = sum over t_i <= t of d/(n (n-d))      (Greenwood)
//
// A unit is at risk at t where Entry < t <= time, so left truncation is
// allowed for; failures come before censorings at the same time. Censoring and
// entry must not depend on how long the unit would live.
//
// Where all units at risk have failed, S stays 0; units that entered later
// cannot raise it, and a warning empty-risk-set tells of them. Where no unit
// was watched for a while, S is taken as constant, with a warning
// observation-gap. Where none was watched from 0 on, S is that of units which
// reached the first entry, and a warning late-entry says so.
//
// Errors are those of [Observations.Validate], and a *model.ParamError for a
// row in an interval, which [Turnbull] takes. Where ctx ends, its cause is the
// error.
func KaplanMeier(ctx context.Context, obs Observations) (*Survival, error) {
	sets, err := riskSets(ctx, obs)
	if err != nil {
		return nil, err
	}
	curve := &Survival{Steps: make([]Step, len(sets)), Warnings: truncationWarnings(sets)}
	survival, failure, variance := 1.0, 0.0, 0.0
	for i, r := range sets {
		alive := r.atRisk - r.failures
		if r.failures > 0 {
			failure += survival * (r.failures / r.atRisk)
			survival *= alive / r.atRisk
			variance += r.failures / (r.atRisk * alive)
		}
		if survival == 0 {
			failure = 1
		}
		curve.Steps[i] = Step{
			Time: r.time, AtRisk: r.atRisk, Failures: r.failures, Censored: r.censored,
			Survival: survival, Failure: failure, LogVariance: variance, fromStart: r.fromStart,
		}
	}
	return curve, nil
}

func truncationWarnings(sets []riskSet) []model.Warning {
	var warnings []model.Warning
	if sets[0].fromStart == 0 {
		warnings = warn(warnings, "late-entry", "no unit was watched from age 0: the estimate is that of units which had reached the first entry")
	}
	for i, r := range sets[1:] {
		switch before := sets[i]; {
		case before.failures == before.atRisk:
			return warn(warnings, "empty-risk-set", "all units at risk had failed before others came: survival is 0 from then on, whatever came later")
		case before.failures+before.censored == before.atRisk && r.firstEntry > before.time:
			warnings = warn(warnings, "observation-gap", fmt.Sprintf("no unit was watched from %g to %g h: survival is taken as constant there", before.time, r.firstEntry))
		}
	}
	return warnings
}

// warn returns a copy of the list with one more warning.
func warn(warnings []model.Warning, code, text string) []model.Warning {
	return append(slices.Clip(warnings), model.Warning{Code: code, Text: text})
}
