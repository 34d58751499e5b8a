package system

import (
	"context"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"testing"

	"mtbf/model"
)

// compiled is a model's gates.
func compiled(t *testing.T, m *Model) *Gates {
	t.Helper()
	g, err := m.Gates()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// Through all states of the units, one unit at a time (Gray's code), the top is
// down where the structure function is 0 by its definition, and so is every gate
// below it as its kids have it.
func TestStateThroughAllStates(t *testing.T) {
	ops := map[Op]int{}
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 17))
		n := 3 + r.IntN(7)
		m := of(forest{r, n}.node(4), someParts(r, n)...)
		g := compiled(t, m)
		s, up := g.State(), make([]bool, n)
		for i := range up {
			up[i] = true
		}
		for step := 1; step <= 1<<n; step++ {
			if works(m.Top, up) == s.Down(g.Top) {
				t.Fatalf("seed %d: the top is down %v with the units %v", seed, s.Down(g.Top), up)
			}
			u := bits.TrailingZeros(uint(step)) % n
			up[u] = !up[u]
			if at := g.OfUnit(u); at >= 0 {
				s.Set(at, !up[u])
			}
		}
		for _, x := range g.All {
			ops[x.Op]++
		}
		agreesWithin(t, g, s)
	}
	for o := OpLeaf; o <= OpNetwork; o++ {
		if ops[o] < 100 {
			t.Errorf("operation %d was tried %d times only", o, ops[o])
		}
	}
}

// agreesWithin checks every gate but networks against its kids.
func agreesWithin(t *testing.T, g *Gates, s *State) {
	t.Helper()
	for i, x := range g.All {
		down := 0
		for _, kid := range x.Kids {
			if s.Down(kid) {
				down++
			}
		}
		if x.Op == OpLeaf || x.Op == OpNetwork {
			continue
		}
		if s.Left(int32(i)) != x.Fails()-down || s.Down(int32(i)) != (len(x.Kids)-down < x.K) {
			t.Fatalf("gate %d, %d of %d: %d kids are down, %d must still, and it is %v", i, x.K, len(x.Kids), down, s.Left(int32(i)), s.Down(int32(i)))
		}
	}
}

// A walk of the units at random leaves every gate as its kids have it, and leads
// to where a fresh state comes at once.
func TestStateForgetsItsWay(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 23))
		n := 5 + r.IntN(30)
		g := compiled(t, of(forest{r, n}.node(5), someParts(r, n)...))
		s := g.State()
		for range 200 {
			if at := g.OfUnit(r.IntN(n)); at >= 0 {
				s.Set(at, r.IntN(2) == 0)
			}
		}
		agreesWithin(t, g, s)
		fresh := s.Fresh()
		for u := range n {
			if at := g.OfUnit(u); at >= 0 {
				fresh.Set(at, s.Down(at))
			}
		}
		for i := range g.All {
			if fresh.Down(int32(i)) != s.Down(int32(i)) {
				t.Fatalf("seed %d: gate %d is down %v by a long way and %v by a short", seed, i, s.Down(int32(i)), fresh.Down(int32(i)))
			}
		}
	}
}

// With units that work or fail for certain, the exact engine says what the state
// says.
func TestStateAgainstEvaluate(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 29))
		n := 4 + r.IntN(8)
		m := of(forest{r, n}.node(4), someParts(r, n)...)
		g, s := compiled(t, m), structure(t, m)
		state := g.State()
		for range 50 {
			up, down := make([]float64, n), make([]float64, n)
			for u := range n {
				up[u] = float64(r.IntN(2))
				down[u] = 1 - up[u]
				if at := g.OfUnit(u); at >= 0 {
					state.Set(at, up[u] == 0)
				}
			}
			works, fails, err := s.Evaluate(context.Background(), up, down)
			if err != nil {
				t.Fatal(err)
			}
			want := 0.0
			if state.Down(g.Top) {
				want = 1
			}
			if fails != want || works != 1-want {
				t.Fatalf("seed %d: fails with chance %g, and the state is down %v", seed, fails, state.Down(g.Top))
			}
		}
	}
}

