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
	if err != nil || math.IsNaN(unit) {
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
// A set fails as often as a Poisson number of mean -log(1-q[j]) is not 0. So all that
// fails is what a Poisson number of sets has, of mean L, their sum over all sets, each
// of them drawn apart; and with T the chances that one more set takes so many more units
//
//	P(j units failed) = sum over i of e^-L L^i/i! (T^i)_0j,
//
// of which all terms are positive.
func survivors(q []float64, k int) (enough, fewer float64) {
	n := len(q) - 1
	rates, all := make([]float64, n+1), 0.0
	for j := 1; j <= n; j++ {
		if q[j] >= 1 {
			return 0, 1
		}
		rates[j] = -num.Choose(n, j) * math.Log1p(-q[j])
		all += rates[j]
	}
	if all == 0 {
		return 1, 0
	}
	more := oneMoreSet(rates, all)
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
func oneMoreSet(rates []float64, all float64) [][]float64 {
	n := len(rates) - 1
	more := make([][]float64, n+1)
	for from := range more {
		more[from] = make([]float64, n+1)
		for j, rate := range rates {
			for fresh := max(0, j-from); rate > 0 && fresh <= min(j, n-from); fresh++ {
				more[from][from+fresh] += rate / all * num.Choose(n-from, fresh) * num.Choose(from, j-fresh) / num.Choose(n, j)
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
