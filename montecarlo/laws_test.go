package montecarlo

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/system"
)

// outagesOf returns the outages of a system of which all times are fixed.
func outagesOf(t *testing.T, m *system.Model, to float64) []interval {
	p, err := newPlan(m)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorker(p)
	w.begin(NewStream(1, 1))
	return w.outages(0, to)
}

// TestDeterministicByHand: units of life 10 and repair 2 are down in [10, 12),
// [22, 24), ...; of life 7 and repair 4 in [7, 11), [18, 22), [29, 33), ... They
// touch at 22, where the end comes first.
func TestDeterministicByHand(t *testing.T) {
	fixed := func(v float64) model.Distribution { return distOf(t, "deterministic", map[string]float64{"value": v}) }
	m := &system.Model{
		Components: []system.Component{partOf("a", fixed(10), fixed(2)), partOf("b", fixed(7), fixed(4)), partOf("c", fixed(5), fixed(0))},
		Units:      []system.Unit{{Name: "a", Component: 0}, {Name: "b", Component: 1}, {Name: "c", Component: 2}},
	}
	a, b, c := system.Use{Unit: 0}, system.Use{Unit: 1}, system.Use{Unit: 2}
	network := func(edges ...system.Edge) system.Node { return &system.Network{Edges: edges, Source: "s", Target: "t"} }
	wire := func(from, to string) system.Edge { return system.Edge{From: from, To: to, Node: system.Wire{}} }
	for _, x := range []struct {
		name string
		top  system.Node
		want []interval
	}{
		{"parallel", &system.Parallel{Of: []system.Node{a, b}}, []interval{{10, 11, 0, 0}}},
		{"series", &system.Series{Of: []system.Node{a, b}}, []interval{{7, 12, 1, 0}, {18, 22, 1, 0}, {22, 24, 0, 0}}},
		{"places in parallel", &system.Network{Source: "s", Target: "t", Edges: []system.Edge{wire("s", "u"), wire("u", "t"), wire("s", "v"), wire("v", "t")}, Places: []system.Place{{Name: "u", Node: a}, {Name: "v", Node: b}}}, []interval{{10, 11, 0, 0}}},
		{"a place and an edge in series", &system.Network{Source: "s", Target: "t", Edges: []system.Edge{wire("s", "u"), {From: "u", To: "t", Node: b}}, Places: []system.Place{{Name: "u", Node: a}}}, []interval{{7, 12, 1, 0}, {18, 22, 1, 0}, {22, 24, 0, 0}}},
		{"network in series", network(system.Edge{From: "s", To: "u", Node: a}, system.Edge{From: "u", To: "t", Node: b}), []interval{{7, 12, 1, 0}, {18, 22, 1, 0}, {22, 24, 0, 0}}},
		{"network in parallel", network(system.Edge{From: "s", To: "t", Node: a}, system.Edge{From: "s", To: "t", Node: b}), []interval{{10, 11, 0, 0}}},
		{"2 of 3", &system.KOfN{K: 2, Of: []system.Node{a, b, b}}, []interval{{7, 11, 1, 0}, {18, 22, 1, 0}}},
	} {
		t.Run(x.name, func(t *testing.T) {
			m.Top = x.top
			got := outagesOf(t, m, 28)
			if len(got) != len(x.want) {
				t.Errorf("%s: %v, want %v", x.name, got, x.want)
				return
			}
			for i := range got {
				if got[i].from != x.want[i].from || got[i].to != x.want[i].to || got[i].cause != x.want[i].cause {
					t.Errorf("%s: %v, want %v", x.name, got, x.want)
				}
			}
		})
	}
	m.Top = c // outages of no length are failures
	if got := outagesOf(t, m, 28); len(got) != 5 || got[1].from > 10.001 {
		t.Errorf("no repair time: %v", got)
	}
}

