package sizing

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// trial is a random small system that asks.
type trial struct {
	rng       *rand.Rand
	m         *system.Model
	mission   float64
	questions []*system.Choose
}

func newTrial(t *testing.T, rng *rand.Rand) *trial {
	x := &trial{rng: rng, m: &system.Model{}}
	if rng.IntN(3) == 0 {
		x.mission = 10 + 500*rng.Float64()
	}
	for i := range 3 {
		name := fmt.Sprintf("p%d", i)
		p := repaired(t, name, math.Pow(10, 1.5+4*rng.Float64()), 1+20*rng.Float64(), float64(1+rng.IntN(5)))
		if rng.IntN(4) == 0 {
			p = static(name, 1-math.Pow(10, -4*rng.Float64()), 1+3*rng.Float64())
		}
		p.Resources["weight"] = float64(1 + rng.IntN(4))
		x.m.Components = append(x.m.Components, p)
	}
	for i := range 2 {
		x.m.Units = append(x.m.Units, system.Unit{Name: fmt.Sprintf("u%d", i), Component: i, Shared: true})
	}
	x.m.Top = x.node(2)
	if len(x.questions) == 0 {
		x.m.Top = series(x.m.Top, x.ask())
	}
	return x
}

// node is a random structure with up to four questions; its units may be shared.
func (x *trial) node(depth int) system.Node {
	switch n := x.rng.IntN(6); {
	case len(x.questions) < 4 && (depth == 0 || n < 2):
		return x.ask()
	case depth == 0:
		return system.Use{Unit: x.rng.IntN(len(x.m.Units))}
	case n == 5:
		return x.bridge(depth)
	}
	of := make([]system.Node, 2+x.rng.IntN(2))
	for i := range of {
		of[i] = x.node(depth - 1)
	}
	switch x.rng.IntN(4) {
	case 0:
		return &system.Parallel{Of: of}
	case 1:
		return &system.KOfN{K: 1 + x.rng.IntN(len(of)), Of: of}
	}
	return series(of...)
}

func (x *trial) bridge(depth int) system.Node {
	edge := func(from, to string) system.Edge { return system.Edge{From: from, To: to, Node: x.node(depth - 1)} }
	w := &system.Network{Source: "s", Target: "t", Edges: []system.Edge{
		edge("s", "a"), edge("s", "b"), edge("a", "b"), edge("a", "t"), edge("b", "t"),
	}}
	if x.rng.IntN(2) == 0 { // a node instead of an edge
		w.Edges[4].Node, w.Places = system.Wire{}, []system.Place{{Name: "b", Node: w.Edges[4].Node}}
	}
	return w
}

func (x *trial) ask() system.Node {
	q := &system.Choose{Need: 1 + x.rng.IntN(2), Min: 1, Max: 2 + x.rng.IntN(2), Mix: x.rng.IntN(2) == 0}
	q.Components = x.rng.Perm(3)[:1+x.rng.IntN(2)]
	x.questions = append(x.questions, q)
	if x.rng.IntN(3) == 0 {
		q.Components = q.Components[1:]
		q.Structures = []*system.Model{x.structure()}
		return q
	}
	if part := &x.m.Components[q.Components[0]]; len(q.Components) == 1 && part.Life != nil && x.mission == 0 && x.rng.IntN(3) == 0 { // the diagram does not answer for groups at a time
		q.Group = &system.Group{Kind: system.GroupKind(x.rng.IntN(3)), Crews: 1, Coverage: model.Covered(.9 + .1*x.rng.Float64()), IdleCoverage: model.Covered(.9 + .1*x.rng.Float64()), UncoveredMTTR: math.NaN(), Beta: .1 * x.rng.Float64(), DormancyFactor: x.rng.Float64()}
	}
	return q
}

// structure is a structure to copy: two units of random components in series or in
// parallel, or two of three.
func (x *trial) structure() *system.Model {
	m := &system.Model{Name: "copied", Components: x.m.Components}
	var of []system.Node
	for i := range 2 + x.rng.IntN(2) {
		m.Units = append(m.Units, system.Unit{Name: fmt.Sprintf("s%d", i), Component: x.rng.IntN(3)})
		of = append(of, system.Use{Unit: i})
	}
	m.Top = []system.Node{series(of...), &system.Parallel{Of: of}, &system.KOfN{K: 2, Of: of}}[x.rng.IntN(3)]
	return m
}

