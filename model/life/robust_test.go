package life

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"mtbf/internal/property"
)

// TestMeanOfAnything: no sample of 1e-100 to 1e100 h panics, gives NaN where
// something was completed, or has limits that do not enclose the point.
func TestMeanOfAnything(t *testing.T) {
	magnitude := rapid.Map(rapid.Float64Range(-100, 100), func(x float64) float64 { return math.Pow(10, x) })
	level := rapid.OneOf(rapid.Float64Range(0.001, 0.999), rapid.SampledFrom([]float64{1e-6, 0.9, 0.9999999}))
	tie := rapid.SampledFrom([]float64{1.0 / 60, 0.5, 0.5000000001, 3, 1e3})
	property.Check(t, func(t *rapid.T) {
		of := rapid.SampledFrom([]*rapid.Generator[float64]{tie, rapid.Float64Range(0.01, 100), magnitude}).Draw(t, "kind")
		s := RepairTimes{
			Times:    rapid.SliceOfN(of, 0, 30).Draw(t, "times"),
			Zeros:    rapid.IntRange(0, 5).Draw(t, "zeros"),
			Censored: rapid.SliceOfN(rapid.OneOf(of, rapid.Just(0.0)), 0, 5).Draw(t, "censored"),
		}
		e, err := Mean(s, level.Draw(t, "confidence"))
		if err != nil {
			t.Fatal(err)
		}
		if math.IsNaN(e.Lo) || math.IsNaN(e.Hi) || e.Lo < 0 || e.Lo > e.Hi || e.Point < e.Lo || e.Point > e.Hi {
			t.Fatalf("point %g, [%g, %g], %s", e.Point, e.Lo, e.Hi, e.Method)
		}
		if e.Estimable() != (len(s.Times) > 0) {
			t.Fatalf("point %g of %d repairs", e.Point, len(s.Times))
		}
	})
}
