package system

import (
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
func (m *Model) Bounds(groups GroupSolver) (*Bounds, error) {
	if err := Validate(m); err != nil {
		return nil, err
	}
	b, err := m.bound(m.Top, groups)
	if err != nil {
		return nil, err
	}
	return &Bounds{b.lo, b.hi, b.notHi, b.notLo}, nil
}

func (m *Model) bound(n Node, groups GroupSolver) (bound, error) {
	switch n := n.(type) {
	case Use:
		s := m.Parts[m.Units[n.Unit].Part].steady()
		return exactly(s), nil
	case *Group:
		if groups == nil {
			return bound{}, &GroupError{n.Name, "bounds"}
		}
		s, err := groups(n, &m.Parts[m.Units[n.Units[0]].Part])
		return exactly(s), err
	}
	children := Children(n)
	of := make([]bound, len(children))
	for i, c := range children {
		var err error
		if of[i], err = m.bound(c, groups); err != nil {
			return bound{}, err
		}
	}
	apart := disjoint(children)
	switch n := n.(type) {
	case *Series:
		return seriesBound(of, apart), nil
	case *Parallel:
		return flip(seriesBound(flipAll(of), apart)), nil
	case *KOfN:
		return kOfNBound(of, n.K, apart), nil
	case *Network:
		return networkBound(n, of, apart), nil
	}
	undefined := math.NaN()
	return bound{undefined, undefined, undefined, undefined}, nil
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
func kOfNBound(of []bound, k int, apart bool) bound {
	if apart {
		var b bound
		b.lo, b.notLo = atLeast(of, k, func(x bound) (float64, float64) { return x.lo, x.notLo })
		b.hi, b.notHi = atLeast(of, k, func(x bound) (float64, float64) { return x.hi, x.notHi })
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

// atLeast returns the chance that at least k of independent nodes work, and
// its complement, each as a sum of positive terms.
func atLeast(of []bound, k int, pick func(bound) (p, not float64)) (p, not float64) {
	chance := make([]float64, len(of)+1) // of so many working
	chance[0] = 1
	for i, x := range of {
		q, n := pick(x)
		for j := i + 1; j > 0; j-- {
			chance[j] = chance[j]*n + chance[j-1]*q
		}
		chance[0] *= n
	}
	for j, c := range chance {
		if j >= k {
			p += c
		} else {
			not += c
		}
	}
	return p, not
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
	units := []int{}
	switch n := n.(type) {
	case Use:
		units = []int{n.Unit}
	case *Group:
		units = n.Units
	}
	for _, u := range units {
		if owner, ok := seen[u]; ok && owner != child {
			return false
		}
		seen[u] = child
	}
	for _, c := range Children(n) {
		if !mark(c, child, seen) {
			return false
		}
	}
	return true
}
