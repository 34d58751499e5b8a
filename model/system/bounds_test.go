package system

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mtbf/internal/oracle"
)

// staticUnits makes a system of one static unit for each probability.
func staticUnits(p ...float64) (*Model, []Node) {
	m := &Model{}
	var use []Node
	for i, x := range p {
		m.Components = append(m.Components, Component{Name: string(rune('a' + i)), Availability: math.NaN(), Reliability: x})
		m.Units = append(m.Units, Unit{Name: string(rune('a' + i)), Component: i})
		use = append(use, Use{i})
	}
	return m, use
}

// The bridge with every link at 0.9: the two paths of two edges give
// 1 - (1 - 0.81)^2 = 0.9639 from below; the cuts by distance, both edges at the
// source and both at the target, (1 - 0.01)^2 = 0.9801 from above; exact
// 2p^2 + 2p^3 - 5p^4 + 2p^5 = 0.97848.
func TestBoundsOfTheBridge(t *testing.T) {
	m, u := staticUnits(0.9, 0.9, 0.9, 0.9, 0.9)
	m.Top = &Network{Source: "s", Target: "t", Edges: []Edge{{"s", "a", u[0]}, {"s", "b", u[1]}, {"a", "b", u[2]}, {"a", "t", u[3]}, {"b", "t", u[4]}}}
	b := boundsBy(t, m, 0)
	oracle.Near(t, "lower", b.lo, 0.9639, 1e-12)
	oracle.Near(t, "upper", b.hi, 0.9801, 1e-12)
	oracle.Near(t, "complement of the lower", b.notLo, 0.0361, 1e-12)
	b = boundsBy(t, m, encloseWork)
	oracle.Near(t, "with diagrams, lower", b.lo, 0.97848, 1e-12)
	oracle.Near(t, "with diagrams, upper", b.hi, 0.97848, 1e-12)
}

// boundsBy returns the bounds that so many operations on diagrams give.
func boundsBy(t *testing.T, m *Model, work int) bound {
	w := newBounder(context.Background(), compile(m, m.Top, make([]int32, len(m.Units)), false), nil)
	w.work = work
	b, err := w.top()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Without shared units and networks the bounds meet in the exact answer.
func TestBoundsMeetWhereNothingIsShared(t *testing.T) {
	m, u := staticUnits(0.99, 0.98, 0.97, 0.96, 0.95)
	m.Top = &Series{[]Node{&KOfN{2, u[:3]}, &Parallel{u[3:]}}}
	b, err := m.Bounds(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	exact, err := Solve(context.Background(), m, nil)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "lower", b.UnavailabilityHi, exact.Unavailability, 1e-12)
	oracle.Near(t, "upper", b.UnavailabilityLo, exact.Unavailability, 1e-12)
}

func TestBoundsHoldForRandomSystems(t *testing.T) {
	rng := rand.New(rand.NewPCG(17, 4))
	for i := range 300 {
		m, u := staticUnits(rng.Float64(), 0.5+rng.Float64()/2, 0.9, 0.99, 1-1e-6*rng.Float64())
		m.Top = boundsNode(rng, u, 3)
		b, err := m.Bounds(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		exact, err := Solve(context.Background(), m, nil)
		if err != nil {
			t.Fatal(err)
		}
		const slack = 1e-12
		if b.AvailabilityLo > exact.Availability*(1+slack) || b.AvailabilityHi < exact.Availability*(1-slack) ||
			b.UnavailabilityLo > exact.Unavailability*(1+slack) || b.UnavailabilityHi < exact.Unavailability*(1-slack) {
			t.Errorf("system %d: %.15g is not between %.15g and %.15g", i, exact.Availability, b.AvailabilityLo, b.AvailabilityHi)
		}
	}
}

func boundsNode(rng *rand.Rand, u []Node, depth int) Node {
	if depth == 0 || rng.IntN(4) == 0 {
		return u[rng.IntN(len(u))]
	}
	of := make([]Node, 2+rng.IntN(2))
	for i := range of {
		of[i] = boundsNode(rng, u, depth-1)
	}
	switch rng.IntN(4) {
	case 0:
		return &Series{of}
	case 1:
		return &Parallel{of}
	case 2:
		return &KOfN{1 + rng.IntN(len(of)), of}
	}
	w := &Network{Source: "s", Target: "t", Directed: rng.IntN(2) == 0, Edges: []Edge{{"s", "a", of[0]}, {"a", "t", of[1]}, {"s", "t", of[len(of)-1]}}}
	if rng.IntN(2) == 0 {
		w.Edges[0].Node, w.Places = Wire{}, []Place{{"a", of[0]}}
	}
	return w
}

// Bounds hold for structures that need not be coherent too: a unit and its complement
// are not associated, so that "one of two works, and one of two fails" is not bounded
// by products. Diagrams that are cut to a few nodes leave a gap, and hold; whole ones
// leave none.
func TestBoundsHoldForAnyStructure(t *testing.T) {
	loose := map[string]int{}
	for seed := range uint64(1500) {
		r := rand.New(rand.NewPCG(seed, 23))
		w := &wood{Rand: r, units: 2 + r.IntN(6)}
		m := alike(w.node(5), w.units, static("u", []float64{0.9, 0.5, 0.02}[r.IntN(3)]))
		p := m.Components[0].Reliability
		works, fails := enumerated(m, slices.Repeat([]float64{p}, w.units), slices.Repeat([]float64{1 - p}, w.units))
		hold := func(what string, b bound) {
			const slack = 1e-12
			if b.lo > works*(1+slack) || b.hi < works*(1-slack) || b.notHi > fails*(1+slack) || b.notLo < fails*(1-slack) {
				t.Errorf("seed %d, %s: %.15g is not between %.15g and %.15g", seed, what, works, b.lo, b.hi)
			}
			if b.hi-b.lo > 0.01 {
				loose[what]++
			}
		}
		hold("apart or associated", boundsBy(t, m, 0))
		hold("by diagrams", boundsBy(t, m, encloseWork))
		x := newBounder(context.Background(), compile(m, m.Top, make([]int32, len(m.Units)), false), nil)
		if _, err := x.top(); err != nil {
			t.Fatal(err)
		}
		top := x.g.All[x.g.Top]
		if top.Op == OpLeaf || top.constant() {
			continue
		}
		x.store = 8
		pl := &planner{plan: x.state.plan, ctx: context.Background(), f: x.f, work: encloseWork}
		for _, most := range []int{1, 2, 4} {
			for _, o := range pl.depthFirst(top) {
				b, _ := x.enclosed(pl, top, o, most)
				hold(fmt.Sprintf("by diagrams of %d nodes", most), b)
			}
		}
	}
	for _, what := range []string{"apart or associated", "by diagrams of 1 nodes", "by diagrams of 2 nodes", "by diagrams of 4 nodes"} {
		if loose[what] < 100 {
			t.Errorf("%s only %d structures leave a gap", what, loose[what])
		}
	}
	if loose["by diagrams"] > 0 {
		t.Errorf("%d structures leave a gap", loose["by diagrams"])
	}
}
