package local

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"mtbf/model/system"
)

// likeStructures reports whether nodes are two or more structures of like units, each of
// its own but what is shared: copies of one.
func (v *variation) likeStructures(of []system.Node) bool {
	if len(of) < 2 || len(of) > maxAlike {
		return false
	}
	switch of[0].(type) {
	case *system.Series, *system.Parallel, *system.KOfN, *system.Group:
	default:
		return false
	}
	return !slices.ContainsFunc(of[1:], func(n system.Node) bool { return !v.like(of[0], n) })
}

// like reports whether two nodes are copies of one.
func (v *variation) like(a, b system.Node) bool {
	if reflect.TypeOf(a) != reflect.TypeOf(b) {
		return false
	}
	switch a := a.(type) {
	case system.Use:
		return v.likeUnits(a.Unit, b.(system.Use).Unit)
	case *system.Group:
		return v.likeGroups(*a, *b.(*system.Group))
	case *system.KOfN:
		if a.K != b.(*system.KOfN).K {
			return false
		}
	case *system.Series, *system.Parallel:
	default:
		return false
	}
	return slices.EqualFunc(system.Children(a), system.Children(b), v.like)
}

// likeUnits reports whether two units are one that is shared, or two of one module.
func (v *variation) likeUnits(a, b int) bool {
	x, y := v.model.Units[a], v.model.Units[b]
	if x.Shared || y.Shared {
		return a == b
	}
	return x.Component == y.Component
}

func (v *variation) likeGroups(a, b system.Group) bool {
	if a.Kind == system.Cluster || !slices.EqualFunc(a.Units, b.Units, v.likeUnits) {
		return false
	}
	for _, g := range []*system.Group{&a, &b} {
		g.Name, g.Units = "", nil
		if math.IsNaN(g.UncoveredMTTR) {
			g.UncoveredMTTR = 0 // either stands for none
		}
	}
	return reflect.DeepEqual(a, b)
}

// structures offers the number of like structures, of which k must work, and returns
// those that there are then; what is set in one that goes away is left aside.
func (v *variation) structures(kind string, k int, of []system.Node) []system.Node {
	v.sets++
	id := fmt.Sprintf("structure%d", v.sets)
	knob := Knob{
		ID: id + ".copies", Of: namedSet(kind, v.modulesOf(of[0]), k, len(of)), Quantity: Copies,
		Value: float64(len(of)), Min: float64(k), Max: float64(len(of) + moreCopies),
	}
	n := int(v.turn(knob))
	out := make([]system.Node, 0, n)
	for i, node := range of {
		gone := v.gone
		v.gone = gone || i >= n
		node = v.node(node)
		v.gone = gone
		if i < n {
			out = append(out, node)
		}
	}
	for i := len(of); i < n; i++ {
		out = append(out, v.copyOf(out[0], fmt.Sprintf("copy %d of %s", i+1, id)))
	}
	return out
}

// copyOf returns a structure as another one with units of its own, but those that are
// shared. The name tells it from others.
func (v *variation) copyOf(n system.Node, name string) system.Node {
	switch n := n.(type) {
	case system.Use:
		return system.Use{Unit: v.another(n.Unit, name)}
	case *system.Group:
		c := *n
		c.Units = make([]int, len(n.Units))
		for i, u := range n.Units {
			c.Units[i] = v.another(u, name)
		}
		return &c
	}
	kids := slices.Clone(system.Children(n))
	for i := range kids {
		kids[i] = v.copyOf(kids[i], name)
	}
	return system.WithChildren(n, kids)
}

// another returns a new unit like one, or that itself where it is shared.
func (v *variation) another(unit int, name string) int {
	u := v.model.Units[unit]
	if u.Shared {
		return unit
	}
	u.Name = fmt.Sprintf("%s, %s", u.Name, name)
	v.model.Units = append(v.model.Units, u)
	return len(v.model.Units) - 1
}

// modulesOf lists the names of the first few modules in a structure.
func (v *variation) modulesOf(n system.Node) string {
	const most = 3
	var names []string
	var walk func(system.Node)
	add := func(unit int) {
		u := v.model.Units[unit]
		name := v.model.Components[u.Component].Name
		if u.Shared {
			name = u.Name
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	walk = func(n system.Node) {
		switch n := n.(type) {
		case system.Use:
			add(n.Unit)
		case *system.Group:
			add(n.Units[0])
		}
		for _, kid := range system.Children(n) {
			walk(kid)
		}
	}
	walk(n)
	if left := len(names) - most; left > 0 {
		names = append(names[:most], fmt.Sprintf("%d more", left))
	}
	return strings.Join(names, ", ")
}
