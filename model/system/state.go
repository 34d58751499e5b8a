package system

import "slices"

// State is a structure at work: which of its gates are down, kept up to date so
// that a change of a leaf touches only the gates that change with it.
type State struct {
	Top   int32 // what is asked for: nothing above it is told of a change
	gates []gateState
	walks []walk // of wires.nets
	wires
}

// gateState is a gate at work.
type gateState struct {
	left int32 // kids that must still go down to take it down; of no leaf or network
	down bool
	not  bool // it is down while its kid is up
}

// wires are what the states of a structure have in common.
type wires struct {
	up    []gateState // of gates while all is up, before those that are down then are
	nots  []inverter  // kids before those above them
	first []int32     // of each gate: where its links begin, and where those of the last end
	links []link
	nets  []*graph
}

// inverter is a gate that is down while its kid is up.
type inverter struct{ gate, kid int32 }

// link says that a gate is kid number kid of one above it.
type link struct {
	gate, kid int32
	net       int32 // of one that is a network its number; -1 of others
}

// State returns a state in which all units are up.
func (g *Gates) State() *State {
	w := wires{up: make([]gateState, len(g.All)), first: make([]int32, len(g.All)+1)}
	for i, x := range g.All {
		w.up[i].left = int32(x.Fails())
		if x.Op == OpNot {
			w.up[i].not = true
			w.nots = append(w.nots, inverter{int32(i), x.Kids[0]})
		}
	}
	g.eachLink(func(kid int32, _ link) { w.first[kid+1]++ })
	for i := range g.All {
		w.first[i+1] += w.first[i]
	}
	w.links = make([]link, w.first[len(g.All)])
	next := slices.Clone(w.first)
	w.nets = g.eachLink(func(kid int32, up link) {
		w.links[next[kid]] = up
		next[kid]++
	})
	return (&State{Top: g.Top, wires: w}).Fresh()
}

// eachLink visits the links of all gates, and returns their networks. A group goes
// down on its own, whatever units it shares.
func (g *Gates) eachLink(visit func(kid int32, up link)) (nets []*graph) {
	for i, x := range g.All {
		net := int32(-1)
		switch {
		case x.Op == OpLeaf:
			continue
		case x.net != nil:
			x.net.leads() // all states share them
			net, nets = int32(len(nets)), append(nets, x.net)
		}
		for j, kid := range x.Kids {
			visit(kid, link{int32(i), int32(j), net})
		}
	}
	return nets
}

// Fresh returns another state of the same structure, in which all units are up.
func (s *State) Fresh() *State {
	x := &State{Top: s.Top, wires: s.wires, gates: slices.Clone(s.up)}
	for _, g := range s.nets {
		x.walks = append(x.walks, newWalk(g))
	}
	for _, n := range s.nots {
		x.Set(n.gate, !x.gates[n.kid].down)
	}
	return x
}

// Down reports whether a gate is down.
func (s *State) Down(at int32) bool { return s.gates[at].down }

// Left is how many kids of a series, a parallel or a k-of-n must still go down to
// take it down, one that is two of them twice.
func (s *State) Left(at int32) int { return int(s.gates[at].left) }

// Set takes down, or up, a leaf or a gate that stands for all below it, and tells
// the gates above.
func (s *State) Set(at int32, down bool) {
	if s.gates[at].down != down {
		s.change(at, down)
	}
}

// change does so where the gate is not as told yet.
func (s *State) change(at int32, down bool) {
	s.gates[at].down = down
	if at == s.Top {
		return
	}
	more := int32(1)
	if down {
		more = -1
	}
	for _, up := range s.links[s.first[at]:s.first[at+1]] {
		g := &s.gates[up.gate]
		g.left += more
		is := g.left <= 0
		switch {
		case up.net >= 0:
			is = !s.walks[up.net].change(up.kid, !down)
		case g.not:
			is = !down
		}
		if is != g.down {
			s.change(up.gate, is)
		}
	}
}

// walk is a network at work. While it is connected it knows a path, so that only
// a failure on this path, or a repair while there is none, makes it search.
type walk struct {
	leads  [][]lead
	at     []int32 // of each place its kid
	works  []bool  // kids; the last never fails
	onPath []bool
	joined bool
	seen   []bool
	by     []lead // to each place: by which edge, from which place
	queue  []int32
}

func newWalk(g *graph) walk {
	kids := g.kids + 1
	w := walk{leads: g.leads(), at: g.at, works: make([]bool, kids), onPath: make([]bool, kids), seen: make([]bool, g.places), by: make([]lead, g.places), queue: make([]int32, 0, g.places)}
	for i := range w.works {
		w.works[i] = true
	}
	w.search()
	return w
}

// change gives a kid its state and reports whether source and target are joined.
func (w *walk) change(kid int32, works bool) bool {
	w.works[kid] = works
	if works && !w.joined || !works && w.onPath[kid] {
		w.search()
	}
	return w.joined
}

// search looks for a path, breadth first.
func (w *walk) search() {
	clear(w.seen)
	clear(w.onPath)
	w.queue = w.queue[:0]
	if w.works[w.at[source]] {
		w.seen[source] = true
		w.queue = append(w.queue, source)
	}
	for i := 0; i < len(w.queue) && !w.seen[target]; i++ {
		from := w.queue[i]
		for _, l := range w.leads[from] {
			if w.works[l.kid] && w.works[w.at[l.to]] && !w.seen[l.to] {
				w.seen[l.to], w.by[l.to] = true, lead{l.kid, from}
				w.queue = append(w.queue, l.to)
			}
		}
	}
	w.joined = w.seen[target]
	for at := target; w.joined && at != source; at = w.by[at].to {
		w.onPath[w.by[at].kid], w.onPath[w.at[at]] = true, true
	}
	w.onPath[w.at[source]] = w.joined
}
