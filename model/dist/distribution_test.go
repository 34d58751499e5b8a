package dist

import (
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
)

// TestByHand: values worked with a pocket calculator's functions.
func TestByHand(t *testing.T) {
	log, exp := math.Log, math.Exp
	for _, c := range []struct {
		family   string
		params   map[string]float64
		t        float64
		survival float64
		hazard   float64
		mean     float64
	}{
		{"exponential", map[string]float64{"mean": 50}, 20, exp(-0.4), 0.02, 50},
		{"weibull", map[string]float64{"shape": 2, "scale": 10}, 30, exp(-9), 0.6, 10 * math.Sqrt(math.Pi) / 2},
		{"weibull", map[string]float64{"shape": 0.5, "scale": 16, "location": 7}, 11, exp(-0.5), 0.0625, 39},
		{"lognormal", map[string]float64{"meanlog": log(3), "sdlog": 0.4}, 3, 0.5, math.Sqrt(2/math.Pi) / 1.2, 3 * exp(0.08)},
		{"gamma", map[string]float64{"shape": 2, "scale": 5}, 15, 4 * exp(-3), 0.15, 10}, // exp(-x)(1+x); x/(1+x)/scale
		{"gamma", map[string]float64{"shape": 3, "scale": 0.5}, 2, 13 * exp(-4), 16. / 13, 1.5},
		{"loglogistic", map[string]float64{"shape": 2, "scale": 6}, 18, 0.1, 0.1, 3 * math.Pi},
		{"normal", map[string]float64{"mean": 40, "sd": 3}, 40, 0.5, math.Sqrt(2/math.Pi) / 3, 40},
		{"gumbel", map[string]float64{"location": 8, "scale": 2}, 8 + 2*log(3), exp(-3), 1.5, 8 - 2*0.5772156649015329},
		{"uniform", map[string]float64{"low": 2, "high": 10}, 8, 0.25, 0.5, 6},
	} {
		t.Run(c.family, func(t *testing.T) {
			d := build(t, c.family, c.params)
			name := fmt.Sprintf("%s %v", c.family, c.params)
			oracle.Near(t, name+" survival", exp(d.LogSurvival(c.t)), c.survival, 4e-15)
			oracle.Near(t, name+" failure", exp(d.LogFailure(c.t)), 1-c.survival, 4e-15)
			oracle.Near(t, name+" density", exp(d.LogDensity(c.t)), c.survival*c.hazard, 4e-15)
			oracle.Near(t, name+" hazard", d.Hazard(c.t), c.hazard, 4e-15)
			oracle.Near(t, name+" mean", d.Mean(), c.mean, 4e-15)
			oracle.Near(t, name+" quantile", d.InverseSurvival(c.survival), c.t, 1e-14)
		})
	}
}

// TestErrorFactor: the 95th percentile is the median times the error factor.
func TestErrorFactor(t *testing.T) {
	d := build(t, "lognormal", map[string]float64{"median": 2, "error_factor": 3})
	oracle.Near(t, "median", d.Quantile(0.5), 2, 1e-15)
	oracle.Near(t, "95th percentile", d.InverseSurvival(0.05), 6, 2e-15)
	oracle.Near(t, "5th percentile", d.Quantile(0.05), 2./3, 2e-15)
}

