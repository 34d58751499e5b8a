package system

import (
	"context"
	"fmt"
	"slices"
)

// frontier builds the diagram of an undirected network kid by kid: its edges,
// and the places that can fail, each before its edges. After some of them, all
// that matters is which places that still have edges to come are joined to each
// other, to the source and to the target, and which of them failed; outcomes
// that agree in this are one state, and one node of the diagram. Both "joined"
// and "cut off" end a path, so the mass of either is a sum of its own.
//
// A state is a word of 4 bits for each place on the frontier: the number of
// the part it belongs to, 0 that of the source, 1 that of the target, the
// others numbered from 2 as they appear, 15 that of places that failed.
type frontier struct {
	g           *graph
	d           *diagram
	first, last []int
	places      []int32 // on the frontier, in the order of their bits
	width       int     // the most places that there may be
	gone        [widthMost]bool
	open        [2]bool // source and target have edges to come
	at          slots   // of this level
	states      []uint64
	start       int32 // the first node of this level
	next        level
}

// slots tell where the places of a stage stand on the frontier: see slot.
type slots struct {
	place         int
	edge          [2]int
	before, after [][2]int
}

const (
	widthMost    = 14      // places on a frontier: 2 + 14 parts need 4 bits
	failed       = 15      // the part of places that failed, which takes the room of one
	frontierMost = 1 << 21 // nodes
)

// level collects the states of the next level; a slot of the table is taken if
// its node is one of that level.
type level struct {
	start  int32
	states []uint64
	keys   []uint64
	nodes  []int32
}

// frontierDiagram returns the diagram of g whose levels are its stages by order.
func frontierDiagram(ctx context.Context, g *graph, order []int) (*diagram, error) {
	stages := g.stages(order)
	f := &frontier{g: g, d: newDiagram(len(stages)), width: widthMost}
	f.first, f.last = spans(g.places, len(stages), func(i int) []int32 { return stages[i].places() })
	if len(g.of.Places) > 0 {
		f.width--
	}
	f.next = level{keys: make([]uint64, 1024), nodes: make([]int32, 1024)}
	f.states = []uint64{0}
	f.start = f.d.add(0)
	f.d.root = f.start
	for i := range stages {
		if err := f.step(ctx, i, &stages[i]); err != nil {
			return nil, err
		}
	}
	return f.d, nil
}

// step branches every state on the kid of stage i.
func (f *frontier) step(ctx context.Context, i int, s *stage) error {
	old := len(f.places)
	for _, v := range s.places() {
		if v > target && f.first[v] == i && !slices.Contains(f.places[old:], v) {
			f.places = append(f.places, v)
		}
	}
	if len(f.places) > f.width {
		return fmt.Errorf("a network with %d places on its frontier: %w", len(f.places), ErrTooLarge)
	}
	f.look(i, s)
	for n, state := range f.states {
		switch {
		case len(f.d.level) > frontierMost:
			return fmt.Errorf("a network of more than %d states: %w", frontierMost, ErrTooLarge)
		case n%lookUp == 0 && ctx.Err() != nil:
			return context.Cause(ctx)
		}
		w := f.unpack(state, old)
		for _, at := range f.at.before {
			f.join(&w, at)
		}
		v := f.start + int32(n)
		f.d.lo[v] = f.fails(w, i, s)
		f.d.hi[v] = f.works(w, i, s)
	}
	f.leave(i)
	f.states, f.next.states = f.next.states, f.states[:0]
	f.start = f.next.start
	return nil
}

// look finds out, once for all states, what stage i does.
func (f *frontier) look(i int, s *stage) {
	f.next.reset(int32(len(f.d.level)))
	f.at.place, f.at.edge = f.slot(s.place), f.slotsOf(s.edge)
	f.at.before, f.at.after = f.at.before[:0], f.at.after[:0]
	for _, w := range s.before {
		f.at.before = append(f.at.before, f.slotsOf(w))
	}
	for _, w := range s.after {
		f.at.after = append(f.at.after, f.slotsOf(w))
	}
	f.open = [2]bool{f.last[source] > i, f.last[target] > i}
	for j, v := range f.places {
		f.gone[j] = f.last[v] == i
	}
}

func (f *frontier) slotsOf(edge [2]int32) [2]int {
	return [2]int{f.slot(edge[0]), f.slot(edge[1])}
}

