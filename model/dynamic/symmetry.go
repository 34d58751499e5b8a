package dynamic

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// orbit is a set of inputs of one gate that may be exchanged, with all that they alone are
// made of: nothing tells them apart. Each has the slots of its part of a state in the same
// order.
type orbit struct {
	slots [][]int32
	rows  [][]byte // scratch
}

// sort puts the parts of a state in order, so that states that differ by an exchange are
// one.
func (o *orbit) sort(s state) {
	for k, slots := range o.slots {
		for i, slot := range slots {
			o.rows[k][i] = s[slot]
		}
	}
	if slices.IsSortedFunc(o.rows, bytes.Compare) {
		return
	}
	slices.SortFunc(o.rows, bytes.Compare)
	for k, slots := range o.slots {
		for i, slot := range slots {
			s[slot] = o.rows[k][i]
		}
	}
}

// maxLike is how many elements an input has at most that is compared with others.
const maxLike = 500

// orbits are those of all gates for which the order of their inputs does not matter, from
// below.
func (n *net) orbits() []orbit {
	var all []orbit
	for g, kind := range n.kinds {
		if kind != And && kind != Or && kind != Vote {
			continue
		}
		alike := map[string][][]int32{}
		var order []string
		for _, kid := range n.of[g] {
			sign, slots := n.signature(int32(g), kid)
			if sign == "" {
				continue
			}
			if alike[sign] == nil {
				order = append(order, sign)
			}
			alike[sign] = append(alike[sign], slots)
		}
		for _, sign := range order {
			if slots := alike[sign]; len(slots) > 1 {
				o := orbit{slots: slots}
				for _, s := range slots {
					o.rows = append(o.rows, make([]byte, len(s)))
				}
				all = append(all, o)
			}
		}
	}
	return all
}

// signature is the same for inputs of a gate that may be exchanged: it tells all about an
// input but the numbers of what it alone is made of. It is "" for one that others use.
func (n *net) signature(gate, input int32) (string, []int32) {
	own := n.ownOf(gate, input)
	if own == nil {
		return "", nil
	}
	w := &signer{net: n, own: own, local: map[int32]int{}}
	w.visit(input)
	var b strings.Builder
	var slots []int32
	for _, i := range w.order {
		w.describe(&b, i)
		for _, slot := range []int32{i, n.uses[i], n.flags[i]} {
			if slot >= 0 {
				slots = append(slots, slot)
			}
		}
	}
	return b.String(), slots
}

// ownOf are the input and what it alone is made of; nil where others use it.
func (n *net) ownOf(gate, input int32) map[int32]bool {
	if len(n.parents[input]) != 1 || n.parents[input][0] != gate || input == n.top {
		return nil
	}
	own := map[int32]bool{input: true}
	below := []int32{input}
	for k := 0; k < len(below); k++ {
		for _, kid := range n.of[below[k]] {
			if !slices.Contains(below, kid) {
				below = append(below, kid)
			}
		}
		if len(below) > maxLike {
			return nil
		}
	}
	slices.SortFunc(below, func(a, b int32) int { return cmp.Compare(b, a) })
	for _, i := range below {
		if i != input && !slices.ContainsFunc(n.parents[i], func(p int32) bool { return !own[p] }) {
			own[i] = true
		}
	}
	return own
}

// signer numbers what is an input's own, and describes it.
type signer struct {
	*net
	own   map[int32]bool
	local map[int32]int
	order []int32
}

// visit numbers an element and its own inputs, those of gates without an order sorted by
// what they look like.
func (w *signer) visit(i int32) {
	if _, seen := w.local[i]; seen || !w.own[i] {
		return
	}
	w.local[i] = len(w.order)
	w.order = append(w.order, i)
	kids := slices.Clone(w.of[i])
	if k := w.kinds[i]; k == And || k == Or || k == Vote {
		looks := make(map[int32]string, len(kids))
		for _, kid := range kids {
			looks[kid] = w.looks(kid, 0)
		}
		slices.SortStableFunc(kids, func(a, b int32) int { return cmp.Compare(looks[a], looks[b]) })
	}
	for _, kid := range kids {
		w.visit(kid)
	}
}

// looks is what an element looks like down to some depth, without its links.
func (w *signer) looks(i int32, depth int) string {
	if !w.own[i] {
		return fmt.Sprintf("s%d", i)
	}
	of := make([]string, 0, len(w.of[i]))
	for _, kid := range w.of[i] {
		if depth < 3 {
			of = append(of, w.looks(kid, depth+1))
		}
	}
	if k := w.kinds[i]; k == And || k == Or || k == Vote {
		slices.Sort(of)
	}
	return w.self(i) + "(" + strings.Join(of, " ") + ")"
}

// self is what an element is by itself.
func (w *signer) self(i int32) string {
	e := w.gate(i)
	v := e.Event
	return fmt.Sprintf("%d/%d/%v/%x/%d/%x/%x", e.Kind, e.K, e.Exclusive, math.Float64bits(v.Rate), v.phases(), math.Float64bits(v.Probability), math.Float64bits(v.Dormancy))
}

// ref is an element as seen from the input: by its place in it or, if it is not its own,
// by its number.
func (w *signer) ref(i int32) string {
	if k, own := w.local[i]; own {
		return fmt.Sprintf("l%d", k)
	}
	return fmt.Sprintf("s%d", i)
}

// describe writes an element with all its links.
func (w *signer) describe(b *strings.Builder, i int32) {
	b.WriteString(w.self(i))
	refs := make([]string, 0, len(w.of[i]))
	for _, kid := range w.of[i] {
		refs = append(refs, w.ref(kid))
	}
	if k := w.kinds[i]; k == And || k == Or || k == Vote {
		slices.Sort(refs)
	}
	fmt.Fprintf(b, "[%s]", strings.Join(refs, " "))
	if w.home[i] >= 0 {
		fmt.Fprintf(b, "h%s", w.ref(w.home[i]))
	}
	var links []string
	for _, d := range w.forcedBy[i] {
		links = append(links, fmt.Sprintf("by%s:%x", w.ref(w.deps[d].trigger), math.Float64bits(w.deps[d].probability)))
	}
	for _, d := range w.triggers[i] {
		links = append(links, fmt.Sprintf("to%s:%x", w.ref(w.deps[d].dependent), math.Float64bits(w.deps[d].probability)))
	}
	slices.Sort(links)
	fmt.Fprintf(b, "{%s}", strings.Join(links, " "))
	w.describeRestrictions(b, i)
	b.WriteByte(';')
}

func (w *signer) describeRestrictions(b *strings.Builder, i int32) {
	for k, r := range w.restrictions {
		if !slices.Contains(r.of, i) {
			continue
		}
		if slices.ContainsFunc(r.of, func(e int32) bool { return !w.own[e] }) {
			fmt.Fprintf(b, "r%d.%d", k, i) // as no other
			continue
		}
		refs := make([]string, len(r.of))
		for j, e := range r.of {
			refs[j] = w.ref(e)
		}
		if r.kind == Exclusion {
			slices.Sort(refs)
		}
		fmt.Fprintf(b, "r%d:%s", r.kind, strings.Join(refs, " "))
	}
}
