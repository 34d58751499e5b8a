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
	if !math.IsNaN(g.UncoveredMTTR) && g.UncoveredMTTR > 0 || g.Crews > 0 || g.Detection > 0 || g.Switchover > 0 || g.Kind == Standby || g.Coverage.P() != 1 || g.idleCoverage() != 1 {
		return m, &model.ParamError{Param: "group of " + p.Name, Value: g.name(), Want: "common cause alone: a module without a lifetime has no repairs, takeovers or spares"}
	}
	n, unit := len(g.Units), p.steady().Unavailability
	own, shocks, err := g.CommonCause.Shares(g.Beta, n)
	if err != nil {
		return m, err
	}
	if g.CommonCause != nil {
		q := make([]float64, n+1)
		q[1] = own * unit
		for _, s := range shocks {
			q[s.Units] = s.Share * unit / num.Choose(n-1, s.Units-1)
		}
		m.Availability, m.Unavailability = survivors(q, g.K)
		return m, nil
	}
	common, alone := g.Beta*unit, own*unit
	enough, fewer := binomial(g.K, n, 1-alone, alone)
	m.Availability, m.Unavailability = (1-common)*enough, common+(1-common)*fewer
	return m, nil
}

// survivors returns the probabilities that at least k and that fewer of n units are in
// none of the sets that fail, n = len(q)-1, where each set of j units fails with the
// probability q[j], independently of all others.
//
// It sums over how many fail, all terms positive. Sets with a given unit, without it,
// are sets of the n-1 other units of one unit less; so with f(m, s) the number failed of
// m units of which each set of j fails with probability q[j+s],
//
//	f(m, s) = the union of f(m-1, s+1) and f(m-1, s), and the unit itself,
//
// which fails if f(m-1, s+1) is not 0, or on its own with probability q[1+s]. The sets
// that failed are any of their number, so that a and b of them have u in their union
// with the hypergeometric probability of u-a new ones.
func survivors(q []float64, k int) (enough, fewer float64) {
	n := len(q) - 1
	failed := make([][]float64, n+1) // of s, for the m at hand
	for s := range failed {
		failed[s] = []float64{1}
	}
	for m := 1; m <= n; m++ {
		for s := 0; s <= n-m; s++ {
			failed[s] = join(failed[s+1], failed[s], q[1+s])
		}
	}
	for j, p := range failed[0] {
		if n-j >= k {
			enough += p
		} else {
			fewer += p
		}
	}
	return enough, fewer
}

// join returns how many units fail of one and m others: of the others, so many of those
// that with fail with it, and so many of those that fail without it; alone is the
// probability that it fails alone.
func join(with, without []float64, alone float64) []float64 {
	m := len(with) - 1
	all := make([]float64, m+2)
	for a, p := range with {
		for b, r := range without {
			if p*r == 0 {
				continue
			}
			for u := max(a, b); u <= min(a+b, m); u++ {
				x := p * r * num.Choose(m-a, u-a) * num.Choose(a, b-(u-a)) / num.Choose(m, b)
				if a > 0 {
					all[u+1] += x
					continue
				}
				all[u+1] += x * alone
				all[u] += x * (1 - alone)
			}
		}
	}
	return all
}
