package faulttree

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"strings"

	"mtbf/model"
)

// maxChain is how many gates, or parameters, may be inside each other.
const maxChain = 1000

// Read reads the files as one model, whatever the order of definitions.
//
// A file is in XML, of at most 64 MiB together, and declares no entities. What is not
// known, defined twice or never, of itself in a circle or outside its domain is a
// *[Error] with file, line, column and the line itself. Elements of the format that
// are not understood and would change the answer are refused by name; labels are kept,
// attributes of other programs passed over.
//
// The warnings tell of arguments that stand twice, of what has no use and of units.
func Read(sources []Source, o Options) (*Model, []model.Warning, error) {
	if t := o.MissionTime; t < 0 || math.IsInf(t, 0) {
		return nil, nil, &model.ParamError{Param: "mission time", Value: t, Want: "a number of hours above 0"}
	}
	if len(sources) == 0 {
		return nil, nil, &model.ParamError{Param: "files", Value: "none", Want: "a model"}
	}
	r := &reader{model: &Model{mission: o.MissionTime}, events: newSpace(), params: newSpace(),
		containers: map[string]*element{}, groups: map[string]*element{}, top: &scope{}}
	if err := r.files(sources); err != nil {
		return nil, nil, err
	}
	for _, step := range []func() error{r.members, r.formulas, r.expressions, r.readEventTrees, r.circles, r.groupNumbers, r.values} {
		if err := step(); err != nil {
			return nil, nil, err
		}
	}
	for _, g := range r.model.Gates {
		if !g.used {
			r.model.tops = append(r.model.tops, g.Name)
		}
	}
	return r.model, r.warnings(), nil
}

// files takes the names that all files define.
func (r *reader) files(sources []Source) error {
	s := &scanner{}
	for _, src := range sources {
		root, err := s.read(src)
		if err != nil {
			return err
		}
		if err := root.check("name"); err != nil {
			return err
		}
		label, _, err := root.content()
		if err != nil {
			return err
		}
		r.model.Name = cmp.Or(r.model.Name, shown(root.attr("name")))
		r.model.Label = cmp.Or(r.model.Label, label)
		if err := r.declare(root, r.top); err != nil {
			return err
		}
	}
	return nil
}

