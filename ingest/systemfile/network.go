package systemfile

import "mtbf/model/system"

func (b *builder) network(t *networkText) (system.Node, error) {
	n := &system.Network{Source: string(t.Source), Target: string(t.Target), Directed: t.Directed}
	for _, e := range t.Edges {
		if e.From == e.To {
			return nil, b.fault(b.at(e), "network: the edge joins %q to itself; delete it, or correct an end", e.From)
		}
		var node system.Node = system.Wire{}
		if e.Node != nil {
			var err error
			if node, err = b.node(e.Node, false); err != nil {
				return nil, err
			}
		}
		n.Edges = append(n.Edges, system.Edge{From: string(e.From), To: string(e.To), Node: node})
	}
	for _, p := range t.Places {
		node, err := b.node(&p.Node, false)
		if err != nil {
			return nil, err
		}
		if u, ok := node.(system.Use); ok && !b.model.Units[u.Unit].Shared {
			b.placed[string(p.Place)] = append(b.placed[string(p.Place)], u.Unit)
		}
		n.Places = append(n.Places, system.Place{Name: string(p.Place), Node: node})
	}
	return n, b.joined(t)
}

// nodes are those of the edges and the places that can fail.
func (t *networkText) nodes() []*nodeText {
	var of []*nodeText
	for _, e := range t.Edges {
		if e.Node != nil {
			of = append(of, e.Node)
		}
	}
	for _, p := range t.Places {
		of = append(of, &p.Node)
	}
	return of
}

// joined checks that the edges lead from the source to the target, and none of
// their ways without anything that can fail.
func (b *builder) joined(t *networkText) error {
	next, sure := map[placeText][]placeText{}, map[placeText][]placeText{}
	fails := map[placeText]bool{}
	for _, p := range t.Places {
		fails[p.Place] = true
	}
	var places []string
	for _, e := range t.Edges {
		for _, p := range []placeText{e.From, e.To} {
			if _, ok := next[p]; !ok {
				next[p] = nil
				places = append(places, string(p))
			}
		}
		link(next, e, t.Directed)
		if e.Node == nil && !fails[e.From] && !fails[e.To] {
			link(sure, e, t.Directed)
		}
	}
	for _, p := range t.Places {
		if _, ok := next[p.Place]; !ok {
			return b.fault(b.at(&p.Place), "network: the place %q is the end of no edge; %sname a place of the edges", p.Place, didYouMean(string(p.Place), places))
		}
	}
	for _, end := range []struct {
		name  string
		place *placeText
	}{{"source", &t.Source}, {"target", &t.Target}} {
		if _, ok := next[*end.place]; !ok {
			return b.fault(b.at(end.place), "network: the %s %q is the end of no edge; %sname a place of the edges", end.name, *end.place, didYouMean(string(*end.place), places))
		}
	}
	if t.Source == t.Target {
		return b.fault(b.at(&t.Target), "network: source and target are both %q; name two places", t.Target)
	}
	if !reaches(next, t.Source, t.Target) {
		return b.fault(b.at(&t.Target), "network: no path leads from %q to %q, even with every edge working; add the edge that is missing", t.Source, t.Target)
	}
	if reaches(sure, t.Source, t.Target) {
		return b.fault(b.at(&t.Target), "network: a path leads from %q to %q on which nothing can fail; give its edges a node, as in [a, b, link], or its places: one", t.Source, t.Target)
	}
	return nil
}

// link adds the ways of an edge.
func link(next map[placeText][]placeText, e *edgeText, directed bool) {
	next[e.From] = append(next[e.From], e.To)
	if !directed {
		next[e.To] = append(next[e.To], e.From)
	}
}

// reaches reports whether there is a path, breadth first.
func reaches(next map[placeText][]placeText, from, to placeText) bool {
	seen := map[placeText]bool{from: true}
	for queue := []placeText{from}; len(queue) > 0; queue = queue[1:] {
		for _, p := range next[queue[0]] {
			if p == to {
				return true
			}
			if !seen[p] {
				seen[p] = true
				queue = append(queue, p)
			}
		}
	}
	return false
}
