package faulttree

import "math"

// failed is the probability to have failed at a rate by a time, 1 - exp(-rate time).
func failed(rate, time float64) float64 { return -math.Expm1(-rate * time) }

// glm is the probability to be down at a time t of a unit that starts down with
// probability g and fails and is repaired at rates l and m,
//
//	l/(l+m) (1 - exp(-(l+m) t)) + g exp(-(l+m) t),
//
// of which both terms are positive.
func glm(g, l, m, t float64) float64 {
	if l+m == 0 {
		return g
	}
	return l/(l+m)*failed(l+m, t) + g*math.Exp(-(l+m)*t)
}

// weibull is the probability to have failed by a time, 0 until the shift.
func weibull(scale, shape, shift, time float64) float64 {
	if time <= shift {
		return 0
	}
	return -math.Expm1(-math.Pow((time-shift)/scale, shape))
}

// testForms are the arguments of periodic tests, by their number.
var testForms = map[int][]domain{
	4: {notNegative("failure rate"), positive("time between tests"), notNegative("time of the first test"), notNegative("time")},
	5: {notNegative("failure rate"), notNegative("repair rate"), positive("time between tests"), notNegative("time of the first test"), notNegative("time")},
	11: {notNegative("failure rate"), notNegative("failure rate in a test"), notNegative("repair rate"), positive("time between tests"), notNegative("time of the first test"),
		probability("probability to fail as a test begins"), notNegative("length of a test"), probability("availability in a test"), probability("probability that a test finds a failure"),
		probability("probability of a bad restart"), notNegative("time")},
}

// testForm refuses periodic tests of other numbers of arguments.
func testForm(arguments int) string {
	if testForms[arguments] != nil {
		return ""
	}
	return "it has 4 arguments (failure rate, time between tests, time of the first test, time), 5, the second being the repair rate, or all 11"
}

// testLength refuses tests that are longer than the time between them, or in which a unit
// is neither available nor not.
func testLength(x []float64) string {
	switch {
	case len(x) == 11 && x[6] > x[3]:
		return "its tests are longer than the time between them"
	case len(x) == 11 && x[7] != 0 && x[7] != 1:
		return "the availability in a test is neither 0 nor 1"
	}
	return ""
}

// periodicTest is the probability that a unit is down at a time t whose failures are
// found by tests alone, which begin at the times first, first+between, ... At the time of
// a test it is what it was before. Of 4 arguments (rate, between, first, t) a test makes
// the unit new. Of 5, the second being a rate of repair, a test begins a repair.
func periodicTest(x []float64) float64 {
	switch len(x) {
	case 4:
		return failed(x[0], sinceTest(x[1], x[2], x[3]))
	case 5:
		unit := testedUnit{rate: x[0], inTest: x[0], repair: x[1], finds: 1, upInTest: true}
		return unit.down(x[2], x[3], x[4])
	}
	unit := testedUnit{rate: x[0], inTest: x[1], repair: x[2], begins: x[5], length: x[6], upInTest: x[7] == 1, finds: x[8], badly: x[9]}
	return unit.down(x[3], x[4], x[10])
}

func sinceTest(between, first, t float64) float64 {
	if t <= first {
		return t
	}
	if since := math.Mod(t-first, between); since > 0 {
		return since
	}
	return between
}

// testedUnit is a unit that works, has failed unseen or is repaired. In a test it fails at
// once with probability begins and then at the rate inTest; its failure is found with
// probability finds, and repaired from the end of the test on. A repair that is under way
// goes on in tests. It ends badly, in a failure unseen, with probability badly.
type testedUnit struct {
	rate, inTest, repair, begins, length, finds, badly float64
	upInTest                                           bool
}

// states are the probabilities to work, to have failed unseen and to be repaired.
type states [3]float64

// moves are the states after each of the states.
type moves [3]states

// down follows the unit from test to test.
func (u testedUnit) down(between, first, t float64) float64 {
	if t <= first {
		return failed(u.rate, t)
	}
	since := sinceTest(between, first, t)
	tests := math.Round((t - first - since) / between) // that are over
	now := states{math.Exp(-u.rate * first), failed(u.rate, first)}
	now = now.after(u.test(u.length).then(u.run(between - u.length)).power(tests))
	if since <= u.length && !u.upInTest {
		up, _, _ := u.repaired(since)
		return 1 - now[2]*up
	}
	now = now.after(u.test(math.Min(since, u.length)))
	now = now.after(u.run(math.Max(0, since-u.length)))
	return now[1] + now[2]
}

// test is what happens in a test that has run for a time.
func (u testedUnit) test(time float64) moves {
	works := (1 - u.begins) * math.Exp(-u.inTest*time)
	fails := u.begins + (1-u.begins)*failed(u.inTest, time)
	up, unseen, still := u.repaired(time)
	return moves{{works, fails * (1 - u.finds), fails * u.finds}, {0, 1 - u.finds, u.finds}, {up, unseen, still}}
}

// run is what happens in a time without a test.
func (u testedUnit) run(time float64) moves {
	up, unseen, still := u.repaired(time)
	return moves{{math.Exp(-u.rate * time), failed(u.rate, time)}, {0, 1}, {up, unseen, still}}
}

// repaired is what becomes of a unit under repair, with rates l and m: it works by
// m J(s), J(s) = (exp(-l s) - exp(-m s)) / (m - l), unless it was restarted badly, and has
// failed again by 1 - exp(-l s) - l J(s).
func (u testedUnit) repaired(time float64) (up, unseen, still float64) {
	both := bothExponentials(u.rate, u.repair, time)
	again := math.Max(0, failed(u.rate, time)-u.rate*both)
	return (1 - u.badly) * u.repair * both, u.badly*failed(u.repair, time) + (1-u.badly)*again, math.Exp(-u.repair * time)
}

func (s states) after(m moves) (next states) {
	for i, p := range s {
		for j, q := range m[i] {
			next[j] += p * q
		}
	}
	return next
}

func (m moves) then(n moves) moves { return moves{m[0].after(n), m[1].after(n), m[2].after(n)} }

// power is so many times the same, by squares: all its numbers are positive.
func (m moves) power(times float64) moves {
	result := moves{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}
	for n := uint64(math.Min(times, 1<<62)); n > 0; n >>= 1 {
		if n&1 == 1 {
			result = result.then(m)
		}
		m = m.then(m)
	}
	return result
}

// bothExponentials is (exp(-l s) - exp(-m s)) / (m - l), in any order of l and m.
func bothExponentials(l, m, s float64) float64 {
	apart := math.Abs(m-l) * s
	if apart == 0 {
		return s * math.Exp(-l*s)
	}
	return s * math.Exp(-math.Min(l, m)*s) * -math.Expm1(-apart) / apart
}
