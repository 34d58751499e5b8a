package systemfile

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/system"
)

// maxWritten is the most nodes that a file is written with, those that stand in several
// places counted there.
const maxWritten = 100_000

// Write writes a system as a system file that reads as the same one, to the last digit of
// every answer: units that stand in several places are shared, others are named by their
// modules. Of a module from a log the estimates are written, in the place of the log.
// about are lines of comment.
//
// A *[model.ParamError] names what a system file does not have, such as a not, the times of
// another file, or more nodes than there is room for.
func Write(w io.Writer, m *system.Model, about ...string) error {
	x := &writer{m: m, uses: make([]int, len(m.Units))}
	if err := x.count(m.Top); err != nil {
		return err
	}
	x.name()
	modules, err := x.modules()
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	for _, line := range about {
		fmt.Fprintf(out, "# %s\n", onOneLine(line))
	}
	fmt.Fprintf(out, "name: %s\nmodules:\n%s", strconv.Quote(m.Name), modules)
	x.shared(out)
	x.pools(out)
	if m.RestWhenDown {
		fmt.Fprint(out, "rest_when_down: true\n")
	}
	if len(m.Limits) > 0 {
		fmt.Fprintf(out, "limits: %s\n", numbers(m.Limits))
	}
	fmt.Fprint(out, "structure:\n")
	x.node(out, m.Top, "  ")
	return out.Flush()
}

// writer writes one system.
type writer struct {
	m     *system.Model
	uses  []int // of units
	nodes int
	names []string // of the modules, by component; "" for one that is not used
}

// count counts nodes and uses of units, and refuses what cannot be written.
func (x *writer) count(n system.Node) error {
	if x.nodes++; x.nodes > maxWritten {
		return &model.ParamError{Param: "structure", Value: fmt.Sprintf("more than %d nodes", maxWritten), Want: "one that can be written out, as a system file has no names for parts of it"}
	}
	switch n := n.(type) {
	case system.Use:
		x.uses[n.Unit]++
		return nil
	case *system.Group:
		if n.Kind == system.Cluster {
			return &model.ParamError{Param: "structure", Value: "a cluster", Want: "the system that it was made of"}
		}
		for _, u := range n.Units {
			x.uses[u]++
		}
		return nil
	case *system.Series, *system.Parallel, *system.KOfN, *system.Capacity, *system.Duty, *system.Network:
		for _, kid := range system.Children(n) {
			if err := x.count(kid); err != nil {
				return err
			}
		}
		return nil
	case *system.Not:
		return &model.ParamError{Param: "structure", Value: "a gate that happens because another does not", Want: "coherent: a system file has no not"}
	case *system.Choose:
		return &model.ParamError{Param: "structure", Value: "a choose", Want: "a system that asks nothing: 'mtbf size' answers it"}
	}
	return &model.ParamError{Param: "structure", Value: fmt.Sprintf("a %T", n), Want: "of nodes that a system file has"}
}

// isShared tells of a unit that has a name of its own in the file.
func (x *writer) isShared(unit int) bool {
	return x.uses[unit] > 1 || x.uses[unit] == 1 && x.m.Units[unit].Shared
}

// name names the modules in use after their components: where a shared unit has that
// name, the module has another.
func (x *writer) name() {
	shared, taken := map[string]bool{}, map[string]bool{}
	used := make([]bool, len(x.m.Components))
	for u, n := range x.uses {
		if n == 0 {
			continue
		}
		used[x.m.Units[u].Component] = true
		if x.isShared(u) {
			shared[x.m.Units[u].Name] = true
		}
	}
	for i, c := range x.m.Components {
		if used[i] {
			taken[c.Name] = true
		}
	}
	x.names = make([]string, len(x.m.Components))
	for i, c := range x.m.Components {
		if !used[i] {
			continue
		}
		x.names[i] = c.Name
		if shared[c.Name] {
			for x.names[i] += " module"; taken[x.names[i]] || shared[x.names[i]]; x.names[i] += "'" {
			}
			taken[x.names[i]] = true
		}
	}
}

