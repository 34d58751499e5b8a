package oracle

import (
	"math"
	"testing"
)

// Covers fails the test unless the share of runs whose limits held the truth is
// within 4 standard errors of what the limits promise: of 95 % in 1,000 runs a
// standard error is 0.7 %.
func Covers(t testing.TB, name string, held, runs, promised float64) {
	t.Helper()
	z := (held/runs - promised) / math.Sqrt(promised*(1-promised)/runs)
	say := t.Logf
	if !(math.Abs(z) <= 4) {
		say = t.Errorf
	}
	say("%s: limits of %g %% cover %.1f %%, z = %.2f", name, 100*promised, 100*held/runs, z)
}

// Within4 fails the test unless a standard normal deviate is within 4, as all but
// one in 16,000 are.
func Within4(t testing.TB, name string, z float64) {
	t.Helper()
	if !(math.Abs(z) <= 4) {
		t.Errorf("%s: z = %.2f", name, z)
	}
}
