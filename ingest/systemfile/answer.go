package systemfile

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"mtbf/model/system"
)

// answerer turns answers into changes of a file.
type answerer struct {
	*File
	answers Answers
	asked   map[*chooseText][]*system.Choose // in the order of the structure, those not yet answered
	used    []string                         // names in the structure as answered
	notes   []string                         // lines that tell each question and its answer
}

// collect finds which questions each text asks: several where it is copied.
func (x *answerer) collect(n system.Node) {
	if c, ok := n.(*system.Choose); ok {
		t := x.builder.questions[c]
		x.asked[t] = append(x.asked[t], c)
	}
	for _, kid := range system.Children(n) {
		x.collect(kid)
	}
}

// node answers the questions at and below a node.
func (x *answerer) node(n *nodeText, c changes) error {
	if n.Choose != nil {
		return x.answer(n, c)
	}
	if of, copies := n.copied(); copies > 1 && n.asks() {
		return x.copies(of, copies, c)
	}
	if n.Unit != "" {
		x.used = append(x.used, n.Unit)
	}
	for _, kid := range n.kids() {
		if err := x.node(kid, c); err != nil {
			return err
		}
	}
	return nil
}

// asks reports whether a question stands at or below a node.
func (n *nodeText) asks() bool {
	return n.Choose != nil || slices.ContainsFunc(n.kids(), (*nodeText).asks)
}

// copied is the node of which n has copies, and how many; 1 where each node stands for itself.
func (n *nodeText) copied() (*nodeText, int) {
	switch {
	case n.KOfN != nil && !n.KOfN.Of.List:
		return n.KOfN.Of.Nodes[0], n.KOfN.N
	case n.Duplex != nil && !n.Duplex.Of.List:
		return n.Duplex.Of.Nodes[0], 2
	case n.Partial != nil && !n.Partial.Of.List:
		return n.Partial.Of.Nodes[0], n.Partial.N
	}
	return nil, 1
}

// copies answers each copy of a node.
func (x *answerer) copies(of *nodeText, copies int, c changes) error {
	each := make([]changes, copies)
	for i := range each {
		each[i] = changes{}
		if err := x.node(of, each[i]); err != nil {
			return err
		}
	}
	c.copies(x.builder.places[of], each)
	return nil
}

// answer writes copies in the place of a question.
func (x *answerer) answer(n *nodeText, changes changes) error {
	t := n.Choose
	c := x.asked[t][0]
	x.asked[t] = x.asked[t][1:]
	copies, ok := x.answers[c]
	if want := len(c.Components) + len(c.Structures); !ok || len(copies) != want {
		return fmt.Errorf("%s: the question on line %d has no answer of %d numbers of copies", x.builder.name, x.builder.at(n).line, want)
	}
	text := x.copiesText(c, t, copies)
	if text == "" {
		return fmt.Errorf("%s: the question on line %d has an answer of fewer copies than it needs", x.builder.name, x.builder.at(n).line)
	}
	at := x.builder.places[n]
	x.notes = append(x.notes, fmt.Sprintf("line %d: %s -> %s", at.line, bare(flowText(at)), bare(text)))
	changes.at(at).text = text
	return nil
}

// copiesText is a node of copies, "" where they are fewer than needed.
func (x *answerer) copiesText(c *system.Choose, t *chooseText, copies []int) string {
	of, n := x.alternatives(t, copies)
	switch {
	case n < c.Need || n == 0:
		return ""
	case n == 1:
		return of[0]
	case len(of) > 1:
		return fmt.Sprintf("{k_of_n: {k: %d, of: [%s]}}", c.Need, strings.Join(of, ", "))
	case c.Group == nil:
		return fmt.Sprintf("{k_of_n: {k: %d, n: %d, of: %s}}", c.Need, n, of[0])
	case n == c.Need: // without a spare, none takes over and none waits
		return fmt.Sprintf("{k_of_n: {k: %d, n: %d, of: %s%s}}", c.Need, n, of[0], x.keys(&t.Crews, "crews", &t.Beta, "beta"))
	case c.Group.Kind == system.Redundant:
		return fmt.Sprintf("{k_of_n: {k: %d, n: %d, of: %s%s}}", c.Need, n, of[0], x.bonds(c.Group, t))
	case c.Group.Kind == system.Duplex && n == 2:
		return fmt.Sprintf("{duplex: {of: %s%s}}", of[0], x.bonds(c.Group, t))
	}
	return fmt.Sprintf("{standby: {of: %s, active: %d, spares: %d, %s%s}}", of[0], c.Need, n-c.Need, x.mode(c.Group, t), x.bonds(c.Group, t))
}

