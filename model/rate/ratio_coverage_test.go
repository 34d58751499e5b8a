package rate

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// The limits of a ratio of rates hold it with at least the probability stated, and
// p-values of equal rates are at most a with a probability of at most a: both are so
// for every total of failures, hence for all of them together. Summed over the counts
// that have all but 1e-9 of the probability, exactly.
func TestCoverageOfTheRatio(t *testing.T) {
	levels := []float64{0.5, 0.8, 0.9, 0.95, 0.99}
	for _, c := range []struct{ mean1, mean2, t1, t2 float64 }{
		{1, 1, 10, 10}, {2, 20, 10, 10}, {5, 5, 10, 10}, {5, 10, 100, 10}, {20, 20, 20, 10}, {60, 40, 20, 10},
	} {
		name := fmt.Sprintf("%g failures to %g, in times of %g to %g", c.mean1, c.mean2, c.t1, c.t2)
		t.Run(name, func(t *testing.T) {
			ratio := c.mean1 / c.t1 / (c.mean2 / c.t2)
			held, refuted := make([]float64, len(levels)), make([]float64, len(levels))
			pairs(c.mean1, c.mean2, func(n1, n2 int, mass float64) {
				for i, level := range levels {
					e, _, _ := Ratio(n1, c.t1, n2, c.t2, level)
					if e.Lo <= ratio && ratio <= e.Hi {
						held[i] += mass
					}
				}
			})
			pairs(c.mean1, c.mean1*c.t2/c.t1, func(n1, n2 int, mass float64) {
				_, p, _ := Ratio(n1, c.t1, n2, c.t2, 0.9)
				for i, level := range levels {
					if p <= 1-level {
						refuted[i] += mass
					}
				}
			})
			var texts []string
			for i, level := range levels {
				texts = append(texts, fmt.Sprintf("%.1f", 100*held[i]))
				if held[i] < level-1e-8 || refuted[i] > 1-level {
					t.Errorf("at %g: held with %.6f, equal rates refuted with %.6f", level, held[i], refuted[i])
				}
			}
			t.Logf("| %s | %s |", name, strings.Join(texts, " | "))
		})
	}
}

// pairs yields the pairs of Poisson counts with their probabilities.
func pairs(mean1, mean2 float64, yield func(n1, n2 int, mass float64)) {
	first, second := masses(mean1), masses(mean2)
	for n1, m1 := range first {
		for n2, m2 := range second {
			if m1*m2 > 1e-14 {
				yield(n1, n2, m1*m2)
			}
		}
	}
}

func masses(mean float64) []float64 {
	m := make([]float64, int(mean+10*math.Sqrt(mean)+15))
	m[0] = math.Exp(-mean)
	for n := 1; n < len(m); n++ {
		m[n] = m[n-1] * mean / float64(n)
	}
	return m
}
