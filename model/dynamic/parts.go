package dynamic

import (
	"iter"
	"slices"

	"mtbf/internal/sharing"
)

// links are what elements of a tree have to do with each other beside their inputs.
type links struct {
	tree       *Tree
	home       []int
	parents    [][]int
	triggers   [][]int // dependencies that an element triggers
	forcedBy   [][]int // of which it is the dependent
	restricted [][]int // restrictions that forbid something of its failure: it is of them, or tells when what is of them fails
	housed     [][]int // what waits with a spare input
	below      [][]int // of a restriction, what tells when something of it fails, other restrictions apart
	mark       []int   // of an element, the last closure that it was in
	closures   int
}

func newLinks(t *Tree) (*links, error) {
	home, err := t.spareModules()
	if err != nil {
		return nil, err
	}
	size := len(t.Elements)
	l := &links{tree: t, home: home, parents: make([][]int, size), triggers: make([][]int, size), forcedBy: make([][]int, size), restricted: make([][]int, size), housed: make([][]int, size), mark: make([]int, size)}
	for i, e := range t.Elements {
		if home[i] >= 0 {
			l.housed[home[i]] = append(l.housed[home[i]], i)
		}
		for _, kid := range e.Of {
			l.parents[kid] = append(l.parents[kid], i)
		}
	}
	for k, d := range t.Dependencies {
		l.triggers[d.Trigger] = append(l.triggers[d.Trigger], k)
		l.forcedBy[d.Dependent] = append(l.forcedBy[d.Dependent], k)
	}
	below := make([][]int, len(t.Restrictions))
	for k, r := range t.Restrictions {
		below[k] = l.closure(r.Of...)
	}
	for k, all := range below {
		for _, i := range all {
			l.restricted[i] = append(l.restricted[i], k)
		}
	}
	l.below = below
	return l, nil
}

// closure are some elements and all that tells when they fail.
func (l *links) closure(of ...int) []int {
	l.closures++
	var all, queue []int
	add := func(more ...int) {
		for _, i := range more {
			if l.mark[i] != l.closures {
				l.mark[i] = l.closures
				all, queue = append(all, i), append(queue, i)
			}
		}
	}
	add(of...)
	for len(queue) > 0 {
		i := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		add(l.tree.Elements[i].Of...)
		for _, d := range l.forcedBy[i] {
			add(l.tree.Dependencies[d].Trigger)
		}
		for _, r := range l.restricted[i] {
			add(l.tree.Restrictions[r].Of...)
		}
		if h := l.home[i]; h >= 0 {
			for _, g := range l.parents[h] {
				if l.tree.Elements[g].Kind == Spare {
					add(g)
				}
			}
		}
		if l.tree.Elements[i].Kind == Spare {
			for _, kid := range l.tree.Elements[i].Of {
				add(l.housed[kid]...)
			}
		}
	}
	slices.Sort(all)
	return all
}

// part is what is solved as a whole: elements with one of them, the top, that others use.
type part struct {
	top      int
	elements []int
}

// parts are those of a tree in which the order of failures matters, each as small as may
// be. What is in none of them is static: whether it has failed is told by what has.
func (l *links) parts() []part {
	scopes := l.scopes()
	for {
		parts, open := l.outputs(scopes)
		if open == nil {
			return parts
		}
		scopes = append(scopes, l.closure(l.above(open)))
	}
}

// scopes are the elements of which each thing that depends on order tells.
func (l *links) scopes() [][]int {
	used := make([]bool, len(l.tree.Elements))
	for _, i := range l.closure(l.tree.Top) {
		used[i] = true
	}
	var scopes [][]int
	for i, e := range l.tree.Elements {
		if used[i] && (e.Kind == Pand || e.Kind == Por || e.Kind == Spare) {
			scopes = append(scopes, l.closure(i))
		}
	}
	for _, r := range l.tree.Restrictions {
		if used[r.Of[0]] {
			scopes = append(scopes, l.closure(r.Of...))
		}
	}
	return scopes
}

// outputs joins scopes that have something in common, and finds of each the element that
// others use. Of the first that has several it returns all elements.
func (l *links) outputs(scopes [][]int) (parts []part, open []int) {
	for _, set := range sharing.Sets(len(scopes), func(i int) iter.Seq[int] { return slices.Values(scopes[i]) }) {
		in := map[int]bool{}
		for _, k := range set {
			for _, i := range scopes[k] {
				in[i] = true
			}
		}
		elements := make([]int, 0, len(in))
		var out []int
		for i := range in {
			elements = append(elements, i)
			if l.usedOutside(i, in) {
				out = append(out, i)
			}
		}
		slices.Sort(elements)
		switch len(out) {
		case 0:
		case 1:
			parts = append(parts, part{out[0], elements})
		default:
			return nil, elements
		}
	}
	slices.SortFunc(parts, func(a, b part) int { return a.top - b.top })
	return parts, nil
}

func (l *links) usedOutside(i int, in map[int]bool) bool {
	if i == l.tree.Top {
		return true
	}
	for _, p := range l.parents[i] {
		if !in[p] {
			return true
		}
	}
	for _, d := range l.triggers[i] {
		if !in[l.tree.Dependencies[d].Dependent] {
			return true
		}
	}
	return false
}

// above is the gate with the least below it that alone tells others of some elements.
func (l *links) above(elements []int) int {
	best, least := l.tree.Top, len(l.tree.Elements)+1
	for _, g := range l.upwards(elements) {
		below := l.closure(g)
		if len(below) >= least || len(below) <= len(elements) || !contains(below, elements) {
			continue
		}
		in := map[int]bool{}
		for _, i := range below {
			in[i] = true
		}
		if !slices.ContainsFunc(below, func(i int) bool { return i != g && l.usedOutside(i, in) }) {
			best, least = g, len(below)
		}
	}
	return best
}

// upwards are the gates that some elements have to do with, from these up.
func (l *links) upwards(elements []int) []int {
	seen := make(map[int]bool, len(elements))
	queue := slices.Clone(elements)
	var gates []int
	for len(queue) > 0 {
		i := queue[len(queue)-1]
		if queue = queue[:len(queue)-1]; seen[i] {
			continue
		}
		seen[i] = true
		if l.tree.Elements[i].Kind != Basic {
			gates = append(gates, i)
		}
		queue = append(queue, l.parents[i]...)
		for _, d := range l.triggers[i] {
			queue = append(queue, l.tree.Dependencies[d].Dependent)
		}
	}
	slices.Sort(gates)
	return gates
}

// contains reports whether all of some numbers are among others, both in order.
func contains(all, some []int) bool {
	for _, x := range some {
		if _, in := slices.BinarySearch(all, x); !in {
			return false
		}
	}
	return true
}
