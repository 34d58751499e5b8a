package rate

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"mtbf/internal/property"
	"mtbf/model"
)

// TestAnyCount: whatever the counts, times and confidence, limits are ordered,
// not NaN, and enclose the point.
func TestAnyCount(t *testing.T) {
	count := rapid.OneOf(rapid.IntRange(0, 9), rapid.IntRange(0, 3_000_000))
	hours := rapid.Map(rapid.Float64Range(-6, 12), func(x float64) float64 { return math.Pow(10, x) })
	property.Check(t, func(t *rapid.T) {
		n, m := count.Draw(t, "n"), count.Draw(t, "m")
		t1, t2 := hours.Draw(t, "t1"), hours.Draw(t, "t2")
		c := rapid.OneOf(rapid.Float64Range(0.01, 0.999), rapid.SampledFrom([]float64{0.9, 1 - 1e-9})).Draw(t, "confidence")
		ratio, p, err := Ratio(n, t1, m, t2, c)
		if err != nil || !(p >= 0 && p <= 1) {
			t.Fatalf("p = %g, %v", p, err)
		}
		for name, e := range map[string]model.Estimate{
			"ratio": ratio, "MTBF": must(MTBF(n, t1, c, TimeTerminated)), "rate": must(Rate(n, t1, c, TimeTerminated)),
			"demand":   must(PerDemand(n, n+m+1, c)),
			"weighted": must(Weighted([]int{n, m}, []float64{0.4, 0.9}, t1, c)),
		} {
			wide := c >= 0.5 // narrow exact limits may miss the point
			if math.IsNaN(e.Lo) || math.IsNaN(e.Hi) || e.Lo < 0 || e.Lo > e.Hi || wide && (e.Point < e.Lo || e.Point > e.Hi) {
				t.Fatalf("%s: point %g, [%g, %g]", name, e.Point, e.Lo, e.Hi)
			}
		}
	})
}
