package life

import (
	"context"
	"fmt"
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// ResidualReliability estimates P(T > age + t | T > age), the reliability over another t > 0 h
// of a unit that has reached an age. Limits are those of the fit, by the same method
// as of other figures.
func (r *Fitted) ResidualReliability(ctx context.Context, age, t float64) (model.Estimate, error) {
	if err := r.checkAge(age); err != nil {
		return model.Estimate{}, err
	}
	if !(t > 0) || math.IsInf(age+t, 1) {
		return model.Estimate{}, &model.ParamError{Param: "time", Value: t, Want: "a positive, finite number"}
	}
	hazard := func(f survivor) float64 { return f.hazard(age, t) }
	if r.single() {
		return r.bounded(func(f survivor) float64 { return math.Exp(-hazard(f)) }), nil
	}
	q := residual{name: "reliability", value: func(f survivor) float64 { return math.Log(hazard(f)) }, back: func(c float64) float64 { return math.Exp(-math.Exp(c)) }}
	return r.estimate(ctx, func(s *evidence) figure { return r.family.residual(s, q) }), nil
}

// MedianResidualLife estimates the time that half of the units outlast that have
// reached an age.
func (r *Fitted) MedianResidualLife(ctx context.Context, age float64) (model.Estimate, error) {
	log := func(f survivor) float64 { return math.Log(f.median(age)) }
	short := func(f survivor, c float64) float64 { return math.Ln2 - f.hazard(age, math.Exp(c)) }
	return r.residualLife(ctx, age, residual{name: "median residual life", value: log, off: short, back: math.Exp, logarithmic: true})
}

// MeanResidualLife estimates the mean of the time that units have left which have
// reached an age. It is not estimable, with a warning infinite-mean, where the fitted
// distribution has no mean.
func (r *Fitted) MeanResidualLife(ctx context.Context, age float64) (model.Estimate, error) {
	if r.Distribution != nil && math.IsInf(r.Distribution.Mean(), 1) {
		return r.Mean(ctx), nil
	}
	return r.residualLife(ctx, age, residual{
		name: "mean residual life", value: func(f survivor) float64 { return math.Log(f.mean(age)) }, back: math.Exp, logarithmic: true,
		endless: r.options.Limits == LikelihoodRatio && r.Distribution != nil && r.mayLackMean(ctx),
	})
}

func (r *Fitted) residualLife(ctx context.Context, age float64, q residual) (model.Estimate, error) {
	if err := r.checkAge(age); err != nil {
		return model.Estimate{}, err
	}
	if r.single() {
		return r.bounded(func(f survivor) float64 { return math.Exp(q.value(f)) }), nil
	}
	return r.estimate(ctx, func(s *evidence) figure { return r.family.residual(s, q) }), nil
}

func (r *Fitted) checkAge(age float64) error {
	switch {
	case !(age >= 0) || math.IsInf(age, 1):
		return &model.ParamError{Param: "age", Value: age, Want: "a finite number of hours, 0 or more"}
	case r.located != nil:
		return &model.ParamError{Param: "age", Value: age, Want: "asked of a family without a location"}
	case r.Distribution != nil && r.Distribution.LogSurvival(age) < -600:
		return &NotEstimableError{r.Family, fmt.Sprintf("by this family hardly a unit reaches the age of %g h, and nothing can be said of those that do", age)}
	}
	return nil
}

// single reports whether the family has one parameter, in which figures of it are
// monotone.
func (r *Fitted) single() bool { return r.family.pinned || r.known > 0 }

// bounded is a figure of a family with one parameter: its limits are those of the
// parameter.
func (r *Fitted) bounded(of func(f survivor) float64) model.Estimate {
	e, scale, shape := r.Parameters[0].Estimate, func(rate float64) float64 { return 1 / rate }, 1.0
	if r.known > 0 {
		e, scale, shape = r.Parameters[1].Estimate, same, r.known
	}
	at := func(x float64) float64 { return of(weibullSurvivor(shape, scale(x))) }
	a, b := at(e.Lo), at(e.Hi)
	e.Lo, e.Hi = math.Min(a, b), math.Max(a, b)
	if e.Estimable() {
		e.Point = at(e.Point)
	}
	return e
}

// residual is what is asked of the units that have reached an age, on a scale without
// bounds, monotone in the first working parameter.
type residual struct {
	name  string
	value func(f survivor) float64
	// off is 0 where the value is c, and monotone too; nil: value - c.
	off         func(f survivor, c float64) float64
	back        func(c float64) float64
	logarithmic bool
	endless     bool // no upper limit exists
}

// residual is the figure. Which first parameter gives it a value is found by search.
func (f *fitFamily) residual(s *evidence, q residual) figure {
	off := q.off
	if off == nil {
		off = func(f survivor, c float64) float64 { return q.value(f) - c }
	}
	_, gamma := f.scheme.(gammaScheme)
	return figure{
		name:  q.name,
		value: func(p point) float64 { return q.value(f.survivor(s, p)) },
		place: func(c, b float64) point {
			if gamma && !inRange(b) {
				return nowhere
			}
			return point{s.searchFirst(b, func(a float64) float64 { return off(f.survivor(s, point{a, b}), c) }), b}
		},
		rest: second, positive: !gamma, back: q.back, logarithmic: q.logarithmic, endless: q.endless,
	}
}

// searchFirst returns the first working parameter at which a monotone function has a
// root, no number where none is found or the function has none. It starts about the
// middle of the times.
func (s *evidence) searchFirst(b float64, f func(a float64) float64) float64 {
	failed := false
	g := func(a float64) float64 {
		v := f(a)
		failed = failed || math.IsNaN(v)
		if failed {
			return 0
		}
		return min(max(v, -1e6), 1e6)
	}
	a := s.bracketed(b, g)
	if failed {
		return math.NaN()
	}
	return a
}

// bracketed widens a bracket until it holds the root of a monotone function, and finds
// that; no number where it does not.
func (s *evidence) bracketed(b float64, g func(a float64) float64) float64 {
	width := 1.0
	if s.positiveSlope() {
		width = b * math.Max(1, s.most-s.least)
	}
	lo, hi := -width, width
	at := [2]float64{g(lo), g(hi)}
	for range 60 {
		switch {
		case (at[0] < 0) != (at[1] < 0):
			return num.Root(g, lo, hi)
		case math.Abs(at[0]) < math.Abs(at[1]):
			lo -= 2 * (hi - lo)
			at[0] = g(lo)
		default:
			hi += 2 * (hi - lo)
			at[1] = g(hi)
		}
	}
	return math.NaN()
}
