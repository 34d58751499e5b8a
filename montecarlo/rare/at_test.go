package rare

import (
	"context"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// exactAt is the exact engine's unreliability at each of the times.
func exactAt(t *testing.T, m *system.Model, times ...float64) []float64 {
	t.Helper()
	f, err := solve.NewFirstOutage(context.Background(), m, false)
	if err != nil {
		t.Fatal(err)
	}
	all, err := f.At(context.Background(), times...)
	if err != nil {
		t.Fatal(err)
	}
	var down []float64
	for _, x := range all {
		down = append(down, x.Unreliability)
	}
	return down
}

// checkAt holds what is simulated to the exact engine.
func checkAt(t *testing.T, m *system.Model, rel float64, methods []Method, times ...float64) {
	t.Helper()
	want := exactAt(t, m, times...)
	for _, method := range methods {
		r, err := Simulate(context.Background(), m, Options{Method: method, RelError: rel, Seed: 11, Confidence: sigma, Workers: 2, Times: times})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d cycles, %d transitions: %s", method, r.Cycles, r.Transitions, r.Reason)
		for i, p := range r.At {
			near(t, string(method)+": unreliability", p.Unreliability, want[i], 2*rel)
			if r := p.Reliability; r.Estimable() {
				oracle.Near(t, "1 - unreliability", r.Point, 1-p.Unreliability.Point, 1e-12)
			}
		}
	}
}

var inTime = []Method{Auto, ZeroVariance, Biasing}

func groupOf(g system.Group, parts ...system.Component) *system.Model {
	m := &system.Model{Components: parts, Top: &g}
	for _, u := range g.Units {
		m.Units = append(m.Units, system.Unit{Name: string(rune('a' + u))})
	}
	return m
}

func TestFirstOutageAgainstExact(t *testing.T) {
	lost := func(p system.Component) system.Component { p.Repair = nil; return p }
	none := math.NaN()
	u := []int{0, 1, 2}
	for _, c := range []struct {
		name  string
		m     *system.Model
		times []float64
	}{
		{"pair", seriesOf(1, 1, 2, exponentialPart(t, "disc", 10_000, 24)), []float64{0.24, 2.4, 24, 240, 24_000}},
		{"raid", groupOf(system.Group{Units: []int{0, 1, 2, 3, 4, 5, 6, 7}, K: 6, Crews: 1, Coverage: 1, UncoveredMTTR: none}, exponentialPart(t, "disc", 289_278, 36)), []float64{0.36, 36, 8766, 43_830}},
		{"busy 17-of-20", seriesOf(1, 17, 20, exponentialPart(t, "disc", 1000, 2)), []float64{0.02, 2, 20, 2000}},
		{"two thousand cycles", seriesOf(1, 16, 20, exponentialPart(t, "a", 1000, 1)), []float64{100_000}},
		{"ten 2-of-3", seriesOf(10, 2, 3, exponentialPart(t, "a", 50_000, 7)), []float64{0.7, 700, 7000}},
		{"1-of-4", seriesOf(1, 1, 4, exponentialPart(t, "a", 2000, 30)), []float64{3, 30, 3000, 30_000}},
		{"three kinds", modelOf(twoOf, exponentialPart(t, "a", 1e6, 3), exponentialPart(t, "b", 2e6, 7), exponentialPart(t, "c", 5e6, 110)), []float64{0.03, 30, 3000}},
		{"shared unit", modelOf(func(u []system.Node) system.Node {
			return &system.Parallel{Of: []system.Node{&system.Series{Of: []system.Node{u[0], u[2]}}, &system.Series{Of: []system.Node{u[1], u[2]}}}}
		}, exponentialPart(t, "a", 1e4, 24), exponentialPart(t, "b", 2e4, 20), exponentialPart(t, "mains", 3e9, 8)), []float64{0.2, 20, 20_000}},
		{"bridge", modelOf(func(u []system.Node) system.Node {
			return &system.Network{Source: "s", Target: "t", Edges: []system.Edge{
				{From: "s", To: "a", Node: u[0]}, {From: "s", To: "b", Node: u[1]}, {From: "a", To: "b", Node: u[2]},
				{From: "a", To: "t", Node: u[3]}, {From: "b", To: "t", Node: u[4]},
			}}
		}, exponentialPart(t, "a", 1e5, 2), exponentialPart(t, "b", 2e5, 3), exponentialPart(t, "c", 3e3, 5), exponentialPart(t, "d", 4e5, 7), exponentialPart(t, "e", 5e5, 11)), []float64{1, 100, 5000}},
		{"2-of-3 of series", modelOf(func(u []system.Node) system.Node {
			return &system.KOfN{K: 2, Of: []system.Node{&system.Series{Of: u[:2]}, &system.Series{Of: u[2:4]}, &system.Series{Of: u[4:]}}}
		}, exponentialPart(t, "a", 1e5, 2), exponentialPart(t, "b", 2e5, 30), exponentialPart(t, "c", 3e4, 5), exponentialPart(t, "d", 4e5, 7), exponentialPart(t, "e", 5e5, 11), exponentialPart(t, "f", 6e5, 13)), []float64{0.1, 10, 10_000}},
		{"coverage and takeover", groupOf(system.Group{Kind: system.Duplex, Units: u[:2], K: 1, Coverage: 0.99999, UncoveredMTTR: 4}, exponentialPart(t, "cpu", 50_000, 10)), []float64{0.1, 10, 10_000}},
		{"detection", groupOf(system.Group{Kind: system.Duplex, Units: u[:2], K: 1, Coverage: 0.9999, Detection: 0.01, Switchover: 0.02, UncoveredMTTR: 4}, exponentialPart(t, "cpu", 5e6, 10)), []float64{0.1, 10, 10_000}},
		{"beta", groupOf(system.Group{Units: u, K: 1, Coverage: 1, Beta: 1e-6, UncoveredMTTR: none}, exponentialPart(t, "cpu", 50_000, 10)), []float64{0.1, 10, 10_000}},
		{"warm standby", groupOf(system.Group{Kind: system.Standby, Units: u, K: 1, Coverage: 1, DormancyFactor: 0.3, UncoveredMTTR: none}, exponentialPart(t, "cpu", 9000, 10)), []float64{0.1, 10, 10_000}},
		{"cold standby, one crew", groupOf(system.Group{Kind: system.Standby, Units: u, K: 1, Crews: 1, Coverage: 1, UncoveredMTTR: none}, exponentialPart(t, "cpu", 9000, 10)), []float64{0.1, 10, 10_000}},
		{"pair of groups", func() *system.Model {
			m := &system.Model{Components: []system.Component{exponentialPart(t, "a", 9000, 10), exponentialPart(t, "b", 20_000, 5)}}
			m.Units = []system.Unit{{Name: "a.1"}, {Name: "a.2"}, {Name: "b.1", Component: 1}, {Name: "b.2", Component: 1}, {Name: "b.3", Component: 1}}
			m.Top = &system.Series{Of: []system.Node{
				&system.Group{Name: "a", Kind: system.Standby, Units: u[:2], K: 1, Coverage: 1, UncoveredMTTR: none},
				&system.Group{Name: "b", Units: []int{2, 3, 4}, K: 1, Crews: 1, Coverage: 1, UncoveredMTTR: none},
			}}
			return m
		}(), []float64{0.1, 10, 10_000}},
		{"unrepaired pair", seriesOf(1, 1, 2, lost(exponentialPart(t, "a", 1e6, 1))), []float64{1, 1000}},
		{"unrepaired third", modelOf(parallel, exponentialPart(t, "a", 900, 3), exponentialPart(t, "b", 2000, 7), lost(exponentialPart(t, "c", 1e6, 1))), []float64{0.05, 5, 500, 5000}},
		{"two unrepaired", modelOf(parallel, exponentialPart(t, "a", 900, 3), lost(exponentialPart(t, "b", 1e5, 7)), lost(exponentialPart(t, "c", 1e6, 1))), []float64{0.05, 5, 500, 5000}},
		{"unrepaired group", groupOf(system.Group{Kind: system.Standby, Units: u, K: 1, Coverage: 1, DormancyFactor: 0.3, UncoveredMTTR: none}, lost(exponentialPart(t, "cpu", 9e4, 10))), []float64{0.1, 10, 1000}},
	} {
		t.Run(c.name, func(t *testing.T) { checkAt(t, c.m, 0.02, inTime, c.times...) })
	}
}

// A repair that takes thousands of times as long as the others: balanced biasing has
// heavy weights there.
func TestFirstOutageInASlowRepair(t *testing.T) {
	m := modelOf(parallel, exponentialPart(t, "a", 1e6, 2000), exponentialPart(t, "b", 1000, 3), exponentialPart(t, "c", 1000, 3))
	checkAt(t, m, 0.03, []Method{Auto}, 1, 1000, 10_000)
}
