package faulttree

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"mtbf/internal/near"
	"mtbf/model"
	"mtbf/model/system"
)

// TopsError tells that a model has several gates that no other gate uses, so that the one
// to solve must be named.
type TopsError struct{ Tops []string }

func (e *TopsError) Error() string {
	return fmt.Sprintf("the model has %d gates that no other gate uses, so say which is the top: %s", len(e.Tops), listed(e.Tops))
}

// Tops returns the names of the gates that no other gate uses, in the order of the files.
func (m *Model) Tops() []string { return m.tops }

// Gate returns the gate of a name or of a whole path, and of "" the only top.
func (m *Model) Gate(name string) (*Gate, error) {
	if name == "" {
		switch len(m.tops) {
		case 0:
			return nil, &model.ParamError{Param: "model", Value: "no gate", Want: "a fault tree: it defines none"}
		case 1:
			name = m.tops[0]
		default:
			return nil, &TopsError{m.tops}
		}
	}
	names := make([]string, len(m.Gates))
	for i, g := range m.Gates {
		if names[i] = g.Name; g.Name == name || g.path == name {
			return g, nil
		}
	}
	return nil, &model.ParamError{Param: "gate", Value: name, Want: "a gate of the model" + near.Hint(name, names)}
}

// System returns the system that fails when a gate happens: "" is the only top, and of
// several the error is a *[TopsError]. missionTime is in hours, 0 or NaN that of
// [Options]; without either, what needs it is an error that wraps [ErrMissionTime].
//
// Each basic event below the gate is a unit of the same name that fails with its
// probability; of a member of a common cause group, each set of members that may fail at
// once is, named as in "[a b]". An or is a series, an and a parallel, so many of n a
// k-out-of-n, and a gate that is used in many places one node. What house events and
// constants decide is left out. A gate that they decide is one unit of its name that
// always fails, or never.
//
// The warnings tell of random deviates, whose means are taken.
func (m *Model) System(gate string, missionTime float64) (*system.Model, []model.Warning, error) {
	if missionTime < 0 || math.IsInf(missionTime, 0) {
		return nil, nil, &model.ParamError{Param: "mission time", Value: missionTime, Want: "a number of hours above 0"}
	}
	g, err := m.Gate(gate)
	if err != nil {
		return nil, nil, err
	}
	b := m.builder(missionTime)
	s, err := b.system(g.Name, g.At, &Formula{Gate: g})
	if err != nil {
		return nil, nil, err
	}
	return s, b.warnings(), nil
}

// builder makes nodes of formulas, all of one system.
type builder struct {
	values    *evaluator
	made      *system.Model
	decisions map[*Gate]decision // of all gates below; left out: not looked at
	gates     map[*Gate]system.Node
	events    map[*Event]system.Node
	nots      map[system.Node]system.Node
	units     map[string]system.Node // sets of members of groups that fail at once
	groups    map[*Group]sets
	houses    map[*House]bool // those that are set otherwise; nil: none
	means     []string
}

func (m *Model) builder(missionTime float64) *builder {
	return &builder{values: newEvaluator(m.missionTime(missionTime)), made: &system.Model{}, decisions: map[*Gate]decision{}, gates: map[*Gate]system.Node{},
		events: map[*Event]system.Node{}, nots: map[system.Node]system.Node{}, units: map[string]system.Node{}, groups: map[*Group]sets{}}
}

// system is that of one top, which has a name and a place.
func (b *builder) system(name string, at Place, top *Formula) (*system.Model, error) {
	node, happens, err := b.formula(top)
	if err != nil {
		return nil, err
	}
	if node == nil {
		node = b.unit(name, truth(happens), at)
	}
	b.made.Name, b.made.Top = name, node
	return b.made, system.Validate(b.made)
}

func (b *builder) warnings() []model.Warning {
	if len(b.means) == 0 {
		return nil
	}
	return []model.Warning{{Code: "mean-of-deviate", Text: "random deviates stand for their means in the probabilities of: " + listed(b.means)}}
}

// unit is a new one that fails with a probability.
func (b *builder) unit(name string, fails float64, at Place) system.Node {
	p := system.Component{Name: name, Unavailability: fails, Source: at.String()}
	if fails == 0 {
		p.Availability = 1
	}
	b.made.Components = append(b.made.Components, p)
	b.made.Units = append(b.made.Units, system.Unit{Name: name, Component: len(b.made.Components) - 1, Shared: true})
	return system.Use{Unit: len(b.made.Units) - 1}
}

// formula is the node that fails when a formula happens or, where this is decided, none
// and whether it does.
func (b *builder) formula(f *Formula) (node system.Node, happens bool, err error) {
	for _, g := range b.below(f) { // none is decided yet
		b.decisions[g] = b.decide(g.Formula)
	}
	if d := b.decide(f); d != undecided {
		return nil, d == always, nil
	}
	for _, g := range b.below(f) { // none that does not matter
		if b.gates[g] == nil {
			if b.gates[g], err = b.node(g.Formula); err != nil {
				return nil, false, err
			}
		}
	}
	node, err = b.node(f)
	return node, false, err
}

// node is that of a formula that is not decided, whose gates have theirs.
func (b *builder) node(f *Formula) (system.Node, error) {
	if f.Op == Same {
		if f.Gate != nil {
			return b.gates[f.Gate], nil
		}
		return b.event(f.Event)
	}
	var open []system.Node
	happen := 0
	for _, x := range f.Of {
		switch b.decide(x) {
		case always:
			happen++
		case undecided:
			n, err := b.node(x)
			if err != nil {
				return nil, err
			}
			open = append(open, n)
		}
	}
	return b.connect(f, open, happen), nil
}