// TestLimits of density and hazard at 0 and of the hazard at infinity.
func TestLimits(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		family                      string
		params                      map[string]float64
		density, hazard, infinitely float64
	}{
		{"exponential", map[string]float64{"rate": 0.3}, 0.3, 0.3, 0.3},
		{"weibull", map[string]float64{"shape": 0.4, "scale": 5}, inf, inf, 0},
		{"weibull", map[string]float64{"shape": 1, "scale": 5}, 0.2, 0.2, 0.2},
		{"weibull", map[string]float64{"shape": 1.7, "scale": 5}, 0, 0, inf},
		{"lognormal", map[string]float64{"meanlog": 0.3, "sdlog": 2}, 0, 0, 0},
		{"gamma", map[string]float64{"shape": 0.4, "scale": 5}, inf, inf, 0.2},
		{"gamma", map[string]float64{"shape": 1, "scale": 5}, 0.2, 0.2, 0.2},
		{"gamma", map[string]float64{"shape": 1.7, "scale": 5}, 0, 0, 0.2},
		{"loglogistic", map[string]float64{"shape": 0.4, "scale": 5}, inf, inf, 0},
		{"loglogistic", map[string]float64{"shape": 1, "scale": 5}, 0.2, 0.2, 0},
		{"loglogistic", map[string]float64{"shape": 1.7, "scale": 5}, 0, 0, 0},
		{"gumbel", map[string]float64{"location": 0, "scale": 5}, math.Exp(-1) / 5, 0.2, inf},
		{"normal", map[string]float64{"mean": 0, "sd": 5}, 1 / math.Sqrt(50*math.Pi), math.Sqrt(2/math.Pi) / 5, inf},
		{"uniform", map[string]float64{"low": 0, "high": 5}, 0.2, 0.2, inf},
	} {
		t.Run(c.family, func(t *testing.T) {
			d := build(t, c.family, c.params)
			name := fmt.Sprintf("%s %v", c.family, c.params)
			oracle.Near(t, name+" density at 0", math.Exp(d.LogDensity(0)), c.density, 4e-16)
			oracle.Near(t, name+" hazard at 0", d.Hazard(0), c.hazard, 4e-16)
			oracle.Near(t, name+" hazard at infinity", d.Hazard(inf), c.infinitely, 4e-16)
		})
	}
}

// TestNoMean: the log-logistic of a heavy tail, and a Weibull mean beyond
// float64.
func TestNoMean(t *testing.T) {
	inf := math.Inf(1)
	for _, shape := range []float64{0.3, 1} {
		oracle.Near(t, "mean", build(t, "loglogistic", map[string]float64{"shape": shape, "scale": 7}).Mean(), inf, 0)
	}
	for _, shape := range []float64{0.3, 1.4, 2} {
		oracle.Near(t, "variance", build(t, "loglogistic", map[string]float64{"shape": shape, "scale": 7}).Variance(), inf, 0)
	}
	oracle.Near(t, "overflow", build(t, "weibull", map[string]float64{"shape": 0.005, "scale": 7}).Mean(), inf, 0)
	small := build(t, "weibull", map[string]float64{"shape": 0.005, "scale": 1e-290}).Mean()
	oracle.Near(t, "200! 1e-290", small, 7.886578673647905e374*1e-290, 1e-12)
}

func TestDeterministic(t *testing.T) {
	inf := math.Inf(1)
	for _, value := range []float64{0, 2.5} {
		d, err := NewDeterministic(value)
		if err != nil {
			t.Fatal(err)
		}
		if again := build(t, d.Family(), map[string]float64{d.Parameters()[0].Name: d.Parameters()[0].Value}); again != Distribution(d) {
			t.Errorf("%v became %v", d, again)
		}
		if d.Mean() != value || d.Variance() != 0 || d.Quantile(1e-9) != value || d.Quantile(1) != value || d.InverseSurvival(1e-9) != value {
			t.Errorf("%g: mean %g, quantile %g", value, d.Mean(), d.Quantile(1e-9))
		}
		for _, c := range []struct{ t, survival, failure, density, hazard float64 }{
			{value - 1, 0, -inf, -inf, 0}, {value, -inf, 0, inf, inf}, {value + 1, -inf, 0, -inf, inf},
		} {
			t.Run(fmt.Sprint(c.t, c.survival, c.failure), func(t *testing.T) {
				if d.LogSurvival(c.t) != c.survival || d.LogFailure(c.t) != c.failure || d.LogDensity(c.t) != c.density || d.Hazard(c.t) != c.hazard {
					t.Errorf("at %g: %g %g %g %g, want %v", c.t, d.LogSurvival(c.t), d.LogFailure(c.t), d.LogDensity(c.t), d.Hazard(c.t), c)
				}
			})
		}
		if !math.IsNaN(d.Quantile(1.5)) || !math.IsNaN(d.InverseSurvival(-1)) {
			t.Error("a quantile outside [0, 1] is a number")
		}
	}
}

