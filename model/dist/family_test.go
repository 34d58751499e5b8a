package dist

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"mtbf/model"
)

func TestFamilyErrors(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		family string
		params map[string]float64
		want   string
	}{
		{"wiebull", nil, `distribution: "wiebull" is not one of exponential, weibull, lognormal, gamma, loglogistic, normal, gumbel, deterministic, uniform, empirical`},
		{"", nil, `distribution: "" is not one of exponential`},
		{"empirical", map[string]float64{"value": 3}, `distribution: "empirical" is not a family of named parameters: it takes a sample of times`},
		{"weibull", map[string]float64{"shpae": 2, "scale": 3}, `parameter of weibull: "shpae" is not one of shape, scale, location`},
		{"weibull", nil, `parameters of weibull: "none" is not shape and scale, with or without location`},
		{"weibull", map[string]float64{"scale": 3, "location": 4}, `parameters of weibull: "location, scale" is not shape and scale`},
		{"exponential", map[string]float64{"rate": 0.5, "mean": 2}, `parameters of exponential: "mean, rate" is not rate, or mean`},
		{"lognormal", map[string]float64{"median": 2, "sdlog": 3}, `parameters of lognormal: "median, sdlog" is not meanlog and sdlog, or median and error_factor`},
		{"exponential", map[string]float64{"rate": 0}, `exponential rate: 0 is not a positive, finite number`},
		{"exponential", map[string]float64{"mean": inf}, `exponential mean: +Inf is not a positive, finite number`},
		{"exponential", map[string]float64{"rate": 3e-310}, `exponential rate: 3e-310 is not between 1e-300 and 1e300 in size`},
		{"weibull", map[string]float64{"shape": -1, "scale": 2}, `weibull shape: -1 is not a positive`},
		{"weibull", map[string]float64{"shape": 3, "scale": nan}, `weibull scale: NaN is not a positive`},
		{"weibull", map[string]float64{"shape": 3, "scale": 2, "location": -5}, `weibull location: -5 is not a finite number, 0 or more`},
		{"lognormal", map[string]float64{"meanlog": nan, "sdlog": 2}, `lognormal meanlog: NaN is not a finite number`},
		{"lognormal", map[string]float64{"meanlog": 4, "sdlog": 0}, `lognormal sdlog: 0 is not`},
		{"lognormal", map[string]float64{"median": 4, "error_factor": 1}, `lognormal error_factor: 1 is not a number above 1 (95th percentile / median)`},
		{"lognormal", map[string]float64{"median": -4, "error_factor": 3}, `lognormal median: -4 is not`},
		{"gamma", map[string]float64{"shape": 0, "scale": 2}, `gamma shape: 0 is not`},
		{"gamma", map[string]float64{"shape": 2, "scale": 1e301}, `gamma scale: 1e+301 is not between`},
		{"loglogistic", map[string]float64{"shape": inf, "scale": 2}, `loglogistic shape: +Inf is not`},
		{"normal", map[string]float64{"mean": -inf, "sd": 2}, `normal mean: -Inf is not a finite number`},
		{"normal", map[string]float64{"mean": 4, "sd": -2}, `normal sd: -2 is not`},
		{"gumbel", map[string]float64{"location": nan, "scale": 2}, `gumbel location: NaN is not`},
		{"gumbel", map[string]float64{"location": 4, "scale": 0}, `gumbel scale: 0 is not`},
		{"deterministic", map[string]float64{"value": -3}, `deterministic value: -3 is not a finite number, 0 or more`},
		{"uniform", map[string]float64{"low": 5, "high": 3}, `uniform high: 3 is not above low`},
		{"uniform", map[string]float64{"low": 5, "high": 5}, `uniform high: 5 is not above low`},
		{"uniform", map[string]float64{"low": -5, "high": 3}, `uniform low: -5 is not`},
	} {
		t.Run(c.family, func(t *testing.T) {
			d, err := New(c.family, c.params)
			var param *model.ParamError
			if !errors.As(err, &param) || !strings.HasPrefix(err.Error(), c.want) || d != nil {
				t.Errorf("%s %v: %v and error %v, want %s", c.family, c.params, d, err, c.want)
			}
		})
	}
	for _, values := range [][]float64{nil, {3, -2}, {4, nan}, {inf}} {
		var param *model.ParamError
		if _, err := NewEmpirical(values); !errors.As(err, &param) {
			t.Errorf("empirical %v: error %v", values, err)
		}
	}
}

