package system

import (
	"context"
	"slices"
)

// edge is a place in a diagram store: twice the number of a node, plus 1 where
// the function is the complement of the node's. Node 0 is the only constant.
type edge uint32

const (
	falseEdge edge = 1 // the complement of true
	trueEdge  edge = 0
)

func (e edge) node() uint32     { return uint32(e >> 1) }
func (e edge) complement() bool { return e&1 == 1 }

// diagramNode is a node of a diagram store: hi where the variable of its level is
// true, lo where it is false.
type diagramNode struct {
	level  int32
	lo, hi edge
}

// store is an arena of distinct nodes with a hashed unique table (open
// addressing, linear probing, at most three quarters full) and a direct-mapped cache of
// operations, whose entries are overwritten and never grow beyond cacheMost.
// When more than limit nodes, or more than most operations, are needed, or the
// context ends, full is set: all later results are void, until it is unset for more.
type store struct {
	ctx    context.Context
	knots  []diagramNode
	table  []uint64 // numbers of nodes, above each its hash, so that others are not looked at; 0 is free
	cache  []memo
	number []int32 // see numbers
	misses int     // operations since the cache was made
	steps  int     // operations in all
	limit  int
	most   int // steps; stepsPerNode times the limit unless set
	full   bool
}

// memo is an operation with its result, on four words so that it lies on one line of
// the processor's cache: a holds the operation too, see opShift.
type memo struct{ a, b, c, result edge }

// opShift is where the operation stands in a memo, above all edges there may be.
const opShift = 28

const (
	cacheLeast = 1 << 10
	cacheMost  = 1 << 22

	stepsPerNode = 32
)

func newStore(ctx context.Context, limit int) *store {
	return &store{
		ctx:   ctx,
		most:  stepsPerNode * limit,
		knots: make([]diagramNode, 1, 256),
		table: make([]uint64, 512),
		cache: make([]memo, cacheLeast),
		limit: limit,
	}
}

// mix is a hash of three words (multiply and fold).
func mix(a, b, c uint32) uint32 {
	h := uint64(a)*0x9e3779b97f4a7c15 ^ uint64(b)*0xc2b2ae3d27d4eb4f ^ uint64(c)*0x165667b19e3779f9
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return uint32(h >> 32)
}

// find returns the node (level, lo, hi), made if it is new.
func (s *store) find(level int32, lo, hi edge) uint32 {
	mask := uint32(len(s.table) - 1)
	hash := mix(uint32(level), uint32(lo), uint32(hi))
	at := hash & mask
	for ; s.table[at] != 0; at = (at + 1) & mask {
		x := s.table[at]
		if n := uint32(x); uint32(x>>32) == hash && s.knots[n] == (diagramNode{level, lo, hi}) {
			return n
		}
	}
	if len(s.knots) >= s.limit {
		s.full = true
		return 0
	}
	n := uint32(len(s.knots))
	if n == uint32(cap(s.knots)) {
		s.knots = slices.Grow(s.knots, int(n)) // twice as many: fewer copies than by a quarter
	}
	s.knots = append(s.knots, diagramNode{level, lo, hi})
	s.table[at] = uint64(hash)<<32 | uint64(n)
	if 4*len(s.knots) > 3*len(s.table) {
		s.grow()
	}
	return n
}

// grow doubles the unique table.
func (s *store) grow() {
	old := s.table
	s.table = make([]uint64, 2*len(old))
	mask := uint32(len(s.table) - 1)
	for _, x := range old {
		if x == 0 {
			continue
		}
		at := uint32(x>>32) & mask
		for s.table[at] != 0 {
			at = (at + 1) & mask
		}
		s.table[at] = x
	}
}

// recall returns the entry of an operation and whether it holds its result.
func (s *store) recall(op uint32, a, b, c edge) (*memo, bool) {
	a |= edge(op << opShift)
	m := s.slot(a, b, c)
	return m, m.a == a && m.b == b && m.c == c
}

func (s *store) slot(a, b, c edge) *memo {
	return &s.cache[mix(uint32(a), uint32(b), uint32(c))&uint32(len(s.cache)-1)]
}

// step counts an operation, and looks up now and then.
func (s *store) step() {
	s.steps++
	if s.steps > s.most || s.steps%lookUp == 0 && s.ctx.Err() != nil {
		s.full = true
	}
}

// lookUp is after how many steps of some ten nanoseconds a context is looked at.
const lookUp = 1 << 14

// keep stores the result of an operation. A cache that is too small for what
// is going on makes the same operations again and again, in the worst case
// without end and without a new node: it is doubled, up to its bound, as soon
// as it has missed twice as often as it has entries.
func (s *store) keep(op uint32, a, b, c, result edge) edge {
	s.step()
	if s.full {
		return result // void
	}
	s.misses++
	if s.misses > 2*len(s.cache) && len(s.cache) < cacheMost {
		s.widen()
	}
	a |= edge(op << opShift)
	*s.slot(a, b, c) = memo{a, b, c, result}
	return result
}

func (s *store) widen() {
	old := s.cache
	s.cache, s.misses = make([]memo, 4*len(old)), 0
	for _, m := range old {
		if m.a != 0 {
			*s.slot(m.a, m.b, m.c) = m
		}
	}
}
