package mtbf

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mtbf/model/solve"
	"mtbf/model/system"
)

// Bought is a system once one more of its redundant parts is there.
type Bought struct {
	Name           string // of the part; of the first, which has none of them, "one of each"
	Unavailability float64
	MTBF           float64 // hours
}

// Buys takes all redundancy out of a system and puts it back, one part after the other in
// the order of the file, what is inside before what is around it: what each buys depends
// on those before it. Of a parallel or k_of_n node without redundancy the first k stay,
// and of a group as many units as it needs. The errors are those of [solve.System].
func Buys(ctx context.Context, m *system.Model) ([]Bought, error) {
	parts := redundant(m.Top, nil)
	var all []Bought
	for i := range len(parts) + 1 {
		part, name := *m, "one of each"
		part.Top = without(m.Top, parts[i:])
		if i > 0 {
			name = partName(m, parts[i-1])
		}
		r, err := solve.System(ctx, &part)
		if err != nil {
			return nil, err
		}
		all = append(all, Bought{name, r.Unavailability, r.MTBF})
	}
	return all, nil
}

// redundant are the redundant parts of a node, inner ones first. Those inside copies that
// are themselves redundant come with these.
func redundant(n system.Node, found []system.Node) []system.Node {
	switch n := n.(type) {
	case *system.Series:
		for _, child := range n.Of {
			found = redundant(child, found)
		}
	case *system.Parallel, *system.KOfN:
		for _, child := range needed(n) {
			found = redundant(child, found)
		}
		return append(found, n)
	case *system.Group:
		if n.Kind != system.Cluster {
			found = append(found, n)
		}
	}
	return found
}

// needed are the children that a parallel or k_of_n node has without redundancy.
func needed(n system.Node) []system.Node {
	switch n := n.(type) {
	case *system.Parallel:
		return n.Of[:min(1, len(n.Of))]
	case *system.KOfN:
		return n.Of[:min(n.K, len(n.Of))]
	}
	return nil
}

// without returns a node without the redundancy of some of its parts.
func without(n system.Node, parts []system.Node) system.Node {
	if parallel := needed(n); parallel != nil {
		if !slices.Contains(parts, n) {
			return n
		}
		return without(&system.Series{Of: parallel}, parts)
	}
	switch n := n.(type) {
	case *system.Series:
		s := &system.Series{}
		for _, child := range n.Of {
			s.Of = append(s.Of, without(child, parts))
		}
		return s
	case *system.Group:
		if !slices.Contains(parts, system.Node(n)) {
			return n
		}
		s := &system.Series{}
		for _, unit := range n.Units[:min(n.K, len(n.Units))] {
			s.Of = append(s.Of, system.Use{Unit: unit})
		}
		return s
	}
	return n
}

// partName names a part by its kind and what it is made of.
func partName(m *system.Model, n system.Node) string {
	if g, ok := n.(*system.Group); ok {
		of := m.Components[m.Units[g.Units[0]].Component].Name
		switch g.Kind {
		case system.Duplex:
			return "pair of " + of
		case system.Standby:
			return "spare of " + of
		}
		return fmt.Sprintf("%d of %d of %s", g.K, len(g.Units), of)
	}
	var of []string
	for _, child := range needed(n) {
		of = components(m, child, of)
	}
	if len(of) > 2 {
		return fmt.Sprintf("copy of %s and %d others", of[0], len(of)-1)
	}
	return "copy of " + strings.Join(of, " and ")
}

// components are the modules of a node, each once.
func components(m *system.Model, n system.Node, found []string) []string {
	add := func(unit int) {
		if name := m.Components[m.Units[unit].Component].Name; !slices.Contains(found, name) {
			found = append(found, name)
		}
	}
	switch n := n.(type) {
	case system.Use:
		add(n.Unit)
	case *system.Series:
		for _, child := range n.Of {
			found = components(m, child, found)
		}
	case *system.Parallel, *system.KOfN:
		for _, child := range needed(n) {
			found = components(m, child, found)
		}
	case *system.Group:
		for _, unit := range n.Units {
			add(unit)
		}
	}
	return found
}
