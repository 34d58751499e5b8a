package life

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"mtbf/model"
	"mtbf/model/dist"
)

// FittedParameter is a parameter with its limits.
type FittedParameter struct {
	Name string
	model.Estimate
}

// Convergence is the proof that a maximum was reached: for a family with a
// location, over the other parameters.
type Convergence struct {
	// Gradient is the length of the gradient g of the log-likelihood in the
	// metric of the observed information I, sqrt(g' I^-1 g): the distance to
	// the maximum in standard errors.
	Gradient float64
	// Curvature is the least eigenvalue of I scaled to a diagonal of ones: it
	// is positive, so the point is a maximum, and near 0 where the data hardly
	// tell the parameters apart.
	Curvature  float64
	Iterations int
}

// Fitted is a family fitted to a sample by maximum likelihood.
type Fitted struct {
	Family       string
	Distribution dist.Distribution // nil if its parameters are not estimable
	Parameters   []FittedParameter
	// Covariance is that of the parameters, in their order, from the observed
	// information.
	Covariance    [][]float64
	LogLikelihood float64
	// With k parameters and n times
	//
	//	AIC  = 2k - 2 log-likelihood
	//	AICc = AIC + 2k(k+1)/(n-k-1)      +Inf for n <= k+1
	//	BIC  = k log n - 2 log-likelihood
	AIC, AICc, BIC float64
	N              float64 // times: the counts of all rows
	Failures       float64 // of them known to be over, exactly or not
	Censored       float64 // of them still running
	Convergence    Convergence
	Warnings       []model.Warning

	family  *fitFamily
	sample  *evidence
	best    optimum
	options FitOptions
	redrawn []point  // by the bootstrap
	located *located // of a family with a location
	known   float64  // the shape, where it was given; 0: fitted
}

// Fit fits a family, one of [FitFamilies] or [ThreeParameterWeibull], by
// maximum likelihood to times known exactly, censored or in intervals, entered
// late or not. With f the density, S = P(T > t) and F = P(T <= t), the
// likelihood is the product over the rows of
//
//	f(t)            exact
//	S(t)            right-censored
//	F(t)            left-censored
//	F(b) - F(a)     in (a, b]
//
// to the power of Count and over S(Entry), where there is one. Times are
// in hours, and so are the parameters.
//
// The maximum is found by Newton's method from exact derivatives, and proved
// by [Convergence]; the likelihoods of location-scale families without late
// entry have no other. Limits are those of [FitOptions].
//
// The exponential family without failures has no point, but an upper limit of
// the rate and a warning no-failures: -log(1-confidence)/T for the time T on
// test. Other families are then a *NotEstimableError, and so where one time
// would explain all rows. Fewer than five failures get a warning few-failures.
// A *model.ParamError tells of a row or an option outside its domain; families
// of positive times take none of 0 or below. A *ConvergenceError tells
// that no maximum was proved. Where ctx ends before the maximum is known, its
// cause is the error; where it ends after, limits that were not found are Wald's
// or rest on fewer samples, with a warning incomplete.
func Fit(ctx context.Context, family string, obs Observations, options FitOptions) (*Fitted, error) {
	name, located := family, family == ThreeParameterWeibull
	if located {
		name = "weibull"
	}
	f, err := fitFamilyOf(name)
	if err == nil {
		err = cmp.Or(obs.Validate(), options.complete(), f.accepts(obs))
	}
	switch {
	case err != nil:
		return nil, err
	case located:
		return fitLocated(ctx, obs, options)
	}
	if options.Progress != nil {
		options.Progress(FitProgress{Family: family})
	}
	r, err := f.highest(ctx, obs, options)
	if err == nil && r.sample != nil {
		err = r.finish(ctx, obs)
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// accepts returns a *model.ParamError for a row that the family cannot hold.
func (f *fitFamily) accepts(obs Observations) error {
	if !f.logarithmic {
		return nil
	}
	for i, o := range obs {
		if !o.RightCensored() && !(o.Upper > 0) {
			return &model.ParamError{Param: fmt.Sprintf("row %d: time", i+1), Value: o.Upper, Want: "positive, as the " + f.name + " family needs"}
		}
	}
	return nil
}

// highest finds the maximum of the likelihood. Without failures, where there is
// none, the fit is as it will be, and has no sample.
func (f *fitFamily) highest(ctx context.Context, obs Observations, options FitOptions) (*Fitted, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	t := obs.tally()
	r := &Fitted{Family: f.name, N: t.n, Failures: t.failures, Censored: t.n - t.failures, family: f, options: options}
	if err := t.determined(f); err != nil {
		if f.pinned && t.failures == 0 {
			return r.withoutFailures(obs)
		}
		return nil, err
	}
	r.sample = newEvidence(f, obs, t, 0)
	best, ok := r.sample.fitted(ctx)
	switch {
	case ok:
		r.best = best
		return r, nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	}
	return nil, r.sample.failure(f.name, best)
}

// failure says why no maximum was found.
func (s *evidence) failure(family string, o optimum) error {
	if s.drifted(o.p) {
		return &NotEstimableError{family, "the likelihood keeps rising as a parameter goes to 0 or to infinity"}
	}
	return &ConvergenceError{family, o.iterations}
}

// codeIncomplete is the code of warnings that work was ended by its context.
const codeIncomplete = "incomplete"

// finish makes of the maximum all that is reported.
func (r *Fitted) finish(ctx context.Context, obs Observations) error {
	figures := r.family.parameters(r.sample)
	var err error
	if r.Distribution, err = r.family.distribution(r.sample, r.best.p); err != nil {
		return &NotEstimableError{r.Family, "the likelihood is highest out of range: " + err.Error()}
	}
	r.LogLikelihood = r.best.j.v
	r.criteria(len(figures))
	r.Convergence = Convergence{Gradient: r.best.decrement, Curvature: r.best.curvature(r.family.pinned), Iterations: r.best.iterations}
	r.Covariance = r.covariance(ctx, figures)
	if r.Failures < fewFailures {
		r.warn("few-failures", "fewer than 5 failures: limits rest on large-sample theory and may cover less than stated")
	}
	if r.options.Limits == ParametricBootstrap {
		if err := r.redraw(ctx, obs); err != nil {
			return err
		}
	}
	for i, g := range figures {
		ask := func(s *evidence) figure { return r.family.parameters(s)[i] }
		r.Parameters = append(r.Parameters, FittedParameter{g.name, r.estimate(ctx, ask)})
	}
	if !slices.ContainsFunc(r.Warnings, isIncomplete) && slices.ContainsFunc(r.Parameters, func(p FittedParameter) bool { return slices.ContainsFunc(p.Warnings, isIncomplete) }) {
		r.warn(codeIncomplete, "the search for limits was ended: some or all of them are Wald's")
	}
	return nil
}

func isIncomplete(w model.Warning) bool { return w.Code == codeIncomplete }
