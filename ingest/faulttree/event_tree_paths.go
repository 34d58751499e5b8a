package faulttree

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mtbf/model"
	"mtbf/model/system"
)

// Path is one way through an event tree, and the trees that it is linked to, to a sequence.
type Path struct {
	Sequence string
	Way      []Outcome
	Factor   float64 // the product of the expressions that were collected; 1 for none

	// System fails when all formulas that were collected happen: its unavailability is
	// their probability. It is nil where there are none, or where house events decide
	// them; then Happens says whether the path is open.
	System  *system.Model
	Happens bool
}

// Outcome is the state of a functional event on a way.
type Outcome struct{ Functional, State string }

// Paths returns the ways from an initiating event, in the order of the tree, with the
// probabilities of a mission time as [Model.System] has them. A house event that is set on
// a way has that value in all formulas that are collected after it. The systems of ways may have units that
// are not in their structure. An end of the context is its error.
func (m *Model) Paths(ctx context.Context, from *Initiator, missionTime float64) ([]Path, []model.Warning, error) {
	if from.Tree == nil {
		return nil, nil, &model.ParamError{Param: "initiating event", Value: from.Name, Want: "one that names an event tree"}
	}
	w := &walker{ctx: ctx, model: m, from: from, mission: missionTime, builders: map[string]*builder{}}
	if err := w.tree(from.Tree, way{factor: 1}, 0); err != nil {
		return nil, nil, err
	}
	all := &builder{means: w.means}
	for _, b := range w.builders {
		all.means = append(all.means, b.means...)
	}
	slices.Sort(all.means)
	all.means = slices.Compact(all.means)
	return w.paths, all.warnings(), nil
}

// walker goes all ways through event trees.
type walker struct {
	ctx      context.Context
	model    *Model
	from     *Initiator
	mission  float64
	paths    []Path
	builders map[string]*builder // of formulas, by the house events that are set for them
	first    *builder            // with which all share their units
	means    []string
	steps    int
}

// builderOf is that of formulas that are collected where the house events are set like
// this. All share their units.
func (w *walker) builderOf(houses map[*House]bool) *builder {
	var set []string
	for h, happens := range houses {
		set = append(set, fmt.Sprintf("%s=%t", h.Name, happens))
	}
	slices.Sort(set)
	key := strings.Join(set, "\n")
	b := w.builders[key]
	if b == nil {
		b = w.model.builder(w.mission)
		if w.first == nil {
			w.first = b
		}
		b.made, b.events, b.units, b.groups, b.houses = w.first.made, w.first.events, w.first.units, w.first.groups, houses
		w.builders[key] = b
	}
	return b
}

// way is what was collected so far.
type way struct {
	tree     *EventTree
	outcomes []Outcome
	own      int // how many of outcomes are of other trees
	formulas []collected
	factor   float64
	houses   map[*House]bool
}

// collected is a formula with the house events that were set before it.
type collected struct {
	formula *Formula
	houses  map[*House]bool
}

func (w *walker) tree(x *EventTree, so way, links int) error {
	if links > maxLinks {
		return x.at.fault("the event tree %q is one of more than %d that lead to each other", x.Name, maxLinks)
	}
	so.tree, so.own = x, len(so.outcomes)
	return w.branch(x, x.initial, so, links)
}

func (w *walker) branch(x *EventTree, b *branch, so way, links int) error {
	so, err := w.follow(b.steps, so)
	switch {
	case err != nil:
		return err
	case links > maxLinks:
		return b.at.fault("more than %d branches lead to each other", maxLinks)
	case b.named != "":
		return w.branch(x, x.branches[b.named], so, links+1)
	case b.end != nil:
		return w.end(b.end, so, links)
	}
	for _, p := range b.fork.paths {
		next := so
		next.outcomes = append(slices.Clip(so.outcomes), Outcome{b.fork.functional, p.state})
		if err := w.branch(x, p.to, next, links); err != nil {
			return err
		}
	}
	return nil
}

