package modularity_test

import (
	"errors"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/modularity"
)

// TestOneOverM: pairs of modules fail doubly at 1/m of the rate of the pair of
// whole copies; r copies at 1/m^(r-1).
func TestOneOverM(t *testing.T) {
	for copies := 2; copies <= 4; copies++ {
		s := modularity.Setting{MTBF: 1e7, MTTR: 5, Copies: copies, Coverage: 1}
		points, err := modularity.Sweep(s, 1, 1000)
		if err != nil {
			t.Fatal(err)
		}
		whole, cut := points[0].Shares[modularity.TooFew].Rate, points[1].Shares[modularity.TooFew].Rate
		oracle.Near(t, "rate", cut, whole*math.Pow(1000, 1-float64(copies)), 1e-5)
	}
}

// TestCeiling: a pair with L = 1/1000, 1-c = 0.01, b = 0.02, s = 1e-5 keeps
// 2 L (1-b)(1-c) + L b + s = 1.96e-5 + 2e-5 + 1e-5, repaired or not. Voters
// leave nothing. One copy has nothing to gain.
func TestCeiling(t *testing.T) {
	s := modularity.Setting{MTBF: 1000, MTTR: 9, Copies: 2, Coverage: 0.99, Beta: 0.02, ResidualRate: 1e-5}
	limit, err := modularity.Limit(s)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "MTBF", limit.MTBF, 1/4.96e-5, 1e-12)
	if d := limit.Dominant(); d.Term != modularity.CommonCause {
		t.Errorf("dominant: %+v", d)
	}
	oracle.Near(t, "not covered", limit.Shares[modularity.NotCovered].Part, 1.96/4.96, 1e-12)
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
	if limit, err = modularity.Limit(s); err != nil || limit.MTBF != 0 || limit.Dominant().Part != 1 {
		t.Errorf("with voters: %+v, %v", limit, err)
	}
	s.Copies, s.ResidualRate = 1, 0
	if limit, err = modularity.Limit(s); err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "one copy", limit.MTBF, 1000, 1e-12)
	perfect := modularity.Setting{MTBF: 1000, MTTR: 9, Copies: 2, Coverage: 1}
	if limit, err = modularity.Limit(perfect); err != nil || !math.IsInf(limit.MTBF, 1) || limit.Dominant().Part != 0 {
		t.Errorf("perfect: %+v, %v", limit, err)
	}
}

// TestBest: pairs with M = 1000 h, R = 24 h and voters at v = 1e-9: the failure
// rate 2 R/(m M^2) + m v is least at m = sqrt(2R/v)/M = 219.1, where both terms
// are alike. With triples and no repair the whole range is tried beside.
func TestBest(t *testing.T) {
	s := modularity.Setting{MTBF: 1000, MTTR: 24, Copies: 2, Coverage: 1, VoterRate: 1e-9}
	best, err := modularity.Best(s, 1e6)
	if err != nil {
		t.Fatal(err)
	}
	if best.Modules != 219 {
		t.Errorf("best with %d modules", best.Modules)
	}
	oracle.Near(t, "part of voters", best.Shares[modularity.Voter].Part, 0.5, 1e-2)

	s = modularity.Setting{MTBF: 1000, MTTR: never, Copies: 3, Need: 2, Coverage: 1, VoterRate: 1e-5}
	if best, err = modularity.Best(s, 400); err != nil {
		t.Fatal(err)
	}
	most, at := 0.0, 0
	for s.Modules = 1; s.Modules <= 400; s.Modules++ {
		if p := solve(t, s); p.MTBF > most {
			most, at = p.MTBF, s.Modules
		}
	}
	if best.Modules != at || best.MTBF != most {
		t.Errorf("best with %d modules, by trying all %d", best.Modules, at)
	}
}

// TestEnough: the fewest modules that give a share of the best.
func TestEnough(t *testing.T) {
	s := modularity.Setting{MTBF: 1000, MTTR: 24, Copies: 2, Coverage: 0.99, ResidualRate: 1e-5}
	best, err := modularity.Best(s, 5000)
	if err != nil {
		t.Fatal(err)
	}
	if best.Modules != 5000 {
		t.Errorf("more modules do harm: best with %d", best.Modules)
	}
	enough, err := modularity.Enough(s, 5000, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	s.Modules = enough.Modules - 1
	if fewer := solve(t, s); !(enough.MTBF >= 0.95*best.MTBF && fewer.MTBF < 0.95*best.MTBF) {
		t.Errorf("%d modules: %g; one fewer: %g; best %g", enough.Modules, enough.MTBF, fewer.MTBF, best.MTBF)
	}
	// Where nothing is covered more modules do harm: beyond repair, a pair of whole
	// copies fails once for each copy that works alone.
	s = modularity.Setting{MTBF: 1, MTTR: 100, Copies: 2, Coverage: model.NoCoverage, UncoveredMTTR: 1}
	if best, err = modularity.Best(s, 5000); err != nil || best.Modules != 1 {
		t.Errorf("nothing covered: %d modules, %v", best.Modules, err)
	}
	var bad *model.ParamError
	if _, err = modularity.Best(s, 0); !errors.As(err, &bad) {
		t.Errorf("no modules: %v", err)
	}
	if _, err = modularity.Enough(s, 9, 1.5); !errors.As(err, &bad) || bad.Param != "share" {
		t.Errorf("a share of 1.5: %v", err)
	}
	if _, err = modularity.Best(modularity.Setting{}, 9); !errors.As(err, &bad) {
		t.Errorf("no setting: %v", err)
	}
}

// TestTriplesAddNothing: [Gray 1985, p. 20]. With modules of a year and repair
// within a day, what is not hardware, once in 11 years, leaves nothing for a
// third copy to do.
func TestTriplesAddNothing(t *testing.T) {
	s := modularity.Setting{MTBF: year / 10, MTTR: 4, Modules: 10, Copies: 2, Coverage: 1, ResidualRate: 1 / (11 * year), ResidualMTTR: 1.5}
	pair := solve(t, s)
	s.Copies = 3
	triple := solve(t, s)
	if gain := triple.MTBF/pair.MTBF - 1; gain < 0 || gain > 0.11 {
		t.Errorf("a third copy adds %.3g", gain)
	}
	if d := pair.Dominant(); d.Term != modularity.Residual || d.Part < 0.9 {
		t.Errorf("dominant: %+v", d)
	}
	s.Copies, s.ResidualRate = 2, 0
	oracle.Near(t, "hardware alone", solve(t, s).MTBF/year, (8766*8766/8.+8766)/10/8766, 1e-12)
}
