package solve

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"mtbf/model/markov"
	"mtbf/model/system"
)

// Bounds on the chain of a whole system.
const (
	maxJointStates  = 1_000_000
	maxJointMoves   = 20_000_000
	maxJointNumbers = 50_000_000 // that hold the states
	maxJointWork    = 20_000_000 // numbers looked at, about a second
)

// TooManyStatesError tells that the chain of a system was given up.
type TooManyStatesError struct{ States int }

func (e *TooManyStatesError) Error() string {
	return fmt.Sprintf("the chain of its units is too large: it has more states than the %d that were gone through", e.States)
}

// SystemChain returns the chain of a system until its first failure: the states in
// which it works, each of them one for all that differ only by like parts that change
// places, from all new on, and a last one, in which it has failed. Units and groups
// must be exponential; they may share repair crews and spares. It refuses, by name,
// other distributions and modules without lives, and more states than can be held
// ([*TooManyStatesError]).
func SystemChain(ctx context.Context, m *system.Model) (*markov.Model, error) {
	return firstFailure(ctx, m, false)
}

// firstFailure is [SystemChain], or where unrepaired is set the same with no repairs.
func firstFailure(ctx context.Context, m *system.Model, unrepaired bool) (*markov.Model, error) {
	j, err := newJoint(ctx, m, unrepaired)
	if err != nil {
		return nil, err
	}
	j.ends = true
	return j.chain(ctx)
}

// whole is the chain of a system that goes on after its failures, and what its states
// are.
type whole struct {
	*markov.Model
	states *joint
}

func newWhole(ctx context.Context, m *system.Model) (*whole, error) {
	j, err := newJoint(ctx, m, false)
	if err != nil {
		return nil, err
	}
	chain, err := j.chain(ctx)
	if err != nil {
		return nil, err
	}
	return &whole{chain, j}, nil
}

// joint goes through the states of a system, all its leaves together. A state tells of
// each place the number of its spread, and of each duty the node that does it, and 1.
type joint struct {
	gates *system.Gates
	ends  bool // with the first failure
	rests bool // units do not fail while the system is down

	places []place
	duties []duty
	pools  []pool
	alike  []alike // blocks of places
	book   *book
	works  *system.State
	now    state // that of works

	number   map[string]int32 // of the states found
	found    []uint32         // their numbers, one state after the other
	up       []bool
	key      []byte
	times    []float64 // of the moves of each place
	from, to []int32   // transitions
	rate     []float64
	work     int
	gateOf   []int32 // of each leaf
}

func newJoint(ctx context.Context, m *system.Model, unrepaired bool) (*joint, error) {
	g, err := m.Gates()
	if err != nil {
		return nil, err
	}
	j := &joint{gates: g, rests: m.RestWhenDown, book: newBook(), works: g.State(), number: map[string]int32{}, gateOf: make([]int32, len(g.Leaves))}
	for i, x := range g.All {
		if x.Op == system.OpLeaf {
			j.gateOf[x.Leaf] = int32(i)
		}
	}
	for _, x := range g.All {
		if x.Op == system.OpLeaf && len(x.Kids) > 0 { // units of a group that are used elsewhere too
			return nil, &system.SharedError{Unit: unitName(g, x.Kids[0]), Group: g.Leaves[x.Leaf].Group.Name}
		}
	}
	roles := j.findDuties(g)
	kinds := newProcesses(m, unrepaired)
	sets := findAlike(g)
	placeOf := make([]int, len(g.Leaves)) // and 1
	add := func(leaves ...int32) error {
		p := place{pool: -1}
		if p.process, err = kinds.of(ctx, g.Leaves[leaves[0]]); err != nil {
			return err
		}
		for _, l := range leaves {
			p.gates = append(p.gates, j.gateOf[l])
			placeOf[l] = len(j.places) + 1
		}
		p.roles = roles[p.gates[0]]
		j.places = append(j.places, p)
		return nil
	}
	for _, set := range sets {
		if set.single() {
			if err := add(set.flat()...); err != nil {
				return nil, err
			}
		}
	}
	for l := range g.Leaves {
		if placeOf[l] == 0 && g.Leaves[l].Duty == nil {
			if err := add(int32(l)); err != nil {
				return nil, err
			}
		}
	}
	for _, set := range sets {
		if !set.single() {
			j.alike = append(j.alike, set.places(placeOf))
		}
	}
	if !unrepaired {
		j.findPools(m)
	}
	return j, nil
}

func unitName(g *system.Gates, gate int32) string {
	return g.Model.Units[g.Leaves[g.All[gate].Leaf].Unit].Name
}

// leafOf returns the leaf of a gate.
func (j *joint) leafOf(gate int32) system.Leaf { return j.gates.Leaves[j.gates.All[gate].Leaf] }

