package dist

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"

	"mtbf/internal/num"
	"mtbf/internal/oracle"
)

// continuous are distributions of every family that has a density.
var continuous = []struct {
	family string
	params map[string]float64
}{
	{"exponential", map[string]float64{"rate": 1e-9}},
	{"exponential", map[string]float64{"mean": 2.5}},
	{"weibull", map[string]float64{"shape": 0.7, "scale": 3e9}},
	{"weibull", map[string]float64{"shape": 3.2, "scale": 8760, "location": 150}},
	{"weibull", map[string]float64{"shape": 40, "scale": 7}},
	{"lognormal", map[string]float64{"meanlog": 1.3, "sdlog": 0.6}},
	{"lognormal", map[string]float64{"median": 2e7, "error_factor": 5}},
	{"gamma", map[string]float64{"shape": 0.4, "scale": 6e8}},
	{"gamma", map[string]float64{"shape": 2.7, "scale": 1.5}},
	{"gamma", map[string]float64{"shape": 35, "scale": 0.3}},
	{"gamma", map[string]float64{"shape": 4e4, "scale": 0.02}},
	{"loglogistic", map[string]float64{"shape": 2.6, "scale": 4e8}},
	{"loglogistic", map[string]float64{"shape": 9, "scale": 0.35}},
	{"normal", map[string]float64{"mean": 5200, "sd": 310}},
	{"gumbel", map[string]float64{"location": 700, "scale": 45}},
	{"uniform", map[string]float64{"low": 3, "high": 11.5}},
}

// each runs f on all of continuous.
func each(t *testing.T, f func(t *testing.T, d Distribution)) {
	for _, c := range continuous {
		t.Run(fmt.Sprintf("%s %v", c.family, c.params), func(t *testing.T) { f(t, build(t, c.family, c.params)) })
	}
}

var tails = []float64{1e-300, 1e-40, 1e-12, 1e-3, 0.07, 0.29, 0.5, 0.81, 0.97}

// TestQuantileInvertsTails: the logarithm of a tail at its quantile is that of
// the probability, within what one unit in the last place of t moves it.
func TestQuantileInvertsTails(t *testing.T) {
	each(t, func(t *testing.T, d Distribution) {
		near := func(what string, at, got, p float64) {
			t.Helper()
			if at == d.Quantile(0) || at == d.Quantile(1) {
				return // nearer to the end of the support than the next float64
			}
			step := math.Exp(d.LogDensity(at)-math.Log(p)) * math.Abs(at) // of log p, for a relative step of t
			if diff := math.Abs(got - math.Log(p)); !(diff <= 2e-14*math.Abs(math.Log(p))+4e-15+8e-15*step) {
				t.Errorf("%s %g: %.17g has log tail %.17g, want %.17g", what, p, at, got, math.Log(p))
			}
		}
		for _, p := range tails {
			at := d.Quantile(p)
			near("quantile", at, d.LogFailure(at), p)
			at = d.InverseSurvival(p)
			near("upper quantile", at, d.LogSurvival(at), p)
			oracle.Near(t, "quantiles of p and 1-p", d.InverseSurvival(1-p), d.Quantile(1-(1-p)), 1e-13)
		}
	})
}

// TestTailsAddUp: P(T <= t) + P(T > t) = 1, and both are monotone.
func TestTailsAddUp(t *testing.T) {
	each(t, func(t *testing.T, d Distribution) {
		last := d.Quantile(0)
		for _, at := range grid(d) {
			oracle.Near(t, fmt.Sprintf("sum at %g", at), math.Exp(d.LogFailure(at))+math.Exp(d.LogSurvival(at)), 1, 1e-15)
			if at <= last || d.LogSurvival(at) > d.LogSurvival(last) || d.LogFailure(at) < d.LogFailure(last) {
				t.Errorf("not monotone from %g to %g", last, at)
			}
			last = at
		}
	})
}

