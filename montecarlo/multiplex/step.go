package multiplex

import (
	"math"

	"mtbf/montecarlo"
)

// How many lines a stage leaves stimulated depends on how many it found, and on
// nothing else: bundles are permuted before it, so that of all sets of so many
// lines each is as likely as any other. So the counts
//
//	k_0, k_1, ..., k_T    (T = tiers + 1)
//
// are a Markov chain, and of all that happens in a stage two things matter: how
// many organs m ought to be stimulated by the lines that meet in them, and how
// many of these m, and of the other N-m, err.
//
// A stage is tilted by theta: the probability of each outcome is multiplied by
// e^(theta k_t), and divided by the sum of all these,
//
//	E e^(theta k_t) = e^(N off) E e^((on - off) m),
//	on  = log(eps + (1-eps) e^theta)    of an organ that ought to be stimulated,
//	off = log(1-eps + eps e^theta)      of another.
//
// Under it m has the law of pairs tilted by on-off, and errors are independent
// as before, with the probabilities eps e^-on and eps e^(theta-off).

// twist is a tilt and what it does to organs.
type twist struct {
	theta      float64
	on, off    float64
	loss, gain float64 // probabilities that an organ errs
}

func newTwist(eps, theta float64) twist {
	t := twist{theta: theta}
	t.on = theta + math.Log1p(eps*math.Expm1(-theta))
	t.off = math.Log1p(eps * math.Expm1(theta))
	t.loss = eps * math.Exp(-t.on)
	t.gain = eps * math.Exp(theta-t.off)
	return t
}

// step is a stage from a known count, tilted. Errors of the organs that are
// stimulated, or are not, whatever m is among its likely values, come from
// tables; those of the others, which are few, one by one.
type step struct {
	twist
	log             float64 // log E e^(theta k)
	meet            table   // m
	first, last     int     // its values
	losses, wins    table   // of first organs that ought to be stimulated, of N-last others
	lossGap, winGap float64 // mean numbers of organs per error, as successes wants them
}

// newStep returns the stage that comes after k lines; k < 0 stands for
// independent inputs.
func (s *Scheme) newStep(k int, theta float64) *step {
	t := newTwist(s.Error, theta)
	tilt := t.on - t.off
	switch {
	case k < 0:
		return s.stepOf(t, binomial(s.N, s.chance(), tilt))
	case s.Organ == Majority:
		return s.stepOf(t, triples(s.N, k, tilt))
	}
	return s.stepOf(t, pairs(s.N, k, tilt))
}

// newFirst returns the executive stage. Against one that dissents the organs
// that ought to be stimulated are those in which the other two bundles meet.
func (s *Scheme) newFirst(theta float64) *step {
	k := s.N - s.silent()
	switch {
	case s.Independent:
		k = -1
	case s.Dissent:
		t := newTwist(s.Error, theta)
		return s.stepOf(t, overlap(s.N, k, k, t.on-t.off))
	}
	return s.newStep(k, theta)
}

// stepOf returns the stage with a law of the organs that ought to be stimulated.
func (s *Scheme) stepOf(t twist, l law) *step {
	last := l.first + len(l.p) - 1
	return &step{
		twist: t, log: l.log + float64(s.N)*t.off,
		meet: newTable(l), first: l.first, last: last,
		losses: errorsOf(l.first, t.loss), wins: errorsOf(s.N-last, t.gain),
		lossGap: -1 / math.Log1p(-t.loss), winGap: -1 / math.Log1p(-t.gain),
	}
}

// errorsOf draws how many of n organs err.
func errorsOf(n int, p float64) table {
	if n == 0 || p == 0 {
		return table{upTo: []float64{1}}
	}
	return newTable(binomial(n, p, 0))
}

// chance is the probability that an organ ought to be stimulated, for
// independent inputs.
func (s *Scheme) chance() float64 {
	p := s.Stimulated
	switch {
	case s.Dissent:
		return p * p
	case s.Organ == Majority:
		return p * p * (3 - 2*p)
	}
	return (1 - p) * (1 + p)
}

// pairs is the tilted law of how many of n NAND organs ought to be stimulated,
// where k lines of both bundles are: the n-k whose first line is silent, and of
// the others those that meet one of the n-k silent lines of the second.
func pairs(n, k int, tilt float64) law {
	l := overlap(n, k, n-k, tilt)
	l.first += n - k
	l.log += tilt * float64(n-k)
	return l
}

// triples is the tilted law of how many of n majority organs ought to be
// stimulated, where k lines of all three bundles are: the a in which those of
// the first two bundles meet, and of the 2(k-a) in which one of these comes
// alone as many as meet one of the third. The sum is over a, from its likeliest
// values outwards.
func triples(n, k int, tilt float64) law {
	sum := make([]float64, n+1)
	top, ref := math.Inf(-1), math.Inf(-1)
	lo, hi := n, 0
	add := func(a int) bool {
		l := overlap(n, 2*(k-a), k, tilt)
		log := logOverlap(n, k, k, a) + tilt*float64(a) + l.log
		if math.IsInf(ref, -1) {
			ref = log
		}
		top = max(top, log)
		lo, hi = min(lo, a+l.first), max(hi, a+l.first+len(l.p))
		weight := math.Exp(log - ref)
		for i, p := range l.p {
			sum[a+l.first+i] += p * weight
		}
		return log > top+math.Log(negligible)
	}
	share := newField(Majority, inside(k, n), tilt)
	both := share.all + (share.on-share.all)/3
	from := min(k, max(0, 2*k-n, int(both*float64(n))))
	for a := from; a <= k && add(a); a++ {
	}
	for a := from - 1; a >= max(0, 2*k-n) && add(a); a-- {
	}
	l := law{first: lo, p: sum[lo:hi], log: ref}
	l.normalise()
	return l
}

// draw returns the count after the stage and the logarithm of the likelihood
// ratio.
func (t *step) draw(s *montecarlo.Stream) (k int, log float64) {
	m := t.meet.draw(s)
	lost := t.losses.draw(s) + successes(m-t.first, t.lossGap, s)
	won := t.wins.draw(s) + successes(t.last-m, t.winGap, s)
	k = m - lost + won
	return k, t.log - t.theta*float64(k)
}

// successes returns how many of n trials succeed, by drawing how many fail
// before the next that does: the whole part of an exponential variate with the
// mean -1/log(1-p).
func successes(n int, mean float64, s *montecarlo.Stream) int {
	for found := 0; ; found++ {
		gap := s.Exp() * mean
		if gap >= float64(n) {
			return found
		}
		n -= int(gap) + 1
	}
}