// every calls f with every answer to all questions.
func (x *trial) every(f func(copies [][]int)) {
	var visit func(copies [][]int)
	visit = func(copies [][]int) {
		if len(copies) == len(x.questions) {
			f(copies)
			return
		}
		q := x.questions[len(copies)]
		for a := 0; a <= q.Max; a++ {
			if alternatives(q) == 1 {
				if a >= q.Need {
					visit(append(copies, []int{a}))
				}
				continue
			}
			for b := 0; a+b <= q.Max; b++ {
				if a+b >= q.Need && (q.Mix || a == 0 || b == 0) {
					visit(append(copies, []int{a, b}))
				}
			}
		}
	}
	visit(nil)
}

// solved is the unavailability of an answer by the exact engine: every question
// replaced by units, or by a group.
func (x *trial) solved(t *testing.T, copies [][]int) float64 {
	m := *x.m
	m.Components = append([]system.Component(nil), x.m.Components...)
	m.Units = append([]system.Unit(nil), x.m.Units...)
	place := map[system.Node]system.Node{}
	for i, q := range x.questions {
		place[q] = x.answer(&m, q, copies[i])
	}
	m.Top = swap(m.Top, place)
	if x.mission == 0 {
		r, err := system.Solve(context.Background(), &m, solve.Groups)
		if err != nil {
			t.Fatal(err)
		}
		return r.Unavailability
	}
	s, err := system.New(context.Background(), &m)
	if err != nil {
		t.Fatal(err)
	}
	at, err := s.At(context.Background(), nil, x.mission)
	if err != nil {
		t.Fatal(err)
	}
	return at[0].UnrepairedUnreliability
}

func (x *trial) answer(m *system.Model, q *system.Choose, copies []int) system.Node {
	var units []int
	fresh := func(component int) system.Node {
		units = append(units, len(m.Units))
		m.Units = append(m.Units, system.Unit{Name: fmt.Sprintf("c%d", len(m.Units)), Component: component})
		return system.Use{Unit: len(m.Units) - 1}
	}
	k := &system.KOfN{K: q.Need}
	for i, n := range copies {
		for range n {
			if i < len(q.Components) {
				k.Of = append(k.Of, fresh(q.Components[i]))
				continue
			}
			inner := q.Structures[i-len(q.Components)]
			place := map[system.Node]system.Node{}
			for u := range inner.Units {
				place[system.Use{Unit: u}] = fresh(inner.Units[u].Component)
			}
			k.Of = append(k.Of, swap(inner.Top, place))
		}
	}
	if q.Group != nil {
		g := *q.Group
		g.Units, g.K, g.Name = units, q.Need, fmt.Sprintf("g%d", len(m.Units))
		return &g
	}
	return k
}

// swap is n with other nodes in place of some.
func swap(n system.Node, place map[system.Node]system.Node) system.Node {
	if p, ok := place[n]; ok {
		return p
	}
	all := func(of []system.Node) (out []system.Node) {
		for _, kid := range of {
			out = append(out, swap(kid, place))
		}
		return out
	}
	switch n := n.(type) {
	case *system.Series:
		return &system.Series{Of: all(n.Of)}
	case *system.Parallel:
		return &system.Parallel{Of: all(n.Of)}
	case *system.KOfN:
		return &system.KOfN{K: n.K, Of: all(n.Of)}
	case *system.Network:
		w := &system.Network{Source: n.Source, Target: n.Target}
		for _, e := range n.Edges {
			w.Edges = append(w.Edges, system.Edge{From: e.From, To: e.To, Node: swap(e.Node, place)})
		}
		for _, p := range n.Places {
			w.Places = append(w.Places, system.Place{Name: p.Name, Node: swap(p.Node, place)})
		}
		return w
	}
	return n
}

