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
// a way has that value in all formulas of the way. The systems of ways may have units that
// are not in their structure. An end of the context is its error.
func (m *Model) Paths(ctx context.Context, from *Initiator, missionTime float64) ([]Path, []model.Warning, error) {
	if from.Tree == nil {
		return nil, nil, &model.ParamError{Param: "initiating event", Value: from.Name, Want: "one that names an event tree"}
	}
	w := &walker{ctx: ctx, model: m, from: from, mission: missionTime, builders: map[string]*builder{}}
	if err := w.tree(from.Tree, way{factor: 1}, 0); err != nil {
		return nil, nil, err
	}
	all := &builder{}
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
	builders map[string]*builder // of ways, by the house events that are set on them
}

// builderOf is that of all ways on which the house events are set like this.
func (w *walker) builderOf(houses map[*House]bool) *builder {
	var set []string
	for h, happens := range houses {
		set = append(set, fmt.Sprintf("%s=%t", h.Name, happens))
	}
	slices.Sort(set)
	key := strings.Join(set, "\n")
	if w.builders[key] == nil {
		w.builders[key] = w.model.builder(w.mission)
		w.builders[key].houses = houses
	}
	return w.builders[key]
}

// way is what was collected so far.
type way struct {
	outcomes []Outcome
	formulas []*Formula
	factor   float64
	houses   map[*House]bool
}

func (w *walker) tree(x *EventTree, so way, links int) error {
	if links > maxLinks {
		return x.at.fault("the event tree %q is one of more than %d that lead to each other", x.Name, maxLinks)
	}
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
	if len(so.formulas) > 0 {
		b := w.builderOf(so.houses)
		node, happens, err := b.formula(&Formula{Op: And, Of: so.formulas})
		if err != nil {
			return err
		}
		if p.Happens = happens; node != nil {
			p.System = &system.Model{Name: s.name, Components: b.made.Components, Units: b.made.Units, Top: node}
			if err := system.Validate(p.System); err != nil {
				return err
			}
		}
	}
	w.paths = append(w.paths, p)
	return nil
}

// follow does what a way says.
func (w *walker) follow(steps []instruction, so way) (way, error) {
	for _, i := range steps {
		switch {
		case i.collect != nil:
			so.formulas = append(slices.Clip(so.formulas), i.collect)
		case i.factor != nil:
			v, err := newEvaluator(w.model.missionTime(w.mission)).value(i.factor)
			if err != nil {
				return so, err
			}
			if !(v.value >= 0 && v.value <= 1) {
				return so, i.at.fault("a factor of %.6g is collected: the share of the way that goes on is from 0 to 1; --initiator %s=RATE gives a frequency", v.value, w.from.Name)
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
		for i := len(so.outcomes) - 1; i >= 0; i-- {
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