// connect is the node of an operator with some arguments open, some others happening and
// the rest not, which do not decide it.
func (b *builder) connect(f *Formula, open []system.Node, happen int) system.Node {
	switch f.Op {
	case And:
		return all(open)
	case Or:
		return anyOf(open)
	case Not:
		return b.not(open[0])
	case Nand:
		return b.not(all(open))
	case Nor:
		return b.not(anyOf(open))
	case AtLeast:
		return atLeast(f.K-happen, open)
	case Cardinality:
		return b.cardinality(f.K-happen, f.Max-happen, open)
	case Imply:
		if len(open) == 2 || b.decide(f.Of[1]) == never {
			open[0] = b.not(open[0])
		}
		return anyOf(open)
	}
	x := b.odd(open)
	if even := happen%2 == 0; even != (f.Op == Xor) {
		return b.not(x)
	}
	return x
}

func (b *builder) not(x system.Node) system.Node {
	if n, ok := x.(*system.Not); ok {
		return n.Of
	}
	if b.nots[x] == nil {
		b.nots[x] = &system.Not{Of: x}
	}
	return b.nots[x]
}

// odd happens where an odd number of nodes do, halves of halves so that it is not deep.
func (b *builder) odd(of []system.Node) system.Node {
	if len(of) == 1 {
		return of[0]
	}
	half := len(of) / 2
	return b.xor(b.odd(of[:half]), b.odd(of[half:]))
}

// xor is one without the other.
func (b *builder) xor(x, y system.Node) system.Node {
	return anyOf([]system.Node{all([]system.Node{x, b.not(y)}), all([]system.Node{b.not(x), y})})
}

func (b *builder) cardinality(lo, hi int, of []system.Node) system.Node {
	switch {
	case lo <= 0:
		return b.not(atLeast(hi+1, of))
	case hi >= len(of):
		return atLeast(lo, of)
	}
	return all([]system.Node{atLeast(lo, of), b.not(atLeast(hi+1, of))})
}

// once are the nodes without those that stand there again.
func once(of []system.Node) []system.Node {
	seen := make(map[system.Node]bool, len(of))
	return slices.DeleteFunc(of, func(n system.Node) bool {
		again := seen[n]
		seen[n] = true
		return again
	})
}

// all happens when each does.
func all(of []system.Node) system.Node {
	if of = once(of); len(of) == 1 {
		return of[0]
	}
	return &system.Parallel{Of: of}
}

// anyOf happens when one does.
func anyOf(of []system.Node) system.Node {
	if of = once(of); len(of) == 1 {
		return of[0]
	}
	return &system.Series{Of: of}
}

// atLeast happens when k of n do, 1 <= k <= n: it works while at least n-k+1 work.
func atLeast(k int, of []system.Node) system.Node {
	switch k {
	case 1:
		return anyOf(slices.Clone(of))
	case len(of):
		return all(slices.Clone(of))
	}
	return &system.KOfN{K: len(of) - k + 1, Of: slices.Clone(of)}
}

// event is the node of a basic event.
func (b *builder) event(e *Event) (system.Node, error) {
	if n := b.events[e]; n != nil {
		return n, nil
	}
	n, err := b.newEvent(e)
	b.events[e] = n
	return n, err
}

func (b *builder) newEvent(e *Event) (system.Node, error) {
	if e.Group != nil {
		return b.member(e)
	}
	p, err := e.probability(b.values)
	if err != nil {
		return nil, err
	}
	if p.mean {
		b.means = append(b.means, e.Name)
	}
	return b.unit(e.Name, p.value, e.At), nil
}

// member fails with each set of members that it is in.
func (b *builder) member(e *Event) (system.Node, error) {
	s, known := b.groups[e.Group]
	if !known {
		var err error
		if s, err = e.Group.shares(b.values); err != nil {
			return nil, err
		}
		if b.groups[e.Group] = s; s.mean {
			b.means = append(b.means, e.Group.Name)
		}
	}
	if len(b.units) > maxUnits {
		return nil, e.Group.at.fault("the common cause groups have more than %d sets of members that fail at once", maxUnits)
	}
	series := &system.Series{}
	for i, p := range s.each {
		if p > 0 {
			setsWith(e, e.Group.Members, i+1, func(set []*Event) { series.Of = append(series.Of, b.set(set, p)) })
		}
	}
	switch len(series.Of) {
	case 0:
		return b.set([]*Event{e}, 0), nil
	case 1:
		return series.Of[0], nil
	}
	return series, nil
}

// setsWith calls use with each set of so many members that e is of, in their order.
func setsWith(e *Event, members []*Event, size int, use func([]*Event)) {
	at := slices.Index(members, e)
	others := slices.Delete(slices.Clone(members), at, at+1)
	choices(len(others), size-1, nil, func(chosen []int) {
		set := make([]*Event, 0, size)
		for _, i := range chosen {
			if i >= at && len(set) < size && !slices.Contains(set, e) {
				set = append(set, e)
			}
			set = append(set, others[i])
		}
		if len(set) < size {
			set = append(set, e)
		}
		use(set)
	})
}

// choices calls use with each choice of k of the numbers 0 to n-1, in ascending order of
// the last.
func choices(n, k int, after []int, use func([]int)) {
	switch {
	case k == 0:
		slices.Reverse(after)
		use(after)
		slices.Reverse(after)
	case n >= k:
		choices(n-1, k, after, use)
		choices(n-1, k-1, append(after, n-1), use)
	}
}

// set is the unit that a set of members failing at once is.
func (b *builder) set(of []*Event, fails float64) system.Node {
	names := make([]string, len(of))
	for i, e := range of {
		names[i] = e.Name
	}
	name := "[" + strings.Join(names, " ") + "]"
	if b.units[name] == nil {
		b.units[name] = b.unit(name, fails, of[0].Group.At)
	}
	return b.units[name]
}
