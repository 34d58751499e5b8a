package markov

import (
	"fmt"
	"slices"
	"strings"
)

// ReducibleError tells that a chain has several closed classes, sets of states
// that are never left, so that its steady state depends on where it starts.
type ReducibleError struct {
	Classes [][]int // the states of every closed class
}

func (e *ReducibleError) Error() string {
	const shown = 4
	var list []string
	for _, class := range e.Classes[:min(shown, len(e.Classes))] {
		text := strings.Trim(fmt.Sprint(class[:min(shown, len(class))]), "[]")
		if len(class) > shown {
			text += fmt.Sprintf(" ... (%d states)", len(class))
		}
		list = append(list, "{"+text+"}")
	}
	if len(e.Classes) > shown {
		list = append(list, "...")
	}
	return fmt.Sprintf("chain is reducible: %d sets of states are never left, %s; the steady state depends on the start", len(e.Classes), strings.Join(list, ", "))
}

// closedClasses returns the closed classes of the chain, each in increasing
// order: the strongly connected components that no transition leaves. There is
// at least one.
func (c *Chain) closedClasses() [][]int32 {
	t := newTarjan(c)
	for root := range c.States() {
		if t.number[root] == 0 {
			t.visit(int32(root))
		}
	}
	members := make([][]int32, t.components)
	open := make([]bool, t.components)
	for i, k := range t.component {
		targets, _ := c.out.row(i)
		open[k] = open[k] || slices.ContainsFunc(targets, func(j int32) bool { return t.component[j] != k })
	}
	for i, k := range t.component {
		if !open[k] {
			members[k] = append(members[k], int32(i))
		}
	}
	return slices.DeleteFunc(members, func(m []int32) bool { return m == nil })
}

// tarjan finds strongly connected components, with a stack of its own in place
// of recursion.
type tarjan struct {
	chain      *Chain
	number     []int32 // order of discovery, from 1
	low        []int32
	component  []int32 // -1 until known
	next       []int   // the next transition to follow
	stack      []int32 // states without a component
	path       []int32 // states being visited
	count      int32
	components int32
}

func newTarjan(c *Chain) *tarjan {
	n := c.States()
	t := &tarjan{chain: c, number: make([]int32, n), low: make([]int32, n), component: make([]int32, n), next: make([]int, n)}
	for i := range t.component {
		t.component[i] = -1
		t.next[i] = c.out.start[i]
	}
	return t
}

func (t *tarjan) visit(root int32) {
	t.enter(root)
	for len(t.path) > 0 {
		i := t.path[len(t.path)-1]
		if t.next[i] == t.chain.out.start[i+1] {
			t.leave(i)
			continue
		}
		j := t.chain.out.index[t.next[i]]
		t.next[i]++
		switch {
		case t.number[j] == 0:
			t.enter(j)
		case t.component[j] < 0:
			t.low[i] = min(t.low[i], t.number[j])
		}
	}
}

func (t *tarjan) enter(i int32) {
	t.count++
	t.number[i], t.low[i] = t.count, t.count
	t.stack = append(t.stack, i)
	t.path = append(t.path, i)
}

func (t *tarjan) leave(i int32) {
	t.path = t.path[:len(t.path)-1]
	if len(t.path) > 0 {
		parent := t.path[len(t.path)-1]
		t.low[parent] = min(t.low[parent], t.low[i])
	}
	if t.low[i] < t.number[i] {
		return
	}
	for {
		j := t.stack[len(t.stack)-1]
		t.stack = t.stack[:len(t.stack)-1]
		t.component[j] = t.components
		if j == i {
			break
		}
	}
	t.components++
}

// reach returns the states that can be reached from the starts through rows of
// m without entering a state outside allowed, breadth first; a nil allowed is
// all.
func reach(m matrix, starts []int32, allowed []bool) []int32 {
	seen := make([]bool, m.rows())
	var found []int32
	see := func(i int32) {
		if !seen[i] && (allowed == nil || allowed[i]) {
			seen[i] = true
			found = append(found, i)
		}
	}
	for _, i := range starts {
		see(i)
	}
	for k := 0; k < len(found); k++ {
		targets, _ := m.row(int(found[k]))
		for _, j := range targets {
			see(j)
		}
	}
	return found
}
