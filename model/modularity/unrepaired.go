package modularity

import (
	"math"

	"mtbf/internal/num"
)

// unrepaired is a system of modules whose copies are not repaired. Of each
// module j of n copies are good at t, and every loss so far was covered, with
// probability
//
//	exp(-shock t) C(n, j) p^j (c q)^(n-j),   p = exp(-own t), q = 1-p,
//
// which with a = p + c q is a^n times a binomial probability of share p/a.
type unrepaired struct {
	modules    float64
	copies     int
	logCopies  float64 // may be beyond what a count can hold; used where one copy is enough
	need       int
	own, shock float64 // failure rates of a copy on its own, and of all at once
	coverage   float64
	constant   float64 // rate of voters and all else, for the system
}

func (s Architecture) unrepaired() unrepaired {
	l := s.moduleRate()
	return unrepaired{
		modules: float64(s.Modules), copies: s.Copies, logCopies: math.Log(float64(s.Copies)), need: s.Need,
		own: (1 - s.Beta) * l, shock: s.Beta * l, coverage: s.Coverage.P(),
		constant: s.voterRate() + s.ResidualRate,
	}
}

// withLogCopies returns the system with exp(x) copies.
func (u unrepaired) withLogCopies(x float64) unrepaired {
	u.logCopies = x
	return u
}

// constantRate is that of all failures of the system that no copy helps against.
func (u unrepaired) constantRate() float64 { return u.modules*u.shock + u.constant }

// split returns log(p + c q), and the shares of p and of c q in p + c q.
func (u unrepaired) split(t float64) (log, good, failed float64) {
	if u.coverage == 0 {
		return -u.own * t, 1, 0
	}
	p, q := math.Exp(-u.own*t), -math.Expm1(-u.own*t)
	a := p + u.coverage*q
	return logOf(a, (1-u.coverage)*q), p / a, u.coverage * q / a
}

// atLeast returns the logarithm of the probability that at least need of n
// copies are good, given the shares of good and failed ones.
func atLeast(need, n int, good, failed float64) float64 {
	k, spare := float64(need), float64(n-need)
	return logOf(num.BetaCDF(k, spare+1, good), num.BetaCDF(spare+1, k, failed))
}

// oneOf returns the logarithm of the probability that at least one of exp(logN)
// copies is good.
func oneOf(logN, good, failed float64) float64 {
	if failed == 0 {
		return 0
	}
	return num.Log1mExp(-math.Exp(logN + math.Log(-logOf(failed, good))))
}

// module returns the logarithm of the reliability of one module.
func (u unrepaired) module(t float64) float64 {
	a, good, failed := u.split(t)
	enough := oneOf(u.logCopies, good, failed)
	if u.need > 1 {
		enough = atLeast(u.need, u.copies, good, failed)
	}
	if a != 0 {
		a *= math.Exp(u.logCopies)
	}
	return a + enough - u.shock*t
}

// reliability is that of the system.
func (u unrepaired) reliability(t float64) float64 {
	return u.modules*u.module(t) - u.constant*t
}

// others is the logarithm of the probability that all but one module, and the
// rest, live at t.
func (u unrepaired) others(t float64) float64 {
	if u.modules == 1 {
		return -u.constant * t
	}
	return (u.modules-1)*u.module(t) - u.constant*t
}

// tooFew is the logarithm of the density of the time at which the system dies
// because a module loses a copy that it needs.
func (u unrepaired) tooFew(t float64) float64 {
	a, good, failed := u.split(t)
	n, k := float64(u.copies), float64(u.need)
	var left float64 // log P(need copies are good)
	switch {
	case u.need == u.copies:
		left = n * logOf(good, failed)
	case failed == 0 || good == 0:
		return math.Inf(-1)
	case good < 0.5:
		left = num.LogBinomialPMF(u.need, u.copies, good)
	default:
		left = num.LogBinomialPMF(u.copies-u.need, u.copies, failed)
	}
	return math.Log(u.modules*k*u.own) + n*a + left - u.shock*t + u.others(t)
}

// notCovered is the same for a loss that is not covered,
//
//	n own (1-c) p exp(-shock t) a^(n-1) P(need of the n-1 others are good).
func (u unrepaired) notCovered(t float64) float64 {
	if u.need == u.copies {
		return math.Inf(-1)
	}
	a, good, failed := u.split(t)
	n := float64(u.copies)
	log := math.Log(u.modules*n*u.own*(1-u.coverage)) - u.own*t - u.shock*t + (n-1)*a
	return log + atLeast(u.need, u.copies-1, good, failed) + u.others(t)
}

// each makes a function of many times of one of one.
func each(f func(t float64) float64) logFunc {
	return func(hours []float64) ([]float64, error) {
		logs := make([]float64, len(hours))
		for i, t := range hours {
			logs[i] = f(t)
		}
		return logs, nil
	}
}

// scale returns a time within a factor two of that at which 1/e of such systems
// are left.
func (u unrepaired) scale() float64 {
	t := 1 / (u.modules*u.own + u.constantRate())
	for u.reliability(t) > -1 && !math.IsInf(t, 1) {
		t *= 2
	}
	for u.reliability(t) < -1 && t > 0 {
		t /= 2
	}
	return t
}

func (u unrepaired) mttf() (float64, error) {
	return integral(each(u.reliability), u.scale())
}

func (s Architecture) unrepairedPoint(p Point) (Point, error) {
	u := s.unrepaired()
	life, err := u.mttf()
	if err != nil {
		return p, err
	}
	all := rates{CommonCause: u.modules * u.shock, Voter: s.voterRate(), Residual: s.ResidualRate}
	for term, density := range map[Term]func(float64) float64{SparesExhausted: u.tooFew, NotCovered: u.notCovered} {
		ended, err := integral(each(density), life)
		if err != nil {
			return p, err
		}
		all[term] = ended / life
	}
	p.Measures = Measures{MTBF: life, MTTF: life, MDT: math.Inf(1), Unavailability: 1}
	p.Outages, p.Shares, p.Method = p.Measures, all.shares(), "closed form, integrated"
	return p, nil
}
