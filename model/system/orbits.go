package system

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
)

// orbits numbers the leaves so that those of one number may be exchanged for
// each other: they matter alike. It returns nil where there are too few leaves
// for any to be told together, and else the number of each leaf, and how many
// leaves have it.
func (p *plan) orbits() (of []int, members []int) {
	if len(p.gates.Leaves) <= alikeMost {
		return nil, nil
	}
	class := p.classes()
	place := make([]int, len(p.modules))
	number := map[[3]int]int{}
	of = make([]int, len(p.gates.Leaves))
	for i := int(p.root) + 1; i < len(p.modules); i++ { // leaves that nothing depends on
		at := [3]int{-1, class[i], -1}
		if _, ok := number[at]; !ok {
			number[at] = len(number) + 1
		}
		place[i] = number[at]
	}
	for i := len(p.modules) - 1; i >= 0; i-- {
		m := &p.modules[i]
		if m.op == OpLeaf {
			of[m.leaf] = place[i]
		}
		for level, kid := range m.kids {
			if m.op != opDiagram {
				level = -1 // kids of a kind stand anywhere
			}
			at := [3]int{place[i], class[kid], level}
			if _, ok := number[at]; !ok {
				number[at] = len(number) + 1
			}
			place[kid] = number[at]
		}
	}
	members = make([]int, len(number)+1)
	for _, n := range of {
		members[n]++
	}
	return of, members
}

// classes numbers the modules so that those of one number are of the same form.
func (p *plan) classes() []int {
	class := make([]int, len(p.modules))
	number := map[string]int{}
	for i := range p.modules {
		form := p.form(i, class)
		if _, ok := number[form]; !ok {
			number[form] = len(number)
		}
		class[i] = number[form]
	}
	return class
}

// comparedMost is the most nodes of a diagram that is compared with others.
const comparedMost = 4096

// form describes a module by its parts and the classes of its kids.
func (p *plan) form(i int, class []int) string {
	m := &p.modules[i]
	switch l := m.op; {
	case l == OpLeaf && p.gates.Leaves[m.leaf].Group != nil:
		return fmt.Sprint("group ", p.groupKey(p.gates.Leaves[m.leaf].Group))
	case l == OpLeaf:
		return "part " + strconv.Itoa(p.partOf(p.gates.Leaves[m.leaf]))
	case l == opDiagram && len(m.d.level) > comparedMost:
		return fmt.Sprint("module ", i)
	}
	kids := make([]int, len(m.kids))
	for j, kid := range m.kids {
		kids[j] = class[kid]
	}
	b := []byte{byte(m.op)}
	b = binary.AppendVarint(b, int64(m.k))
	if m.op == opDiagram {
		b = binary.AppendVarint(b, int64(m.d.root))
		for _, list := range [][]int32{m.d.level, m.d.lo, m.d.hi} {
			for _, x := range list {
				b = binary.AppendVarint(b, int64(x))
			}
		}
	} else {
		slices.Sort(kids)
	}
	for lo := 0; lo < len(kids); {
		hi := lo
		for hi < len(kids) && kids[hi] == kids[lo] {
			hi++
		}
		b = binary.AppendVarint(binary.AppendVarint(b, int64(kids[lo])), int64(hi-lo))
		lo = hi
	}
	return string(b)
}