// Nothing above the top that is asked for is told; a gate that is set stands for
// all below it.
func TestStateOfAPart(t *testing.T) {
	m := alike(series(parallel(Use{0}, Use{1}), Use{2}), 3, repaired("u", 100, 3))
	g := compiled(t, m)
	s := g.State()
	pair := g.All[g.Top].Kids[0]
	s.Top = pair
	s.Set(g.OfUnit(0), true)
	s.Set(g.OfUnit(1), true)
	if !s.Down(pair) || s.Down(g.Top) {
		t.Errorf("the pair is down %v and the series %v, want true and false", s.Down(pair), s.Down(g.Top))
	}
	s = s.Fresh()
	s.Top = g.Top
	s.Set(pair, true)
	if !s.Down(g.Top) || s.Down(g.OfUnit(0)) || s.Left(pair) != 2 {
		t.Error("a pair that is taken down takes the series, and none of its units")
	}
}

// A group whose units depend on each other is a leaf that has those of its units
// as kids that are used elsewhere, wherever they come; it goes down on its own.
func TestGatesOfAGroup(t *testing.T) {
	group := &Group{Units: []int{0, 1}, K: 1, Crews: 1}
	for _, top := range []Node{series(group, Use{1}), series(Use{1}, group)} {
		g := compiled(t, alike(top, 2, repaired("u", 100, 3)))
		leaf := g.All[g.Top].Kids[0]
		if g.Leaves[g.All[leaf].Leaf].Group == nil {
			leaf = g.All[g.Top].Kids[1]
		}
		if kids := g.All[leaf].Kids; g.OfUnit(0) != -1 || len(kids) != 1 || kids[0] != g.OfUnit(1) {
			t.Errorf("the group has %v, and the units are %d and %d", kids, g.OfUnit(0), g.OfUnit(1))
		}
		s := g.State()
		s.Top = -1
		if s.Set(g.OfUnit(1), true); s.Down(leaf) || !s.Down(g.Top) {
			t.Error("a unit of the group took it down")
		}
		s.Set(leaf, true)
		if s.Set(g.OfUnit(1), false); !s.Down(leaf) {
			t.Error("a unit of the group brought it up")
		}
	}
	m := alike(series(group, &Group{Units: []int{1, 2}, K: 1, Crews: 1}), 3, repaired("u", 100, 3))
	if _, err := m.Gates(); err == nil {
		t.Error("a unit of two groups was let pass")
	}
	if _, err := alike(&Capacity{units(0, 2)}, 2, repaired("u", 100, 3)).Gates(); err == nil {
		t.Error("a partial was let pass")
	} else if _, ok := err.(*model.ParamError); !ok {
		t.Errorf("%T: %v", err, err)
	}
}

// A node used twice is one gate, however often the nodes above it are used twice
// too: with x of a level (x before and a) or (x before and b), and x a or b at
// first, three gates a level, in place of 2^16 in all. It is down where a and b are.
func TestGatesOfNodesUsedTwice(t *testing.T) {
	const levels = 16
	var x Node = parallel(Use{0}, Use{1})
	for range levels {
		x = parallel(series(x, Use{0}), series(x, Use{1}))
	}
	g := compiled(t, alike(x, 2, repaired("u", 100, 1)))
	if len(g.All) != 3+3*levels {
		t.Fatalf("%d gates, want %d", len(g.All), 3+3*levels)
	}
	s := g.State()
	for i, c := range []struct { // one after the other
		unit       int
		down, want bool
	}{{0, true, false}, {1, true, true}, {0, false, false}, {0, true, true}, {1, false, false}, {0, false, false}} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			if s.Set(g.OfUnit(c.unit), c.down); s.Down(g.Top) != c.want {
				t.Errorf("unit %d down %v: the system's is %v", c.unit, c.down, !c.want)
			}
		})
	}
}
