package life

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"mtbf/internal/num"
	"mtbf/internal/oracle"
	"mtbf/model/dist"
)

// directly returns the log-likelihood of a distribution from its own
// functions, without the working scale.
func directly(d dist.Distribution, obs Observations) float64 {
	var sum num.Adder
	for _, o := range obs {
		var v float64
		switch {
		case o.Exact():
			v = d.LogDensity(o.Lower)
		case o.RightCensored():
			v = d.LogSurvival(o.Lower)
		case math.IsInf(o.alive(), -1):
			v = d.LogFailure(o.Upper)
		default:
			v = math.Log(math.Exp(d.LogSurvival(o.alive())) - math.Exp(d.LogSurvival(o.Upper)))
		}
		if o.Entry > 0 {
			v -= d.LogSurvival(o.Entry)
		}
		sum.Add(o.Count * v)
	}
	return sum.Total()
}

// oneFailure is the sample of a11: one failure of ten, the others to the end.
var oneFailure = Observations{Exact(400), RightCensored(1000).Times(9)}

// mixed has every kind of row.
var mixed = Observations{
	Exact(310), Exact(520).Times(2), Exact(777).From(300), RightCensored(900).Times(3), RightCensored(640).From(250),
	LeftCensored(180), IntervalCensored(0, 205).Times(2), IntervalCensored(400, 700).Times(4), IntervalCensored(450, 600).From(500),
}

// TestLikelihoodDirectly: the likelihood that is maximized is that of the
// distribution, and no neighbour is higher.
func TestLikelihoodDirectly(t *testing.T) {
	for _, family := range FitFamilies() {
		r := mustFit(t, family, mixed, FitOptions{Limits: Wald})
		oracle.Near(t, family, directly(r.Distribution, mixed), r.LogLikelihood, 1e-12)
		for i := range r.Parameters {
			for _, nudge := range []float64{0.999, 1.001} {
				if v := directly(moved(t, r, i, nudge), mixed); v >= r.LogLikelihood {
					t.Errorf("%s: %s times %g: %.15g, maximum %.15g", family, r.Parameters[i].Name, nudge, v, r.LogLikelihood)
				}
			}
		}
		if r.Convergence.Gradient > 1e-7 || !(r.Convergence.Curvature > 0) {
			t.Errorf("%s: %+v", family, r.Convergence)
		}
	}
}

