package system

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// Budgets of nodes in the race of variable orders. Building goes on where a budget
// ended it when there is more.
const (
	budgetLeast  = 1 << 12
	budgetGrowth = 8
	budgetSure   = 1 << 21 // given to every structure
	budgetMost   = 1 << 24 // given to one of which most is made

	raceWork = 1 << 25 // operations for all diagrams of a structure, some seconds
)

// race builds the decision diagram of x under one order of its variables after
// another and returns the first that fits the budget, with the gates that are
// its variables. When none does, those that came farthest go on with more.
func (p *planner) race(x Gate) (*diagram, []int32, error) {
	var field []*builder
	for _, o := range p.depthFirst(x) {
		field = append(field, newBuilder(p, o))
	}
	for round, budget := 0, budgetLeast; ; round, budget = round+1, min(budget*budgetGrowth, budgetMost) {
		if round == 1 {
			field = p.gatherAll(x, field)
		}
		for _, b := range field {
			switch root, ok := b.build(x, budget); {
			case ok:
				return b.diagram(root, len(b.order)), b.order, nil
			case p.ctx.Err() != nil:
				return nil, nil, context.Cause(p.ctx)
			case p.work <= 0:
				return nil, nil, fmt.Errorf("more than %d operations on decision diagrams: %w", raceWork, ErrTooLarge)
			}
		}
		field = narrow(field, round)
		if budget == budgetMost || budget == budgetSure && !field[0].promising(x) {
			return nil, nil, fmt.Errorf("a decision diagram of more than %d nodes: %w", budget, ErrTooLarge)
		}
	}
}

// gatherAll adds the orders that gathering makes of those in the field, and of one that
// spreads.
func (p *planner) gatherAll(x Gate, field []*builder) []*builder {
	var orders [][]int32
	for _, b := range field {
		orders = addOrder(orders, p.gathered(x, b.order))
	}
	spread := p.spread(x, field[0].order)
	orders = addOrder(addOrder(orders, spread), p.gathered(x, spread))
	for _, o := range orders {
		b := newBuilder(p, o)
		b.gathered = true
		field = append(field, b)
	}
	return field
}

// goOn is how many orders, depth-first and gathered, go on after each round; after the
// last but one goes on whichever it is.
var goOn = [][2]int{{1 << 10, 1 << 10}, {2, 1}, {1, 1}}

// narrow returns those of the field that go on: of either sort those under which the
// most gates were made.
func narrow(field []*builder, round int) []*builder {
	sorted := slices.Clone(field)
	slices.SortStableFunc(sorted, func(a, b *builder) int { return slices.CompareFunc(b.came, a.came, progress.compare) })
	if round >= len(goOn) {
		return sorted[:1]
	}
	left := goOn[round]
	return slices.DeleteFunc(sorted, func(b *builder) bool {
		sort := 0
		if b.gathered {
			sort = 1
		}
		left[sort]--
		return left[sort] < 0
	})
}

// walk lists the largest modules below x as a depth-first walk comes to them.
func (p *planner) walk(x Gate, arrange func([]int32) []int32) []int32 {
	var found []int32
	seen := map[int32]bool{}
	var visit func(kids []int32, net *graph)
	visit = func(kids []int32, net *graph) {
		if net != nil {
			kids = pick(kids, net.variables())
		} else {
			kids = arrange(kids)
		}
		for _, i := range kids {
			if seen[i] {
				continue
			}
			seen[i] = true
			switch below := &p.gates.All[i]; {
			case below.constant():
			case p.f.isModule[i]:
				found = append(found, i)
			default:
				visit(below.Kids, below.net)
			}
		}
	}
	visit(x.Kids, x.net)
	return found
}

// between returns how many gates stand between x and its variables.
func (p *planner) between(x Gate) int {
	seen := map[int32]bool{}
	var visit func(kids []int32)
	visit = func(kids []int32) {
		for _, i := range kids {
			if !seen[i] && !p.f.isModule[i] {
				seen[i] = true
				visit(p.gates.All[i].Kids)
			}
		}
	}
	visit(x.Kids)
	return len(seen)
}

// pick returns the kids of these numbers.
func pick[N int | int32](kids []int32, numbers []N) []int32 {
	picked := make([]int32, len(numbers))
	for i, n := range numbers {
		picked[i] = kids[n]
	}
	return picked
}

// sizes returns the number of gates below each gate, those used twice twice.
func (p *planner) sizes() []float64 {
	if p.size == nil {
		p.size = p.countBelow()
	}
	return p.size
}

func (p *planner) countBelow() []float64 {
	size := make([]float64, len(p.gates.All))
	for i, x := range p.gates.All {
		size[i] = 1
		for _, kid := range x.Kids {
			size[i] += size[kid]
		}
	}
	return size
}

// uses returns the number of gates that have each gate as a kid.
func (p *planner) uses() []int32 {
	if p.use == nil {
		p.use = p.countUses()
	}
	return p.use
}

