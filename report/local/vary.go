package local

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"mtbf/model"
	"mtbf/model/system"
)

// Quantity is what a knob changes.
type Quantity string

const (
	MTBF           Quantity = "MTBF"           // of a module, hours
	MTTR           Quantity = "MTTR"           // of a module, hours
	Unavailability Quantity = "unavailability" // of a module without times
	Unreliability  Quantity = "unreliability"  // of a module without times
	Copies         Quantity = "copies"         // of a unit in a group
	Coverage       Quantity = "coverage"       // of a group: P(it carries on when a unit that serves fails)
	IdleCoverage   Quantity = "idle coverage"  // the same of a unit that does not serve, where it has its own
	Beta           Quantity = "beta"           // of a group: fraction of failures that take all of it, or more than one
)

// Knob is a number of a system that can be turned, from Min to Max.
type Knob struct {
	ID       string   `json:"id"`
	Of       string   `json:"of"` // the module or the group
	Quantity Quantity `json:"quantity"`
	Value    float64  `json:"value"` // in the file, or as set
	Min      float64  `json:"min"`
	Max      float64  `json:"max"`
	Aside    string   `json:"aside,omitempty"` // why it changes nothing of the system as set; "" where it may
}

// Vary returns a copy of a system with some of its knobs set, by ID, and all
// knobs of it as they were. The system itself does not change.
//
// Modules with a life have an MTBF, those with a repair an MTTR: the times of a
// distribution are stretched, its shape stays. Those without times have the
// complement of their probability. What is set is taken as known: limits of the
// number before do not hold of it. Like units of which so many must work have a
// number of copies and a beta, and a coverage where they have lives; like structures have a
// number of copies, and what is added is as the first. What is set of a
// group and has no meaning of the units that are left of it is left aside. What a file says
// without effect on its system, such as two crews for two units, is not in the system and
// so not in the copy: [systemfile.File.As] takes it in.
//
// A *model.ParamError tells of a knob that there is none of, and of a value out
// of its range.
func Vary(m *system.Model, set map[string]float64) (*system.Model, []Knob, error) {
	if m == nil {
		return nil, nil, &model.ParamError{Param: "system", Value: "nothing", Want: "a system"}
	}
	v := &variation{set: set, model: *m}
	v.model.Components, v.model.Units = slices.Clone(m.Components), slices.Clone(m.Units)
	for i := range v.model.Components {
		v.part(i)
	}
	v.model.Top = v.node(m.Top)
	for id := range set {
		if !slices.ContainsFunc(v.knobs, func(k Knob) bool { return k.ID == id }) {
			v.fail(id, set[id], "the ID of a knob of the system")
		}
	}
	distinct(v.knobs)
	return &v.model, v.knobs, v.err
}

// place is the part of an ID that tells the module, the group or the structures.
func (k Knob) place() string {
	place, _, _ := strings.Cut(k.ID, ".")
	return place
}

// distinct numbers what has one name in several places.
func distinct(knobs []Knob) {
	places := map[string][]string{}
	for _, k := range knobs {
		if all := places[k.Of]; !slices.Contains(all, k.place()) {
			places[k.Of] = append(all, k.place())
		}
	}
	for i, k := range knobs {
		if all := places[k.Of]; len(all) > 1 {
			knobs[i].Of = fmt.Sprintf("%s, no. %d", k.Of, 1+slices.Index(all, k.place()))
		}
	}
}

// namedSet is the name of a redundant set: what it is of, and how many must work of how
// many.
func namedSet(kind, of string, k, n int) string {
	return fmt.Sprintf("%s of %s (%d of %d)", kind, of, k, n)
}

// variation is a system on its way to another.
type variation struct {
	set    map[string]float64
	model  system.Model
	knobs  []Knob
	groups int
	sets   int  // of like structures
	gone   bool // what is walked is a copy that there is not any more
	err    error
}

func (v *variation) fail(param string, value any, want string) {
	if v.err == nil {
		v.err = &model.ParamError{Param: param, Value: value, Want: want}
	}
}

