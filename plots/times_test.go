package plots_test

import (
	"context"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"mtbf/model"
	"mtbf/model/life"
	"mtbf/plots"
)

// auto31 is a test of 31 units, ten of which failed.
func auto31() life.Observations {
	var s life.Observations
	for _, h := range []float64{5248, 7454, 16890, 17200, 38700, 45000, 49390, 69040, 72280, 131900} {
		s = append(s, life.Exact(h))
	}
	for _, h := range []float64{
		3961, 4007, 4734, 6054, 7298, 10190, 23060, 27160, 28690, 37100, 40060, 45670, 53000, 67000, 69630, 77350, 78470, 91680, 105700, 106300, 150400,
	} {
		s = append(s, life.RightCensored(h))
	}
	return s
}

// timesOf estimates a sample, with the families that are named.
func timesOf(t *testing.T, of string, s life.Observations, families ...string) plots.Times {
	t.Helper()
	out := plots.Times{Of: of, Confidence: 0.9}
	var err error
	if out.Survival, err = life.KaplanMeier(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		fit, err := life.Fit(context.Background(), family, s, limits(s))
		if err != nil {
			t.Fatal(err)
		}
		out.Fits = append(out.Fits, fit)
	}
	return out
}

// limits are likelihood-ratio ones unless there are so many times that both
// agree.
func limits(s life.Observations) life.FitOptions {
	if len(s) > 2000 {
		return life.FitOptions{Limits: life.Wald}
	}
	return life.FitOptions{}
}

// repairs is a complete sample over three decades.
func repairs(n int) life.Observations {
	random := rand.New(rand.NewPCG(7, 11))
	var s life.Observations
	for range n {
		s = append(s, life.Exact(1.5*math.Exp(1.3*random.NormFloat64())))
	}
	return s
}

func TestTimesFigures(t *testing.T) {
	look(t, plots.RepairTimes(timesOf(t, "repair times", repairs(80), "lognormal", "weibull", "exponential")))
	lives := timesOf(t, "lives", auto31(), "exponential", "weibull", "lognormal")
	look(t, plots.Lifetimes(lives))
	look(t, plots.Survival(lives))
	for i, family := range []string{"exponential", "weibull", "lognormal"} {
		f, err := plots.Paper(context.Background(), family, lives, lives.Fits[i])
		if err != nil {
			t.Fatal(err)
		}
		look(t, f)
	}
}

// TestTimesSay reads the titles: the median and shape of AUTO31, of which the
// Weibull shape is 1.154426671.
func TestTimesSay(t *testing.T) {
	lives := timesOf(t, "lives", auto31(), "weibull")
	paper, err := plots.Paper(context.Background(), "weibull", lives, lives.Fits[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ alt, want string }{
		{plots.Lifetimes(lives).Alt, "best fit Weibull"},
		{plots.Survival(lives).Alt, "median 132,000 h (49,400 or more)"},
		{paper.Alt, "shape 1.15"},
	} {
		t.Run(c.alt, func(t *testing.T) {
			if !strings.Contains(c.alt, c.want) {
				t.Errorf("%q does not say %q", c.alt, c.want)
			}
		})
	}
	if _, err := plots.Paper(context.Background(), "gamma", lives, nil); err == nil {
		t.Error("there is no gamma paper")
	}
}

// TestOddTimes draws samples of nothing, one time, no failure, equal times and
// many, and fits without an estimate.
func TestOddTimes(t *testing.T) {
	many := repairs(50_000)
	many[0] = life.RightCensored(1e-12)
	huge := timesOf(t, "huge", life.Observations{life.Exact(1e-300), life.Exact(1e300)})
	nothing := plots.Times{Of: "<script>", Survival: &life.Survival{}, Confidence: 0.9}
	empty := timesOf(t, "lives", life.Observations{life.RightCensored(5)})
	empty.Fits = []*life.Fitted{{Family: "exponential"}}
	for _, s := range []plots.Times{
		nothing, huge, empty,
		timesOf(t, "one", life.Observations{life.Exact(7)}, "exponential"),
		timesOf(t, "equal", life.Observations{life.Exact(7).Times(3), life.RightCensored(0)}, "exponential"),
		timesOf(t, "many", many, "lognormal"),
	} {
		draws(t, plots.RepairTimes(s))
		draws(t, plots.Lifetimes(s))
		draws(t, plots.Survival(s))
		var fit *life.Fitted
		if len(s.Fits) > 0 {
			fit = s.Fits[0]
		}
		for _, family := range []string{"exponential", "weibull", "lognormal"} {
			f, err := plots.Paper(context.Background(), family, s, fit)
			if err != nil {
				t.Fatal(err)
			}
			draws(t, f)
		}
	}
	if _, err := plots.Paper(context.Background(), "none", nothing, nil); err == nil {
		t.Error("a paper of no family")
	} else if _, ok := err.(*model.ParamError); !ok {
		t.Errorf("%T: want a *model.ParamError", err)
	}
}

// Times known to intervals are drawn by Turnbull's estimate, also where no family is
// known or all are in one interval.
func TestSurvivalOfIntervals(t *testing.T) {
	for name, s := range map[string]life.Observations{
		"some":     {life.LeftCensored(2), life.Exact(3), life.Exact(4), life.LeftCensored(5), life.Exact(6), life.Exact(7)},
		"decades":  {life.IntervalCensored(1, 10), life.IntervalCensored(10, 5000), life.RightCensored(5000)},
		"one":      {life.IntervalCensored(5, 10)},
		"censored": {life.LeftCensored(5), life.RightCensored(9)},
	} {
		turnbull, err := life.Turnbull(context.Background(), s)
		if err != nil {
			t.Fatal(err)
		}
		f := plots.Survival(plots.Times{Of: "lives", Turnbull: turnbull})
		var out strings.Builder
		if err := f.Write(&out, "svg"); err != nil || strings.Contains(out.String(), "NaN") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
