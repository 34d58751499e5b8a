package modularity_test

import (
	"errors"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/modularity"
)

const year = model.HoursPerYear

var never = math.Inf(1)

func solve(t testing.TB, s modularity.Architecture) modularity.Point {
	t.Helper()
	p, err := modularity.Solve(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A pair of whole copies, M = 10,000 h and R = 24 h, full coverage: M^2/2R + M up
// per failure, M^2/2R + 3M/2 until the first, (R/(M+R))^2 down, R/2 per failure
// as two crews work. That is 239 years, not the "over 1000" of [Gray 1985, p. 5].
func TestPair(t *testing.T) {
	p := solve(t, modularity.Architecture{MTBF: 10_000, MTTR: 24, Modules: 1, Copies: 2, Coverage: 1})
	oracle.Near(t, "MTBF", p.MTBF, 6.28e6/3, 1e-14)
	oracle.Near(t, "years", p.MTBF/year, 238.8, 1e-5)
	oracle.Near(t, "MTTF", p.MTTF, 6.295e6/3, 1e-12)
	oracle.Near(t, "unavailability", p.Unavailability, 24.*24/(10_024.*10_024), 1e-14)
	oracle.Near(t, "MDT", p.MDT, 12, 1e-13)
	if p.Dominant().Term != modularity.SparesExhausted || p.Dominant().Fraction != 1 {
		t.Errorf("dominant: %+v", p.Dominant())
	}
}

// Cut into m modules, the hardware of the pair has modules of m M: the pairs
// have an MTBF of (m M)^2/2R + m M, and m of them in series fail m times as
// often. To the first order modules multiply the MTBF by m.
func TestCutPair(t *testing.T) {
	const m, mtbf, mttr = 16, 10_000., 24.
	p := solve(t, modularity.Architecture{MTBF: mtbf, MTTR: mttr, Modules: m, Copies: 2, Coverage: 1})
	pair := m*mtbf*m*mtbf/(2*mttr) + m*mtbf
	oracle.Near(t, "MTBF", p.MTBF, pair/m, 1e-14)
	down := mttr / (m*mtbf + mttr)
	oracle.Near(t, "unavailability", p.Unavailability, -math.Expm1(m*math.Log1p(-down*down)), 1e-13)
}

// Without repair, with l the failure rate of a copy of a module and q = 1-c:
//
//	2 of 3                            1/3l + 1/2l = 5/6l
//	1 of 3                            1/3l + 1/2l + 1/l
//	pair, coverage c                  1/2l + c/l; not covered with probability 1-c
//	two pairs, R = (2x - x^2)^2       4/2l - 4/3l + 1/4l = 11/12l,  l = L/2
//	pair with voter v, residual s     2/(l+h) - 1/(2l+h),  h = v + s
//	pair, share b common              R = exp(-bt)(2x - x^2), x = exp(-(1-b)lt): the same, h = b l
func TestUnrepaired(t *testing.T) {
	const l, c, v, s, b = 1e-4, 0.9, 3e-5, 2e-5, 0.1
	base := modularity.Architecture{MTBF: 1 / l, MTTR: never, Modules: 1, Copies: 2, Coverage: 1}
	with := func(t *testing.T, change func(*modularity.Architecture)) modularity.Point {
		x := base
		change(&x)
		return solve(t, x)
	}
	for _, x := range []struct {
		name   string
		change func(*modularity.Architecture)
		want   float64
	}{
		{"simplex", func(x *modularity.Architecture) { x.Copies = 1 }, 1 / l},
		{"2 of 3", func(x *modularity.Architecture) { x.Copies, x.Need = 3, modularity.Majority(3) }, 5 / (6 * l)},
		{"1 of 3", func(x *modularity.Architecture) { x.Copies = 3 }, 11 / (6 * l)},
		{"coverage", func(x *modularity.Architecture) { x.Coverage = c }, 1/(2*l) + c/l},
		{"no coverage", func(x *modularity.Architecture) { x.Coverage = model.NoCoverage }, 1 / (2 * l)},
		{"two pairs", func(x *modularity.Architecture) { x.Modules = 2 }, 2 * 11 / (12 * l)},
		{"voter", func(x *modularity.Architecture) { x.VoterRate, x.ResidualRate = v, s }, 2/(l+v+s) - 1/(2*l+v+s)},
		{"common cause", func(x *modularity.Architecture) { x.Beta = b }, 2/l - 1/(2*(1-b)*l+b*l)},
		{"all common", func(x *modularity.Architecture) { x.Beta, x.Copies = 1, 5 }, 1 / l},
	} {
		t.Run(x.name, func(t *testing.T) {
			p := with(t, x.change)
			oracle.Near(t, "MTTF", p.MTTF, x.want, 1e-12)
			if p.MTBF != p.MTTF || p.Unavailability != 1 || !math.IsInf(p.MDT, 1) {
				t.Errorf("one life is all there is, got %+v", p.Measures)
			}
		})
	}
	p := with(t, func(x *modularity.Architecture) { x.Coverage = c })
	oracle.Near(t, "share not covered", p.Shares[modularity.NotCovered].Fraction, 1-c, 1e-12)
	oracle.Near(t, "share of too few", p.Shares[modularity.SparesExhausted].Fraction, c, 1e-12)
	p = with(t, func(x *modularity.Architecture) { x.VoterRate, x.ResidualRate = v, s })
	oracle.Near(t, "rate of voters", p.Shares[modularity.Voter].Rate, v, 1e-15)
	oracle.Near(t, "rate of the rest", p.Shares[modularity.Residual].Rate, s, 1e-15)
	oracle.Near(t, "share of voters", p.Shares[modularity.Voter].Fraction, v*p.MTTF, 1e-12)
}

// Triplication without repair is worse than one copy; duplexing by 1/2 better.
// Modules help it where redundancy alone does not.
func TestVotingNeedsModules(t *testing.T) {
	voting := modularity.Architecture{MTBF: 1000, MTTR: never, Copies: 3, Need: 2, Coverage: 1}
	points, err := modularity.Sweep(voting, 1, 2, 64)
	if err != nil {
		t.Fatal(err)
	}
	if !(points[0].MTTF < 1000 && points[2].MTTF > 2000) {
		t.Errorf("MTTF of triplicated modules: %g of 1, %g of 64", points[0].MTTF, points[2].MTTF)
	}
	// 64 of them: -log R = 64 (3 q^2 - ...), q = x/64 L t: near exp(-3 (Lt)^2/64),
	// with a mean of sqrt(64 pi/12) = 4.09 lives of a copy; later terms add.
	oracle.Near(t, "64 modules", points[2].MTTF, 1000*math.Sqrt(64*math.Pi/12), 0.1)
}

// A pair whose modules are down 1e-17 of the time: U is its square to the last
// digits, and the rest follows. Modules divide U.
func TestTail(t *testing.T) {
	s := modularity.Architecture{MTBF: 1e15, MTTR: 0.01, Modules: 1, Copies: 2, Coverage: 1}
	p := solve(t, s)
	oracle.Near(t, "unavailability", p.Unavailability, 1e-34, 1e-14)
	oracle.Near(t, "MTBF", p.MTBF, 5e31, 1e-14)
	oracle.Near(t, "MTTF", p.MTTF, 5e31, 1e-12)
	s.Modules = 1000
	cut := solve(t, s)
	oracle.Near(t, "cut", cut.Unavailability, 1e-37, 1e-14)
	oracle.Near(t, "cut MTTF", cut.MTTF, 5e34, 1e-12)
	// four copies: (R/M)^4 down, M^4/(4 R^3) up
	s = modularity.Architecture{MTBF: 1e8, MTTR: 1, Modules: 1, Copies: 4, Coverage: 1}
	p = solve(t, s)
	oracle.Near(t, "four copies", p.Unavailability, 1e-32, 1e-7)
	oracle.Near(t, "four copies up", p.MTBF, 1e32/4, 1e-7)
}

// Voter and residual that never fail are no part of it. Two pairs of modules of
// 500 h, repaired in 10 h, have an MTBF of (500^2/20 + 500)/2 = 6,500 h and are down
// 1-(1-q^2)^2, q = 1/51, whatever the outage of what never happens; without repair
// they last 11/12 of 500 h.
func TestPerfectParts(t *testing.T) {
	s := modularity.Architecture{MTBF: 250, MTTR: 10, Modules: 2, Copies: 2, Coverage: 1}
	const q2 = 1. / 51 / 51
	for _, s.ResidualMTTR = range []float64{0, 7, never} {
		p := solve(t, s)
		oracle.Near(t, "MTBF", p.MTBF, 6500, 1e-13)
		oracle.Near(t, "unavailability", p.Unavailability, q2*(2-q2), 1e-13)
		oracle.Near(t, "MDT", p.MDT, q2*(2-q2)/((1-q2)*(1-q2))*6500, 1e-12)
		for _, term := range []modularity.Term{modularity.Voter, modularity.Residual, modularity.CommonCause, modularity.NotCovered} {
			if x := p.Shares[term]; x.Rate != 0 || x.Fraction != 0 {
				t.Errorf("%v, which never happens: %+v", term, x)
			}
		}
		m, err := s.System()
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Units) != 4 || len(m.Components) != 1 {
			t.Errorf("%d units of %d kinds, want 4 of 1", len(m.Units), len(m.Components))
		}
	}
	s.MTTR = never
	p := solve(t, s)
	oracle.Near(t, "MTTF without repair", p.MTTF, 11*500./12, 1e-12)
	if x := p.Shares[modularity.SparesExhausted]; math.Abs(x.Fraction-1) > 1e-12 || p.Dominant().Term != modularity.SparesExhausted {
		t.Errorf("shares %+v", p.Shares)
	}
}

// Takeovers: a pair with fast, sure takeovers shows an outage of T for every
// failure of the serving copy, M hours apart (the apparent repair time of [Gray 1985, p. 6]), and none of the lengthy kind.
func TestTakeovers(t *testing.T) {
	const seconds = 15. / 3600
	p := solve(t, modularity.Architecture{MTBF: 1e8, MTTR: 1, Modules: 10, Copies: 2, Coverage: 1, Switchover: seconds})
	oracle.Near(t, "outages", p.Outages.MTBF, 1e8, 1e-7)
	oracle.Near(t, "their length", p.Outages.MDT, seconds, 1e-5)
	oracle.Near(t, "first", p.Outages.MTTF, 1e8, 1e-7)
	oracle.Near(t, "losses", p.MTBF, 10*1e16/2, 1e-7)
	oracle.Near(t, "downtime", p.Unavailability, 10*1e-18, 1e-7)
}

func TestBadSettings(t *testing.T) {
	good := modularity.Architecture{MTBF: 1000, MTTR: 5, Modules: 3, Copies: 2, Coverage: 0.9}
	for param, change := range map[string]func(*modularity.Architecture){
		"mtbf":           func(s *modularity.Architecture) { s.MTBF = never },
		"mttr":           func(s *modularity.Architecture) { s.MTTR = 0 },
		"modules":        func(s *modularity.Architecture) { s.Modules = 0 },
		"copies":         func(s *modularity.Architecture) { s.Copies = 65 },
		"need":           func(s *modularity.Architecture) { s.Need = 3 },
		"crews":          func(s *modularity.Architecture) { s.Crews = -1 },
		"coverage":       func(s *modularity.Architecture) { s.Coverage = model.Covered(math.NaN()) },
		"uncovered mttr": func(s *modularity.Architecture) { s.UncoveredMTTR = -1 },
		"takeover":       func(s *modularity.Architecture) { s.Switchover = never },
		"beta":           func(s *modularity.Architecture) { s.Beta = 1.1 },
		"voter rate":     func(s *modularity.Architecture) { s.VoterRate = math.NaN() },
		"residual rate":  func(s *modularity.Architecture) { s.ResidualRate = -1e-9 },
		"residual mttr":  func(s *modularity.Architecture) { s.ResidualMTTR = -1 },
	} {
		s := good
		change(&s)
		var bad *model.ParamError
		if _, err := modularity.Solve(s); !errors.As(err, &bad) || bad.Param != param {
			t.Errorf("%s: %v", param, err)
		}
	}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
}
