package life

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"mtbf/model/dist"
)

func BenchmarkKaplanMeier(b *testing.B) {
	for _, n := range []int{1e3, 1e6} {
		b.Run(fmt.Sprintf("rows=%.0e", float64(n)), func(b *testing.B) {
			obs := censoredLives(rand.New(rand.NewPCG(1, 2)), n, sure(dist.NewWeibull(1.6, 100, 0)))
			for b.Loop() {
				sure(KaplanMeier(context.Background(), obs))
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func BenchmarkTurnbull(b *testing.B) {
	for _, n := range []int{1e2, 1e4} {
		b.Run(fmt.Sprintf("rows=%.0e", float64(n)), func(b *testing.B) {
			obs, steps := looks(rand.New(rand.NewPCG(1, 2)), n), 0
			for b.Loop() {
				steps = sure(Turnbull(context.Background(), obs)).Iterations
			}
			b.ReportMetric(float64(steps), "steps")
		})
	}
}

func BenchmarkKolmogorovUpper(b *testing.B) {
	for _, n := range []int{25, 1000} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			for b.Loop() {
				kolmogorovUpper(n, 0.04)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "p/s")
		})
	}
}
