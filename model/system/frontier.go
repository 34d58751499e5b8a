package system

import (
	"context"
	"fmt"
	"slices"
)

// frontier builds the diagram of an undirected network edge by edge. After
// some edges, all that matters of them is which places that still have edges
// to come are joined to each other, to the source and to the target; outcomes
// that agree in this are one state, and one node of the diagram
// Both "joined" and "cut off" end a path, so the
// mass of either is a sum of its own.
//
// A state is a word of 4 bits for each place on the frontier: the number of
// the part it belongs to, 0 that of the source, 1 that of the target, the
// others numbered from 2 as they appear.
type frontier struct {
	g           *graph
	d           *diagram
	first, last []int
	places      []int32 // on the frontier, in the order of their bits
	ends        [2]int  // where the two ends of this edge stand: see slot
	gone        [widthMost]bool
	open        [2]bool  // source and target have edges to come
	states      []uint64 // of the nodes of this level
	start       int32    // the first node of this level
	next        level
}

const (
	widthMost    = 14      // places on a frontier: 2 + 14 parts need 4 bits
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

// frontierDiagram returns the diagram of g whose level i is the edge order[i].
func frontierDiagram(ctx context.Context, g *graph, order []int) (*diagram, error) {
	f := &frontier{g: g, d: newDiagram(len(order))}
	f.first, f.last = g.spans(order)
	f.next = level{keys: make([]uint64, 1024), nodes: make([]int32, 1024)}
	f.states = []uint64{0}
	f.start = f.d.add(0)
	f.d.root = f.start
	for i, e := range order {
		if err := f.step(ctx, i, g.ends[e]); err != nil {
			return nil, err
		}
	}
	return f.d, nil
}

// step branches every state on the edge of level i.
func (f *frontier) step(ctx context.Context, i int, edge [2]int32) error {
	old := len(f.places)
	for _, v := range ends(edge) {
		if v > target && f.first[v] == i {
			f.places = append(f.places, v)
		}
	}
	if len(f.places) > widthMost {
		return fmt.Errorf("a network with %d places on its frontier: %w", len(f.places), ErrTooLarge)
	}
	f.look(i, edge)
	for s, state := range f.states {
		switch {
		case len(f.d.level) > frontierMost:
			return fmt.Errorf("a network of more than %d states: %w", frontierMost, ErrTooLarge)
		case s%lookUp == 0 && ctx.Err() != nil:
			return context.Cause(ctx)
		}
		w := f.unpack(state, old)
		v := f.start + int32(s)
		f.d.lo[v] = f.settle(w, i)
		f.d.hi[v] = f.joined(w, i)
	}
	f.leave(i)
	f.states, f.next.states = f.next.states, f.states[:0]
	f.start = f.next.start
	return nil
}

// look finds out, once for all states, what the edge of level i does.
func (f *frontier) look(i int, edge [2]int32) {
	f.next.reset(int32(len(f.d.level)))
	f.ends = [2]int{f.slot(edge[0]), f.slot(edge[1])}
	f.open = [2]bool{f.last[source] > i, f.last[target] > i}
	for j, v := range f.places {
		f.gone[j] = f.last[v] == i
	}
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
		top = max(top, w[j])
	}
	for j := old; j < len(f.places); j++ {
		top++
		w[j] = top
	}
	return w
}

// joined is the node after the edge worked.
func (f *frontier) joined(w parts, i int) int32 {
	a, b := w.at(f.ends[0]), w.at(f.ends[1])
	a, b = min(a, b), max(a, b)
	if a == 0 && b == 1 {
		return worksNode
	}
	for j := range f.places {
		if w[j] == b {
			w[j] = a
		}
	}
	return f.settle(w, i)
}

// settle drops the places that have no more edges, numbers the parts anew and
// returns the node of the state: "fails" where source or target is cut off.
func (f *frontier) settle(w parts, i int) int32 {
	var number [16]uint8
	number[1] = 1
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
