package montecarlo

import (
	"context"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// measured are the figures whose limits are put to the test.
func measured(r *Result) []Estimate {
	m := r.Measures
	return []Estimate{m.Unavailability, m.MTBF, m.MDT, m.FailureFrequency, m.MTTF}
}

// TestCoverage: of runs with different seeds that stop at a relative error,
// or after few replications, 95 in 100 have the truth within their 95 % limits,
// within 4 standard errors.
func TestCoverage(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 15 s")
	}
	const runs = 1000
	names := []string{"unavailability", "MTBF", "MDT", "frequency", "MTTF"}
	for _, c := range []struct {
		system string
		o      Options
	}{
		{"single", Options{RelError: 0.05, FirstFailures: 100}},
		{"2of3-pump", Options{RelError: 0.05, FirstFailures: 100}},
		{"takeover", Options{MaxReplications: 60, FirstFailures: 60}},
		{"shared-kofn", Options{MaxReplications: 40, FirstFailures: 40}},
	} {
		t.Run(c.system, func(t *testing.T) {
			m := exactSystems(t)[c.system]
			want, err := solve.System(context.Background(), m)
			if err != nil {
				t.Fatal(err)
			}
			if g, ok := m.Top.(*system.Group); ok {
				x, _ := solve.Groups(context.Background(), g, &m.Components[0])
				want.MTTF = x.MTTF
			}
			truth := []float64{want.Unavailability, want.MTBF, want.MDT, want.FailureFrequency, want.MTTF}
			var covered, z [5]float64
			for seed := range uint64(runs) {
				c.o.Seed, c.o.Confidence = seed, 0.95
				for i, e := range measured(simulate(t, m, c.o)) {
					if e.Lo <= truth[i] && truth[i] <= e.Hi {
						covered[i]++
					}
					z[i] += (e.Point - truth[i]) / (e.RelativeError * e.Point)
				}
			}
			for i, name := range names {
				if math.IsNaN(truth[i]) {
					continue
				}
				t.Logf("%s %s: mean z %.2f standard errors off", c.system, name, z[i]/math.Sqrt(runs))
				oracle.Covers(t, c.system+" "+name, covered[i], runs, 0.95)
			}
		})
	}
}

// TestNoBias: over 60 runs of every system the deviations from the exact
// answers, in standard errors, average to 0 and have the size they should.
func TestNoBias(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 15 s")
	}
	const runs = 60
	for name, m := range exactSystems(t) {
		want, err := solve.System(context.Background(), m)
		if err != nil {
			t.Fatal(err)
		}
		truth := []float64{want.Unavailability, want.MTBF, want.MDT, want.FailureFrequency}
		var sum, square [4]float64
		for seed := range uint64(runs) {
			r := simulate(t, m, Options{Seed: 1000 + seed, MaxReplications: 400, FirstFailures: 1})
			for i, w := range truth {
				e := measured(r)[i]
				z := math.Log(e.Point/w) / e.RelativeError
				sum[i] += z
				square[i] += z * z
			}
		}
		for i := range truth {
			pass(t, name, sum[i]/math.Sqrt(runs))
			pass(t, name+" squares", (square[i]-runs)/math.Sqrt(2*runs)/1.5)
		}
	}
}
