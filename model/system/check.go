package system

import (
	"cmp"
	"fmt"

	"mtbf/model"
)

// Bounds on the size of a structure, which every engine may rely on.
const (
	MaxDepth = 500       // nodes inside nodes
	MaxNodes = 5_000_000 // nodes and edges in all
)

// Validate reports the first thing that is wrong with m, as a
// *model.ParamError whose Param is the place, such as
// "structure.series[2].k_of_n":
//
//   - a part without numbers or with numbers outside their domain: means
//     positive, availability and reliability in [0, 1];
//   - a unit of no part, a use of no unit;
//   - an empty node, k outside 1..n, a network without its source or
//     target, without a path between them, or with one that never fails;
//   - a group without units, with a unit twice, or with fields outside their
//     domains;
//   - a partial anywhere but at the top or in a series at the top;
//   - a pool without crews or components, or a component of two pools; a duty of one
//     node, or one of whose nodes is used elsewhere but as a spare;
//   - a choose, which only sizing answers;
//   - a not, in a system with lifetimes, uncertain numbers, or groups;
//   - a node inside itself, more than [MaxDepth] deep, or more than
//     [MaxNodes] nodes.
func Validate(m *Model) error {
	if m == nil {
		return &model.ParamError{Param: "system", Value: "nothing", Want: "a system"}
	}
	for i := range m.Components {
		if err := m.Components[i].check(); err != nil {
			return err
		}
	}
	for _, u := range m.Units {
		if u.Component < 0 || u.Component >= len(m.Components) {
			return &model.ParamError{Param: "unit " + u.Name, Value: u.Component, Want: "the number of a part"}
		}
	}
	if err := m.checkPools(); err != nil {
		return err
	}
	c := &checker{m: m, open: map[Node]bool{}, done: map[Node]bool{}}
	if err := c.node(&location{name: "structure"}, m.Top, atTop); err != nil {
		return err
	}
	return cmp.Or(m.CheckDuties(), m.checkShares(), m.checkCoherence())
}

// checkCoherence refuses what a failure that helps leaves without a meaning, or without
// an engine: lifetimes, limits of numbers, and groups.
func (m *Model) checkCoherence() error {
	if m.Coherent() {
		return nil
	}
	refuse := func(what string) error {
		return &model.ParamError{Param: "structure", Value: "a node that works while another fails", Want: "of units that each have a probability: " + what}
	}
	for i := range m.Components {
		switch p := &m.Components[i]; {
		case p.Life != nil:
			return refuse("module " + p.Name + " has a lifetime")
		case p.FixedEstimate != nil || p.FixedUncertainty != nil:
			return refuse("module " + p.Name + " is uncertain")
		}
	}
	var group error
	m.each(m.Top, map[Node]bool{}, func(n Node) {
		switch n.(type) {
		case *Group, *Duty, *Choose:
			group = refuse("it has units that depend on each other, or are to be chosen")
		}
	})
	return group
}

func (p *Component) check() error {
	name := "module " + p.Name
	availability, reliability := p.Fixed()
	switch {
	case p.Life != nil && !(p.Life.Mean() > 0):
		return &model.ParamError{Param: name + ": mean life", Value: p.Life.Mean(), Want: "a positive time"}
	case p.Life != nil && p.Repair != nil && !(p.Repair.Mean() >= 0):
		return &model.ParamError{Param: name + ": mean repair time", Value: p.Repair.Mean(), Want: "a time of 0 or more"}
	case p.Life != nil:
		return nil
	case !availability.Given() && !reliability.Given():
		return &model.ParamError{Param: name, Value: "nothing", Want: "a life, an availability or a reliability"}
	case availability.Given() && reliability.Given():
		return &model.ParamError{Param: name, Value: "an availability and a reliability", Want: "one of the two"}
	}
	for _, x := range []struct {
		what              string
		given, complement float64
		chance            Chance
	}{{"availability", p.Availability, p.Unavailability, availability}, {"reliability", p.Reliability, p.Unreliability, reliability}} {
		switch {
		case !x.chance.Given():
		case x.chance.Works < 0 || x.chance.Works > 1:
			return &model.ParamError{Param: name + ": " + x.what, Value: x.chance.Works, Want: "a number in [0, 1]"}
		case x.given > 0 && x.given != x.chance.Works:
			return &model.ParamError{Param: name + ": " + x.what, Value: x.given, Want: fmt.Sprintf("the complement of %g, or left out", x.complement)}
		}
	}
	return nil
}

