package multiplex

import (
	"context"
	"fmt"
	"math"
	"testing"
)

func BenchmarkRun(b *testing.B) {
	for _, n := range []int{1_000, 5_000, 20_000, 30_000} {
		nand, majority := VonNeumann(n), Scheme{Majority, Bundle{n, 0.07}, 0.005, 1}
		for _, s := range []Scheme{nand, majority} {
			b.Run(fmt.Sprintf("organ=%v/lines=%d/stages=%d", s.Organ, n, s.Tiers+1), func(b *testing.B) {
				var r Result
				for b.Loop() {
					r = run(b, s, s.Worst()[0])
				}
				b.ReportMetric(-math.Log10(r.Residual), "nines")
			})
		}
	}
}

func BenchmarkSize(b *testing.B) {
	for b.Loop() {
		n, err := VonNeumann(0).Size(context.Background(), 1e-18)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(n), "lines")
	}
}
