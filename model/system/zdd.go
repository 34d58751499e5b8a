package system

import (
	"context"
	"math"
)

// zdd is a zero-suppressed decision diagram: a family of sets of levels. A
// node holds, in hi, the sets that contain its level (without it), and in lo
// those that do not; a node whose hi is empty is left out.
type zdd struct{ *store }

const (
	emptyFamily = falseEdge // no set
	baseFamily  = trueEdge  // the empty set alone
)

func newZDD(ctx context.Context, limit int) zdd { return zdd{newStore(ctx, limit)} }

func (z zdd) make(level int32, lo, hi edge) edge {
	if hi == emptyFamily {
		return lo
	}
	return edge(z.find(level, lo, hi)) << 1
}

func (z zdd) level(e edge) int32 {
	if e.node() == 0 {
		return 1<<31 - 1
	}
	return z.knots[e.node()].level
}

// split returns the sets without and with the level, which is not below e's.
func (z zdd) split(e edge, level int32) (lo, hi edge) {
	if z.level(e) != level {
		return e, emptyFamily
	}
	k := z.knots[e.node()]
	return k.lo, k.hi
}

// without returns the sets of f that contain no set of g.
func (z zdd) without(f, g edge) edge {
	switch {
	case f == emptyFamily || g == emptyFamily:
		return f
	case g == baseFamily || f == g || z.full:
		return emptyFamily
	}
	if m, ok := z.recall(opWithout, f, g, 0); ok {
		return m.result
	}
	top := min(z.level(f), z.level(g))
	f0, f1 := z.split(f, top)
	g0, g1 := z.split(g, top)
	lo := z.without(f0, g0)
	hi := z.without(z.without(f1, g1), g0)
	return z.keep(opWithout, f, g, 0, z.make(top, lo, hi))
}

// minimal returns the minimal sets of kids whose failure fails d, or of those
// whose working makes it work (Rauzy): with f1 and f0 the function where the
// first kid has failed and where it has not,
//
//	minimal(f) = minimal(f0), and {kid} with each set of minimal(f1) that
//	             contains none of minimal(f0).
//
// Level l of the diagram is level 2l of the family, or 2l+1 of one of kids that work.
func (z zdd) minimal(d *diagram, failing bool) edge {
	of := make([]edge, len(d.level))
	of[failsNode], of[worksNode] = emptyFamily, baseFamily
	works := int32(1)
	if failing {
		of[failsNode], of[worksNode] = baseFamily, emptyFamily
		works = 0
	}
	for v := len(d.level) - 1; v > int(worksNode) && !z.full; v-- {
		f0, f1 := of[d.lo[v]], of[d.hi[v]]
		if failing {
			f0, f1 = f1, f0
		}
		of[v] = z.make(2*d.level[v]+works, f0, z.without(f1, f0))
	}
	return of[d.root]
}

// containing returns the sets of e that contain level, without it; known
// remembers results for this level.
func (z zdd) containing(e edge, level int32, known map[edge]edge) edge {
	switch at := z.level(e); {
	case at > level || z.full:
		return emptyFamily
	case at == level:
		return z.knots[e.node()].hi
	}
	if r, ok := known[e]; ok {
		return r
	}
	z.step()
	k := z.knots[e.node()]
	lo := z.containing(k.lo, level, known)
	hi := z.containing(k.hi, level, known)
	r := z.make(k.level, lo, hi)
	known[e] = r
	return r
}

// Bounds on what Fussell-Vesely importance may take.
const (
	unionNodes  = 1 << 16 // of the diagram
	unionBudget = 1 << 17 // nodes made for all kids together
	unionWork   = 1 << 23 // operations on them, of a structure
)

// unions returns, for every kid, the probability that some minimal cut set
// with this kid has failed; NaN where that would take more than the given work,
// which it uses up.
func (d *diagram) unions(ctx context.Context, kid chances, work *int) []float64 {
	all := make([]float64, d.levels)
	for l := range all {
		all[l] = math.NaN()
	}
	if len(d.level) > unionNodes || *work <= 0 {
		return all
	}
	u := unionMaker{z: newZDD(ctx, unionBudget), b: newBDD(ctx, unionBudget), made: map[edge]edge{}}
	u.z.most, u.b.most = min(u.z.most, *work), min(u.b.most, *work)
	cuts, evaluated := u.z.minimal(d, true), 0
	for l := range all {
		sets := u.z.containing(cuts, 2*int32(l), map[edge]edge{})
		failed := u.failed(sets)
		if u.z.full || u.b.full || u.z.steps+u.b.steps+evaluated > *work {
			break
		}
		var at chances
		union := u.b.diagram(failed, d.levels)
		p, _ := union.evaluate(chances{up: kid.down, down: kid.up}, &at)
		all[l] = kid.down[l] * p
		evaluated += len(union.level)
	}
	*work -= u.z.steps + u.b.steps + evaluated
	return all
}

// unionMaker makes the event "all of some set has failed" of families of sets.
type unionMaker struct {
	z    zdd
	b    bdd
	made map[edge]edge
}

func (u *unionMaker) failed(e edge) edge {
	switch {
	case e == emptyFamily || u.b.full || u.z.full:
		return falseEdge
	case e == baseFamily:
		return trueEdge
	}
	if f, ok := u.made[e]; ok {
		return f
	}
	k := u.z.knots[e.node()]
	lo, hi := u.failed(k.lo), u.failed(k.hi)
	f := u.b.make(k.level/2, lo, u.b.or(lo, hi))
	u.made[e] = f
	return f
}
