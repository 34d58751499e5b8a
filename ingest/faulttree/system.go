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

// Gate returns the gate of a name, and of "" the only top.
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
		if names[i] = g.Name; g.Name == name {
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
	top, err := b.formula(&Formula{Gate: g})
	if err != nil {
		return nil, nil, err
	}
	s, err := b.system(g.Name, g.At, top)
	return s, b.warnings(), err
}

// outcome is the node that fails when a formula happens, or that this is known.
type outcome struct {
	node    system.Node
	happens bool // where node is nil
}

// builder makes nodes of formulas, all of one system.
type builder struct {
	values *evaluator
	made   *system.Model
	gates  map[*Gate]outcome
	events map[*Event]system.Node
	nots   map[system.Node]system.Node
	units  map[string]system.Node // sets of members of groups that fail at once
	groups map[*Group]sets
	means  []string
}

func (m *Model) builder(missionTime float64) *builder {
	return &builder{values: newEvaluator(m.missionTime(missionTime)), made: &system.Model{}, gates: map[*Gate]outcome{}, events: map[*Event]system.Node{},
		nots: map[system.Node]system.Node{}, units: map[string]system.Node{}, groups: map[*Group]sets{}}
}

// system finishes that of a top.
func (b *builder) system(name string, at Place, top outcome) (*system.Model, error) {
	s := b.made
	if s.Name, s.Top = name, top.node; top.node == nil {
		s.Top = b.unit(name, truth(top.happens), at)
	}
	return s, system.Validate(s)
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

// formula is the outcome of a formula, after those of the gates below it.
func (b *builder) formula(f *Formula) (outcome, error) {
	for _, g := range b.below(f) {
		x, err := b.outcome(g.Formula)
		if err != nil {
			return outcome{}, err
		}
		b.gates[g] = x
	}
	return b.outcome(f)
}

// below are the gates below a formula that have no outcome yet, each after those that it
// is made of.
func (b *builder) below(f *Formula) []*Gate {
	var all []*Gate
	found := map[*Gate]bool{}
	open := []*Formula{f}
	for len(open) > 0 {
		last := open[len(open)-1]
		open = open[:len(open)-1]
		for g := range last.gates() {
			if _, known := b.gates[g]; !known && !found[g] {
				found[g] = true
				all = append(all, g)
				open = append(open, g.Formula)
			}
		}
	}
	slices.SortFunc(all, func(x, y *Gate) int { return x.rank - y.rank })
	return all
}

// outcome is that of a formula whose gates are known.
func (b *builder) outcome(f *Formula) (outcome, error) {
	switch {
	case f.Op == Constant:
		return outcome{happens: f.Value}, nil
	case f.Op == Same && f.Gate != nil:
		return b.gates[f.Gate], nil
	case f.Op == Same && f.House != nil:
		return outcome{happens: f.House.Happens}, nil
	case f.Op == Same:
		node, err := b.event(f.Event)
		return outcome{node: node}, err
	}
	of := make([]outcome, len(f.Of))
	for i, x := range f.Of {
		var err error
		if of[i], err = b.outcome(x); err != nil {
			return outcome{}, err
		}
	}
	return b.connect(f, of), nil
}

func (b *builder) connect(f *Formula, of []outcome) outcome {
	switch f.Op {
	case Not:
		return b.not(of[0])
	case And:
		return all(of)
	case Or:
		return anyOf(of)
	case Nand:
		return b.not(all(of))
	case Nor:
		return b.not(anyOf(of))
	case Imply:
		return anyOf([]outcome{b.not(of[0]), of[1]})
	case Iff:
		return b.not(b.xor(of[0], of[1]))
	case AtLeast:
		return atLeast(f.K, of)
	case Cardinality:
		return all([]outcome{atLeast(f.K, of), b.not(atLeast(f.Max+1, of))})
	}
	x := of[0]
	for _, y := range of[1:] {
		x = b.xor(x, y)
	}
	return x
}

func (b *builder) not(x outcome) outcome {
	if x.node == nil {
		return outcome{happens: !x.happens}
	}
	if n, ok := x.node.(*system.Not); ok {
		return outcome{node: n.Of}
	}
	if b.nots[x.node] == nil {
		b.nots[x.node] = &system.Not{Of: x.node}
	}
	return outcome{node: b.nots[x.node]}
}

// xor is one without the other.
func (b *builder) xor(x, y outcome) outcome {
	return anyOf([]outcome{all([]outcome{x, b.not(y)}), all([]outcome{b.not(x), y})})
}

// rest are the nodes that are not decided, each once, and how many happen for sure.
func rest(of []outcome, once bool) (nodes []system.Node, happen int) {
	seen := make(map[system.Node]bool, len(of))
	for _, x := range of {
		switch {
		case x.node == nil && x.happens:
			happen++
		case x.node == nil, once && seen[x.node]:
		default:
			seen[x.node] = true
			nodes = append(nodes, x.node)
		}
	}
	return nodes, happen
}

// all happens when each does.
func all(of []outcome) outcome {
	if slices.ContainsFunc(of, func(x outcome) bool { return x.node == nil && !x.happens }) {
		return outcome{}
	}
	switch nodes, _ := rest(of, true); len(nodes) {
	case 0:
		return outcome{happens: true}
	case 1:
		return outcome{node: nodes[0]}
	default:
		return outcome{node: &system.Parallel{Of: nodes}}
	}
}

// anyOf happens when one does.
func anyOf(of []outcome) outcome {
	nodes, happen := rest(of, true)
	switch {
	case happen > 0:
		return outcome{happens: true}
	case len(nodes) == 0:
		return outcome{}
	case len(nodes) == 1:
		return outcome{node: nodes[0]}
	}
	return outcome{node: &system.Series{Of: nodes}}
}

// atLeast happens when k do: it works while at least n-k+1 of n do not.
func atLeast(k int, of []outcome) outcome {
	nodes, happen := rest(of, false)
	switch k, n := k-happen, len(nodes); {
	case k <= 0:
		return outcome{happens: true}
	case k > n:
		return outcome{}
	case k == 1:
		return anyOf(of)
	case k == n:
		undecided := slices.DeleteFunc(slices.Clone(of), func(x outcome) bool { return x.node == nil })
		return all(undecided)
	default:
		return outcome{node: &system.KOfN{K: n - k + 1, Of: nodes}}
	}
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
