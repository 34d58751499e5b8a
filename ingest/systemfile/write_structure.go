package systemfile

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"mtbf/model/system"
)

// use names a unit as the structure does.
func (x *writer) use(unit int) string {
	u := x.m.Units[unit]
	if x.isShared(unit) {
		return quoted(u.Name)
	}
	return quoted(x.names[u.Component])
}

// alike returns the module of nodes that are two or more fresh units of it.
func (x *writer) alike(of []system.Node) (name string, ok bool) {
	for i, n := range of {
		u, single := n.(system.Use)
		if !single || x.isShared(u.Unit) || i > 0 && x.use(u.Unit) != name {
			return "", false
		}
		name = x.use(u.Unit)
	}
	return name, len(of) > 1
}

// node writes a place in the structure, whose first line is indented so far.
func (x *writer) node(out io.Writer, n system.Node, indent string) {
	switch n := n.(type) {
	case system.Use:
		fmt.Fprintf(out, "%sseries: [%s]\n", indent, x.use(n.Unit))
	case *system.Series:
		fmt.Fprintf(out, "%sseries:\n", indent)
		x.list(out, n.Of, indent+"  ")
	case *system.Parallel:
		fmt.Fprintf(out, "%sparallel:\n", indent)
		x.list(out, n.Of, indent+"  ")
	case *system.KOfN:
		if name, ok := x.alike(n.Of); ok {
			fmt.Fprintf(out, "%sk_of_n: {k: %d, n: %d, of: %s}\n", indent, n.K, len(n.Of), name)
			return
		}
		fmt.Fprintf(out, "%sk_of_n:\n%s  k: %d\n%s  of:\n", indent, indent, n.K, indent)
		x.list(out, n.Of, indent+"    ")
	case *system.Capacity:
		if name, ok := x.alike(n.Of); ok {
			fmt.Fprintf(out, "%spartial: {n: %d, of: %s}\n", indent, len(n.Of), name)
			return
		}
		fmt.Fprintf(out, "%spartial:\n%s  of:\n", indent, indent)
		x.list(out, n.Of, indent+"    ")
	case *system.Group:
		fmt.Fprintf(out, "%s%s\n", indent, x.group(n))
	case *system.Duty:
		fmt.Fprintf(out, "%sstandby:\n%s  %s\n%s  of:%s%s  spares:\n", indent, indent, mode(n.DormancyFactor), indent, x.below(n.Of[0], indent+"    "), indent)
		x.list(out, n.Of[1:], indent+"    ")
	case *system.Network:
		x.network(out, n, indent)
	}
}

// list writes nodes, one a line or more.
func (x *writer) list(out io.Writer, of []system.Node, indent string) {
	for _, kid := range of {
		if u, ok := kid.(system.Use); ok {
			fmt.Fprintf(out, "%s- %s\n", indent, x.use(u.Unit))
			continue
		}
		var b strings.Builder
		x.node(&b, kid, indent+"  ")
		fmt.Fprintf(out, "%s- %s", indent, strings.TrimPrefix(b.String(), indent+"  "))
	}
}

// below is a node after the key it belongs to: a name, or lines indented so far.
func (x *writer) below(n system.Node, indent string) string {
	if u, ok := n.(system.Use); ok {
		return " " + x.use(u.Unit) + "\n"
	}
	var b strings.Builder
	x.node(&b, n, indent)
	return "\n" + b.String()
}

// network writes edges, then places, as they are read.
func (x *writer) network(out io.Writer, n *system.Network, indent string) {
	in := indent + "  "
	fmt.Fprintf(out, "%snetwork:\n%ssource: %s\n%starget: %s\n", indent, in, quoted(n.Source), in, quoted(n.Target))
	if n.Directed {
		fmt.Fprintf(out, "%sdirected: true\n", in)
	}
	fmt.Fprintf(out, "%sedges:\n", in)
	for _, e := range n.Edges {
		ends := quoted(e.From) + ", " + quoted(e.To)
		switch node := e.Node.(type) {
		case system.Wire:
			fmt.Fprintf(out, "%s  - [%s]\n", in, ends)
		case system.Use:
			fmt.Fprintf(out, "%s  - [%s, %s]\n", in, ends, x.use(node.Unit))
		default:
			var b strings.Builder
			x.list(&b, []system.Node{node}, in+"    ")
			fmt.Fprintf(out, "%s  - - %s\n%s    - %s\n%s", in, quoted(e.From), in, quoted(e.To), b.String())
		}
	}
	if len(n.Places) > 0 {
		fmt.Fprintf(out, "%splaces:\n", in)
	}
	for _, p := range n.Places {
		fmt.Fprintf(out, "%s  %s:%s", in, quoted(p.Name), x.below(p.Node, in+"    "))
	}
}

// mode says how spares wait.
func mode(dormancy float64) string {
	switch dormancy {
	case 0:
		return "mode: cold"
	case 1:
		return "mode: hot"
	}
	return "dormancy: " + digits(dormancy)
}

// group writes units that depend on each other, in one line.
func (x *writer) group(g *system.Group) string {
	kind := map[system.GroupKind]string{system.Redundant: "k_of_n", system.Duplex: "duplex", system.Standby: "standby"}[g.Kind]
	of := "of: " + x.use(g.Units[0])
	if x.isShared(g.Units[0]) {
		names := make([]string, len(g.Units))
		for i, u := range g.Units {
			names[i] = x.use(u)
		}
		of = "of: [" + strings.Join(names, ", ") + "]"
	}
	keys := []string{of}
	switch g.Kind {
	case system.Redundant:
		keys = append(keys, fmt.Sprintf("k: %d", g.K), fmt.Sprintf("n: %d", len(g.Units)))
	case system.Standby:
		keys = append(keys, fmt.Sprintf("active: %d", g.K), fmt.Sprintf("spares: %d", len(g.Units)-g.K), mode(g.DormancyFactor))
	}
	return kind + ": {" + strings.Join(append(keys, bonds(g)...), ", ") + "}"
}

// bonds are the keys of how the units of a group depend on each other, those that say
// something.
func bonds(g *system.Group) (keys []string) {
	add := func(is bool, key, value string) {
		if is {
			keys = append(keys, key+": "+value)
		}
	}
	add(g.Coverage.P() < 1, "coverage", digits(g.Coverage.P()))
	add(g.IdleCoverage != 0 && g.Kind != system.Redundant, "idle_coverage", digits(g.IdleCoverage.P()))
	add(g.Detection > 0, "detection", duration(g.Detection))
	add(g.Switchover > 0, "takeover", duration(g.Switchover))
	add(g.UncoveredMTTR > 0, "uncovered_mttr", duration(g.UncoveredMTTR))
	add(g.Crews > 0, "crews", strconv.Itoa(g.Crews))
	add(g.Beta > 0, "beta", digits(g.Beta))
	if c := g.CommonCause; c != nil {
		add(len(c.MGL) > 0, "mgl", series(c.MGL))
		add(len(c.Alpha) > 0, "alpha", series(c.Alpha))
		add(c.Staggered, "staggered", "true")
	}
	return keys
}
