package life

import (
	"cmp"
	"context"
	"math"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
	"mtbf/model/dist"
)

// FitKnownShape fits a Weibull family whose shape is known from elsewhere, which
// leaves the scale: that of [Weibayes], with its limits, from which those of the
// reliability, the quantiles and the mean follow exactly, as each rises with the
// scale. Without failures there are no points, but one-sided bounds. Of options the
// confidence is used; the errors are those of Weibayes.
func FitKnownShape(ctx context.Context, obs Observations, shape float64, options FitOptions) (*Fitted, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	f, err := fitFamilyOf("weibull")
	if err = cmp.Or(err, obs.Validate(), options.complete()); err != nil {
		return nil, err
	}
	scale, err := Weibayes(obs, shape, options.Confidence)
	if err != nil {
		return nil, err
	}
	if err := f.accepts(obs); err != nil {
		return nil, err
	}
	t := obs.tally()
	given := model.Estimate{Point: shape, Lo: shape, Hi: shape, Confidence: options.Confidence, Method: "given"}
	r := &Fitted{
		Family: "weibull", N: t.n, Failures: t.failures, Censored: t.n - t.failures, Warnings: slices.Clone(scale.Warnings), family: f, options: options, known: shape,
		Parameters: []FittedParameter{{"shape", given}, {"scale", scale}},
	}
	r.warn("shape-given", "the shape was given: nothing here shows whether it is right, and no limits allow for it")
	if !scale.Estimable() {
		r.criteria(1)
		return r, nil
	}
	if r.Distribution, err = dist.NewWeibull(shape, scale.Point, 0); err != nil {
		return nil, &NotEstimableError{r.Family, "the scale is out of range: " + err.Error()}
	}
	var logs num.Adder
	for _, o := range obs {
		if o.Exact() {
			logs.Add(o.Count * (math.Log(shape/scale.Point) + (shape-1)*math.Log(o.Lower/scale.Point)))
		}
	}
	r.LogLikelihood = logs.Total() - t.failures // the time on test is failures scale^shape
	r.criteria(1)
	return r, nil
}

// scaled returns a figure that rises with the scale, of a family with a known shape.
func (r *Fitted) scaled(figure func(scale float64) float64) (model.Estimate, error) {
	e := r.Parameters[1].Estimate
	if e.Estimable() {
		e.Point = figure(e.Point)
	}
	e.Lo, e.Hi = figure(e.Lo), figure(e.Hi)
	return e, nil
}

// knownReliability is P(T > t).
func (r *Fitted) knownReliability(t float64) (model.Estimate, error) {
	if !(t > 0) || math.IsInf(t, 1) {
		return model.Estimate{}, &model.ParamError{Param: "time", Value: t, Want: "a positive, finite number"}
	}
	return r.scaled(func(scale float64) float64 { return math.Exp(-math.Pow(t/scale, r.known)) })
}

// knownQuantile is the time by which a share p is over.
func (r *Fitted) knownQuantile(p float64) (model.Estimate, error) {
	factor := math.Pow(-math.Log1p(-p), 1/r.known)
	return r.scaled(func(scale float64) float64 { return scale * factor })
}

// knownMean is the mean time.
func (r *Fitted) knownMean() model.Estimate {
	factor := math.Exp(num.LogGamma1p(1 / r.known))
	e, _ := r.scaled(func(scale float64) float64 { return scale * factor })
	return e
}
