package systemfile

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"mtbf/model/system"
)

// template is a structure of which a choose makes copies, as a system of its own: each
// copy has fresh units, so that none of them may be shared, and no question stands in it.
func (b *builder) template(n *nodeText) (*system.Model, error) {
	if err := b.copyable(n); err != nil {
		return nil, err
	}
	inner := &builder{decoder: b.decoder, file: b.file, dir: b.dir, opt: b.opt, parts: b.parts, samples: b.samples}
	inner.model.Components = b.model.Components
	inner.shared, inner.groups, inner.duties, inner.placed = map[string]int{}, map[string][]*system.Group{}, map[string][]*system.Duty{}, map[string][]int{}
	inner.fresh = make([]int, len(b.model.Components))
	var err error
	if inner.model.Top, err = inner.node(n, false); err != nil {
		return nil, err
	}
	if err := inner.nameUnits(); err != nil {
		return nil, err
	}
	for part, n := range inner.fresh {
		if n > 0 {
			b.asked[part] = true
		}
	}
	for _, w := range inner.warnings {
		b.warn(w.Code, "%s", w.Text)
	}
	inner.model.Name = label(&inner.model)
	return &inner.model, nil
}

// copyable refuses what a structure that is copied cannot have.
func (b *builder) copyable(n *nodeText) error {
	switch {
	case n.Choose != nil:
		return b.fault(b.at(n), "choose: a choose inside what another chooses; give how many there are, or ask outside")
	case n.Standby != nil && n.Standby.Spares.Nodes != nil:
		return b.fault(b.at(n), "choose: a standby with a list of spares cannot be copied; give each design to solve")
	case n.Unit != "" && b.file.Shared[n.Unit] != nil:
		return b.fault(b.at(n), "choose: %q is one shared unit, of which there are no copies; name its module, or take it out of the choose", n.Unit)
	}
	for _, kid := range n.kids() {
		if err := b.copyable(kid); err != nil {
			return err
		}
	}
	return nil
}

// kids are the nodes right below n, those that are copied once.
func (n *nodeText) kids() []*nodeText {
	switch {
	case n.KOfN != nil:
		return n.KOfN.Of.Nodes
	case n.Duplex != nil:
		return n.Duplex.Of.Nodes
	case n.Standby != nil:
		return slices.Concat(n.Standby.Of.Nodes, n.Standby.Spares.Nodes)
	case n.Partial != nil:
		return n.Partial.Of.Nodes
	case n.Network != nil:
		return n.Network.nodes()
	case n.Choose != nil:
		return n.Choose.Of.Nodes
	}
	return slices.Concat(n.Series, n.Parallel)
}

// label names a structure after its modules: a series is feed+ups, a parallel feed|diesel,
// and like nodes are counted, ups×3.
func label(m *system.Model) string {
	text := labelOf(m, m.Top, false)
	if utf8.RuneCountInString(text) > maxNameRunes {
		return string([]rune(text)[:maxNameRunes-1]) + "…"
	}
	return text
}

func labelOf(m *system.Model, n system.Node, inner bool) string {
	sep, kids := "|", system.Children(n)
	switch n := n.(type) {
	case system.Use:
		return m.Components[m.Units[n.Unit].Component].Name
	case *system.Series:
		sep = "+"
	case *system.Group:
		for _, u := range n.Units {
			kids = append(kids, system.Use{Unit: u})
		}
	}
	var parts []string
	count := map[string]int{}
	for _, kid := range kids {
		text := labelOf(m, kid, true)
		if count[text]++; count[text] == 1 {
			parts = append(parts, text)
		}
	}
	for i, text := range parts {
		if n := count[text]; n > 1 {
			parts[i] += "×" + strconv.Itoa(n)
		}
	}
	if text := strings.Join(parts, sep); !inner || len(parts) == 1 {
		return text
	}
	return "(" + strings.Join(parts, sep) + ")"
}
