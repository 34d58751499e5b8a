package sizing

import (
	"fmt"
	"math"

	"mtbf/model"
	"mtbf/model/markov"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// scene is what is taken for true of the parts: their numbers as the model has
// them, or as a draw has.
type scene struct {
	parts   []system.Part
	mission float64 // hours; 0: steady state
}

// unit is the chance that one unit of a part works: in the long run
//
//	1/(1 + MTTR/MTBF)   and   1/(1 + MTBF/MTTR),
//
// or through the mission without repair.
func (s *scene) unit(part int) (chance, error) {
	p := &s.parts[part]
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
	case !math.IsNaN(p.Reliability):
		return chance{up: p.Reliability, down: 1 - p.Reliability}, nil
	case s.mission > 0:
		return chance{}, &model.ParamError{Param: "module " + p.Name, Value: "an availability", Want: "a life or a reliability, which a mission needs"}
	}
	return chance{up: p.Availability, down: 1 - p.Availability}, nil
}

// group is the chance that n units of a part work as the group says.
func (s *scene) group(g *system.Group, n, part int) (chance, error) {
	if independent(g, n) {
		return s.copies(part, g.K, n)
	}
	p := &s.parts[part]
	sized := *g
	sized.Units = make([]int, n)
	if s.mission == 0 {
		m, err := solve.Groups(&sized, p)
		return chance{up: m.Availability, down: m.Unavailability}, err
	}
	c, err := s.missionOf(&sized, p)
	if err != nil {
		err = fmt.Errorf("group of %s: %w", p.Name, err)
	}
	return c, err
}

// independent reports whether the fields of a group leave its n units
// independent.
func independent(g *system.Group, n int) bool {
	return (g.Crews == 0 || g.Crews >= n) && g.Coverage == 1 && g.Beta == 0 &&
		g.Detection == 0 && g.Takeover == 0 && (g.Kind != system.Standby || g.Dormancy == 1)
}

// copies is the chance that need of n copies of a part work.
func (s *scene) copies(part, need, n int) (chance, error) {
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

var kinds = map[system.GroupKind]markov.Kind{
	system.Redundant: markov.Redundant,
	system.Duplex:    markov.Duplex,
	system.Standby:   markov.Standby,
}

// missionOf is the chance that a group serves through the mission without any
// interruption and without any repair.
func (s *scene) missionOf(g *system.Group, p *system.Part) (chance, error) {
	if p.Life == nil || p.Life.Family() != "exponential" {
		return chance{}, solve.ErrNotExponential
	}
	chain, err := markov.Group{
		Kind: kinds[g.Kind], N: len(g.Units), K: g.K, FailureRate: 1 / p.Life.Mean(),
		Coverage: g.Coverage, TakeoverHours: g.Detection + g.Takeover, Beta: g.Beta, Dormancy: g.Dormancy,
	}.Model()
	if err != nil {
		return chance{}, err
	}
	at, err := chain.At(s.mission)
	if err != nil {
		return chance{}, err
	}
	return chance{up: at[0].Reliability, down: at[0].Unreliability}, nil
}
