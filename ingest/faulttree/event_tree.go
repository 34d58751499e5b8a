package faulttree

import (
	"fmt"
	"maps"
	"slices"

	"mtbf/internal/near"
	"mtbf/model"
)

// Initiator is an event that an event tree begins with.
type Initiator struct {
	Name, Label string
	Tree        *EventTree // nil: none named
	At          Place
}

// EventTree is what may follow an initiating event: forks at functional events, and
// sequences at the ends.
type EventTree struct {
	Name, Label string
	Functional  []string // functional events, in their order
	Sequences   []string
	At          Place

	at        *element
	labels    map[string]string // of functional events and sequences
	sequences map[string]*sequence
	branches  map[string]*branch
	initial   *branch
	states    map[string]map[string]bool // of the functional events that forks are at
}

// sequence is an end of an event tree: what is done there, and the tree that it goes on in.
type sequence struct {
	name  string
	steps []instruction
	link  *EventTree
	at    *element
}

// branch is what is done on a way, and where it leads: to a fork, a sequence or a named
// branch.
type branch struct {
	steps []instruction
	fork  *fork
	end   *sequence
	named string
	at    *element
}

type fork struct {
	functional string
	paths      []path
}

type path struct {
	state string
	to    *branch
}

// eventTreeReader reads those of a model.
type eventTreeReader struct {
	*reader
	trees map[string]*EventTree
	rules map[string]*element
	made  map[string]*rule
	tree  *EventTree // that is being read; nil: a rule
	open  []string   // rules inside each other
	asked []question
}

// question is a condition on an event, with the tree that it stands in; nil of a rule.
type question struct {
	of   *condition
	tree *EventTree
}

// Bounds on event trees.
const (
	maxPaths = 100_000
	maxLinks = 100 // trees and named branches one after another
)

// readEventTrees makes the event trees and initiating events of the model.
func (r *reader) readEventTrees() error {
	t := &eventTreeReader{reader: r, trees: map[string]*EventTree{}, rules: map[string]*element{}, made: map[string]*rule{}}
	for _, e := range r.eventTrees {
		if err := t.declareTree(e); err != nil {
			return err
		}
	}
	for _, x := range r.model.EventTrees {
		if err := t.parts(x); err != nil {
			return err
		}
	}
	for _, e := range r.eventTrees {
		if e.name == "define-initiating-event" {
			if err := t.initiator(e); err != nil {
				return err
			}
		}
	}
	for _, name := range sorted(t.rules) { // those that no tree uses too
		if _, err := t.ruleOf(name); err != nil {
			return err
		}
	}
	for _, q := range t.asked {
		if err := t.answerable(q); err != nil {
			return err
		}
	}
	return nil
}

// answerable refuses a condition on an event, or a state of it, that there is not.
func (t *eventTreeReader) answerable(q question) error {
	e := q.of.at
	if q.of.op == "initiating" {
		var names []string
		for _, i := range t.model.Initiators {
			names = append(names, i.Name)
		}
		if !slices.Contains(names, q.of.name) {
			return e.faultAt("name", "the initiating event %q is never defined%s", shown(q.of.name), near.Hint(q.of.name, names))
		}
		return nil
	}
	states := map[string]map[string]bool{}
	for _, x := range t.model.EventTrees {
		if q.tree != nil && x != q.tree {
			continue
		}
		for name, of := range x.states {
			if states[name] == nil {
				states[name] = map[string]bool{}
			}
			maps.Copy(states[name], of)
		}
	}
	switch of := states[q.of.name]; {
	case of == nil:
		return e.faultAt("name", "no fork is at a functional event %q%s", shown(q.of.name), near.Hint(q.of.name, sorted(states)))
	case !of[q.of.state]:
		return e.faultAt("state", "no path is of the state %q at %q%s", shown(q.of.state), q.of.name, near.Hint(q.of.state, sorted(of)))
	}
	return nil
}

