package systemfile

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"mtbf/model"
	"mtbf/model/system"
)

// maxWritten is the most nodes that a file is written with, those that stand in several
// places counted there.
const maxWritten = 100_000

// Write writes a system of units that have an unavailability each, in series, parallel and
// k-of-n, as a system file that reads as the same one: modules by the names of the units,
// those that are used in several places shared. about are lines of comment. A
// *[model.ParamError] names what a system file does not have, such as a not, or has no
// room for.
func Write(w io.Writer, m *system.Model, about ...string) error {
	x := &writer{m: m, uses: make([]int, len(m.Units))}
	if err := x.count(m.Top); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	for _, line := range about {
		fmt.Fprintf(out, "# %s\n", line)
	}
	fmt.Fprintf(out, "name: %s\nmodules:\n", strconv.Quote(m.Name))
	shared := x.modules(out)
	if len(shared) > 0 {
		fmt.Fprint(out, "shared:\n")
		for _, u := range shared {
			fmt.Fprintf(out, "  %s: %s\n", strconv.Quote(m.Units[u].Name), strconv.Quote(x.names[u]))
		}
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
	names map[int]string // of the modules of shared units
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
	return &model.ParamError{Param: "structure", Value: fmt.Sprintf("a %T", n), Want: "of series, parallel, k-of-n and units"}
}

// modules writes those of the units in use, and returns the units that are shared.
func (x *writer) modules(out io.Writer) (shared []int) {
	taken := map[string]bool{}
	for u, n := range x.uses {
		if n > 0 {
			taken[x.m.Units[u].Name] = true
		}
	}
	x.names = map[int]string{}
	for u, n := range x.uses {
		if n == 0 {
			continue
		}
		name := x.m.Units[u].Name
		if n > 1 {
			for name += " module"; taken[name]; name += "'" {
			}
			taken[name] = true
			x.names[u] = name
			shared = append(shared, u)
		}
		availability, _ := x.m.Components[x.m.Units[u].Component].Fixed()
		number := "unavailability: " + strconv.FormatFloat(availability.Fails, 'g', -1, 64)
		if availability.Fails == 0 {
			number = "availability: 1"
		}
		fmt.Fprintf(out, "  %s: {%s}\n", strconv.Quote(name), number)
	}
	return shared
}

// node writes a place in the structure, whose first line is indented so far.
func (x *writer) node(out io.Writer, n system.Node, indent string) {
	list := func(of []system.Node, indent string) {
		for _, kid := range of {
			if u, ok := kid.(system.Use); ok {
				fmt.Fprintf(out, "%s- %s\n", indent, strconv.Quote(x.m.Units[u.Unit].Name))
				continue
			}
			var b strings.Builder
			x.node(&b, kid, indent+"  ")
			fmt.Fprintf(out, "%s- %s", indent, strings.TrimPrefix(b.String(), indent+"  "))
		}
	}
	switch n := n.(type) {
	case system.Use:
		fmt.Fprintf(out, "%sseries: [%s]\n", indent, strconv.Quote(x.m.Units[n.Unit].Name))
	case *system.Series:
		fmt.Fprintf(out, "%sseries:\n", indent)
		list(n.Of, indent+"  ")
	case *system.Parallel:
		fmt.Fprintf(out, "%sparallel:\n", indent)
		list(n.Of, indent+"  ")
	case *system.KOfN:
		fmt.Fprintf(out, "%sk_of_n:\n%s  k: %d\n%s  of:\n", indent, indent, n.K, indent)
		list(n.Of, indent+"    ")
	}
}
