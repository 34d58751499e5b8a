package life

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// weibullRows are Weibull times of which 30 % are censored.
func weibullRows(n int) Observations {
	r := rand.New(rand.NewPCG(7, 11))
	d := weibullOf(1.7, 900)
	obs := make(Observations, n)
	for i := range obs {
		obs[i] = Exact(d.InverseSurvival(1 - r.Float64()))
		if r.Float64() < 0.3 {
			obs[i] = RightCensored(obs[i].Lower * (1 - r.Float64()/2))
		}
	}
	return obs
}

var sink float64

// BenchmarkFitWeibull reports beside the time of a fit how many passes of
// math.Log over the times it is worth.
func BenchmarkFitWeibull(b *testing.B) {
	for _, c := range []struct {
		name   string
		n      int
		limits CIMethod
	}{{"rows=1e3/limits=LR", 1000, LikelihoodRatio}, {"rows=1e6/limits=Wald", 1e6, Wald}, {"rows=1e6/limits=LR", 1e6, LikelihoodRatio}} {
		obs := weibullRows(c.n)
		b.Run(c.name, func(b *testing.B) {
			start := time.Now()
			for range 5 {
				for i := range obs {
					sink += math.Log(obs[i].Lower)
				}
			}
			pass := time.Since(start).Seconds() / 5
			for b.Loop() {
				if _, err := Fit(context.Background(), "weibull", obs, FitOptions{Limits: c.limits}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/pass, "log-passes/op")
			b.ReportMetric(1e3*pass, "ms/log-pass")
		})
	}
}