// slot is the position of a place on the frontier; -2 is the source, -1 the
// target.
func (f *frontier) slot(v int32) int {
	if v <= target {
		return int(v) - 2
	}
	return slices.Index(f.places, v)
}

// parts is a state unpacked: the part of each place.
type parts [widthMost]uint8

func (w *parts) at(slot int) uint8 {
	if slot < 0 {
		return uint8(slot + 2)
	}
	return w[slot]
}

// unpack gives the places that are new on the frontier parts of their own.
func (f *frontier) unpack(state uint64, old int) (w parts) {
	top := uint8(1)
	for j := range old {
		w[j] = uint8(state>>(4*j)) & 15
		if w[j] != failed || f.width == widthMost {
			top = max(top, w[j])
		}
	}
	for j := old; j < len(f.places); j++ {
		top++
		w[j] = top
	}
	return w
}

// works is the node after the kid of a stage worked.
func (f *frontier) works(w parts, i int, s *stage) int32 {
	if s.place < 0 && f.join(&w, f.at.edge) {
		return worksNode
	}
	return f.wired(w, i)
}

// fails is the node after the kid of a stage failed.
func (f *frontier) fails(w parts, i int, s *stage) int32 {
	switch {
	case s.place >= 0 && f.at.place < 0:
		return failsNode // source or target
	case s.place >= 0:
		w[f.at.place] = failed
	}
	return f.wired(w, i)
}

// wired is the node after the wires of a stage joined what they join.
func (f *frontier) wired(w parts, i int) int32 {
	for _, at := range f.at.after {
		if f.join(&w, at) {
			return worksNode
		}
	}
	return f.settle(w, i)
}

// join makes one part of those of two places, unless one of the places failed, and
// reports whether source and target are in it.
func (f *frontier) join(w *parts, at [2]int) bool {
	a, b := w.at(at[0]), w.at(at[1])
	a, b = min(a, b), max(a, b)
	switch {
	case b == failed && f.width < widthMost:
		return false
	case a == 0 && b == 1:
		return true
	}
	for j := range f.places {
		if w[j] == b {
			w[j] = a
		}
	}
	return false
}

// settle drops the places that have no more edges, numbers the parts anew and
// returns the node of the state: "fails" where source or target is cut off.
func (f *frontier) settle(w parts, i int) int32 {
	var number [16]uint8
	number[1] = 1
	if f.width < widthMost {
		number[failed] = failed
	}
	fresh := uint8(2)
	state, at := uint64(0), 0
	open := f.open
	for j := range f.places {
		if f.gone[j] {
			continue
		}
		part := w[j] & 15
		switch {
		case part <= 1:
			open[part] = true
		case number[part] == 0:
			number[part] = fresh
			fresh++
		}
		state |= uint64(number[part]) << at
		at += 4
	}
	if !open[source] || !open[target] {
		return failsNode
	}
	return f.next.node(state, f.d, int32(i+1))
}

func (f *frontier) leave(i int) {
	kept := f.places[:0]
	for _, v := range f.places {
		if f.last[v] != i {
			kept = append(kept, v)
		}
	}
	f.places = kept
}

func (l *level) reset(start int32) {
	l.start = start
	l.states = l.states[:0]
}

// node returns the node of a state, made if it is new.
func (l *level) node(state uint64, d *diagram, at int32) int32 {
	mask := uint64(len(l.keys) - 1)
	i := hash(state) & mask
	for l.nodes[i] >= l.start {
		if l.keys[i] == state {
			return l.nodes[i]
		}
		i = (i + 1) & mask
	}
	v := d.add(at)
	l.keys[i], l.nodes[i] = state, v
	l.states = append(l.states, state)
	if 2*len(l.states) > len(l.keys) {
		l.grow()
	}
	return v
}

func (l *level) grow() {
	l.keys, l.nodes = make([]uint64, 2*len(l.keys)), make([]int32, 2*len(l.keys))
	mask := uint64(len(l.keys) - 1)
	for s, state := range l.states {
		i := hash(state) & mask
		for l.nodes[i] != 0 {
			i = (i + 1) & mask
		}
		l.keys[i], l.nodes[i] = state, l.start+int32(s)
	}
}

func hash(x uint64) uint64 {
	x *= 0x9e3779b97f4a7c15
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	return x ^ x>>32
}
