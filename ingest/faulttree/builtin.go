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

// testForm refuses periodic tests of more arguments than are understood.
func testForm(arguments int) string {
	switch arguments {
	case 4, 5:
		return ""
	case 11:
		return "its form with 11 arguments is a proposal that leaves open what happens in a test; use that with 4 or 5"
	}
	return "it has 4 arguments (failure rate, time between tests, time of the first test, time), or 5, the second being the repair rate"
}

// periodicTest is the probability that a unit is down at a time t whose failures are
// found by tests alone, at the times first, first+between, first+2 between, ... Of 4
// arguments (rate, between, first, t) a test makes it new. Of 5, the second being a rate
// of repair, a test begins a repair. At the time of a test it is what it was before.
func periodicTest(x []float64) float64 {
	if len(x) == 4 {
		return failed(x[0], sinceTest(x[1], x[2], x[3]))
	}
	return repairedAfterTest(x[0], x[1], x[2], x[3], x[4])
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

// repairedAfterTest follows the unit from test to test. With s the time since a test at
// which it was down with probability u, it is down with
//
//	u stays(s) + (1-u) p(s),   p(s) = 1 - exp(-l s),
//
// where stays is the chance to be down after it was: not repaired yet, or failed again,
//
//	exp(-m s) + p(s) - l J(s),   J(s) = (exp(-l s) - exp(-m s)) / (m - l),
//
// the term in J being the share of p that a unit not yet repaired has no part in. So u
// goes from test to test by u' = p + c u with c = stays - p, in closed form.
func repairedAfterTest(l, m, between, first, t float64) float64 {
	if t <= first {
		return failed(l, t)
	}
	since := sinceTest(between, first, t)
	tests := math.Round((t - first - since) / between) // that are over, after the first
	u, p := failed(l, first), failed(l, between)
	works := m * bothExponentials(l, m, between) // after it was down
	c := math.Exp(-m*between) - l*bothExponentials(l, m, between)
	if lost := works + p; lost > 0 && lost < 0.5 {
		power := tests * math.Log1p(-lost)
		u = u*math.Exp(power) + p*-math.Expm1(power)/lost
	} else if lost > 0 {
		power := math.Pow(c, tests)
		u = u*power + p*(1-power)/lost
	}
	stays := math.Exp(-m*since) + math.Max(0, failed(l, since)-l*bothExponentials(l, m, since))
	return u*stays + (1-u)*failed(l, since)
}

// bothExponentials is (exp(-l s) - exp(-m s)) / (m - l), in any order of l and m.
func bothExponentials(l, m, s float64) float64 {
	apart := math.Abs(m-l) * s
	if apart == 0 {
		return s * math.Exp(-l*s)
	}
	return s * math.Exp(-math.Min(l, m)*s) * -math.Expm1(-apart) / apart
}
