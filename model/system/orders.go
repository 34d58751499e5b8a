package system

import (
	"cmp"
	"slices"
)

// depthFirst returns orders of the variables of x: as a depth-first walk comes to
// them with the kids as written, the smallest first, the most shared first, those
// first that hold the most of what is shared, the deepest first, and backwards.
func (p *planner) depthFirst(x Gate) [][]int32 {
	size, uses, deep, tied := p.sizes(), p.uses(), p.depths(), p.tied()
	small := func(a, b int32) int { return cmp.Compare(size[a], size[b]) }
	shared := func(a, b int32) int { return int(uses[b]) - int(uses[a]) }
	by := func(less ...func(a, b int32) int) func([]int32) []int32 {
		return func(kids []int32) []int32 {
			sorted := slices.Clone(kids)
			slices.SortStableFunc(sorted, func(a, b int32) int {
				for _, l := range less {
					if c := l(a, b); c != 0 {
						return c
					}
				}
				return 0
			})
			return sorted
		}
	}
	var orders [][]int32
	for _, arrange := range []func([]int32) []int32{
		func(kids []int32) []int32 { return kids },
		by(small, shared),
		by(shared),
		reversed,
		by(shared, small),
		by(func(a, b int32) int { return cmp.Compare(tied[b], tied[a]) }),
		by(func(a, b int32) int { return int(deep[b]) - int(deep[a]) }),
	} {
		orders = addOrder(orders, p.walk(x, arrange))
	}
	return orders
}

func addOrder(orders [][]int32, o []int32) [][]int32 {
	if slices.ContainsFunc(orders, func(other []int32) bool { return slices.Equal(other, o) }) {
		return orders
	}
	return append(orders, o)
}

func reversed(kids []int32) []int32 {
	r := slices.Clone(kids)
	slices.Reverse(r)
	return r
}

// depths returns how many gates stand below each gate on the longest way.
func (p *planner) depths() []int32 {
	if p.depth == nil {
		p.depth = make([]int32, len(p.gates.All))
		for i, x := range p.gates.All {
			for _, kid := range x.Kids {
				p.depth[i] = max(p.depth[i], p.depth[kid]+1)
			}
		}
	}
	return p.depth
}

// tied returns how many uses of gates below each gate there are beyond the first.
func (p *planner) tied() []float64 {
	tied := make([]float64, len(p.gates.All))
	uses := p.uses()
	for i, x := range p.gates.All {
		tied[i] = float64(uses[i]) - 1
		for _, kid := range x.Kids {
			tied[i] += tied[kid]
		}
	}
	return tied
}

// gatherer moves the variables of a structure and its gates along a line so that
// what stands together in a gate comes close together: again and again each goes to
// the middle of the middles of its gates (Aloul, Markov and Sakallah's FORCE). The
// order with the shortest gates is kept.
type gatherer struct {
	number map[int32]int32 // of a gate, its place in what follows
	edges  [][]int32       // of every gate above variables, itself and its kids
	at     []float64
	rank   []int32 // scratch: everything along the line
}

const (
	gatherRounds = 200
	gatherStale  = 10      // rounds without a shorter line after which there are no more
	gatherWork   = 1 << 22 // ends of gates looked at
	sortCost     = 16      // of each variable and gate along the line, in such ends
)

// gathered returns the order of the variables of x that gathering makes of one.
func (p *planner) gathered(x Gate, order []int32) []int32 {
	g := p.newGatherer(x, order)
	g.rank = make([]int32, len(g.at))
	g.line()
	best, least := slices.Clone(g.at), g.length()
	ends := sortCost * len(g.at)
	for _, e := range g.edges {
		ends += len(e)
	}
	for stale, round := 0, 0; stale < gatherStale && round < gatherRounds && round*ends < gatherWork; round++ {
		g.gather()
		stale++
		if l := g.length(); l < least {
			stale, least = 0, l
			copy(best, g.at)
		}
	}
	sorted := slices.Clone(order)
	slices.SortStableFunc(sorted, func(a, b int32) int { return cmp.Compare(best[g.number[a]], best[g.number[b]]) })
	return sorted
}

func (p *planner) newGatherer(x Gate, order []int32) *gatherer {
	g := &gatherer{number: map[int32]int32{}}
	for i, v := range order {
		g.number[v] = int32(i)
		g.at = append(g.at, float64(i))
	}
	for _, kid := range x.Kids {
		g.collect(p.gates, kid)
	}
	return g
}

// spread returns the variables of x by breadth-first search from the one that is
// farthest from the first: those of a long chain or ring, say, along it.
func (p *planner) spread(x Gate, order []int32) []int32 {
	g := p.newGatherer(x, order)
	next := make([][]int32, len(g.at))
	for _, e := range g.edges {
		for _, kid := range e[1:] {
			next[e[0]] = append(next[e[0]], kid)
			next[kid] = append(next[kid], e[0])
		}
	}
	if len(next) == 0 {
		return order
	}
	found := breadth(next, 0)
	found = breadth(next, found[len(found)-1])
	var spread []int32
	for _, v := range found {
		if int(v) < len(order) {
			spread = append(spread, order[v])
		}
	}
	return spread
}

// collect numbers gate i, which starts amid its kids, and those below it.
func (g *gatherer) collect(gates *Gates, i int32) int32 {
	if n, ok := g.number[i]; ok {
		return n
	}
	edge := make([]int32, 1, 1+len(gates.All[i].Kids))
	middle := 0.0
	for _, kid := range gates.All[i].Kids {
		k := g.collect(gates, kid)
		edge = append(edge, k)
		middle += g.at[k] / float64(len(gates.All[i].Kids))
	}
	n := int32(len(g.at))
	g.at = append(g.at, middle)
	g.number[i], edge[0] = n, n
	g.edges = append(g.edges, edge)
	return n
}

// gather moves everything to the middle of the middles of its gates.
func (g *gatherer) gather() {
	sum, count := make([]float64, len(g.at)), make([]float64, len(g.at))
	for _, e := range g.edges {
		middle := 0.0
		for _, v := range e {
			middle += g.at[v]
		}
		middle /= float64(len(e))
		for _, v := range e {
			sum[v] += middle
			count[v]++
		}
	}
	for v := range g.at {
		if count[v] > 0 {
			g.at[v] = sum[v] / count[v]
		}
	}
	g.line()
}

// line gives everything a whole number along the line.
func (g *gatherer) line() {
	for i := range g.rank {
		g.rank[i] = int32(i)
	}
	slices.SortStableFunc(g.rank, func(a, b int32) int { return cmp.Compare(g.at[a], g.at[b]) })
	for i, v := range g.rank {
		g.at[v] = float64(i)
	}
}

// length is that of all gates, each from its first end to its last.
func (g *gatherer) length() float64 {
	sum := 0.0
	for _, e := range g.edges {
		lo, hi := g.at[e[0]], g.at[e[0]]
		for _, v := range e[1:] {
			lo, hi = min(lo, g.at[v]), max(hi, g.at[v])
		}
		sum += hi - lo
	}
	return sum
}
