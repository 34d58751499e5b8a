package dynamic

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"mtbf/model/markov"
)

// ErrTooLarge is wrapped where a tree has no room, or would take too long.
var ErrTooLarge = errors.New("too large to be solved")

// maxStates bounds the states of one chain, and maxTransitions what leads from one to
// another.
const (
	maxStates      = 3_000_000
	maxTransitions = 40_000_000
)

// UnsolvedError tells of a law that no chain has.
type UnsolvedError struct{ Event, Law string }

func (e *UnsolvedError) Error() string {
	return fmt.Sprintf("%q has a law (%s) other than exponential or Erlang where the order of failures matters: simulate it", e.Event, e.Law)
}

// chain is a net as a Markov chain: states from 0, of which two are one of all in which
// the top has failed, and one of all in which it never will.
type chain struct {
	from, to []int32
	rate     []float64
	states   int
	first    []weighted // states to start in
	choice   string     // what the order of simultaneous events changes; "": nothing

	built *markov.Chain
	ever  []float64 // probability of failing some time, from each state
	never []float64
	mean  []float64 // hours until the failure, where it is certain; NaN elsewhere
}

type weighted struct {
	state int32
	p     float64
}

const (
	hasFailed  = 0 // state of a chain
	neverFails = 1
)

// generator makes the states of a net, nearest first.
type generator struct {
	*machine
	checks  []*machine // with all policies, to see whether they matter
	alike   []orbit
	number  map[string]int32
	states  []state
	chain   *chain
	most    int
	chances map[int32]float64
}

// newChain makes the chain of a net in which at most so many states have room. Where the
// order of what happens at one instant changes the outcome, symmetry is not made use of.
func newChain(ctx context.Context, n *net, p policy, most int) (*chain, error) {
	for i := range n.kinds {
		if e := n.event(int32(i)); n.kinds[i] == Basic && e.Life != nil {
			return nil, &UnsolvedError{n.name(int32(i)), e.Life.Family()}
		}
	}
	c, err := generate(ctx, n, p, most, n.orbits())
	if err == nil && c.choice != "" {
		choice := c.choice
		if c, err = generate(ctx, n, p, most, nil); err == nil {
			c.choice = choice
		}
	}
	if err != nil {
		return nil, err
	}
	return c, c.finish(ctx)
}

func generate(ctx context.Context, n *net, p policy, most int, alike []orbit) (*chain, error) {
	g := &generator{machine: n.machine(p), alike: alike, number: map[string]int32{}, chain: &chain{}, most: most, chances: map[int32]float64{}}
	for other := range policy(policies) {
		check := n.machine(other)
		check.apart = true
		g.checks = append(g.checks, check)
	}
	g.states = append(g.states, nil, nil)
	if err := g.start(); err != nil {
		return nil, err
	}
	for i := 2; i < len(g.states); i++ {
		if i%1024 == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if err := g.leave(int32(i)); err != nil {
			return nil, err
		}
		if len(g.states) > g.most || len(g.chain.rate) > maxTransitions {
			return nil, fmt.Errorf("the chain of %q has more than %d states: %w", n.name(n.top), min(g.most, len(g.states)-1), ErrTooLarge)
		}
		g.states[i] = nil
	}
	g.chain.states = len(g.states)
	return g.chain, nil
}

// start finds the states to start in.
func (g *generator) start() error {
	visit := func(s state, p float64) error {
		g.chances[g.find(s)] += p
		return nil
	}
	g.choice = false
	if err := g.starts(visit); err != nil {
		return err
	}
	for _, i := range g.reached() {
		g.chain.first = append(g.chain.first, weighted{i, g.chances[i]})
	}
	return g.compare("at time 0", func(m *machine, visit func(state, float64) error) error { return m.starts(visit) })
}

// reached are the states that have a chance, in order.
func (g *generator) reached() []int32 {
	all := make([]int32, 0, len(g.chances))
	for i := range g.chances {
		all = append(all, i)
	}
	slices.Sort(all)
	return all
}

// leave adds all transitions out of a state.
func (g *generator) leave(from int32) error {
	s := g.states[from]
	for i, k := range g.kinds {
		if i := int32(i); k == Basic && s.open(i) {
			if rate := g.rate(s, i); rate > 0 {
				if err := g.happen(from, s, i, rate); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// rate is that at which an event goes on, per hour.
func (m *machine) rate(s state, i int32) float64 {
	e := m.event(i)
	if m.isActive(s, i) {
		return e.Rate
	}
	return e.Rate * e.Dormancy
}

// happen adds where an event leads to from a state.
func (g *generator) happen(from int32, s state, i int32, rate float64) error {
	clear(g.chances)
	g.choice = false
	visit := func(to state, p float64) error {
		g.chances[g.find(to)] += p
		return nil
	}
	if err := g.happens(s, i, visit); err != nil {
		return err
	}
	if len(g.chances) == 1 { // as nearly always
		for to := range g.chances {
			g.add(from, to, rate)
		}
	} else {
		for _, to := range g.reached() {
			g.add(from, to, rate*g.chances[to])
		}
	}
	if !g.choice || g.chain.choice != "" {
		return nil
	}
	return g.compare(fmt.Sprintf("when %q fails", g.name(i)), func(m *machine, visit func(state, float64) error) error { return m.happens(s, i, visit) })
}

// happens lets an event go on by a phase or, after its last, fail, and calls visit with
// what may come of it; it does not where what it does is forbidden.
func (m *machine) happens(s state, i int32, visit func(state, float64) error) error {
	next := slices.Clone(s)
	if int(s[i]) < m.event(i).phases()-1 {
		next[i]++
		return visit(next, 1)
	}
	m.fail(next, i)
	if m.broken(next) != nil {
		return nil
	}
	return m.settle(next, m.due(next, nil), 1, visit)
}

func (g *generator) add(from, to int32, rate float64) {
	if from == to || rate == 0 {
		return
	}
	c := g.chain
	c.from, c.to, c.rate = append(c.from, from), append(c.to, to), append(c.rate, rate)
}

// compare looks whether what happened comes out otherwise in another order.
func (g *generator) compare(when string, happens func(*machine, func(state, float64) error) error) error {
	if !g.choice || g.chain.choice != "" {
		return nil
	}
	for _, m := range g.checks {
		other := map[int32]float64{}
		err := happens(m, func(s state, p float64) error {
			other[g.find(s)] += p
			return nil
		})
		var forbidden *FormError
		if err != nil && !errors.As(err, &forbidden) {
			return err
		}
		if err != nil || differ(g.chances, other) {
			g.chain.choice = when
			return nil
		}
	}
	return nil
}

func differ(x, y map[int32]float64) bool {
	for i, p := range x {
		if math.Abs(p-y[i]) > 1e-12*p {
			return true
		}
	}
	return len(x) != len(y)
}

// find is the number of a state, which it simplifies.
func (g *generator) find(s state) int32 {
	if s[g.top] == failed {
		return hasFailed
	}
	g.simplify(s)
	switch s[g.top] {
	case failed:
		return hasFailed
	case safe:
		return neverFails
	}
	for i := range g.alike {
		g.alike[i].sort(s)
	}
	if i, known := g.number[string(s)]; known {
		return i
	}
	i := int32(len(g.states))
	g.number[string(s)] = i
	g.states = append(g.states, s)
	return i
}