// declareTree takes the name of a tree or a rule.
func (t *eventTreeReader) declareTree(e *element) error {
	if e.name == "define-initiating-event" {
		return nil
	}
	name, err := e.named()
	if err != nil {
		return err
	}
	if e.name == "define-rule" {
		if t.rules[name] != nil {
			return e.faultAt("name", "%q is defined twice, first at %s", shown(name), t.rules[name].place())
		}
		t.rules[name] = e
		return nil
	}
	if x := t.trees[name]; x != nil {
		return e.faultAt("name", "%q is defined twice, first at %s", shown(name), x.At)
	}
	x := &EventTree{Name: name, At: e.place(), at: e, labels: map[string]string{}, sequences: map[string]*sequence{}, branches: map[string]*branch{}, states: map[string]map[string]bool{}}
	t.trees[name] = x
	t.model.EventTrees = append(t.model.EventTrees, x)
	return nil
}

// named checks an element that has a name and nothing else in its tag.
func (e *element) named() (string, error) {
	if err := e.check("!name"); err != nil {
		return "", err
	}
	return e.defined()
}

func (t *eventTreeReader) initiator(e *element) error {
	if err := e.check("!name", "event-tree"); err != nil {
		return err
	}
	name, err := e.defined()
	if err != nil {
		return err
	}
	label, of, err := e.content()
	if err != nil {
		return err
	}
	if len(of) > 0 {
		return of[0].fault("<%s> does not belong in <define-initiating-event>, which names its tree; --initiator %s=RATE gives its frequency", shown(of[0].name), shown(name))
	}
	i := &Initiator{Name: name, Label: label, At: e.place()}
	if e.has("event-tree") {
		if i.Tree, err = t.find(e, "event-tree"); err != nil {
			return err
		}
	}
	for _, other := range t.model.Initiators {
		if other.Name == name {
			return e.faultAt("name", "%q is defined twice, first at %s", shown(name), other.At)
		}
	}
	t.model.Initiators = append(t.model.Initiators, i)
	return nil
}

// find is the event tree that an attribute names.
func (t *eventTreeReader) find(e *element, attribute string) (*EventTree, error) {
	name := e.attr(attribute)
	if x := t.trees[name]; x != nil {
		return x, nil
	}
	return nil, e.faultAt(attribute, "the event tree %q is never defined%s", shown(name), near.Hint(name, sorted(t.trees)))
}

// inTree are what an event tree may hold.
var inTree = []string{"define-functional-event", "define-sequence", "define-branch", "initial-state"}

// parts reads what an event tree holds: first its names.
func (t *eventTreeReader) parts(x *EventTree) error {
	t.tree = x
	label, of, err := x.at.content()
	if err != nil {
		return err
	}
	x.Label = label
	for _, e := range of {
		if err := t.part(e); err != nil {
			return err
		}
	}
	for _, e := range of {
		switch e.name {
		case "define-sequence":
			err = t.sequence(x.sequences[e.attr("name")])
		case "define-branch":
			err = t.branch(x.branches[e.attr("name")], e.of)
		case "initial-state":
			if x.initial != nil {
				return e.fault("<define-event-tree> holds a second <initial-state>")
			}
			x.initial = &branch{at: e}
			err = t.branch(x.initial, e.of)
		}
		if err != nil {
			return err
		}
	}
	if x.initial == nil {
		return x.at.fault("the event tree %q has no <initial-state>", x.Name)
	}
	return nil
}

// part takes the name of a part.
func (t *eventTreeReader) part(e *element) error {
	if !slices.Contains(inTree, e.name) {
		return e.stranger("<define-event-tree>", inTree)
	}
	if e.name == "initial-state" {
		return e.check()
	}
	name, err := e.named()
	if err != nil {
		return err
	}
	x := t.tree
	_, isFunctional := x.labels[name]
	if isFunctional || x.branches[name] != nil {
		return e.faultAt("name", "%q is defined twice in the event tree %q", shown(name), x.Name)
	}
	label, of, err := e.content()
	switch {
	case err != nil:
		return err
	case e.name == "define-branch":
		x.branches[name] = &branch{at: e}
		return nil
	case e.name == "define-sequence":
		x.Sequences, x.sequences[name] = append(x.Sequences, name), &sequence{name: name, at: e}
	case len(of) > 0:
		return of[0].fault("<%s> does not belong in <define-functional-event>; the paths of its forks collect formulas", shown(of[0].name))
	default:
		x.Functional = append(x.Functional, name)
	}
	x.labels[name] = label
	return nil
}

