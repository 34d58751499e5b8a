package system

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// encloser builds two diagrams of a structure that is too large for one: one that
// works only while the structure does, and one that works whenever it does. Where a
// diagram grows beyond bounds, the nodes that matter least to its probability become
// "fails" in the lower and "works" in the upper one.
type encloser struct {
	*builder
	kids   chances           // of the variables, about
	most   int               // nodes of a diagram
	room   int               // nodes made for a kid of a gate
	store  int               // nodes at which the store is cleared
	around map[int32]between // of gates, until all that use them are done
}

// between is a lower and an upper diagram.
type between struct{ lo, hi edge }

// Bounds on what enclosing may take.
const (
	encloseLeast  = 1 << 6  // nodes of a diagram at first
	encloseGrowth = 4       // by which there are more, while work is left
	encloseWork   = 1 << 22 // operations, about a second
	encloseRoom   = 1 << 20 // nodes made for a gate
	encloseStore  = 1 << 21 // nodes of a store that is not yet cleared
)

// enclose bounds gate x, a module whose variables have bounds: by small diagrams under
// every order, then by larger ones under the order that did best.
func (m *bounder) enclose(p *planner, x Gate) bound {
	orders := p.depthFirst(x)
	for _, o := range slices.Clone(orders) {
		orders = addOrder(orders, p.gathered(x, o))
	}
	best, narrowest, order := unknown, unknown, orders[0]
	for _, o := range orders {
		b, _ := m.enclosed(p, x, o, encloseLeast)
		if best = best.and(b); b.width() < narrowest.width() {
			narrowest, order = b, o
		}
	}
	whole := false
	for most := encloseLeast * encloseGrowth; p.work > 0 && p.ctx.Err() == nil && !whole; most *= encloseGrowth {
		var b bound
		b, whole = m.enclosed(p, x, order, most)
		best = best.and(b)
	}
	return best
}

// width is how far apart the bounds are, in the smaller of the two probabilities.
func (b bound) width() float64 { return min(b.hi/b.lo, b.notLo/b.notHi) - 1 }

// and returns what both bounds leave.
func (b bound) and(c bound) bound {
	if c.lo > b.lo || c.notLo < b.notLo {
		b.lo, b.notLo = c.lo, c.notLo
	}
	if c.hi < b.hi || c.notHi > b.notHi {
		b.hi, b.notHi = c.hi, c.notHi
	}
	return b
}

// enclosed bounds x by diagrams of so many nodes, and reports whether none was cut.
func (m *bounder) enclosed(p *planner, x Gate, order []int32, most int) (b bound, whole bool) {
	e := &encloser{builder: newBuilder(p, order), most: most, store: m.store, around: map[int32]between{}}
	of := m.of(order)
	for _, b := range of {
		e.kids.up, e.kids.down = append(e.kids.up, b.lo), append(e.kids.down, b.notLo)
	}
	root, ok := e.all(x)
	if !ok {
		return unknown, false
	}
	b.lo, b.notLo = e.diagram(root.lo, len(order)).bracket(of, true)
	b.hi, b.notHi = e.diagram(root.hi, len(order)).bracket(of, false)
	return within(b), root.lo == root.hi
}

// all encloses the gates between the variables and x, and x.
func (e *encloser) all(x Gate) (root between, ok bool) {
	left := map[int32]int{} // uses of gates that are not yet done
	var gates []int32
	var visit func(kids []int32)
	visit = func(kids []int32) {
		for _, i := range kids {
			if _, variable := e.level[i]; !variable {
				if left[i]++; left[i] == 1 {
					visit(e.p.gates.All[i].Kids)
					gates = append(gates, i)
				}
			}
		}
	}
	visit(x.Kids)
	for _, i := range gates {
		e.around[i] = e.enclose(&e.p.gates.All[i])
		e.release(e.p.gates.All[i].Kids, left)
		if e.p.work <= 0 || e.p.ctx.Err() != nil {
			return between{}, false
		}
	}
	return e.enclose(&x), true
}

// release drops the gates that are no longer used, and clears the store when it is full.
func (e *encloser) release(kids []int32, left map[int32]int) {
	for _, i := range kids {
		if left[i]--; left[i] == 0 {
			delete(e.around, i)
		}
	}
	if len(e.knots) < e.store {
		return
	}
	old := e.bdd
	e.bdd = newBDD(e.p.ctx, math.MaxInt32)
	e.bdd.most = math.MaxInt
	moved := make([]edge, len(old.knots))
	for i := range moved {
		moved[i] = unmoved
	}
	moved[0] = trueEdge
	for _, i := range slices.Sorted(maps.Keys(e.around)) {
		a := e.around[i]
		e.around[i] = between{e.move(old, a.lo, moved), e.move(old, a.hi, moved)}
	}
	e.store = max(e.store, 2*len(e.knots))
}

const unmoved = ^edge(0)

// move brings a function over from another store.
func (e *encloser) move(old bdd, f edge, moved []edge) edge {
	n := f.node()
	if moved[n] == unmoved {
		k := old.knots[n]
		moved[n] = e.make(k.level, e.move(old, k.lo, moved), e.move(old, k.hi, moved))
	}
	return moved[n] ^ f&1
}

