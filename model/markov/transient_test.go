package markov

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"mtbf/internal/oracle"
	"mtbf/internal/property"
	"mtbf/model"
)

// TestTwoStates is M-05 (printed to six digits) and R-12 (closed form).
func TestTwoStates(t *testing.T) {
	a := at(t, newModel(t, 2, []int{0}, []transition{{0, 1, 3}, {1, 0, 2}}), 1)[0]
	oracle.Near(t, "M-05", a.Availability, .404043, 1e-6)
	oracle.Near(t, "M-05", a.Unavailability, .595957, 1e-6)

	const l, mu = .2, 1.
	m := newModel(t, 2, []int{0}, []transition{{0, 1, l}, {1, 0, mu}})
	r := measures(t, m)
	oracle.Near(t, "MUT", r.MUT, 5, 1e-15)
	oracle.Near(t, "MDT", r.MDT, 1, 1e-15)
	oracle.Near(t, "failure to failure", r.MeanCycleTime, 6, 1e-15)
	oracle.Near(t, "frequency", r.FailureFrequency, 1./6, 1e-15)
	for _, a := range at(t, m, 1e-9, .03, 7, 400, 1e9) {
		s, x := l+mu, -math.Expm1(-(l+mu)*a.Time)
		oracle.Near(t, "A(t)", a.Availability, mu/s+l/s*math.Exp(-s*a.Time), 1e-13)
		oracle.Near(t, "U(t)", a.Unavailability, l/s*x, 1e-13)
		oracle.Near(t, "R(t)", a.Reliability, math.Exp(-l*a.Time), 1e-12*max(1, l*a.Time))
		oracle.Near(t, "F(t)", a.Unreliability, -math.Expm1(-l*a.Time), 1e-12)
		if a.Time > .01 { // the closed form subtracts
			oracle.Near(t, "downtime", a.Downtime, l/s*(a.Time-x/s), 1e-12)
		} else {
			oracle.Near(t, "downtime", a.Downtime, l*a.Time*a.Time/2, 1e-8)
		}
		oracle.Near(t, "failures", a.Failures, l*a.Uptime, 1e-13)
	}
}

// TestShareOfTime: with l = 0.001 and mu = 0.1 an hour U(t) = (1-e^{-0.101 t})/101,
// whose integral over (0, T] is (T - (1-e^{-0.101 T})/0.101)/101. Over 10 h e^{-1.01}
// = 0.364218979571523: (10 - 6.294861588)/101 = 0.03668453...; a start that is down
// has (T + 100 (1-e^{-0.101 T})/0.101)/101.
func TestShareOfTime(t *testing.T) {
	m := newModel(t, 2, []int{0}, []transition{{0, 1, .001}, {1, 0, .1}})
	oracle.Near(t, "by hand", at(t, m, 10)[0].IntervalUnavailability(), (10-(1-.364218979571523)/.101)/101/10, 1e-12)
	for start, sign := range []float64{-1, 100} {
		m.Start = start
		for _, a := range at(t, m, .5, 10, 400, 1e6) {
			want := (1 + sign*-math.Expm1(-.101*a.Time)/.101/a.Time) / 101
			oracle.Near(t, fmt.Sprint("down, from ", start), a.IntervalUnavailability(), want, 1e-11)
			oracle.Near(t, fmt.Sprint("up, from ", start), a.IntervalAvailability(), 1-want, 1e-11)
		}
	}
}

