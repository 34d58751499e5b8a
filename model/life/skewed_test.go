package life

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The masses are those that a walk through all values in order of size hands on,
// completed ones before a censored one that is equal.
func TestKaplanMeierMass(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 2000 {
		draw := func(least int) []float64 {
			values := make([]float64, least+r.IntN(12))
			for i := range values {
				values[i] = float64(1 + r.IntN(8))
			}
			return values
		}
		times, censored := draw(2), draw(1)
		values := slices.Concat(times, censored)
		order := make([]int, len(values))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
		weight, mass := make([]float64, len(values)), 1/float64(len(values))
		for rank, i := range order {
			if left := float64(len(values) - rank - 1); i >= len(times) && left > 0 {
				mass *= (left + 1) / left
				continue
			}
			weight[i] = mass
		}
		want := weighted(values, weight, len(times))
		if got := moments(times, censored); got != want {
			// One of several equal censored values may bear the last mass.
			if tie := slices.Max(values); slices.Contains(times, tie) || !near(got, want) {
				t.Fatalf("times %v, censored %v: %+v, want %+v", times, censored, got, want)
			}
		}
	}
}

// near allows for another order of a sum.
func near(a, b sampleMoments) bool {
	const rel = 1e-13
	close := func(x, y float64) bool { return math.Abs(x-y) <= rel*math.Abs(y) }
	return close(a.mean, b.mean) && close(a.sd, b.sd) && (close(a.skewness, b.skewness) || a.sd == 0)
}
