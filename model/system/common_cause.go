package system

import (
	"math"

	"mtbf/model"
)

// static returns the probabilities that a group works, and that it does not, whose
// units have a probability to work and no lives: q of each fails on its own, and all of
// them together with a probability of their own, the beta-factor model,
//
//	q = (1-beta) (1-R),   1 - R_group = beta (1-R) + (1 - beta (1-R)) P(fewer than K of N work).
//
// What needs time, a *model.ParamError names.
func (g *Group) static(p *Component) (Measures, error) {
	m := undefined()
	if !math.IsNaN(g.UncoveredMTTR) && g.UncoveredMTTR > 0 || g.Crews > 0 || g.Detection > 0 || g.Switchover > 0 || g.Kind == Standby || g.Coverage.P() != 1 {
		return m, &model.ParamError{Param: "group of " + p.Name, Value: g.name(), Want: "beta alone: a module without a lifetime has no repairs, takeovers or spares"}
	}
	unit := p.steady().Unavailability
	common, alone := g.Beta*unit, (1-g.Beta)*unit
	enough, fewer := binomial(g.K, len(g.Units), 1-alone, alone)
	m.Availability, m.Unavailability = (1-common)*enough, common+(1-common)*fewer
	return m, nil
}

// isStatic reports whether a group of units of part p has no times, so that it is no
// matter of a solver.
func (g *Group) isStatic(p *Component) bool { return g.Kind != Cluster && p.Life == nil }
