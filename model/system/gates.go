package system

import (
	"cmp"
	"fmt"
	"slices"

	"mtbf/model"
)

// Op is what a gate does with its kids.
type Op uint8

// A leaf works or fails on its own; a gate above works while all, any, or so many
// of its kids work, while a path of them leads through its network, or while its one
// kid fails.
const (
	OpLeaf Op = iota
	OpSeries
	OpParallel
	OpKOfN
	OpNetwork
	OpNot
	opDiagram // of modules only: any of the others whose kids share units
)

// Gate is a node of a structure.
type Gate struct {
	Op   Op
	Leaf int32   // of a leaf: its place in [Gates.Leaves]
	K    int     // kids that must work; 0 of a leaf and of a network
	Kids []int32 // numbers of gates; of a network those of its [Children]; of a group its units that are used elsewhere too
	net  *graph  // of a network
}

// Fails is how many kids take the gate down, be it a series, a parallel or a k-of-n.
func (g *Gate) Fails() int { return len(g.Kids) - g.K + 1 }

// constant reports whether the gate is a series of nothing, which always works, or a
// parallel of nothing, which never does. Simplifying may leave such gates.
func (g *Gate) constant() bool { return g.Op != OpLeaf && len(g.Kids) == 0 }

// Network is the network that the gate stands for, nil if it is none.
func (g *Gate) Network() *Network {
	if g.net == nil {
		return nil
	}
	return g.net.of
}

// Leaf is what works or fails on its own: a unit, a group as a whole, or a duty, which
// is up while it is done.
type Leaf struct {
	Unit  int    // -1 of a group or a duty
	Group *Group // nil of others
	Duty  *Duty  // nil of others
}

// DutyGates are the gates of a duty.
type DutyGates struct {
	Duty *Duty
	Gate int32   // of its leaf
	Of   []int32 // of its nodes: of a unit, a leaf; nothing stands above them but the nodes of other duties
}

// Gates is a structure compiled: a directed acyclic graph in which a unit, and a
// node, is one gate however often it is used, kids before those above them.
// Diagrams are made of it, simulations take it apart, and a [State] of it goes
// along with its units.
type Gates struct {
	Model  *Model
	All    []Gate
	Leaves []Leaf // in the order in which a walk comes to them
	Duties []DutyGates
	Top    int32

	ofUnit  []int32        // the gate of each unit, and 1; 0 for one not in use
	ofNode  map[Node]int32 // the gate of each node that was seen
	asUnits bool           // groups are a k-out-of-n of their units, which a log tells of
	unknown error          // a node that is neither up nor down
	shared  error          // a unit of a group that is used elsewhere, be it in a group
	twice   error          // a unit of two groups
}

// Gates compiles the structure of m. A group whose units depend on each other is a
// leaf, another one a k-out-of-n. It returns a *model.ParamError where [Validate]
// does, and for a partial, which is neither up nor down; and an error where a unit
// belongs to two groups.
func (m *Model) Gates() (*Gates, error) {
	if err := Validate(m); err != nil {
		return nil, err
	}
	g := compile(m, m.Top, make([]int32, len(m.Units)), false)
	if g.unknown != nil {
		return nil, &model.ParamError{Param: "structure", Value: "partial", Want: "up or down"}
	}
	return g, g.twice
}

// compile makes gates of node n of m. It takes a zero for every unit, which
// [Gates.settle] gives back.
func compile(m *Model, n Node, ofUnit []int32, asUnits bool) *Gates {
	g := &Gates{Model: m, ofUnit: ofUnit, ofNode: map[Node]int32{}, asUnits: asUnits}
	g.Top = g.node(n)
	g.share()
	return g
}

// settle drops what only the making needs.
func (g *Gates) settle() {
	for _, l := range g.Leaves {
		if l.Unit >= 0 {
			g.ofUnit[l.Unit] = 0
		}
	}
	g.All, g.ofUnit, g.ofNode = nil, nil, nil
}

func (g *Gates) add(x Gate) int32 {
	g.All = append(g.All, x)
	return int32(len(g.All) - 1)
}

func (g *Gates) leaf(l Leaf) int32 {
	g.Leaves = append(g.Leaves, l)
	return g.add(Gate{Op: OpLeaf, Leaf: int32(len(g.Leaves) - 1)})
}

// OfUnit returns the gate of a unit, -1 if it is not in use but in a group.
func (g *Gates) OfUnit(u int) int32 { return g.ofUnit[u] - 1 }

func (g *Gates) unit(u int) int32 {
	if g.ofUnit[u] == 0 {
		g.ofUnit[u] = g.leaf(Leaf{Unit: u}) + 1
	}
	return g.OfUnit(u)
}

