package sizing

import (
	"context"
	"fmt"
	"math"

	"mtbf/model"
	"mtbf/model/markov"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// componentValues is what is taken for true of the parts: their numbers as the model has
// them, or as a draw has.
type componentValues struct {
	ctx     context.Context
	parts   []system.Component
	mission float64 // hours; 0: steady state

	known map[markov.Group]chance // chains solved before, of one mission; nil: none is remembered
}

// unit is the chance that one unit of a part works: in the long run
//
//	1/(1 + MTTR/MTBF)   and   1/(1 + MTBF/MTTR),
//
// or through the mission without repair.
func (s *componentValues) unit(part int) (chance, error) {
	p := &s.parts[part]
	availability, reliability := p.Fixed()
	switch {
	case p.Life != nil && s.mission > 0:
		return chanceOf(-p.Life.LogSurvival(s.mission)), nil
	case p.Life != nil && p.Repair == nil:
		return chance{}, &model.ParamError{Param: "module " + p.Name, Value: "without repair", Want: "repaired, which a steady state needs: give an mttr, or a mission"}
	case p.Life != nil:
		life, repair := p.Life.Mean(), p.Repair.Mean()
		if math.IsInf(life, 1) && math.IsInf(repair, 1) {
			return chance{}, &model.ParamError{Param: "module " + p.Name, Value: "an infinite life and repair", Want: "defined in steady state"}
		}
		return chance{up: 1 / (1 + repair/life), down: 1 / (1 + life/repair)}, nil
	case reliability.Given():
		return chance{up: reliability.Works, down: reliability.Fails}, nil
	case s.mission > 0:
		return chance{}, &model.ParamError{Param: "module " + p.Name, Value: "an availability", Want: "a life or a reliability, which a mission needs"}
	}
	return chance{up: availability.Works, down: availability.Fails}, nil
}

// group is the chance that n units of a part work as the group says.
func (s *componentValues) group(g *system.Group, n, part int) (chance, error) {
	if g.Independent(n) {
		return s.copies(part, g.K, n)
	}
	c, err := s.chain(g, n, part)
	if err != nil {
		return chance{}, err
	}
	x, err := s.solved(c)
	if err != nil {
		err = fmt.Errorf("group of %s: %w", s.parts[part].Name, err)
	}
	return x, err
}

// copies is the chance that need of n copies of a part work.
func (s *componentValues) copies(part, need, n int) (chance, error) {
	c, err := s.unit(part)
	if err != nil {
		return c, err
	}
	t := newTally(need)
	for range n {
		t.add(c)
	}
	return t.chance(), nil
}

// chain is a group of n units of a part in the words of its chain: without any
// repair in a mission.
func (s *componentValues) chain(g *system.Group, n, part int) (markov.Group, error) {
	if _, err := s.unit(part); err != nil {
		return markov.Group{}, err
	}
	p, alone := s.parts[part], *g
	if s.mission > 0 {
		p.Repair, alone.Crews, alone.UncoveredMTTR = nil, 0, 0
	}
	c, err := solve.Chain(&alone, &p, n)
	if err != nil || s.mission == 0 && c.RepairRate == 0 {
		return c, fmt.Errorf("group of %s: %w", p.Name, solve.ErrNotExponential)
	}
	return c, nil
}

// maxKnown bounds the chains that are remembered.
const maxKnown = 1 << 17

// solved is the chance of a chain, worked out once if scenes remember.
func (s *componentValues) solved(c markov.Group) (chance, error) {
	if x, ok := s.known[c]; ok {
		return x, nil
	}
	x, err := s.solve(c)
	if err == nil && s.known != nil && len(s.known) < maxKnown {
		s.known[c] = x
	}
	return x, err
}

// solve finds the chance that a group serves: in the long run, or through the
// mission without any interruption.
func (s *componentValues) solve(c markov.Group) (x chance, err error) {
	m, err := c.Model(s.ctx)
	if err != nil {
		return x, err
	}
	if s.mission > 0 {
		at, err := m.At(s.ctx, s.mission)
		if err != nil {
			return x, err
		}
		return chance{up: at[0].Reliability, down: at[0].Unreliability}, nil
	}
	steady, err := m.Chain.Steady(s.ctx)
	if err != nil {
		return x, err
	}
	for i, p := range steady.P {
		if m.Up[i] {
			x.up += p
		} else {
			x.down += p
		}
	}
	return x, nil
}
