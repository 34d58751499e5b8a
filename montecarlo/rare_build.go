package montecarlo

import (
	"errors"
	"fmt"
	"slices"

	"mtbf/model/system"
)

// RareError tells that a method of rare-event simulation cannot take a system.
type RareError struct {
	Method RareMethod
	Reason string // what it is and which engine can
}

func (e *RareError) Error() string {
	return fmt.Sprintf("rare-event simulation by %s: %s", e.Method, e.Reason)
}

// rareSystem is a model made ready: components that are independent of each
// other, and the structure over them.
type rareSystem struct {
	components []rareComponent
	tree       *rareTree
	parts      []system.Part
}

// rareBuilder makes a rareSystem.
type rareBuilder struct {
	m      *system.Model
	s      *rareSystem
	uses   map[int]int // of a unit
	seen   map[system.Node]int
	owner  map[int]bool // units of dependent groups
	made   map[system.Node]int32
	unit   map[int]int32 // gate of a unit that is used repeatedly
	method RareMethod
}

// newRareSystem prepares m for a method. Like units that stand below one gate
// and nowhere else are counted, not told apart.
func newRareSystem(m *system.Model, method RareMethod) (*rareSystem, error) {
	if err := system.Validate(m); err != nil {
		return nil, err
	}
	b := &rareBuilder{
		m: m, method: method, s: &rareSystem{tree: &rareTree{}, parts: m.Parts}, uses: map[int]int{},
		seen: map[system.Node]int{}, owner: map[int]bool{}, made: map[system.Node]int32{}, unit: map[int]int32{},
	}
	b.count(m.Top)
	for u := range b.owner {
		if b.uses[u] > 1 {
			return nil, b.refuse("unit %q belongs to a group whose units depend on each other and is used outside of it: simulate the system by events", m.Units[u].Name)
		}
	}
	top, err := b.node(m.Top)
	b.s.tree.top = top
	b.s.tree.rise(len(b.s.components))
	return b.s, err
}

func (b *rareBuilder) refuse(format string, args ...any) error {
	return &RareError{b.method, fmt.Sprintf(format, args...)}
}

// count counts the uses of every unit, a node met repeatedly at most twice.
func (b *rareBuilder) count(n system.Node) {
	switch n := n.(type) {
	case system.Use:
		b.uses[n.Unit]++
		return
	case *system.Group:
		for _, u := range n.Units {
			b.uses[u]++
			if !rareIndependent(n) {
				b.owner[u] = true
			}
		}
		return
	}
	if b.seen[n]++; b.seen[n] > 2 {
		return
	}
	for _, kid := range system.Children(n) {
		b.count(kid)
	}
}

// rareIndependent reports whether the units of a group fail and are repaired each
// on its own.
func rareIndependent(g *system.Group) bool {
	return (g.Crews == 0 || g.Crews >= len(g.Units)) && g.Coverage == 1 && g.Beta == 0 &&
		g.Detection == 0 && g.Takeover == 0 && (g.Kind != system.Standby || g.Dormancy == 1)
}

func (b *rareBuilder) node(n system.Node) (int32, error) {
	if u, ok := n.(system.Use); ok {
		return b.leaf(u.Unit)
	}
	if at, ok := b.made[n]; ok {
		return at, nil
	}
	at, err := b.kind(n)
	b.made[n] = at
	return at, err
}

func (b *rareBuilder) kind(n system.Node) (int32, error) {
	switch n := n.(type) {
	case *system.Series:
		return b.vote(1, n.Of)
	case *system.Parallel:
		return b.vote(len(n.Of), n.Of)
	case *system.KOfN:
		return b.vote(len(n.Of)-n.K+1, n.Of)
	case *system.Network:
		return b.network(n)
	case *system.Group:
		if !rareIndependent(n) {
			return b.group(n)
		}
		of := make([]system.Node, len(n.Units))
		for i, u := range n.Units {
			of[i] = system.Use{Unit: u}
		}
		return b.vote(len(of)-n.K+1, of)
	}
	return 0, b.refuse("a %T is neither up nor down", n)
}

func (b *rareBuilder) add(g rareGate) int32 {
	b.s.tree.gates = append(b.s.tree.gates, g)
	return int32(len(b.s.tree.gates) - 1)
}

// leaf is the gate of one unit.
func (b *rareBuilder) leaf(unit int) (int32, error) {
	if at, ok := b.unit[unit]; ok {
		return at, nil
	}
	at, err := b.class([]int{unit})
	b.unit[unit] = at
	return at, err
}

// class is the gate of like units.
func (b *rareBuilder) class(units []int) (int32, error) {
	c, err := newRareClass(b.m, units)
	if err != nil {
		return 0, b.refuse("%v", err)
	}
	b.s.components = append(b.s.components, c)
	return b.add(rareGate{leaf: int32(len(b.s.components) - 1), size: 1}), nil
}

func (b *rareBuilder) group(n *system.Group) (int32, error) {
	c, err := newRareGroup(b.m, n)
	if errors.Is(err, errRareNotExponential) {
		return 0, b.refuse("group %q: %v: simulate the system by events", n.Name, err)
	}
	if err != nil {
		return 0, err
	}
	b.s.components = append(b.s.components, c)
	return b.add(rareGate{leaf: int32(len(b.s.components) - 1), size: len(n.Units) - n.K + 1}), nil
}

// vote is a gate that is down when fails of the nodes below are.
func (b *rareBuilder) vote(fails int, of []system.Node) (int32, error) {
	g := rareGate{leaf: -1, fails: fails}
	var sizes []int
	classes := map[int]int{} // of a part: place in list
	var list [][]int
	for _, n := range of {
		u, single := n.(system.Use)
		if single && b.uses[u.Unit] == 1 {
			part := b.m.Units[u.Unit].Part
			at, ok := classes[part]
			if !ok {
				at = len(list)
				classes[part] = at
				list = append(list, nil)
			}
			list[at] = append(list[at], u.Unit)
			sizes = append(sizes, 1)
			continue
		}
		kid, err := b.node(n)
		if err != nil {
			return 0, err
		}
		g.kids = append(g.kids, kid)
		sizes = append(sizes, b.s.tree.gates[kid].size)
	}
	for _, units := range list {
		kid, err := b.class(units)
		if err != nil {
			return 0, err
		}
		g.kids = append(g.kids, kid)
	}
	slices.Sort(sizes)
	for _, s := range sizes[len(sizes)-fails:] {
		g.size += s
	}
	return b.add(g), nil
}

func (b *rareBuilder) network(n *system.Network) (int32, error) {
	g := rareGate{leaf: -1, net: newRareNet(n), cuts: rareCuts(n)}
	for _, e := range n.Edges {
		kid, err := b.node(e.Node)
		if err != nil {
			return 0, err
		}
		g.kids = append(g.kids, kid)
	}
	for _, cut := range g.cuts {
		size := 0
		for _, e := range cut {
			size += b.s.tree.gates[g.kids[e]].size
		}
		g.size = max(g.size, size)
	}
	return b.add(g), nil
}