func (x *trial) spent(copies [][]int, resource string) float64 {
	sum := 0.0
	used := map[int]bool{}
	var walk func(system.Node)
	walk = func(n system.Node) {
		if u, ok := n.(system.Use); ok {
			used[u.Unit] = true
		}
		for _, kid := range system.Children(n) {
			walk(kid)
		}
	}
	walk(x.m.Top)
	for u := range used {
		sum += x.m.Components[x.m.Units[u].Component].Resources[resource]
	}
	for i, q := range x.questions {
		for j, n := range copies[i] {
			if j < len(q.Components) {
				sum += float64(n) * x.m.Components[q.Components[j]].Resources[resource]
				continue
			}
			for _, u := range q.Structures[j-len(q.Components)].Units {
				sum += float64(n) * x.m.Components[u.Component].Resources[resource]
			}
		}
	}
	return sum
}

// Every answer to small random systems, series and not, with shared units,
// networks and groups, in steady state and for a mission, is solved by the
// exact engine; Size must find the cheapest that meets a target of one of
// them, and the most available within a limit.
func TestAgainstEnumeration(t *testing.T) {
	rng := rand.New(rand.NewPCG(17, 4))
	trials, most := 1000, 80
	if testing.Short() {
		trials = 100
	}
	asked, diagrams, grouped, copied, missions := 0, 0, 0, 0, 0
	for i := 0; i < trials; {
		x := newTrial(t, rng)
		ways := 0
		x.every(func([][]int) { ways++ })
		if ways > most || !x.check(t, i) {
			continue
		}
		i++
		asked += len(x.questions)
		count(&diagrams, x.hasDiagram(t))
		count(&grouped, slices.ContainsFunc(x.questions, func(q *system.Choose) bool { return q.Group != nil }))
		count(&copied, slices.ContainsFunc(x.questions, func(q *system.Choose) bool { return q.Structures != nil }))
		count(&missions, x.mission > 0)
	}
	t.Logf("%d trials, %d questions; %d with diagrams, %d with groups, %d with structures, %d missions", trials, asked, diagrams, grouped, copied, missions)
	if min(diagrams, grouped, copied, missions) < trials/20 {
		t.Error("the trials do not reach everything")
	}
}

func count(n *int, yes bool) {
	if yes {
		*n++
	}
}

// hasDiagram reports whether a question stands where the structure is no tree.
func (x *trial) hasDiagram(t *testing.T) bool {
	tree, err := newTree(context.Background(), x.m)
	if err != nil {
		t.Fatal(err)
	}
	var has func(n *node) bool
	has = func(n *node) bool {
		return n.d != nil && n.asks || slices.ContainsFunc(n.kids, has)
	}
	return has(tree.root)
}

// check compares one trial; false where its target says nothing.
func (x *trial) check(t *testing.T, number int) bool {
	t.Helper()
	type way struct{ down, cost, weight float64 }
	var all []way
	x.every(func(copies [][]int) {
		all = append(all, way{x.solved(t, copies), x.spent(copies, "cost"), x.spent(copies, "weight")})
	})
	pick := all[x.rng.IntN(len(all))]
	slack, limit := pick.down*(1+1e-9), pick.weight
	if pick.down == 0 || pick.down >= 0.999 {
		return false
	}
	cheapest, best := math.Inf(1), 1.0
	for _, w := range all {
		if w.weight > limit {
			continue
		}
		if best = min(best, w.down); w.down <= slack {
			cheapest = min(cheapest, w.cost)
		}
	}
	o := Options{AllowedUnavailability: slack, Minimize: "cost", Limits: map[string]float64{"weight": limit}, Mission: x.mission}
	r := sized(t, x.m, o)
	oracle.Near(t, fmt.Sprintf("trial %d: cost", number), r.Best.Resources["cost"], cheapest, 1e-12)
	oracle.Near(t, fmt.Sprintf("trial %d: unavailability of the best", number), x.solved(t, r.Best.Choices), r.Best.Unavailability, 1e-9)
	if !r.ProvedOptimal || r.Best.Unavailability > slack || r.Best.Resources["weight"] > limit {
		t.Errorf("trial %d: proved %v, unavailability %g of %g, weight %g of %g", number, r.ProvedOptimal, r.Best.Unavailability, slack, r.Best.Resources["weight"], limit)
	}
	o.AllowedUnavailability, o.Maximize = 0, true
	r = sized(t, x.m, o)
	oracle.Near(t, fmt.Sprintf("trial %d: best unavailability", number), r.Best.Unavailability, best, 1e-9)
	if !r.ProvedOptimal {
		t.Errorf("trial %d: not proved", number)
	}
	return true
}
