package system

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"mtbf/internal/num"
	"mtbf/internal/oracle"
)

// wood grows random structures with nodes that work while others fail, and that
// stand in several places.
type wood struct {
	*rand.Rand
	units int
	grown []Node
}

func (w *wood) node(depth int) Node {
	switch {
	case depth == 0 || w.IntN(6) == 0:
		return Use{w.IntN(w.units)}
	case len(w.grown) > 0 && w.IntN(4) == 0:
		return w.grown[w.IntN(len(w.grown))]
	}
	n := w.kind(depth)
	w.grown = append(w.grown, n)
	return n
}

func (w *wood) kind(depth int) Node {
	kids := make([]Node, 1+w.IntN(4))
	for i := range kids {
		kids[i] = w.node(depth - 1)
	}
	a, b := kids[0], kids[len(kids)-1]
	switch w.IntN(7) {
	case 0, 1:
		return &Series{kids}
	case 2, 3:
		return &Parallel{kids}
	case 4:
		return &KOfN{1 + w.IntN(len(kids)), kids}
	case 5:
		return &Series{[]Node{&Parallel{[]Node{a, b}}, &Not{&Series{[]Node{a, b}}}}} // one of two
	}
	return &Not{a}
}

// enumerated returns the chances that m works and fails, over all states.
func enumerated(m *Model, up, down []float64) (works1, fails float64) {
	var w, f num.Adder
	state := make([]bool, len(m.Units))
	for s := range 1 << len(m.Units) {
		p := 1.0
		for i := range state {
			if state[i] = s>>i&1 == 1; state[i] {
				p *= up[i]
			} else {
				p *= down[i]
			}
		}
		if works(m.Top, state) {
			w.Add(p)
		} else {
			f.Add(p)
		}
	}
	return w.Total(), f.Total()
}

