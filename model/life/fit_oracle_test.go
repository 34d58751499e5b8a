package life

import (
	"context"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// surveyCase is a file of ../shared/oracles/a_life_fits: R 4.2.2, survival
// 3.5-3 survreg polished by Newton's method, with profile limits by uniroot.
type surveyCase struct {
	Input struct {
		Times, Status []float64
		Lower, Upper  []float64
		Weights       []float64
	}
	Expected map[string]struct {
		Status         string
		Parameters     map[string]survreg
		LogLik         float64
		AIC, AICc, BIC any
		Mean           *survregFigure
		Quantiles      map[string]survregFigure
	}
}

// survreg is a parameter in an oracle.
type survreg struct {
	Estimate float64
	SE       float64
	Wald     [2]float64 `json:"ci95_wald_transformed"`
	Profile  [2]float64 `json:"ci95_profile"`
}

type survregFigure struct {
	Estimate float64
	Wald     [2]float64 `json:"ci95_wald_log"`
}

// observations reads any of the two forms of input.
func (c surveyCase) observations() Observations {
	var obs Observations
	for i, t := range c.Input.Times {
		if c.Input.Status[i] == 1 {
			obs = append(obs, Exact(t))
		} else {
			obs = append(obs, RightCensored(t))
		}
	}
	for i, lo := range c.Input.Lower {
		hi := c.Input.Upper[i]
		if hi == -1 {
			hi = math.Inf(1)
		}
		obs = append(obs, IntervalCensored(lo, hi).Times(c.Input.Weights[i]))
	}
	return obs
}

// canonical names of the oracles' parameters.
var survregNames = map[string]string{"mu": "meanlog", "sigma": "sdlog"}

// Two files hold figures that their other columns or a direct search refute.
// In a07 the standard errors of the numeric Hessian are off by up to 0.4 %:
// survreg's and flexsurv's own, in the same file, are ours, and
// TestHessianOfR takes them. In a11, of a single failure, the search for the
// far profile limits stopped where twice the drop of the log-likelihood is
// about 3.3 and not 3.84; TestProfileByDirectSearch finds ours.
const (
	looseHessian  = "a07_imotor220_n10"
	shortProfiles = "a11_tiny_one_failure"
)

// TestFitsOfR: parameters, standard errors, limits and log-likelihoods of
// five families on 15 samples: R 4.2.2, survival 3.5-3.
func TestFitsOfR(t *testing.T) {
	for _, path := range oracle.Shared(t, "oracles/a_life_fits/*.json") {
		var c surveyCase
		oracle.Load(t, path, &c)
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		for _, family := range slices.Sorted(maps.Keys(c.Expected)) {
			t.Run(name+"/"+family, func(t *testing.T) { checkFit(t, c, family, name) })
		}
	}
}

func checkFit(t *testing.T, c surveyCase, family, sample string) {
	spread := 1e-4 // of standard errors and Wald limits
	if sample == looseHessian {
		spread = 5e-3
	}
	want := c.Expected[family]
	r := mustFit(t, family, c.observations(), FitOptions{Confidence: 0.95})
	wald := mustFit(t, family, c.observations(), FitOptions{Confidence: 0.95, Limits: Wald})
	oracle.Near(t, "log-likelihood", r.LogLikelihood, want.LogLik, 1e-8)
	oracle.Near(t, "AIC", r.AIC, want.AIC.(float64), 1e-8)
	oracle.Near(t, "BIC", r.BIC, want.BIC.(float64), 1e-8)
	if aicc, ok := want.AICc.(float64); ok {
		oracle.Near(t, "AICc", r.AICc, aicc, 1e-8)
	}
	for name, p := range want.Parameters {
		if family == "exponential" {
			checkParameter(t, "mean", r.Mean(context.Background()), wald.Mean(context.Background()), p, spread)
			continue
		}
		if canonical, ok := survregNames[name]; ok {
			name = canonical
		}
		i := slices.IndexFunc(r.Parameters, func(q FittedParameter) bool { return q.Name == name })
		checkParameter(t, name, r.Parameters[i].Estimate, wald.Parameters[i].Estimate, p, spread)
		oracle.Near(t, name+" standard error", math.Sqrt(r.Covariance[i][i]), p.SE, spread)
		if sample != shortProfiles {
			checkProfile(t, name, r.Parameters[i].Estimate, p)
		}
	}
	shares := map[string]float64{"B1": 0.01, "B10": 0.1, "B50": 0.5}
	for name, q := range want.Quantiles {
		e, err := wald.Quantile(context.Background(), shares[name])
		if err != nil {
			t.Fatal(err)
		}
		checkFigure(t, name, e, q, spread)
	}
	if want.Mean != nil {
		checkFigure(t, "mean", wald.Mean(context.Background()), *want.Mean, spread)
	}
}

func checkParameter(t *testing.T, name string, e, wald model.Estimate, want survreg, spread float64) {
	t.Helper()
	oracle.Near(t, name, e.Point, want.Estimate, 1e-5)
	oracle.Near(t, name+" Wald lower", wald.Lo, want.Wald[0], spread)
	oracle.Near(t, name+" Wald upper", wald.Hi, want.Wald[1], spread)
}

func checkProfile(t *testing.T, name string, e model.Estimate, want survreg) {
	t.Helper()
	oracle.Near(t, name+" profile lower", e.Lo, want.Profile[0], 1e-4)
	oracle.Near(t, name+" profile upper", e.Hi, want.Profile[1], 1e-4)
}

func checkFigure(t *testing.T, name string, e model.Estimate, want survregFigure, spread float64) {
	t.Helper()
	oracle.Near(t, name, e.Point, want.Estimate, 1e-5)
	oracle.Near(t, name+" Wald lower", e.Lo, want.Wald[0], spread)
	oracle.Near(t, name+" Wald upper", e.Hi, want.Wald[1], spread)
}

func mustFit(t testing.TB, family string, obs Observations, options FitOptions) *Fitted {
	t.Helper()
	r, err := Fit(context.Background(), family, obs, options)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestHessianOfR: standard errors on survival::imotor at 220 degrees by R
// 4.2.2: survreg 3.5-3, of log scale and log shape, to 1e-6, and flexsurv.
func TestHessianOfR(t *testing.T) {
	obs := imotor()
	for _, c := range []struct {
		family string
		se     [2]float64 // relative
		rel    float64
	}{
		{"weibull", [2]float64{0.414553220695717, 0.0555827270865611}, 1e-5},
		{"loglogistic", [2]float64{0.394374677377955, 0.0596059412549917}, 1e-5},
		{"gamma", [2]float64{26.5699741249477 / 38.968268705429, 0.0522335766625173 / 0.0730953102443096}, 2e-4},
	} {
		t.Run(c.family, func(t *testing.T) {
			r := mustFit(t, c.family, obs, FitOptions{})
			for i, p := range r.Parameters {
				oracle.Near(t, c.family+" "+p.Name, math.Sqrt(r.Covariance[i][i])/p.Point, c.se[i], c.rel)
			}
		})
	}
}

// imotor are motor insulations at 220 degrees.
func imotor() Observations {
	return Observations{
		Exact(408).Times(2), Exact(504).Times(3), RightCensored(528).Times(5),
	}
}
