package cli

import (
	"context"
	"errors"

	"mtbf"
	"mtbf/model/life"
	"mtbf/plots"
)

// sample is what a figure of times is drawn from: a file of them, those that
// --of takes out of a log, or without a file those of auto31.
func (o *plotOptions) sample(ctx context.Context, path, of string) (*mtbf.Times, error) {
	if path == "" {
		return auto31(), nil
	}
	fit := &fitOptions{logFlags: o.logFlags, of: of}
	t, err := fit.times(ctx, path)
	o.read = fit.read
	return t, err
}

// auto31 is a test of 31 units, ten of which failed: the sample of that name in
// the Python package reliability.
func auto31() *mtbf.Times {
	t := &mtbf.Times{Of: "lives"}
	for _, h := range []float64{5248, 7454, 16890, 17200, 38700, 45000, 49390, 69040, 72280, 131900} {
		t.Sample = append(t.Sample, life.Exact(h))
	}
	for _, h := range []float64{
		3961, 4007, 4734, 6054, 7298, 10190, 23060, 27160, 28690, 37100, 40060, 45670, 53000, 67000, 69630, 77350, 78470, 91680, 105700, 106300, 150400,
	} {
		t.Sample = append(t.Sample, life.RightCensored(h))
	}
	return t
}

// manyTimes is the size of a sample beyond which both kinds of limits look the
// same, and those by likelihood ratio take long.
const manyTimes = 2000

// estimated returns times with the survival estimate, and with the families
// that could be fitted: all, or that of --family.
func (o *plotOptions) estimated(ctx context.Context, path, of string) (plots.Times, error) {
	t, err := o.sample(ctx, path, of)
	if err != nil {
		return plots.Times{}, err
	}
	out := plots.Times{Of: t.Of, Confidence: o.confidence}
	if t.Sample.HasIntervals() {
		out.Turnbull, err = life.Turnbull(ctx, t.Sample)
	} else {
		out.Survival, err = life.KaplanMeier(ctx, t.Sample)
	}
	if err != nil {
		return out, err
	}
	options := mtbf.FitOptions{Family: o.family, Confidence: o.confidence}
	if len(t.Sample) > manyTimes {
		options.Limits = life.Wald
	}
	ranking, err := mtbf.Fit(ctx, t.Sample, options)
	var none *life.NotEstimableError
	if errors.As(err, &none) { // the times are drawn without a fit
		return out, nil
	}
	if ctx.Err() != nil { // a figure does not tell which families it lacks
		err = context.Cause(ctx)
	}
	if err != nil {
		return out, err
	}
	out.Fits = ranking.Fits
	return out, nil
}

// errIntervals tells that a figure puts each time at its place.
var errIntervals = usagef("some times are known to an interval only, and this figure puts each at its place: plot survival draws them, by Turnbull's estimate")

func (o *plotOptions) repairTimes(ctx context.Context, path string) (*plots.Figure, error) {
	t, err := o.estimated(ctx, path, "repair")
	if err != nil {
		return nil, err
	}
	return plots.RepairTimes(t), nil
}

func (o *plotOptions) lifetimes(ctx context.Context, path string) (*plots.Figure, error) {
	t, err := o.estimated(ctx, path, o.of)
	if err != nil {
		return nil, err
	}
	if t.Turnbull != nil {
		return nil, errIntervals
	}
	return plots.Lifetimes(t), nil
}

func (o *plotOptions) survivalCurve(ctx context.Context, path string) (*plots.Figure, error) {
	t, err := o.estimated(ctx, path, o.of)
	if err != nil {
		return nil, err
	}
	return plots.Survival(t), nil
}

// paper draws on the paper of --family.
func (o *plotOptions) paper(ctx context.Context, path string) (*plots.Figure, error) {
	if o.family == "" {
		o.family = "weibull"
	}
	t, err := o.estimated(ctx, path, o.of)
	if err != nil {
		return nil, err
	}
	if t.Turnbull != nil {
		return nil, errIntervals
	}
	var fit *life.Fitted
	if len(t.Fits) > 0 {
		fit = t.Fits[0]
	}
	return plots.Paper(ctx, o.family, t, fit)
}