// grid returns rising quantiles, from far in the lower tail to far in the
// upper; of a uniform not so far, as float64 is coarse near its ends.
func grid(d Distribution) []float64 {
	lower := []float64{1e-12, 1e-7, 1e-3, 0.02, 0.11, 0.24, 0.39}
	upper := []float64{0.44, 0.23, 0.09, 0.01, 1e-4, 1e-8, 1e-13}
	if d.Family() == "uniform" {
		lower, upper = lower[2:], upper[:4]
	}
	var at []float64
	for _, p := range lower {
		at = append(at, d.Quantile(p))
	}
	for _, q := range upper {
		at = append(at, d.InverseSurvival(q))
	}
	return at
}

// TestDensityIntegratesToTails: the density integrates to the change of the
// lower tail, relative to it, across every step of the grid.
func TestDensityIntegratesToTails(t *testing.T) {
	each(t, func(t *testing.T, d Distribution) {
		at := grid(d)
		for i := range len(at) - 1 {
			want := math.Exp(d.LogFailure(at[i+1])) - math.Exp(d.LogFailure(at[i]))
			if d.LogSurvival(at[i]) < d.LogFailure(at[i]) {
				want = math.Exp(d.LogSurvival(at[i])) - math.Exp(d.LogSurvival(at[i+1]))
			}
			got := tanhSinh(func(x float64) float64 { return math.Exp(d.LogDensity(x)) }, at[i], at[i+1], 1./32)
			oracle.Near(t, fmt.Sprintf("from %g to %g", at[i], at[i+1]), got, want, 1e-9)
		}
	})
}

// tanhSinh integrates f from a to b by the double exponential rule: x = a + (b-a)/(1 + exp(-pi sinh s)),
// trapezoidal in s. Singular ends do no harm.
func tanhSinh(f func(float64) float64, a, b, step float64) float64 {
	var sum num.Adder
	for s := -5.0; s <= 5; s += step {
		e := math.Exp(-math.Pi * math.Sinh(math.Abs(s)))
		near := (b - a) * e / (1 + e) // distance to the nearer end
		x := a + near
		if s > 0 {
			x = b - near
		}
		if x > a && x < b {
			sum.Add(f(x) * (b - a) * math.Pi * math.Cosh(s) * e / (1 + e) / (1 + e))
		}
	}
	return sum.Total() * step
}

// TestHazardIsDensityOverSurvival on the grid, and 0 below the support.
func TestHazardIsDensityOverSurvival(t *testing.T) {
	each(t, func(t *testing.T, d Distribution) {
		for _, at := range grid(d) {
			oracle.Near(t, fmt.Sprintf("hazard at %g", at), d.Hazard(at), math.Exp(d.LogDensity(at)-d.LogSurvival(at)), 1e-12)
		}
		for _, below := range []float64{-2, d.Quantile(0) - 5} {
			if math.IsInf(d.Quantile(0), -1) {
				break
			}
			if d.Hazard(below) != 0 || d.LogSurvival(below) != 0 || !math.IsInf(d.LogFailure(below), -1) || !math.IsInf(d.LogDensity(below), -1) {
				t.Errorf("below the support, at %g: hazard %g, log tails %g and %g, log density %g",
					below, d.Hazard(below), d.LogFailure(below), d.LogSurvival(below), d.LogDensity(below))
			}
		}
	})
}

// TestMomentsByQuadrature: mean and variance are integrals of the quantile and
// its squared distance to the mean, over both halves of the probability.
func TestMomentsByQuadrature(t *testing.T) {
	each(t, func(t *testing.T, d Distribution) {
		expect := func(f func(t float64) float64) float64 {
			return tanhSinh(func(p float64) float64 { return f(d.Quantile(p)) }, 0, 0.5, 1./32) +
				tanhSinh(func(q float64) float64 { return f(d.InverseSurvival(q)) }, 0, 0.5, 1./32)
		}
		mean := d.Mean()
		oracle.Near(t, "mean", mean, expect(func(t float64) float64 { return t }), 1e-9)
		variance := expect(func(t float64) float64 { return (t - mean) * (t - mean) })
		oracle.Near(t, "variance", d.Variance(), variance, 1e-9)
	})
}

