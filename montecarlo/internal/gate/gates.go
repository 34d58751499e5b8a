// Package gate has what the simulation by missions and the accelerated methods
// share: the structure of a system as gates, a network at work, and the ends of a
// run.
package gate

import (
	"fmt"

	"mtbf/model"
	"mtbf/model/system"
)

// Op is what a gate does with its kids.
type Op uint8

const (
	Unit Op = iota
	Group
	Vote // down while at least need of its kids are
	Network
)

// Gate is a node of the structure as an acyclic graph, in which a unit is one
// gate however often it is used.
type Gate struct {
	Op   Op
	Need int
	Unit int // of Unit
	Node system.Node
	Kids []int32 // of Group: the gates of its units that are used elsewhere
}

// Gates are all gates, kids before parents.
type Gates struct {
	Model  *system.Model
	All    []Gate
	OfUnit map[int]int32
	OfNode map[system.Node]int32
	Member map[int]int32 // the group's gate, of the units that belong to one
}

// Of returns the gates of a system, and the top's.
func Of(m *system.Model) (*Gates, int32, error) {
	if err := system.Validate(m); err != nil {
		return nil, 0, err
	}
	g := &Gates{Model: m, OfUnit: map[int]int32{}, OfNode: map[system.Node]int32{}, Member: map[int]int32{}}
	root, err := g.node(m.Top)
	if err != nil {
		return nil, 0, err
	}
	return g, g.settle(root), nil
}

func (g *Gates) add(x Gate) int32 {
	g.All = append(g.All, x)
	return int32(len(g.All) - 1)
}

func (g *Gates) unit(u int) int32 {
	if at, ok := g.OfUnit[u]; ok {
		return at
	}
	g.OfUnit[u] = g.add(Gate{Op: Unit, Unit: u})
	return g.OfUnit[u]
}

// node returns the gate of n.
func (g *Gates) node(n system.Node) (int32, error) {
	if use, ok := n.(system.Use); ok {
		return g.unit(use.Unit), nil
	}
	if at, ok := g.OfNode[n]; ok {
		return at, nil
	}
	x, err := g.kind(n)
	if err != nil {
		return 0, err
	}
	if len(x.Kids) == 1 && x.Op == Vote {
		g.OfNode[n] = x.Kids[0]
	} else {
		g.OfNode[n] = g.add(x)
	}
	return g.OfNode[n], nil
}

func (g *Gates) kind(n system.Node) (Gate, error) {
	switch n := n.(type) {
	case *system.Series:
		return g.vote(1, n.Of)
	case *system.Parallel:
		return g.vote(len(n.Of), n.Of)
	case *system.KOfN:
		return g.vote(len(n.Of)-n.K+1, n.Of)
	case *system.Network:
		x, err := g.vote(0, system.Children(n))
		x.Op, x.Node = Network, n
		return x, err
	case *system.Group:
		return g.group(n)
	case *system.Capacity:
		return Gate{}, &model.ParamError{Param: "structure", Value: "partial", Want: "up or down: a simulation has no delivered share; solve does"}
	}
	return Gate{}, fmt.Errorf("montecarlo: a %T cannot be simulated", n)
}

func (g *Gates) vote(need int, of []system.Node) (Gate, error) {
	x := Gate{Op: Vote, Need: need}
	for _, n := range of {
		kid, err := g.node(n)
		if err != nil {
			return x, err
		}
		x.Kids = append(x.Kids, kid)
	}
	return x, nil
}

func (g *Gates) group(n *system.Group) (Gate, error) {
	x := Gate{Op: Vote, Need: len(n.Units) - n.K + 1}
	if !n.Independent(len(n.Units)) {
		for _, u := range n.Units {
			if _, taken := g.Member[u]; taken {
				return x, fmt.Errorf("unit %q belongs to two groups whose units depend on each other: which one repairs it cannot be told", g.Model.Units[u].Name)
			}
			g.Member[u] = -1
		}
		return Gate{Op: Group, Node: n}, nil
	}
	for _, u := range n.Units {
		x.Kids = append(x.Kids, g.unit(u))
	}
	return x, nil
}

// settle gives the groups those of their units that are used elsewhere. Such
// units may come before or after their group, so this is done at the end.
func (g *Gates) settle(root int32) int32 {
	order := make([]int32, len(g.All)) // new numbers: units first, as kids come before parents
	var all []Gate
	for _, units := range []bool{true, false} {
		for i, x := range g.All {
			if (x.Op == Unit) == units {
				order[i] = int32(len(all))
				all = append(all, x)
			}
		}
	}
	for u, at := range g.OfUnit {
		g.OfUnit[u] = order[at]
	}
	for i := range all {
		for j, kid := range all[i].Kids {
			all[i].Kids[j] = order[kid]
		}
		if all[i].Op == Group {
			for _, u := range all[i].Node.(*system.Group).Units {
				g.Member[u] = int32(i)
				if at, used := g.OfUnit[u]; used {
					all[i].Kids = append(all[i].Kids, at)
				}
			}
		}
	}
	g.All = all
	return order[root]
}

// span holds the moments of a depth-first walk at which a gate was first come
// to, left, and last come to.
type span struct{ first, left, last int }

// Modules reports, for every gate, whether nothing below it is used elsewhere
// (Dutuit and Rauzy 1996): all below it is first and last come to between its
// own first coming and leaving. Alone are those that are used once themselves.
func (g *Gates) Modules(root int32) (module, alone []bool) {
	at := make([]span, len(g.All))
	clock := 0
	var walk func(int32)
	walk = func(i int32) {
		clock++
		if at[i].first > 0 {
			at[i].last = clock
			return
		}
		at[i].first = clock
		for _, kid := range g.All[i].Kids {
			walk(kid)
		}
		clock++
		at[i].left, at[i].last = clock, clock
	}
	walk(root)
	module, alone = make([]bool, len(g.All)), make([]bool, len(g.All))
	least, most := make([]int, len(g.All)), make([]int, len(g.All))
	for i, x := range g.All {
		least[i], most[i] = clock+1, 0
		for _, kid := range x.Kids {
			least[i] = min(least[i], least[kid], at[kid].first)
			most[i] = max(most[i], most[kid], at[kid].last)
		}
		module[i] = at[i].first > 0 && least[i] > at[i].first && most[i] < at[i].left
		alone[i] = module[i] && at[i].last == at[i].left
	}
	return module, alone
}

// One is 1 for yes.
func One(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
