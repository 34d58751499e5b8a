package system

import (
	"context"
	"errors"
	"math"
	"slices"

	"mtbf/model/dist"
)

// Sensitivity tells how the unavailability U of the system follows the numbers
// of a module, all units of that module changed together. An elasticity is the
// per cent of change in U for one per cent of change in the number:
//
//	elasticity = dU/dMTBF MTBF/U.
type Sensitivity struct {
	Component        string
	MTBF, MTTR       float64 // dU/dMTBF and dU/dMTTR, per hour
	ElasticityOfMTBF float64
	ElasticityOfMTTR float64
	Numeric          bool // by differences, as the module is in a group
}

// step is the relative change of a number by which groups are differentiated.
const step = 1e-3

// sensitivity returns that of each module with a life and a repair, in the
// order of the parts. For a unit,
//
//	dU_i/dlog(MTTR) = -dU_i/dlog(MTBF) = A_i U_i,
//
// and dU = sum of B_i dU_i. What a group does is found by central differences
// of its solver, extrapolated once; the error is of the order of 1e-10.
func (r *Result) sensitivity(x *steadyState, sights []conditional, groups GroupSolver) ([]Sensitivity, error) {
	total, known, told := r.Unavailability, map[groupKey][2]float64{}, false
	parts := x.plan.gates.Model.Components
	all := make([]Sensitivity, len(parts))
	used := make([]bool, len(parts))
	for i, l := range x.plan.gates.Leaves {
		at, b := x.plan.partOf(l), sights[i].birnbaum
		used[at] = true
		s := &all[at] // its fields hold dU/dlog until the end
		if l.Group == nil {
			change := x.leaf.up[i] * x.leaf.down[i] * b
			s.MTBF -= change
			s.MTTR += change
			continue
		}
		if l.Group.Kind == Cluster {
			if err := r.clusterSlopes(x.ctx, l.Group, groups, b, all, used); err != nil {
				return nil, err
			}
			continue
		}
		key := x.plan.groupKey(l.Group)
		slopes, ok := known[key]
		if !ok {
			var err error
			if slopes, err = groupSlopes(x.ctx, l.Group, &parts[at], groups); err != nil {
				return nil, err
			}
			known[key] = slopes
			if math.IsNaN(slopes[0]) && !told {
				told = true
				r.warn("sensitivity", "group %q is too large to tell how the system follows the numbers of module %q", l.Group.name(), parts[at].Name)
			}
		}
		s.Numeric = true
		s.MTBF += b * slopes[0]
		s.MTTR += b * slopes[1]
	}
	var found []Sensitivity
	for i, s := range all {
		if p := &parts[i]; used[i] && p.Life != nil && p.Repair != nil {
			s.Component = p.Name
			s.ElasticityOfMTBF, s.ElasticityOfMTTR = s.MTBF/total, s.MTTR/total
			s.MTBF, s.MTTR = s.MTBF/p.Life.Mean(), s.MTTR/p.Repair.Mean()
			found = append(found, s)
		}
	}
	return found, nil
}

// slopesMost is the most units of a group that is solved again and again for
// its slopes.
const slopesMost = 2000

// groupSlopes returns dU/dlog(MTBF) and dU/dlog(MTTR) of a group; NaN for one too
// large to be solved so often.
func groupSlopes(ctx context.Context, g *Group, p *Component, groups GroupSolver) (slopes [2]float64, err error) {
	switch {
	case p.Life == nil || p.Repair == nil:
		return slopes, nil
	case len(g.Units) > slopesMost:
		return [2]float64{math.NaN(), math.NaN()}, nil
	}
	return slopesOf(p, func(q *Component) (Measures, error) { return groups(ctx, g, q) })
}

// slopesOf returns dU/dlog(MTBF) and dU/dlog(MTTR) of what has units of part p, NaN where
// it is too large.
func slopesOf(p *Component, solve func(*Component) (Measures, error)) (slopes [2]float64, err error) {
	slope := func(change func(q *Component, factor float64)) float64 {
		at := func(h float64) float64 {
			q := *p
			change(&q, math.Exp(h))
			m, e := solve(&q)
			if e != nil {
				err = e
			}
			return m.Unavailability
		}
		rough := (at(2*step) - at(-2*step)) / (4 * step)
		fine := (at(step) - at(-step)) / (2 * step)
		return fine + (fine-rough)/3
	}
	slopes[0] = slope(func(q *Component, f float64) { q.Life = dist.Scale(q.Life, f) })
	if err == nil {
		slopes[1] = slope(func(q *Component, f float64) { q.Repair = dist.Scale(q.Repair, f) })
	}
	if errors.Is(err, ErrTooLarge) {
		return [2]float64{math.NaN(), math.NaN()}, nil
	}
	return slopes, err
}

// clusterSlopes adds what the numbers of each part of a cluster do, whose Birnbaum
// importance is b.
func (r *Result) clusterSlopes(ctx context.Context, g *Group, groups GroupSolver, b float64, all []Sensitivity, used []bool) error {
	told := false
	for at := range g.Cluster.Components {
		p := &g.Cluster.Components[at]
		if !slices.ContainsFunc(g.Units, func(u int) bool { return g.Cluster.Units[u].Component == at }) {
			continue
		}
		used[at] = true
		all[at].Numeric = true
		if p.Life == nil || p.Repair == nil {
			continue
		}
		slopes, err := slopesOf(p, func(q *Component) (Measures, error) {
			own, varied := *g.Cluster, *g
			own.Components = slices.Clone(own.Components)
			own.Components[at] = *q
			varied.Cluster, varied.Varied = &own, true
			return groups(ctx, &varied, q)
		})
		if err != nil {
			return err
		}
		if math.IsNaN(slopes[0]) && !told {
			told = true
			r.warn("sensitivity", "%s are too many to tell how the system follows the numbers of their modules", g.name())
		}
		all[at].MTBF += b * slopes[0]
		all[at].MTTR += b * slopes[1]
	}
	return nil
}
