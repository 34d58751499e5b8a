package life

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
)

// limitedScheme is the likelihood of a family of which a share ever fails: with S and
// F those of the units that do,
//
//	density share f,      P(Y > y) = 1 - share + share S,      P(Y <= y) = share F
type limitedScheme struct {
	scheme
	share float64
}

func (l limitedScheme) density(y float64, p point) jet {
	j := l.scheme.density(y, p)
	j.v += math.Log(l.share)
	return j
}

func (l limitedScheme) failure(y float64, p point) jet {
	j := l.scheme.failure(y, p)
	j.v += math.Log(l.share)
	return j
}

// survival weighs the derivatives of log S by w = share S/(1 - share + share S), the
// chance that a unit still running is one that will fail.
func (l limitedScheme) survival(y float64, p point) jet {
	s := l.scheme.survival(y, p)
	if l.share == 1 {
		return s
	}
	alive := l.share * math.Exp(s.v)
	w := alive / (1 - l.share + alive)
	return jet{
		v: math.Log1p(l.share * math.Expm1(s.v)), a: w * s.a, b: w * s.b,
		aa: w * (s.aa + (1-w)*s.a*s.a), ab: w * (s.ab + (1-w)*s.a*s.b), bb: w * (s.bb + (1-w)*s.b*s.b),
	}
}

// Limited is a limited failing population fitted to a sample (Meeker): a share of the
// units fails in the end, with lives of a family, and the others never do.
type Limited struct {
	Family        string
	Parameters    []FittedParameter // those of the family, then the share, "fraction"
	LogLikelihood float64
	AICc          float64 // +Inf where it is not defined
	// AllFail is the p-value of the likelihood ratio against a share of 1, at the
	// border of what it may be: half the upper tail of chi-square of one degree.
	AllFail  float64
	Warnings []model.Warning

	obs     Observations
	tally   tally
	family  *fitFamily
	options FitOptions
	share   float64
	height  float64
	least   float64 // the least share that is looked at
}

// LimitedFamilies are the families that [FitLimited] takes.
var LimitedFamilies = []string{"weibull", "lognormal", "loglogistic"}

// FitLimited fits a limited failing population by maximum likelihood, with
// likelihood-ratio limits, whose other parameters follow. Data tell the share only
// where the failures have all but stopped before the end of the observation: where
// the likelihood is highest with a share of 1, nothing speaks for units that never
// fail, and the error is a *NotEstimableError which tells the share that does at
// least. Other errors are those of [Fit].
func FitLimited(ctx context.Context, family string, obs Observations, options FitOptions) (*Limited, error) {
	if !slices.Contains(LimitedFamilies, family) {
		return nil, &model.ParamError{Param: "family", Value: family, Want: "weibull, lognormal or loglogistic for a limited population"}
	}
	f, err := fitFamilyOf(family)
	if err = cmp.Or(err, obs.Validate(), options.complete(), f.accepts(obs)); err != nil {
		return nil, err
	}
	t := obs.tally()
	if err := t.determined(f); err != nil {
		return nil, err
	}
	l := &Limited{Family: family, obs: obs, tally: t, family: f, options: options}
	if err := l.search(ctx); err != nil {
		return nil, err
	}
	l.finish(ctx)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return l, nil
}

// best fits the family for a share.
func (l *Limited) best(ctx context.Context, share float64) (*evidence, optimum, bool) {
	f := *l.family
	f.scheme = limitedScheme{f.scheme, share}
	s := newEvidence(&f, l.obs, l.tally, 0)
	o, ok := s.fitted(ctx)
	return s, o, ok
}

// at is the height of the likelihood at a share, -Inf where it has none.
func (l *Limited) at(ctx context.Context, share float64) float64 {
	_, o, ok := l.best(ctx, share)
	if !ok {
		return math.Inf(-1)
	}
	return o.j.v
}

// shareSteps is the number of shares, even in their logarithm, that are looked at
// first.
const shareSteps = 40

// search finds the share of the highest likelihood, which is not 1.
func (l *Limited) search(ctx context.Context) error {
	failed := l.tally.failures / l.tally.n
	l.least = failed * 1e-3
	step := func(i int) float64 { return math.Log(failed/2) * (1 - float64(i)/shareSteps) }
	at := func(u float64) float64 { return l.at(ctx, math.Exp(u)) }
	whole := at(0)
	peak, top := shareSteps, whole
	for i := range shareSteps {
		if h := at(step(i)); h > top {
			peak, top = i, h
		}
	}
	u := highest(at, step(max(0, peak-1)), step(min(shareSteps, peak+1)))
	l.share, l.height = math.Exp(u), at(u)
	const told = 1e-6 // of the log-likelihood
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case math.IsInf(top, -1):
		return &ConvergenceError{l.Family, shareSteps}
	case !(l.height > whole+told):
		l.share, l.height = 1, whole
		return &NotEstimableError{"limited population", fmt.Sprintf("the likelihood is highest where all units fail in the end, and nothing tells of units that never do: "+
			"by the %s family at least a share of %.3g does (one-sided, confidence %g)", model.Written(l.Family), l.atLeast(ctx), l.options.Confidence)}
	}
	l.AllFail = math.Erfc(math.Sqrt(l.height-whole)) / 2
	return nil
}

// atLeast is the one-sided lower limit of the share where the likelihood is highest at 1.
func (l *Limited) atLeast(ctx context.Context) float64 {
	z := -num.NormalQuantile(1 - l.options.Confidence)
	return l.lower(ctx, z)
}

