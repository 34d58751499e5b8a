package rate

import (
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
)

// scipy 1.17.1: r = binomtest(n1, n1+n2, t1/(t1+t2)), whose p-value and exact limits,
// as odds times t2/t1, are those of R's poisson.test.
func TestRatioAgainstTheBinomialTest(t *testing.T) {
	for _, c := range []struct {
		n1, n2             int
		t1, t2, confidence float64
		lo, hi, p          float64
	}{
		{17233, 6418, 90910000, 1863000, 0.9, 0.05371333849110059, 0.05637249446468452, 0},
		{0, 9, 5000, 4000, 0.95, 0, 0.40530415223573407, 0.000676639484598864},
		{7, 0, 300, 100, 0.9, 0.6240708311184655, math.Inf(1), 0.20404052734375},
		{36, 32, 55584, 49632, 0.8, 0.7151250625068585, 1.4129022032781728, 1},
	} {
		t.Run(fmt.Sprint(c.n1, c.n2), func(t *testing.T) {
			e, p, err := Ratio(c.n1, c.t1, c.n2, c.t2, c.confidence)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "lower", e.Lo, c.lo, 1e-9)
			oracle.Near(t, "upper", e.Hi, c.hi, 1e-9)
			oracle.Near(t, "p", p, c.p, 1e-9)
		})
	}
}
