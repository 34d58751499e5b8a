package system

// State is a structure at work: which of its gates are down, kept up to date so
// that a change of a leaf touches only the gates that change with it.
type State struct {
	Top   int32 // what is asked for: nothing above it is told of a change
	wires *wires
	down  []bool
	count []int32 // kids that are down
	nets  []walk
}

// wires are what the states of a structure have in common.
type wires struct {
	first []int32 // of each gate: where its links begin, and where those of the last end
	links []link
	fails []int32 // of each gate: how many kids take it down; of a network -1 less its number
	nets  []*graph
}

// link says that a gate is kid number kid of one above it.
type link struct{ gate, kid int32 }

// State returns a state in which all is up. It goes down and up from leaf to top
// as Structure functions do that are coherent: what fails never helps.
func (g *Gates) State() *State {
	w := &wires{first: make([]int32, len(g.All)+1), fails: make([]int32, len(g.All))}
	for i, x := range g.All {
		w.fails[i] = int32(len(x.Kids) - x.K + 1)
		if x.net != nil {
			x.net.leads() // all states share them
			w.nets = append(w.nets, x.net)
			w.fails[i] = -int32(len(w.nets))
		}
	}
	g.eachLink(func(kid int32, _ link) { w.first[kid+1]++ })
	for i := range g.All {
		w.first[i+1] += w.first[i]
	}
	w.links = make([]link, w.first[len(g.All)])
	next := append([]int32(nil), w.first...)
	g.eachLink(func(kid int32, up link) {
		w.links[next[kid]] = up
		next[kid]++
	})
	return (&State{Top: g.Top, wires: w}).Fresh()
}

// eachLink visits the links of all gates. A group goes down on its own, whatever
// units it shares.
func (g *Gates) eachLink(visit func(kid int32, up link)) {
	for i, x := range g.All {
		if x.Op == OpLeaf {
			continue
		}
		for j, kid := range x.Kids {
			visit(kid, link{int32(i), int32(j)})
		}
	}
}

// Fresh returns another state of the same structure, in which all is up.
func (s *State) Fresh() *State {
	n := len(s.wires.fails)
	x := &State{Top: s.Top, wires: s.wires, down: make([]bool, n), count: make([]int32, n)}
	for _, g := range s.wires.nets {
		x.nets = append(x.nets, newWalk(g))
	}
	return x
}

// Down reports whether a gate is down.
func (s *State) Down(at int32) bool { return s.down[at] }

// Count is how many kids of a gate are down, one that is two of them twice.
func (s *State) Count(at int32) int { return int(s.count[at]) }

// Set takes down, or up, a leaf or a gate that stands for all below it, and tells
// the gates above.
func (s *State) Set(at int32, down bool) {
	if s.down[at] == down {
		return
	}
	s.down[at] = down
	if at == s.Top {
		return
	}
	w := s.wires
	for _, up := range w.links[w.first[at]:w.first[at+1]] {
		s.Set(up.gate, s.told(up, down))
	}
}

// told takes note that a kid of a gate went down, or up, and reports whether the
// gate is down now.
func (s *State) told(up link, down bool) bool {
	if down {
		s.count[up.gate]++
	} else {
		s.count[up.gate]--
	}
	fails := s.wires.fails[up.gate]
	if fails < 0 {
		return !s.nets[-1-fails].change(up.kid, !down)
	}
	return s.count[up.gate] >= fails
}

// walk is a network at work. While it is connected it knows a path, so that only
// a failure on this path, or a repair while there is none, makes it search.
type walk struct {
	leads  [][]lead
	works  []bool // edges
	onPath []bool
	joined bool
	seen   []bool
	by     []lead // to each place: along which edge, from which place
	queue  []int32
}

func newWalk(g *graph) walk {
	edges := len(g.ends)
	w := walk{leads: g.leads(), works: make([]bool, edges), onPath: make([]bool, edges), seen: make([]bool, g.places), by: make([]lead, g.places), queue: make([]int32, 0, g.places)}
	for i := range w.works {
		w.works[i] = true
	}
	w.search()
	return w
}

// change gives an edge its state and reports whether source and target are
// joined.
func (w *walk) change(edge int32, works bool) bool {
	w.works[edge] = works
	if works && !w.joined || !works && w.onPath[edge] {
		w.search()
	}
	return w.joined
}

// search looks for a path, breadth first.
func (w *walk) search() {
	clear(w.seen)
	clear(w.onPath)
	w.seen[source] = true
	w.queue = append(w.queue[:0], source)
	for i := 0; i < len(w.queue) && !w.seen[target]; i++ {
		from := w.queue[i]
		for _, l := range w.leads[from] {
			if w.works[l.edge] && !w.seen[l.to] {
				w.seen[l.to], w.by[l.to] = true, lead{l.edge, from}
				w.queue = append(w.queue, l.to)
			}
		}
	}
	w.joined = w.seen[target]
	for at := target; w.joined && at != source; at = w.by[at].to {
		w.onPath[w.by[at].edge] = true
	}
}
