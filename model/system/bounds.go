package system

import (
	"context"
	"errors"
	"math"
	"slices"
)

// Bounds hold the steady state of a system between two probabilities, each
// with its complement, where the exact answer is out of reach.
type Bounds struct {
	AvailabilityLo, AvailabilityHi     float64
	UnavailabilityLo, UnavailabilityHi float64
}

// bound is a lower and an upper bound of P(works), with their complements.
type bound struct{ lo, notLo, hi, notHi float64 }

// Bounds returns bounds that take time in proportion to the structure, each gate being
// bounded once. Units are independent, so what the nodes do is associated, and
//
//	series      product of lo  <=  P  <=  product of hi, or least hi
//	parallel    1 - product of (1-lo), or greatest lo  <=  P  <=  1 - product of (1-hi)
//	k-of-n      the k likeliest in series  <=  P  <=  sum of hi / k
//	network     paths that share no edge, in parallel  <=  P  <=  cuts that share none, in series
//
// where the second form holds for nodes that share units and the first for
// nodes that do not, and k-of-n is exact for those. Nodes that share units and of which
// one has a [Not] below it are not associated: there
//
//	series      1 - sum of (1-lo)  <=  P  <=  least hi
//
// and likewise for the others. What these leave between the bounds is narrowed by
// decision diagrams that are cut where they grow too large: see encloser. Measures that the input does not define are NaN.
// Where a group or a k-out-of-n takes too long, nothing is known of it: between
// 0 and 1. Where ctx ends, its cause is returned.
func (m *Model) Bounds(ctx context.Context, groups GroupSolver) (*Bounds, error) {
	if err := Validate(m); err != nil {
		return nil, err
	}
	g := compile(m, m.Top, make([]int32, len(m.Units)), false)
	if g.unknown != nil {
		undefined := math.NaN()
		return &Bounds{undefined, undefined, undefined, undefined}, nil
	}
	if g.shared != nil {
		return nil, g.shared
	}
	b, err := newBounder(ctx, g, groups).top()
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, err
	}
	return &Bounds{b.lo, b.hi, b.notHi, b.notLo}, nil
}

// bounder bounds the gates of a structure.
type bounder struct {
	g      *Gates
	f      *moduleFinder
	groups GroupSolver
	known  map[groupKey]bound
	state  *state  // counts the steps
	work   int     // operations on diagrams that are left
	store  int     // nodes at which the store of a diagram is cleared
	at     []bound // of every gate
	turns  []bool  // whether a gate that is no module has a complement at or below it
}

func newBounder(ctx context.Context, g *Gates, groups GroupSolver) *bounder {
	if g.shares() {
		g.simplify()
	}
	return &bounder{g: g, f: findModules(g), groups: groups, known: map[groupKey]bound{}, work: encloseWork, store: encloseStore, state: (&plan{gates: g}).newState(ctx)}
}

// unknown is what is known of a node that would take too long.
var unknown = bound{lo: 0, notLo: 1, hi: 1, notHi: 0}

// relation is what is known of nodes together.
type relation uint8

const (
	apart      relation = iota // independent
	associated                 // they may share units, and none gets worse when a unit gets better
	anyhow                     // nothing is known
)

func (m *bounder) top() (bound, error) {
	m.at, m.turns = make([]bound, len(m.g.All)), make([]bool, len(m.g.All))
	p := &planner{plan: m.state.plan, ctx: m.state.ctx, f: m.f, work: m.work}
	for _, i := range m.f.left { // kids before those above them
		x := &m.g.All[i]
		b, err := m.bound(x)
		if err != nil {
			return bound{}, err
		}
		if b = within(b); m.f.isModule[i] && b.lo < b.hi && p.work > 0 {
			b = b.and(m.enclose(p, *x))
		}
		m.at[i] = b
		m.turns[i] = !m.f.isModule[i] && (m.g.All[i].Op == OpNot || slices.ContainsFunc(m.g.All[i].Kids, func(kid int32) bool { return m.turns[kid] }))
	}
	return m.at[m.g.Top], nil
}

func (m *bounder) bound(x *Gate) (bound, error) {
	if x.Op == OpLeaf {
		return m.leaf(&m.g.Leaves[x.Leaf])
	}
	if !m.state.spend(4 * len(x.Kids)) {
		return unknown, nil
	}
	switch of := m.of(x.Kids); x.Op {
	case OpSeries:
		return m.series(x.Kids, func(b bound) bound { return b }), nil
	case OpParallel:
		return flip(m.series(x.Kids, flip)), nil
	case OpNot:
		return flip(of[0]), nil
	case OpKOfN:
		return m.kOfNBound(of, x.K, m.tied(x.Kids)), nil
	default:
		return networkBound(x.net.of, of, m.tied(x.Kids)), nil
	}
}

