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
	parts      []system.Component
}

// builder makes a machine of gates.
type builder struct {
	g      *gate.Gates
	s      *machine
	uses   []int   // of a gate; by a network twice, as edges are told apart
	of     []int32 // of a gate: that of the tree; -1 of a unit that is counted
	method Method
}

// newMachine prepares m for a method. Like units that stand below one gate
// and nowhere else are counted, not told apart.
func newMachine(m *system.Model, method Method) (*machine, error) {
	g, root, err := gate.Of(m)
	if err != nil {
		return nil, err
	}
	n := len(g.All)
	b := &builder{g: g, s: &machine{tree: &tree{}, parts: m.Components}, uses: make([]int, n), of: make([]int32, n), method: method}
	for _, x := range g.All {
		for _, kid := range x.Kids {
			b.uses[kid] += 1 + gate.One(x.Op == gate.Network)
		}
	}
	for i, x := range g.All {
		if b.of[i], err = b.gate(x, b.uses[i]); err != nil {
			return nil, err
		}
	}
	b.s.tree.top = b.of[root]
	b.s.tree.rise(len(b.s.components))
	return b.s, nil
}

func (b *builder) refuse(format string, args ...any) error {
	return &Error{b.method, fmt.Sprintf(format, args...)}
}

// gate returns the tree's gate of one whose kids have theirs.
func (b *builder) gate(x gate.Gate, uses int) (int32, error) {
	switch {
	case x.Op == gate.Unit && uses == 1:
		return -1, nil
	case x.Op == gate.Unit:
		return b.class([]int{x.Unit})
	case x.Op == gate.Group:
		return b.group(x)
	case x.Op == gate.Network:
		return b.network(x), nil
	}
	return b.vote(x)
}

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
func (b *builder) class(units []int) (int32, error) {
	c, err := newClass(b.g.Model, units)
	if err != nil {
		return 0, b.refuse("%v", err)
	}
	return b.leaf(c, 1), nil
}

func (b *builder) group(x gate.Gate) (int32, error) {
	n := x.Node.(*system.Group)
	if len(x.Kids) > 0 {
		unit := b.g.Model.Units[b.g.All[x.Kids[0]].Unit].Name
		return 0, b.refuse("unit %q belongs to a group whose units depend on each other and is used outside of it: simulate the system by events", unit)
	}
	c, err := newGroup(b.g.Model, n)
	if errors.Is(err, errNotExponential) {
		return 0, b.refuse("group %q: %v: simulate the system by events", n.Name, err)
	}
	if err != nil {
		return 0, err
	}
	return b.leaf(c, len(n.Units)-n.K+1), nil
}

// vote is a gate that is down when some of its kids are. Units that are used
// here only are counted, by part.
func (b *builder) vote(x gate.Gate) (int32, error) {
	g := node{leaf: -1, fails: x.Need}
	var sizes, parts []int
	like := map[int][]int{}
	for _, kid := range x.Kids {
		if at := b.of[kid]; at >= 0 {
			g.kids = append(g.kids, at)
			sizes = append(sizes, b.s.tree.gates[at].size)
			continue
		}
		unit := b.g.All[kid].Unit
		part := b.g.Model.Units[unit].Component
		if like[part] == nil {
			parts = append(parts, part)
		}
		like[part] = append(like[part], unit)
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
	for _, s := range sizes[len(sizes)-x.Need:] {
		g.size += s
	}
	return b.add(g), nil
}

func (b *builder) network(x gate.Gate) int32 {
	n := x.Node.(*system.Network)
	g := node{leaf: -1, net: gate.NewGraph(n), cuts: cuts(n)}
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
