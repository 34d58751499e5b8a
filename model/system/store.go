package system

import "context"

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
// addressing, linear probing, at most half full) and a direct-mapped cache of
// operations, whose entries are overwritten and never grow beyond cacheMost.
// When more than limit nodes, or more than most operations, are needed, or the
// context ends, full is set: all later results are void, until it is unset for more.
type store struct {
	ctx    context.Context
	knots  []diagramNode
	table  []uint32 // numbers of nodes; 0 is free
	cache  []memo
	number []int32 // see numbers
	misses int     // operations since the cache was made
	steps  int     // operations in all
	limit  int
	most   int // steps; stepsPerNode times the limit unless set
	full   bool
}

// memo is an operation with its result.
type memo struct {
	a, b, c edge
	op      uint32 // 0 is free
	result  edge
}

const (
	cacheLeast = 1 << 10
	cacheMost  = 1 << 20

	stepsPerNode = 32
)

func newStore(ctx context.Context, limit int) *store {
	return &store{
		ctx:   ctx,
		most:  stepsPerNode * limit,
		knots: make([]diagramNode, 1, 256),
		table: make([]uint32, 512),
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
	at := mix(uint32(level), uint32(lo), uint32(hi)) & mask
	for s.table[at] != 0 {
		if n := s.table[at]; s.knots[n] == (diagramNode{level, lo, hi}) {
			return n
		}
		at = (at + 1) & mask
	}
	if len(s.knots) >= s.limit {
		s.full = true
		return 0
	}
	n := uint32(len(s.knots))
	s.knots = append(s.knots, diagramNode{level, lo, hi})
	s.table[at] = n
	if len(s.knots)*2 > len(s.table) {
		s.grow()
	}
	return n
}

// grow doubles the unique table.
func (s *store) grow() {
	s.table = make([]uint32, 2*len(s.table))
	mask := uint32(len(s.table) - 1)
	for n := 1; n < len(s.knots); n++ {
		k := s.knots[n]
		at := mix(uint32(k.level), uint32(k.lo), uint32(k.hi)) & mask
		for s.table[at] != 0 {
			at = (at + 1) & mask
		}
		s.table[at] = uint32(n)
	}
}

// recall returns the entry of an operation and whether it holds its result.
func (s *store) recall(op uint32, a, b, c edge) (*memo, bool) {
	m := s.slot(op, a, b, c)
	return m, m.op == op && m.a == a && m.b == b && m.c == c
}

func (s *store) slot(op uint32, a, b, c edge) *memo {
	return &s.cache[mix(uint32(a)^op<<28, uint32(b), uint32(c))&uint32(len(s.cache)-1)]
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
	*s.slot(op, a, b, c) = memo{a, b, c, op, result}
	return result
}

func (s *store) widen() {
	old := s.cache
	s.cache, s.misses = make([]memo, 4*len(old)), 0
	for _, m := range old {
		if m.op != 0 {
			*s.slot(m.op, m.a, m.b, m.c) = m
		}
	}
}
