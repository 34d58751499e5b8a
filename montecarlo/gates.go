package montecarlo

import (
	"fmt"

	"mtbf/model"
	"mtbf/model/system"
)

// op is what a gate does with its kids.
type op uint8

const (
	opUnit op = iota
	opGroup
	opVote // down while at least need of its kids are
	opNetwork
)

// gate is a node of the structure as an acyclic graph, in which a unit is one
// gate however often it is used.
type gate struct {
	op   op
	need int
	unit int // of opUnit
	node system.Node
	kids []int32 // of opGroup: the gates of its units that are used elsewhere
}

// gates are all gates, kids before parents.
type gates struct {
	m      *system.Model
	all    []gate
	ofUnit map[int]int32
	ofNode map[system.Node]int32
	member map[int]int32 // the group's gate, of the units that belong to one
}

// gatesOf returns the gates of a system, and the top's.
func gatesOf(m *system.Model) (*gates, int32, error) {
	if err := system.Validate(m); err != nil {
		return nil, 0, err
	}
	g := &gates{m: m, ofUnit: map[int]int32{}, ofNode: map[system.Node]int32{}, member: map[int]int32{}}
	root, err := g.node(m.Top)
	if err != nil {
		return nil, 0, err
	}
	return g, g.settle(root), nil
}

func (g *gates) add(x gate) int32 {
	g.all = append(g.all, x)
	return int32(len(g.all) - 1)
}

func (g *gates) unit(u int) int32 {
	if at, ok := g.ofUnit[u]; ok {
		return at
	}
	g.ofUnit[u] = g.add(gate{op: opUnit, unit: u})
	return g.ofUnit[u]
}

// node returns the gate of n.
func (g *gates) node(n system.Node) (int32, error) {
	if use, ok := n.(system.Use); ok {
		return g.unit(use.Unit), nil
	}
	if at, ok := g.ofNode[n]; ok {
		return at, nil
	}
	x, err := g.kind(n)
	if err != nil {
		return 0, err
	}
	if len(x.kids) == 1 && x.op == opVote {
		g.ofNode[n] = x.kids[0]
	} else {
		g.ofNode[n] = g.add(x)
	}
	return g.ofNode[n], nil
}

func (g *gates) kind(n system.Node) (gate, error) {
	switch n := n.(type) {
	case *system.Series:
		return g.vote(1, n.Of)
	case *system.Parallel:
		return g.vote(len(n.Of), n.Of)
	case *system.KOfN:
		return g.vote(len(n.Of)-n.K+1, n.Of)
	case *system.Network:
		x, err := g.vote(0, system.Children(n))
		x.op, x.node = opNetwork, n
		return x, err
	case *system.Group:
		return g.group(n)
	case *system.Partial:
		return gate{}, &model.ParamError{Param: "structure", Value: "partial", Want: "up or down: a simulation has no delivered share; solve does"}
	}
	return gate{}, fmt.Errorf("montecarlo: a %T cannot be simulated", n)
}

func (g *gates) vote(need int, of []system.Node) (gate, error) {
	x := gate{op: opVote, need: need}
	for _, n := range of {
		kid, err := g.node(n)
		if err != nil {
			return x, err
		}
		x.kids = append(x.kids, kid)
	}
	return x, nil
}

func (g *gates) group(n *system.Group) (gate, error) {
	x := gate{op: opVote, need: len(n.Units) - n.K + 1}
	if !onTheirOwn(n) {
		for _, u := range n.Units {
			if _, taken := g.member[u]; taken {
				return x, fmt.Errorf("unit %q belongs to two groups whose units depend on each other: which one repairs it cannot be told", g.m.Units[u].Name)
			}
			g.member[u] = -1
		}
		return gate{op: opGroup, node: n}, nil
	}
	for _, u := range n.Units {
		x.kids = append(x.kids, g.unit(u))
	}
	return x, nil
}

// onTheirOwn reports whether the units of a group fail and are repaired each
// on its own, so that the group is a plain k-out-of-n.
func onTheirOwn(g *system.Group) bool {
	return (g.Crews == 0 || g.Crews >= len(g.Units)) && g.Coverage == 1 && g.Beta == 0 &&
		g.Detection == 0 && g.Takeover == 0 && (g.Kind != system.Standby || g.Dormancy == 1)
}

// settle gives the groups those of their units that are used elsewhere. Such
// units may come before or after their group, so this is done at the end.
func (g *gates) settle(root int32) int32 {
	order := make([]int32, len(g.all)) // new numbers: units first, as kids come before parents
	var all []gate
	for _, units := range []bool{true, false} {
		for i, x := range g.all {
			if (x.op == opUnit) == units {
				order[i] = int32(len(all))
				all = append(all, x)
			}
		}
	}
	for u, at := range g.ofUnit {
		g.ofUnit[u] = order[at]
	}
	for i := range all {
		for j, kid := range all[i].kids {
			all[i].kids[j] = order[kid]
		}
		if all[i].op == opGroup {
			for _, u := range all[i].node.(*system.Group).Units {
				g.member[u] = int32(i)
				if at, used := g.ofUnit[u]; used {
					all[i].kids = append(all[i].kids, at)
				}
			}
		}
	}
	g.all = all
	return order[root]
}

// span holds the moments of a depth-first walk at which a gate was first come
// to, left, and last come to.
type span struct{ first, left, last int }

// modules reports, for every gate, whether nothing below it is used elsewhere
// (Dutuit and Rauzy 1996): all below it is first and last come to between its
// own first coming and leaving. Alone are those that are used once themselves.
func (g *gates) modules(root int32) (module, alone []bool) {
	at := make([]span, len(g.all))
	clock := 0
	var walk func(int32)
	walk = func(i int32) {
		clock++
		if at[i].first > 0 {
			at[i].last = clock
			return
		}
		at[i].first = clock
		for _, kid := range g.all[i].kids {
			walk(kid)
		}
		clock++
		at[i].left, at[i].last = clock, clock
	}
	walk(root)
	module, alone = make([]bool, len(g.all)), make([]bool, len(g.all))
	least, most := make([]int, len(g.all)), make([]int, len(g.all))
	for i, x := range g.all {
		least[i], most[i] = clock+1, 0
		for _, kid := range x.kids {
			least[i] = min(least[i], least[kid], at[kid].first)
			most[i] = max(most[i], most[kid], at[kid].last)
		}
		module[i] = at[i].first > 0 && least[i] > at[i].first && most[i] < at[i].left
		alone[i] = module[i] && at[i].last == at[i].left
	}
	return module, alone
}
