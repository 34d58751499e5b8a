package multiplex

import (
	"context"
	"math"
	"testing"
)

// TestCoverage: of runs with different seeds 95 in 100 have the truth within
// their limits of 95 %, by 4 standard errors of 0.7 %; more of those that saw few failures, as the
// limits of Clopper and Pearson do.
func TestCoverage(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 8 s")
	}
	const runs = 1000
	rare := Scheme{N: 60, Error: 1e-3, Fiducial: 0.15, Tiers: 2, Stimulated: 0.95}
	for _, c := range []struct {
		name         string
		tilt         bool
		s            Scheme
		o            Options
		conservative bool
	}{
		{"plain", false, neumann(60), Options{RelError: 0.05}, false},
		{"plain, closer", false, neumann(60), Options{RelError: 0.02}, false},
		{"plain, 30 wirings", false, small()[6], Options{MaxBatches: 30}, false},
		{"plain, PRISM", false, prism(20, 1), Options{RelError: 0.02}, false},
		{"plain, few failures", false, rare, Options{MaxBatches: 60}, true},
		{"tilted", true, neumann(60), Options{MaxBatches: 3}, false},
		{"tilted, rare", true, rare, Options{MaxBatches: 6}, false},
		{"tilted, majority", true, small()[5], Options{MaxBatches: 4}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			want, covered, z := byCounts(c.s), 0.0, 0.0
			c.o.Confidence = 0.95
			s, o, err := check(c.s, c.o)
			if err != nil {
				t.Fatal(err)
			}
			run, trail := Simulate, newTrail(context.Background(), &s)
			if c.tilt {
				run = func(ctx context.Context, _ Scheme, o Options) (*Result, error) { return trail.run(ctx, o) }
			}
			for seed := range uint64(runs) {
				o.Seed = seed
				r, err := run(context.Background(), s, o)
				if err != nil {
					t.Fatal(err)
				}
				e := r.Probability
				if e.Lo <= want && want <= e.Hi {
					covered++
				}
				if e.Estimable() {
					z += (e.Point - want) / (e.RelativeError * e.Point)
				}
			}
			t.Logf("%s, P = %.3g: %.1f %% covered, mean z %.2f standard errors off", c.name, want, covered/runs*100, z/math.Sqrt(runs))
			off := (covered/runs - 0.95) / math.Sqrt(0.95*0.05/runs)
			if c.conservative {
				off = min(off, 0)
			}
			pass(t, c.name+": coverage of limits of 95 %", off)
		})
	}
}