// node returns the gate of n.
func (g *Gates) node(n Node) int32 {
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

func (g *Gates) kind(n Node) int32 {
	if missing(n) {
		g.unknown = cmp.Or[error](g.unknown, &model.ParamError{Param: "structure", Value: "nothing", Want: "a node"})
		return g.add(Gate{Op: OpSeries})
	}
	switch n := n.(type) {
	case *Series:
		return g.join(OpSeries, len(n.Of), g.nodes(n.Of))
	case *Parallel:
		return g.join(OpParallel, 1, g.nodes(n.Of))
	case *KOfN:
		return g.kOfN(n.K, g.nodes(n.Of))
	case *Not:
		return g.not(g.node(n.Of))
	case *Network:
		return g.add(Gate{Op: OpNetwork, Kids: g.nodes(Children(n)), net: newGraph(n)})
	case *Group:
		return g.group(n)
	case *Duty:
		of := g.nodes(n.Of) // inner duties come before outer ones
		at := g.leaf(Leaf{Unit: -1, Duty: n})
		g.Duties = append(g.Duties, DutyGates{n, at, of})
		return at
	}
	what := "choose"
	switch n.(type) {
	case *Capacity:
		what = "partial"
	case Wire:
		what = "wire that is no edge"
	}
	g.unknown = cmp.Or(g.unknown, fmt.Errorf("a %s is neither up nor down", what))
	return g.add(Gate{Op: OpSeries})
}

func (g *Gates) nodes(of []Node) []int32 {
	g.All, g.Leaves = slices.Grow(g.All, len(of)), slices.Grow(g.Leaves, len(of))
	kids := make([]int32, len(of))
	for i, n := range of {
		kids[i] = g.node(n)
	}
	return kids
}

func (g *Gates) join(o Op, k int, kids []int32) int32 {
	if len(kids) == 1 {
		return kids[0]
	}
	return g.add(Gate{Op: o, K: k, Kids: kids})
}

func (g *Gates) not(kid int32) int32 {
	if x := g.All[kid]; x.Op == OpNot {
		return x.Kids[0]
	}
	return g.add(Gate{Op: OpNot, K: 1, Kids: []int32{kid}})
}

func (g *Gates) kOfN(k int, kids []int32) int32 {
	switch k {
	case 1:
		return g.join(OpParallel, 1, kids)
	case len(kids):
		return g.join(OpSeries, k, kids)
	}
	return g.add(Gate{Op: OpKOfN, K: k, Kids: kids})
}

// group makes a leaf of a group, or a k-out-of-n of its units where they do
// not depend on each other.
func (g *Gates) group(n *Group) int32 {
	if !g.asUnits && !n.Independent(len(n.Units)) {
		return g.leaf(Leaf{Unit: -1, Group: n})
	}
	kids := make([]int32, len(n.Units))
	for i, u := range n.Units {
		kids[i] = g.unit(u)
	}
	return g.kOfN(n.K, kids)
}

// Independent reports whether n units of the group fail and are repaired each on
// its own, so that the group is a plain k-out-of-n.
func (g *Group) Independent(n int) bool {
	return g.Kind != Cluster && (g.Crews == 0 || g.Crews >= n) && g.Coverage.P() == 1 && g.idleCoverage() == 1 && g.Beta == 0 && g.CommonCause == nil &&
		g.Detection == 0 && g.Switchover == 0 && (g.Kind != Standby || g.DormancyFactor == 1)
}

func (g *Group) idleCoverage() float64 { return g.IdleCoverage.Or(g.Coverage).P() }

// share gives groups those of their units that are used elsewhere. Such units may
// come after their group, so this is done at the end.
func (g *Gates) share() {
	member := map[int]bool{}
	for i := range g.All {
		x := &g.All[i]
		if x.Op != OpLeaf || g.Leaves[x.Leaf].Group == nil {
			continue
		}
		group := g.Leaves[x.Leaf].Group
		for _, u := range group.Units {
			name := g.Model.Units[u].Name
			if at := g.OfUnit(u); at >= 0 {
				x.Kids = append(x.Kids, at)
			}
			if g.shared == nil && (member[u] || g.OfUnit(u) >= 0) {
				g.shared = &SharedError{Unit: name, Group: group.name()}
			}
			if member[u] {
				g.twice = cmp.Or(g.twice, fmt.Errorf("unit %q belongs to two groups whose units depend on each other: which one repairs it cannot be told", name))
			}
			member[u] = true
		}
	}
}