// turn offers a knob and returns the value that it is set to.
func (v *variation) turn(k Knob) float64 {
	x, ok := v.set[k.ID]
	if ok && v.gone {
		k.Aside = "left aside: it is of a copy that there is not any more"
	}
	v.knobs = append(v.knobs, k)
	number, fine := "a number", x >= k.Min && x <= k.Max
	if k.Quantity == Copies {
		number, fine = "a whole number", fine && x == math.Trunc(x)
	}
	switch {
	case !ok:
		return k.Value
	case !fine:
		v.fail(k.Of+": "+string(k.Quantity), x, fmt.Sprintf("%s from %.4g to %.4g", number, k.Min, k.Max))
		return k.Value
	}
	return x
}

// aside takes a knob that is set and has no meaning in the system as it is set, and leaves
// it aside; one that is not set is none.
func (v *variation) aside(k Knob, why string) {
	if _, set := v.set[k.ID]; set {
		k.Aside = "left aside: " + why
		v.turn(k)
	}
}

// reach is by what factor a time may be made longer or shorter.
const reach = 1000

// part offers the times of a module, or its probability.
func (v *variation) part(i int) {
	p := &v.model.Components[i]
	if p.Life == nil {
		v.probability(i, p)
		return
	}
	for _, of := range []struct {
		quantity Quantity
		times    *model.Distribution
		estimate **model.Estimate
		known    *model.Uncertainty
	}{{MTBF, &p.Life, &p.MTBFEstimate, &p.MTBFUncertainty}, {MTTR, &p.Repair, &p.MTTREstimate, &p.MTTRUncertainty}} {
		d := *of.times
		if d == nil || !(d.Mean() > 0) || math.IsInf(d.Mean(), 1) {
			continue
		}
		k := Knob{ID: fmt.Sprintf("module%d.%s", i, of.quantity), Of: p.Name, Quantity: of.quantity, Value: d.Mean(), Min: d.Mean() / reach, Max: d.Mean() * reach}
		if x := v.turn(k); x != k.Value {
			*of.estimate, *of.known = nil, nil
			var err error
			if *of.times, err = stretched(d, x); err != nil {
				v.err = err
			}
		}
	}
}

// probability offers that of a module to be down, or not to work. One that never or
// always is has none.
func (v *variation) probability(i int, p *system.Component) {
	availability, reliability := p.Fixed()
	quantity, of, given, complement := Unavailability, availability, &p.Availability, &p.Unavailability
	if reliability.Given() {
		quantity, of, given, complement = Unreliability, reliability, &p.Reliability, &p.Unreliability
	}
	if !(of.Fails > 0 && of.Fails < 1) {
		return
	}
	k := Knob{ID: fmt.Sprintf("module%d.%s", i, quantity), Of: p.Name, Quantity: quantity, Value: of.Fails, Min: of.Fails / reach, Max: min(1, of.Fails*reach)}
	if x := v.turn(k); x != k.Value {
		p.FixedEstimate, p.FixedUncertainty = nil, nil
		*given, *complement = 1-x, x
	}
}

// node returns a copy of a place in the structure, its groups as they are set.
func (v *variation) node(n system.Node) system.Node {
	switch n := n.(type) {
	case *system.Series:
		return &system.Series{Of: v.nodes(n.Of)}
	case *system.Parallel:
		if _, alike := v.alike(n.Of); alike {
			return v.redundant("parallel", 1, n.Of)
		}
		if v.likeStructures(n.Of) {
			return &system.Parallel{Of: v.structures("parallel", 1, n.Of)}
		}
		return &system.Parallel{Of: v.nodes(n.Of)}
	case *system.KOfN:
		if _, alike := v.alike(n.Of); alike {
			return v.redundant("k_of_n", n.K, n.Of)
		}
		if v.likeStructures(n.Of) {
			return &system.KOfN{K: n.K, Of: v.structures("k_of_n", n.K, n.Of)}
		}
		return &system.KOfN{K: n.K, Of: v.nodes(n.Of)}
	case *system.Capacity:
		return &system.Capacity{Of: v.nodes(n.Of)}
	case *system.Network:
		return n.With(v.nodes(system.Children(n)))
	case *system.Group:
		return v.group(n)
	case *system.Duty:
		return system.WithChildren(n, v.nodes(n.Of))
	}
	return n
}

func (v *variation) nodes(of []system.Node) []system.Node {
	out := make([]system.Node, len(of))
	for i, n := range of {
		out[i] = v.node(n)
	}
	return out
}
