package system

import (
	"fmt"

	"mtbf/model"
)

// live is the structure as it stands at a moment. Every place counts how many
// of its children work, so that a change of one unit touches only the places
// above it that change too; a network is searched again.
type live struct {
	down   []int   // per unit: outages running
	users  [][]int // per unit: the places where it stands
	places []livePlace
	top    int
}

// livePlace is a node of the structure.
type livePlace struct {
	works   bool
	need    int // works while at least so many children work; not of a network
	working int // children that work
	above   []link
	network *roads // nil but for a network, whose children are its edges
	edges   []bool // which of them work
}

// link says that a place is child number child of the place above it.
type link struct{ place, child int }

// newLive builds the structure with every unit up. It refuses nodes that are
// neither up nor down.
func newLive(m *Model) (*live, error) {
	l := &live{down: make([]int, len(m.Units)), users: make([][]int, len(m.Units))}
	var err error
	l.top, err = l.build(m.Top)
	return l, err
}

// build adds the place of a node, children first, and returns its number.
func (l *live) build(n Node) (int, error) {
	if missing(n) {
		return 0, &model.ParamError{Param: "structure", Value: "nothing", Want: "a node"}
	}
	switch n := n.(type) {
	case Use:
		l.users[n.Unit] = append(l.users[n.Unit], len(l.places))
		return l.add(livePlace{works: true}), nil
	case *Series:
		return l.join(livePlace{need: len(n.Of)}, n.Of)
	case *Parallel:
		return l.join(livePlace{need: 1}, n.Of)
	case *KOfN:
		return l.join(livePlace{need: n.K}, n.Of)
	case *Group:
		return l.join(livePlace{need: n.K}, uses(n.Units))
	case *Network:
		of := make([]Node, len(n.Edges))
		for i, e := range n.Edges {
			of[i] = e.Node
		}
		return l.join(livePlace{network: newRoads(n)}, of)
	}
	return 0, fmt.Errorf("replay: a %T is neither up nor down", n)
}

func uses(units []int) []Node {
	of := make([]Node, len(units))
	for i, u := range units {
		of[i] = Use{Unit: u}
	}
	return of
}

func (l *live) add(p livePlace) int {
	l.places = append(l.places, p)
	return len(l.places) - 1
}

// join adds the place p above the nodes of, all of which work.
func (l *live) join(p livePlace, of []Node) (int, error) {
	children := make([]int, len(of))
	for i, n := range of {
		c, err := l.build(n)
		if err != nil {
			return 0, err
		}
		children[i] = c
	}
	p.works, p.working, p.edges = true, len(of), make([]bool, len(of))
	at := l.add(p)
	for i, c := range children {
		l.places[at].edges[i] = true
		l.places[c].above = append(l.places[c].above, link{at, i})
	}
	return at, nil
}

// up reports whether the system works.
func (l *live) up() bool { return l.places[l.top].works }

// change begins or ends one outage of a unit.
func (l *live) change(unit int, down bool) {
	before := l.down[unit] == 0
	if down {
		l.down[unit]++
	} else {
		l.down[unit]--
	}
	if after := l.down[unit] == 0; after != before {
		for _, p := range l.users[unit] {
			l.set(p, after)
		}
	}
}

// set gives a place its state and tells the places above it.
func (l *live) set(at int, works bool) {
	p := &l.places[at]
	if p.works == works {
		return
	}
	p.works = works
	for _, up := range p.above {
		l.tell(up, works)
	}
}

// tell changes the state of one child of a place.
func (l *live) tell(to link, works bool) {
	p := &l.places[to.place]
	p.edges[to.child] = works
	if works {
		p.working++
	} else {
		p.working--
	}
	if p.network != nil {
		l.set(to.place, p.network.connected(p.edges))
		return
	}
	l.set(to.place, p.working >= p.need)
}

// roads is a network to be walked again and again.
type roads struct {
	leads [][]lead
	seen  []int // of every place, the walk that came to it last
	walks int
	stack []int32
}

func newRoads(n *Network) *roads {
	g := newGraph(n)
	return &roads{leads: g.leads(), seen: make([]int, g.places)}
}

// connected reports whether working edges join the source to the target.
func (r *roads) connected(works []bool) bool {
	r.walks++
	r.seen[source] = r.walks
	r.stack = append(r.stack[:0], source)
	for len(r.stack) > 0 && r.seen[target] != r.walks {
		at := r.stack[len(r.stack)-1]
		r.stack = r.stack[:len(r.stack)-1]
		for _, l := range r.leads[at] {
			if works[l.edge] && r.seen[l.to] != r.walks {
				r.seen[l.to] = r.walks
				r.stack = append(r.stack, l.to)
			}
		}
	}
	return r.seen[target] == r.walks
}
