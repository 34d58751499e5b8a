package modularity_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/num"
	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/modularity"
)

// gray is hardware that fails once in 10,000 h, repaired in 24 h.
var gray = modularity.Architecture{MTBF: 10_000, MTTR: 24, Modules: 16, Coverage: 1}

// vonNeumann is his machine, example (a): 2,500 organs that act once in 5 us and
// err with probability 0.005, in bundles that err as his eq. 27 has it,
// delta = (6.4/sqrt N) 10^(-8.6 N/10000) [von Neumann 1956].
var vonNeumann = modularity.Multiplexed{Organs: 2500, Actuation: 5e-6 / 3600, Lines: func(delta float64) (float64, error) {
	excess := func(n float64) float64 { return math.Log10(6.4/math.Sqrt(n)) - 8.6*n/10_000 - math.Log10(delta) }
	return num.Root(excess, 10, 1e7), nil
}}

func needed(t testing.TB, s modularity.Architecture, target float64, wires *modularity.Multiplexed) map[string]modularity.RedundancyScheme {
	t.Helper()
	styles, err := modularity.RequiredRedundancy(s, target, wires)
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]modularity.RedundancyScheme{}
	for _, x := range styles {
		if len(x.Assumptions) < 3 {
			t.Errorf("%s: assumptions %q", x.Name, x.Assumptions)
		}
		byName[x.Name] = x
	}
	return byName
}

// Twenty thousand against two [Gray 1985, p. 4], for an MTBF of 100 years:
//
//	bundles           1.578e18 actuations, eq. 27 solved: 19,603 (his table interpolated gives 19,595)
//	whole, unrepaired H_r >= 87.66: r = exp(87.66 - 0.577216) - 1/2 = 6.6004e37
//	whole, repaired   2: M^2/2R + M = 238.8 years; one copy lasts 1.14
//	modules, repaired 2, with 16 times as long
func TestTwentyThousandAgainstTwo(t *testing.T) {
	got := needed(t, gray, 100*year, &vonNeumann)
	for name, want := range map[string]float64{
		"bundles of wires": 19_603, "whole copies, repaired": 2, "modules, repaired": 2,
		"whole copies that vote, repaired": 5, "modules that vote, repaired": 3,
	} {
		if x := got[name]; !x.Reached || x.Redundancy != want || x.MTBF < 100*year {
			t.Errorf("%s: %+v, want %g", name, x, want)
		}
	}
	x := got["whole copies, not repaired"]
	oracle.Near(t, "log10 of whole copies", x.Log10, (87.66-num.Euler)/math.Ln10, 1e-12)
	oracle.Near(t, "whole copies", x.Redundancy, math.Exp(87.66-num.Euler), 1e-10)
	oracle.Near(t, "MTBF of pairs of modules", got["modules, repaired"].MTBF/year, 16*1e8/48/year+10_000/year, 1e-12)
	for _, name := range []string{"whole copies that vote, not repaired", "modules that vote, not repaired"} {
		if x := got[name]; x.Reached || x.MTBF >= 100*year {
			t.Errorf("%s: %+v", name, x)
		}
	}
	if len(got) != 9 {
		t.Errorf("%d styles", len(got))
	}
}

// The other machine of the setting: ten modules with an MTBF of a year, repaired
// in 4 h. Two of each give 100 years; M^2/2R/10 + M/10 = 109.7. Eleven fall short.
func TestModulesOfAYear(t *testing.T) {
	for modules, want := range map[int]float64{10: 2, 11: 3} {
		s := modularity.Architecture{MTBF: year / float64(modules), MTTR: 4, Modules: modules, Coverage: 1}
		if x := needed(t, s, 100*year, nil)["modules, repaired"]; x.Redundancy != want {
			t.Errorf("%d modules: %+v", modules, x)
		}
	}
}

// How bad the hardware may be for two copies to give 100 years: with R = 24 h
// whole copies need M with M^2/2R + M = 876,600 h, 6463 h; cut into m modules,
// m M^2/2R + M: for 16 of them 1615 h, a quarter, as 1/sqrt(m).
func TestWeakestHardware(t *testing.T) {
	const target, r = 100 * year, 24.
	weakest := func(m float64) float64 { return r / m * (math.Sqrt(1+2*m*target/r) - 1) }
	oracle.Near(t, "quarter", weakest(16), weakest(1)/4, 5e-3)
	for _, c := range []struct {
		name    string
		modules float64
	}{{"whole copies, repaired", 1}, {"modules, repaired", 16}} {
		t.Run(c.name, func(t *testing.T) {
			for factor, want := range map[float64]float64{1.0001: 2, 0.9999: 3} {
				s := gray
				s.MTBF = factor * weakest(c.modules)
				if x := needed(t, s, target, nil)[c.name]; x.Redundancy != want {
					t.Errorf("%s at %g h: %g copies", c.name, s.MTBF, x.Redundancy)
				}
			}
		})
	}
}

