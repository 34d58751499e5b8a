package recurrent

import (
	"math"
	"slices"
	"testing"

	"mtbf/internal/num"
	"mtbf/internal/oracle"
)

// TestTrendOracles holds the tests of d01, d03, d04 and d06 of
// oracles/d_trend_growth (R).
func TestTrendOracles(t *testing.T) {
	singleCases(t, func(t *testing.T, c *singleCase, h []History) {
		const rel = 1e-11
		u, want := must(Laplace(h)), c.Expected.Laplace
		oracle.Near(t, "Laplace", u.Statistic, want.U, rel)
		oracle.Near(t, "its p", u.PValue, want.TwoP, rel)
		oracle.Near(t, "its failures", float64(u.Failures), float64(want.M), 0)
		oracle.Near(t, "Lewis-Robinson", must(LewisRobinson(h)).Statistic, want.Lewis, rel)
		m, military := must(MILHDBK189(h)), c.Expected.Military
		oracle.Near(t, "MIL-HDBK-189C", m.Statistic, military.Chi2, rel)
		oracle.Near(t, "degrees of freedom", float64(m.DF), float64(military.DF), 0)
		oracle.Near(t, "p", m.PValue, military.P, rel)
		oracle.Near(t, "p, improving", m.Improving, military.Improving, rel)
		oracle.Near(t, "p, worsening", m.Worsening, military.Worsening, rel)
	})
}

// TestTrendPeers holds G-05 (Python reliability; the biased exponent n/S there,
// and those with n-1 and n-2 computed from it) and G-06 (SurPyval).
func TestTrendPeers(t *testing.T) {
	gaps := []float64{104, 131, 1597, 59, 4, 503, 157, 6, 118, 173, 114, 62, 101, 216, 106,
		140, 1, 102, 3, 393, 96, 232, 89, 61, 37, 293, 7, 165, 87, 99}
	var h History
	for _, gap := range gaps {
		h.To += gap
		h.Times = append(h.Times, h.To)
	}
	oracle.Near(t, "G-05 Laplace", must(Laplace([]History{h})).Statistic, 2.4094382960447107, 1e-13)
	p := must(FitPowerLaw([]History{h}, 0.9))
	oracle.Near(t, "G-05 beta", p.Beta.Point, 1.5880533880966818, 1e-13)
	oracle.Near(t, "G-05 lambda", p.Lambda().Point, 3.702728848984535e-05, 1e-12)
	oracle.Near(t, "G-05 with n-2", p.BetaUnbiased.Point, 1.482183, 1e-6)

	g06 := []History{{To: 60, Times: []float64{10, 19, 27, 34, 40, 45, 49, 52, 54}}}
	oracle.Near(t, "G-06 Laplace", must(Laplace(g06)).Statistic, 1.1547005383792517, 1e-14)
	m := must(MILHDBK189(g06))
	oracle.Near(t, "G-06 MIL-HDBK-189C", m.Statistic, 10.904579180154693, 1e-14)
	oracle.Near(t, "G-06 degrees of freedom", float64(m.DF), 18, 0)
	ended := must(MILHDBK189([]History{{To: 54, Times: g06[0].Times}}))
	oracle.Near(t, "ended by a failure", float64(ended.DF), 16, 0)
}

// TestClusteredByHand: scores of (0, 10] with failures at 7 and 9 are 2+4 = 6, of
// 8 is 3, of 5 is 0, of 5.5 and 4 is -0.5. Their mean is 17/8 and the squared
// deviations add up to 45.25 - 4 (17/8)^2 = 27.1875, so t = 17/8 /
// sqrt(27.1875/12). Student on 3 degrees: P(> t) = 1/2 - [atan(x) +
// x/(1+x^2)]/pi, x = t/sqrt 3.
func TestClusteredByHand(t *testing.T) {
	c := must(Clustered([]History{
		{To: 10, Times: []float64{7, 9}}, {To: 10, Times: []float64{8}}, {To: 10, Times: []float64{5}},
		{To: 10, Times: []float64{4, 5.5}}, {To: 10},
	}))
	s := 17. / 8 / math.Sqrt(27.1875/12)
	oracle.Near(t, "t", c.Statistic, s, 1e-14)
	x := s / math.Sqrt(3)
	upper := 0.5 - (math.Atan(x)+x/(1+x*x))/math.Pi
	oracle.Near(t, "p", c.PValue, 2*upper, 1e-13)
	oracle.Near(t, "worsening", c.Worsening, upper, 1e-13)
	oracle.Near(t, "improving", c.Improving, 1-upper, 1e-13)
	if c.DF != 3 || c.Failures != 6 {
		t.Errorf("%+v", c)
	}
}