// fall is the root of twice what a height is below the highest.
func (l *Limited) fall(height float64) float64 { return math.Sqrt(2 * max(0, l.height-height)) }

// lower is the least share whose likelihood has not fallen by more than z.
func (l *Limited) lower(ctx context.Context, z float64) float64 {
	over := func(u float64) float64 { return min(l.fall(l.at(ctx, math.Exp(u))), 1e3) - z }
	if over(math.Log(l.least)) < 0 {
		return 0
	}
	return math.Exp(num.Root(over, math.Log(l.least), math.Log(l.share)))
}

// finish makes of the maximum all that is reported.
func (l *Limited) finish(ctx context.Context) {
	z := l.options.z()
	s, best, _ := l.best(ctx, l.share)
	l.LogLikelihood = l.height
	l.AICc = math.Inf(1)
	if n := l.tally.n; n > 4 {
		l.AICc = 6 - 2*l.height + 24/(n-4)
	}
	if l.tally.failures < fewFailures {
		l.Warnings = warn(l.Warnings, "few-failures", "fewer than 5 failures: limits rest on large-sample theory and may cover less than stated")
	}
	for i, g := range l.family.parameters(s) {
		ask := func(s *evidence) figure { return l.family.parameters(s)[i] }
		lo, hi := l.limits(ctx, g.value(best.p), z*g.standardError(best), func(c float64) float64 {
			return l.over(ctx, 0, ask, func(float64) float64 { return c })
		})
		lo, hi = g.back(lo), g.back(hi)
		l.Parameters = append(l.Parameters, FittedParameter{g.name, l.estimate(g.at(best.p), math.Min(lo, hi), math.Max(lo, hi))})
	}
	hi := 1.0
	if over := func(u float64) float64 { return min(l.fall(l.at(ctx, math.Exp(u))), 1e3) - z }; over(0) > 0 {
		hi = math.Exp(num.Root(over, math.Log(l.share), 0))
	} else {
		l.Warnings = warn(l.Warnings, "share-open", fmt.Sprintf("the data do not exclude that all units fail in the end (p = %.2g): the share that ever fails has no upper limit below 1", l.AllFail))
	}
	l.Parameters = append(l.Parameters, FittedParameter{"fraction", l.estimate(l.share, l.lower(ctx, z), hi)})
}

func (l *Limited) estimate(point, lo, hi float64) model.Estimate {
	return model.Estimate{Point: point, Lo: lo, Hi: hi, Confidence: l.options.Confidence, Method: "maximum likelihood, likelihood ratio limits", Warnings: l.Warnings}
}

// limits returns where the height of a figure, given on its scale without bounds, has
// fallen by z from the point; infinite where it does not within reach.
func (l *Limited) limits(ctx context.Context, point, step float64, height func(c float64) float64) (lo, hi float64) {
	away := func(side float64) float64 {
		fall := func(d float64) float64 {
			if ctx.Err() != nil {
				return 1
			}
			return min(l.fall(height(point+side*d)), 1e3) - l.options.z()
		}
		return figure{logarithmic: true}.zeroDistance(fall, step)
	}
	return point - away(-1), point + away(+1)
}

// over returns the height of the likelihood where a figure of the units that fail has
// a value that may depend on the share, over shares above a least one.
func (l *Limited) over(ctx context.Context, least float64, ask asked, value func(share float64) float64) float64 {
	at := func(u float64) float64 {
		share := math.Exp(u)
		s, best, ok := l.best(ctx, share)
		if !ok {
			return math.Inf(-1)
		}
		g := ask(s)
		pr := profile{ctx: ctx, s: s, best: best, figure: g, at: g.rest(best.p)}
		height, ok := pr.height(value(share))
		if !ok || math.IsNaN(height) {
			return math.Inf(-1)
		}
		return height
	}
	from := math.Log(max(l.least, least*(1+1e-9)))
	// The share that is best alone may be no start: the figure moves it, on either side.
	middle := math.Log(max(l.share, math.Exp(from)))
	best := max(at(highest(at, from, middle)), at(0))
	if middle < 0 {
		best = max(best, at(highest(at, middle, 0)))
	}
	return best
}

// Reliability estimates P(T > t) of all units, at t > 0 h: 1 - share F(t), which does
// not fall below 1 - share.
func (l *Limited) Reliability(ctx context.Context, t float64) (model.Estimate, error) {
	if !(t > 0) || math.IsInf(t, 1) {
		return model.Estimate{}, &model.ParamError{Param: "time", Value: t, Want: "a positive, finite number"}
	}
	s, best, _ := l.best(ctx, l.share)
	failing := l.family.reliability(s, t)
	lost := -l.share * math.Expm1(math.Log(failing.at(best.p)))
	logit := func(f float64) float64 { return math.Log(f) - math.Log1p(-f) }
	standard := l.family.scheme.(linear)
	lo, hi := l.limits(ctx, logit(lost), math.Max(0.1, l.options.z()/math.Sqrt(l.tally.failures)), func(c float64) float64 {
		f := 1 / (1 + math.Exp(-c))
		return l.over(ctx, f, func(s *evidence) figure { return l.family.reliability(s, t) }, func(share float64) float64 {
			return standard.quantile(f/share, 1-f/share)
		})
	})
	if ctx.Err() != nil {
		return model.Estimate{}, context.Cause(ctx)
	}
	return l.estimate(1-lost, 1/(1+math.Exp(hi)), 1/(1+math.Exp(lo))), nil
}
