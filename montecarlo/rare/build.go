package rare

import (
	"errors"
	"fmt"
	"slices"

	"mtbf/model/system"
	"mtbf/montecarlo/internal/gate"
)

// Error tells that a method of rare-event simulation cannot take a system.
type Error struct {
	Method Method
	Reason string // what it is and which engine can
}

func (e *Error) Error() string {
	return fmt.Sprintf("rare-event simulation by %s: %s", e.Method, e.Reason)
}

// machine is a model made ready: components that are independent of each
// other, and the structure over them.
type machine struct {
	components []component
	tree       *tree
	state      *system.State // all up
	parts      []system.Component
}

// builder makes a machine of gates.
type builder struct {
	g      *system.Gates
	s      *machine
	uses   []int   // of a gate; by a network twice, as edges are told apart
	of     []int32 // of a gate: that of the tree; -1 of a unit that is counted
	method Method
	first  bool // until the first failure only
}

// newMachine prepares m for a method. Like units that stand below one gate
// and nowhere else are counted, not told apart.
func newMachine(m *system.Model, method Method, first bool) (*machine, error) {
	g, err := gate.Of(m)
	if err != nil {
		return nil, err
	}
	n := len(g.All)
	b := &builder{g: g, s: &machine{tree: &tree{}, state: g.State(), parts: m.Components}, uses: make([]int, n), of: make([]int32, n), method: method, first: first}
	for _, x := range g.All {
		for _, kid := range x.Kids {
			b.uses[kid] += 1 + gate.One(x.Op == system.OpNetwork)
		}
	}
	for _, units := range []bool{true, false} { // units first
		for i := range g.All {
			if b.isUnit(i) != units {
				continue
			}
			if b.of[i], err = b.gate(int32(i)); err != nil {
				return nil, err
			}
		}
	}
	b.s.tree.top = b.of[g.Top]
	b.s.tree.rise(len(b.s.components))
	return b.s, nil
}

func (b *builder) refuse(format string, args ...any) error {
	return &Error{b.method, fmt.Sprintf(format, args...)}
}

// gate returns the tree's gate of one whose kids have theirs.
func (b *builder) gate(at int32) (int32, error) {
	x := &b.g.All[at]
	switch {
	case x.Op == system.OpLeaf && !b.isUnit(int(at)):
		return b.group(at)
	case x.Op == system.OpLeaf && b.uses[at] == 1:
		return -1, nil
	case x.Op == system.OpLeaf:
		return b.class([]int32{at})
	case x.Op == system.OpNetwork:
		return b.network(at), nil
	case x.Op == system.OpNot:
		return 0, b.refuse("a gate is down while another is up: failures do not only add up: solve the system, or simulate it plainly")
	}
	return b.vote(at)
}

func (b *builder) isUnit(at int) bool {
	x := &b.g.All[at]
	return x.Op == system.OpLeaf && b.unit(int32(at)) >= 0
}

// unit is that of a leaf's gate.
func (b *builder) unit(at int32) int { return b.g.Leaves[b.g.All[at].Leaf].Unit }

func (b *builder) add(g node) int32 {
	b.s.tree.gates = append(b.s.tree.gates, g)
	return int32(len(b.s.tree.gates) - 1)
}

// leaf is the gate of a component.
func (b *builder) leaf(c component, size int) int32 {
	b.s.components = append(b.s.components, c)
	return b.add(node{leaf: int32(len(b.s.components) - 1), size: size})
}

// class is the gate of like units.
func (b *builder) class(gates []int32) (int32, error) {
	var units []int
	for _, at := range gates {
		units = append(units, b.unit(at))
	}
	c, err := newClass(b.g.Model, units, b.first)
	c.gates = gates
	if err != nil {
		return 0, b.refuse("%v", err)
	}
	return b.leaf(c, 1), nil
}

func (b *builder) group(at int32) (int32, error) {
	x := &b.g.All[at]
	n := b.g.Leaves[x.Leaf].Group
	if len(x.Kids) > 0 {
		unit := b.g.Model.Units[b.unit(x.Kids[0])].Name
		return 0, b.refuse("unit %q belongs to a group whose units depend on each other and is used outside of it: simulate the system by events", unit)
	}
	if p := &b.g.Model.Components[b.g.Model.Units[n.Units[0]].Component]; p.Life == nil {
		return 0, b.refuse("module %q has no lifetime: solve the system", p.Name)
	}
	c, err := newGroup(b.g.Model, n, b.first)
	if errors.Is(err, errNotExponential) || errors.Is(err, errNoRepair) {
		return 0, b.refuse("group %q: %v: simulate the system by events", n.Name, err)
	}
	if err != nil {
		return 0, err
	}
	c.gates = []int32{at}
	return b.leaf(c, len(n.Units)-n.K+1), nil
}

// vote is a gate that is down when some of its kids are. Units that are used
// here only are counted, by part.
func (b *builder) vote(at int32) (int32, error) {
	x := &b.g.All[at]
	g := node{leaf: -1, gate: at, fails: x.Fails()}
	var sizes, parts []int
	like := map[int][]int32{}
	for _, kid := range x.Kids {
		if at := b.of[kid]; at >= 0 {
			g.kids = append(g.kids, at)
			sizes = append(sizes, b.s.tree.gates[at].size)
			continue
		}
		part := b.g.Model.Units[b.unit(kid)].Component
		if like[part] == nil {
			parts = append(parts, part)
		}
		like[part] = append(like[part], kid)
		sizes = append(sizes, 1)
	}
	for _, part := range parts {
		kid, err := b.class(like[part])
		if err != nil {
			return 0, err
		}
		g.kids = append(g.kids, kid)
	}
	slices.Sort(sizes)
	for _, s := range sizes[len(sizes)-g.fails:] {
		g.size += s
	}
	return b.add(g), nil
}

func (b *builder) network(at int32) int32 {
	x := &b.g.All[at]
	g := node{leaf: -1, gate: at, cuts: cuts(x.Network())}
	for _, kid := range x.Kids {
		g.kids = append(g.kids, b.of[kid])
	}
	for _, cut := range g.cuts {
		size := 0
		for _, e := range cut {
			size += b.s.tree.gates[g.kids[e]].size
		}
		g.size = max(g.size, size)
	}
	return b.add(g)
}