// TestRareTransient: n stages in a row, each passed at its own rate: the last
// is reached by t with probability (r t)^n/n! at first. 1e-135 keeps its digits.
func TestRareTransient(t *testing.T) {
	const n, rate, when = 20, 1e-6, 1.5
	var list []transition
	up := []int{0}
	for i := range n {
		list = append(list, transition{i, i + 1, rate})
		up = append(up, i+1)
	}
	plain := newModel(t, n+1, up[:n], list[:n])
	b := at(t, plain, when)[0]
	lead := 1.0
	for i := range n {
		lead *= rate * when / float64(i+1)
	}
	// Erlang distribution: lead sum_k (-x)^k/k! n/(n+k), x = rate t
	const x = rate * when
	oracle.Near(t, "first", b.Unreliability, lead*(1-x*n/(n+1)+x*x/2*n/(n+2)), 1e-13)
	oracle.Near(t, "downtime", b.Downtime, lead*when/(n+1)*(1-x*n/(n+2)+x*x/2*n*(n+1)/((n+2)*(n+3))), 1e-13)
}

// TestEnginesAgree: uniformisation and squaring give the same probabilities and
// integrals, on random chains.
func TestEnginesAgree(t *testing.T) {
	property.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(2, 8).Draw(r, "n")
		m := newModel(t, n, []int{0, n / 2}, anyChain(r, n))
		when := rapid.Float64Range(0.1, 3000).Draw(r, "steps") / m.Chain.maxExit()
		s := newSpan(m.Chain, 0, m.gains()...)
		p, gained, err := s.doubled(context.Background(), when)
		if err != nil {
			r.Fatal(err)
		}
		if err := s.walk(context.Background(), when); err != nil {
			r.Fatal(err)
		}
		for i := range p {
			near(r, fmt.Sprint("p", i), p[i], s.p[i], 1e-11)
		}
		for g := range gained {
			near(r, fmt.Sprint("gain", g), gained[g], s.gained[g], 1e-11)
		}
		near(r, "up + down", gained[0]+gained[1], when, 1e-13)
	})
}

// TestLaws: unreliability grows and bounds unavailability, reliability and its
// complement add up to 1, and so do the shares of time; far out is steady state.
func TestLaws(t *testing.T) {
	property.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(2, 6).Draw(r, "n")
		m := newModel(t, n, []int{0}, anyChain(r, n))
		base := 1 / m.Chain.maxExit()
		previous := 0.0
		for _, a := range at(t, m, base/7, base*3, base*900, base*1e7) {
			near(r, "R+F", a.Reliability+a.Unreliability, 1, 1e-13)
			near(r, "A+U", a.Availability+a.Unavailability, 1, 1e-13)
			near(r, "up+down", a.Uptime+a.Downtime, a.Time, 1e-12)
			if a.Unreliability < previous || a.Unavailability > a.Unreliability*(1+1e-12) {
				r.Fatalf("F = %g after %g, U = %g", a.Unreliability, previous, a.Unavailability)
			}
			previous = a.Unreliability
		}
	})
}

// TestMirrorYear is S-05 and S-06: rates per year. The exact values are to be
// met to their printed digits, PRISM's own only to 1e-8 (ORACLES, trap 15).
func TestMirrorYear(t *testing.T) {
	one := newModel(t, 2, []int{0}, []transition{{0, 1, .05}})
	oracle.Near(t, "S-05", 100*at(t, one, 1)[0].Reliability, 95.12294245007141, 1e-14)
	for _, c := range []struct{ repair, exact, prism float64 }{
		{52.142857143, 99.990621733745, 99.99062173456771},
		{365, 99.9986344589516, 99.9986344590424},
		{8760, 99.99994292988353, 99.99994292988353},
	} {
		t.Run(fmt.Sprint(c.repair, c.exact, c.prism), func(t *testing.T) {
			m := newModel(t, 3, []int{0, 1}, []transition{{0, 1, .1}, {1, 0, c.repair}, {1, 2, .05}})
			a := at(t, m, 1)[0]
			oracle.Near(t, "S-06", 100*a.Reliability, c.exact, 1e-14)
			oracle.Near(t, "S-06 PRISM", 100*a.Reliability, c.prism, 1e-8)
			// closed form: two exponential modes s1 < s2 of the up states
			sum, product := .15+c.repair, .1*.05
			s1 := 2 * product / (sum + math.Sqrt(sum*sum-4*product))
			s2 := product / s1
			want := (s2*-math.Expm1(-s1) - s1*-math.Expm1(-s2)) / (s2 - s1)
			oracle.Near(t, "S-06 unreliability", a.Unreliability, want, 1e-11)
		})
	}
}

