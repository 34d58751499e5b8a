package faulttree

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mtbf/model"
)

// connective is an operator of formulas, with the number of its arguments.
type connective struct {
	op          Op
	least, most int // most 0: any number
}

var connectives = map[string]connective{
	"and": {And, 1, 0}, "or": {Or, 1, 0}, "not": {Not, 1, 1}, "xor": {Xor, 2, 0}, "iff": {Iff, 2, 2},
	"imply": {Imply, 2, 2}, "nand": {Nand, 1, 0}, "nor": {Nor, 1, 0},
	"atleast": {AtLeast, 1, 0}, "cardinality": {Cardinality, 1, 0},
}

// arguments are the elements that a formula may be, in the order of messages.
var arguments = append([]string{"gate", "basic-event", "house-event", "event", "constant"}, sorted(connectives)...)

// only returns the one formula or expression that an element holds.
func (e *element) only(of []*element, what string) (*element, error) {
	switch {
	case len(of) == 0:
		return nil, e.fault("<%s> holds no %s", e.name, what)
	case len(of) > 1:
		return nil, of[1].fault("<%s> holds a second %s, <%s>; it has one", e.name, what, shown(of[1].name))
	}
	return of[0], nil
}

// formula makes a formula of an element.
func (r *reader) formula(e *element, in *scope) (*Formula, error) {
	switch e.name {
	case "gate", "basic-event", "house-event", "event":
		return r.reference(e, in)
	case "constant":
		value, err := e.boolean()
		return &Formula{Op: Constant, Value: value, At: e.place()}, err
	}
	c, known := connectives[e.name]
	if !known {
		return nil, e.stranger("a formula", arguments)
	}
	f := &Formula{Op: c.op, At: e.place()}
	if err := e.numbers(f); err != nil {
		return nil, err
	}
	if err := e.count(c.least, c.most); err != nil {
		return nil, err
	}
	f.Of = make([]*Formula, len(e.of))
	for i, a := range e.of {
		var err error
		if f.Of[i], err = r.formula(a, in); err != nil {
			return nil, err
		}
	}
	if f.Op == Xor && len(f.Of) > 2 {
		r.notes.parity = append(r.notes.parity, f.At.String())
	}
	return f, r.twice(e, f)
}

// count refuses an element that holds too few or too many others.
func (e *element) count(least, most int) error {
	switch n := len(e.of); {
	case most < 0:
		return e.alone()
	case n < least:
		return e.fault("<%s> holds %s; it takes %s", e.name, model.Counted(n, "argument"), howMany(least, most))
	case most > 0 && n > most && e.name == "iff":
		return e.fault("<iff> holds %d arguments; of more than two it may mean that all are alike or that an even number are false: nest it", n)
	case most > 0 && n > most:
		return e.of[most].fault("<%s> holds %s; it takes %s", e.name, model.Counted(n, "argument"), howMany(least, most))
	}
	return nil
}

func howMany(least, most int) string {
	switch {
	case most == 0:
		return strconv.Itoa(least) + " or more"
	case least == most:
		return strconv.Itoa(least)
	}
	return strconv.Itoa(least) + " to " + strconv.Itoa(most)
}

// numbers are min and max.
func (e *element) numbers(f *Formula) error {
	var err error
	n := len(e.of)
	switch f.Op {
	case AtLeast:
		if err = e.check("!min"); err == nil {
			f.K, err = e.whole("min", 1, n)
		}
	case Cardinality:
		if err = e.check("!min", "!max"); err == nil {
			f.K, err = e.whole("min", 0, n)
		}
		if err == nil {
			f.Max, err = e.whole("max", f.K, n)
		}
	default:
		err = e.check()
	}
	return err
}

// whole is a number of an attribute, within limits that a formula of so many arguments has.
func (e *element) whole(name string, lo, hi int) (int, error) {
	k, err := strconv.Atoi(e.attr(name))
	if err != nil || k < lo || k > hi {
		return 0, e.faultAt(name, "%s: %q is not %s, as <%s> with %s needs", name, shown(e.attr(name)), span(lo, hi), e.name, model.Counted(len(e.of), "argument"))
	}
	return k, nil
}

