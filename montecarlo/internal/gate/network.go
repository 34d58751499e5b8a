package gate

import "mtbf/model/system"

// Graph is a network with numbered sites.
type Graph struct {
	Sites          int
	Source, Target int32
	Out            [][]Hop // of each site
	Edges          int
}

// Hop leads to a site along an edge.
type Hop struct{ To, Edge int32 }

func NewGraph(n *system.Network) *Graph {
	g := &Graph{Edges: len(n.Edges)}
	number := map[string]int32{}
	site := func(name string) int32 {
		if _, ok := number[name]; !ok {
			number[name] = int32(len(g.Out))
			g.Out = append(g.Out, nil)
		}
		return number[name]
	}
	g.Source, g.Target = site(n.Source), site(n.Target)
	for i, e := range n.Edges {
		a, b := site(e.From), site(e.To)
		g.Out[a] = append(g.Out[a], Hop{b, int32(i)})
		if !n.Directed {
			g.Out[b] = append(g.Out[b], Hop{a, int32(i)})
		}
	}
	g.Sites = len(g.Out)
	return g
}

// State is a network at work. While it is connected it knows a path, so that
// only a failure on this path, or a repair while there is none, makes it search.
type State struct {
	Works  []bool // edges
	onPath []bool
	Joined bool
	seen   []bool
	by     []Hop // to each site: from which site, along which edge
	queue  []int32
}

func NewState(g *Graph) State {
	s := State{Works: make([]bool, g.Edges), onPath: make([]bool, g.Edges), seen: make([]bool, g.Sites), by: make([]Hop, g.Sites), queue: make([]int32, 0, g.Sites)}
	for i := range s.Works {
		s.Works[i] = true
	}
	s.Search(g)
	return s
}

// Change gives an edge its state and reports whether source and target are
// joined.
func (s *State) Change(g *Graph, edge int, works bool) bool {
	s.Works[edge] = works
	if works && !s.Joined || !works && s.onPath[edge] {
		s.Search(g)
	}
	return s.Joined
}

// Search looks for a path, breadth first.
func (s *State) Search(g *Graph) {
	clear(s.seen)
	clear(s.onPath)
	s.seen[g.Source] = true
	s.queue = append(s.queue[:0], g.Source)
	for i := 0; i < len(s.queue) && !s.seen[g.Target]; i++ {
		from := s.queue[i]
		for _, h := range g.Out[from] {
			if s.Works[h.Edge] && !s.seen[h.To] {
				s.seen[h.To], s.by[h.To] = true, Hop{from, h.Edge}
				s.queue = append(s.queue, h.To)
			}
		}
	}
	s.Joined = s.seen[g.Target]
	for at := g.Target; s.Joined && at != g.Source; at = s.by[at].To {
		s.onPath[s.by[at].Edge] = true
	}
}