// TestLongHorizon: a large chain over a time that only a constant failure rate
// makes feasible. Independent pairs with one more state each: R(t) of the
// product is the product of R(t).
func TestLongHorizon(t *testing.T) {
	const n, l, mu = 300, 1e-5, .1
	m := birthDeath(t, n, n, n-2, l, mu) // 3 of 300 down at once
	big := at(t, m, 2e6)[0]
	mttf := measures(t, m).MTTF
	// after the first hours the rate of failing is constant and near 1/MTTF
	if got := -math.Log(big.Reliability); math.Abs(got/(2e6/mttf)-1) > 1e-4 {
		t.Errorf("%g, want near %g", got, 2e6/mttf)
	}
	oracle.Near(t, "R+F", big.Reliability+big.Unreliability, 1, 1e-12)
	steady := measures(t, m)
	oracle.Near(t, "U", big.Unavailability, steady.Unavailability, 1e-11)
	oracle.Near(t, "failures", big.Failures, 2e6*steady.FailureFrequency, 1e-4)
}

func TestTransientRefuses(t *testing.T) {
	m := newModel(t, 2, []int{0}, []transition{{0, 1, 3}, {1, 0, 2}})
	for _, when := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		var param *model.ParamError
		if _, err := m.At(context.Background(), 1, when); !errors.As(err, &param) {
			t.Errorf("time %g: %v", when, err)
		}
	}
	stiff := newModel(t, 500, []int{0}, weakLinks(500))
	s := newSpan(stiff.Chain, 0)
	s.limit /= 1000
	var work *WorkError
	if _, _, err := s.to(context.Background(), 1e9); !errors.As(err, &work) {
		t.Errorf("stiff: %v", err)
	}
}

// weakLinks is a ring of fast states with some that are hardly ever left, whose
// transient lasts beyond any number of steps.
func weakLinks(n int) []transition {
	var list []transition
	for i := range n {
		rate := 1e6
		if i%50 == 49 {
			rate = 1e-7
		}
		list = append(list, transition{i, (i + 1) % n, rate}, transition{(i + 1) % n, i, 2 * rate})
	}
	return list
}

// TestStartsDown and never fails: the ends of the domain.
func TestEnds(t *testing.T) {
	m := newModel(t, 2, []int{0}, []transition{{0, 1, 3}, {1, 0, 2}})
	m.Start = 1
	if a, r := at(t, m, 4)[0], measures(t, m); a.Reliability != 0 || a.Unreliability != 1 || r.MTTF != 0 {
		t.Errorf("%+v, %+v", a, r)
	}
	m = newModel(t, 2, []int{0, 1}, []transition{{0, 1, 3}, {1, 0, 2}})
	if a, r := at(t, m, 4)[0], measures(t, m); a.Unreliability != 0 || !math.IsInf(r.MTTF, 1) || !math.IsInf(r.MUT, 1) || !math.IsNaN(r.MDT) {
		t.Errorf("%+v, %+v", a, r)
	}
	m = newModel(t, 3, []int{0}, []transition{{0, 1, 3}, {0, 2, 2}}) // two ways to end down
	r := measures(t, m)
	if r.Availability != 0 || r.Unavailability != 1 || !math.IsNaN(r.MUT) || !math.IsInf(r.MDT, 1) {
		t.Errorf("%+v", r)
	}
	oracle.Near(t, "MTTF", r.MTTF, .2, 5e-16)
	m = newModel(t, 3, []int{0, 1}, []transition{{0, 1, 3}, {0, 2, 2}}) // may never fail
	if mttf, err := m.MTTF(context.Background()); err != nil || !math.IsInf(mttf, 1) {
		t.Errorf("%g, %v", mttf, err)
	}
}
