package system

import (
	"math"
	"slices"
)

// pathsMost is the most paths that are looked for.
const pathsMost = 100

// networkBound bounds the chance that a path of what works leads from the source
// to the target: from below by paths that share nothing that can fail, from above
// by cuts that share nothing: the places d steps from the source, and the edges
// between those at most d steps from it and those further away.
func networkBound(n *Network, of []bound, t relation) bound {
	g := newGraph(n)
	leads := g.leads()
	var paths, cuts []bound
	used := make([]bool, len(of)+1) // the last never is
	for len(paths) < pathsMost {
		path := g.shortest(leads, used)
		if path == nil {
			break
		}
		for _, kid := range path {
			used[kid] = true
		}
		paths = append(paths, seriesBound(pickBounds(of, path), t))
	}
	for _, cut := range g.layers(leads) {
		cuts = append(cuts, flip(seriesBound(flipAll(pickBounds(of, cut)), t)))
	}
	below := flip(seriesBound(flipAll(paths), t))
	above := seriesBound(cuts, t)
	return bound{below.lo, below.notLo, above.hi, above.notHi}
}

func pickBounds(of []bound, which []int32) []bound {
	out := make([]bound, len(which))
	for i, kid := range which {
		out[i] = of[kid]
	}
	return out
}

// steps returns how many edges each place is from the source by what is unused, far
// for one out of reach, and by which edge from which place it is reached.
func (g *graph) steps(leads [][]lead, used []bool) (distance []int, by []lead) {
	distance, by = make([]int, g.places), make([]lead, g.places)
	for v := range distance {
		distance[v] = far
	}
	if used[g.at[source]] {
		return distance, by
	}
	distance[source] = 0
	for queue := []int32{source}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		for _, l := range leads[at] {
			if !used[l.kid] && !used[g.at[l.to]] && distance[l.to] == far {
				distance[l.to], by[l.to] = distance[at]+1, lead{l.kid, at}
				queue = append(queue, l.to)
			}
		}
	}
	return distance, by
}

const far = math.MaxInt32

// lead is a way over an edge, of which this is the kid, to a place.
type lead struct{ kid, to int32 }

// leads returns the ways from each place, in the order of the edges.
func (g *graph) leads() [][]lead {
	if g.out != nil {
		return g.out
	}
	g.out = make([][]lead, g.places)
	for i, e := range g.ends {
		g.out[e[0]] = append(g.out[e[0]], lead{g.kid[i], e[1]})
		if !g.directed {
			g.out[e[1]] = append(g.out[e[1]], lead{g.kid[i], e[0]})
		}
	}
	return g.out
}

// shortest returns what can fail of a path of fewest edges, nothing of which is used;
// nil for none.
func (g *graph) shortest(leads [][]lead, used []bool) []int32 {
	distance, by := g.steps(leads, used)
	if distance[target] == far {
		return nil
	}
	path := []int32{g.at[source]}
	for at := target; at != source; at = by[at].to {
		path = append(path, g.at[at], by[at].kid)
	}
	return slices.DeleteFunc(path, func(kid int32) bool { return kid == g.kids })
}

// layers returns the cuts by distance from the source, those that can fail.
func (g *graph) layers(leads [][]lead) [][]int32 {
	distance, _ := g.steps(leads, make([]bool, g.kids+1))
	most := distance[target]
	edges, places := make([][]int32, most), make([][]int32, most+1)
	for i, e := range g.ends {
		a, b := distance[e[0]], distance[e[1]]
		if g.directed && b < a {
			continue // leads back: no way over the cut
		}
		for d := min(a, b); d < max(a, b) && d < most; d++ {
			edges[d] = append(edges[d], g.kid[i])
		}
	}
	for v, d := range distance {
		if d < most || int32(v) == target {
			places[d] = append(places[d], g.at[v])
		}
	}
	return slices.DeleteFunc(append(edges, places...), func(cut []int32) bool { return slices.Contains(cut, g.kids) })
}
