package recurrent

import (
	"context"
	"fmt"
	"testing"
)

// fleet draws histories of so many units with so many failures in all.
func fleet(units, failures int) []History {
	r := random(51)
	hs := make([]History, units)
	for k := range hs {
		hs[k] = powerLaw(r, 0.9, float64(failures)/float64(units), 0, 0.5+r.Float64())
	}
	return hs
}

func BenchmarkMCF(b *testing.B) {
	for _, c := range [][2]int{{100, 10_000}, {100_000, 1_000_000}} {
		hs := fleet(c[0], c[1])
		b.Run(fmt.Sprintf("units=%d/failures=%d", c[0], c[1]), func(b *testing.B) {
			for b.Loop() {
				must(MCF(context.Background(), hs, 0.9, Log))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*failures(hs)), "ns/failure")
		})
	}
}

func BenchmarkTrend(b *testing.B) {
	hs := fleet(100_000, 1_000_000)
	b.Run("units=100000/failures=1000000", func(b *testing.B) {
		for b.Loop() {
			must(Trend(hs, 0.9))
		}
	})
}

func BenchmarkFitPowerLaw(b *testing.B) {
	for _, units := range []int{1, 1000} {
		hs := fleet(units, 20*units)
		b.Run(fmt.Sprintf("units=%d", units), func(b *testing.B) {
			for b.Loop() {
				must(must(FitPowerLaw(hs, 0.9)).MTBF(2))
			}
		})
	}
}

func BenchmarkFindChange(b *testing.B) {
	hs := fleet(10, 200)
	b.Run("failures=200/drawings=1000", func(b *testing.B) {
		for b.Loop() {
			must(ChangePoint(context.Background(), hs, 0.9, 1000, random(1)))
		}
	})
}
