package system

import (
	"context"
	"fmt"
	"math"
	"slices"

	"mtbf/model"
)

// Point is the state of the system at a time.
type Point struct {
	T float64 // hours

	// UnrepairedReliability is the probability that the structure works at T with
	// every unit as it was put in new at 0 and none repaired; UnrepairedUnreliability
	// is its complement, found directly. A static part has its reliability at any
	// time. NaN where a part has an availability only, and of structures with groups.
	UnrepairedReliability, UnrepairedUnreliability float64

	// Availability is the probability that the structure works at T when each
	// unit started new at 0 and is repaired as its part says (a part without a
	// repair never is); Unavailability is its complement, found directly. A
	// part with an availability only has it at any time.
	Availability, Unavailability float64

	// Error bounds, by estimate, the error of Availability and Unavailability:
	// 0 where every part is exponential in life and repair, is not repaired or
	// does not depend on time.
	Error    float64
	Warnings []model.Warning
}

var notDefined = model.Warning{Code: "not-defined", Text: "the numbers of some module do not define the measure"}

// GroupPoints answers for a group of units that depend on each other, all of part p:
// the probabilities that it works, and that it does not, at each of the times, from
// all new.
type GroupPoints func(ctx context.Context, g *Group, p *Component, times []float64) (up, down []float64, err error)

// At returns the state at each of the times, in hours. For exponential life
// and repair of rates a and b a unit's unavailability is
//
//	U(t) = a/(a+b) (1 - exp(-(a+b)t));
//
// for other distributions it solves the renewal equation in steps, see
// [renewal]. A *[GroupError] tells of a group where groups is nil; a
// *model.ParamError of a time that is not 0 or more and finite; where ctx ends, its
// cause is returned.
func (s *Structure) At(ctx context.Context, groups GroupPoints, times ...float64) ([]Point, error) {
	known, err := s.atTimes(ctx, groups, times)
	if err != nil {
		return nil, err
	}
	var points []Point
	for i, t := range times {
		p, err := s.at(ctx, t, known, i)
		if err != nil {
			return nil, err
		}
		points = append(points, p)
	}
	return points, nil
}

// ImportanceAt returns the importance of every unit and group at each of the times: as
// [Structure.Solve] does, of the probabilities of working and failing at that time,
// each unit repaired as its part says. Errors are those of [Structure.At]; what takes
// too long is [ErrTooLarge].
func (s *Structure) ImportanceAt(ctx context.Context, groups GroupPoints, times ...float64) ([][]Importance, error) {
	known, err := s.atTimes(ctx, groups, times)
	if err != nil {
		return nil, err
	}
	all := make([][]Importance, len(times))
	for i, t := range times {
		x := s.plan.newState(ctx)
		x.repaired(t, known, i)
		r := &Result{}
		r.Availability, r.Unavailability = x.evaluate()
		sights := x.sights()
		shares := r.fussellVesely(x)
		if x.err != nil {
			return nil, x.err
		}
		all[i] = x.importance(sights, shares, r.Unavailability)
	}
	return all, nil
}

// atTimes checks the times, and asks for the groups at all of them.
func (s *Structure) atTimes(ctx context.Context, groups GroupPoints, times []float64) (map[*Group]groupPoint, error) {
	if s.plan == nil {
		return nil, &model.ParamError{Param: "structure", Value: "partial", Want: "up or down: it has no reliability"}
	}
	for _, t := range times {
		if !(t >= 0) || math.IsInf(t, 1) {
			return nil, &model.ParamError{Param: "time", Value: t, Want: "a time of 0 or more"}
		}
	}
	return s.plan.groupPoints(ctx, groups, times)
}

// groupPoint is what is known of a group at each of the times.
type groupPoint struct{ up, down []float64 }

// groupPoints asks for all groups; a *[GroupError] tells of one that cannot be asked.
func (p *plan) groupPoints(ctx context.Context, ask GroupPoints, times []float64) (map[*Group]groupPoint, error) {
	known := map[*Group]groupPoint{}
	for _, l := range p.gates.Leaves {
		switch {
		case l.Group == nil:
			continue
		case l.Group.isStatic(p.part(l)):
			m, err := l.Group.static(p.part(l))
			if err != nil {
				return nil, err
			}
			known[l.Group] = groupPoint{slices.Repeat([]float64{m.Availability}, len(times)), slices.Repeat([]float64{m.Unavailability}, len(times))}
			continue
		case ask == nil:
			return nil, &GroupError{Group: l.Group.name(), Question: "state at a time"}
		}
		up, down, err := ask(ctx, l.Group, p.part(l), times)
		if err != nil {
			return nil, err
		}
		known[l.Group] = groupPoint{up, down}
	}
	return known, nil
}

// timedGroup reports whether there is a group of units that have lives.
func (p *plan) timedGroup() bool {
	return slices.ContainsFunc(p.gates.Leaves, func(l Leaf) bool { return l.Group != nil && !l.Group.isStatic(p.part(l)) })
}