// end is a sequence: a path, or a link to another tree.
func (w *walker) end(s *sequence, so way, links int) error {
	so, err := w.follow(s.steps, so)
	if err != nil {
		return err
	}
	if s.link != nil {
		return w.tree(s.link, so, links+1)
	}
	switch {
	case w.ctx.Err() != nil:
		return context.Cause(w.ctx)
	case len(w.paths) >= maxPaths:
		return s.at.fault("the event tree has more than %d paths", maxPaths)
	}
	p := Path{Sequence: s.name, Way: so.outcomes, Factor: so.factor, Happens: true}
	if err := w.conjunction(&p, so.formulas); err != nil {
		return err
	}
	w.paths = append(w.paths, p)
	return nil
}

// conjunction makes the system of a path whose formulas all happen.
func (w *walker) conjunction(p *Path, of []collected) error {
	var nodes []system.Node
	for _, c := range of {
		node, happens, err := w.builderOf(c.houses).formula(c.formula)
		switch {
		case err != nil:
			return err
		case node != nil:
			nodes = append(nodes, node)
		case !happens:
			p.Happens = false
			return nil
		}
	}
	if len(nodes) == 0 {
		return nil
	}
	p.Happens = false
	p.System = &system.Model{Name: p.Sequence, Components: w.first.made.Components, Units: w.first.made.Units, Top: all(nodes)}
	return system.Validate(p.System)
}

// maxSteps is the most instructions that all ways together may take.
const maxSteps = 10_000_000

// follow does what a way says.
func (w *walker) follow(steps []instruction, so way) (way, error) {
	for _, i := range steps {
		if w.steps++; w.steps > maxSteps {
			return so, i.at.fault("the ways of the event tree take more than %d instructions", maxSteps)
		}
		switch {
		case i.rule != nil:
			var err error
			if so, err = w.follow(i.rule.steps, so); err != nil {
				return so, err
			}
		case i.collect != nil:
			so.formulas = append(slices.Clip(so.formulas), collected{i.collect, so.houses})
		case i.factor != nil:
			v, err := newEvaluator(w.model.missionTime(w.mission)).value(i.factor)
			if err != nil {
				return so, err
			}
			if !(v.value >= 0 && v.value <= 1) {
				return so, i.at.fault("a factor of %.6g is collected: the share of the way that goes on is from 0 to 1; --initiator %s=RATE gives a frequency", v.value, w.from.Name)
			}
			if v.mean {
				w.means = append(w.means, "the factor at "+i.at.place().String())
			}
			so.factor *= v.value
		case i.house != nil:
			houses := map[*House]bool{i.house: i.happens}
			for h, happens := range so.houses {
				if h != i.house {
					houses[h] = happens
				}
			}
			so.houses = houses
		case i.test != nil:
			holds, err := w.holds(i.test, so)
			if err != nil {
				return so, err
			}
			then := i.then
			if !holds {
				then = i.other
			}
			if so, err = w.follow(then, so); err != nil {
				return so, err
			}
		}
	}
	return so, nil
}

// holds reports whether a condition does on a way.
func (w *walker) holds(c *condition, so way) (bool, error) {
	switch c.op {
	case "functional": // the state that it was in last
		for i := len(so.outcomes) - 1; i >= so.own; i-- {
			if so.outcomes[i].Functional == c.name {
				return so.outcomes[i].State == c.state, nil
			}
		}
		return false, nil
	case "initiating":
		return w.from.Name == c.name, nil
	case "value":
		v, err := newEvaluator(w.model.missionTime(w.mission)).value(c.value)
		return v.value != 0, err
	}
	for _, x := range c.of {
		holds, err := w.holds(x, so)
		switch {
		case err != nil:
			return false, err
		case c.op == "not":
			return !holds, nil
		case holds == (c.op == "or"):
			return holds, nil
		}
	}
	return c.op == "and", nil
}