// TestVerdict: a trend is claimed where both tests find it below the level, not at
// it, and on four failures or more; its direction is the sign of Laplace's U.
func TestVerdict(t *testing.T) {
	const level = 0.1
	tests := func(u, laplace, other float64, failures int) []Test {
		return []Test{{Name: "laplace", Statistic: u, PValue: laplace, Failures: failures}, {Name: "other", PValue: other, Failures: failures}}
	}
	for _, c := range []struct {
		name  string
		tests []Test
		want  Direction
		p     float64
		code  string
	}{
		{"fewer of late", tests(-3, 0.01, 0.05, 4), Improving, 0.05, ""},
		{"more of late", tests(3, 0.05, 0.01, 4), Worsening, 0.05, ""},
		{"both below the level", tests(3, 0.0999, 0.0999, 9), Worsening, 0.0999, ""},
		{"the other at the level", tests(3, 0.01, level, 9), NoTrend, level, "clustered"},
		{"Laplace's at the level", tests(3, level, 0.01, 9), NoTrend, level, ""},
		{"neither", tests(3, 0.4, 0.3, 9), NoTrend, 0.4, ""},
		{"three failures", tests(-3, 0.01, 0.01, 3), NoTrend, 1, "few-failures"},
		{"one test", tests(-3, 0.01, 0.01, 9)[:1], NoTrend, 1, "few-failures"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := Verdict{Direction: NoTrend, PValue: 1, Tests: c.tests}
			v.judge(level)
			code := ""
			for _, w := range v.Warnings {
				code += w.Code
			}
			if v.Direction != c.want || v.PValue != c.p || code != c.code {
				t.Errorf("%s, p %g, warned %q", v.Direction, v.PValue, code)
			}
		})
	}
}

// TestTrendMirrored: seen backwards in time a trend changes its sign.
func TestTrendMirrored(t *testing.T) {
	for name, test := range map[string]func([]History) (Test, error){"Laplace": Laplace, "Clustered": Clustered} {
		there, back := must(test(mcf1)), must(test(mirror(mcf1)))
		oracle.Near(t, name, back.Statistic, -there.Statistic, 1e-13)
		oracle.Near(t, name+" p", back.PValue, there.PValue, 1e-12)
		oracle.Near(t, name+" one-sided", back.Improving, there.Worsening, 1e-12)
	}
}

func mirror(hs []History) []History {
	var all []History
	for _, h := range hs {
		m := History{From: h.From, To: h.To}
		for i := range h.Times {
			m.Times = append(m.Times, h.To-h.Times[len(h.Times)-1-i])
		}
		all = append(all, m)
	}
	return all
}

// TestPValuesAreUniform: for Poisson failures at rates that differ by unit, time-
// and failure-truncated, the p-values of the tests fall evenly: at most a
// Kolmogorov distance of 2.2/sqrt(R), which one in 8,000 exceeds. The normal
// approximation itself is off by less than 0.01 at these numbers.
func TestPValuesAreUniform(t *testing.T) {
	const R = 4000
	r := random(11)
	one := func() []History { return []History{powerLaw(r, 1, 0.02, 0, 1000)} }
	ended := func() []History { return []History{untilFailure(r, 1, 0.02, 15)} }
	several := func() []History {
		var hs []History
		for k := range 12 {
			hs = append(hs, powerLaw(r, 1, 0.002*float64(k+1), 10*float64(k), 400+50*float64(k)))
		}
		return hs
	}
	for _, c := range []struct {
		name string
		test func([]History) (Test, error)
		make func() []History
	}{
		{"Laplace, one", Laplace, one},
		{"Laplace, failure-truncated", Laplace, ended},
		{"Laplace, several", Laplace, several},
		{"Military, one", MILHDBK189, one},
		{"Military, failure-truncated", MILHDBK189, ended},
		{"Military, several", MILHDBK189, several},
		{"Clustered, several", Clustered, several},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := make([]float64, R)
			for i := range p {
				p[i] = must(c.test(c.make())).PValue
			}
			if d := kolmogorov(p); d > 2.2/math.Sqrt(R) {
				t.Errorf("%s: p-values are %.4f from even", c.name, d)
			}
		})
	}
}

