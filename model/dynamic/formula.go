package dynamic

import (
	"fmt"

	"mtbf/model/system"
)

// maxNodes bounds the nodes of the static part.
const maxNodes = 300_000

// leaf is what the static part is made of: a part with a chain, an event, or the draw of
// a dependency that forces with a probability.
type leaf struct {
	part  int // -1: none
	event *Event
	draw  float64
}

// node is a node of the static part, or what is always or never failed.
type node struct {
	system.Node
	always bool
}

// formulas make the static part of a tree: of each element, what must have failed for it
// to have. A dependency is an or of its event with its trigger; where dependencies go
// round in a circle, with the trigger as far as it fails without going round, which is
// found by going round as often as there are triggers in the circle.
type formulas struct {
	*links
	circle  []int // of an element, the circle that it is in; -1: none
	rounds  []int // of a circle
	partOf  []int // of the top of a part, its number; -1 of others
	model   *system.Model
	leaves  []leaf
	made    map[place]node
	own     map[int]node
	drawn   map[int]node
	nodes   int
	tooMany error
}

// place is an element, in some round of its circle.
type place struct{ element, round int }

func newFormulas(l *links, parts []part) *formulas {
	f := &formulas{links: l, model: &system.Model{Name: "tree"}, made: map[place]node{}, own: map[int]node{}, drawn: map[int]node{}, partOf: make([]int, len(l.tree.Elements))}
	for i := range f.partOf {
		f.partOf[i] = -1
	}
	for k, p := range parts {
		f.partOf[p.top] = k
	}
	f.circles()
	return f
}

// top is the node of the top of the tree.
func (f *formulas) top() (node, error) {
	n := f.of(f.tree.Top, f.lastRound(f.tree.Top))
	return n, f.tooMany
}

func (f *formulas) lastRound(element int) int {
	if c := f.circle[element]; c >= 0 {
		return f.rounds[c]
	}
	return 0
}

// of is the node of an element in a round of its circle.
func (f *formulas) of(element, round int) node {
	at := place{element, round}
	if n, known := f.made[at]; known || f.tooMany != nil {
		return n
	}
	if f.nodes++; f.nodes > maxNodes {
		f.tooMany = fmt.Errorf("the static part has more than %d nodes: %w", maxNodes, ErrTooLarge)
		return node{}
	}
	n := f.make(element, round)
	f.made[at] = n
	return n
}

// seen is the node of what an element depends on, in the same round if in the same circle.
func (f *formulas) seen(from, to, round int) node {
	if f.circle[from] >= 0 && f.circle[from] == f.circle[to] {
		return f.of(to, round)
	}
	return f.of(to, f.lastRound(to))
}

func (f *formulas) make(element, round int) node {
	e := &f.tree.Elements[element]
	if k := f.partOf[element]; k >= 0 {
		return f.unit(e.Name, leaf{part: k})
	}
	if e.Kind == Basic {
		return f.forced(element, round)
	}
	of := make([]node, len(e.Of))
	for i, kid := range e.Of {
		of[i] = f.seen(element, kid, round)
	}
	switch e.Kind {
	case And:
		return atLeast(len(of), of)
	case Or:
		return atLeast(1, of)
	}
	return atLeast(e.K, of)
}

// forced is an event that fails by itself, or with what forces it.
func (f *formulas) forced(element, round int) node {
	ways := []node{f.alone(element)}
	for _, k := range f.forcedBy[element] {
		d := f.tree.Dependencies[k]
		same := f.circle[element] >= 0 && f.circle[element] == f.circle[d.Trigger]
		if same && round == 0 {
			continue
		}
		trigger := f.seen(element, d.Trigger, round-1)
		if d.Probability < 1 {
			trigger = atLeast(2, []node{trigger, f.draw(k)})
		}
		ways = append(ways, trigger)
	}
	return atLeast(1, ways)
}

func (f *formulas) alone(element int) node {
	n, known := f.own[element]
	if e := &f.tree.Elements[element]; !known {
		switch {
		case e.Event.Probability == 1:
			n = node{always: true}
		case e.Event.failsAlone():
			n = f.unit(e.Name, leaf{part: -1, event: &e.Event})
		}
		f.own[element] = n
	}
	return n
}

func (f *formulas) draw(dependency int) node {
	n, known := f.drawn[dependency]
	if d := f.tree.Dependencies[dependency]; !known {
		n = f.unit(fmt.Sprintf("%s.%d", d.Name, dependency), leaf{part: -1, draw: d.Probability})
		f.drawn[dependency] = n
	}
	return n
}

func (f *formulas) unit(name string, l leaf) node {
	f.leaves = append(f.leaves, l)
	f.model.Components = append(f.model.Components, system.Component{Name: name, Unavailability: 0.5})
	f.model.Units = append(f.model.Units, system.Unit{Name: name, Component: len(f.model.Components) - 1, Shared: true})
	return node{Node: system.Use{Unit: len(f.model.Units) - 1}}
}

// atLeast has failed when k of some nodes have.
func atLeast(k int, of []node) node {
	var open []system.Node
	seen := map[system.Node]bool{}
	again := false
	for _, n := range of {
		switch {
		case n.always:
			k--
		case n.Node != nil:
			again = again || seen[n.Node]
			seen[n.Node] = true
			open = append(open, n.Node)
		}
	}
	switch {
	case k <= 0:
		return node{always: true}
	case k > len(open):
		return node{}
	case again && (k == 1 || k == len(open)):
		return atLeastOnce(k == 1, open)
	case len(open) == 1:
		return node{Node: open[0]}
	case k == 1:
		return node{Node: &system.Series{Of: open}}
	case k == len(open):
		return node{Node: &system.Parallel{Of: open}}
	}
	return node{Node: &system.KOfN{K: len(open) - k + 1, Of: open}}
}

// atLeastOnce has failed when one has, or all have, of nodes of which some stand twice.
func atLeastOnce(one bool, of []system.Node) node {
	var once []node
	seen := map[system.Node]bool{}
	for _, n := range of {
		if !seen[n] {
			seen[n] = true
			once = append(once, node{Node: n})
		}
	}
	if one {
		return atLeast(1, once)
	}
	return atLeast(len(once), once)
}
