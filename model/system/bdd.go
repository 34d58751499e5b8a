package system

import "context"

// bdd is a reduced ordered binary decision diagram with complement edges: a
// node's hi edge is never a complement, so that a function and its complement
// share one node and negation is free.
type bdd struct{ *store }

const (
	opAnd uint32 = iota + 1
	opIte
	opUnion   // of sets, in a zdd
	opWithout // of sets, in a zdd
	opBut     // of sets, in a zdd
)

func newBDD(ctx context.Context, limit int) bdd { return bdd{newStore(ctx, limit)} }

// make returns the function that is hi where the variable of level is true,
// lo where it is false.
func (b bdd) make(level int32, lo, hi edge) edge {
	if lo == hi {
		return lo
	}
	flip := hi & 1
	return edge(b.find(level, lo^flip, hi^flip))<<1 | flip
}

func (b bdd) variable(level int32) edge { return b.make(level, falseEdge, trueEdge) }

// level is that of the top variable; the constants lie below all others.
func (b bdd) level(e edge) int32 {
	if e.node() == 0 {
		return 1<<31 - 1
	}
	return b.knots[e.node()].level
}

// split returns the two cofactors of e at a level not below its own.
func (b bdd) split(e edge, level int32) (lo, hi edge) {
	if b.level(e) != level {
		return e, e
	}
	k := b.knots[e.node()]
	return k.lo ^ e&1, k.hi ^ e&1
}

func (b bdd) and(f, g edge) edge {
	switch {
	case f == g || g == trueEdge:
		return f
	case f == trueEdge:
		return g
	case f == falseEdge || g == falseEdge || f == g^1 || b.full:
		return falseEdge
	}
	if f > g {
		f, g = g, f
	}
	if m, ok := b.recall(opAnd, f, g, 0); ok {
		return m.result
	}
	top := min(b.level(f), b.level(g))
	f0, f1 := b.split(f, top)
	g0, g1 := b.split(g, top)
	lo, hi := b.and(f0, g0), b.and(f1, g1)
	return b.keep(opAnd, f, g, 0, b.make(top, lo, hi))
}

func (b bdd) or(f, g edge) edge { return b.and(f^1, g^1) ^ 1 }

// ite is "if f then g else h".
func (b bdd) ite(f, g, h edge) edge {
	switch {
	case f == trueEdge || g == h || b.full:
		return g
	case f == falseEdge:
		return h
	case f.complement():
		f, g, h = f^1, h, g
	}
	switch {
	case g == falseEdge:
		return b.and(f^1, h)
	case g == trueEdge:
		return b.or(f, h)
	case h == falseEdge:
		return b.and(f, g)
	case h == trueEdge:
		return b.or(f^1, g)
	}
	if m, ok := b.recall(opIte, f, g, h); ok {
		return m.result
	}
	top := min(b.level(f), b.level(g), b.level(h))
	f0, f1 := b.split(f, top)
	g0, g1 := b.split(g, top)
	h0, h1 := b.split(h, top)
	lo, hi := b.ite(f0, g0, h0), b.ite(f1, g1, h1)
	return b.keep(opIte, f, g, h, b.make(top, lo, hi))
}

// atLeast is "at least k of the functions are true", by the shared table of
// "at least j of the last i", never by listing subsets: k (n-k+1) operations.
func (b bdd) atLeast(k int, of []edge) edge {
	row := make([]edge, k+1) // row[j]: at least j of those after i
	for j := range row {
		row[j] = falseEdge
	}
	row[0] = trueEdge
	for i := len(of) - 1; i >= 0 && !b.full; i-- {
		for j := k; j >= max(1, k-i); j-- {
			row[j] = b.ite(of[i], row[j-1], row[j])
			b.step()
		}
	}
	return row[k]
}