// position says where a node stands, which decides whether it may be a Partial.
type position uint8

const (
	below position = iota
	inTopSeries
	atTop
)

// checker walks a structure; open holds the nodes it is inside of, done those
// it has been through.
type checker struct {
	m          *Model
	open, done map[Node]bool
	nodes      int
}

func (c *checker) node(path *location, n Node, at position) error {
	if c.nodes++; c.nodes > MaxNodes {
		return &model.ParamError{Param: "structure", Value: "this one", Want: fmt.Sprintf("of %d nodes or fewer", MaxNodes)}
	}
	if u, ok := n.(Use); ok {
		return c.unit(path, u.Unit)
	}
	switch {
	case missing(n):
		return &model.ParamError{Param: path.String(), Value: "nothing", Want: "a node"}
	case c.open[n]:
		return &model.ParamError{Param: path.String(), Value: "a node inside itself", Want: "a tree"}
	case len(c.open) >= MaxDepth:
		return &model.ParamError{Param: path.String(), Value: len(c.open) + 1, Want: fmt.Sprintf("a depth of %d or less", MaxDepth)}
	case c.done[n] && at == below:
		return nil
	}
	c.open[n] = true
	defer delete(c.open, n)
	c.done[n] = true
	return c.kind(path, n, at)
}

// missing reports whether n is nil, or a nil pointer.
func missing(n Node) bool {
	switch n := n.(type) {
	case *Series:
		return n == nil
	case *Parallel:
		return n == nil
	case *KOfN:
		return n == nil
	case *Not:
		return n == nil
	case *Network:
		return n == nil
	case *Capacity:
		return n == nil
	case *Choose:
		return n == nil
	case *Group:
		return n == nil
	case *Duty:
		return n == nil
	}
	return n == nil
}

func (c *checker) kind(path *location, n Node, at position) error {
	switch n := n.(type) {
	case *Series:
		return c.all(path.in("series"), n.Of, at == atTop)
	case *Parallel:
		return c.all(path.in("parallel"), n.Of, false)
	case *KOfN:
		path = path.in("k_of_n")
		if n.K < 1 || n.K > len(n.Of) {
			return &model.ParamError{Param: path.in("k").String(), Value: n.K, Want: fmt.Sprintf("a whole number from 1 to %d", len(n.Of))}
		}
		return c.all(path, n.Of, false)
	case *Not:
		return c.node(path.in("not"), n.Of, below)
	case *Network:
		return c.network(path.in("network"), n)
	case *Capacity:
		if at == below {
			return &model.ParamError{Param: path.String(), Value: "partial", Want: "allowed but at the top, or in a series at the top"}
		}
		return c.all(path.in("partial"), n.Of, false)
	case *Group:
		return c.group(path.in(n.name()), n)
	case *Duty:
		return c.duty(path.in("standby"), n)
	}
	if n == Node(Wire{}) {
		return &model.ParamError{Param: path.String(), Value: "wire", Want: "allowed but at an edge of a network"}
	}
	return &model.ParamError{Param: path.String(), Value: "choose", Want: "a structure yet, but the question which copies to buy: 'mtbf size' answers it, and 'mtbf size --as-system' writes the system of the answer"}
}

func (c *checker) all(path *location, of []Node, top bool) error {
	if len(of) == 0 {
		return &model.ParamError{Param: path.String(), Value: "empty", Want: "a list of one node or more"}
	}
	at := below
	if top {
		at = inTopSeries
	}
	for i, n := range of {
		if err := c.node(path.item(i), n, at); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) unit(path *location, unit int) error {
	if unit < 0 || unit >= len(c.m.Units) {
		return &model.ParamError{Param: path.String(), Value: unit, Want: "the number of a unit"}
	}
	return nil
}
