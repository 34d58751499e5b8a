package compare

import (
	"cmp"
	"math"
	"slices"
)

// Holm returns what p-values are worth that are some of many: adjusted so that,
// where no hypothesis is false, the least of them is below a with a probability of at
// most a, however they depend on each other. In order of size p(1) <= ... <= p(m)
//
//	adjusted(i) = max over j <= i of min(1, (m-j+1) p(j))
//
// [Holm: R p.adjust]. One that is NaN counts as one of the m that shows nothing, and
// stays NaN.
func Holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	atWorst := func(i int) float64 {
		if math.IsNaN(p[i]) {
			return 1
		}
		return p[i]
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(atWorst(i), atWorst(j)) })
	adjusted := make([]float64, len(p))
	worst := 0.0
	for rank, i := range order {
		worst = math.Max(worst, math.Min(1, float64(len(p)-rank)*atWorst(i)))
		adjusted[i] = worst
		if math.IsNaN(p[i]) {
			adjusted[i] = p[i]
		}
	}
	return adjusted
}
