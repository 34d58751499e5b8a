package life

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/model/dist"
)

// Nominal 90 % limits of S(t) of Weibull lives, some 30 % of them censored, and
// of their median, over 2,000 samples. Log-log limits covered 0.90 to 0.96 for
// n = 20, where they are wide in the tails, and 0.89 to 0.90 for n = 200; plain
// ones 0.87 in the middle for n = 20.
func TestKaplanMeierCoverage(t *testing.T) {
	random := rand.New(rand.NewPCG(23, 29))
	life := sure(dist.NewWeibull(1.6, 100, 0))
	const samples = 2000
	room := 4 * math.Sqrt(0.9*0.1/samples)
	for _, c := range []struct {
		n         int
		kind      CITransform
		most, low float64 // greatest share, and what is lost beside chance
	}{
		{20, LogLogLimits, 0.975, 0}, {20, PlainLimits, 1, 0.02}, {50, LogLogLimits, 0.95, 0}, {200, LogLogLimits, 0.9 + room, 0},
	} {
		t.Run(fmt.Sprint(c.n, c.most, c.low), func(t *testing.T) {
			for i, share := range kmCoverage(random, samples, c.n, c.kind, life) {
				t.Logf("n = %d, %v: %.3f", c.n, c.kind, share)
				if share < 0.9-room-c.low || share > c.most {
					t.Errorf("n = %d, %v, place %d: covers %v", c.n, c.kind, i, share)
				}
			}
		})
	}
}

// kmCoverage returns the shares of samples whose 90 % limits hold the true
// survival where it is 0.9, 0.5 and 0.15, and the true median.
func kmCoverage(random *rand.Rand, samples, n int, kind CITransform, life dist.Distribution) [4]float64 {
	var held [4]float64
	for range samples {
		curve := sure(KaplanMeier(context.Background(), censoredLives(random, n, life)))
		for i, survival := range []float64{0.9, 0.5, 0.15} {
			e, _, _ := curve.At(life.InverseSurvival(survival), 0.9, kind)
			if e.Lo <= survival && survival <= e.Hi {
				held[i] += 1 / float64(samples)
			}
		}
		q := sure(curve.Quantile(0.5, 0.9, kind))
		if median := life.Quantile(0.5); q.Lo <= median && median <= q.Hi {
			held[3] += 1 / float64(samples)
		}
	}
	return held
}

// censoredLives returns n lives, each watched for an exponential time with the
// mean of 250 h.
func censoredLives(random *rand.Rand, n int, life dist.Distribution) Observations {
	obs := make(Observations, n)
	for i := range obs {
		at, end := life.Quantile(random.Float64()), 250*random.ExpFloat64()
		obs[i] = RightCensored(math.Min(at, end))
		if at <= end {
			obs[i] = Exact(at)
		}
	}
	return obs
}

// Nominal 90 % limits of the restricted mean of 50 such lives covered 0.88 of
// 3,000 samples. The true restricted mean up to 120 h is the integral of S by the
// midpoint rule.
func TestRestrictedMeanCoverage(t *testing.T) {
	random := rand.New(rand.NewPCG(23, 31))
	life := sure(dist.NewWeibull(1.6, 100, 0))
	mean := 0.0
	for at := 0.005; at < 120; at += 0.01 {
		mean += 0.01 * math.Exp(life.LogSurvival(at))
	}
	const samples = 3000
	means := 0.0
	for range samples {
		obs := censoredLives(random, 50, life)
		if e := sure(sure(KaplanMeier(context.Background(), obs)).MeanUpTo(120, 0.9)); e.Lo <= mean && mean <= e.Hi {
			means += 1. / samples
		}
	}
	t.Logf("mean %.3f", means)
	room := 4 * math.Sqrt(0.9*0.1/samples)
	if math.Abs(means-0.9) > room+0.015 {
		t.Errorf("covers %v", means)
	}
}