// kolmogorov returns the greatest distance of the empirical distribution of p
// from the uniform one.
func kolmogorov(p []float64) float64 {
	slices.Sort(p)
	var most float64
	for i, x := range p {
		most = max(most, x-float64(i)/float64(len(p)), float64(i+1)/float64(len(p))-x)
	}
	return most
}

// TestPooledNeedsAlikeUnits: units of one rate, seen over different stretches,
// are even in total time on test; a bad unit that was watched early makes the
// pooled test see improvement, and not the combined one.
func TestPooledNeedsAlikeUnits(t *testing.T) {
	const R = 2000
	r := random(12)
	pooled, combined := make([]float64, R), make([]float64, R)
	for i := range R {
		alike := []History{powerLaw(r, 1, 0.03, 0, 300), powerLaw(r, 1, 0.03, 100, 1000), powerLaw(r, 1, 0.03, 0, 900)}
		pooled[i] = must(Laplace([]History{must(TotalTime(alike))})).PValue
		unlike := []History{powerLaw(r, 1, 0.2, 0, 300), powerLaw(r, 1, 0.03, 300, 1000)}
		combined[i] = must(Laplace(unlike)).PValue
		if u := must(Laplace([]History{must(TotalTime(unlike))})).Statistic; u > 0 {
			t.Fatalf("a bad unit early: U = %g", u)
		}
	}
	for name, p := range map[string][]float64{"pooled, alike": pooled, "combined, unlike": combined} {
		if d := kolmogorov(p); d > 2.2/math.Sqrt(R) {
			t.Errorf("%s: p-values are %.4f from even", name, d)
		}
	}
}

// TestLewisRobinsonHoldsForRenewals: for Weibull gaps of shape 0.7 and 3,
// Laplace's test at 10 % rejects far too often or never, and this one, with some
// 200 failures, 10 % within 4 standard errors.
func TestLewisRobinsonHoldsForRenewals(t *testing.T) {
	const R = 2000
	r := random(13)
	for shape, laplace := range map[float64][2]float64{0.7: {0.22, 0.3}, 3: {0, 0.001}} {
		var found, plain int
		for range R {
			h := []History{renewal(r, shape, 200)}
			if must(LewisRobinson(h)).PValue < 0.1 {
				found++
			}
			if must(Laplace(h)).PValue < 0.1 {
				plain++
			}
		}
		if z := (float64(found)/R - 0.1) / math.Sqrt(0.09/R); math.Abs(z) > 4 {
			t.Errorf("shape %g: %d of %d at 10 %%", shape, found, R)
		}
		if share := float64(plain) / R; share < laplace[0] || share > laplace[1] {
			t.Errorf("shape %g: Laplace %.3f at 10 %%", shape, share)
		}
	}
}

// TestStudent: on 1 degree of freedom P(> t) = 1/2 - atan(t)/pi; for t = 1e8 it
// is 1/(pi t); on 2 degrees 1/2 - t/(2 sqrt(2+t^2)); on many it is normal.
func TestStudent(t *testing.T) {
	oracle.Near(t, "1 degree", studentUpper(1, 2), 0.5-math.Atan(2)/math.Pi, 1e-14)
	oracle.Near(t, "far out", studentUpper(1, 1e8), 1/(math.Pi*1e8), 1e-10)
	oracle.Near(t, "2 degrees", studentUpper(2, 3), 0.5-3/(2*math.Sqrt(11)), 1e-12)
	oracle.Near(t, "many", studentUpper(1e7, 2), num.NormalCDF(-2), 1e-6)
	oracle.Near(t, "none", studentUpper(5, 0), 0.5, 0)
}
