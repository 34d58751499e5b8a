package multiplex

import (
	"math"

	"mtbf/model"
)

// Chance is the probability that a part works and that it fails. Both are kept,
// as neither can be had from the other without losing digits.
type Chance struct {
	Works, Fails float64
}

// Failing returns the chance of a part that fails with probability q in [0, 1].
func Failing(q float64) (Chance, error) {
	if !(q >= 0 && q <= 1) {
		return Chance{}, &model.ParamError{Param: "failure probability", Value: q, Want: "a number in [0, 1]"}
	}
	return Chance{Works: 1 - q, Fails: q}, nil
}

// Lasting returns the chance that a part with a constant failure rate, per
// hour, works for so many hours without repair:
//
//	Works = exp(-rate hours),  Fails = 1 - exp(-rate hours)
//
// The rate may be 0 and the hours 0 or +Inf; a *model.ParamError tells of any
// other that are not finite or negative.
func Lasting(rate, hours float64) (Chance, error) {
	if !(rate >= 0) || math.IsInf(rate, 1) {
		return Chance{}, &model.ParamError{Param: "failure rate", Value: rate, Want: "a finite number of 0 or more"}
	}
	if !(hours >= 0) {
		return Chance{}, &model.ParamError{Param: "hours", Value: hours, Want: "a number of 0 or more"}
	}
	if rate == 0 {
		return Chance{Works: 1}, nil
	}
	return Chance{Works: math.Exp(-rate * hours), Fails: -math.Expm1(-rate * hours)}, nil
}

// check refuses a chance that was not made as one.
func (c Chance) check(name string) error {
	if c.Works >= 0 && c.Fails >= 0 && math.Abs(c.Works+c.Fails-1) < 1e-9 {
		return nil
	}
	return &model.ParamError{Param: name, Value: c, Want: "a chance whose two probabilities add up to 1"}
}

// logWorks returns the logarithm of Works from the smaller of the two.
func (c Chance) logWorks() float64 {
	if c.Fails < 0.5 {
		return math.Log1p(-c.Fails)
	}
	return math.Log(c.Works)
}

// all returns the chance that n such parts all work.
func (c Chance) all(n int) Chance {
	if n == 0 || c.Fails == 0 {
		return Chance{Works: 1}
	}
	l := float64(n) * c.logWorks()
	return Chance{Works: math.Exp(l), Fails: -math.Expm1(l)}
}

// and returns the chance that both parts work.
func (c Chance) and(d Chance) Chance {
	return Chance{Works: c.Works * d.Works, Fails: c.Fails + c.Works*d.Fails}
}

// majority returns the chance that most of n such parts, n odd, work.
func (c Chance) majority(n int) Chance {
	return Chance{Works: majorityOf(n, c.Works, c.Fails), Fails: majorityOf(n, c.Fails, c.Works)}
}

// majorityOf returns the probability that of n trials, n odd, at least m =
// (n+1)/2 succeed, with probability p each and q = 1-p. Counted by the failures
// j before the m-th success, all terms are positive:
//
//	p^m (1 + m q + ... + C(m-1+j, j) q^j + ...),  j < m
func majorityOf(n int, p, q float64) float64 {
	m := (n + 1) / 2
	sum, term := 0.0, 1.0
	for j := range m {
		sum += term
		term *= q * float64(m+j) / float64(j+1)
	}
	return math.Pow(p, float64(m)) * sum
}
