package systemfile

import "mtbf/model/system"

func (b *builder) network(t *networkText) (system.Node, error) {
	n := &system.Network{Source: string(t.Source), Target: string(t.Target), Directed: t.Directed}
	for _, e := range t.Edges {
		if e.From == e.To {
			return nil, b.fault(b.at(e), "network: the edge joins %q to itself; delete it, or correct an end", e.From)
		}
		node, err := b.node(e.Node, false)
		if err != nil {
			return nil, err
		}
		n.Edges = append(n.Edges, system.Edge{From: string(e.From), To: string(e.To), Node: node})
	}
	return n, b.joined(t)
}

// joined checks that the edges lead from the source to the target.
func (b *builder) joined(t *networkText) error {
	next := map[placeText][]placeText{}
	var places []string
	for _, e := range t.Edges {
		for _, p := range []placeText{e.From, e.To} {
			if _, ok := next[p]; !ok {
				next[p] = nil
				places = append(places, string(p))
			}
		}
		next[e.From] = append(next[e.From], e.To)
		if !t.Directed {
			next[e.To] = append(next[e.To], e.From)
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
	return nil
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
