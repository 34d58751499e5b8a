package system

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// Budgets of nodes in the race of variable orders: the first order whose
// diagram fits wins; when none does, all start again with more.
const (
	budgetLeast  = 1 << 12
	budgetGrowth = 8
	budgetMost   = 1 << 21

	raceWork = 1 << 24 // operations for all diagrams of a structure, some seconds
)

// smallestDiagram builds the decision diagram of x under one order of its variables after
// another and returns the first that fits the budget, with the gates that are
// its variables.
func (p *planner) race(x Gate) (*diagram, []int32, error) {
	orders := p.orders(x)
	for budget := budgetLeast; ; budget = min(budget*budgetGrowth, budgetMost) {
		for _, variables := range orders {
			b := newBuilder(p, variables, budget)
			root := b.gate(x)
			p.work -= b.steps
			switch {
			case !b.full:
				return b.diagram(root, len(variables)), variables, nil
			case p.ctx.Err() != nil:
				return nil, nil, context.Cause(p.ctx)
			case p.work <= 0:
				return nil, nil, fmt.Errorf("more than %d operations on decision diagrams: %w", raceWork, ErrTooLarge)
			}
		}
		if budget == budgetMost {
			return nil, nil, fmt.Errorf("a decision diagram of more than %d nodes: %w", budgetMost, ErrTooLarge)
		}
	}
}

// orders returns orders of the variables of x: as a depth-first walk comes to
// them with the kids as written, the smallest first, the most shared first,
// and backwards.
func (p *planner) orders(x Gate) [][]int32 {
	size := p.sizes()
	uses := p.uses()
	by := func(less func(a, b int32) int) func([]int32) []int32 {
		return func(kids []int32) []int32 {
			sorted := slices.Clone(kids)
			slices.SortStableFunc(sorted, less)
			return sorted
		}
	}
	arrange := []func([]int32) []int32{
		func(kids []int32) []int32 { return kids },
		by(func(a, b int32) int { return cmp.Compare(size[a], size[b]) }),
		by(func(a, b int32) int { return int(uses[b]) - int(uses[a]) }),
		func(kids []int32) []int32 { return reversed(kids) },
	}
	var orders [][]int32
	for _, a := range arrange {
		o := p.walk(x, a)
		if !slices.ContainsFunc(orders, func(other []int32) bool { return slices.Equal(other, o) }) {
			orders = append(orders, o)
		}
	}
	return orders
}

func reversed(kids []int32) []int32 {
	r := slices.Clone(kids)
	slices.Reverse(r)
	return r
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

// pick returns the kids of these numbers.
func pick(kids, numbers []int32) []int32 {
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

// builder makes the decision diagram of gates.
type builder struct {
	bdd
	p     *planner
	level map[int32]int32 // of the gates that are variables
	made  map[int32]edge
}

func newBuilder(p *planner, variables []int32, budget int) *builder {
	b := &builder{bdd: newBDD(p.ctx, budget), p: p, level: map[int32]int32{}, made: map[int32]edge{}}
	b.most = min(b.most, p.work)
	for l, i := range variables {
		b.level[i] = int32(l)
	}
	return b
}

func (b *builder) kid(i int32) edge {
	if l, ok := b.level[i]; ok {
		return b.variable(l)
	}
	if e, ok := b.made[i]; ok {
		return e
	}
	e := b.gate(b.p.gates.All[i])
	b.made[i] = e
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
		return b.fold(b.and, trueEdge, kids)
	case OpParallel:
		return b.fold(b.or, falseEdge, kids)
	case OpKOfN:
		return b.atLeast(x.K, kids)
	case OpNot:
		return kids[0] ^ 1
	}
	return b.connected(x.net, kids)
}

// fold joins functions from the deepest variables up, which keeps the
// intermediate diagrams small.
func (b *builder) fold(join func(f, g edge) edge, result edge, of []edge) edge {
	of = slices.Clone(of)
	slices.SortStableFunc(of, func(f, g edge) int { return int(b.bdd.level(g)) - int(b.bdd.level(f)) })
	for _, f := range of {
		b.step()
		result = join(result, f)
	}
	return result
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