// shared writes the units that have names of their own.
func (x *writer) shared(out io.Writer) {
	heading := "shared:\n"
	for u := range x.uses {
		if x.isShared(u) {
			fmt.Fprintf(out, "%s  %s: %s\n", heading, strconv.Quote(x.m.Units[u].Name), strconv.Quote(x.names[x.m.Units[u].Component]))
			heading = ""
		}
	}
}

// pools writes the crews that modules in use share.
func (x *writer) pools(out io.Writer) {
	heading := "repair_crews:\n"
	for _, p := range x.m.Pools {
		var repairs []string
		for _, c := range p.Components {
			if x.names[c] != "" {
				repairs = append(repairs, strconv.Quote(x.names[c]))
			}
		}
		if repairs == nil {
			continue
		}
		order := ""
		if p.ByPriority {
			order = ", order: priority"
		}
		fmt.Fprintf(out, "%s  %s: {crews: %d, repairs: [%s]%s}\n", heading, strconv.Quote(p.Name), p.Crews, strings.Join(repairs, ", "), order)
		heading = ""
	}
}

// use names a unit as the structure does.
func (x *writer) use(unit int) string {
	u := x.m.Units[unit]
	if x.isShared(unit) {
		return strconv.Quote(u.Name)
	}
	return strconv.Quote(x.names[u.Component])
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
	fmt.Fprintf(out, "%snetwork:\n%ssource: %s\n%starget: %s\n", indent, in, strconv.Quote(n.Source), in, strconv.Quote(n.Target))
	if n.Directed {
		fmt.Fprintf(out, "%sdirected: true\n", in)
	}
	fmt.Fprintf(out, "%sedges:\n", in)
	for _, e := range n.Edges {
		ends := strconv.Quote(e.From) + ", " + strconv.Quote(e.To)
		switch node := e.Node.(type) {
		case system.Wire:
			fmt.Fprintf(out, "%s  - [%s]\n", in, ends)
		case system.Use:
			fmt.Fprintf(out, "%s  - [%s, %s]\n", in, ends, x.use(node.Unit))
		default:
			var b strings.Builder
			x.list(&b, []system.Node{node}, in+"    ")
			fmt.Fprintf(out, "%s  - - %s\n%s    - %s\n%s", in, strconv.Quote(e.From), in, strconv.Quote(e.To), b.String())
		}
	}
	if len(n.Places) > 0 {
		fmt.Fprintf(out, "%splaces:\n", in)
	}
	for _, p := range n.Places {
		fmt.Fprintf(out, "%s  %s:%s", in, strconv.Quote(p.Name), x.below(p.Node, in+"    "))
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
	add(g.Detection > 0, "detection", when.FormatHours(g.Detection))
	add(g.Switchover > 0, "takeover", when.FormatHours(g.Switchover))
	add(g.UncoveredMTTR > 0, "uncovered_mttr", when.FormatHours(g.UncoveredMTTR))
	add(g.Crews > 0, "crews", strconv.Itoa(g.Crews))
	add(g.Beta > 0, "beta", digits(g.Beta))
	if c := g.CommonCause; c != nil {
		add(len(c.MGL) > 0, "mgl", series(c.MGL))
		add(len(c.Alpha) > 0, "alpha", series(c.Alpha))
		add(c.Staggered, "staggered", "true")
	}
	return keys
}

// digits writes a number with all of its digits, and no more.
func digits(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func series(of []float64) string {
	texts := make([]string, len(of))
	for i, x := range of {
		texts[i] = digits(x)
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// numbers writes numbers by name, in order of the names.
func numbers(of map[string]float64) string {
	var texts []string
	for _, name := range slices.SortedFunc(maps.Keys(of), cmp.Compare[string]) {
		texts = append(texts, strconv.Quote(name)+": "+digits(of[name]))
	}
	return "{" + strings.Join(texts, ", ") + "}"
}
