package system

// stage is a kid of a network in the order of its edges: a place that can fail, or an
// edge. Wires, of which nothing is asked, are those of the kid before them.
type stage struct {
	kid    int32
	place  int32      // -1 of an edge
	edge   [2]int32   // of an edge
	before [][2]int32 // wires, of the first kid only
	after  [][2]int32 // wires
}

// stages returns the kids by an order of the edges, every place right before its first
// edge.
func (g *graph) stages(order []int) []stage {
	seen := make([]bool, g.places)
	var of []stage
	var before [][2]int32
	for _, e := range order {
		for _, v := range ends(g.ends[e]) {
			if !seen[v] && g.at[v] < g.kids {
				of = append(of, stage{kid: g.at[v], place: v})
			}
			seen[v] = true
		}
		switch {
		case g.kid[e] < g.kids:
			of = append(of, stage{kid: g.kid[e], place: -1, edge: g.ends[e]})
		case len(of) == 0:
			before = append(before, g.ends[e])
		default:
			last := &of[len(of)-1]
			last.after = append(last.after, g.ends[e])
		}
	}
	of[0].before = before // there is one: Validate
	return of
}

// places are those that the stage touches.
func (s *stage) places() []int32 {
	var of []int32
	if s.place >= 0 {
		of = append(of, s.place)
	} else {
		of = append(of, ends(s.edge)...)
	}
	for _, wires := range [][][2]int32{s.before, s.after} {
		for _, w := range wires {
			of = append(of, ends(w)...)
		}
	}
	return of
}

// variables returns the kids in the order of the edges.
func (g *graph) variables() []int32 {
	var kids []int32
	for _, s := range g.stages(g.order()) {
		kids = append(kids, s.kid)
	}
	return kids
}
