package system

import (
	"encoding/binary"
	"slices"
)

// literal is a gate of a simplifier, or its complement: twice its number, plus 1
// where it is the complement.
type literal int32

const (
	alwaysWorks literal = 0 // gate 0, a series of nothing
	alwaysFails literal = 1
)

func (l literal) gate() int32 { return int32(l >> 1) }

// simplifier makes the gates of a structure anew: fewer of them that say the same.
// A parallel is the complement of a series of complements, so that there are but
// leaves, series, k-of-n and networks, and equal ones are one.
type simplifier struct {
	g     *Gates
	gates []mixedGate
	known map[string]int32
	key   []byte
}

// mixedGate is a gate whose kids may be complements. A network has those of its
// [Children] in their order, a series and a k-of-n those that stand in it.
type mixedGate struct {
	op   Op
	leaf int32
	k    int
	kids []literal
	net  *graph
}

// reduce makes the gates of g fewer where some gate is used twice; else there is
// nothing to be won.
func (g *Gates) reduce() {
	if g.shares() {
		g.simplify()
		g.bundle()
	}
}

// simplify replaces the gates of g by fewer that have the same top. Leaves stay, be
// they in use or not.
func (g *Gates) simplify() {
	top := (&simplifier{g: g}).read()
	for range simplifyRounds {
		next, fewer := top.again()
		top = next
		if !fewer {
			break
		}
	}
	top.write()
}

// simplifyRounds is how often gates are made anew at most.
const simplifyRounds = 8

// shares reports whether any gate is a kid twice.
func (g *Gates) shares() bool {
	used := make([]bool, len(g.All))
	for i := range g.All {
		for _, kid := range g.All[i].Kids {
			if used[kid] {
				return true
			}
			used[kid] = true
		}
	}
	return false
}

// simplified is a simplifier with its top.
type simplified struct {
	*simplifier
	top literal
}

func newSimplifier(g *Gates) *simplifier {
	return &simplifier{g: g, gates: []mixedGate{{op: OpSeries}}, known: map[string]int32{}}
}

// read takes the compiled gates over.
func (s *simplifier) read() simplified {
	*s = *newSimplifier(s.g)
	of := make([]literal, len(s.g.All))
	for i := range s.g.All {
		x := &s.g.All[i]
		kids := make([]literal, len(x.Kids))
		for j, kid := range x.Kids {
			kids[j] = of[kid]
		}
		switch x.Op {
		case OpSeries:
			of[i] = s.series(kids)
		case OpParallel:
			of[i] = s.series(complements(kids)) ^ 1
		case OpKOfN:
			of[i] = s.atLeast(x.K, kids)
		case OpNot:
			of[i] = kids[0] ^ 1
		case OpNetwork:
			of[i] = s.network(x.net, kids)
		default:
			of[i] = s.add(mixedGate{op: x.Op, leaf: x.Leaf, kids: kids})
		}
	}
	return simplified{s, of[s.g.Top]}
}

func complements(of []literal) []literal {
	c := make([]literal, len(of))
	for i, l := range of {
		c[i] = l ^ 1
	}
	return c
}

// series is "all of the kids work".
func (s *simplifier) series(kids []literal) literal {
	sorted := slices.Clone(kids)
	slices.Sort(sorted)
	if sorted = slices.Compact(sorted); len(sorted) > 0 && sorted[0] == alwaysWorks {
		sorted = sorted[1:]
	}
	for i, l := range sorted {
		if l == alwaysFails || i > 0 && l == sorted[i-1]^1 {
			return alwaysFails
		}
	}
	switch len(sorted) {
	case 0:
		return alwaysWorks
	case 1:
		return sorted[0]
	}
	return s.find(mixedGate{op: OpSeries, kids: s.asWritten(kids, len(sorted))}, sorted)
}

// asWritten returns the kids in their order, each once, but those that always work.
func (s *simplifier) asWritten(kids []literal, n int) []literal {
	if len(kids) == n {
		return kids
	}
	seen := map[literal]bool{alwaysWorks: true}
	once := make([]literal, 0, n)
	for _, l := range kids {
		if !seen[l] {
			seen[l] = true
			once = append(once, l)
		}
	}
	return once
}