// Copies that nothing repairs, counted by the harmonic sum: 7 lives of one copy
// need 616, 17 need 13,562,027, by adding up 1/i.
func TestHarmonic(t *testing.T) {
	for _, lives := range []float64{0.5, 2, 7, 12, 17} {
		var sum num.Adder
		copies := 0.
		for sum.Total() < lives {
			copies++
			sum.Add(1 / copies)
		}
		x := needed(t, gray, lives*gray.MTBF, nil)["whole copies, not repaired"]
		if x.Redundancy > 1<<20 {
			oracle.Near(t, "copies", x.Redundancy, copies, 1e-7)
		} else if x.Redundancy != copies || x.MTBF < lives*gray.MTBF {
			t.Errorf("%g lives: %g copies, by hand %g", lives, x.Redundancy, copies)
		}
	}
}

// Whole copies beside a failure rate h = beta l + s that no copy helps against,
// copies otherwise failing at a = (1-beta) l: with r of them
//
//	1 - h MTTF = prod_{i=1}^r i a/(i a + h) = Gamma(r+1) Gamma(1+h/a)/Gamma(r+1+h/a).
func TestCopiesBesideConstantRate(t *testing.T) {
	for _, c := range []struct{ beta, residual, target float64 }{
		{0, 1e-6, 200_000}, {0.01, 0, 200_000}, {0.02, 1e-6, 250_000}, {0, 1e-9, 5e6}, {0.3, 0, 20_000},
	} {
		t.Run(fmt.Sprint(c.beta, c.residual, c.target), func(t *testing.T) {
			s := gray
			s.MTTR, s.Beta, s.ResidualRate = never, c.beta, c.residual
			a, h := (1-c.beta)/s.MTBF, c.beta/s.MTBF+c.residual
			left := func(log float64) float64 { // logarithm of the product, for exp(log) copies
				gamma, _ := math.Lgamma(1 + h/a)
				if log > 16 { // where the difference of logarithms of Gamma has lost its digits
					return gamma - h/a*log
				}
				above, _ := math.Lgamma(math.Exp(log) + 1)
				below, _ := math.Lgamma(math.Exp(log) + 1 + h/a)
				return gamma + above - below
			}
			want := num.Root(func(x float64) float64 { return left(x) - math.Log1p(-h*c.target) }, 0, 1e4)
			x := needed(t, s, c.target, nil)["whole copies, not repaired"]
			if !x.Reached {
				t.Fatalf("%+v: %+v", c, x)
			}
			if x.Redundancy < 1<<20 {
				oracle.Near(t, "copies", x.Redundancy, math.Ceil(math.Exp(want)), 1e-12)
			} else {
				oracle.Near(t, "log10 of copies", x.Log10, want/math.Ln10, 1e-6)
			}
		})
	}
}

// Modules beyond counting: the first of m modules to die lives C/a longer or
// shorter than log r copies do, so that a target longer by 1/a takes e times as
// many. Below 2^20 the count is exact: one fewer does not reach.
func TestModulesUnrepaired(t *testing.T) {
	lives := func(n float64) modularity.RedundancyScheme {
		return needed(t, gray, 16*n*gray.MTBF, nil)["modules, not repaired"]
	}
	oracle.Near(t, "one life more", lives(81).Log10, lives(80).Log10+1/math.Ln10, 1e-11)
	oracle.Near(t, "across the methods", lives(38).Log10-lives(37).Log10, 1/math.Ln10, 1e-8)

	x := needed(t, gray, 100*year, nil)["modules, not repaired"]
	s := gray
	s.MTTR, s.Copies = never, int(x.Redundancy)
	oracle.Near(t, "MTBF", solve(t, s).MTBF, x.MTBF, 1e-12)
	s.Copies--
	if fewer := solve(t, s); x.MTBF < 100*year || fewer.MTBF >= 100*year {
		t.Errorf("%g copies: %g h, one fewer: %g h", x.Redundancy, x.MTBF, fewer.MTBF)
	}
}

// With coverage 0.999 a copy more is also a failure more that may not be
// covered: no redundancy reaches 100 years, and the best is told.
func TestOutOfReach(t *testing.T) {
	s := modularity.Architecture{MTBF: 1000, MTTR: 24, Modules: 16, Coverage: 0.999}
	for name, x := range needed(t, s, 100*year, nil) {
		if x.Reached || !(x.Redundancy >= 1) || !(x.MTBF < 100*year) {
			t.Errorf("%s: %+v", name, x)
		}
	}
	best := needed(t, s, 100*year, nil)["whole copies, not repaired"]
	s.MTTR, s.Modules = never, 1
	for _, s.Copies = range []int{int(best.Redundancy) - 1, int(best.Redundancy) + 1} {
		if p := solve(t, s); p.MTBF > best.MTBF*(1+1e-12) {
			t.Errorf("%d copies are better than %g: %g and %g h", s.Copies, best.Redundancy, p.MTBF, best.MTBF)
		}
	}
	s = gray
	s.ResidualRate = 1 / (50 * year)
	for name, x := range needed(t, s, 100*year, nil) {
		if x.Reached {
			t.Errorf("%s: %+v, but all else fails once in 50 years", name, x)
		}
	}
}