// sequence reads what is done at an end, the last of which may lead on to another tree.
func (t *eventTreeReader) sequence(s *sequence) error {
	_, of, err := s.at.content()
	if err != nil {
		return err
	}
	if n := len(of) - 1; n >= 0 && of[n].name == "event-tree" {
		if err := of[n].check("!name"); err != nil {
			return err
		}
		if s.link, err = t.find(of[n], "name"); err != nil {
			return err
		}
		of = of[:n]
	}
	s.steps, err = t.instructions(of)
	return err
}

// branch reads what is done on a way and where it leads.
func (t *eventTreeReader) branch(b *branch, of []*element) error {
	if len(of) == 0 {
		return b.at.fault("<%s> leads nowhere: it ends with a <fork>, a <sequence> or a <branch>", b.at.name)
	}
	last := of[len(of)-1]
	var err error
	if b.steps, err = t.instructions(of[:len(of)-1]); err != nil {
		return err
	}
	switch last.name {
	case "fork":
		b.fork, err = t.fork(last)
	case "sequence":
		b.end, err = t.reachSequence(last)
	case "branch":
		b.named, err = t.reachBranch(last)
	default:
		err = last.stranger("<"+b.at.name+"> as its last element", []string{"fork", "sequence", "branch"})
	}
	return err
}

func (t *eventTreeReader) reachSequence(e *element) (*sequence, error) {
	if err := e.check("!name"); err != nil {
		return nil, err
	}
	s := t.tree.sequences[e.attr("name")]
	if s == nil {
		return nil, e.faultAt("name", "the sequence %q is never defined%s", shown(e.attr("name")), near.Hint(e.attr("name"), t.tree.Sequences))
	}
	return s, e.alone()
}

func (t *eventTreeReader) reachBranch(e *element) (string, error) {
	if err := e.check("!name"); err != nil {
		return "", err
	}
	name := e.attr("name")
	if t.tree.branches[name] == nil {
		return "", e.faultAt("name", "the branch %q is never defined%s", shown(name), near.Hint(name, sorted(t.tree.branches)))
	}
	return name, e.alone()
}

func (t *eventTreeReader) fork(e *element) (*fork, error) {
	if err := e.check("!functional-event"); err != nil {
		return nil, err
	}
	name := e.attr("functional-event")
	if !slices.Contains(t.tree.Functional, name) {
		return nil, e.faultAt("functional-event", "the functional event %q is never defined%s", shown(name), near.Hint(name, t.tree.Functional))
	}
	if len(e.of) == 0 {
		return nil, e.fault("<fork> holds no <path>")
	}
	f := &fork{functional: name}
	if t.tree.states[name] == nil {
		t.tree.states[name] = map[string]bool{}
	}
	for _, p := range e.of {
		if p.name != "path" {
			return nil, p.stranger("<fork>", []string{"path"})
		}
		if err := p.check("!state"); err != nil {
			return nil, err
		}
		state := p.attr("state")
		if slices.ContainsFunc(f.paths, func(x path) bool { return x.state == state }) {
			return nil, p.faultAt("state", "the fork at %q has two paths of the state %q", name, shown(state))
		}
		t.tree.states[name][state] = true
		to := &branch{at: p}
		if err := t.branch(to, p.of); err != nil {
			return nil, err
		}
		f.paths = append(f.paths, path{state, to})
	}
	return f, nil
}

// Initiator returns the initiating event of a name, "" being the only one.
func (m *Model) Initiator(name string) (*Initiator, error) {
	names := make([]string, len(m.Initiators))
	for i, x := range m.Initiators {
		if names[i] = x.Name; x.Name == name || name == "" && len(m.Initiators) == 1 {
			return x, nil
		}
	}
	if name == "" {
		return nil, &InitiatorsError{names}
	}
	want := "an initiating event of the model" + near.Hint(name, names)
	if len(names) == 0 {
		want = "to be had: the model has no event tree"
	}
	return nil, &model.ParamError{Param: "initiator", Value: name, Want: want}
}

// InitiatorsError tells that a model has several initiating events, so that the one to
// follow must be named.
type InitiatorsError struct{ Names []string }

func (e *InitiatorsError) Error() string {
	return fmt.Sprintf("the model has %d initiating events, so say which one to follow: %s", len(e.Names), listed(e.Names))
}