// atLeast is "k of the kids work", in which a kid may stand twice.
func (s *simplifier) atLeast(k int, kids []literal) literal {
	kids, k = drop(kids, k)
	switch {
	case k <= 0:
		return alwaysWorks
	case k > len(kids):
		return alwaysFails
	case k == len(kids):
		return s.series(kids)
	case k == 1:
		return s.series(complements(kids)) ^ 1
	}
	sorted := slices.Clone(kids)
	slices.Sort(sorted)
	if sorted[0]&1 == 1 {
		// fewer than n-k+1 of the complements work
		return s.find(mixedGate{op: OpKOfN, k: len(kids) - k + 1, kids: complements(kids)}, complements(sorted)) ^ 1
	}
	return s.find(mixedGate{op: OpKOfN, k: k, kids: kids}, sorted)
}

// drop leaves out of a k-of-n what always works or always fails, and a kid with its
// complement, of which one works.
func drop(kids []literal, k int) ([]literal, int) {
	rest := make([]literal, 0, len(kids))
	for _, l := range kids {
		at := slices.Index(rest, l^1)
		switch {
		case l == alwaysWorks:
			k--
		case l == alwaysFails:
		case at >= 0:
			rest = slices.Delete(rest, at, at+1)
			k--
		default:
			rest = append(rest, l)
		}
	}
	return rest, k
}

// network is "a path of the kids leads through net", which kids that always work or
// always fail may decide.
func (s *simplifier) network(net *graph, kids []literal) literal {
	for _, ends := range []literal{alwaysWorks, alwaysFails} {
		if !slices.Contains(kids, ends) {
			continue
		}
		w := newWalk(net)
		for i, l := range kids {
			w.works[i] = (l == ends) == (ends == alwaysWorks) // the others do not help
		}
		if w.search(); w.joined == (ends == alwaysWorks) {
			return ends
		}
	}
	return s.add(mixedGate{op: OpNetwork, kids: kids, net: net})
}

// add makes a gate that is like no other.
func (s *simplifier) add(x mixedGate) literal {
	s.gates = append(s.gates, x)
	return literal(len(s.gates)-1) << 1
}

// find returns the gate like x, made if there is none; sorted are its kids.
func (s *simplifier) find(x mixedGate, sorted []literal) literal {
	s.key = binary.AppendVarint(append(s.key[:0], byte(x.op)), int64(x.k))
	for _, l := range sorted {
		s.key = binary.LittleEndian.AppendUint32(s.key, uint32(l))
	}
	if at, ok := s.known[string(s.key)]; ok {
		return literal(at) << 1
	}
	l := s.add(x)
	s.known[string(s.key)] = l.gate()
	return l
}

// again makes the gates anew, knowing how often each is used, and reports whether
// there are fewer of them, or fewer kids.
func (s simplified) again() (simplified, bool) {
	a := &remaker{
		simplifier: newSimplifier(s.g), old: s.gates, uses: s.uses(), given: make([]int32, 2*len(s.gates)),
		made: make([]literal, len(s.gates)),
	}
	for i := range a.made {
		a.made[i] = -1
	}
	a.made[0] = alwaysWorks
	for i := range s.gates { // kids before those above them
		if a.atom(int32(i)) && a.uses[i] > 0 {
			a.made[i] = a.remake(int32(i))
		}
	}
	next := simplified{a.simplifier, a.of(s.top)}
	return next, next.size() < s.size()
}

// uses counts how often each gate is used by those below the top, which itself is
// used once.
func (s simplified) uses() []int32 {
	uses := make([]int32, len(s.gates))
	uses[s.top.gate()] = 1
	for i := len(s.gates) - 1; i >= 0; i-- {
		if uses[i] > 0 {
			for _, kid := range s.gates[i].kids {
				uses[kid.gate()]++
			}
		}
	}
	return uses
}

// size is the number of kids of all gates below the top.
func (s simplified) size() int {
	n := 0
	for i, uses := range s.uses() {
		if uses > 0 {
			n += 1 + len(s.gates[i].kids)
		}
	}
	return n
}

// remaker makes gates anew. Those that are used once are made where they are used,
// knowing what the gates above them tell of others: in
//
//	a and (a or b) and (c or not a and d)
//
// the two kids matter only while a works, so that this is "a and c".
type remaker struct {
	*simplifier
	old   []mixedGate
	uses  []int32
	given []int32   // how many gates above tell that a literal works
	made  []literal // of the old gates that are atoms
}

// atom reports whether an old gate is made apart from those that use it.
func (a *remaker) atom(i int32) bool { return a.old[i].op == OpLeaf || a.uses[i] != 1 }

