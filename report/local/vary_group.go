package local

import (
	"fmt"
	"math"
	"slices"

	"mtbf/model"
	"mtbf/model/system"
)

// maxAlike is the number of units up to which a redundant set has knobs.
const maxAlike = 64

// alike reports whether nodes are two or more units of one module, none of them
// shared, and of which.
func (v *variation) alike(of []system.Node) (part int, ok bool) {
	if len(of) < 2 || len(of) > maxAlike {
		return 0, false
	}
	for i, n := range of {
		use, ok := n.(system.Use)
		if !ok || v.model.Units[use.Unit].Shared {
			return 0, false
		}
		p := v.model.Units[use.Unit].Component
		if i > 0 && p != part {
			return 0, false
		}
		part = p
	}
	return part, true
}

// redundant is a k-out-of-n of like, independent units.
func (v *variation) redundant(kind string, k int, of []system.Node) system.Node {
	units := make([]int, len(of))
	for i, n := range of {
		units[i] = n.(system.Use).Unit
	}
	name := namedSet(kind, v.model.Components[v.model.Units[units[0]].Component].Name, k, len(units))
	id := v.nextGroup()
	units = v.copies(id, name, k, units)
	g := &system.Group{Name: name, Kind: system.Redundant, Units: units, K: k, UncoveredMTTR: math.NaN()}
	v.covered(id, name, g)
	v.shared(id, name, g)
	if g.Coverage.P() < 1 || g.Beta > 0 {
		return g
	}
	nodes := make([]system.Node, len(units))
	for i, u := range units {
		nodes[i] = system.Use{Unit: u}
	}
	return &system.KOfN{K: k, Of: nodes}
}

// group is a copy of a group of units that depend on each other.
func (v *variation) group(g *system.Group) system.Node {
	c := *g
	name := g.Name
	if g.Kind == system.Redundant {
		name = namedSet("k_of_n", v.model.Components[v.model.Units[g.Units[0]].Component].Name, g.K, len(g.Units))
	}
	id := v.nextGroup()
	if g.Kind != system.Duplex && g.CommonCause == nil && len(g.Units) <= maxAlike { // factors are those of so many units
		c.Units = v.copies(id, name, g.K, g.Units)
	}
	if c.Crews >= len(c.Units) {
		c.Crews = 0 // as many as units
	}
	v.covered(id, name, &c)
	v.shared(id, name, &c)
	return &c
}

// covered offers the coverage of units that serve, where they have lives, and of those
// that do not, where it is another. Where all units must work every failure takes the group
// down, and it has no meaning.
func (v *variation) covered(id, name string, g *system.Group) {
	turn := func(k Knob, of *model.FaultCoverage) {
		if len(g.Units) <= g.K {
			v.aside(k, "there is no unit more than must work")
			return
		}
		*of = model.Covered(v.turn(k))
	}
	if v.model.Components[v.model.Units[g.Units[0]].Component].Life != nil {
		turn(Knob{ID: id + ".coverage", Of: name, Quantity: Coverage, Value: g.Coverage.P(), Min: 0, Max: 1}, &g.Coverage)
	}
	if g.IdleCoverage != 0 {
		turn(Knob{ID: id + ".idle", Of: name, Quantity: IdleCoverage, Value: g.IdleCoverage.P(), Min: 0, Max: 1}, &g.IdleCoverage)
	}
}

// shared offers the fraction of failures that units share: the beta of a group, or the
// first of its letters. Alpha factors have no one number of that kind.
func (v *variation) shared(id, name string, g *system.Group) {
	knob := Knob{ID: id + ".beta", Of: name, Quantity: Beta, Value: g.Beta, Min: 0, Max: 1}
	switch {
	case len(g.Units) < 2:
		v.aside(knob, "one unit shares nothing")
	case g.CommonCause == nil:
		g.Beta = v.turn(knob)
	case len(g.CommonCause.MGL) > 0:
		cause := *g.CommonCause
		cause.MGL = slices.Clone(cause.MGL)
		knob.Value = cause.MGL[0]
		cause.MGL[0] = v.turn(knob)
		g.CommonCause = &cause
	}
}

func (v *variation) nextGroup() string {
	v.groups++
	return fmt.Sprintf("group%d", v.groups)
}

// moreCopies is how many units may be added to a group.
const moreCopies = 6

// copies offers the number of units of a group, at least k, and returns those
// that there are then.
func (v *variation) copies(id, name string, k int, units []int) []int {
	knob := Knob{ID: id + ".copies", Of: name, Quantity: Copies, Value: float64(len(units)), Min: float64(k), Max: float64(len(units) + moreCopies)}
	n := int(v.turn(knob))
	out := slices.Clone(units[:min(n, len(units))])
	first := v.model.Units[units[0]]
	for i := len(units); i < n; i++ {
		out = append(out, len(v.model.Units))
		v.model.Units = append(v.model.Units, system.Unit{Name: fmt.Sprintf("%s, copy %d of %s", first.Name, i+1, id), Component: first.Component})
	}
	return out
}