// span is the whole numbers between limits, in words.
func span(lo, hi int) string {
	if lo == hi {
		return strconv.Itoa(lo)
	}
	return fmt.Sprintf("a whole number from %d to %d", lo, hi)
}

var truths = map[string]bool{"true": true, "1": true, "false": false, "0": false}

// boolean is the value of a constant.
func (e *element) boolean() (bool, error) {
	if err := e.check("!value"); err != nil {
		return false, err
	}
	value, ok := truths[e.attr("value")]
	if !ok {
		return false, e.faultAt("value", "value: %q is neither true nor false", shown(e.attr("value")))
	}
	return value, e.alone()
}

var referred = map[string][]kind{"gate": {aGate}, "basic-event": {anEvent}, "house-event": {aHouse}, "event": {aGate, anEvent, aHouse}}

// reference is a formula that names an event.
func (r *reader) reference(e *element, in *scope) (*Formula, error) {
	attributes := []string{"!name"}
	kinds := referred[e.name]
	if e.name == "event" {
		attributes = append(attributes, "type")
		if e.has("type") {
			if kinds = referred[e.attr("type")]; len(kinds) != 1 {
				return nil, e.faultAt("type", "type: %q is not gate, basic-event or house-event", shown(e.attr("type")))
			}
		}
	}
	if err := e.check(attributes...); err != nil {
		return nil, err
	}
	if err := e.alone(); err != nil {
		return nil, err
	}
	d, err := r.refer(e, in, kinds...)
	if err != nil {
		return nil, err
	}
	return &Formula{Gate: d.gate, Event: d.event, House: d.house, At: e.place()}, nil
}

// literal is an event or its complement; what is nil for a formula that is neither.
type literal struct {
	what any
	not  bool
}

func (f *Formula) literal() literal {
	not := false
	for f.Op == Not {
		f, not = f.Of[0], !not
	}
	switch {
	case f.Op != Same:
		return literal{}
	case f.Gate != nil:
		return literal{f.Gate, not}
	case f.Event != nil:
		return literal{f.Event, not}
	}
	return literal{f.House, not}
}

func (f *Formula) name() string {
	switch l := f.literal().what.(type) {
	case *Gate:
		return l.Name
	case *Event:
		return l.Name
	case *House:
		return l.Name
	}
	return ""
}

// idempotent are the operators that an argument twice does not change.
var idempotent = []Op{And, Or, Nand, Nor}

// twice warns of an argument that stands twice, or beside its complement, and refuses it
// where it changes what the formula means.
func (r *reader) twice(e *element, f *Formula) error {
	seen := make(map[literal]bool, len(f.Of))
	for i, a := range f.Of {
		l := a.literal()
		same, opposite := seen[l], seen[literal{l.what, !l.not}]
		switch {
		case l.what == nil, !same && !opposite:
		case !slices.Contains(idempotent, f.Op) && same:
			return e.of[i].fault("%q stands twice in <%s>, where it may count once or twice; write which is meant", shown(a.name()), e.name)
		case !slices.Contains(idempotent, f.Op):
			return e.of[i].fault("%q stands beside its complement in <%s>, of which one always happens; write what is meant", shown(a.name()), e.name)
		case same:
			r.notes.twice = append(r.notes.twice, e.of[i].place().String()+" "+strconv.Quote(a.name()))
		default:
			r.notes.opposite = append(r.notes.opposite, e.of[i].place().String()+" "+strconv.Quote(a.name()))
		}
		seen[l] = true
	}
	return nil
}

// listed writes up to ten words, and how many more there are.
func listed(words []string) string {
	const most = 10
	if len(words) <= most {
		return strings.Join(words, ", ")
	}
	return strings.Join(words[:most], ", ") + " and " + strconv.Itoa(len(words)-most) + " more"
}
