package solve

import (
	"context"
	"fmt"

	"mtbf/model/markov"
	"mtbf/model/system"
)

// maxWholeUnits bounds the chain of a whole system, which has two states for
// every unit: 65,536 in all.
const maxWholeUnits = 16

// SystemChain returns the chain of a whole system of independent units with
// exponential lives and repairs. State s has unit i down where bit i is set; it
// starts with all up. It refuses, by name, systems with groups, other
// distributions, modules without rates, and more than 16 units.
func SystemChain(ctx context.Context, m *system.Model) (*markov.Model, error) {
	if err := system.Validate(m); err != nil {
		return nil, err
	}
	n := len(m.Units)
	switch {
	case n > maxWholeUnits:
		return nil, fmt.Errorf("%d units are more than %d", n, maxWholeUnits)
	case hasGroup(m.Top):
		return nil, fmt.Errorf("the units of a group are not independent")
	}
	failure, repair := make([]float64, n), make([]float64, n)
	for i, u := range m.Units {
		var err error
		p := &m.Components[u.Component]
		if p.Life == nil {
			return nil, fmt.Errorf("module %s has no lifetime", p.Name)
		}
		if failure[i], err = rateOf(p.Life); err != nil {
			return nil, fmt.Errorf("module %s: %w", p.Name, err)
		}
		if repair[i], err = rateOf(p.Repair); err != nil {
			return nil, fmt.Errorf("module %s: %w", p.Name, err)
		}
	}
	g, err := m.Gates()
	if err != nil {
		return nil, err
	}
	return product(ctx, g, failure, repair)
}

// product is the chain of all units together.
func product(ctx context.Context, g *system.Gates, failure, repair []float64) (*markov.Model, error) {
	n := len(failure)
	states := 1 << n
	b := markov.NewBuilder(states)
	up := make([]bool, states)
	state := g.State()
	for s := range states {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		for i := range n {
			down := s>>i&1 == 1
			if at := g.OfUnit(i); at >= 0 {
				state.Set(at, down)
			}
			switch {
			case !down:
				b.Add(s, s|1<<i, failure[i])
			case repair[i] > 0:
				b.Add(s, s&^(1<<i), repair[i])
			}
		}
		up[s] = !state.Down(g.Top)
	}
	chain, err := b.Build()
	if err != nil {
		return nil, err
	}
	return &markov.Model{Chain: chain, Up: up}, nil
}
