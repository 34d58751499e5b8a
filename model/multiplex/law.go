package multiplex

import "math"

// law is a distribution of a count k in lo..hi, hypergeometric or binomial,
// known by the ratio of the probabilities of k+1 and k. The ratio falls with k.
type law struct {
	lo, hi, mode int
	x, odds      float64
	paired       bool
	y, rest      float64 // where paired
}

// ratio returns the probabilities of k+1 and k but for a common factor.
func (l *law) ratio(k int) (next, this float64) {
	f := float64(k)
	next, this = (l.x-f)*l.odds, f+1
	if l.paired {
		next, this = next*(l.y-f), this*(l.rest+f)
	}
	return next, this
}

// pairs is the law of the number of organs of which both inputs are stimulated,
// where a and b of n lines are and the pairing is random: hypergeometric,
//
//	C(a, k) C(n-a, b-k) / C(n, b).
func pairs(a, b, n int) law {
	lo, hi := max(0, a+b-n), min(a, b)
	return law{
		lo: lo, hi: hi, mode: min(max((a+1)*(b+1)/(n+2), lo), hi),
		x: float64(a), odds: 1,
		paired: true, y: float64(b), rest: float64(n - a - b + 1),
	}
}

// survivors is the law of how many of n stimulated lines stay so, where each
// does with probability keep and does not with probability lose > 0: binomial,
//
//	C(n, k) keep^k lose^(n-k).
func survivors(n int, keep, lose float64) law {
	return law{
		lo: 0, hi: n, mode: min(int(math.Floor(float64(n+1)*keep)), n),
		x: float64(n), odds: keep / lose,
	}
}

// unseen is the part of a law's mass that its sum may miss: below half a unit
// in the last place of 1.
const unseen = 1e-18

// row is a law computed: p[k] is proportional to the probability of k, for k
// from lo to hi.
type row struct {
	lo, hi int
	p      []float64
	sum    float64 // of p
	rest   float64 // at most this is beyond lo and hi, in the scale of p
}

// compute builds the law outwards from 1 at its mode, ratio by ratio, into p.
// No factorial is computed, and the relative error is of the order of the
// rounding of one ratio times the square root of the steps. On either side it
// ends where the rest is below limit: as the ratios fall, that is by the
// geometric series at most
//
//	p(k+1) / (1 - ratio)
func (l law) compute(p []float64, limit float64) row {
	r := row{p: p, sum: 1}
	p[l.mode] = 1
	k, last := l.mode, 1.0
	for ; k < l.hi; k++ {
		up, down := l.ratio(k)
		ratio := up / down
		next := last * ratio
		if next <= limit*(1-ratio) {
			r.rest += next / (1 - ratio)
			break
		}
		p[k+1], last = next, next
		r.sum += next
	}
	r.hi, k, last = k, l.mode, 1
	for ; k > l.lo; k-- {
		up, down := l.ratio(k - 1)
		ratio := down / up
		next := last * ratio
		if next <= limit*(1-ratio) {
			r.rest += next / (1 - ratio)
			break
		}
		p[k-1], last = next, next
		r.sum += next
	}
	r.lo = k
	return r
}
