package faulttree

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"mtbf/model"
	"mtbf/model/system"
)

// Write writes a system as an Open-PSA model whose one gate happens when the system
// fails: a series is an or, a parallel an and, a k-out-of-n an atleast. Each unit is a
// basic event with the probability that chance gives it, by its index in the model; a
// group, and a unit, is one event however often it is used. A network, a partial, a duty
// and a choose have no formula there: a *[model.ParamError] names them.
//
// Names of events are those of units, with a "-" for what is no letter or digit; the label
// of an event is the name it had.
func Write(w io.Writer, m *system.Model, unit func(u int) (float64, error), group func(g *system.Group) (float64, error)) error {
	x := &treeWriter{m: m, unit: unit, group: group, names: map[string]bool{"top": true}, units: map[int]string{}, groups: map[*system.Group]string{}}
	var formula strings.Builder
	if err := x.node(&formula, m.Top, 3); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opsa-mef>\n  <define-fault-tree name=\"tree\">\n    <define-gate name=\"top\">\n      <label>%s</label>\n%s    </define-gate>\n  </define-fault-tree>\n  <model-data>\n", escaped(m.Name), formula.String())
	for _, e := range x.events {
		fmt.Fprintf(out, "    <define-basic-event name=\"%s\">\n      <label>%s</label>\n      <float value=\"%s\"/>\n    </define-basic-event>\n", escaped(e.name), escaped(e.label), strconv.FormatFloat(e.fails, 'g', -1, 64))
	}
	fmt.Fprint(out, "  </model-data>\n</opsa-mef>\n")
	return out.Flush()
}

// treeWriter writes a structure as a formula, and gathers its events.
type treeWriter struct {
	m      *system.Model
	unit   func(u int) (float64, error)
	group  func(g *system.Group) (float64, error)
	names  map[string]bool
	units  map[int]string
	groups map[*system.Group]string
	events []writtenEvent
}

type writtenEvent struct {
	name, label string
	fails       float64
}

func escaped(text string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		panic("faulttree: " + err.Error()) // a builder takes all
	}
	return b.String()
}

// event is a new one of a name that is like the given one.
func (x *treeWriter) event(label string, fails float64) string {
	plain := identifier(label)
	name := plain
	for n := 2; x.names[name]; n++ {
		name = fmt.Sprintf("%s-%d", plain, n)
	}
	x.names[name] = true
	x.events = append(x.events, writtenEvent{name, label, fails})
	return name
}

var noIdentifier = regexp.MustCompile(`[^A-Za-z0-9_]+`)

// identifier is a name that every reader of the format takes: letters, digits and "_",
// with single hyphens between, a letter first.
func identifier(label string) string {
	name := strings.Trim(noIdentifier.ReplaceAllString(label, "-"), "-_")
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		name = "e" + name
	}
	return name
}

func (x *treeWriter) node(b *strings.Builder, n system.Node, level int) error {
	indent := strings.Repeat("  ", level)
	join := func(open, word string, of []system.Node) error {
		fmt.Fprintf(b, "%s<%s>\n", indent, open)
		for _, kid := range of {
			if err := x.node(b, kid, level+1); err != nil {
				return err
			}
		}
		fmt.Fprintf(b, "%s</%s>\n", indent, word)
		return nil
	}
	switch n := n.(type) {
	case system.Use:
		name, known := x.units[n.Unit]
		if !known {
			fails, err := x.unit(n.Unit)
			if err != nil {
				return err
			}
			name = x.event(x.m.Units[n.Unit].Name, fails)
			x.units[n.Unit] = name
		}
		fmt.Fprintf(b, "%s<basic-event name=\"%s\"/>\n", indent, escaped(name))
		return nil
	case *system.Series:
		return join("or", "or", n.Of)
	case *system.Parallel:
		return join("and", "and", n.Of)
	case *system.KOfN:
		switch n.K { // other programs refuse a vote that is none
		case 1:
			return join("and", "and", n.Of)
		case len(n.Of):
			return join("or", "or", n.Of)
		}
		return join(fmt.Sprintf(`atleast min="%d"`, len(n.Of)-n.K+1), "atleast", n.Of)
	case *system.Not:
		return join("not", "not", []system.Node{n.Of})
	case *system.Group:
		return x.groupOf(b, n, level)
	}
	what := "choose"
	switch n.(type) {
	case *system.Network:
		what = "network"
	case *system.Capacity:
		what = "partial"
	case *system.Duty:
		what = "standby with a list of spares"
	}
	return &model.ParamError{Param: "structure", Value: what, Want: "a series, a parallel, a k-of-n, a group or a unit, which a fault tree has gates and events for"}
}

// groupOf is a vote of the units of a group that are independent, and one event of another.
func (x *treeWriter) groupOf(b *strings.Builder, g *system.Group, level int) error {
	if g.Independent(len(g.Units)) {
		of := make([]system.Node, len(g.Units))
		for i, u := range g.Units {
			of[i] = system.Use{Unit: u}
		}
		return x.node(b, &system.KOfN{K: g.K, Of: of}, level)
	}
	name, known := x.groups[g]
	if !known {
		fails, err := x.group(g)
		if err != nil {
			return err
		}
		label := g.Name
		if label == "" {
			label = "group of " + x.m.Units[g.Units[0]].Name
		}
		name = x.event(label, fails)
		x.groups[g] = name
	}
	fmt.Fprintf(b, "%s<!-- %d units that depend on each other: their unavailability was solved as that of a chain -->\n%s<basic-event name=\"%s\"/>\n", strings.Repeat("  ", level), len(g.Units), strings.Repeat("  ", level), escaped(name))
	return nil
}
