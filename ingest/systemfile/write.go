package systemfile

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"mtbf/model"
	"mtbf/model/system"
)

// maxWritten is the most nodes that a file is written with, those that stand in several
// places counted there.
const maxWritten = 100_000

// Write writes a system that has no text, such as that of a fault tree, as a system file
// that reads as the same one, to the last digit of every answer: modules with probabilities
// in series, parallel and k_of_n. Units that stand in several places are shared, others are
// named by their modules. about are lines of comment.
//
// A *[model.ParamError] names what such a system does not have, and what a system file does
// not have, such as a not, or more nodes than there is room for.
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
	fmt.Fprintf(out, "name: %s\nmodules:\n%s", quoted(m.Name), modules)
	x.shared(out)
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
	case *system.Series, *system.Parallel, *system.KOfN:
		for _, kid := range system.Children(n) {
			if err := x.count(kid); err != nil {
				return err
			}
		}
		return nil
	case *system.Not:
		return &model.ParamError{Param: "structure", Value: "a gate that happens because another does not", Want: "coherent: a system file has no not"}
	}
	return &model.ParamError{Param: "structure", Value: fmt.Sprintf("a %T", n), Want: "of series, parallel and k_of_n"}
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
			fmt.Fprintf(out, "%s  %s: %s\n", heading, quoted(x.m.Units[u].Name), quoted(x.names[x.m.Units[u].Component]))
			heading = ""
		}
	}
}

// modules are the lines of the modules in use, in their order.
func (x *writer) modules() (string, error) {
	var out strings.Builder
	for i, c := range x.m.Components {
		if x.names[i] == "" {
			continue
		}
		availability, reliability := c.Fixed()
		key, of := "availability", availability
		if reliability.Given() {
			key, of = "reliability", reliability
		}
		if c.Life != nil || c.FixedUncertainty != nil || len(c.Resources) > 0 {
			return "", &model.ParamError{Param: "module " + c.Name, Value: "more than a probability", Want: "one that is known: a module with times, limits or resources is written out by hand"}
		}
		text := key + ": " + digits(of.Works)
		if of.Fails > 0 {
			text = "un" + key + ": " + digits(of.Fails)
		}
		if c.Source != "" {
			fmt.Fprintf(&out, "  # from %s\n", onOneLine(c.Source))
		}
		fmt.Fprintf(&out, "  %s: {%s}\n", quoted(x.names[i]), text)
	}
	return out.String(), nil
}

// use names a unit as the structure does.
func (x *writer) use(unit int) string {
	u := x.m.Units[unit]
	if x.isShared(unit) {
		return quoted(u.Name)
	}
	return quoted(x.names[u.Component])
}

// node writes a place in the structure, whose first line is indented so far.
func (x *writer) node(out io.Writer, n system.Node, indent string) {
	switch n := n.(type) {
	case system.Use:
		x.node(out, &system.Series{Of: []system.Node{n}}, indent)
	case *system.Series:
		fmt.Fprintf(out, "%sseries:\n", indent)
		x.list(out, n.Of, indent+"  ")
	case *system.Parallel:
		fmt.Fprintf(out, "%sparallel:\n", indent)
		x.list(out, n.Of, indent+"  ")
	case *system.KOfN:
		fmt.Fprintf(out, "%sk_of_n:\n%s  k: %d\n%s  of:\n", indent, indent, n.K, indent)
		x.list(out, n.Of, indent+"    ")
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