func (m *bounder) of(gates []int32) []bound {
	of := make([]bound, len(gates))
	for i, g := range gates {
		of[i] = m.at[g]
	}
	return of
}

// series bounds the chance that all kids work, taken as turn has them.
func (m *bounder) series(kids []int32, turn func(bound) bound) bound {
	single, tied := m.f.overlap(kids)
	var parts []bound
	for _, b := range m.of(single) {
		parts = append(parts, turn(b))
	}
	for _, kids := range tied {
		of := m.of(kids)
		for i := range of {
			of[i] = turn(of[i])
		}
		parts = append(parts, seriesBound(of, m.tied(kids)))
	}
	return seriesBound(parts, apart)
}

// tied tells what is known of gates together.
func (m *bounder) tied(gates []int32) relation {
	if _, tied := m.f.overlap(gates); len(tied) == 0 {
		return apart
	}
	if slices.ContainsFunc(gates, func(g int32) bool { return m.turns[g] }) {
		return anyhow
	}
	return associated
}

func (m *bounder) leaf(l *Leaf) (bound, error) {
	switch {
	case l.Group != nil:
		return m.group(l.Group)
	case l.Duty != nil:
		undefined := math.NaN()
		return bound{undefined, undefined, undefined, undefined}, nil
	}
	return exactly(m.state.plan.part(*l).steady()), nil
}

// within keeps bounds in [0, 1], which rounding might exceed.
func within(b bound) bound {
	return bound{lo: min(b.lo, 1), notLo: min(b.notLo, 1), hi: min(b.hi, 1), notHi: min(b.notHi, 1)}
}

func (m *bounder) group(g *Group) (bound, error) {
	if m.groups == nil {
		return bound{}, &GroupError{g.name(), "bounds"}
	}
	key := m.state.plan.groupKey(g)
	if b, ok := m.known[key]; ok {
		return b, nil
	}
	s, err := m.groups(m.state.ctx, g, &m.g.Model.Components[key.part])
	b := exactly(s)
	if errors.Is(err, ErrTooLarge) {
		b, err = unknown, nil
	}
	m.known[key] = b
	return b, err
}

func exactly(s Measures) bound {
	return bound{s.Availability, s.Unavailability, s.Availability, s.Unavailability}
}

// flip looks at failure instead of work.
func flip(b bound) bound { return bound{b.notHi, b.hi, b.notLo, b.lo} }

func flipAll(of []bound) []bound {
	out := make([]bound, len(of))
	for i, b := range of {
		out[i] = flip(b)
	}
	return out
}

// seriesBound bounds the chance that all work.
func seriesBound(of []bound, t relation) bound {
	b := bound{hi: 1}
	if t == anyhow {
		for _, x := range of {
			b.notLo += x.notLo
		}
		b.notLo = math.Min(b.notLo, 1)
		b.lo = 1 - b.notLo
	} else {
		b.lo, b.notLo = product(of, func(x bound) (float64, float64) { return x.lo, x.notLo })
	}
	if t == apart {
		b.hi, b.notHi = product(of, func(x bound) (float64, float64) { return x.hi, x.notHi })
		return b
	}
	for _, x := range of {
		if x.hi < b.hi || x.notHi > b.notHi {
			b.hi, b.notHi = x.hi, x.notHi
		}
	}
	return b
}

// product returns the product of probabilities and its complement, which
// keeps its digits.
func product(of []bound, pick func(bound) (p, not float64)) (p, not float64) {
	p, sum := 1.0, 0.0
	for _, x := range of {
		q, n := pick(x)
		p *= q
		sum += math.Log1p(-n)
	}
	return p, -math.Expm1(sum)
}

// kOfNBound bounds the chance that at least k work.
func (m *bounder) kOfNBound(of []bound, k int, t relation) bound {
	if t == apart {
		var b bound
		b.lo, b.notLo = m.atLeast(of, k, func(x bound) (float64, float64) { return x.lo, x.notLo })
		b.hi, b.notHi = m.atLeast(of, k, func(x bound) (float64, float64) { return x.hi, x.notHi })
		if m.state.err != nil {
			return unknown
		}
		return b
	}
	best := slices.Clone(of)
	slices.SortFunc(best, func(x, y bound) int {
		switch {
		case x.lo > y.lo:
			return -1
		case x.lo < y.lo:
			return 1
		}
		return 0
	})
	b := seriesBound(best[:k], t)
	sum := 0.0
	for _, x := range of {
		sum += x.hi
	}
	b.hi = math.Min(1, sum/float64(k))
	b.notHi = 1 - b.hi
	return b
}

// atLeast returns the chance that at least k of independent nodes work, and its
// complement.
func (m *bounder) atLeast(of []bound, k int, pick func(bound) (p, not float64)) (p, not float64) {
	var kids chances
	kids.resize(len(of))
	for i, x := range of {
		kids.up[i], kids.down[i] = pick(x)
	}
	return m.state.kOfN(k, kids)
}