// component is that of the units of a place.
func (j *joint) component(p *place) int {
	l := j.leafOf(p.gates[0])
	unit := l.Unit
	if l.Group != nil {
		unit = l.Group.Units[0]
	}
	return j.gates.Model.Units[unit].Component
}

// start is the state in which all is new.
func (j *joint) start() state {
	s := make(state, len(j.places)+len(j.duties))
	for k, p := range j.places {
		s[k] = j.book.crowd([]share{{j.book.leaf(p.process, 0, nil), uint32(len(p.gates))}})
	}
	j.now = slices.Clone(s)
	for d := range j.duties {
		j.works.Set(j.duties[d].gate, true)
	}
	j.settle(s)
	j.normalize(s)
	return s
}

func (j *joint) chain(ctx context.Context) (*markov.Model, error) {
	j.times = make([]float64, len(j.places))
	first := j.start()
	j.see(first)
	next := make(state, len(first))
	for i := 0; i < len(j.up); i++ {
		switch {
		case j.tooLarge():
			return nil, &TooManyStatesError{len(j.up) - 1}
		case i%64 == 0 && ctx.Err() != nil:
			return nil, context.Cause(ctx)
		}
		j.expand(int32(i), next)
	}
	return j.model()
}

func (j *joint) tooLarge() bool {
	return len(j.up) > maxJointStates || len(j.to) > maxJointMoves || len(j.found) > maxJointNumbers || j.work > maxJointWork
}

// see returns the number of a state, a new one if it was not seen before, -1 for a
// failure that is the end.
func (j *joint) see(s state) int32 {
	j.key = j.key[:0]
	for _, x := range s {
		j.key = binary.LittleEndian.AppendUint32(j.key, x)
	}
	if at, ok := j.number[string(j.key)]; ok {
		return at
	}
	j.set(s)
	at, up := int32(len(j.up)), !j.works.Down(j.gates.Top)
	if !up && j.ends {
		at = -1
	} else {
		j.found, j.up = append(j.found, s...), append(j.up, up)
	}
	j.number[string(j.key)] = at
	return at
}

// expand adds the transitions from a state.
func (j *joint) expand(from int32, next state) {
	s := slices.Clone(j.found[int(from)*len(next) : (int(from)+1)*len(next)])
	j.countTimes(s)
	for k := range j.places {
		p := &j.places[k]
		if j.times[k] == 0 {
			continue
		}
		if j.tooLarge() {
			return
		}
		exposure := j.exposure(s, p.roles)
		if j.rests && !j.up[from] {
			exposure = 0
		}
		for _, c := range j.book.crowds[s[k]].shares {
			leaf := j.book.leaves[c.leaf]
			for _, m := range leaf.process.moves[leaf.at] {
				rate := m.rate * float64(c.n) * j.times[k]
				if m.fails {
					rate *= exposure
				}
				if rate == 0 {
					continue
				}
				j.work += len(s)
				copy(next, s)
				j.apply(next, k, c.leaf, m.to)
				if to := j.see(next); to != from {
					j.from, j.to, j.rate = append(j.from, from), append(j.to, to), append(j.rate, rate)
				}
			}
		}
	}
}

// apply takes one leaf of a place to another state, with all that follows at once.
func (j *joint) apply(s state, k int, from uint32, to uint16) {
	p, leaf := &j.places[k], j.book.leaves[from]
	turns := leaf.turns
	if p.pool >= 0 {
		turns = j.enter(s, p, turns, int(p.process.waits[to])-int(p.process.waits[leaf.at]))
	}
	s[k] = j.book.replace(s[k], from, j.book.leaf(p.process, to, turns))
	if p.pool >= 0 {
		j.serve(&j.pools[p.pool], s)
	}
	if len(j.duties) > 0 {
		j.settle(s)
	}
	j.normalize(s)
}

// set takes the structure to a state.
func (j *joint) set(s state) {
	for k := range j.places {
		if s[k] == j.now[k] {
			continue
		}
		was, is := j.book.crowds[j.now[k]].down, j.book.crowds[s[k]].down
		for ; was < is; was++ {
			j.works.Set(j.places[k].gates[was], true)
		}
		for ; was > is; was-- {
			j.works.Set(j.places[k].gates[was-1], false)
		}
	}
	for d := range j.duties {
		at := len(j.places) + d
		if s[at] != j.now[at] {
			j.works.Set(j.duties[d].gate, s[at] == 0)
		}
	}
	copy(j.now, s)
}

// model is what was found.
func (j *joint) model() (*markov.Model, error) {
	n := len(j.up)
	if j.ends {
		j.up = append(j.up, false)
	}
	b := markov.NewBuilder(len(j.up))
	for k, from := range j.from {
		to := int(j.to[k])
		if to < 0 {
			to = n
		}
		b.Add(int(from), to, j.rate[k])
	}
	chain, err := b.Build()
	if err != nil {
		return nil, err
	}
	return &markov.Model{Chain: chain, Up: j.up}, nil
}
