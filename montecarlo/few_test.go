package montecarlo

import (
	"context"
	"math"
	"slices"
	"testing"

	"mtbf/internal/num"
	"mtbf/model"
	"mtbf/model/solve"
	"mtbf/model/system"
	"mtbf/montecarlo/internal/gate"
)

// fewSystem is one whose runs see few failures: some in a mission of so many
// hours.
type fewSystem struct {
	name    string
	model   *system.Model
	horizon float64
	warmup  float64
}

func fewSystems(t *testing.T) []fewSystem {
	pair := func(u []system.Node) system.Node { return &system.Parallel{Of: u} }
	alone := func(u []system.Node) system.Node { return u[0] }
	return []fewSystem{
		{"pair", modelOf(2, partOf("m", exponentialOf(t, 1000), exponentialOf(t, 2)), pair), 100_000, 500},
		{"single", modelOf(1, partOf("m", exponentialOf(t, 1000), exponentialOf(t, 2)), alone), 460, 60},
		{"shape 2 and 0.5", modelOf(1, partOf("m", weibullOf(t, 2, 1000), lognormalOf(t, 0.6, 0.5)), alone), 8400, 8000},
	}
}

// TestFewFailures: limits of runs that see some 8, 16, 40 and 160 failures hold
// what the exact engine says as often as they say, within 3.2 binomial errors.
func TestFewFailures(t *testing.T) {
	runs, sizes, systems := 1000, []uint64{20, 40, 100, 400}, fewSystems(t)
	if testing.Short() {
		runs, sizes, systems = 300, sizes[:2], systems[:1]
	}
	names := []string{"unavailability", "MTBF", "MDT", "frequency", "MTTF"}
	levels := []float64{0.9, 0.95}
	const discrete = 0.015 // failures are whole numbers: limits of few cover somewhat more
	for _, c := range systems {
		x, err := solve.System(context.Background(), c.model)
		if err != nil {
			t.Fatal(err)
		}
		truth := []float64{x.Unavailability, x.MTBF, x.MDT, x.FailureFrequency, x.MTTF}
		for _, missions := range sizes {
			covered, failures := make([][5]float64, len(levels)), 0.0
			for seed := range uint64(runs) {
				p := runOf(t, c.model, Options{Seed: seed, MaxReplications: missions, Horizon: c.horizon, Warmup: c.warmup})
				for k, level := range levels {
					p.Options.Confidence = level
					for i, e := range measured(result(t, p)) {
						covered[k][i] += float64(gate.One(e.Lo <= truth[i] && truth[i] <= e.Hi))
					}
				}
				sum := p.total()
				failures += sum.Failures.value()
			}
			for k, level := range levels {
				for i, name := range names {
					share := covered[k][i] / float64(runs)
					t.Logf("%s, %.0f failures, %s: %g %% limits cover %.1f %%", c.name, failures/float64(runs), name, 100*level, 100*share)
					off := 3.2 * math.Sqrt(level*(1-level)/float64(runs))
					if share < level-off || share > level+off+discrete {
						t.Errorf("%s, %.0f failures, %s: %g %% limits cover %.1f %%", c.name, failures/float64(runs), name, 100*level, 100*share)
					}
				}
			}
		}
	}
}

// TestUnlikeOutages: where outages differ much in length, limits of the mean of
// few hold less often than they say, and the run says so.
func TestUnlikeOutages(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	const runs = 1000
	m := modelOf(1, partOf("m", exponentialOf(t, 1000), lognormalOf(t, 0, 1.2)), func(u []system.Node) system.Node { return u[0] })
	truth := math.Exp(1.2 * 1.2 / 2)
	for _, missions := range []uint64{20, 40, 100, 400} {
		covered := 0.0
		for seed := range uint64(runs) {
			r := result(t, runOf(t, m, Options{Seed: seed, MaxReplications: missions, Horizon: 460, Warmup: 60, Confidence: 0.9, FirstFailures: 1}))
			covered += float64(gate.One(r.Measures.MDT.Lo <= truth && truth <= r.Measures.MDT.Hi)) / runs
			if !slices.ContainsFunc(r.Warnings, func(w model.Warning) bool { return w.Code == "few-failures" }) && r.Measures.MDT.Estimable() {
				t.Fatalf("%d missions, seed %d: %v", missions, seed, r.Warnings)
			}
		}
		t.Logf("%d missions: 90 %% limits of MDT cover %.1f %%", missions, 100*covered)
		if covered < 0.79 || covered > 0.9 {
			t.Errorf("%d missions: 90 %% limits of MDT cover %.1f %%", missions, 100*covered)
		}
	}
}

func result(t testing.TB, p *Shard) *Result {
	t.Helper()
	r, err := p.Result()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSkewed: of n exponential numbers with the sample's own error, a mean has
// the limits that chi-square gives where the error is point/sqrt(n+1) and t is z
// (R: 2*8/qchisq(c(.95,.05),16) = 0.6084, 2.0095).
func TestSkewed(t *testing.T) {
	e := estimator{confidence: 0.9}
	const n = 8
	x := e.skewed(1, 1/math.Sqrt(n+1), n, "")
	wider := e.student(n-1) / 1.6448536269514722
	a := n / (wider * wider)
	if lo := a / num.GammaQuantileUpper(a, 0.05); math.Abs(x.Lo/lo-1) > 1e-12 || x.Lo >= 0.6084 || x.Hi <= 2.0095 {
		t.Errorf("[%g, %g], lower limit by hand %g", x.Lo, x.Hi, lo)
	}
	if x := e.skewed(3, 0, n, ""); x.Lo != 3 || x.Hi != 3 {
		t.Errorf("without an error [%g, %g]", x.Lo, x.Hi)
	}
	if x := e.skewed(3, math.NaN(), 1, ""); x.Lo != 0 || !math.IsInf(x.Hi, 1) {
		t.Errorf("of one number [%g, %g]", x.Lo, x.Hi)
	}
}

// TestProbabilitiesAreAtMostOne: also their limits, where a system is down
// nearly always.
func TestProbabilitiesAreAtMostOne(t *testing.T) {
	m := modelOf(1, partOf("m", exponentialOf(t, 3), exponentialOf(t, 1e7)), func(u []system.Node) system.Node { return u[0] })
	for _, o := range []Options{{MaxReplications: 5, Horizon: 200}, {MaxReplications: 40, Horizon: 1e6, Warmup: 1e6 * (1 - 1e-8)}, {MaxReplications: 300, Horizon: 500, Warmup: 100}} {
		r := simulate(t, m, o)
		u, a := r.Measures.Unavailability, r.Measures.Availability
		if u.Hi > 1 || u.Point > 1 || a.Hi > 1 || a.Lo < 0 || u.Lo > u.Hi || a.Lo > a.Hi {
			t.Errorf("%+v: unavailability %g [%g, %g], availability %g [%g, %g]", o, u.Point, u.Lo, u.Hi, a.Point, a.Lo, a.Hi)
		}
	}
}

// TestUptimeBoundsTheMTBF: a unit that goes down once and for all has next to no
// uptime, of which no failure tells of a long MTBF.
func TestUptimeBoundsTheMTBF(t *testing.T) {
	m := modelOf(1, partOf("m", exponentialOf(t, 100), exponentialOf(t, 1e300)), func(u []system.Node) system.Node { return u[0] })
	if x := simulate(t, m, Options{MaxReplications: 50}).Measures.MTBF; x.Lo > 100 {
		t.Errorf("MTBF of 100 h at least %g", x.Lo)
	}
}