// alternatives are the texts of what is copied, one for all copies where they are alike, and
// how many copies there are.
func (x *answerer) alternatives(t *chooseText, copies []int) (of []string, n int) {
	var nodes, structures []*nodeText // as a system.Choose counts them
	for _, node := range t.Of.Nodes {
		if node.Unit == "" {
			structures = append(structures, node)
		} else {
			nodes = append(nodes, node)
		}
	}
	nodes = append(nodes, structures...)
	kinds := 0
	for i, k := range copies {
		if k <= 0 {
			continue
		}
		kinds++
		n += k
		x.uses(nodes[i])
		of = append(of, slices.Repeat([]string{flowText(x.builder.places[nodes[i]])}, k)...)
	}
	if kinds == 1 {
		of = of[:1]
	}
	return of, n
}

// uses notes the names at and below a node.
func (x *answerer) uses(n *nodeText) {
	if n.Unit != "" {
		x.used = append(x.used, n.Unit)
	}
	for _, kid := range n.kids() {
		x.uses(kid)
	}
}

// mode says how spares wait. The active units of a duplex are a standby with hot spares: those
// needed serve.
func (x *answerer) mode(g *system.Group, t *chooseText) string {
	switch {
	case g.Kind == system.Duplex || g.DormancyFactor == 1:
		return "mode: hot"
	case g.DormancyFactor == 0:
		return "mode: cold"
	}
	return "mode: warm" + x.keys(&t.Dormancy, "dormancy")
}

// bonds are the keys that make copies depend on each other, those left out that have no
// effect.
func (x *answerer) bonds(g *system.Group, t *chooseText) string {
	text := x.keys(&t.Coverage, "coverage")
	if g.Kind == system.Duplex || g.Kind == system.Standby && g.DormancyFactor > 0 {
		text += x.keys(&t.IdleCoverage, "idle_coverage")
	}
	text += x.keys(&t.Detection, "detection", &t.Takeover, "takeover")
	if g.Coverage.P() < 1 || g.IdleCoverage.P() < 1 {
		text += x.keys(&t.UncoveredMTTR, "uncovered_mttr")
	}
	return text + x.keys(&t.Crews, "crews", &t.Beta, "beta")
}

// keys are those of the fields, in pairs with their names, that the file gives, as it gives
// them.
func (x *answerer) keys(pairs ...any) string {
	var out strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		if b := x.builder.places[pairs[i]]; b != nil {
			fmt.Fprintf(&out, ", %s: %s", pairs[i+1], flowText(b))
		}
	}
	return out.String()
}

// dropped are the modules that a question names and no answer uses.
func (x *answerer) dropped() []string {
	var names []string
	for _, name := range named(x.builder.decoder, x.builder.file.Modules) {
		shared := func(of *string) bool { return of != nil && *of == name } // by a unit, which stays, used or not
		used := slices.Contains(x.used, name) || slices.ContainsFunc(slices.Collect(maps.Values(x.builder.file.Shared)), shared)
		if part := x.builder.parts[name]; x.builder.asked[part] && !used {
			names = append(names, name)
		}
	}
	return names
}

// idleLimits are the limits on what only dropped modules have.
func (x *answerer) idleLimits(dropped []string) []string {
	var names []string
	for name := range x.builder.file.Limits {
		had, has := false, false
		for module, m := range x.builder.file.Modules {
			_, ok := m.Resources[name]
			had = had || ok
			has = has || ok && !slices.Contains(dropped, module)
		}
		if had && !has {
			names = append(names, name)
		}
	}
	return names
}