func (p *planner) countUses() []int32 {
	uses := make([]int32, len(p.gates.All))
	for _, x := range p.gates.All {
		for _, kid := range x.Kids {
			uses[kid]++
		}
	}
	return uses
}

// builder makes the decision diagram of gates under one order of its variables.
type builder struct {
	bdd
	p        *planner
	order    []int32         // of the variables
	gathered bool            // the order is one of a gatherer
	level    map[int32]int32 // of the gates that are variables
	made     map[int32]edge
	deep     map[int32]float64 // see depth
	joined   int               // kids of the gate that is being made
	came     []progress        // at the end of each budget, the last first
}

func newBuilder(p *planner, order []int32) *builder {
	b := &builder{bdd: newBDD(p.ctx, 0), p: p, order: order, level: make(map[int32]int32, len(order)), made: map[int32]edge{}, deep: map[int32]float64{}}
	for l, i := range order {
		b.level[i] = int32(l)
	}
	return b
}

// build returns the diagram of x if it has room, else going on where it was.
func (b *builder) build(x Gate, budget int) (root edge, ok bool) {
	before := b.steps
	b.limit, b.full = budget, false
	b.most = min(stepsPerNode*budget, before+b.p.work)
	root = b.gate(x)
	b.p.work -= b.steps - before
	b.came = slices.Insert(b.came, 0, progress{len(b.made), b.joined})
	return root, !b.full
}

// progress is how far a builder came: how many gates were made, and how many kids of the
// next one were joined.
type progress struct{ made, joined int }

func (p progress) compare(q progress) int {
	return cmp.Or(p.made-q.made, p.joined-q.joined)
}

// promising reports whether half of the gates below x were made, and some of them with
// the last budget.
func (b *builder) promising(x Gate) bool {
	return 2*b.came[0].made > b.p.between(x) && b.came[0].made > b.came[1].made
}

func (b *builder) kid(i int32) edge {
	if l, ok := b.level[i]; ok {
		return b.variable(l)
	}
	if e, ok := b.made[i]; ok {
		return e
	}
	e := b.gate(b.p.gates.All[i])
	if !b.full {
		b.made[i] = e
	}
	return e
}

func (b *builder) gate(x Gate) edge {
	kids := make([]edge, len(x.Kids))
	for i, kid := range x.Kids {
		kids[i] = b.kid(kid)
		if b.full {
			return falseEdge
		}
	}
	switch x.Op {
	case OpSeries:
		return b.fold(b.and, trueEdge, x.Kids, kids)
	case OpParallel:
		return b.fold(b.or, falseEdge, x.Kids, kids)
	case OpKOfN:
		return b.atLeast(x.K, kids)
	case OpNot:
		return kids[0] ^ 1
	}
	return b.connected(x.net, kids)
}

// fold joins the functions of gates from the deepest variables up, which keeps the
// intermediate diagrams small: by the top variable, then by the middle of all.
func (b *builder) fold(join func(f, g edge) edge, result edge, gates []int32, of []edge) edge {
	at := make([]int, len(of))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(i, j int) int {
		return cmp.Or(cmp.Compare(b.bdd.level(of[j]), b.bdd.level(of[i])), cmp.Compare(b.depth(gates[j]), b.depth(gates[i])))
	})
	for n, i := range at {
		b.step()
		if result = join(result, of[i]); !b.full {
			b.joined = n
		}
	}
	return result
}

// depth is about in which level the variables of a gate lie: the middle of the depths of
// its kids.
func (b *builder) depth(i int32) float64 {
	if l, ok := b.level[i]; ok {
		return float64(l)
	}
	if d, ok := b.deep[i]; ok {
		return d
	}
	d, kids := 0.0, b.p.gates.All[i].Kids
	for _, kid := range kids {
		d += b.depth(kid) / float64(len(kids))
	}
	b.deep[i] = d
	return d
}

// connected is "the target is joined to the source": the least solution of
//
//	reached(v) = or over edges u-v of (reached(u) and edge works and v works)
//
// with reached(source) = source works, found by repeating over all edges until nothing
// changes, after as many rounds as the longest path has edges at most.
func (b *builder) connected(g *graph, works []edge) edge {
	works = append(works, trueEdge) // of wires, and of places that never fail
	reached := make([]edge, g.places)
	for v := range reached {
		reached[v] = falseEdge
	}
	reached[source] = works[g.at[source]]
	order := g.order()
	for changed := true; changed && !b.full; {
		changed = false
		for _, e := range order {
			u, v := g.ends[e][0], g.ends[e][1]
			way := works[g.kid[e]]
			changed = b.relax(reached, u, v, b.and(way, works[g.at[v]])) || changed
			if !g.directed {
				changed = b.relax(reached, v, u, b.and(way, works[g.at[u]])) || changed
			}
		}
	}
	return reached[target]
}

func (b *builder) relax(reached []edge, u, v int32, works edge) bool {
	b.step()
	old := reached[v]
	reached[v] = b.or(old, b.and(reached[u], works))
	return reached[v] != old
}
