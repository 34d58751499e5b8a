package dynamic

import (
	"cmp"
	"slices"
)

// net is a part of a tree whose elements are numbered so that inputs stand before the
// gates that they are of.
type net struct {
	tree    *Tree
	element []int // in the tree, of each
	top     int32

	of, parents  [][]int32
	rank         []int32 // how many gates are below, one upon another
	deps         []dep
	triggers     [][]int32 // dependencies that an element triggers
	forcedBy     [][]int32 // dependencies of which an event is the dependent
	restrictions []restriction

	spares []int32   // the spare gates
	home   []int32   // the spare input that an element waits with; -1: none
	housed [][]int32 // elements that wait with a spare input
	users  [][]int32 // spare gates that an element is an input of
	uses   []int32   // slot of a state, of a spare gate
	flags  []int32   // slot of a state, of a spare input; -1 of others
	slots  int

	kinds  []Kind
	orders [policies][]int32 // of each policy, the gates as they are decided
}

// dep is a dependency between numbered elements.
type dep struct {
	trigger, dependent int32
	probability        float64
	name               string
}

type restriction struct {
	kind  RestrictionKind
	of    []int32
	below []int32 // what tells when something of it fails, and so may be forbidden to
	name  string
}

// newNet numbers some elements of a tree, with all that matters to them, below a top.
func newNet(t *Tree, elements []int, top int, home []int) *net {
	n := &net{tree: t}
	depth := t.ranks(elements)
	n.element = slices.Clone(elements)
	slices.SortFunc(n.element, func(a, b int) int { return cmp.Or(cmp.Compare(depth[a], depth[b]), cmp.Compare(a, b)) })
	number := make(map[int]int32, len(elements))
	for i, e := range n.element {
		number[e] = int32(i)
	}
	n.top = number[top]
	size := len(n.element)
	n.of, n.parents, n.users, n.housed = make([][]int32, size), make([][]int32, size), make([][]int32, size), make([][]int32, size)
	n.triggers, n.forcedBy = make([][]int32, size), make([][]int32, size)
	n.kinds = make([]Kind, size)
	n.rank, n.home, n.uses, n.flags = make([]int32, size), make([]int32, size), make([]int32, size), make([]int32, size)
	n.slots = size
	for i, e := range n.element {
		n.rank[i], n.home[i], n.flags[i], n.uses[i] = int32(depth[e]), -1, -1, -1
		n.kinds[i] = t.Elements[e].Kind
		if h, in := number[max(0, home[e])]; in && home[e] >= 0 {
			n.home[i] = h
		}
		for _, kid := range t.Elements[e].Of {
			k := number[kid]
			n.of[i] = append(n.of[i], k)
			n.parents[k] = append(n.parents[k], int32(i))
		}
	}
	n.numberSpares()
	n.numberLinks(number)
	n.order()
	return n
}

// numberSpares gives spare gates and their inputs their slots.
func (n *net) numberSpares() {
	for i := range n.element {
		if h := n.home[i]; h >= 0 {
			n.housed[h] = append(n.housed[h], int32(i))
		}
		if n.kinds[i] != Spare {
			continue
		}
		n.spares = append(n.spares, int32(i))
		n.uses[i] = int32(n.slots)
		n.slots++
		for _, kid := range n.of[i] {
			n.users[kid] = append(n.users[kid], int32(i))
			if n.flags[kid] < 0 {
				n.flags[kid] = int32(n.slots)
				n.slots++
			}
		}
	}
}

func (n *net) numberLinks(number map[int]int32) {
	for _, d := range n.tree.Dependencies {
		dependent, in := number[d.Dependent]
		trigger, too := number[d.Trigger]
		if !in || !too {
			continue
		}
		n.triggers[trigger] = append(n.triggers[trigger], int32(len(n.deps)))
		n.forcedBy[dependent] = append(n.forcedBy[dependent], int32(len(n.deps)))
		n.deps = append(n.deps, dep{trigger, dependent, d.Probability, d.Name})
	}
	for _, r := range n.tree.Restrictions {
		x := restriction{kind: r.Kind, name: r.Name}
		for _, e := range r.Of {
			if i, in := number[e]; in {
				x.of = append(x.of, i)
			}
		}
		if len(x.of) == len(r.Of) {
			x.below = n.tellers(x.of)
			n.restrictions = append(n.restrictions, x)
		}
	}
}

// tellers are some elements and all that tells when they fail, restrictions apart.
func (n *net) tellers(of []int32) []int32 {
	seen := make([]bool, len(n.kinds))
	var all []int32
	add := func(more ...int32) {
		for _, i := range more {
			if !seen[i] {
				seen[i] = true
				all = append(all, i)
			}
		}
	}
	add(of...)
	for next := 0; next < len(all); next++ {
		i := all[next]
		add(n.of[i]...)
		for _, d := range n.forcedBy[i] {
			add(n.deps[d].trigger)
		}
		if h := n.home[i]; h >= 0 {
			add(n.users[h]...)
		}
		if n.kinds[i] == Spare {
			for _, kid := range n.of[i] {
				add(n.housed[kid]...)
			}
		}
	}
	return all
}

// ranks are the lengths of the longest ways down from each element.
func (t *Tree) ranks(elements []int) map[int]int {
	rank := make(map[int]int, len(elements))
	type frame struct{ at, next int }
	for _, e := range elements {
		if _, done := rank[e]; done {
			continue
		}
		for stack := []frame{{at: e}}; len(stack) > 0; {
			f := &stack[len(stack)-1]
			of := t.Elements[f.at].Of
			if f.next < len(of) {
				kid := of[f.next]
				f.next++
				if _, done := rank[kid]; !done {
					stack = append(stack, frame{at: kid})
				}
				continue
			}
			r := 0
			for _, kid := range of {
				r = max(r, rank[kid]+1)
			}
			rank[f.at] = r
			stack = stack[:len(stack)-1]
		}
	}
	return rank
}

func (n *net) event(i int32) *Event  { return &n.tree.Elements[n.element[i]].Event }
func (n *net) gate(i int32) *Element { return &n.tree.Elements[n.element[i]] }
func (n *net) name(i int32) string   { return n.tree.Elements[n.element[i]].Name }
