package dist_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/dist"
)

// A disc with a life that wears out: how many of a hundred fail in the first year,
// and the age by which a tenth has failed.
func Example() {
	const year = 8766
	life, err := dist.NewWeibull(1.8, 60_000, 0)
	if err != nil {
		panic(err)
	}
	fmt.Printf("fail in the first year: %.1f of 100\n", 100*life.CDF(year))
	fmt.Printf("B10 life: %.1f years\n", life.Quantile(0.1)/year)
	fmt.Printf("survive twenty years: %.1e\n", life.Survival(20*year))
	// Output:
	// fail in the first year: 3.1 of 100
	// B10 life: 2.0 years
	// survive twenty years: 1.0e-03
}

// Both tails, the density and the hazard of each family belong together, and a time
// is drawn through the upper quantile.
func TestTailsBelongTogether(t *testing.T) {
	for _, c := range []struct {
		family string
		params map[string]float64
	}{
		{"exponential", map[string]float64{"mean": 730}},
		{"weibull", map[string]float64{"shape": 1.7, "scale": 900, "location": 20}},
		{"lognormal", map[string]float64{"meanlog": 5.5, "sdlog": 1.3}},
		{"gamma", map[string]float64{"shape": 2.5, "scale": 300}},
		{"loglogistic", map[string]float64{"shape": 2.5, "scale": 700}},
		{"normal", map[string]float64{"mean": 800, "sd": 90}},
		{"gumbel", map[string]float64{"location": 800, "scale": 90}},
		{"uniform", map[string]float64{"low": 100, "high": 1900}},
	} {
		t.Run(c.family, func(t *testing.T) {
			d, err := dist.New(c.family, c.params)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range []float64{1e-9, 0.3, 0.999} {
				x := d.Quantile(p)
				oracle.Near(t, "CDF", d.CDF(x), p, 1e-6)
				oracle.Near(t, "CDF + Survival", d.CDF(x)+d.Survival(x), 1, 1e-12)
				oracle.Near(t, "PDF", d.PDF(x), d.Hazard(x)*d.Survival(x), 1e-9)
			}
			u := 1 - rand.New(rand.NewPCG(7, 9)).Float64()
			oracle.Near(t, "drawn", d.Survival(d.Rand(rand.New(rand.NewPCG(7, 9)))), u, 1e-9)
		})
	}
}

// The zero values of the families are no distributions, and none of them panics.
func TestZeroDistributions(t *testing.T) {
	for _, d := range []dist.Distribution{
		dist.Exponential{}, dist.Weibull{}, dist.Lognormal{}, dist.Gamma{}, dist.Loglogistic{},
		dist.Normal{}, dist.Gumbel{}, dist.Deterministic{}, dist.Uniform{}, dist.Empirical{},
	} {
		t.Run(d.Family(), func(t *testing.T) {
			d.Mean()
			d.Variance()
			for _, x := range []float64{-1, 0, 1, math.Inf(1)} {
				d.LogSurvival(x)
				d.LogFailure(x)
				d.LogDensity(x)
				d.Hazard(x)
				d.Survival(x)
				d.CDF(x)
				d.PDF(x)
			}
			for _, p := range []float64{0, 0.5, 1} {
				d.Quantile(p)
				d.InverseSurvival(p)
			}
			d.Rand(rand.New(rand.NewPCG(1, 2)))
		})
	}
	if mean := (dist.Empirical{}).Mean(); !math.IsNaN(mean) {
		t.Errorf("a sample of nothing has the mean %g", mean)
	}
}

// A scaled Weibull is the Weibull of a scale as many times as long.
func TestScale(t *testing.T) {
	short, err := dist.NewWeibull(1.6, 2000, 0)
	if err != nil {
		t.Fatal(err)
	}
	long, err := dist.NewWeibull(1.6, 5000, 0)
	if err != nil {
		t.Fatal(err)
	}
	d := dist.Scale(short, 2.5)
	oracle.Near(t, "mean", d.Mean(), long.Mean(), 1e-12)
	for _, at := range []float64{30, 700, 20000} {
		oracle.Near(t, "log survival", d.LogSurvival(at), long.LogSurvival(at), 1e-12)
		oracle.Near(t, "log density", d.LogDensity(at), long.LogDensity(at), 1e-12)
		oracle.Near(t, "hazard", d.Hazard(at), long.Hazard(at), 1e-12)
	}
	oracle.Near(t, "quantile", d.Quantile(0.07), long.Quantile(0.07), 1e-12)
	if d.Family() != "weibull" {
		t.Error(d.Family())
	}
}