// formulas makes those of the gates, and the values of house events.
func (r *reader) formulas() error {
	for _, d := range r.events.all {
		var err error
		switch d.kind {
		case aGate:
			err = r.gate(d)
		case aHouse:
			err = d.happens()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) gate(d *definition) error {
	e, err := d.at.only(d.of, "formula")
	if err == nil {
		d.gate.Formula, err = r.formula(e, d.in)
	}
	return err
}

// happens is the value of a house event, false where none is given.
func (d *definition) happens() error {
	if len(d.of) == 0 {
		return nil
	}
	e, err := d.at.only(d.of, "constant")
	if err != nil {
		return err
	}
	if e.name != "constant" {
		return e.stranger("<"+d.at.name+">", []string{"constant"})
	}
	d.house.Happens, err = e.boolean()
	return err
}

// expressions makes those of parameters and events.
func (r *reader) expressions() error {
	for _, d := range r.params.all {
		e, err := d.at.only(d.of, "expression")
		if err != nil {
			return err
		}
		if _, err := d.at.unit(); err != nil {
			return err
		}
		d.param.name = d.name
		if d.param.value, err = r.expression(e, d.in); err != nil {
			return err
		}
	}
	for _, d := range r.events.all {
		if d.kind != anEvent || len(d.of) == 0 {
			continue
		}
		e, err := d.at.only(d.of, "expression")
		if err != nil {
			return err
		}
		if g := d.event.Group; g != nil {
			return e.fault("the event %q is a member of the common cause group %q at %s, which gives its probability", d.name, g.Name, g.At)
		}
		if d.event.value, err = r.expression(e, d.in); err != nil {
			return err
		}
	}
	return nil
}

// values refuses probabilities outside [0, 1], as far as they are known without a mission
// time or with that which is given.
func (r *reader) values() error {
	v := newEvaluator(r.model.mission)
	for _, e := range r.model.Events {
		if e.value == nil {
			continue
		}
		if _, err := e.probability(v); err != nil && !errors.Is(err, ErrMissionTime) {
			return err
		}
	}
	for _, g := range r.model.Groups {
		s, err := g.shares(v)
		if err != nil && !errors.Is(err, ErrMissionTime) {
			return err
		}
		if math.Abs(s.alphas-1) > alphaTolerance && err == nil && g.Model == AlphaFactor {
			r.notes.factors = append(r.notes.factors, fmt.Sprintf("%s %q gives alpha factors that add to %.6g, and are divided by it", g.At, g.Name, s.alphas))
		}
	}
	return nil
}

// Probability is that of an event at a mission time in hours, 0 or NaN being that of
// [Options]. Of a member of a group it is what the group says of each of its members.
func (m *Model) Probability(e *Event, missionTime float64) (float64, error) {
	v := newEvaluator(m.missionTime(missionTime))
	if e.Group != nil {
		s, err := e.Group.shares(v)
		return s.member, err
	}
	p, err := e.probability(v)
	return p.value, err
}

func (m *Model) missionTime(asked float64) float64 {
	if asked > 0 {
		return asked
	}
	return m.mission
}

func (e *Event) probability(v *evaluator) (evaluated, error) {
	if e.value == nil {
		return evaluated{}, e.at.fault("the basic event %q has no probability", e.Name)
	}
	p, err := v.value(e.value)
	if err == nil && !(p.value >= 0 && p.value <= 1) {
		err = e.value.at.fault("the basic event %q has the probability %.6g, which is not a number from 0 to 1", e.Name, p.value)
	}
	return p, err
}

// circles refuses gates and parameters that are of themselves, and puts the gates in an
// order in which each comes after those that it is made of.
func (r *reader) circles() error {
	c := &circle{}
	for _, g := range r.model.Gates {
		if err := c.gate(g); err != nil {
			return err
		}
	}
	for _, d := range r.params.all {
		if err := c.parameter(d.param); err != nil {
			return err
		}
	}
	return nil
}

const (
	isOpen = 1 + iota
	isDone
)

// circle walks what is made of each other; open are the names that it is inside of.
type circle struct {
	open  []string
	ranks int
}

func (c *circle) enter(name, what string, at *element) error {
	if c.open = append(c.open, name); len(c.open) > maxChain {
		return at.fault("%ss are more than %d deep inside each other", what, maxChain)
	}
	return nil
}

func (c *circle) closed(name, what string, at *element) error {
	from := len(c.open) - 1
	for c.open[from] != name {
		from--
	}
	around := c.open[from:]
	if len(around) > 10 {
		around = append(append([]string{}, around[:9]...), "...")
	}
	return at.fault("%ss are of each other in a circle (%s -> %s)", what, strings.Join(around, " -> "), name)
}

func (c *circle) gate(g *Gate) error {
	switch g.state {
	case isDone:
		return nil
	case isOpen:
		return c.closed(g.Name, "gate", g.at)
	}
	g.state = isOpen
	if err := c.enter(g.Name, "gate", g.at); err != nil {
		return err
	}
	for x := range g.Formula.gates() {
		x.used = true
		if err := c.gate(x); err != nil {
			return err
		}
	}
	c.open = c.open[:len(c.open)-1]
	g.state, g.rank = isDone, c.ranks
	c.ranks++
	return nil
}

// gates goes through the gates that a formula names.
func (f *Formula) gates() func(yield func(*Gate) bool) {
	return func(yield func(*Gate) bool) { f.each(func(x *Formula) bool { return x.Gate == nil || yield(x.Gate) }) }
}

// each goes through the references of a formula, until f is false.
func (f *Formula) each(yes func(*Formula) bool) bool {
	if f.Op == Same {
		return yes(f)
	}
	for _, x := range f.Of {
		if !x.each(yes) {
			return false
		}
	}
	return true
}

func (c *circle) parameter(p *parameter) error {
	switch p.state {
	case isDone:
		return nil
	case isOpen:
		return c.closed(p.name, "parameter", p.at)
	}
	p.state = isOpen
	if err := c.enter(p.name, "parameter", p.at); err != nil {
		return err
	}
	if err := c.inside(p.value); err != nil {
		return err
	}
	c.open = c.open[:len(c.open)-1]
	p.state = isDone
	return nil
}

func (c *circle) inside(x *expression) error {
	if x.param != nil {
		return c.parameter(x.param)
	}
	for _, y := range x.of {
		if err := c.inside(y); err != nil {
			return err
		}
	}
	return nil
}

// notes are what warnings are made of.
type notes struct{ twice, opposite, parity, factors []string }

func (r *reader) warnings() []model.Warning {
	var all []model.Warning
	warn := func(code, format string, of []string) {
		if len(of) > 0 {
			all = append(all, model.Warning{Code: code, Text: fmt.Sprintf(format, listed(of))})
		}
	}
	warn("argument-twice", "an argument stands twice in a gate, which changes nothing: %s", r.notes.twice)
	warn("argument-and-complement", "an argument stands beside its complement in a gate, which so always or never happens: %s", r.notes.opposite)
	warn("xor-of-many", "an xor of more than two arguments happens where an odd number of them do: %s", r.notes.parity)
	warn("ccf-factors", "the factors of common cause groups are not all as the format asks: %s", r.notes.factors)
	warn("unit-not-converted", "units are not converted, and the mission time is in hours: %s", r.unconverted())
	warn("unused-definition", "what is defined is never used: %s", r.unused())
	return all
}

func (r *reader) unconverted() (of []string) {
	for _, d := range r.params.all {
		for _, unit := range unconverted {
			if d.param.unit == unit {
				of = append(of, fmt.Sprintf("%s %q is in %s", d.at.place(), d.name, unit))
			}
		}
	}
	return of
}

// unused are the definitions but gates that nothing refers to.
func (r *reader) unused() (of []string) {
	of = append(unused(r.events.all), unused(r.params.all)...)
	used := map[*Group]bool{}
	for _, d := range r.events.all {
		if d.kind == anEvent && d.used {
			used[d.event.Group] = true
		}
	}
	for _, g := range r.model.Groups {
		if !used[g] {
			of = append(of, fmt.Sprintf("%s common cause group %q", g.At, g.Name))
		}
	}
	return of
}

func unused(all []*definition) (of []string) {
	for _, d := range all {
		member := d.kind == anEvent && d.event.Group != nil
		if d.kind != aGate && !d.used && !member {
			of = append(of, fmt.Sprintf("%s %s %q", d.at.place(), d.kind, d.name))
		}
	}
	return of
}
