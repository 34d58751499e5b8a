package recurrent

import (
	"math"
	"slices"

	"mtbf/internal/num"
)

// weighted is a span with the number of its kind.
type weighted struct {
	span
	count float64
}

// likelihood is what failures tell about the exponent beta of a power law with
// mean lambda t^beta. Given the total N, each failure has the density
// proportional to t^(beta-1) over the windows w of the units, and the likelihood
// splits into a Poisson term of N and
//
//	g(beta) = sum log t^(beta-1) - N V(beta),    V = log sum_w integral_w t^(beta-1)
//
// with an integral in the place of t^(beta-1) where a failure is known to an
// interval only. Times are shares of the greatest age, so nothing overflows.
type likelihood struct {
	greatest float64
	windows  []weighted // watched, by unit
	groups   []weighted // failures counted over a span
	exact    int        // failures with a time
	logs     float64    // sum of their log(t/greatest)
	n        float64    // all failures
	// failureTruncated says that every unit's observation ended with a failure.
	failureTruncated bool
}

func newLikelihood(histories []History) *likelihood {
	l := &likelihood{failureTruncated: allFailureTruncated(histories)}
	for _, h := range histories {
		l.greatest = math.Max(l.greatest, h.To)
	}
	var logs num.Adder
	for _, h := range histories {
		l.windows = append(l.windows, weighted{newSpan(h.From, h.To, l.greatest), float64(h.units())})
		for _, t := range h.Times {
			logs.Add(logShare(t, l.greatest))
		}
	}
	l.exact, l.logs = failures(histories), logs.Total()
	l.n = float64(l.exact)
	l.windows = gather(l.windows)
	return l
}

// gather puts equal spans together.
func gather(all []weighted) []weighted {
	slices.SortFunc(all, func(a, b weighted) int {
		if a.lo != b.lo {
			return order(a.lo, b.lo)
		}
		return order(a.hi, b.hi)
	})
	kept := all[:0]
	for _, w := range all {
		if last := len(kept) - 1; last >= 0 && kept[last].span == w.span {
			kept[last].count += w.count
			continue
		}
		kept = append(kept, w)
	}
	return kept
}

// single reports whether all units were watched over one window from 0 and every
// failure has its time: then the limits of Crow are exact.
func (l *likelihood) single() bool {
	return len(l.groups) == 0 && len(l.windows) == 1 && math.IsInf(l.windows[0].lo, -1)
}

// volume returns V(beta) and its first two derivatives, the mean and variance of
// log t under the density of a failure. No age of the data is above 1, so their
// sizes hi^beta - lo^beta lie below 1 and add up without care.
func (l *likelihood) volume(beta float64) (v, v1, v2 float64) {
	var sum, first, second float64
	level := math.Log(beta)
	for _, w := range l.windows {
		nu, nu1, nu2 := w.moments(beta, level)
		share := w.count * math.Exp(nu+level)
		if share == 0 {
			continue
		}
		off := nu1 - first // first is the mean of nu1 so far
		sum += share
		first += share / sum * off
		second += share * (nu2 + off*(nu1-first))
	}
	return math.Log(sum) - level, first, second / sum
}

// at returns g(beta) with V and its second derivative.
func (l *likelihood) at(beta float64) (g, v, v2 float64) {
	v, _, v2 = l.volume(beta)
	g = (beta-1)*l.logs - l.n*v
	level := math.Log(beta)
	for _, w := range l.groups {
		nu, _, _ := w.moments(beta, level)
		g += w.count * nu
	}
	return g, v, v2
}

// score returns the derivative of g.
func (l *likelihood) score(beta float64) float64 {
	_, v1, _ := l.volume(beta)
	s := l.logs - l.n*v1
	for _, w := range l.groups {
		_, nu1, _ := w.moments(beta, math.Log(beta))
		s += w.count * nu1
	}
	return s
}

// information returns the negative second derivative of g.
func (l *likelihood) information(beta float64) float64 {
	_, _, v2 := l.volume(beta)
	i := l.n * v2
	for _, w := range l.groups {
		_, _, nu2 := w.moments(beta, math.Log(beta))
		i -= w.count * nu2
	}
	return i
}

// logVolume returns log sum_w (hi^beta - lo^beta), the log of the expected
// failures over lambda.
func (l *likelihood) logVolume(beta float64) float64 {
	v, _, _ := l.volume(beta)
	return v + math.Log(beta)
}

// steepest and flattest are the exponents beyond which no estimate is given.
const (
	flattest = 1e-6
	steepest = 1e6
)

// maximum returns the beta at which g is greatest, or false where it grows to the
// end of what an exponent may be.
func (l *likelihood) maximum() (float64, bool) {
	if l.single() {
		beta := l.n / -(l.logs - l.n*l.windows[0].hi)
		return beta, beta > flattest && beta < steepest
	}
	lo, hi := math.Log(flattest), math.Log(steepest)
	f := func(x float64) float64 { return l.score(math.Exp(x)) }
	const rounding = 1e-10 // of a slope that is 0 where beta grows without end
	if !(f(lo) > 0 && f(hi) < -rounding*l.n) {
		return 0, false
	}
	return math.Exp(num.Root(f, lo, hi)), true
}
