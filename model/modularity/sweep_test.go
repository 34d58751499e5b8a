package modularity_test

import (
	"math"
	"slices"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/modularity"
)

// TestOneOverM: pairs of modules fail doubly at 1/m of the rate of the pair of
// whole copies; r copies at 1/m^(r-1).
func TestOneOverM(t *testing.T) {
	for copies := 2; copies <= 4; copies++ {
		s := modularity.Architecture{MTBF: 1e7, MTTR: 5, Copies: copies, Coverage: 1}
		points, err := modularity.Sweep(s, 1, 1000)
		if err != nil {
			t.Fatal(err)
		}
		whole, cut := points[0].Shares[modularity.SparesExhausted].Rate, points[1].Shares[modularity.SparesExhausted].Rate
		oracle.Near(t, "rate", cut, whole*math.Pow(1000, 1-float64(copies)), 1e-5)
	}
}

// TestCeiling: a pair with L = 1/1000, 1-c = 0.01, b = 0.02, s = 1e-5 keeps
// 2 L (1-b)(1-c) + L b + s = 1.96e-5 + 2e-5 + 1e-5, repaired or not. Voters
// leave nothing. One copy has nothing to gain.
func TestCeiling(t *testing.T) {
	s := modularity.Architecture{MTBF: 1000, MTTR: 9, Copies: 2, Coverage: 0.99, Beta: 0.02, ResidualRate: 1e-5}
	limit, err := modularity.Limit(s)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "MTBF", limit.MTBF, 1/4.96e-5, 1e-12)
	oracle.Near(t, "common cause", limit.Shares[modularity.CommonCause].Fraction, 2/4.96, 1e-12)
	oracle.Near(t, "not covered", limit.Shares[modularity.NotCovered].Fraction, 1.96/4.96, 1e-12)
	for _, s.MTTR = range []float64{9, never} {
		points, err := modularity.Sweep(s, 1, 10, 1e6)
		if err != nil {
			t.Fatal(err)
		}
		if !(points[0].MTBF < points[1].MTBF && points[1].MTBF < points[2].MTBF) {
			t.Errorf("modules do not help: %v", points)
		}
		// Without repair a pair dies of two failures by (L t/m)^2, the system by
		// 1e6 (L t/1e6)^2, 8e-4 on average over t near 20,000 h.
		oracle.Near(t, "a million modules", points[2].MTBF, limit.MTBF, 1e-3)
	}
	s.VoterRate = 1e-12
	if limit, err = modularity.Limit(s); err != nil || limit.MTBF != 0 || limit.Shares[modularity.Voter].Fraction != 1 {
		t.Errorf("with voters: %+v, %v", limit, err)
	}
	s.Copies, s.ResidualRate = 1, 0
	if limit, err = modularity.Limit(s); err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "one copy", limit.MTBF, 1000, 1e-12)
	perfect := modularity.Architecture{MTBF: 1000, MTTR: 9, Copies: 2, Coverage: 1}
	if limit, err = modularity.Limit(perfect); err != nil || !math.IsInf(limit.MTBF, 1) || slices.ContainsFunc(limit.Shares, func(x modularity.Share) bool { return x.Fraction != 0 }) {
		t.Errorf("perfect: %+v, %v", limit, err)
	}
}

// TestBestCut: pairs with M = 1000 h, R = 24 h and voters at v = 1e-9: the failure
// rate 2 R/(m M^2) + m v is least at m = sqrt(2R/v)/M = 219.1, where both terms
// are alike.
func TestBestCut(t *testing.T) {
	s := modularity.Architecture{MTBF: 1000, MTTR: 24, Copies: 2, Coverage: 1, VoterRate: 1e-9}
	points, err := modularity.Sweep(s, 218, 219, 220)
	if err != nil {
		t.Fatal(err)
	}
	best := points[1]
	if best.MTBF <= points[0].MTBF || best.MTBF <= points[2].MTBF {
		t.Errorf("%g, %g and %g h", points[0].MTBF, best.MTBF, points[2].MTBF)
	}
	oracle.Near(t, "part of voters", best.Shares[modularity.Voter].Fraction, 0.5, 1e-2)
}

// TestTriplesAddNothing: [Gray 1985, p. 20]. With modules of a year and repair
// within a day, what is not hardware, once in 11 years, leaves nothing for a
// third copy to do.
func TestTriplesAddNothing(t *testing.T) {
	s := modularity.Architecture{MTBF: year / 10, MTTR: 4, Modules: 10, Copies: 2, Coverage: 1, ResidualRate: 1 / (11 * year), ResidualMTTR: 1.5}
	pair := solve(t, s)
	s.Copies = 3
	triple := solve(t, s)
	if gain := triple.MTBF/pair.MTBF - 1; gain < 0 || gain > 0.11 {
		t.Errorf("a third copy adds %.3g", gain)
	}
	if d := pair.Dominant(); d.Term != modularity.Residual || d.Fraction < 0.9 {
		t.Errorf("dominant: %+v", d)
	}
	s.Copies, s.ResidualRate = 2, 0
	oracle.Near(t, "hardware alone", solve(t, s).MTBF/year, (8766*8766/8.+8766)/10/8766, 1e-12)
}