func TestNeededStyles(t *testing.T) {
	s := gray
	s.Modules = 1
	if got := needed(t, s, 5000, nil); len(got) != 4 {
		t.Errorf("styles of one module: %v", got)
	}
	s.MTTR = never
	if got := needed(t, s, 5000, nil); len(got) != 2 || got["whole copies, not repaired"].Redundancy != 1 {
		t.Errorf("styles without repair: %v", got)
	}
}

// TestOneIsEnough: what one copy reaches takes no more, in every style; and what
// it just misses takes a second, unless copies vote and nothing is repaired.
func TestOneIsEnough(t *testing.T) {
	whole := gray
	whole.Modules = 1
	for name, x := range needed(t, whole, 9_999, nil) {
		if !x.Reached || x.Redundancy != 1 || x.Log10 != 0 || math.Abs(x.MTBF/10_000-1) > 1e-9 {
			t.Errorf("%s: %+v", name, x)
		}
	}
	got := needed(t, whole, 10_001, nil)
	for name, copies := range map[string]float64{
		"whole copies, not repaired": 2, "whole copies, repaired": 2, "whole copies that vote, repaired": 3, "whole copies that vote, not repaired": 1,
	} {
		if x := got[name]; x.Redundancy != copies || x.Reached != (name != "whole copies that vote, not repaired") {
			t.Errorf("%s: %+v, want %g", name, x, copies)
		}
	}
}

func TestNeededRefuses(t *testing.T) {
	failing := errors.New("no such bundle")
	bad := vonNeumann
	bad.Lines = func(float64) (float64, error) { return 0, failing }
	if _, err := modularity.RequiredRedundancy(gray, 1000, &bad); !errors.Is(err, failing) {
		t.Errorf("error of the bundle: %v", err)
	}
	var param *model.ParamError
	if _, err := modularity.RequiredRedundancy(gray, never, nil); !errors.As(err, &param) || param.Param != "target" {
		t.Errorf("endless target: %v", err)
	}
	if _, err := modularity.RequiredRedundancy(modularity.Architecture{}, 1000, nil); !errors.As(err, &param) {
		t.Errorf("empty setting: %v", err)
	}
	bad = vonNeumann
	bad.Organs = 0
	if _, err := modularity.RequiredRedundancy(gray, 1000, &bad); !errors.As(err, &param) || param.Param != "organs" {
		t.Errorf("no organs: %v", err)
	}
	bad = modularity.Multiplexed{Organs: 2500, Actuation: 1e-9}
	if _, err := modularity.RequiredRedundancy(gray, 1000, &bad); !errors.As(err, &param) || param.Param != "lines" {
		t.Errorf("no theory: %v", err)
	}
}

// Whole copies with M = 1000 h and R = 10 h that are repaired, for 20,000 h. Beside
// perfect parts r copies are up for a time per failure that, of all the states of
// independent copies, is
//
//	1 of 2   M^2/2R + M                      51,000
//	1 of 3   ((M+R)^3 - R^3)/3R^2            3,434,333
//	2 of 3   (M^2 + 3MR)/6R                  17,167
//	3 of 5   (M^3 + 5M^2 R + 10MR^2)/30R^2   350,333
//
// and rates of failing while up add with one of the voter, or of all else. One copy
// has no voter.
func TestNeededBesidePerfectParts(t *testing.T) {
	const pair, triple, vote3, vote5 = 51_000., 1_030_300_000 / 300., 1_030_000 / 60., 1_051_000_000 / 3000.
	beside := func(up, part float64) float64 { return 1 / (1/up + 1/part) }
	for _, c := range []struct {
		name            string
		voter, residual float64 // MTBF; +Inf: perfect
		copies, mtbf    float64
		voting, voted   float64
		reached         bool
	}{
		{"all else perfect", never, never, 2, pair, 5, vote5, true},
		{"perfect voter, a rest", never, 30_000, 3, beside(triple, 30_000), 5, beside(vote5, 30_000), true},
		{"a voter, perfect rest", 30_000, never, 3, beside(triple, 30_000), 5, beside(vote5, 30_000), true},
		{"a rest that pairs allow", never, 40_000, 2, beside(pair, 40_000), 5, beside(vote5, 40_000), true},
		{"a rest that nothing helps", never, 10_000, 0, 10_000, 0, 10_000, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := modularity.Architecture{MTBF: 1000, MTTR: 10, Modules: 1, Coverage: 1, VoterRate: 1 / c.voter, ResidualRate: 1 / c.residual}
			styles := needed(t, s, 20_000, nil)
			for _, want := range []struct {
				name         string
				copies, mtbf float64
			}{{"whole copies, repaired", c.copies, c.mtbf}, {"whole copies that vote, repaired", c.voting, c.voted}} {
				t.Run(want.name, func(t *testing.T) {
					got := styles[want.name]
					if got.Reached != c.reached {
						t.Errorf("reached %t", got.Reached)
					}
					oracle.Near(t, "MTBF", got.MTBF, want.mtbf, 1e-12)
					if c.reached {
						oracle.Near(t, "copies", got.Redundancy, want.copies, 0)
					}
				})
			}
		})
	}
	if vote3 > 20_000 {
		t.Error("three voting copies would do")
	}
}