// kidsOf returns the lower and the upper functions of gates.
func (e *encloser) kidsOf(gates []int32) (lo, hi []edge) {
	for _, i := range gates {
		a := e.around[i]
		if l, variable := e.level[i]; variable {
			a = between{e.variable(l), e.variable(l)}
		}
		lo, hi = append(lo, a.lo), append(hi, a.hi)
	}
	return lo, hi
}

// enclose makes the diagrams of a gate of those of its kids, in all of which it
// increases unless it is a complement.
func (e *encloser) enclose(x *Gate) between {
	e.limit, e.room = math.MaxInt32, encloseRoom/(1+len(x.Kids))
	lo, hi := e.kidsOf(x.Kids)
	switch x.Op {
	case OpNot:
		return between{hi[0] ^ 1, lo[0] ^ 1}
	case OpSeries:
		all := func(of []edge) edge { return e.and(of[0], of[1]) }
		return between{e.foldWithin(all, trueEdge, lo, true), e.foldWithin(all, trueEdge, hi, false)}
	case OpParallel:
		some := func(of []edge) edge { return e.or(of[0], of[1]) }
		return between{e.foldWithin(some, falseEdge, lo, true), e.foldWithin(some, falseEdge, hi, false)}
	}
	whole := func(of []edge) edge { return e.connected(x.net, of) }
	if x.Op == OpKOfN {
		whole = func(of []edge) edge { return e.atLeast(x.K, of) }
	}
	return between{e.within(whole, lo, true), e.within(whole, hi, false)}
}

// foldWithin joins functions from the deepest variables up.
func (e *encloser) foldWithin(join func([]edge) edge, result edge, of []edge, low bool) edge {
	slices.SortStableFunc(of, func(f, g edge) int { return cmp.Compare(e.bdd.level(g), e.bdd.level(f)) })
	for _, f := range of {
		result = e.within(join, []edge{result, f}, low)
	}
	return result
}

// within is an increasing operation on functions, or less than it if low is set, else
// more, so that the result has few enough nodes. Where the operation itself has no room,
// the functions are cut first.
func (e *encloser) within(op func([]edge) edge, of []edge, low bool) edge {
	for most := e.most; ; most /= encloseGrowth {
		before := e.steps
		e.full, e.limit, e.bdd.most = false, len(e.knots)+e.room, before+2*e.room
		r := op(slices.Clone(of))
		e.p.work -= e.steps - before
		full := e.full
		e.full, e.limit, e.bdd.most = false, math.MaxInt32, math.MaxInt
		switch {
		case !full:
			return e.cut(r, e.most, low)
		case most <= 1 && low:
			return falseEdge
		case most <= 1:
			return trueEdge
		}
		for i := range of {
			of[i] = e.cut(of[i], most, low)
		}
	}
}

// cut returns f if it has so few nodes; or else a function that works less often if low
// is set, else more often: nodes of which the least is lost are no longer there. What is
// lost of a node is the chance to come to it and to work from there.
func (e *encloser) cut(f edge, most int, low bool) edge {
	if !low {
		return e.cut(f^1, most, true) ^ 1
	}
	d := e.diagram(f, len(e.order))
	n := len(d.level)
	e.p.work -= n
	if n-2 <= most {
		return f
	}
	var at chances
	d.evaluate(e.kids, &at)
	reach := make([]float64, n)
	reach[d.root] = 1
	lost := make([]float64, n)
	for v := int(worksNode) + 1; v < n; v++ {
		l := d.level[v]
		reach[d.hi[v]] += reach[v] * e.kids.up[l]
		reach[d.lo[v]] += reach[v] * e.kids.down[l]
		lost[v] = reach[v] * at.up[v]
	}
	sorted := slices.Clone(lost[worksNode+1:])
	slices.Sort(sorted)
	bar := sorted[len(sorted)-1-most]
	made := make([]edge, n)
	made[failsNode], made[worksNode] = falseEdge, trueEdge
	for v := n - 1; v > int(worksNode); v-- {
		if made[v] = falseEdge; lost[v] > bar {
			made[v] = e.make(d.level[v], made[d.lo[v]], made[d.hi[v]])
		}
	}
	return made[d.root]
}

// bracket returns the least probability to work, or the greatest, and its complement,
// where those of the kids lie between bounds.
func (d *diagram) bracket(kids []bound, least bool) (p, not float64) {
	up, down := make([]float64, len(d.level)), make([]float64, len(d.level))
	up[worksNode], down[failsNode] = 1, 1
	for v := len(d.level) - 1; v > int(worksNode); v-- {
		k, lo, hi := kids[d.level[v]], d.lo[v], d.hi[v]
		p, q := k.lo, k.notLo
		if (up[hi] > up[lo] || down[hi] < down[lo]) != least {
			p, q = k.hi, k.notHi
		}
		up[v], down[v] = p*up[hi]+q*up[lo], p*down[hi]+q*down[lo]
	}
	return up[d.root], down[d.root]
}