// TestDowntimeOfCauses: the same a and b in series are down in [7, 12) and [18, 22)
// because of b, in [22, 24) because of a, in every mission: of 28 h 9 and 2 h, of
// 23 h 9 and 1 h. After a warm-up of 9 h there are 3 + 4 h left of b's, one failure,
// and 2 h of a's.
func TestDowntimeOfCauses(t *testing.T) {
	fixed := func(v float64) model.Distribution { return distOf(t, "deterministic", map[string]float64{"value": v}) }
	m := &system.Model{
		Components: []system.Component{partOf("a", fixed(10), fixed(2)), partOf("b", fixed(7), fixed(4))},
		Units:      []system.Unit{{Name: "a", Component: 0}, {Name: "b", Component: 1}},
		Top:        &system.Series{Of: []system.Node{system.Use{Unit: 0}, system.Use{Unit: 1}}},
	}
	const missions = 10
	for _, c := range []struct {
		horizon, warmup float64
		want            []Cause // of one mission
	}{
		{28, 0, []Cause{{"b", 2, 9, 9 / 11.}, {"a", 1, 2, 2 / 11.}}},
		{23, 0, []Cause{{"b", 2, 9, 9 / 10.}, {"a", 1, 1, 1 / 10.}}},
		{28, 9, []Cause{{"b", 1, 7, 7 / 9.}, {"a", 1, 2, 2 / 9.}}},
	} {
		t.Run(fmt.Sprint(c.horizon, " h after ", c.warmup), func(t *testing.T) {
			r := simulate(t, m, Options{Seed: 1, MaxReplications: missions, Horizon: c.horizon, Warmup: c.warmup})
			if len(r.Causes) != len(c.want) {
				t.Fatalf("%+v, want %+v", r.Causes, c.want)
			}
			down := 0.0
			for i, want := range c.want {
				got := r.Causes[i]
				if got.Name != want.Name || got.Failures != missions*want.Failures {
					t.Errorf("%+v, want %d times %+v", got, missions, want)
				}
				oracle.Near(t, "hours a mission by "+want.Name, got.Downtime, want.Downtime, 1e-12)
				oracle.Near(t, "share of "+want.Name, got.DowntimeShare, want.DowntimeShare, 1e-12)
				down += want.Downtime
			}
			oracle.Near(t, "hours a mission", r.Mission.Downtime.Mean.Point, down, 1e-12)
			oracle.Near(t, "mission", r.Mission.Hours, c.horizon-c.warmup, 1e-12)
		})
	}
}

// TestLikeReplay: of units with fixed times, whose outages are known, every
// structure has the outages that system.Replay finds, with their causes.
func TestLikeReplay(t *testing.T) {
	const to = 30_000
	for _, name := range []string{"duplex", "2of3-pump", "series", "shared", "shared-kofn", "bridge", "node"} {
		m := exactSystems(t)[name]
		found := 0
		for round := range uint64(30) {
			log := fixTimes(t, m, NewStream(3, round), to)
			got := outagesOf(t, m, to)
			replay, err := m.Replay(context.Background(), log, model.Interval{From: 0, To: to}, false)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != len(replay.Outages) {
				t.Fatalf("%s: %d outages, replayed %d", name, len(got), len(replay.Outages))
			}
			for i, x := range replay.Outages {
				if got[i].from != x.From || math.Min(got[i].to, to) != x.To || m.Units[got[i].cause].Name != x.Causes[0] {
					t.Fatalf("%s: %v, replayed %+v", name, got[i], x)
				}
			}
			found += len(got)
		}
		if found < 100 {
			t.Errorf("%s: only %d outages", name, found)
		}
	}
}

// fixTimes gives every unit of m a life and a repair time of its own, and
// returns their outages up to a time.
func fixTimes(t *testing.T, m *system.Model, r Stream, to float64) *model.Log {
	log := &model.Log{}
	m.Components = nil
	for i := range m.Units {
		life, repair := 100+300*r.Float64(), 20+60*r.Float64()
		fixed := func(v float64) model.Distribution { return distOf(t, "deterministic", map[string]float64{"value": v}) }
		m.Components = append(m.Components, partOf("part", fixed(life), fixed(repair)))
		m.Units[i].Component, m.Units[i].Name = i, string(rune('a'+i))
		log.Units = append(log.Units, model.Unit{Name: m.Units[i].Name})
		for x := (interval{}); x.from < to; {
			x.from = x.to + life
			x.to = x.from + repair
			log.Outages = append(log.Outages, model.Outage{Unit: int32(i), Start: x.from, End: x.to})
		}
	}
	return log
}

// TestWhatCannotBeSimulated is refused by name.
func TestWhatCannotBeSimulated(t *testing.T) {
	disc := partOf("disc", exponentialOf(t, 300), exponentialOf(t, 24))
	partial := modelOf(3, disc, func(u []system.Node) system.Node { return &system.Capacity{Of: u} })
	var p *model.ParamError
	if _, err := newPlan(partial); !errors.As(err, &p) {
		t.Errorf("partial: %v", err)
	}
	group := func(u ...int) system.Node {
		return &system.Group{Name: "g", K: 1, Units: u, Crews: 1, Coverage: 1, UncoveredMTTR: math.NaN()}
	}
	twice := modelOf(3, disc, func(u []system.Node) system.Node {
		return &system.Series{Of: []system.Node{group(0, 1), group(1, 2)}}
	})
	if _, err := newPlan(twice); err == nil {
		t.Error("a unit in two groups was let pass")
	}
}