// Structures that need not be coherent have both probabilities that enumeration
// gives, with and without simplifying, and under every order of the variables.
func TestAnyStructureAgainstEnumeration(t *testing.T) {
	shared, gathered, idle := 0, 0, 0
	for seed := range uint64(800) {
		r := rand.New(rand.NewPCG(seed, 11))
		w := &wood{Rand: r, units: 2 + r.IntN(11)}
		m := alike(w.node(6), w.units, Component{Name: "u", Unavailability: .1})
		up, down := make([]float64, w.units), make([]float64, w.units)
		for i := range up {
			down[i] = []float64{0.3, 0.04, 1e-3, 1e-9}[r.IntN(4)] * (0.5 + r.Float64())
			up[i] = 1 - down[i]
		}
		works, fails := enumerated(m, up, down)
		check := func(what string, gotUp, gotDown float64) {
			oracle.Near(t, fmt.Sprintf("seed %d, %s: works", seed, what), gotUp, works, 1e-12)
			oracle.Near(t, fmt.Sprintf("seed %d, %s: fails", seed, what), gotDown, fails, 1e-12)
		}
		s := structure(t, m)
		gotUp, gotDown, err := s.Evaluate(context.Background(), up, down)
		if err != nil {
			t.Fatal(err)
		}
		check("solved", gotUp, gotDown)
		for _, simple := range []bool{false, true} {
			g := compile(m, m.Top, make([]int32, w.units), false)
			if simple {
				g.simplify()
				g.bundle()
			}
			p := &planner{plan: &plan{gates: g}, ctx: context.Background(), f: findModules(g), made: make([]int32, len(g.All)), work: raceWork}
			root, err := p.module(g.Top)
			if err != nil {
				t.Fatal(err)
			}
			p.root = root
			p.idle()
			x := p.newState(context.Background())
			for i, l := range g.Leaves {
				x.leaf.up[i], x.leaf.down[i] = up[l.Unit], down[l.Unit]
			}
			gotUp, gotDown := x.evaluate()
			check(fmt.Sprintf("simplified %v", simple), gotUp, gotDown)
			for i, m := range p.modules {
				if m.op == OpLeaf && i > int(p.root) {
					idle++
				}
			}
			top := g.All[g.Top]
			if top.Op == OpLeaf || top.constant() {
				continue
			}
			shared++
			orders := p.depthFirst(top)
			plain := len(orders)
			for _, o := range orders[:plain] {
				orders = addOrder(orders, p.gathered(top, o))
			}
			gathered += len(orders) - plain
			for n, o := range orders {
				gotUp, gotDown := p.under(t, o, top, x)
				check(fmt.Sprintf("order %d", n), gotUp, gotDown)
			}
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	if shared < 500 || gathered < 500 || idle < 100 {
		t.Errorf("%d tops, %d gathered orders, %d leaves without effect", shared, gathered, idle)
	}
}

// under evaluates x under one order of its variables, made in one go and bit by bit.
func (p *planner) under(t *testing.T, order []int32, x Gate, s *state) (up, down float64) {
	whole, bits := newBuilder(p, order), newBuilder(p, order)
	root, ok := whole.build(x, budgetMost)
	if !ok {
		t.Fatal("no room")
	}
	for budget := 3; ; budget += 3 {
		again, ok := bits.build(x, budget)
		if !ok {
			continue
		}
		if a, b := whole.diagram(root, len(order)), bits.diagram(again, len(order)); len(a.level) != len(b.level) {
			t.Errorf("%d nodes in one go, %d bit by bit", len(a.level), len(b.level))
		}
		break
	}
	var kids chances
	kids.resize(len(order))
	for l, i := range order {
		at, err := p.module(i)
		if err != nil {
			t.Fatal(err)
		}
		if int(at) >= len(s.module.up) {
			up, down := s.evaluateModule(&p.modules[at])
			s.module.up, s.module.down = append(s.module.up, up), append(s.module.down, down)
		}
		kids.up[l], kids.down[l] = s.module.up[at], s.module.down[at]
	}
	return whole.diagram(root, len(order)).evaluate(kids, new(chances))
}

// text is a gate written out: a, b, ... are leaves, * a series, + a parallel.
func (g *Gates) text(i int32) string {
	x := &g.All[i]
	var kids []string
	for _, kid := range x.Kids {
		kids = append(kids, g.text(kid))
	}
	switch x.Op {
	case OpLeaf:
		return string(rune('a' + g.Leaves[x.Leaf].Unit))
	case OpSeries:
		return "(" + strings.Join(kids, "*") + ")"
	case OpParallel:
		return "(" + strings.Join(kids, "+") + ")"
	case OpNot:
		return "!" + kids[0]
	}
	return fmt.Sprintf("%d(%s)", x.K, strings.Join(kids, ","))
}

func TestSimplify(t *testing.T) {
	a, b, c, d := Use{0}, Use{1}, Use{2}, Use{3}
	all := func(of ...Node) Node { return &Series{of} }
	some := func(of ...Node) Node { return &Parallel{of} }
	not := func(n Node) Node { return &Not{n} }
	vote := func(k int, of ...Node) Node { return &KOfN{k, of} }
	pair := some(a, b)
	for _, c := range []struct {
		name string
		top  Node
		want string
	}{
		{"series in series, nothing shared", all(a, all(b, c)), "(a*b*c)"},
		{"a kid twice", all(a, b, a), "(a*b)"},
		{"absorbed", all(a, some(a, b)), "a"},
		{"absorbed in a parallel", some(a, all(a, b), c), "(a+c)"},
		{"known above", all(a, some(c, all(not(a), d))), "(a*c)"},
		{"series in series", all(a, all(b, some(a, c)), d), "(a*b*d)"},
		{"equal gates", some(all(c, some(a, b)), all(d, some(b, a))), "((c*(a+b))+(d*(a+b)))"},
		{"a shared gate known above", all(pair, some(c, all(pair, d)), some(pair, d)), "((a+b)*(c+d))"},
		{"twice complemented", some(all(a, b), not(all(not(a), not(c)))), "(a+c)"},
		{"never", all(a, some(b, c), not(a)), "()"},
		{"always", some(a, b, not(a)), "()"},
		{"one fewer in a vote", all(a, vote(2, a, b, c, d)), "(a*(b+c+d))"},
		{"a vote with both", vote(2, a, not(a), b, c), "(b+c)"},
		{"votes that are one", all(some(d, vote(2, a, b, c)), not(all(a, vote(2, not(a), not(b), not(c))))), "((d+2(a,b,c))*!(a*!2(a,b,c)))"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := alike(c.top, 4, downWith("u", .1))
			g := compile(m, m.Top, make([]int32, 4), false)
			g.simplify()
			if got := g.text(g.Top); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// Kids that nothing else uses are one variable beside others, of a series and of a
// parallel; a vote keeps its kids.
func TestBundle(t *testing.T) {
	a, b, c, d, e := Use{0}, Use{1}, Use{2}, Use{3}, Use{4}
	m := alike(&Parallel{[]Node{&Series{[]Node{a, c, b}}, &Series{[]Node{c, d}}, &KOfN{2, []Node{a, d, e, Use{5}}}, Use{6}, Use{7}}}, 8, downWith("u", .1))
	g := compile(m, m.Top, make([]int32, 8), false)
	g.bundle()
	if got, want := g.text(g.Top), "((a*c*b)+(c*d)+2(a,d,e,f)+(g+h))"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	m.Top = &Parallel{[]Node{&Series{[]Node{a, c, b}}, &Series{[]Node{c, d}}, &Series{[]Node{c, e, Use{5}, Use{6}}}}}
	g = compile(m, m.Top, make([]int32, 8), false)
	g.bundle()
	if got, want := g.text(g.Top), "((c*(a*b))+(c*d)+(c*(e*f*g)))"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A unit that nothing depends on has an importance of nothing, not none.
func TestUnitWithoutEffect(t *testing.T) {
	m := alike(series(Use{0}, &Parallel{[]Node{Use{0}, Use{1}}}), 2, downWith("u", .1))
	r := solved(t, m)
	if len(r.Importance) != 2 {
		t.Fatalf("%d rows", len(r.Importance))
	}
	i := r.Importance[1]
	oracle.Near(t, "unavailability", r.Unavailability, .1, 1e-14)
	oracle.Near(t, "achievement", i.RiskAchievementWorth, 1, 1e-14)
	oracle.Near(t, "reduction", i.RiskReductionWorth, 1, 1e-14)
	oracle.Near(t, "diagnostic", i.Diagnostic, .1, 1e-14)
	if i.Birnbaum != 0 || i.Criticality != 0 || i.FussellVesely != 0 {
		t.Errorf("%+v", i)
	}
}