// FuzzFamily: valid parameters of any size give numbers, in their domains and
// in order, at any finite time.
func FuzzFamily(f *testing.F) {
	for i := range kinds {
		f.Add(uint8(i), false, 0.7, 30., 3., 12., 0.3)
		f.Add(uint8(i), true, 2e-300, 1e300, 0., 5e-324, 1e-300)
		f.Add(uint8(i), true, 1e300, 3e-300, 2., -1e308, 1.)
		f.Add(uint8(i), false, 1e300, 3e-300, 2., 1.7e308, 0.999999)
		f.Add(uint8(i), false, 3e-9, 4e8, 1e300, 2e-9, 0.5)
		f.Add(uint8(i), false, 500., 1e-280, 0., 1e-290, 1e-17)
	}
	f.Fuzz(func(t *testing.T, family uint8, second bool, a, b, c, at, p float64) {
		p = math.Mod(math.Abs(p), 1)
		if model.CheckFinite("time", at) == nil && !math.IsNaN(p) {
			sane(t, kinds[int(family)%len(kinds)], second, [3]float64{a, b, c}, at, p)
		}
	})
}

// TestAnySize draws parameters and times evenly in their logarithm, which
// fuzzing seldom does.
func TestAnySize(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	draw := func(most float64) float64 { return math.Pow(10, most*(2*r.Float64()-1)) }
	for i := range 4000 {
		most := []float64{2, 12, 299}[i%3]
		p := math.Min(draw(300), 1-r.Float64())
		sane(t, kinds[r.IntN(len(kinds))], r.IntN(2) == 0, [3]float64{draw(most), draw(most), draw(most)}, draw(most), p)
	}
}

// sane checks what a distribution of the first or last form of a kind with
// the given parameters, if they are valid, says of a time and a probability.
func sane(t *testing.T, k kind, last bool, values [3]float64, at, p float64) {
	t.Helper()
	form := k.forms[0]
	if last {
		form = k.forms[len(k.forms)-1]
	}
	params := map[string]float64{}
	for i, name := range form.needed {
		params[name] = values[i]
	}
	if last && len(form.optional) > 0 {
		params[form.optional[0]] = values[2]
	}
	d, err := New(k.name, params)
	if err != nil {
		return
	}
	for what, v := range map[string]float64{
		"mean": d.Mean(), "variance": d.Variance(), "log density": d.LogDensity(at), "hazard": d.Hazard(at),
		"quantile": d.Quantile(p), "upper quantile": d.InverseSurvival(p), "log survival": d.LogSurvival(at), "log failure": d.LogFailure(at),
	} {
		if math.IsNaN(v) {
			t.Errorf("%s %v: %s at %g, %g is NaN", k.name, params, what, at, p)
		}
	}
	if d.LogSurvival(at) > 0 || d.LogFailure(at) > 0 || d.Hazard(at) < 0 || d.Variance() < 0 {
		t.Errorf("%s %v at %g: log survival %g, log failure %g, hazard %g, variance %g",
			k.name, params, at, d.LogSurvival(at), d.LogFailure(at), d.Hazard(at), d.Variance())
	}
	if lo, hi := math.Exp(d.LogFailure(at)), math.Exp(d.LogSurvival(at)); math.Abs(lo+hi-1) > 1e-15 {
		t.Errorf("%s %v at %g: tails %g and %g", k.name, params, at, lo, hi)
	}
	const ulps = 0x1p-49 // a few units in the last place
	if d.Quantile(p/2) > d.Quantile(p)+ulps*math.Abs(d.Quantile(p)) || d.InverseSurvival(p/2) < d.InverseSurvival(p)-ulps*math.Abs(d.InverseSurvival(p)) {
		t.Errorf("%s %v: quantiles of %g fall", k.name, params, p)
	}
}
