package faulttree

import (
	"slices"
	"strings"

	"mtbf/internal/near"
	"mtbf/model"
)

// instruction is what is done on a way through a tree.
type instruction struct {
	collect *Formula
	factor  *expression
	house   *House
	happens bool
	test    *condition // of an if
	then    []instruction
	other   []instruction
	rule    *rule
	at      *element
}

// rule is what a rule does, read once.
type rule struct{ steps []instruction }

// condition is what an if asks.
type condition struct {
	op          string // and, or, not, functional, initiating, or of a value
	of          []*condition
	name, state string
	value       *expression
	at          *element
}

// doing are the instructions that are understood.
var doing = []string{"collect-formula", "collect-expression", "set-house-event", "if", "block", "rule"}

func (t *eventTreeReader) instructions(of []*element) ([]instruction, error) {
	var all []instruction
	for _, e := range of {
		some, err := t.instruction(e)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func (t *eventTreeReader) instruction(e *element) ([]instruction, error) {
	i := instruction{at: e}
	var err error
	switch e.name {
	case "collect-formula":
		var f *element
		if f, err = e.holdsOne("formula"); err == nil {
			i.collect, err = t.formula(f, t.top)
		}
	case "collect-expression":
		var x *element
		if x, err = e.holdsOne("expression"); err == nil {
			i.factor, err = t.expression(x, t.top)
		}
	case "set-house-event":
		err = t.setHouse(&i)
	case "if":
		err = t.ifThen(&i)
	case "block":
		if err = e.check(); err == nil {
			return t.instructions(e.of)
		}
	case "rule":
		return t.rule(e)
	default:
		err = e.stranger("an event tree at this place", doing)
	}
	return []instruction{i}, err
}

func (e *element) holdsOne(what string) (*element, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	return e.only(e.of, what)
}

func (t *eventTreeReader) setHouse(i *instruction) error {
	if err := i.at.check("!name"); err != nil {
		return err
	}
	value, err := i.at.only(i.at.of, "constant")
	if err != nil {
		return err
	}
	if value.name != "constant" {
		return value.stranger("<set-house-event>", []string{"constant"})
	}
	if i.happens, err = value.boolean(); err != nil {
		return err
	}
	d, err := t.refer(i.at, t.top, aHouse)
	if err == nil {
		i.house = d.house
	}
	return err
}

// ifThen is a condition, what is done where it holds, and perhaps where it does not.
func (t *eventTreeReader) ifThen(i *instruction) error {
	if err := i.at.check(); err != nil {
		return err
	}
	if n := len(i.at.of); n < 2 || n > 3 {
		return i.at.fault("<if> holds %s; it takes a condition, an instruction, and perhaps another for where it does not hold", model.Counted(n, "element"))
	}
	var err error
	if i.test, err = t.condition(i.at.of[0]); err != nil {
		return err
	}
	if i.then, err = t.instruction(i.at.of[1]); err != nil || len(i.at.of) == 2 {
		return err
	}
	i.other, err = t.instruction(i.at.of[2])
	return err
}

func (t *eventTreeReader) condition(e *element) (*condition, error) {
	switch e.name {
	case "test-functional-event":
		if err := e.check("!name", "!state"); err != nil {
			return nil, err
		}
		c := &condition{op: "functional", name: e.attr("name"), state: e.attr("state"), at: e}
		t.asked = append(t.asked, question{c, t.tree})
		return c, e.alone()
	case "test-initiating-event":
		c := &condition{op: "initiating", name: e.attr("name"), at: e}
		t.asked = append(t.asked, question{c, t.tree})
		return c, e.check("!name")
	case "and", "or", "not":
		c := &condition{op: e.name}
		most := 0
		if e.name == "not" {
			most = 1
		}
		if err := e.check(); err != nil {
			return nil, err
		}
		if err := e.count(1, most); err != nil {
			return nil, err
		}
		for _, x := range e.of {
			y, err := t.condition(x)
			if err != nil {
				return nil, err
			}
			c.of = append(c.of, y)
		}
		return c, nil
	}
	x, err := t.expression(e, t.top)
	return &condition{op: "value", value: x}, err
}

// rule is what a rule does, in its place.
func (t *eventTreeReader) rule(e *element) ([]instruction, error) {
	if err := e.check("!name"); err != nil {
		return nil, err
	}
	name := e.attr("name")
	switch {
	case t.rules[name] == nil:
		return nil, e.faultAt("name", "the rule %q is never defined%s", shown(name), near.Hint(name, sorted(t.rules)))
	case slices.Contains(t.open, name):
		return nil, e.faultAt("name", "the rule %q uses itself: %s", shown(name), strings.Join(append(t.open, name), ", "))
	}
	r, err := t.ruleOf(name)
	return []instruction{{rule: r, at: e}}, err
}

// ruleOf reads a rule, once.
func (t *eventTreeReader) ruleOf(name string) (*rule, error) {
	if r := t.made[name]; r != nil {
		return r, nil
	}
	_, of, err := t.rules[name].content()
	if err != nil {
		return nil, err
	}
	within := t.tree
	t.tree, t.open = nil, append(t.open, name)
	r := &rule{}
	r.steps, err = t.instructions(of)
	t.tree, t.open = within, t.open[:len(t.open)-1]
	t.made[name] = r
	return r, err
}
