package solve

import (
	"context"
	"encoding/binary"
	"fmt"

	"mtbf/model/markov"
	"mtbf/model/system"
)

// Bounds on the chain of a whole system.
const (
	maxJointStates = 200_000
	maxJointMoves  = 20_000_000 // looks at a move of a leaf, some seconds
)

// TooManyStatesError tells that the chain of a system was given up.
type TooManyStatesError struct{ States int }

func (e *TooManyStatesError) Error() string {
	return fmt.Sprintf("the chain of its units has more than %d states", e.States)
}

// SystemChain returns the chain of a system until its first failure: the states in
// which it works, each of them one for all that differ only by like parts that change
// places, from all new on, and a last one, in which it has failed. Units and groups
// must be exponential. It refuses, by name, other distributions and modules
// without lives, and more states than can be held ([*TooManyStatesError]).
func SystemChain(ctx context.Context, m *system.Model) (*markov.Model, error) {
	return firstFailure(ctx, m, false)
}

// firstFailure is [SystemChain], or where unrepaired is set the same with no repairs.
func firstFailure(ctx context.Context, m *system.Model, unrepaired bool) (*markov.Model, error) {
	g, err := m.Gates()
	if err != nil {
		return nil, err
	}
	j := &joint{of: make([]*process, len(g.Leaves)), gate: make([]int32, len(g.Leaves)), top: g.Top, number: map[string]int32{}}
	kinds := newProcesses(m, unrepaired)
	for i, l := range g.Leaves {
		if j.of[i], err = kinds.of(ctx, l); err != nil {
			return nil, err
		}
	}
	for i, x := range g.All {
		if x.Op == system.OpLeaf {
			j.gate[x.Leaf] = int32(i)
		}
	}
	j.alike, j.works = findAlike(g), g.State()
	return j.chain(ctx)
}

// joint goes through the states of all leaves of a structure together.
type joint struct {
	of    []*process // of each leaf
	gate  []int32    // of each leaf
	top   int32
	alike []alike
	works *system.State // of the state that was last set

	number map[string]int32 // of the states found
	found  []state
	now    state     // that of works
	times  []float64 // of the moves of each leaf
	key    []byte

	from, to  []int32 // transitions; to -1: to the failure
	rate      []float64
	movesLeft int
}

func (j *joint) chain(ctx context.Context) (*markov.Model, error) {
	n := len(j.of)
	j.now, j.times, j.key, j.movesLeft = make(state, n), make([]float64, n), make([]byte, 2*n), maxJointMoves
	next, scratch := make(state, n), make(state, n)
	j.see(j.now)
	for i := 0; i < len(j.found); i++ {
		switch {
		case len(j.found) > maxJointStates || j.movesLeft < 0:
			return nil, &TooManyStatesError{len(j.found) - 1}
		case i%256 == 0 && ctx.Err() != nil:
			return nil, context.Cause(ctx)
		}
		j.expand(int32(i), next, scratch)
	}
	return j.model()
}

// see returns the number of a state, a new one if it was not seen before.
func (j *joint) see(s state) int32 {
	for i, x := range s {
		binary.LittleEndian.PutUint16(j.key[2*i:], x)
	}
	if at, ok := j.number[string(j.key)]; ok {
		return at
	}
	at := int32(len(j.found))
	j.number[string(j.key)] = at
	j.found = append(j.found, append(state(nil), s...))
	return at
}

// expand adds the transitions from a state.
func (j *joint) expand(from int32, next, scratch state) {
	s := j.found[from]
	j.set(s)
	s.times(j.alike, j.times)
	for leaf, p := range j.of {
		if j.times[leaf] == 0 {
			continue
		}
		is := p.down[s[leaf]]
		j.movesLeft -= 1 + len(p.moves[s[leaf]])*len(s)
		for _, m := range p.moves[s[leaf]] {
			to := int32(-1)
			if p.down[m.to] == is || j.worksWith(leaf, p.down[m.to]) {
				copy(next, s)
				next[leaf] = m.to
				next.normalize(j.alike, scratch)
				to = j.see(next)
			}
			j.from, j.to, j.rate = append(j.from, from), append(j.to, to), append(j.rate, m.rate*j.times[leaf])
		}
	}
}

// set takes the structure to a state.
func (j *joint) set(s state) {
	for i, x := range s {
		if p := j.of[i]; p.down[x] != p.down[j.now[i]] {
			j.works.Set(j.gate[i], p.down[x])
		}
	}
	copy(j.now, s)
}

// worksWith reports whether the structure still works with a leaf down, or up.
func (j *joint) worksWith(leaf int, down bool) bool {
	j.works.Set(j.gate[leaf], down)
	works := !j.works.Down(j.top)
	j.works.Set(j.gate[leaf], !down)
	return works
}

// model is what was found.
func (j *joint) model() (*markov.Model, error) {
	n := len(j.found)
	b := markov.NewBuilder(n + 1)
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
	up := make([]bool, n+1)
	for i := range n {
		up[i] = true
	}
	return &markov.Model{Chain: chain, Up: up}, nil
}
