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
	fmt.Fprintf(out, "name: %s\nmodules:\n%s", quoted(m.Name), modules)
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
			fmt.Fprintf(out, "%s  %s: %s\n", heading, quoted(x.m.Units[u].Name), quoted(x.names[x.m.Units[u].Component]))
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
				repairs = append(repairs, quoted(x.names[c]))
			}
		}
		if repairs == nil {
			continue
		}
		order := ""
		if p.ByPriority {
			order = ", order: priority"
		}
		fmt.Fprintf(out, "%s  %s: {crews: %d, repairs: [%s]%s}\n", heading, quoted(p.Name), p.Crews, strings.Join(repairs, ", "), order)
		heading = ""
	}
}