// of returns what a literal becomes where it is used.
func (a *remaker) of(l literal) literal {
	switch {
	case a.given[l] > 0:
		return alwaysWorks
	case a.given[l^1] > 0:
		return alwaysFails
	case a.atom(l.gate()):
		return a.made[l.gate()] ^ l&1
	}
	return a.remake(l.gate()) ^ l&1
}

func (a *remaker) remake(i int32) literal {
	x := &a.old[i]
	switch x.op {
	case OpLeaf:
		return a.add(*x)
	case OpSeries:
		return a.remakeSeries(x)
	}
	kids := make([]literal, len(x.kids))
	for j, kid := range x.kids {
		kids[j] = a.of(kid)
	}
	if x.op == OpKOfN {
		return a.atLeast(x.k, kids)
	}
	return a.network(x.net, kids)
}

// remakeSeries makes the atoms first, which the other kids may then take as given.
func (a *remaker) remakeSeries(x *mixedGate) literal {
	flat := a.flatten(nil, x)
	kids := make([]literal, len(flat))
	told := make([]literal, 0, len(flat))
	for j, l := range flat {
		if !a.atom(l.gate()) {
			continue
		}
		if kids[j] = a.of(l); kids[j] != alwaysWorks {
			told = append(told, l)
		}
	}
	for _, l := range told {
		a.given[l]++
	}
	for j, l := range flat {
		if !a.atom(l.gate()) {
			kids[j] = a.of(l)
		}
	}
	for _, l := range told {
		a.given[l]--
	}
	return a.series(kids)
}

// flatten lists the kids of a series, in the place of another series that is used
// nowhere else its kids.
func (a *remaker) flatten(kids []literal, x *mixedGate) []literal {
	for _, l := range x.kids {
		if l&1 == 0 && !a.atom(l.gate()) && a.old[l.gate()].op == OpSeries {
			kids = a.flatten(kids, &a.old[l.gate()])
		} else {
			kids = append(kids, l)
		}
	}
	return kids
}

// write gives g the gates back. A series most of whose kids are complements is the
// complement of a parallel.
func (s simplified) write() {
	w := &gateWriter{simplified: s, at: make([]int32, 2*len(s.gates)), turned: make([]bool, len(s.gates))}
	for i := range w.at {
		w.at[i] = -1
	}
	w.g.All = make([]Gate, 0, len(s.gates))
	uses := s.uses()
	for i := range s.gates {
		if uses[i] > 0 {
			w.gate(int32(i))
		}
	}
	w.g.Top = w.of(s.top)
}

// gateWriter writes plain gates.
type gateWriter struct {
	simplified
	at     []int32 // of every literal its plain gate, -1 if there is none
	turned []bool  // of every gate whether its complement was written
}

func (w *gateWriter) gate(i int32) {
	x := w.gates[i]
	plain := Gate{Op: x.op, Leaf: x.leaf, K: x.k, net: x.net}
	turns := 0
	for _, l := range x.kids {
		if w.turns(l) {
			turns++
		}
	}
	if w.turned[i] = x.op != OpNetwork && 2*turns > len(x.kids); w.turned[i] {
		x.kids = complements(x.kids)
	}
	switch {
	case x.op == OpSeries && w.turned[i]:
		plain.Op, plain.K = OpParallel, 1
	case x.op == OpSeries:
		plain.K = len(x.kids)
	case x.op == OpKOfN && w.turned[i]:
		plain.K = len(x.kids) - x.k + 1
	}
	if x.op != OpLeaf {
		plain.Kids = make([]int32, len(x.kids))
	}
	for j, l := range x.kids {
		plain.Kids[j] = w.of(l)
	}
	l := literal(i) << 1
	if w.turned[i] {
		l ^= 1
	}
	w.at[l] = w.g.add(plain)
}

// turns reports whether a literal would be written as a complement.
func (w *gateWriter) turns(l literal) bool { return l&1 == 1 != w.turned[l.gate()] }

// of returns the plain gate of a literal.
func (w *gateWriter) of(l literal) int32 {
	switch {
	case w.at[l] >= 0:
	case l == alwaysFails:
		w.at[l] = w.g.add(Gate{Op: OpParallel})
	default:
		w.at[l] = w.g.add(Gate{Op: OpNot, K: 1, Kids: []int32{w.at[l^1]}})
	}
	return w.at[l]
}
