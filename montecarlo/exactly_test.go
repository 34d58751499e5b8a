package montecarlo

import (
	"context"
	"math"
	"testing"

	"mtbf/model"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// systems are small enough for the exact engines.
func exactSystems(t testing.TB) map[string]*system.Model {
	disc := partOf("disc", exponentialOf(t, 300), exponentialOf(t, 24))
	pump := partOf("pump", weibullOf(t, 1.8, 700), lognormalOf(t, 2.5, 0.7))
	group := func(kind system.GroupKind, n, k int, with func(g *system.Group)) *system.Model {
		g := system.Group{Kind: kind, K: k, Coverage: 1, UncoveredMTTR: math.NaN(), Name: "group"}
		with(&g)
		return groupModel(disc, g, n)
	}
	all := map[string]*system.Model{
		"single":    modelOf(1, disc, func(u []system.Node) system.Node { return u[0] }),
		"duplex":    modelOf(2, disc, func(u []system.Node) system.Node { return &system.Parallel{Of: u} }),
		"2of3":      modelOf(3, disc, func(u []system.Node) system.Node { return &system.KOfN{K: 2, Of: u} }),
		"2of3-pump": modelOf(3, pump, func(u []system.Node) system.Node { return &system.KOfN{K: 2, Of: u} }),
		"series":    modelOf(5, disc, func(u []system.Node) system.Node { return &system.Series{Of: u} }),
		"crews":     group(system.Redundant, 4, 2, func(g *system.Group) { g.Crews = 1 }),
		"many":      group(system.Redundant, 20, 17, func(g *system.Group) { g.Crews = 3 }),
		"cold":      group(system.Standby, 3, 1, func(g *system.Group) { g.Crews = 1 }),
		"warm":      group(system.Standby, 4, 2, func(g *system.Group) { g.DormancyFactor = 0.3 }),
		"covered":   group(system.Redundant, 3, 2, func(g *system.Group) { g.Coverage = 0.9; g.UncoveredMTTR = 7 }),
		"uncovered": group(system.Duplex, 2, 1, func(g *system.Group) { g.Coverage = 0.7 }),
		"takeover":  group(system.Duplex, 2, 1, func(g *system.Group) { g.Detection = 1; g.Switchover = 2.5 }),
		"beta":      group(system.Redundant, 3, 2, func(g *system.Group) { g.Beta = 0.1 }),
		"beta-all":  group(system.Redundant, 3, 2, func(g *system.Group) { g.Beta = 1 }),
		"idle":      group(system.Standby, 3, 1, func(g *system.Group) { g.DormancyFactor, g.Coverage, g.IdleCoverage = 1, 0.9, 0.6 }),
		"idle-only": group(system.Duplex, 3, 1, func(g *system.Group) { g.Coverage, g.IdleCoverage, g.Switchover = 1, 0.8, 2 }),
		"mgl": group(system.Redundant, 4, 2, func(g *system.Group) {
			g.CommonCause = &model.CommonCause{MGL: []float64{0.3, 0.5, 0.6}}
		}),
		"alpha": group(system.Redundant, 4, 2, func(g *system.Group) {
			g.Crews, g.CommonCause = 1, &model.CommonCause{Alpha: []float64{0.8, 0.1, 0.07, 0.03}}
		}),
		"alpha-all": group(system.Redundant, 3, 1, func(g *system.Group) {
			g.CommonCause = &model.CommonCause{Alpha: []float64{0, 0.7, 0.3}, Staggered: true}
		}),
		"mgl-duplex": group(system.Duplex, 5, 2, func(g *system.Group) {
			g.Coverage, g.IdleCoverage, g.Switchover, g.CommonCause = 0.9, 0.7, 3, &model.CommonCause{MGL: []float64{0.4, 0.5, 0.6, 0.2}}
		}),
		"mgl-standby": group(system.Standby, 5, 2, func(g *system.Group) {
			g.Crews, g.Coverage, g.IdleCoverage, g.Switchover, g.DormancyFactor, g.UncoveredMTTR = 2, 0.9, 0.5, 1.5, 0.4, 11
			g.CommonCause = &model.CommonCause{MGL: []float64{0.4, 0.5, 0.6, 0.2}}
		}),
		"everything": group(system.Standby, 5, 2, func(g *system.Group) {
			g.Crews, g.Coverage, g.Switchover, g.Beta, g.DormancyFactor, g.UncoveredMTTR = 2, 0.95, 1.5, 0.05, 0.4, 11
		}),
		"duplex-5":    group(system.Duplex, 5, 3, func(g *system.Group) { g.Crews, g.Coverage, g.Switchover, g.Beta = 2, 0.9, 3, 0.02 }),
		"shared":      sharedSystem(t),
		"shared-kofn": sharedVote(t),
		"bridge":      bridge(t),
		"node":        nodeOfModules(t),
		"pool":        coupledSystem(t, 1),
		"duties":      coupledSystem(t, 7),
		"rest":        coupledSystem(t, 9),
	}
	return all
}

// sharedSystem is two servers, each with its own disc, on one mains.
func sharedSystem(t testing.TB) *system.Model {
	m := &system.Model{Components: []system.Component{
		partOf("server", exponentialOf(t, 400), exponentialOf(t, 30)), partOf("disc", exponentialOf(t, 900), exponentialOf(t, 20)), partOf("mains", exponentialOf(t, 5000), exponentialOf(t, 3)),
	}}
	m.Units = []system.Unit{{Name: "a", Component: 0}, {Name: "b", Component: 0}, {Name: "c", Component: 1}, {Name: "d", Component: 1}, {Name: "mains", Component: 2, Shared: true}}
	leg := func(i, j int) system.Node {
		return &system.Series{Of: []system.Node{system.Use{Unit: i}, system.Use{Unit: j}, system.Use{Unit: 4}}}
	}
	m.Top = &system.Parallel{Of: []system.Node{leg(0, 2), leg(1, 3)}}
	return m
}

// sharedVote is 2 of 3 servers in series with two of the mains they share.
func sharedVote(t testing.TB) *system.Model {
	m := &system.Model{Components: []system.Component{partOf("server", exponentialOf(t, 400), exponentialOf(t, 30)), partOf("mains", exponentialOf(t, 2000), exponentialOf(t, 9))}}
	m.Units = []system.Unit{{Name: "a"}, {Name: "b"}, {Name: "c"}, {Name: "m", Component: 1}, {Name: "n", Component: 1}}
	leg := func(i, j int) system.Node {
		return &system.Series{Of: []system.Node{system.Use{Unit: i}, system.Use{Unit: j}}}
	}
	m.Top = &system.Series{Of: []system.Node{&system.KOfN{K: 2, Of: []system.Node{leg(0, 3), leg(1, 3), leg(2, 4)}}, &system.Parallel{Of: []system.Node{system.Use{Unit: 3}, system.Use{Unit: 4}}}}}
	return m
}

func bridge(t testing.TB) *system.Model {
	link := partOf("link", exponentialOf(t, 200), exponentialOf(t, 30))
	return modelOf(7, link, func(u []system.Node) system.Node {
		pair := &system.Parallel{Of: u[5:7]}
		return &system.Network{Source: "s", Target: "t", Edges: []system.Edge{{From: "s", To: "u", Node: u[0]}, {From: "s", To: "l", Node: u[1]}, {From: "u", To: "l", Node: pair}, {From: "u", To: "t", Node: u[3]}, {From: "l", To: "t", Node: &system.Series{Of: []system.Node{u[2], u[4]}}}}}
	})
}

// nodeOfModules has series, parallel and k-out-of-n within each other.
func nodeOfModules(t testing.TB) *system.Model {
	part := partOf("part", weibullOf(t, 0.8, 500), lognormalOf(t, 2, 1))
	return modelOf(12, part, func(u []system.Node) system.Node {
		return &system.KOfN{K: 2, Of: []system.Node{
			&system.Series{Of: []system.Node{u[0], &system.Parallel{Of: u[1:4]}}},
			&system.Parallel{Of: []system.Node{&system.Series{Of: u[4:6]}, &system.KOfN{K: 2, Of: u[6:10]}}},
			&system.Series{Of: u[10:12]},
		}}
	})
}

// TestAgreesWithExact: every measure of every system is within 4 standard
// errors of what the exact engines say.
func TestAgreesWithExact(t *testing.T) {
	for name, m := range exactSystems(t) {
		t.Run(name, func(t *testing.T) {
			want, err := solve.System(context.Background(), m)
			if err != nil {
				t.Fatal(err)
			}
			mttf := want.MTTF
			if g, ok := m.Top.(*system.Group); ok {
				x, err := solve.Groups(context.Background(), g, &m.Components[0])
				if err != nil {
					t.Fatal(err)
				}
				mttf = x.MTTF
			}
			r := simulate(t, m, Options{Seed: 17, MaxReplications: replicationsOf(name), FirstFailures: 4096, Workers: 2})
			got := r.Measures
			within(t, "unavailability", got.Unavailability, want.Unavailability, 0.02)
			within(t, "MTBF", got.MTBF, want.MTBF, 0.02)
			within(t, "MDT", got.MDT, want.MDT, 0.02)
			within(t, "frequency", got.FailureFrequency, want.FailureFrequency, 0.02)
			if !math.IsNaN(mttf) {
				within(t, "MTTF", got.MTTF, mttf, 0.03)
			}
			t.Logf("%d events, warm-up %.4g of %.4g h", r.Events, r.Warmup, r.Horizon)
		})
	}
}

// replicationsOf is more where failures are rare.
func replicationsOf(name string) uint64 {
	switch name {
	case "warm":
		return 20_000
	case "cold":
		return 60_000
	}
	return 6000
}
