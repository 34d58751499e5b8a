package system

import (
	"context"
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
	b, err := m.Bounds(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "lower", b.AvailabilityLo, 0.9639, 1e-12)
	oracle.Near(t, "upper", b.AvailabilityHi, 0.9801, 1e-12)
	oracle.Near(t, "complement of the lower", b.UnavailabilityHi, 0.0361, 1e-12)
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
// by products.
func TestBoundsHoldForAnyStructure(t *testing.T) {
	loose := 0
	for seed := range uint64(1500) {
		r := rand.New(rand.NewPCG(seed, 23))
		w := &wood{Rand: r, units: 2 + r.IntN(6)}
		m := alike(w.node(5), w.units, static("u", []float64{0.9, 0.5, 0.02}[r.IntN(3)]))
		p := m.Components[0].Reliability
		works, fails := enumerated(m, slices.Repeat([]float64{p}, w.units), slices.Repeat([]float64{1 - p}, w.units))
		b, err := m.Bounds(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		const slack = 1e-12
		if b.AvailabilityLo > works*(1+slack) || b.AvailabilityHi < works*(1-slack) || b.UnavailabilityLo > fails*(1+slack) || b.UnavailabilityHi < fails*(1-slack) {
			t.Errorf("seed %d: %.15g is not between %.15g and %.15g", seed, works, b.AvailabilityLo, b.AvailabilityHi)
		}
		if b.AvailabilityHi-b.AvailabilityLo > 0.01 {
			loose++
		}
	}
	if loose < 100 {
		t.Errorf("only %d structures leave a gap", loose)
	}
}
