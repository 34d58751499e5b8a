package montecarlo

import "mtbf/model/system"

// graph is a network with numbered sites.
type graph struct {
	sites          int
	source, target int32
	out            [][]hop // of each site
	edges          int
}

// hop leads to a site along an edge.
type hop struct{ to, edge int32 }

func newGraph(n *system.Network) *graph {
	g := &graph{edges: len(n.Edges)}
	number := map[string]int32{}
	site := func(name string) int32 {
		if _, ok := number[name]; !ok {
			number[name] = int32(len(g.out))
			g.out = append(g.out, nil)
		}
		return number[name]
	}
	g.source, g.target = site(n.Source), site(n.Target)
	for i, e := range n.Edges {
		a, b := site(e.From), site(e.To)
		g.out[a] = append(g.out[a], hop{b, int32(i)})
		if !n.Directed {
			g.out[b] = append(g.out[b], hop{a, int32(i)})
		}
	}
	g.sites = len(g.out)
	return g
}

// netState is a network at work. While it is connected it knows a path, so that
// only a failure on this path, or a repair while there is none, makes it search.
type netState struct {
	works  []bool // edges
	onPath []bool
	joined bool
	seen   []bool
	by     []hop // to each site: from which site, along which edge
	queue  []int32
}

func newNetState(g *graph) netState {
	s := netState{works: make([]bool, g.edges), onPath: make([]bool, g.edges), seen: make([]bool, g.sites), by: make([]hop, g.sites), queue: make([]int32, 0, g.sites)}
	for i := range s.works {
		s.works[i] = true
	}
	s.search(g)
	return s
}

// change gives an edge its state and reports whether source and target are
// joined.
func (s *netState) change(g *graph, edge int, works bool) bool {
	s.works[edge] = works
	if works && !s.joined || !works && s.onPath[edge] {
		s.search(g)
	}
	return s.joined
}

// search looks for a path, breadth first.
func (s *netState) search(g *graph) {
	clear(s.seen)
	clear(s.onPath)
	s.seen[g.source] = true
	s.queue = append(s.queue[:0], g.source)
	for i := 0; i < len(s.queue) && !s.seen[g.target]; i++ {
		from := s.queue[i]
		for _, h := range g.out[from] {
			if s.works[h.edge] && !s.seen[h.to] {
				s.seen[h.to], s.by[h.to] = true, hop{from, h.edge}
				s.queue = append(s.queue, h.to)
			}
		}
	}
	s.joined = s.seen[g.target]
	for at := g.target; s.joined && at != g.source; at = s.by[at].to {
		s.onPath[s.by[at].edge] = true
	}
}
