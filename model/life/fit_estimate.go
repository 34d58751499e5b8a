package life

import (
	"context"
	"fmt"
	"math"
	"slices"

	"mtbf/model"
)

// Reliability estimates P(T > t), the reliability at t > 0 h. Once ctx has
// ended its limits, and those of all other figures, are Wald's, which take no
// search, with a warning incomplete.
func (r *Fitted) Reliability(ctx context.Context, t float64) (model.Estimate, error) {
	if r.known > 0 {
		return r.knownReliability(t)
	}
	if math.IsNaN(t) || math.IsInf(t, 0) || (t <= 0 && r.family.logarithmic) {
		return model.Estimate{}, &model.ParamError{Param: "time", Value: t, Want: "a positive, finite number"}
	}
	if r.Distribution == nil {
		rate := r.Parameters[0].Estimate
		rate.Lo, rate.Hi = math.Exp(-rate.Hi*t), math.Exp(-rate.Lo*t)
		return rate, nil
	}
	if r.family.logarithmic && t <= r.sample.origin {
		return model.Estimate{}, &model.ParamError{Param: "time", Value: t,
			Want: fmt.Sprintf("after the location %g, before which nothing fails", r.sample.origin)}
	}
	return r.estimate(ctx, func(s *evidence) figure { return r.family.reliability(s, t) }), nil
}

// Quantile estimates the time by which a share p in (0, 1) is over: B10 is
// Quantile(0.1).
func (r *Fitted) Quantile(ctx context.Context, p float64) (model.Estimate, error) {
	if !(p > 0 && p < 1) {
		return model.Estimate{}, &model.ParamError{Param: "quantile", Value: p, Want: "a number in (0, 1)"}
	}
	if r.known > 0 {
		return r.knownQuantile(p)
	}
	if r.Distribution == nil {
		return r.Parameters[0].Estimate.Inverse().Scale(-math.Log1p(-p)), nil
	}
	return r.estimate(ctx, func(s *evidence) figure { return r.family.quantile(s, p) }), nil
}

// Mean estimates the mean time, in hours. It is not estimable, with a warning
// infinite-mean, where the fitted distribution has none.
func (r *Fitted) Mean(ctx context.Context) model.Estimate {
	if r.known > 0 {
		return r.knownMean()
	}
	if r.Distribution == nil {
		return r.Parameters[0].Estimate.Inverse()
	}
	if math.IsInf(r.Distribution.Mean(), 1) {
		return model.NotEstimable(0, math.Inf(1), r.options.Confidence, "none", model.Warning{
			Code: "infinite-mean",
			Text: "the fitted distribution has no finite mean",
		})
	}
	return r.estimate(ctx, func(s *evidence) figure {
		g := r.family.mean(s)
		g.endless = r.options.Limits == LikelihoodRatio && r.mayLackMean(ctx)
		return g
	})
}

// mayLackMean reports whether a scale of 1, from which on a log-logistic
// family has no mean, is within likelihood-ratio limits.
func (r *Fitted) mayLackMean(ctx context.Context) bool {
	if r.family.excess == nil || !math.IsInf(r.family.excess(1), 1) {
		return false
	}
	g := r.sample.spread("shape", -1)
	pr := profile{ctx: ctx, s: r.sample, best: r.best, figure: g, at: g.rest(r.best.p)}
	return pr.fall(0) < r.options.z()
}

// asked makes a figure for a sample.
type asked func(s *evidence) figure

// estimate returns a figure with its limits.
func (r *Fitted) estimate(ctx context.Context, ask asked) model.Estimate {
	g := ask(r.sample)
	lo, hi, method := r.ends(ctx, ask)
	lo, hi = g.back(lo), g.back(hi)
	e := model.Estimate{
		Point: g.at(r.best.p), Lo: math.Min(lo, hi), Hi: math.Max(lo, hi), Confidence: r.options.Confidence,
		Method: "maximum likelihood, " + method.String() + " limits", Warnings: slices.Clone(r.Warnings),
	}
	if method != r.options.Limits {
		w := model.Warning{Code: "wald-limits", Text: fmt.Sprintf("the profile of the likelihood of the %s could not be followed: limits are Wald's", g.name)}
		if ctx.Err() != nil || r.options.Limits == ParametricBootstrap {
			w = model.Warning{Code: codeIncomplete, Text: fmt.Sprintf("the search for limits of the %s was ended: they are Wald's", g.name)}
		}
		e.Warnings = append(e.Warnings, w)
	}
	return e
}

// ends returns the limits of the value of a figure and how they were made.
func (r *Fitted) ends(ctx context.Context, ask asked) (lo, hi float64, method CIMethod) {
	z, g := r.options.z(), ask(r.sample)
	switch r.options.Limits {
	case ParametricBootstrap:
		if len(r.redrawn) > 0 {
			lo, hi = r.percentiles(g)
			return lo, hi, ParametricBootstrap
		}
	case LikelihoodRatio:
		if lo, hi, ok := r.likelihoodRatio(ctx, ask, z); ok {
			return lo, hi, LikelihoodRatio
		}
	}
	value, se := g.value(r.best.p), g.standardError(r.best)
	if math.IsInf(value, 0) {
		return math.Inf(-1), math.Inf(1), Wald
	}
	if r.located != nil {
		follow := r.located.gradient(ctx, func(s *evidence, p point) float64 { return ask(s).value(p) })
		se = math.Hypot(se, follow*math.Sqrt(r.located.variance))
	}
	if math.IsNaN(se) { // nothing is known of it
		return math.Inf(-1), math.Inf(1), Wald
	}
	if g.endless {
		return value - z*se, math.Inf(1), Wald
	}
	return value - z*se, value + z*se, Wald
}

func (r *Fitted) likelihoodRatio(ctx context.Context, ask asked, z float64) (lo, hi float64, ok bool) {
	if r.located != nil {
		return r.located.limits(ctx, ask(r.sample), ask, r.best, z)
	}
	return r.sample.limits(ctx, ask(r.sample), r.best, z)
}

// ownGradient returns the derivatives of the figure on its own scale.
func (g figure) ownGradient(p point) point {
	c, d := g.value(p), g.gradient(p)
	h := 1e-4
	slope := (8*(g.back(c+h)-g.back(c-h)) - (g.back(c+2*h) - g.back(c-2*h))) / (12 * h)
	return point{slope * d[0], slope * d[1]}
}
