package faulttree

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"mtbf/internal/near"
)

// kind is what a name stands for.
type kind uint8

const (
	aGate kind = iota
	anEvent
	aHouse
	aParameter
)

func (k kind) String() string {
	return [...]string{"gate", "basic event", "house event", "parameter"}[k]
}

// definition is of one name.
type definition struct {
	kind  kind
	name  string // public, or the path
	path  string
	at    *element
	in    *scope
	of    []*element // what the element holds, but label and attributes
	gate  *Gate
	event *Event
	house *House
	param *parameter
	used  bool
}

// scope is a container of definitions: a fault tree or a component, or, without a path,
// the model.
type scope struct {
	up      *scope
	path    string
	tree    string
	private bool
}

// space is the names of events, or of parameters: public names, and all by their paths.
type space struct {
	public, paths map[string]*definition
	all           []*definition
}

func newSpace() space {
	return space{public: map[string]*definition{}, paths: map[string]*definition{}}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// add takes a definition, whose name must be new.
func (s *space) add(d *definition, name string, private bool) error {
	path := join(d.in.path, name)
	other := s.paths[path]
	if !private && other == nil {
		other = s.public[name]
	}
	if other != nil {
		return d.at.faultAt("name", "%q is defined twice, first as a %s at %s", shown(name), other.kind, other.at.place())
	}
	s.paths[path] = d
	if d.name, d.path = path, path; !private {
		s.public[name] = d
		d.name = name
	}
	s.all = append(s.all, d)
	return nil
}

// find returns what a reference stands for: from inside to outside, then among the
// public names.
func (s *space) find(reference string, in *scope) *definition {
	for from := in; from != nil; from = from.up {
		if d := s.paths[join(from.path, reference)]; d != nil {
			return d
		}
	}
	return s.public[reference]
}

// meant asks for the name that was meant by one that is not known.
func (s *space) meant(name string, kinds []kind) string {
	words := s.words(kinds...)
	for _, w := range words {
		if strings.HasSuffix(w, "."+name) {
			return fmt.Sprintf(" here; %q is private, and goes by its whole path", w)
		}
	}
	return near.Hint(name, words)
}

// words are the names of a kind, or of several.
func (s *space) words(kinds ...kind) []string {
	var words []string
	for _, d := range s.all {
		if slices.Contains(kinds, d.kind) {
			words = append(words, d.name)
		}
	}
	return words
}

// reader makes a model of elements.
type reader struct {
	model          *Model
	events, params space
	containers     map[string]*element
	groups         map[string]*element
	groupList      []groupText
	top            *scope
	eventTrees     []*element // what defines event trees, in order
	notes          notes
}

type groupText struct {
	at    *element
	in    *scope
	group *Group
}

// allowed are the elements that a container may hold.
var allowed = map[string][]string{
	"opsa-mef": {"define-fault-tree", "model-data", "define-CCF-group",
		"define-event-tree", "define-initiating-event", "define-rule"},
	"define-fault-tree": {"define-gate", "define-basic-event", "define-house-event", "define-parameter", "define-component", "define-CCF-group"},
	"define-component":  {"define-gate", "define-basic-event", "define-house-event", "define-parameter", "define-component", "define-CCF-group"},
	"model-data":        {"define-basic-event", "define-house-event", "define-parameter"},
}

// declare takes the names of all that a container holds.
func (r *reader) declare(e *element, in *scope) error {
	_, of, err := e.content()
	if err != nil {
		return err
	}
	for _, c := range of {
		if !slices.Contains(allowed[e.name], c.name) {
			return c.stranger("<"+e.name+">", allowed[e.name])
		}
		if err := r.declareOne(c, in); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) declareOne(c *element, in *scope) error {
	switch c.name {
	case "define-fault-tree", "define-component":
		return r.container(c, in)
	case "model-data":
		if err := c.check(); err != nil {
			return err
		}
		return r.declare(c, in)
	case "define-CCF-group":
		return r.declareGroup(c, in)
	case "define-event-tree", "define-initiating-event", "define-rule":
		r.eventTrees = append(r.eventTrees, c)
		return nil
	}
	return r.definition(c, in)
}

// container is a fault tree or a component.
func (r *reader) container(c *element, in *scope) error {
	attributes := []string{"!name", "role"}
	if c.name == "define-fault-tree" {
		attributes = attributes[:1]
	}
	if err := c.check(attributes...); err != nil {
		return err
	}
	name, err := c.defined()
	if err != nil {
		return err
	}
	private, err := c.private(in)
	if err != nil {
		return err
	}
	inner := &scope{up: in, path: join(in.path, name), tree: in.tree, private: private}
	if in == r.top {
		inner.tree = name
	}
	if other := r.containers[inner.path]; other != nil {
		return c.faultAt("name", "%q is defined twice, first at %s", shown(name), other.place())
	}
	r.containers[inner.path] = c
	return r.declare(c, inner)
}

// definition is of a gate, an event, a house event or a parameter.
func (r *reader) definition(c *element, in *scope) error {
	attributes := []string{"!name", "role"}
	if c.name == "define-parameter" {
		attributes = append(attributes, "unit")
	}
	if err := c.check(attributes...); err != nil {
		return err
	}
	name, err := c.defined()
	if err != nil {
		return err
	}
	private, err := c.private(in)
	if err != nil {
		return err
	}
	label, of, err := c.content()
	if err != nil {
		return err
	}
	d := &definition{at: c, in: in, of: of}
	switch c.name {
	case "define-gate":
		d.kind, d.gate = aGate, &Gate{Tree: in.tree, Label: label, At: c.place(), at: c}
		r.model.Gates = append(r.model.Gates, d.gate)
	case "define-basic-event":
		d.kind, d.event = anEvent, &Event{Label: label, At: c.place(), at: c}
		r.model.Events = append(r.model.Events, d.event)
	case "define-house-event":
		d.kind, d.house = aHouse, &House{Label: label, At: c.place()}
		r.model.Houses = append(r.model.Houses, d.house)
	default:
		d.kind, d.param = aParameter, &parameter{at: c, unit: c.attr("unit")}
		return r.params.add(d, name, private)
	}
	if err := r.events.add(d, name, private); err != nil {
		return err
	}
	switch d.kind {
	case aGate:
		d.gate.Name, d.gate.path = d.name, d.path
	case anEvent:
		d.event.Name = d.name
	case aHouse:
		d.house.Name = d.name
	}
	return nil
}

// defined returns the name that an element defines.
func (e *element) defined() (string, error) {
	name := e.attr("name")
	switch {
	case name == "":
		return "", e.faultAt("name", "<%s> has an empty name", e.name)
	case strings.Contains(name, "."):
		return "", e.faultAt("name", "the name %q has a period, which stands between the names of a path", shown(name))
	case len([]rune(name)) > maxName:
		return "", e.faultAt("name", "the name has more than %d characters", maxName)
	case strings.ContainsFunc(name, func(c rune) bool { return !unicode.IsPrint(c) }):
		return "", e.faultAt("name", "the name %q has a character that cannot be printed", shown(name))
	}
	return name, nil
}

// private reports whether an element is private to its container.
func (e *element) private(in *scope) (bool, error) {
	switch role := e.attr("role"); {
	case !e.has("role"):
		return in.private, nil
	case role == "public":
		return false, nil
	case role == "private" && in.path == "":
		return false, e.faultAt("role", "role: %q stands outside of fault trees and components, where all is public", role)
	case role == "private":
		return true, nil
	default:
		return false, e.faultAt("role", "role: %q is neither public nor private", shown(role))
	}
}

// content returns the label of an element and what it holds but label and attributes.
func (e *element) content() (label string, of []*element, err error) {
	of = e.of
	for len(of) > 0 && (of[0].name == "label" || of[0].name == "attributes") {
		c := of[0]
		if err := c.check(); err != nil {
			return "", nil, err
		}
		if c.name == "label" {
			if err := c.alone(); err != nil {
				return "", nil, err
			}
			label = strings.Join(strings.Fields(c.text), " ")
		} else if err := c.attributes(); err != nil {
			return "", nil, err
		}
		of = of[1:]
	}
	return label, of, nil
}

// attributes passes over what other programs note.
func (e *element) attributes() error {
	for _, a := range e.of {
		if a.name != "attribute" {
			return a.stranger("<attributes>", []string{"attribute"})
		}
		if err := a.check("!name", "!value", "type"); err != nil {
			return err
		}
		if err := a.alone(); err != nil {
			return err
		}
	}
	return nil
}

// refer returns what a reference stands for, which must be of one of the kinds.
func (r *reader) refer(e *element, in *scope, kinds ...kind) (*definition, error) {
	names, what := &r.events, "event"
	if kinds[0] == aParameter {
		names = &r.params
	}
	if len(kinds) == 1 {
		what = kinds[0].String()
	}
	name := e.attr("name")
	d := names.find(name, in)
	switch {
	case name == "":
		return nil, e.faultAt("name", "<%s> has an empty name", e.name)
	case d == nil:
		return nil, e.faultAt("name", "the %s %q is never defined%s", what, shown(name), names.meant(name, kinds))
	case !slices.Contains(kinds, d.kind):
		return nil, e.faultAt("name", "%q is a %s, defined at %s, not a %s", shown(name), d.kind, d.at.place(), what)
	}
	d.used = true
	return d, nil
}

// sorted are the keys of a table, for messages.
func sorted[V any](of map[string]V) []string { return slices.Sorted(maps.Keys(of)) }
