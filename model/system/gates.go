package system

import (
	"fmt"
	"slices"
)

// op is what a gate or a module does with its kids.
type op uint8

const (
	opLeaf op = iota
	opSeries
	opParallel
	opKOfN
	opNetwork
	opDiagram // of modules only: any of the others whose kids share units
)

// gate is a node of the structure in the form the engine works on: a directed
// acyclic graph in which a unit is one gate, however often it is used.
type gate struct {
	op   op
	leaf int32   // of opLeaf
	k    int     // of opKOfN
	kids []int32 // numbers of gates; of opNetwork one an edge
	net  *graph  // of opNetwork
}

// leaf is what works or fails on its own: a unit, or a group as a whole.
type leaf struct {
	unit  int    // -1 for a group
	group *Group // nil for a unit
}

// gates is a structure as gates, kids before parents.
type gates struct {
	m      *Model
	all    []gate
	leaves []leaf
	ofUnit []int32        // the gate of each unit, and 1; 0 for one not in use
	ofNode map[Node]int32 // the gate of each node that was seen
	member map[int]*Group // the group that has a unit as its own
}

// newGates makes gates of no node yet. It takes a zero for every unit, which
// [gates.settle] gives back.
func newGates(m *Model, ofUnit []int32) *gates {
	return &gates{m: m, ofUnit: ofUnit, ofNode: map[Node]int32{}, member: map[int]*Group{}}
}

func (g *gates) add(x gate) int32 {
	g.all = append(g.all, x)
	return int32(len(g.all) - 1)
}

// settle drops what only the making needs.
func (g *gates) settle() {
	for _, l := range g.leaves {
		if l.group == nil {
			g.ofUnit[l.unit] = 0
		}
	}
	g.all, g.ofUnit, g.ofNode, g.member = nil, nil, nil, nil
}

func (g *gates) unit(u int) int32 {
	if at := g.ofUnit[u]; at > 0 {
		return at - 1
	}
	g.leaves = append(g.leaves, leaf{unit: u})
	at := g.add(gate{op: opLeaf, leaf: int32(len(g.leaves) - 1)})
	g.ofUnit[u] = at + 1
	return at
}

// node returns the gate of n.
func (g *gates) node(n Node) int32 {
	if u, ok := n.(Use); ok {
		return g.unit(u.Unit)
	}
	if at, ok := g.ofNode[n]; ok {
		return at
	}
	at := g.kind(n)
	g.ofNode[n] = at
	return at
}

func (g *gates) kind(n Node) int32 {
	switch n := n.(type) {
	case *Series:
		return g.join(opSeries, g.nodes(n.Of))
	case *Parallel:
		return g.join(opParallel, g.nodes(n.Of))
	case *KOfN:
		return g.kOfN(n.K, g.nodes(n.Of))
	case *Network:
		kids := make([]int32, len(n.Edges))
		for i, e := range n.Edges {
			kids[i] = g.node(e.Node)
		}
		return g.add(gate{op: opNetwork, kids: kids, net: newGraph(n)})
	case *Group:
		return g.group(n)
	}
	panic(fmt.Sprintf("system: a node %T that Validate should have refused", n))
}

func (g *gates) nodes(of []Node) []int32 {
	g.all, g.leaves = slices.Grow(g.all, len(of)), slices.Grow(g.leaves, len(of))
	kids := make([]int32, len(of))
	for i, n := range of {
		kids[i] = g.node(n)
	}
	return kids
}

func (g *gates) join(o op, kids []int32) int32 {
	if len(kids) == 1 {
		return kids[0]
	}
	return g.add(gate{op: o, kids: kids})
}

func (g *gates) kOfN(k int, kids []int32) int32 {
	switch k {
	case 1:
		return g.join(opParallel, kids)
	case len(kids):
		return g.join(opSeries, kids)
	}
	return g.add(gate{op: opKOfN, k: k, kids: kids})
}

// group makes a leaf of a group, or a k-out-of-n of its units where they do
// not depend on each other.
func (g *gates) group(n *Group) int32 {
	if n.Independent(len(n.Units)) {
		kids := make([]int32, len(n.Units))
		for i, u := range n.Units {
			kids[i] = g.unit(u)
		}
		return g.kOfN(n.K, kids)
	}
	g.leaves = append(g.leaves, leaf{unit: -1, group: n})
	return g.add(gate{op: opLeaf, leaf: int32(len(g.leaves) - 1)})
}

// Independent reports whether n units of the group fail and are repaired each on
// its own, so that the group is a plain k-out-of-n.
func (g *Group) Independent(n int) bool {
	return (g.Crews == 0 || g.Crews >= n) && g.Coverage.P() == 1 && g.Beta == 0 &&
		g.Detection == 0 && g.Switchover == 0 && (g.Kind != Standby || g.DormancyFactor == 1)
}

// owned reports the first unit that belongs to a group and is used elsewhere
// too, or nil: such a group is no module, and no engine here answers it.
func (g *gates) owned() error {
	for _, l := range g.leaves {
		if l.group == nil {
			continue
		}
		for _, u := range l.group.Units {
			if g.ofUnit[u] > 0 || g.member[u] != nil {
				return &SharedError{Unit: g.m.Units[u].Name, Group: l.group.name()}
			}
			g.member[u] = l.group
		}
	}
	return nil
}