// TestEmpirical: four times, two of them equal. Mean (1+3+3+9)/4 = 4, squared
// distances 9+1+1+25 over 4 = 9.
func TestEmpirical(t *testing.T) {
	sample := []float64{9, 3, 1, 3}
	d, err := NewEmpirical(sample)
	if err != nil {
		t.Fatal(err)
	}
	sample[0] = 1000
	d.Values()[0] = 2000
	oracle.Near(t, "mean", d.Mean(), 4, 0)
	oracle.Near(t, "variance", d.Variance(), 9, 1e-15)
	inf := math.Inf(1)
	for _, c := range []struct{ t, failure, hazard float64 }{
		{-2, 0, 0}, {0.5, 0, 0}, {1, 0.25, inf}, {2, 0.25, 0}, {3, 0.75, inf}, {8.9, 0.75, 0}, {9, 1, inf}, {10, 1, inf},
	} {
		t.Run(fmt.Sprint(c.t, c.failure, c.hazard), func(t *testing.T) {
			oracle.Near(t, fmt.Sprintf("failure at %g", c.t), math.Exp(d.LogFailure(c.t)), c.failure, 2e-16)
			oracle.Near(t, fmt.Sprintf("survival at %g", c.t), math.Exp(d.LogSurvival(c.t)), 1-c.failure, 2e-16)
			oracle.Near(t, fmt.Sprintf("hazard at %g", c.t), d.Hazard(c.t), c.hazard, 0)
		})
	}
	for _, c := range []struct{ p, t float64 }{{0, 1}, {0.25, 1}, {0.250001, 3}, {0.75, 3}, {0.76, 9}, {1, 9}} {
		t.Run(fmt.Sprint(c.p, c.t), func(t *testing.T) {
			oracle.Near(t, fmt.Sprintf("quantile %g", c.p), d.Quantile(c.p), c.t, 0)
			oracle.Near(t, fmt.Sprintf("upper quantile %g", 1-c.p), d.InverseSurvival(1-c.p), c.t, 0)
		})
	}
	if d.LogDensity(3) != inf || d.LogDensity(4) != -inf || !math.IsNaN(d.Quantile(2)) || len(d.Parameters()) != 0 || d != d.same() {
		t.Error("density, domain or parameters")
	}
}

func (d Empirical) same() Distribution { return d }

// TestEmpiricalQuantilesStepAtShares: k/n reaches the k-th value for every k,
// whatever k/n rounds to.
func TestEmpiricalQuantilesStepAtShares(t *testing.T) {
	const n = 1000
	values := make([]float64, n)
	for i := range values {
		values[i] = float64(i+1) * 7
	}
	d, err := NewEmpirical(values)
	if err != nil {
		t.Fatal(err)
	}
	for k := 1; k <= n; k++ {
		p := float64(k) / n
		if d.Quantile(p) != 7*float64(k) || (k < n && d.Quantile(math.Nextafter(p, 2)) != 7*float64(k+1)) {
			t.Errorf("quantile %d/%d: %g", k, n, d.Quantile(p))
		}
	}
	large, _ := NewEmpirical([]float64{1e300, 3e299, 0})
	oracle.Near(t, "mean of large values", large.Mean(), 1.3e300/3, 1e-15)
	oracle.Near(t, "variance of large values", large.Variance(), math.Inf(1), 0)
	zero, _ := NewEmpirical([]float64{0, 0})
	oracle.Near(t, "variance of zeros", zero.Variance(), 0, 0)
}

// TestUniformEnds: both tails keep their digits where the other is 1.
func TestUniformEnds(t *testing.T) {
	d := build(t, "uniform", map[string]float64{"low": 0, "high": 8})
	oracle.Near(t, "failure", d.LogFailure(8e-20), math.Log(1e-20), 1e-15)
	oracle.Near(t, "survival", d.LogSurvival(8e-20), -1e-20, 1e-15)
	oracle.Near(t, "quantile", d.Quantile(1e-300), 8e-300, 1e-15)
	oracle.Near(t, "density outside", d.LogDensity(8.1), math.Inf(-1), 0)
	oracle.Near(t, "survival beyond", d.LogSurvival(8.1), math.Inf(-1), 0)
	oracle.Near(t, "failure beyond", d.LogFailure(8.1), 0, 0)
}