// moved returns the fitted distribution with one parameter times k.
func moved(t *testing.T, r *Fitted, i int, k float64) dist.Distribution {
	t.Helper()
	params := map[string]float64{}
	for j, p := range r.Parameters {
		params[p.Name] = p.Point
		if i == j {
			params[p.Name] *= k
		}
	}
	d, err := dist.New(r.Distribution.Family(), params)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestProfileByDirectSearch: at each likelihood-ratio limit of a parameter,
// the highest likelihood over the other one, found by golden sections of the
// distribution's own functions, has fallen by z^2/2; also of a single failure,
// where limits are far.
func TestProfileByDirectSearch(t *testing.T) {
	for name, obs := range map[string]Observations{"one failure": oneFailure, "AUTO25": auto25, "mixed": mixed} {
		for _, family := range FitFamilies()[1:] {
			r := mustFit(t, family, obs, FitOptions{Confidence: 0.95})
			for i, p := range r.Parameters {
				other := r.Parameters[1-i]
				for _, limit := range []float64{p.Lo, p.Hi} {
					drop := 2 * (r.LogLikelihood - highestOver(r.Distribution.Family(), p.Name, limit, other, obs))
					oracle.Near(t, name+": drop at the limit of "+family+" "+p.Name, drop, 3.841458820694124, 1e-6)
				}
			}
		}
	}
}

// highestOver returns the highest likelihood with one parameter fixed, over the
// other between the limits of its own, widened.
func highestOver(family, name string, fixed float64, other FittedParameter, obs Observations) float64 {
	at := func(x float64) float64 {
		d, err := dist.New(family, map[string]float64{name: fixed, other.Name: x})
		if err != nil {
			return math.Inf(-1)
		}
		return directly(d, obs)
	}
	if other.Name == "meanlog" || other.Name == "mean" || other.Name == "location" {
		width := other.Hi - other.Lo
		return at(highest(at, other.Lo-width, other.Hi+width))
	}
	logarithmic := func(x float64) float64 { return at(math.Exp(x)) }
	lo, hi := math.Log(other.Lo), math.Log(other.Hi)
	return logarithmic(highest(logarithmic, 1.5*lo-0.5*hi, 1.5*hi-0.5*lo))
}

// TestFigureLimits: the limits of R(t) are those of the quantile of which t is
// the limit, seen from the other side, and never outside [0, 1].
func TestFigureLimits(t *testing.T) {
	for _, family := range FitFamilies() {
		r := mustFit(t, family, mixed, FitOptions{})
		b10, err := r.Quantile(context.Background(), 0.1)
		if err != nil {
			t.Fatal(err)
		}
		reliability, err := r.Reliability(context.Background(), math.Abs(b10.Lo))
		if err != nil {
			t.Fatal(err)
		}
		if b10.Lo > 0 {
			oracle.Near(t, family+": R at the lower limit of B10", reliability.Lo, 0.9, 1e-7)
		}
		if !(0 <= reliability.Lo && reliability.Lo < reliability.Point && reliability.Point < reliability.Hi && reliability.Hi <= 1) {
			t.Errorf("%s: %+v", family, reliability)
		}
	}
}

// TestReliabilityStaysInside: a fit with a shape of 1.94 and a scale of 1352 h
// at 720 h, where plain Wald limits of a small sample left [0, 1]
// (lifelines, issue 1068; its R(720) = 0.7452 is from unrounded parameters).
func TestReliabilityStaysInside(t *testing.T) {
	d := weibullOf(1.94, 1351.86)
	oracle.Near(t, "R(720)", math.Exp(d.LogSurvival(720)), 0.7452, 1e-3)
	obs := Observations{Exact(d.Quantile(0.2)), Exact(d.Quantile(0.5)), RightCensored(d.Quantile(0.6))}
	for _, limits := range []CIMethod{LikelihoodRatio, Wald} {
		r := mustFit(t, "weibull", obs, FitOptions{Confidence: 0.99, Limits: limits})
		for _, at := range []float64{1e-3, 720, 1e5} {
			e, err := r.Reliability(context.Background(), at)
			if err != nil || !(0 <= e.Lo && e.Lo <= e.Point && e.Point <= e.Hi && e.Hi <= 1) {
				t.Errorf("%v at %g h: %+v, %v", limits, at, e, err)
			}
		}
	}
}

// TestMeanOfHeavyTails: a log-logistic family has no mean from a shape of 1
// down. Where 1 is within the limits of the shape, the mean has no upper limit;
// where the fitted shape is below 1, it is not estimable.
func TestMeanOfHeavyTails(t *testing.T) {
	within := mustFit(t, "loglogistic", auto25, FitOptions{Confidence: 0.99})
	if shape := within.Parameters[0]; !(shape.Lo < 1 && shape.Point > 1) {
		t.Fatalf("%+v", shape)
	}
	mean := within.Mean(context.Background())
	oracle.Near(t, "mean", mean.Point, within.Distribution.Mean(), 1e-12)
	if !math.IsInf(mean.Hi, 1) || !(0 < mean.Lo && mean.Lo < mean.Point) {
		t.Errorf("%+v", mean)
	}
	below := mustFit(t, "loglogistic", failedAndRunning([]float64{1, 8, 50, 900}, nil), FitOptions{})
	if mean := below.Mean(context.Background()); mean.Estimable() || codes(mean) != "infinite-mean" {
		t.Errorf("shape %g: %+v", below.Parameters[0].Point, mean)
	}
}

// Times so far apart that the likelihood cannot be followed down to a limit: the
// limits are Wald's, and say so.
func TestUnfollowedProfile(t *testing.T) {
	apart := Observations{Exact(1.16e115), Exact(8.08e129), Exact(1.07e123), RightCensored(2.31e124)}
	e := mustFit(t, "normal", apart, FitOptions{}).Mean(context.Background())
	if got := codesOf(e.Warnings); !slices.Equal(got, []string{"few-failures", "wald-limits"}) || !strings.Contains(e.Method, "Wald") {
		t.Errorf("%s: %v", e.Method, got)
	}
	if near := mustFit(t, "normal", mixed, FitOptions{}).Mean(context.Background()); slices.Contains(codesOf(near.Warnings), "wald-limits") {
		t.Errorf("%v", near)
	}
}

// Long after all lives have ended a reliability is 0 to the last digit, and its
// limits cannot be followed from there: it is given all the same.
func TestReliabilityLongAfter(t *testing.T) {
	obs := Observations{Exact(0.9962), Exact(0.99879), Exact(0.99895), Exact(1.00248), RightCensored(0.99595), RightCensored(1.00034)}
	for _, family := range FitFamilies() {
		e, err := mustFit(t, family, obs, FitOptions{}).Reliability(context.Background(), 50)
		if err != nil || !(e.Point >= 0 && e.Point < 1e-3) || !(e.Lo <= e.Point && e.Point <= e.Hi && e.Hi <= 1) {
			t.Errorf("%s: %v, %v", family, e, err)
		}
	}
}

// TestMeanNearItsPole: a log-logistic sample whose shape, 1.0006, is so near the 1 at
// which the mean ends that steps to both sides of it differ. The lower limit is that
// of the profile by a search of its own (scipy 1.17, from the density); there is no
// upper one, as the limits of the shape enclose 1.
func TestMeanNearItsPole(t *testing.T) {
	obs := Observations{LeftCensored(100), Exact(1000).Times(2), IntervalCensored(20, 200)}
	r, err := Fit(context.Background(), "loglogistic", obs, FitOptions{Limits: LikelihoodRatio})
	if err != nil {
		t.Fatal(err)
	}
	mean := r.Mean(context.Background())
	oracle.Near(t, "lower limit of the mean", mean.Lo, 251.754403500422, 1e-9)
	if !math.IsInf(mean.Hi, 1) {
		t.Errorf("upper limit %g", mean.Hi)
	}
}
