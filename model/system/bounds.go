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

// Bounds returns bounds that take time in proportion to the structure. Units
// are independent, so what the nodes do is associated, and
//
//	series      product of lo  <=  P  <=  product of hi, or least hi
//	parallel    1 - product of (1-lo), or greatest lo  <=  P  <=  1 - product of (1-hi)
//	k-of-n      the k likeliest in series  <=  P  <=  sum of hi / k
//	network     paths that share no edge, in parallel  <=  P  <=  cuts that share none, in series
//
// where the second form holds for nodes that share units and the first for
// nodes that do not, and k-of-n is exact for those. Where no unit is used twice
// only networks leave a gap. Measures that the input does not define are NaN.
// Where a group or a k-out-of-n takes too long, nothing is known of it: between
// 0 and 1. Where ctx ends, its cause is returned.
func (m *Model) Bounds(ctx context.Context, groups GroupSolver) (*Bounds, error) {
	if err := Validate(m); err != nil {
		return nil, err
	}
	w := &bounder{Model: m, groups: groups, known: map[groupKey]bound{}, state: (&plan{gates: &Gates{Model: m}}).newState(ctx)}
	b, err := w.bound(m.Top)
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, err
	}
	return &Bounds{b.lo, b.hi, b.notHi, b.notLo}, nil
}

// bounder bounds the nodes of a model.
type bounder struct {
	*Model
	groups GroupSolver
	known  map[groupKey]bound
	state  *state // counts the steps
}

// unknown is what is known of a node that would take too long.
var unknown = bound{lo: 0, notLo: 1, hi: 1, notHi: 0}

func (m *bounder) bound(n Node) (bound, error) {
	switch n := n.(type) {
	case Use:
		s := m.Components[m.Units[n.Unit].Component].steady()
		return exactly(s), nil
	case *Group:
		return m.group(n)
	}
	children := Children(n)
	if !m.state.spend(4 * len(children)) {
		return unknown, nil
	}
	of := make([]bound, len(children))
	for i, c := range children {
		var err error
		if of[i], err = m.bound(c); err != nil {
			return bound{}, err
		}
	}
	apart := disjoint(children)
	switch n := n.(type) {
	case *Series:
		return within(seriesBound(of, apart)), nil
	case *Parallel:
		return within(flip(seriesBound(flipAll(of), apart))), nil
	case *KOfN:
		return within(m.kOfNBound(of, n.K, apart)), nil
	case *Network:
		return within(networkBound(n, of, apart)), nil
	}
	undefined := math.NaN()
	return bound{undefined, undefined, undefined, undefined}, nil
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
	s, err := m.groups(m.state.ctx, g, &m.Components[key.part])
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
func seriesBound(of []bound, apart bool) bound {
	b := bound{hi: 1}
	b.lo, b.notLo = product(of, func(x bound) (float64, float64) { return x.lo, x.notLo })
	if apart {
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
func (m *bounder) kOfNBound(of []bound, k int, apart bool) bound {
	if apart {
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
	b := seriesBound(best[:k], false)
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

// disjoint reports whether no unit stands below two of the nodes.
func disjoint(nodes []Node) bool {
	seen := map[int]int{}
	for i, n := range nodes {
		if !mark(n, i, seen) {
			return false
		}
	}
	return true
}

// mark notes the units below a child; false if another child has one of them.
func mark(n Node, child int, seen map[int]int) bool {
	note := func(u int) bool {
		owner, ok := seen[u]
		seen[u] = child
		return !ok || owner == child
	}
	switch n := n.(type) {
	case Use:
		return note(n.Unit)
	case *Group:
		for _, u := range n.Units {
			if !note(u) {
				return false
			}
		}
	}
	for _, c := range Children(n) {
		if !mark(c, child, seen) {
			return false
		}
	}
	return true
}
