package montecarlo

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dist"
)

func families(t testing.TB) map[string]model.Distribution {
	e, err := dist.NewEmpirical([]float64{9, 3, 1, 3, 20})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]model.Distribution{"empirical": e}
	for _, c := range []struct {
		family string
		params map[string]float64
	}{
		{"exponential", map[string]float64{"mean": 50}},
		{"weibull", map[string]float64{"shape": 2.3, "scale": 70}},
		{"weibull", map[string]float64{"shape": 0.6, "scale": 16, "location": 7}},
		{"lognormal", map[string]float64{"meanlog": 1.1, "sdlog": 0.8}},
		{"lognormal", map[string]float64{"median": 2, "error_factor": 3}},
		{"gamma", map[string]float64{"shape": 3.7, "scale": 5}},
		{"gamma", map[string]float64{"shape": 0.3, "scale": 40}},
		{"loglogistic", map[string]float64{"shape": 3, "scale": 6}},
		{"normal", map[string]float64{"mean": 40, "sd": 25}},
		{"normal", map[string]float64{"mean": -60, "sd": 25}},
		{"gumbel", map[string]float64{"location": 30, "scale": 12}},
		{"gumbel", map[string]float64{"location": -30, "scale": 12}},
		{"uniform", map[string]float64{"low": 2, "high": 10}},
		{"deterministic", map[string]float64{"value": 2.5}},
	} {
		all[fmt.Sprint(c.family, c.params)] = distOf(t, c.family, c.params)
	}
	return all
}

// TestSamplersFollowTheirDistributions: by Kolmogorov-Smirnov, in the body and
// for the share of the hazard, with the negative times of normal and Gumbel
// left out. The distance of a step is met exactly at the steps.
func TestSamplersFollowTheirDistributions(t *testing.T) {
	const n = 60_000
	for name, d := range families(t) {
		for _, share := range []float64{1, 0.3} {
			s := newSampler(d)
			if share < 1 {
				s = s.ofHazard(share)
			}
			r := NewStream(21, 4)
			x := make([]float64, n)
			s.fill(&r, x)
			if least := slices.Min(x); !(least >= 0) {
				t.Errorf("%s: a time of %g", name, least)
			}
			above := d.LogSurvival(0)
			cdf := func(v float64) float64 { return -math.Expm1(share * (d.LogSurvival(v) - above)) }
			if d.Family() == "empirical" || d.Family() == "deterministic" {
				steps(t, name, x, cdf)
			} else if k := ks(x, cdf); k > farKS {
				t.Errorf("%s, share %g: Kolmogorov-Smirnov %.2f", name, share, k)
			}
		}
	}
}

// steps compares at the values that occur.
func steps(t *testing.T, name string, x []float64, cdf func(float64) float64) {
	slices.Sort(x)
	n := float64(len(x))
	for i, v := range x {
		if i+1 < len(x) && x[i+1] == v {
			continue
		}
		p := cdf(v)
		pass(t, fmt.Sprintf("%s at %g", name, v), (float64(i+1)-n*p)/math.Sqrt(n*p*(1-p)+1e-9))
	}
}

// TestSampleMeans: those of distributions that are not truncated.
func TestSampleMeans(t *testing.T) {
	const n = 200_000
	for name, d := range families(t) {
		if d.LogSurvival(0) < 0 {
			continue
		}
		s := newSampler(d)
		r := NewStream(22, 4)
		x := make([]float64, n)
		s.fill(&r, x)
		sum := 0.0
		for _, v := range x {
			sum += v
		}
		v := d.(dist.Distribution).Variance()
		pass(t, name, (sum/n-d.Mean())/math.Sqrt(v/n+1e-30))
	}
}

// TestPower: logarithm and exponential are right to 1e-14 or so.
func TestPower(t *testing.T) {
	r := NewStream(5, 6)
	for range 50_000 {
		x := math.Exp(200 * r.Norm())
		if math.IsInf(x, 1) || x < 1e-300 {
			continue
		}
		if got, want := logOf(x), math.Log(x); math.Abs(got-want) > 1e-15*math.Abs(want)+3e-16 {
			t.Fatalf("log %g: %g, want %g", x, got, want)
		}
		y := 100 * r.Norm()
		oracle.Near(t, fmt.Sprint("exp ", y), expOf(y), math.Exp(y), 1e-15)
	}
	for _, x := range []float64{1, 1 - 1e-16, 2, 1.5, 0.75} {
		if got, want := logOf(x), math.Log(x); math.Abs(got-want) > 3e-16 {
			t.Errorf("log %g: %g, want %g", x, got, want)
		}
	}
	for _, x := range []float64{0, 1e-300, -1e-20, 1e-9, -699.9, 699.9, 709, -745, 800, math.Inf(-1)} {
		oracle.Near(t, fmt.Sprint("exp ", x), expOf(x), math.Exp(x), 2e-15)
	}
}

func BenchmarkSample(b *testing.B) {
	for name, d := range families(b) {
		b.Run(name, func(b *testing.B) {
			s := newSampler(d)
			r := NewStream(1, 1)
			x := make([]float64, batch)
			for b.Loop() {
				s.fill(&r, x)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/batch, "ns/variate")
		})
	}
}
