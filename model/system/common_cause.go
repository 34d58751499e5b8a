package system

import (
	"math"

	"mtbf/internal/num"
	"mtbf/model"
)

// static returns the probabilities that a group works, and that it does not, whose
// units have a probability to work and no lives. Every set of k units fails at once,
// independently of every other set, with the probability
//
//	Q_k = s_k (1-R) / C(n-1, k-1),
//
// s_k the share of a unit's failures that take k units: [model.CommonCause.Shares]. Of
// beta these are (1-beta)(1-R) for each unit and beta (1-R) for all. What needs time, a
// *model.ParamError names.
func (g *Group) static(p *Component) (Measures, error) {
	m := undefined()
	if err := g.timeless(p); err != nil {
		return m, err
	}
	n, unit := len(g.Units), p.steady().Unavailability
	if g.CommonCause != nil {
		rates, err := g.FailedSets(p)
		if err == nil && !math.IsNaN(unit) {
			m.Availability, m.Unavailability = survivors(rates, g.K)
		}
		return m, err
	}
	common, alone := g.Beta*unit, (1-g.Beta)*unit
	enough, fewer := binomial(g.K, n, 1-alone, alone)
	m.Availability, m.Unavailability = (1-common)*enough, common+(1-common)*fewer
	return m, nil
}

// isStatic reports whether a group of units of part p has no times, so that it is no
// matter of a solver.
func (g *Group) isStatic(p *Component) bool { return g.Kind != Cluster && p.Life == nil }

// timeless refuses what needs time.
func (g *Group) timeless(p *Component) error {
	if g.UncoveredMTTR > 0 || g.Crews > 0 || g.Detection > 0 || g.Switchover > 0 || g.Kind == Standby || g.Coverage.P() != 1 || g.idleCoverage() != 1 {
		return &model.ParamError{Param: "group of " + p.Name, Value: g.name(), Want: "common cause alone: a module without a lifetime has no repairs, takeovers or spares"}
	}
	return nil
}

// FailedSets returns, by the number of their units, the mean numbers of sets of a group
// of parts without lives that fail. A set fails as often as a Poisson number of mean
// -log(1-Q_k) is not 0; so all that fails is what Poisson numbers of sets have, of these
// means, each of the sets any of its size.
func (g *Group) FailedSets(p *Component) ([]float64, error) {
	if err := g.timeless(p); err != nil {
		return nil, err
	}
	n, unit := len(g.Units), p.steady().Unavailability
	own, shocks, err := g.CommonCause.Shares(g.Beta, n)
	if err != nil {
		return nil, err
	}
	means := make([]float64, n+1)
	for _, s := range append(shocks, model.Shock{Units: 1, Share: own}) {
		q := s.Share * unit / num.Choose(n-1, s.Units-1)
		means[s.Units] -= num.Choose(n, s.Units) * math.Log1p(-q)
	}
	return means, nil
}

// survivors returns the probabilities that at least k and that fewer of n units are in
// none of the sets that fail, given their mean numbers by size, n = len(means)-1. With L
// the sum of these, and T the chances that one more set takes so many more units,
//
//	P(j units failed) = sum over i of e^-L L^i/i! (T^i)_0j,
//
// of which all terms are positive.
func survivors(means []float64, k int) (enough, fewer float64) {
	n, all := len(means)-1, 0.0
	for _, x := range means {
		all += x
	}
	switch {
	case all == 0:
		return 1, 0
	case math.IsInf(all, 1): // a set fails for sure, and so do all of its size
		return 0, 1
	}
	more := oneMoreSet(means, all)
	failed := make([]float64, n+1) // so many, after i sets
	failed[0] = 1
	for i := 0; ; i++ {
		gamma, _ := math.Lgamma(float64(i) + 1)
		w := math.Exp(float64(i)*math.Log(all) - all - gamma)
		for j, p := range failed {
			if n-j >= k {
				enough += w * p
			} else {
				fewer += w * p
			}
		}
		if i >= n && float64(i) > 2*all && w <= 1e-18*min(enough, fewer) {
			return enough, fewer
		}
		failed = after(failed, more)
	}
}

// oneMoreSet returns the chances that a set leads from so many units failed to so many.
func oneMoreSet(means []float64, all float64) [][]float64 {
	n := len(means) - 1
	more := make([][]float64, n+1)
	for from := range more {
		more[from] = make([]float64, n+1)
		for j, mean := range means {
			for fresh := max(0, j-from); mean > 0 && fresh <= min(j, n-from); fresh++ {
				more[from][from+fresh] += mean / all * num.Choose(n-from, fresh) * num.Choose(from, j-fresh) / num.Choose(n, j)
			}
		}
	}
	return more
}

func after(failed []float64, more [][]float64) []float64 {
	next := make([]float64, len(failed))
	for from, p := range failed {
		for to := from; p > 0 && to < len(next); to++ {
			next[to] += p * more[from][to]
		}
	}
	return next
}