// TestGroupUnitsUsedElsewhere: a group's unit in series with the group, as the
// chain of this system says. Two units of rates l and m with one crew, both
// needed: down unless both are up. With x = l/m the steady state of the
// numbers down is 1 : 2x : 2x^2.
func TestGroupUnitsUsedElsewhere(t *testing.T) {
	disc := partOf("disc", exponentialOf(t, 300), exponentialOf(t, 24))
	m := modelOf(2, disc, func(u []system.Node) system.Node {
		g := &system.Group{Name: "g", K: 1, Units: []int{0, 1}, Crews: 1, Coverage: 1, UncoveredMTTR: math.NaN()}
		return &system.Series{Of: []system.Node{u[0], g, u[1]}}
	})
	x := 24.0 / 300
	up := 1 / (1 + 2*x + 2*x*x)
	r := simulate(t, m, Options{Seed: 2, MaxReplications: 4000})
	within(t, "unavailability", r.Measures.Unavailability, 1-up, 0.01)
	within(t, "frequency", r.Measures.FailureFrequency, up*2/300, 0.01)
	within(t, "MTTF", r.Measures.MTTF, 150, 0.03)
}

// TestStatic: units without times are drawn once a mission.
func TestStatic(t *testing.T) {
	link := system.Component{Name: "link", Availability: math.NaN(), Reliability: 0.9}
	line := system.Component{Name: "line", Availability: 0.8, Reliability: math.NaN()}
	m := modelOf(5, link, func(u []system.Node) system.Node { return &system.KOfN{K: 4, Of: u} })
	r := simulate(t, m, Options{Seed: 2, MaxReplications: 200_000, Times: []float64{0.5}})
	works := 5*0.1*math.Pow(0.9, 4) + math.Pow(0.9, 5)
	within(t, "unavailability", r.Measures.Unavailability, 1-works, 0.01)
	within(t, "reliability", r.At[0].Reliability, works, 0.01)
	if r.Measures.MTBF.Estimable() || r.Measures.MTTF.Estimable() {
		t.Error("a mean time of what has no times")
	}
	m.Components[0] = line
	if r := simulate(t, m, Options{MaxReplications: 100, Times: []float64{0.5}}); r.At[0].Reliability.Estimable() {
		t.Error("a reliability of an availability")
	}
}

// TestNotRepaired: two of three of mean life 60 last 60 (1/3 + 1/2) = 50 h.
func TestNotRepaired(t *testing.T) {
	m := modelOf(3, partOf("unit", exponentialOf(t, 60), nil), func(u []system.Node) system.Node { return &system.KOfN{K: 2, Of: u} })
	r := simulate(t, m, Options{Seed: 2, RelError: 0.005, Times: []float64{20}})
	within(t, "MTTF", r.Measures.MTTF, 50, 0.006)
	p := math.Exp(-20. / 60)
	within(t, "reliability", r.At[0].Reliability, 3*p*p-2*p*p*p, 0.01)
	if r.Measures.MTBF.Estimable() {
		t.Error("an MTBF of what is not repaired")
	}
}

// TestNoFailures: bounds, not zeros.
func TestNoFailures(t *testing.T) {
	m := modelOf(2, partOf("unit", exponentialOf(t, 1e9), exponentialOf(t, 1)), func(u []system.Node) system.Node { return &system.Parallel{Of: u} })
	r := simulate(t, m, Options{MaxReplications: 50, Horizon: 1000})
	x := r.Measures
	if x.Unavailability.Estimable() || x.MTBF.Estimable() || !(x.Unavailability.Hi > 0) || !(x.MTBF.Lo > 0) || !math.IsInf(x.MTBF.Hi, 1) {
		t.Errorf("%+v", x)
	}
	if len(x.MTBF.Warnings) == 0 || x.MTBF.Warnings[0].Code != "no-failures" {
		t.Error("no warning")
	}
	if x.MTTF.Estimable() || x.MTTF.Warnings[0].Code != "censored" {
		t.Errorf("%+v", x.MTTF)
	}
}
