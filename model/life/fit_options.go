package life

import (
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// CIMethod says how the limits of a fit are made.
type CIMethod uint8

const (
	// LikelihoodRatio limits are where twice the drop of the profile of the
	// log-likelihood reaches the chi-square quantile of one degree of freedom.
	// With half of the times censored, nominal 90 % covers 88 % to 92 % for 30
	// times or more, and no less than 86 % for 10; fit_coverage_test.go
	// measures it.
	LikelihoodRatio CIMethod = iota
	// Wald limits are symmetric on a scale without bounds: the logarithm of
	// what is positive, and for P(T > t) that of the standardized time.
	Wald
	// ParametricBootstrap limits are quantiles of fits to samples drawn from
	// the fit.
	ParametricBootstrap
)

func (m CIMethod) String() string {
	switch m {
	case LikelihoodRatio:
		return "likelihood ratio"
	case Wald:
		return "Wald"
	case ParametricBootstrap:
		return "parametric bootstrap"
	}
	return "unknown"
}

// FitOptions are the choices of a fit.
type FitOptions struct {
	Confidence float64  // of two-sided limits; 0 is 0.90
	Limits     CIMethod // the zero value is LikelihoodRatio
	// Random and Replications are for ParametricBootstrap alone: a stream of
	// numbers in [0, 1), and the number of samples, 999 where it is 0.
	Random       interface{ Float64() float64 }
	Replications int
	// Progress, if it is not nil, is told of every family when it is begun, and of
	// every sample of the bootstrap.
	Progress func(FitProgress)
}

// FitProgress is which family is being fitted, and of how many samples of its bootstrap
// how many are drawn: of none before it begins.
type FitProgress struct {
	Family    string
	Drawn, Of int // samples
}

// complete fills in defaults and returns a *model.ParamError for an option
// outside its domain.
func (o *FitOptions) complete() error {
	if o.Confidence == 0 {
		o.Confidence = model.DefaultConfidence
	}
	if o.Replications == 0 {
		o.Replications = 999
	}
	switch {
	case !(o.Confidence > 0 && o.Confidence < 1):
		return &model.ParamError{Param: "confidence", Value: o.Confidence, Want: "a number in (0, 1)"}
	case o.Limits > ParametricBootstrap:
		return &model.ParamError{Param: "limits", Value: int(o.Limits), Want: "LikelihoodRatio, Wald or ParametricBootstrap"}
	case o.Limits == ParametricBootstrap && o.Random == nil:
		return &model.ParamError{Param: "random", Value: "none", Want: "a stream of random numbers, which the bootstrap needs"}
	case o.Limits == ParametricBootstrap && o.Replications < fewestDrawn:
		return &model.ParamError{Param: "replications", Value: o.Replications, Want: "100 or more"}
	}
	return nil
}

// z is the normal quantile of the limits, the z with
//
//	P(-z < Z < z) = confidence.
func (o FitOptions) z() float64 { return quantileOfTwo(o.Confidence) }

// quantileOfTwo is the normal quantile of two-sided limits.
func quantileOfTwo(confidence float64) float64 {
	const small = 1e-6 // half of its complement has no digits left of it
	if confidence < small {
		return math.Sqrt2 * math.Erfinv(confidence)
	}
	return -num.NormalQuantile((1 - confidence) / 2)
}
