package sizing

import (
	"iter"
	"slices"

	"mtbf/internal/sharing"
	"mtbf/model/system"
)

// builder makes the nodes of a tree.
type builder struct{ tree *tree }

func (b *builder) node(n system.Node) (*node, error) {
	switch n := n.(type) {
	case system.Use:
		return &node{place: n.Unit}, nil
	case *system.Group:
		return &node{place: len(b.tree.m.Units) + slices.Index(b.tree.groups, n)}, nil
	case *system.Choose:
		return &node{place: b.tree.first + slices.Index(b.tree.questions, n), asks: true}, nil
	case *system.Series:
		return b.apart(opSeries, n.Of, func(of []system.Node) system.Node { return &system.Series{Of: of} })
	case *system.Parallel:
		return b.apart(opParallel, n.Of, func(of []system.Node) system.Node { return &system.Parallel{Of: of} })
	case *system.KOfN:
		if len(clusters(b.leaves(n.Of))) == len(n.Of) {
			x, err := b.all(opKOfN, n.Of)
			x.k = n.K
			return x, err
		}
	}
	return b.diagram(n)
}

// all makes a node of children that share nothing.
func (b *builder) all(op op, of []system.Node) (*node, error) {
	x := &node{op: op}
	for _, kid := range of {
		if err := x.adopt(b.node(kid)); err != nil {
			return x, err
		}
	}
	return x, nil
}

func (x *node) adopt(kid *node, err error) error {
	if err != nil {
		return err
	}
	x.kids = append(x.kids, kid)
	x.asks = x.asks || kid.asks
	return nil
}

// apart makes a series or a parallel, of which children that share units are
// taken together.
func (b *builder) apart(op op, of []system.Node, join func([]system.Node) system.Node) (*node, error) {
	x := &node{op: op}
	for _, cluster := range clusters(b.leaves(of)) {
		if len(cluster) == 1 {
			if err := x.adopt(b.node(of[cluster[0]])); err != nil {
				return x, err
			}
			continue
		}
		together := make([]system.Node, len(cluster))
		for i, kid := range cluster {
			together[i] = of[kid]
		}
		if err := x.adopt(b.diagram(join(together))); err != nil {
			return x, err
		}
	}
	return x, nil
}

// leaves returns the places of the leaves below each of the nodes.
func (b *builder) leaves(of []system.Node) [][]int {
	out := make([][]int, len(of))
	for i, n := range of {
		seen := map[int]bool{}
		b.walk(n, seen)
		for place := range seen {
			out[i] = append(out[i], place)
		}
	}
	return out
}

func (b *builder) walk(n system.Node, seen map[int]bool) {
	switch n := n.(type) {
	case system.Use:
		seen[n.Unit] = true
	case *system.Group:
		seen[len(b.tree.m.Units)+slices.Index(b.tree.groups, n)] = true
	case *system.Choose:
		seen[b.tree.first+slices.Index(b.tree.questions, n)] = true
	}
	for _, kid := range system.Children(n) {
		b.walk(kid, seen)
	}
}

// clusters parts lists into those that share an element, directly or through
// others, each in order.
func clusters(lists [][]int) [][]int {
	return sharing.Sets(len(lists), func(i int) iter.Seq[int] { return slices.Values(lists[i]) })
}
