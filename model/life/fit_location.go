package life

import (
	"context"
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// ThreeParameterWeibull is the name that [Fit] takes for a Weibull family with
// a location. Its distribution's family is "weibull".
const ThreeParameterWeibull = "weibull3"

// locationSteps is the number of steps, each by a quarter of the distance to
// the first failure, in which a location is looked for.
const locationSteps = 48

// located is a search for the location of a Weibull family: for each location
// the other two parameters are at their best.
type located struct {
	family   *fitFamily
	obs      Observations
	tally    tally
	end      float64 // the first failure, which the location stays below
	location float64
	deepest  float64 // where the likelihood is least between location and end
	height   float64
	variance float64 // of the location, 0 at 0
}

// fitLocated fits a Weibull family with a location in [0, first failure).
//
// With the location close to an exact first failure and a shape below 1 the
// likelihood grows without bound, so that no global maximum exists. The
// estimate is the highest local one, as is the custom, and has a warning
// unbounded-likelihood; where there is none, it is not estimable.
func fitLocated(ctx context.Context, obs Observations, options FitOptions) (*Fitted, error) {
	f, _ := fitFamilyOf("weibull")
	t := obs.tally()
	if err := t.determined(f); err != nil {
		return nil, err
	}
	if options.Limits == ParametricBootstrap {
		return nil, &model.ParamError{Param: "limits", Value: options.Limits.String(), Want: "possible for a location"}
	}
	l := &located{family: f, obs: obs, tally: t, end: math.Inf(1)}
	for _, o := range obs {
		if !o.RightCensored() {
			l.end = min(l.end, o.Upper)
		}
	}
	if !l.search(ctx) {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, &NotEstimableError{ThreeParameterWeibull, "the likelihood keeps rising as the location approaches the first failure"}
	}
	r, err := l.fitted(ctx, options)
	if ctx.Err() != nil { // what follows the location is not known
		return nil, context.Cause(ctx)
	}
	return r, err
}

func (l *located) fitted(ctx context.Context, options FitOptions) (*Fitted, error) {
	s, best, ok := l.best(ctx, l.location)
	if !ok || !(l.variance >= 0) {
		return nil, &ConvergenceError{ThreeParameterWeibull, best.iterations}
	}
	r := &Fitted{
		Family: ThreeParameterWeibull, N: l.tally.n, Failures: l.tally.failures, Censored: l.tally.n - l.tally.failures,
		family: l.family, options: options, sample: s, best: best, located: l,
	}
	if l.location == 0 {
		r.warn("location-at-zero", "the likelihood is highest without a location")
	} else if l.tally.exact > 0 {
		r.warn("unbounded-likelihood", "the likelihood grows without bound as the location approaches the first failure: "+
			"this is its highest local maximum")
	}
	if err := r.finish(ctx, l.obs); err != nil {
		return nil, err
	}
	r.criteria(3)
	r.Parameters = append(r.Parameters, FittedParameter{"location", l.estimate(ctx, r)})
	return r, nil
}

// best fits shape and scale at a location.
func (l *located) best(ctx context.Context, location float64) (*evidence, optimum, bool) {
	s := newEvidence(l.family, l.obs, l.tally, location)
	o, ok := s.fitted(ctx)
	return s, o, ok
}

// at is the height of the likelihood at a location, -Inf where it has none.
func (l *located) at(ctx context.Context, location float64) float64 {
	_, o, ok := l.best(ctx, location)
	if !ok {
		return math.Inf(-1)
	}
	return o.j.v
}

// search finds the highest local maximum over locations and the lowest point
// beyond it; it reports whether there is one.
func (l *located) search(ctx context.Context) bool {
	heights := make([]float64, locationSteps)
	for i := range heights {
		heights[i] = l.at(ctx, l.step(i))
	}
	peak := -1
	for i := range locationSteps - 1 {
		if rises := i > 0 && heights[i] < heights[i-1]; !rises && heights[i] >= heights[i+1] && (peak < 0 || heights[i] > heights[peak]) {
			peak = i
		}
	}
	if peak < 0 {
		return false
	}
	low := peak
	for low+1 < locationSteps && heights[low+1] <= heights[low] {
		low++
	}
	l.deepest = l.step(low)
	l.location = highest(func(x float64) float64 { return l.at(ctx, x) }, l.step(max(0, peak-1)), l.step(peak+1))
	if l.height = l.at(ctx, l.location); heights[0] >= l.height {
		l.location, l.height = 0, heights[0]
	}
	l.variance = l.curve(ctx)
	return true
}

// step returns the i-th location, from 0 towards the first failure.
func (l *located) step(i int) float64 { return l.end * (1 - math.Pow(0.75, float64(i))) }

// curve returns the variance of the location: minus one over the second
// derivative of its profile, 0 at the bound.
func (l *located) curve(ctx context.Context) float64 {
	if l.location == 0 {
		return 0
	}
	h := l.nudge()
	return -h * h / (l.at(ctx, l.location+h) - 2*l.height + l.at(ctx, l.location-h))
}

// nudge is a small step of the location, for differences.
func (l *located) nudge() float64 { return 1e-3 * min(l.location, l.end-l.location) }

// highest returns the location of the maximum of f between lo and hi, by
// golden sections.
func highest(f func(float64) float64, lo, hi float64) float64 {
	const golden = 0.6180339887498949
	a, b := hi-golden*(hi-lo), lo+golden*(hi-lo)
	fa, fb := f(a), f(b)
	for range 60 {
		if fa >= fb {
			hi, b, fb = b, a, fa
			a = hi - golden*(hi-lo)
			fa = f(a)
		} else {
			lo, a, fa = a, b, fb
			b = lo + golden*(hi-lo)
			fb = f(b)
		}
		if hi-lo < 1e-9*hi {
			break
		}
	}
	return lo + (hi-lo)/2
}

// estimate returns the location with likelihood-ratio limits, which end at 0
// and at the first failure.
func (l *located) estimate(ctx context.Context, r *Fitted) model.Estimate {
	z := r.options.z()
	fall := func(location float64) float64 {
		v := min(l.fall(l.at(ctx, location))-z, 1e3)
		if ctx.Err() != nil { // nothing is known of it
			return 0
		}
		return v
	}
	e := model.Estimate{
		Point: l.location, Lo: 0, Hi: l.end, Confidence: r.options.Confidence,
		Method: "maximum likelihood, " + LikelihoodRatio.String() + " limits", Warnings: r.Warnings,
	}
	if l.location > 0 && fall(0) > 0 {
		e.Lo = num.Root(fall, 0, l.location)
	}
	if fall(l.deepest) > 0 {
		e.Hi = num.Root(fall, l.location, l.deepest)
	}
	return e
}

func (l *located) fall(height float64) float64 { return math.Sqrt(2 * max(0, l.height-height)) }

// limits returns those of the value of a figure, at its highest over the
// location as well.
func (l *located) limits(ctx context.Context, g figure, ask asked, best optimum, z float64) (lo, hi float64, ok bool) {
	c, step := g.value(best.p), z*g.standardError(best)
	away := func(side float64) float64 {
		return g.zeroDistance(func(d float64) float64 { return l.fall(l.over(ctx, ask, c+side*d)) - z }, step)
	}
	lo, hi = c-away(-1), c+away(+1)
	return lo, hi, ctx.Err() == nil && !math.IsNaN(lo) && !math.IsNaN(hi)
}

// over returns the height of the likelihood where a figure has the value c,
// over locations from 0 to the deepest.
func (l *located) over(ctx context.Context, ask asked, c float64) float64 {
	at := func(location float64) float64 {
		s, best, ok := l.best(ctx, location)
		if !ok {
			return math.Inf(-1)
		}
		g := ask(s)
		pr := profile{ctx: ctx, s: s, best: best, figure: g, at: g.rest(best.p)}
		height, ok := pr.height(c)
		if !ok {
			return math.Inf(-1)
		}
		return height
	}
	peak := highest(at, 0, l.deepest)
	return max(at(peak), at(0))
}

// gradient returns the derivative by the location of a figure, the other
// parameters following.
func (l *located) gradient(ctx context.Context, value func(s *evidence, p point) float64) float64 {
	if l.variance == 0 {
		return 0
	}
	h := l.nudge()
	at := func(location float64) float64 {
		s, best, _ := l.best(ctx, location)
		return value(s, best.p)
	}
	return (at(l.location+h) - at(l.location-h)) / (2 * h)
}
