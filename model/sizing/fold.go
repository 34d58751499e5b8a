package sizing

import (
	"math"
	"slices"
)

const (
	maxPairs = 4_000_000 // combinations of two lists at a time
	minSide  = 64        // points that are kept of each, whatever the work allowed
)

// fold combines the children of a series or a parallel, whose losses add, or
// the logarithms of whose chances to fail do.
func (f *search) fold(n *node) []point {
	fixed := n.alone()
	lists := [][]point{{{value: value{loss: n.additive(fixed.chance(f.x).loss())}}}}
	if len(fixed.kids) == 0 {
		lists = nil
	}
	for _, kid := range n.kids {
		if !kid.asks {
			continue
		}
		list := slices.Clone(f.options(kid))
		for i := range list {
			list[i].loss = n.additive(list[i].loss)
		}
		lists = append(lists, list)
	}
	folded := f.combine(lists)
	for i := range folded {
		folded[i].loss = n.loss(folded[i].loss)
	}
	return folded
}

// alone is the node with the children only that ask nothing.
func (n *node) alone() *node {
	rest := &node{op: n.op}
	for _, kid := range n.kids {
		if !kid.asks {
			rest.kids = append(rest.kids, kid)
		}
	}
	return rest
}

// additive is what adds up over the children of a node.
func (n *node) additive(loss float64) float64 {
	if n.op == opParallel {
		return logDown(loss)
	}
	return loss
}

func (n *node) loss(additive float64) float64 {
	if n.op == opParallel {
		return -logDown(-additive)
	}
	return additive
}

// combine returns the Pareto points of all sums of one point of each list.
func (f *search) combine(lists [][]point) []point {
	if g := f.newGrid(lists); g != nil {
		if points := g.fold(lists); points != nil {
			return points
		}
	}
	sum := lists[0]
	for _, list := range lists[1:] {
		sum = f.pairs(sum, list)
	}
	return sum
}

// pairs returns the Pareto points of the sums of two lists, thinned before if
// they are long, and to the utmost where the search ends.
func (f *search) pairs(a, b []point) []point {
	before := f.ended()
	points := f.products(a, b)
	if f.ended() && !before {
		return f.products(a, b)
	}
	return points
}

// products does so at once; where the search ends during it, what it returns
// may not be all.
func (f *search) products(a, b []point) []point {
	few := f.ended()
	allowed := min(max(f.o.work()-f.looked, minSide*minSide), maxPairs)
	if few {
		allowed = minSide * minSide
	}
	if len(a)*len(b) > allowed {
		side := int(math.Sqrt(float64(allowed)))
		a = thin(a, max(side, allowed/len(b)))
		b = thin(b, max(minSide, allowed/len(a)))
	}
	f.looked += len(a) * len(b)
	sums := make([]mark, 0, len(a)*len(b))
	for i := range a {
		if !few && f.ended() {
			return nil
		}
		for j := range b {
			v := a[i].plus(&b[j].value)
			if v.spend.within(f.room) {
				sums = append(sums, mark{v, int32(i), int32(j)})
			}
		}
	}
	kept := pareto(sums, len(f.names), func() bool { return !few && f.ended() })
	points := make([]point, len(kept))
	for k, m := range kept {
		points[k] = point{value: m.value, left: &a[m.i], right: &b[m.j]}
	}
	return points
}
