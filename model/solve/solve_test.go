package solve

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/dist"
	"mtbf/model/markov"
	"mtbf/model/system"
)

// part is a module with exponential life and repair.
func part(t *testing.T, name string, mtbf, mttr float64) system.Component {
	t.Helper()
	p := system.Component{Name: name, Availability: math.NaN(), Reliability: math.NaN()}
	var err error
	if p.Life, err = dist.New("exponential", map[string]float64{"mean": mtbf}); err != nil {
		t.Fatal(err)
	}
	if mttr > 0 {
		if p.Repair, err = dist.New("exponential", map[string]float64{"mean": mttr}); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// of makes a system of one unit for each pair of numbers.
func of(t *testing.T, top func(use []system.Node) system.Node, numbers ...[2]float64) *system.Model {
	t.Helper()
	m := &system.Model{Name: "test"}
	var use []system.Node
	for i, x := range numbers {
		m.Components = append(m.Components, part(t, fmt.Sprintf("u%d", i), x[0], x[1]))
		m.Units = append(m.Units, system.Unit{Name: fmt.Sprintf("u%d", i), Component: i})
		use = append(use, system.Use{Unit: i})
	}
	m.Top = top(use)
	return m
}

// checkEngines holds the diagram to the chain of the whole system.
func checkEngines(t *testing.T, name string, m *system.Model) {
	t.Helper()
	got, err := System(context.Background(), m)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	want, err := newBrute(t, m, false).chain(t).Measures(context.Background())
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"availability", got.Availability, want.Availability}, {"unavailability", got.Unavailability, want.Unavailability},
		{"MTBF", got.MTBF, want.MTBF}, {"MUT", got.MUT, want.MUT}, {"MDT", got.MDT, want.MDT},
		{"frequency", got.FailureFrequency, want.FailureFrequency}, {"MTTF", got.MTTF, want.MTTF},
	} {
		t.Run(c.what, func(t *testing.T) {
			oracle.Near(t, name+" "+c.what, c.got, c.want, 1e-10)
		})
	}
}

// One system through every engine: a duplex pair, a 2-of-3, a bridge, a series
// of pairs, with rates from wear to rare.
func TestDiagramAndChainAgree(t *testing.T) {
	pair := func(u []system.Node) system.Node { return &system.Parallel{Of: u} }
	checkEngines(t, "pair", of(t, pair, [2]float64{10_000, 24}, [2]float64{8_000, 30}))
	checkEngines(t, "2-of-3", of(t, func(u []system.Node) system.Node { return &system.KOfN{K: 2, Of: u} },
		[2]float64{1e9, 3}, [2]float64{2e8, 7}, [2]float64{5e7, 11}))
	checkEngines(t, "bridge", of(t, func(u []system.Node) system.Node {
		return &system.Network{Source: "s", Target: "t", Edges: []system.Edge{
			{From: "s", To: "a", Node: u[0]}, {From: "s", To: "b", Node: u[1]}, {From: "a", To: "b", Node: u[2]},
			{From: "a", To: "t", Node: u[3]}, {From: "b", To: "t", Node: u[4]},
		}}
	}, [2]float64{100, 2}, [2]float64{200, 3}, [2]float64{300, 5}, [2]float64{400, 7}, [2]float64{500, 11}))
	checkEngines(t, "drawn", of(t, func(u []system.Node) system.Node {
		return &system.Network{Source: "s", Target: "t", Places: []system.Place{{Name: "a", Node: u[0]}, {Name: "b", Node: u[1]}, {Name: "t", Node: u[4]}}, Edges: []system.Edge{
			{From: "s", To: "a", Node: system.Wire{}}, {From: "s", To: "b", Node: u[2]}, {From: "a", To: "b", Node: u[3]},
			{From: "a", To: "t", Node: system.Wire{}}, {From: "b", To: "t", Node: system.Wire{}},
		}}
	}, [2]float64{100, 2}, [2]float64{200, 3}, [2]float64{300, 5}, [2]float64{400, 7}, [2]float64{500, 11}))
	checkEngines(t, "shared", of(t, func(u []system.Node) system.Node {
		return &system.Parallel{Of: []system.Node{&system.Series{Of: []system.Node{u[0], u[2]}}, &system.Series{Of: []system.Node{u[1], u[2]}}}}
	}, [2]float64{1e4, 24}, [2]float64{2e4, 20}, [2]float64{3e5, 8}))
}

