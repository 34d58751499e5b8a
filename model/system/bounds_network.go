package system

import "math"

// networkBound bounds the chance that a path of working edges leads from the
// source to the target: from below by paths that share no edge, from above by
// cuts that share none, the edges between the places at most d steps from the
// source and those further away.
func networkBound(n *Network, of []bound, apart bool) bound {
	var paths, cuts []bound
	used := make([]bool, len(of))
	for {
		path := n.shortest(used)
		if path == nil {
			break
		}
		for _, e := range path {
			used[e] = true
		}
		paths = append(paths, seriesBound(pickBounds(of, path), apart))
	}
	for _, cut := range n.layers() {
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

// steps returns how many unused edges each place is from the source, and the
// edge by which it is reached.
func (n *Network) steps(used []bool) (distance, by map[string]int) {
	distance, by = map[string]int{n.Source: 0}, map[string]int{}
	for frontier := []string{n.Source}; len(frontier) > 0; {
		var next []string
		for _, at := range frontier {
			for i, e := range n.Edges {
				to, ok := n.across(e, at)
				if _, seen := distance[to]; !ok || seen || used[i] {
					continue
				}
				distance[to], by[to] = distance[at]+1, i
				next = append(next, to)
			}
		}
		frontier = next
	}
	return distance, by
}

// across returns where an edge leads from a place.
func (n *Network) across(e Edge, at string) (to string, ok bool) {
	switch {
	case e.From == at:
		return e.To, true
	case e.To == at && !n.Directed:
		return e.From, true
	}
	return "", false
}

// shortest returns the edges of a path of fewest unused edges, nil for none.
func (n *Network) shortest(used []bool) []int {
	distance, by := n.steps(used)
	if _, ok := distance[n.Target]; !ok {
		return nil
	}
	var path []int
	for at := n.Target; at != n.Source; {
		i := by[at]
		path = append(path, i)
		if e := n.Edges[i]; e.To == at && distance[e.From] == distance[at]-1 {
			at = e.From
		} else {
			at = e.To
		}
	}
	return path
}

// layers returns the cuts by distance from the source.
func (n *Network) layers() [][]int {
	distance, _ := n.steps(make([]bool, len(n.Edges)))
	far := func(at string) int {
		if d, ok := distance[at]; ok {
			return d
		}
		return math.MaxInt32
	}
	cuts := make([][]int, distance[n.Target])
	for i, e := range n.Edges {
		a, b := far(e.From), far(e.To)
		if n.Directed && b < a {
			continue // leads back: no way over the cut
		}
		for d := min(a, b); d < max(a, b) && d < len(cuts); d++ {
			cuts[d] = append(cuts[d], i)
		}
	}
	return cuts
}
