package system

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"mtbf/internal/oracle"
)

func someParts(r *rand.Rand, n int) []Component {
	var parts []Component
	for i := range n {
		parts = append(parts, repaired(fmt.Sprintf("u%d", i), 100+1e5*r.Float64(), 1+50*r.Float64()))
	}
	return parts
}

// Series <= minimum <= maximum <= parallel, and k-out-of-n falls with k.
func TestOrderOfStructures(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	parts := someParts(r, 6)
	last := 1.0
	for k := 6; k >= 1; k-- {
		got := solved(t, of(&KOfN{k, units(0, 6)}, parts...))
		if got.Unavailability >= last {
			t.Errorf("k = %d is less available than k = %d", k, k+1)
		}
		last = got.Unavailability
		worst, best := 0.0, 1.0
		for _, p := range parts {
			u := p.steady().Unavailability
			worst, best = max(worst, u), min(best, u)
		}
		if k == 6 && last < worst || k == 1 && last > best {
			t.Errorf("k = %d: unavailability %g, units %g to %g", k, last, best, worst)
		}
	}
}

// The order in which nodes are written, and a unit of time ten times as long,
// change nothing.
func TestPermutationAndScale(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 9))
		top := forest{r, 7}.node(4)
		parts := someParts(r, 7)
		want := solved(t, of(top, parts...))
		got := solved(t, of(shuffled(r, top), parts...))
		same(t, fmt.Sprintf("seed %d shuffled", seed), got, want, 1)
		longer := slices.Clone(parts)
		for i, p := range parts {
			longer[i] = repaired(p.Name, 10*p.Life.Mean(), 10*p.Repair.Mean())
		}
		same(t, fmt.Sprintf("seed %d in other units", seed), solved(t, of(top, longer...)), want, 10)
	}
}

func same(t *testing.T, name string, got, want *Result, scale float64) {
	t.Helper()
	oracle.Near(t, name+" availability", got.Availability, want.Availability, 1e-13)
	oracle.Near(t, name+" unavailability", got.Unavailability, want.Unavailability, 1e-13)
	oracle.Near(t, name+" MTBF", got.MTBF, scale*want.MTBF, 1e-12)
	oracle.Near(t, name+" MDT", got.MDT, scale*want.MDT, 1e-12)
}

func shuffled(r *rand.Rand, n Node) Node {
	all := func(of []Node) []Node {
		var kids []Node
		for _, i := range r.Perm(len(of)) {
			kids = append(kids, shuffled(r, of[i]))
		}
		return kids
	}
	switch n := n.(type) {
	case *Series:
		return &Series{all(n.Of)}
	case *Parallel:
		return &Parallel{all(n.Of)}
	case *KOfN:
		return &KOfN{n.K, all(n.Of)}
	case *Network:
		w := *n
		w.Edges = slices.Clone(n.Edges)
		r.Shuffle(len(w.Edges), func(i, j int) { w.Edges[i], w.Edges[j] = w.Edges[j], w.Edges[i] })
		return &w
	}
	return n
}

// The elasticities of life and of repair cancel, and are what a small change of
// the repair time does.
func TestElasticities(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	parts := someParts(r, 5)
	top := series(bridge(Use{0}, Use{1}, Use{2}, Use{3}, Use{4}), Use{0})
	base := solved(t, of(top, parts...))
	for i, s := range base.Sensitivity {
		oracle.Near(t, s.Component, s.ElasticityOfMTBF, -s.ElasticityOfMTTR, 1e-15)
		const h = 1e-4
		at := func(f float64) float64 {
			moved := slices.Clone(parts)
			moved[i] = repaired(parts[i].Name, parts[i].Life.Mean(), parts[i].Repair.Mean()*f)
			return solved(t, of(top, moved...)).Unavailability
		}
		slope := (at(1+h) - at(1-h)) / (2 * h)
		oracle.Near(t, s.Component+" by differences", s.MTTR*parts[i].Repair.Mean(), slope, 1e-6)
	}
}

// A network whose edges are used elsewhere too goes through a diagram of
// decisions, one whose edges are its own through its frontier: with the other
// place made irrelevant they agree.
func TestNetworkBothWays(t *testing.T) {
	w := gridOf(4)
	n := len(w.Edges)
	m := alike(w, n, repaired("e", 1000, 3))
	want := solved(t, m)
	both := parallel(w, series(w, Use{0})) // the second adds nothing
	got := solved(t, alike(both, n, repaired("e", 1000, 3)))
	same(t, "grid", got, want, 1)
	for i := range want.Importance {
		oracle.Near(t, "birnbaum", got.Importance[i].Birnbaum, want.Importance[i].Birnbaum, 1e-12)
	}
}

func FuzzSmallSystems(f *testing.F) {
	f.Add(uint64(1), uint8(4))
	f.Add(uint64(77), uint8(9))
	f.Fuzz(func(t *testing.T, seed uint64, size uint8) {
		r := rand.New(rand.NewPCG(seed, 11))
		n := 1 + int(size)%8
		m := of(forest{r, n}.node(4), someParts(r, n)...)
		compare(t, fmt.Sprintf("seed %d, %d units", seed, n), structure(t, m), enumerate(m))
	})
}
