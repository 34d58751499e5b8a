package system

import "slices"

// graph is a network with numbered places: 0 is the source, 1 the target. What can
// fail is a kid, with the number that it has among the [Children] of the network.
type graph struct {
	of       *Network
	places   int
	ends     [][2]int32 // of every edge
	kid      []int32    // of every edge; kids of a wire
	at       []int32    // of every place its kid; kids of one that never fails
	kids     int32      // how many there are
	directed bool
	best     []int    // the order of its edges, once asked for
	out      [][]lead // the ways from each place, once asked for
}

const (
	source int32 = 0
	target int32 = 1
)

func newGraph(n *Network) *graph {
	number := map[string]int32{n.Source: source, n.Target: target}
	place := func(name string) int32 {
		if _, ok := number[name]; !ok {
			number[name] = int32(len(number))
		}
		return number[name]
	}
	g := &graph{of: n, directed: n.Directed, kids: int32(len(Children(n)))}
	next := int32(0)
	for _, e := range n.Edges {
		g.ends = append(g.ends, [2]int32{place(e.From), place(e.To)})
		kid := g.kids
		if e.Node != Node(Wire{}) {
			kid = next
			next++
		}
		g.kid = append(g.kid, kid)
	}
	g.places = len(number)
	g.at = slices.Repeat([]int32{g.kids}, g.places)
	for i, p := range n.Places {
		if v, ok := number[p.Name]; ok {
			g.at[v] = next + int32(i)
		}
	}
	return g
}

// reaches reports whether there is a path from source to target at all, and whether
// all that can fail is on none that never does.
func (g *graph) reaches() (ever, fails bool) {
	w := newWalk(g)
	ever = w.joined
	for kid := range w.works[:g.kids] {
		w.works[kid] = false
	}
	w.search()
	return ever, !w.joined
}

// neighbours returns the places next to each place, in the order of the edges.
func (g *graph) neighbours() [][]int32 {
	next := make([][]int32, g.places)
	for _, e := range g.ends {
		next[e[0]] = append(next[e[0]], e[1])
		next[e[1]] = append(next[e[1]], e[0])
	}
	return next
}

// order returns the numbers of the edges in the order whose frontier promises
// the fewest states: of those by breadth from source, target and the place
// farthest from each, by smallest frontier, and as written.
func (g *graph) order() []int {
	if g.best == nil {
		g.best = g.findOrder()
	}
	return g.best
}

func (g *graph) findOrder() []int {
	next := g.neighbours()
	fromSource, fromTarget := breadth(next, source), breadth(next, target)
	orders := [][]int32{
		fromSource,
		fromTarget,
		breadth(next, fromSource[len(fromSource)-1]),
		breadth(next, fromTarget[len(fromTarget)-1]),
		g.narrow(next, source),
		g.narrow(next, target),
	}
	best := make([]int, len(g.ends))
	for i := range best {
		best[i] = i
	}
	least := g.cost(best)
	for _, places := range orders {
		o := g.edgesBy(places)
		if cost := g.cost(o); cost < least {
			best, least = o, cost
		}
	}
	return best
}

// breadth returns the places by breadth-first search, those out of reach last.
func breadth(next [][]int32, start int32) []int32 {
	seen := make([]bool, len(next))
	var found []int32
	visit := func(v int32) {
		if !seen[v] {
			seen[v] = true
			found = append(found, v)
		}
	}
	visit(start)
	for v, done := int32(0), 0; ; done++ {
		for ; done == len(found) && int(v) < len(next); v++ {
			visit(v)
		}
		if done == len(found) {
			return found
		}
		for _, w := range next[found[done]] {
			visit(w)
		}
	}
}

// narrow takes next the place that brings the fewest new neighbours, ties by
// the age of the frontier.
func (g *graph) narrow(next [][]int32, start int32) []int32 {
	const wide = 2000 // places above which the search would take long
	if g.places > wide {
		return breadth(next, start)
	}
	state := make([]uint8, g.places) // 0 new, 1 on the frontier, 2 taken
	found := make([]int32, 0, g.places)
	fringe := []int32{start}
	for v := int32(0); len(found) < g.places; {
		if len(fringe) == 0 {
			for ; state[v] != 0; v++ {
			}
			fringe = append(fringe, v)
		}
		at := fewest(fringe, next, state)
		w := fringe[at]
		fringe = slices.Delete(fringe, at, at+1)
		state[w] = 2
		found = append(found, w)
		for _, u := range next[w] {
			if state[u] == 0 {
				state[u] = 1
				fringe = append(fringe, u)
			}
		}
	}
	return found
}

// fewest returns the place on the fringe with the fewest new neighbours.
func fewest(fringe []int32, next [][]int32, state []uint8) int {
	best, least := 0, 1<<30
	for i, v := range fringe {
		fresh := 0
		for _, w := range next[v] {
			if state[w] == 0 {
				fresh++
			}
		}
		if fresh < least {
			best, least = i, fresh
		}
	}
	return best
}

// edgesBy returns the edges in the order in which both ends are there.
func (g *graph) edgesBy(places []int32) []int {
	rank := make([]int, g.places)
	for i, v := range places {
		rank[v] = i
	}
	order := make([]int, len(g.ends))
	for i := range order {
		order[i] = i
	}
	key := func(i int) (int, int) {
		a, b := rank[g.ends[i][0]], rank[g.ends[i][1]]
		return max(a, b), min(a, b)
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := key(i)
		c, d := key(j)
		if a != c {
			return a - c
		}
		return b - d
	})
	return order
}

// cost is the number of states to expect, about 3 to the width of the
// frontier at every edge.
func (g *graph) cost(order []int) float64 {
	first, last := g.spans(order)
	total, width := 0.0, 0
	powers := 1.0
	for i, e := range order {
		for _, v := range ends(g.ends[e]) {
			if first[v] == i && v > target {
				width, powers = width+1, powers*3
			}
		}
		total += powers
		for _, v := range ends(g.ends[e]) {
			if last[v] == i && v > target {
				width, powers = width-1, powers/3
			}
		}
	}
	return total
}

// ends lists the two ends of an edge, once where they are the same.
func ends(e [2]int32) []int32 {
	if e[0] == e[1] {
		return e[:1]
	}
	return e[:]
}

// spans returns for every place the positions of its first and last edge.
func (g *graph) spans(order []int) (first, last []int) {
	return spans(g.places, len(order), func(i int) []int32 { return ends(g.ends[order[i]]) })
}

// spans returns for every place the first and the last of n positions at which it is.
func spans(places, n int, at func(i int) []int32) (first, last []int) {
	first, last = make([]int, places), make([]int, places)
	for v := range first {
		first[v], last[v] = -1, -1
	}
	for i := range n {
		for _, v := range at(i) {
			if first[v] < 0 {
				first[v] = i
			}
			last[v] = i
		}
	}
	return first, last
}
