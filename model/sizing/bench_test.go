package sizing

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"mtbf/model/system"
)

// Six uncertain modules in series, up to five copies of each.
func BenchmarkConfidence(b *testing.B) {
	m := &system.Model{}
	var of []system.Node
	var known []Uncertain
	for i := range 6 {
		m.Components = append(m.Components, repaired(b, fmt.Sprintf("m%d", i), 5000+1000*float64(i), 8, 10+float64(i)))
		of = append(of, choose(i, 1, 5))
		known = append(known, Uncertain{Component: fmt.Sprintf("m%d", i), Failures: 8 + i, Operating: 40_000 + 17_000*float64(i)})
	}
	m.Top = series(of...)
	for _, n := range []int{200, 1000} {
		b.Run(fmt.Sprintf("draws=%d", n), func(b *testing.B) {
			for b.Loop() {
				r := sized(b, m, Options{AllowedUnavailability: 1e-5, Confidence: .9, Draws: n, Uncertain: known, Stream: rand.New(rand.NewPCG(1, 2))})
				b.ReportMetric(r.Confident.ProbabilityOfCompliance, "meets")
			}
		})
	}
}
