package montecarlo

import (
	"math"
	"slices"
	"testing"

	"mtbf/model/system"
)

// TestFirstFailureGivenUp: at an unavailability of 1e-12 no replication goes on
// beyond its mission, whose events are those of its 30 units: two for each
// cycle. MTTF is bounded from below.
func TestFirstFailureGivenUp(t *testing.T) {
	const most = 40
	m := modelOf(30, partOf("a", exponentialOf(t, 517_200), exponentialOf(t, 24)), func(u []system.Node) system.Node {
		top := &system.Series{}
		for triple := range slices.Chunk(u, 3) {
			top.Of = append(top.Of, &system.Parallel{Of: triple})
		}
		return top
	})
	r := simulate(t, m, Options{Seed: 3, MaxReplications: most})
	if events := most * r.Horizon * 30 * 2 / (517_200 + 24); float64(r.Events) > 1.2*events {
		t.Errorf("%d events, of missions %.0f", r.Events, events)
	}
	x := r.Measures.MTTF
	if x.Estimable() || !(x.Lo > r.Warmup && x.Lo <= r.Horizon) || !math.IsInf(x.Hi, 1) || x.Warnings[0].Code != "censored" {
		t.Errorf("MTTF %+v", x)
	}
}

// TestFirstFailureBeyondTheMission: missions of 100 h go on until a pair fails,
// at (3 + 10000/24) 10000/2 = 2098333 h from new.
func TestFirstFailureBeyondTheMission(t *testing.T) {
	r := simulate(t, duplex(t), Options{Seed: 3, MaxReplications: 4096, Horizon: 100, Workers: 2})
	within(t, "MTTF", r.Measures.MTTF, (3+10000./24)*10000/2, 0.02)
}

// TestStretches: of units with fixed times the first failure is the same
// whether a worker goes to it at once or in many stretches.
func TestStretches(t *testing.T) {
	const to = 30_000
	for _, name := range []string{"duplex", "2of3-pump", "series", "shared", "shared-kofn", "bridge", "node"} {
		m := exactSystems(t)[name]
		for round := range uint64(20) {
			fixTimes(t, m, NewStream(3, round), to)
			want := begin(outagesOf(t, m, to), to)
			for _, stride := range []float64{90, 700, 64 * to} {
				p, err := newPlan(m)
				if err != nil {
					t.Fatal(err)
				}
				w := newWorker(p)
				w.begin(NewStream(1, 1))
				if got := w.firstFailure(0, to, stride); got != want {
					t.Errorf("%s: the first failure at %g in stretches of %g, at %g at once", name, got, stride, want)
				}
			}
		}
	}
}
