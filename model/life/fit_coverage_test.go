package life

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/model"
	"mtbf/model/dist"
)

// coverageOfFits counts how often the limits of shape (or sdlog), scale (or
// meanlog) and B10 hold the truth, in samples of n times of which those after
// the median are censored. Samples without a fit are left out; their share is
// returned too.
func coverageOfFits(t *testing.T, d dist.Distribution, n, replications int, seed uint64) (hits [3]float64, lost float64) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	end, b10 := d.Quantile(0.5), d.Quantile(0.1)
	fits := 0.0
	for range replications {
		var obs Observations
		for range n {
			if at := d.InverseSurvival(1 - r.Float64()); at <= end {
				obs = append(obs, Exact(at))
			} else {
				obs = append(obs, RightCensored(end))
			}
		}
		f, err := Fit(context.Background(), d.Family(), obs, FitOptions{})
		var refused *NotEstimableError
		if errors.As(err, &refused) {
			lost++
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		fits++
		for i, p := range d.Parameters() {
			hits[i] += indicator(f.Parameters[i].Lo <= p.Value && p.Value <= f.Parameters[i].Hi)
		}
		e, err := f.Quantile(context.Background(), 0.1)
		if err != nil {
			t.Fatal(err)
		}
		hits[2] += indicator(e.Lo <= b10 && b10 <= e.Hi)
	}
	for i := range hits {
		hits[i] /= fits
	}
	return hits, lost / float64(replications)
}

// TestCoverageOfFits: nominal 90 % likelihood-ratio limits with half of the
// times censored cover 88 % to 92 % for n of 30 and more, within 4 binomial
// standard errors of the simulation; for n = 10 no less than 86 %.
func TestCoverageOfFits(t *testing.T) {
	slow(t)
	const replications = 4000
	for _, d := range []dist.Distribution{weibullOf(1.6, 900), lognormalOf(4.5, 1.2)} {
		for _, c := range []struct {
			n     int
			least float64
		}{{10, 0.86}, {30, 0.88}, {100, 0.88}} {
			t.Run(fmt.Sprint(c.n, c.least), func(t *testing.T) {
				hits, lost := coverageOfFits(t, d, c.n, replications, 21)
				t.Logf("%s, n = %d: %.3f, without a fit %.4f", d.Family(), c.n, hits, lost)
				for i, share := range hits {
					slack := 4 * math.Sqrt(0.1*0.9/replications)
					if share < c.least-slack || share > 0.92+slack {
						t.Errorf("%s, n = %d, figure %d: covers %.3f", d.Family(), c.n, i, share)
					}
				}
			})
		}
	}
}

// TestBootstrap: with many failures bootstrap limits are near those of the
// likelihood ratio; the same stream gives the same limits.
func TestBootstrap(t *testing.T) {
	d := weibullOf(1.6, 900)
	r := rand.New(rand.NewPCG(3, 4))
	var obs Observations
	for range 200 {
		at := d.InverseSurvival(1 - r.Float64())
		if at < 1100 {
			obs = append(obs, Exact(at).From(at/5))
		} else {
			obs = append(obs, RightCensored(1100))
		}
	}
	var lo [2]float64
	for i := range lo {
		fit := mustFit(t, "weibull", obs, FitOptions{Limits: ParametricBootstrap, Random: rand.New(rand.NewPCG(8, 9)), Replications: 500})
		ratio := mustFit(t, "weibull", obs, FitOptions{})
		b10, err := fit.Quantile(context.Background(), 0.1)
		if err != nil {
			t.Fatal(err)
		}
		want, err := ratio.Quantile(context.Background(), 0.1)
		if err != nil {
			t.Fatal(err)
		}
		near := func(name string, got, want model.Estimate) {
			width := want.Hi - want.Lo
			if math.Abs(got.Lo-want.Lo) > 0.15*width || math.Abs(got.Hi-want.Hi) > 0.15*width {
				t.Errorf("%s: bootstrap [%g, %g], likelihood ratio [%g, %g]", name, got.Lo, got.Hi, want.Lo, want.Hi)
			}
		}
		near("B10", b10, want)
		near("shape", fit.Parameters[0].Estimate, ratio.Parameters[0].Estimate)
		near("mean", fit.Mean(context.Background()), ratio.Mean(context.Background()))
		lo[i] = b10.Lo
	}
	if lo[0] != lo[1] {
		t.Errorf("limits %g and %g from one stream", lo[0], lo[1])
	}
}

// TestBootstrapKnowsItsLimits: intervals cannot be drawn again, and samples in
// which nothing fails are counted.
func TestBootstrapKnowsItsLimits(t *testing.T) {
	options := FitOptions{Limits: ParametricBootstrap, Random: rand.New(rand.NewPCG(8, 9)), Replications: 200}
	var bad *model.ParamError
	if _, err := Fit(context.Background(), "weibull", mixed, options); !errors.As(err, &bad) {
		t.Errorf("intervals: %v", err)
	}
	if _, err := Fit(context.Background(), "weibull", Observations{Exact(400).Times(1e12), Exact(500)}, options); !errors.As(err, &bad) {
		t.Errorf("a great count: %v", err)
	}
	fit := mustFit(t, "weibull", Observations{Exact(400), Exact(900), RightCensored(1000).Times(8)}, options)
	if codes(fit.Parameters[0].Estimate) != "few-failures bootstrap-lost" {
		t.Errorf("%+v", fit.Warnings)
	}
}