func TestRandomSystemsAgree(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	for i := range 60 {
		n := 2 + rng.IntN(5)
		numbers := make([][2]float64, n)
		for j := range numbers {
			numbers[j] = [2]float64{math.Pow(10, 2+6*rng.Float64()), math.Pow(10, 2*rng.Float64())}
		}
		checkEngines(t, fmt.Sprintf("random %d", i), of(t, func(u []system.Node) system.Node { return randomNode(rng, u, 3) }, numbers...))
	}
}

// randomNode nests the units, some of them shared.
func randomNode(rng *rand.Rand, units []system.Node, depth int) system.Node {
	if depth == 0 || rng.IntN(4) == 0 {
		return units[rng.IntN(len(units))]
	}
	children := make([]system.Node, 2+rng.IntN(2))
	for i := range children {
		children[i] = randomNode(rng, units, depth-1)
	}
	switch rng.IntN(3) {
	case 0:
		return &system.Series{Of: children}
	case 1:
		return &system.Parallel{Of: children}
	}
	return &system.KOfN{K: 1 + rng.IntN(len(children)), Of: children}
}

// A group in a series is an exact module: its unavailability and frequency are
// those of its chain, U = 1 - A_1 A_2 and w = A_2 w_1 + A_1 w_2.
func TestGroupIsAModule(t *testing.T) {
	m := &system.Model{Components: []system.Component{part(t, "cpu", 5000, 10), part(t, "bus", 90_000, 6)}}
	m.Units = []system.Unit{{Name: "cpu.1", Component: 0}, {Name: "cpu.2", Component: 0}, {Name: "bus", Component: 1}}
	g := &system.Group{Name: "cpus", Kind: system.Duplex, Units: []int{0, 1}, K: 1, Crews: 1, Coverage: 0.99, Beta: 0.02, Detection: 0.01, UncoveredMTTR: 4}
	m.Top = &system.Series{Of: []system.Node{g, system.Use{Unit: 2}}}
	r, err := System(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	c, err := markov.Group{Kind: markov.Duplex, N: 2, K: 1, FailureRate: 1 / 5000., RepairRate: 1 / 10., Crews: 1, Coverage: 0.99, Beta: 0.02, TakeoverHours: 0.01, UncoveredRepairRate: 1 / 4.}.Measures(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	a2, u2, w2 := 90_000/90_006., 6/90_006., 1/90_006.
	oracle.Near(t, "availability", r.Availability, c.Availability*a2, 1e-12)
	oracle.Near(t, "unavailability", r.Unavailability, c.Unavailability+c.Availability*u2, 1e-12)
	oracle.Near(t, "frequency", r.FailureFrequency, c.FailureFrequency*a2+c.Availability*w2, 1e-12)
}

func TestRefusalsAreNamed(t *testing.T) {
	m := of(t, func(u []system.Node) system.Node { return &system.Series{Of: u} }, [2]float64{100, 1})
	var err error
	if m.Components[0].Life, err = dist.New("weibull", map[string]float64{"shape": 1.6, "scale": 1000}); err != nil {
		t.Fatal(err)
	}
	if _, err := SystemChain(context.Background(), m); !errors.Is(err, ErrNotExponential) {
		t.Errorf("whole chain of a Weibull: %v", err)
	}
	m.Units = append(m.Units, system.Unit{Name: "u1", Component: 0})
	m.Top = &system.Group{Units: []int{0, 1}, K: 1, Crews: 1, Coverage: 1, UncoveredMTTR: math.NaN()}
	if _, err := System(context.Background(), m); !errors.Is(err, ErrNotExponential) {
		t.Errorf("group of a Weibull: %v", err)
	}
}

// A group that is the whole system brings its own time to the first failure. A
// pair of M = 1000 h and R = 10 h, from both good: M^2/2R + 1.5 M = 51,500 h.
func TestMTTFOfALoneGroup(t *testing.T) {
	pair := &system.Group{Kind: system.Redundant, Units: []int{0, 1}, K: 1, Crews: 1, Coverage: 1, UncoveredMTTR: math.NaN()}
	m := &system.Model{Name: "pair", Components: []system.Component{part(t, "m", 1000, 10)}, Units: []system.Unit{{Name: "m.1"}, {Name: "m.2"}}, Top: &system.Series{Of: []system.Node{pair}}}
	r, err := System(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "MTTF", r.MTTF, 51_500, 1e-12)
}