// at returns the state at time t, which is number i of those that groups were asked for.
func (s *Structure) at(ctx context.Context, t float64, groups map[*Group]groupPoint, i int) (Point, error) {
	p := Point{T: t, UnrepairedReliability: math.NaN(), UnrepairedUnreliability: math.NaN()}
	x := s.plan.newState(ctx)
	defined := true
	if !s.plan.timedGroup() {
		if err := x.unrepaired(t); err != nil {
			return p, err
		}
		p.UnrepairedReliability, p.UnrepairedUnreliability = x.evaluate()
		defined = !math.IsNaN(p.UnrepairedReliability)
	}
	off := x.repaired(t, groups, i)
	p.Availability, p.Unavailability = x.evaluate()
	defined = defined && !math.IsNaN(p.Availability)
	if off != nil {
		for i, v := range x.sights() {
			p.Error += v.birnbaum * off[i]
		}
		if !(p.Error <= pointEnough) {
			p.Availability, p.Unavailability, p.Error = math.NaN(), math.NaN(), math.NaN()
			p.Warnings = append(p.Warnings, model.Warning{Code: "availability-rough", Text: fmt.Sprintf("at %g h the availability cannot be told to within %g: the time is many lives long, or they end at fixed ages; simulate it", t, pointEnough)})
		}
	}
	if !defined {
		p.Warnings = append(p.Warnings, notDefined)
	}
	return p, x.err
}

// pointEnough is the error up to which an availability at a time is given.
const pointEnough = 1e-3

// unrepaired gives every leaf its probabilities at t with no repairs.
func (s *state) unrepaired(t float64) error {
	parts := s.plan.gates.Model.Components
	at := make([]Measures, len(parts)) // of each part, once
	done := make([]bool, len(parts))
	for i, l := range s.plan.gates.Leaves {
		part := s.plan.partOf(l)
		switch {
		case l.Group == nil:
		case !l.Group.isStatic(&parts[part]):
			return &GroupError{Group: l.Group.name(), Question: fmt.Sprintf("reliability at %g h", t)}
		default:
			m, err := l.Group.static(&parts[part])
			if err != nil {
				return err
			}
			s.leaf.up[i], s.leaf.down[i] = m.Availability, m.Unavailability
			continue
		}
		if !done[part] {
			at[part], done[part] = parts[part].unrepaired(t), true
		}
		s.leaf.up[i], s.leaf.down[i] = at[part].Availability, at[part].Unavailability
	}
	return nil
}

func (p *Component) unrepaired(t float64) Measures {
	m := undefined()
	_, reliability := p.Fixed()
	switch {
	case p.Life != nil:
		log := p.Life.LogSurvival(t)
		m.Availability, m.Unavailability = math.Exp(log), 0-math.Expm1(log)
	case reliability.Given():
		m.Availability, m.Unavailability = reliability.Works, reliability.Fails
	}
	return m
}

// repaired gives every leaf its probabilities at t with repairs, groups those at time
// number k, and returns the errors of these, nil if there are none.
func (s *state) repaired(t float64, groups map[*Group]groupPoint, k int) []float64 {
	parts := s.plan.gates.Model.Components
	up, down, off := make([]float64, len(parts)), make([]float64, len(parts)), make([]float64, len(parts))
	done := make([]bool, len(parts))
	var errs []float64
	for i, l := range s.plan.gates.Leaves {
		if l.Group != nil {
			s.leaf.up[i], s.leaf.down[i] = groups[l.Group].up[k], groups[l.Group].down[k]
			continue
		}
		part := s.plan.partOf(l)
		if !done[part] {
			up[part], down[part], off[part] = s.pointAvailability(&parts[part], t)
			done[part] = true
		}
		s.leaf.up[i], s.leaf.down[i] = up[part], down[part]
		if off[part] != 0 && errs == nil {
			errs = make([]float64, len(s.plan.gates.Leaves))
		}
		if errs != nil {
			errs[i] = off[part]
		}
	}
	return errs
}

// pointAvailability returns the probabilities that a unit works and does not
// at t, and the error of both.
func (s *state) pointAvailability(p *Component, t float64) (up, down, off float64) {
	switch {
	case p.Life != nil && (p.Repair == nil || t == 0):
		m := p.unrepaired(t)
		return m.Availability, m.Unavailability, 0
	case p.Life == nil:
		m := p.steady()
		return m.Availability, m.Unavailability, 0
	case exponential(p.Life) && exponential(p.Repair) && p.Repair.Mean() > 0:
		m, life, repair := p.steady(), p.Life.Mean(), p.Repair.Mean()
		rate := 1/life + 1/repair
		down = m.Unavailability * -math.Expm1(-rate*t)
		return min(m.Availability+m.Unavailability*math.Exp(-rate*t), 1), down, 0 // 1 at most but for rounding
	}
	return renewal(p.Life, p.Repair, t, s.spend)
}

func exponential(d model.Distribution) bool { return d.Family() == "exponential" }