// TestScaleLaws: a time in other units has its parameters scaled, and its
// tails stay.
func TestScaleLaws(t *testing.T) {
	const k = 1 / 8766.0
	each(t, func(t *testing.T, d Distribution) {
		scaled := map[string]float64{}
		for _, p := range d.Parameters() {
			switch p.Name {
			case "shape", "sdlog":
				scaled[p.Name] = p.Value
			case "rate":
				scaled[p.Name] = p.Value / k
			case "meanlog":
				scaled[p.Name] = p.Value + math.Log(k)
			default:
				scaled[p.Name] = p.Value * k
			}
		}
		s := build(t, d.Family(), scaled)
		oracle.Near(t, "mean", s.Mean(), d.Mean()*k, 1e-13)
		oracle.Near(t, "variance", s.Variance(), d.Variance()*k*k, 1e-12)
		for _, at := range grid(d) {
			oracle.Near(t, fmt.Sprintf("log survival at %g", at), s.LogSurvival(at*k), d.LogSurvival(at), 1e-11)
			oracle.Near(t, fmt.Sprintf("log failure at %g", at), s.LogFailure(at*k), d.LogFailure(at), 1e-11)
			oracle.Near(t, fmt.Sprintf("hazard at %g", at), s.Hazard(at*k)*k, d.Hazard(at), 1e-11)
		}
		for _, p := range tails {
			oracle.Near(t, fmt.Sprintf("quantile %g", p), s.Quantile(p), d.Quantile(p)*k, 1e-12)
		}
	})
}

func TestParametersRoundTrip(t *testing.T) {
	each(t, func(t *testing.T, d Distribution) {
		params := map[string]float64{}
		for _, p := range d.Parameters() {
			params[p.Name] = p.Value
		}
		if again := build(t, d.Family(), params); again != d {
			t.Errorf("%#v became %#v", d, again)
		}
	})
}

// TestInfinity: nothing lasts for ever, and everything fails in the end.
func TestInfinity(t *testing.T) {
	inf := math.Inf(1)
	each(t, func(t *testing.T, d Distribution) {
		if d.LogFailure(inf) != 0 || d.LogSurvival(inf) != -inf || d.LogFailure(-inf) != -inf || d.LogSurvival(-inf) != 0 {
			t.Errorf("tails at infinity: %g %g, %g %g", d.LogFailure(inf), d.LogSurvival(inf), d.LogFailure(-inf), d.LogSurvival(-inf))
		}
		if math.IsNaN(d.Hazard(inf)) || math.IsNaN(d.LogDensity(inf)) || math.IsNaN(d.LogDensity(-inf)) {
			t.Errorf("at infinity: hazard %g, log density %g", d.Hazard(inf), d.LogDensity(inf))
		}
		if d.Quantile(0) != d.InverseSurvival(1) || d.Quantile(1) != d.InverseSurvival(0) {
			t.Errorf("support from %g or %g to %g or %g", d.Quantile(0), d.InverseSurvival(1), d.Quantile(1), d.InverseSurvival(0))
		}
		for _, p := range []float64{-0.1, 1.2, math.NaN()} {
			if !math.IsNaN(d.Quantile(p)) || !math.IsNaN(d.InverseSurvival(p)) {
				t.Errorf("quantile %g: %g and %g", p, d.Quantile(p), d.InverseSurvival(p))
			}
		}
	})
}

// TestEveryFamilyIsCovered by the suite, and the two without a density by hand.
func TestEveryFamilyIsCovered(t *testing.T) {
	seen := map[string]bool{"deterministic": true, "empirical": true}
	for _, c := range continuous {
		seen[c.family] = true
	}
	for _, name := range Families() {
		if !seen[name] {
			t.Errorf("%s is not in the suite", name)
		}
	}
	if len(Families()) != 10 || len(seen) != 10 {
		t.Errorf("families %q, covered %v", Families(), slices.Sorted(maps.Keys(seen)))
	}
}
