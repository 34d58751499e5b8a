package system

import "math"

// pathsMost is the most paths that are looked for.
const pathsMost = 100

// networkBound bounds the chance that a path of working edges leads from the
// source to the target: from below by paths that share no edge, from above by
// cuts that share none, the edges between the places at most d steps from the
// source and those further away.
func networkBound(n *Network, of []bound, apart bool) bound {
	g := newGraph(n)
	leads := g.leads()
	var paths, cuts []bound
	used := make([]bool, len(of))
	for len(paths) < pathsMost {
		path := g.shortest(leads, used)
		if path == nil {
			break
		}
		for _, e := range path {
			used[e] = true
		}
		paths = append(paths, seriesBound(pickBounds(of, path), apart))
	}
	for _, cut := range g.layers(leads) {
		cuts = append(cuts, flip(seriesBound(flipAll(pickBounds(of, cut)), apart)))
	}
	below := flip(seriesBound(flipAll(paths), apart))
	above := seriesBound(cuts, apart)
	return bound{below.lo, below.notLo, above.hi, above.notHi}
}

func pickBounds(of []bound, which []int) []bound {
	out := make([]bound, len(which))
	for i, e := range which {
		out[i] = of[e]
	}
	return out
}

// steps returns how many unused edges each place is from the source, far for
// one out of reach, and the edge by which it is reached.
func (g *graph) steps(leads [][]lead, used []bool) (distance []int, by []int32) {
	distance, by = make([]int, g.places), make([]int32, g.places)
	for v := range distance {
		distance[v] = far
	}
	distance[source] = 0
	for queue := []int32{source}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		for _, l := range leads[at] {
			if !used[l.edge] && distance[l.to] == far {
				distance[l.to], by[l.to] = distance[at]+1, l.edge
				queue = append(queue, l.to)
			}
		}
	}
	return distance, by
}

const far = math.MaxInt32

// lead is a way over an edge to a place.
type lead struct{ edge, to int32 }

// leads returns the ways from each place, in the order of the edges.
func (g *graph) leads() [][]lead {
	if g.out != nil {
		return g.out
	}
	g.out = make([][]lead, g.places)
	for i, e := range g.ends {
		g.out[e[0]] = append(g.out[e[0]], lead{int32(i), e[1]})
		if !g.directed {
			g.out[e[1]] = append(g.out[e[1]], lead{int32(i), e[0]})
		}
	}
	return g.out
}

// shortest returns the edges of a path of fewest unused edges, nil for none.
func (g *graph) shortest(leads [][]lead, used []bool) []int {
	distance, by := g.steps(leads, used)
	if distance[target] == far {
		return nil
	}
	var path []int
	for at := target; at != source; {
		i := by[at]
		path = append(path, int(i))
		if e := g.ends[i]; e[1] == at && distance[e[0]] == distance[at]-1 {
			at = e[0]
		} else {
			at = e[1]
		}
	}
	return path
}

// layers returns the cuts by distance from the source.
func (g *graph) layers(leads [][]lead) [][]int {
	distance, _ := g.steps(leads, make([]bool, len(g.ends)))
	cuts := make([][]int, distance[target])
	for i, e := range g.ends {
		a, b := distance[e[0]], distance[e[1]]
		if g.directed && b < a {
			continue // leads back: no way over the cut
		}
		for d := min(a, b); d < max(a, b) && d < len(cuts); d++ {
			cuts[d] = append(cuts[d], i)
		}
	}
	return cuts
}
