package system

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"mtbf/internal/num"
	"mtbf/internal/oracle"
)

// Two routers in a ring of wires between a source that fails and a target that
// does not: the source works and a router does, .98 (1 - .1 x .2) = .9604, and
// .02 + .98 x .02 = .0396 is the chance that it fails. One wire instead of a router
// leaves the source alone.
func TestPlacesByHand(t *testing.T) {
	w := &Network{Source: "s", Target: "t",
		Edges:  []Edge{{"s", "a", Wire{}}, {"s", "b", Wire{}}, {"a", "t", Wire{}}, {"b", "t", Wire{}}},
		Places: []Place{{"s", Use{0}}, {"a", Use{1}}, {"b", Use{2}}}}
	parts := []Component{downWith("s", .02), downWith("a", .1), downWith("b", .2)}
	for _, c := range []struct {
		name     string
		top      *Network
		up, down float64
		cuts     []string
	}{
		{"undirected", w, .9604, .0396, []string{"[s]", "[a b]"}},
		{"directed", &Network{Source: "s", Target: "t", Edges: w.Edges, Places: w.Places, Directed: true}, .9604, .0396, []string{"[s]", "[a b]"}},
		{"a way around a router", &Network{Source: "s", Target: "t", Edges: append([]Edge{{"s", "t", Wire{}}}, w.Edges...), Places: w.Places}, .98, .02, []string{"[s]"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := structure(t, of(c.top, parts...))
			got, err := s.Solve(context.Background(), nil)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "availability", got.Availability, c.up, 1e-14)
			oracle.Near(t, "unavailability", got.Unavailability, c.down, 1e-14)
			cuts, err := s.CutSets(context.Background(), SetOptions{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, set := range cuts.Sets {
				names = append(names, fmt.Sprint(set.Units))
			}
			slices.Sort(names)
			slices.Sort(c.cuts)
			if !slices.Equal(names, c.cuts) {
				t.Errorf("cut sets %v, want %v", names, c.cuts)
			}
		})
	}
}

// Random drawn diagrams, directed or not, whose places and edges fail, with units
// of their own or shared, against every state of their units: every measure, both
// probabilities to 1e-12.
func TestPlacesAgainstEnumeration(t *testing.T) {
	byFrontier := 0
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 21))
		w, n := drawn(r, seed%4 == 0)
		var parts []Component
		for i := range n {
			parts = append(parts, downWith(fmt.Sprintf("u%d", i), []float64{0.3, 0.04, 1e-3, 1e-9}[r.IntN(4)]*(0.5+r.Float64())))
		}
		m := of(w, parts...)
		s := structure(t, m)
		if !w.Directed && seed%4 != 0 {
			byFrontier++
		}
		b := enumerate(m)
		compare(t, fmt.Sprintf("seed %d", seed), s, b)
		bounds, err := m.Bounds(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		const slack = 1e-12
		if bounds.UnavailabilityLo > b.down*(1+slack) || bounds.UnavailabilityHi < b.down*(1-slack) {
			t.Errorf("seed %d: %g is not between %g and %g", seed, b.down, bounds.UnavailabilityLo, bounds.UnavailabilityHi)
		}
		if t.Failed() {
			t.Fatalf("seed %d: %+v", seed, w)
		}
	}
	if byFrontier < 50 {
		t.Errorf("%d networks only were solved by their frontier", byFrontier)
	}
}

// drawn is a random diagram of twelve units or fewer in which a path fails, with the
// number of them.
func drawn(r *rand.Rand, shared bool) (*Network, int) {
	for {
		w := &Network{Source: "a", Target: "b", Directed: r.IntN(3) == 0}
		names := []string{"a", "b", "c", "d", "e", "f"}[:3+r.IntN(4)]
		n := 0
		use := func() Node {
			if shared && n > 1 && r.IntN(3) == 0 {
				return Use{r.IntN(n)}
			}
			n++
			return Use{n - 1}
		}
		for range len(names) + r.IntN(5) {
			e := Edge{names[r.IntN(len(names))], names[r.IntN(len(names))], Wire{}}
			if r.IntN(3) > 0 {
				e.Node = use()
			}
			w.Edges = append(w.Edges, e)
		}
		for _, name := range names {
			if slices.ContainsFunc(w.Edges, func(e Edge) bool { return e.From == name || e.To == name }) && r.IntN(2) == 0 {
				w.Places = append(w.Places, Place{name, use()})
			}
		}
		m := alike(w, n, downWith("u", .5))
		if Validate(m) == nil && n <= 12 {
			return w, n
		}
	}
}

// gridWithNodes is a grid whose crossings fail too.
func gridWithNodes(n int) *Network {
	w := gridOf(n)
	for i := range n {
		for j := range n {
			w.Places = append(w.Places, Place{fmt.Sprintf("%d,%d", i, j), Use{len(w.Edges) + len(w.Places)}})
		}
	}
	return w
}

// A 4 x 4 grid whose crossings fail, by its frontier and, as edges over and back, by
// a diagram of decisions; and with edges that never fail, against all 65,536 states
// of its crossings.
func TestGridOfNodes(t *testing.T) {
	w := gridWithNodes(4)
	var parts []Component
	for i := range len(w.Edges) + len(w.Places) {
		parts = append(parts, downWith(fmt.Sprintf("u%d", i), 1e-3*float64(1+i)))
	}
	want := solved(t, of(w, parts...))
	ring := *w
	ring.Directed = true
	for _, e := range w.Edges {
		ring.Edges = append(ring.Edges, Edge{e.To, e.From, e.Node})
	}
	same(t, "both ways", solved(t, of(&ring, parts...)), want, 1)

	wires := *w
	wires.Edges = slices.Clone(w.Edges)
	for i := range wires.Edges {
		wires.Edges[i].Node = Wire{}
	}
	wires.Places = slices.Clone(w.Places)
	for i := range wires.Places {
		wires.Places[i].Node = Use{i}
	}
	m := of(&wires, parts[:16]...)
	got := solved(t, m)
	up, down := everyState(m)
	oracle.Near(t, "availability", got.Availability, up, 1e-12)
	oracle.Near(t, "unavailability", got.Unavailability, down, 1e-12)
}

// everyState adds up the chances of the states in which m works and of the others.
func everyState(m *Model) (up, down float64) {
	var ok, fails num.Adder
	state := make([]bool, len(m.Units))
	for s := range 1 << len(m.Units) {
		p := 1.0
		for i, u := range m.Units {
			x := m.Components[u.Component].steady()
			if state[i] = s>>i&1 == 1; state[i] {
				p *= x.Availability
			} else {
				p *= x.Unavailability
			}
		}
		if works(m.Top, state) {
			ok.Add(p)
		} else {
			fails.Add(p)
		}
	}
	return ok.Total(), fails.Total()
}

// A state goes along with places that fail, in any order of failures and repairs.
func TestStateOfPlaces(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 22))
		w, n := drawn(r, seed%2 == 0)
		m := alike(w, n, downWith("u", .5))
		g, err := m.Gates()
		if err != nil {
			t.Fatal(err)
		}
		state, up := g.State(), slices.Repeat([]bool{true}, n)
		for range 60 {
			u := r.IntN(n)
			up[u] = !up[u]
			state.Set(g.OfUnit(u), !up[u])
			if got, want := state.Down(g.Top), !works(w, up); got != want {
				t.Fatalf("seed %d: down %v with %v up of %+v", seed, got, up, w)
			}
		}
	}
}
