package markov

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"testing"

	"pgregory.net/rapid"

	"mtbf/internal/oracle"
	"mtbf/internal/property"
	"mtbf/model"
)

func groupMeasures(t testing.TB, g Group) Measures {
	t.Helper()
	r, err := g.Measures(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func groupAt(t testing.TB, g Group, times ...float64) []At {
	t.Helper()
	m, err := g.Model(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return at(t, &m.Model, times...)
}

// TestStandby is.
func TestStandby(t *testing.T) {
	const l = .3
	cold := Group{Kind: Standby, N: 5, K: 2, FailureRate: l, Coverage: 1}
	r := groupMeasures(t, cold)
	oracle.Near(t, "Erlang(4, 2l) mean", r.MTTF, 4/(2*l), 1e-14)
	for _, a := range groupAt(t, cold, .01, 2, 9) {
		x, term, sum := 2*l*a.Time, 1.0, 0.0
		for i := range 4 {
			sum += term
			term *= x / float64(i+1)
		}
		oracle.Near(t, "Erlang R(t)", a.Reliability, sum*math.Exp(-x), 1e-13)
	}
	const p = .83
	oracle.Near(t, "1+p+p^2", groupMeasures(t, Group{Kind: Standby, N: 3, K: 1, FailureRate: 1, Coverage: p}).MTTF, 1+p+p*p, 1e-14)
	two := newModel(t, 3, []int{0, 1}, []transition{{0, 1, 1}, {1, 2, 2}})
	for _, a := range at(t, two, .01, .6, 4) {
		oracle.Near(t, "2e^-t - e^-2t", a.Reliability, 2*math.Exp(-a.Time)-math.Exp(-2*a.Time), 1e-13)
	}
	warm := Group{Kind: Standby, N: 2, K: 1, FailureRate: .5, DormancyFactor: .3, Coverage: 1}
	oracle.Near(t, "R-10", groupMeasures(t, warm).MTTF, 46./13, 1e-14)
}

// TestBeta is R-11: Q = .01 of which .1 in common makes .009 on their own and
// .001 at once, which in time are two exponentials.
func TestBeta(t *testing.T) {
	own, common := -math.Log1p(-.009), -math.Log1p(-.001)
	g := Group{N: 2, K: 1, FailureRate: own + common, Beta: common / (own + common), Coverage: 1}
	oracle.Near(t, "R-11", groupAt(t, g, 1)[0].Reliability, .998919081, 1e-13)
}

// TestMachineRepair is M-07: birth-death chains in closed form,
// p(i+1) = p(i) (n-i) l / (min(i+1, crews) m).
func TestMachineRepair(t *testing.T) {
	for _, c := range []struct {
		n        int
		l, m     float64
		crews, k int
	}{{3, .1, .5, 1, 1}, {3, .1, .5, 2, 1}, {4, .2, .5, 1, 2}, {5, .05, 1, 2, 3}, {6, 1e-3, 1, 1, 4}} {
		t.Run(fmt.Sprint(c.n, c.l, c.m), func(t *testing.T) {
			r := groupMeasures(t, Group{N: c.n, K: c.k, FailureRate: c.l, RepairRate: c.m, Crews: c.crews, Coverage: 1})
			p, total, down, last := 1.0, 0.0, 0.0, 0.0
			for i := range c.n + 1 {
				total += p
				if c.n-i < c.k {
					down += p
				}
				if c.n-i == c.k {
					last = p * float64(c.k) * c.l
				}
				p *= float64(c.n-i) * c.l / (float64(min(i+1, c.crews)) * c.m)
			}
			oracle.Near(t, "U", r.Unavailability, down/total, 1e-13)
			oracle.Near(t, "frequency", r.FailureFrequency, last/total, 1e-13)
			oracle.Near(t, "MDT", r.MDT, down/last, 1e-13)
			oracle.Near(t, "MTTF", r.MTTF, birthDeathMTTF(c.n, c.crews, c.k, c.l, c.m), 1e-13)
		})
	}
}

// TestStorage is S-03, S-04 and S-09: hours to the first loss of data.
func TestStorage(t *testing.T) {
	for _, c := range []struct {
		name     string
		n, k     int
		l, m     float64
		parallel float64
		serial   float64 // 0: not given
		digits   float64
	}{
		{"S-03", 14, 10, 4.57e-6, 4, 1.28301896e25, 5.34595814e23, 5e-9},
		{"mirror", 2, 1, 1e-6, 1. / 24, 2.08348333333e10, 2.08348333333e10, 3e-12},
		{"RAID-5 4+1", 5, 4, 1e-6, 1. / 24, 2.08378333333e9, 2.08378333333e9, 3e-12},
		{"RAID-6 6+2", 8, 6, 1e-6, 1. / 24, 1.0336723318e13, 5.1687339001e12, 5e-11},
		{"3-way mirror", 3, 1, 1e-6, 1. / 24, 5.7875231665e14, 2.8937963146e14, 5e-11},
		{"RS 10+4", 14, 10, 1e-6, 1. / 24, 3.0122633379e20, 1.2553357690e19, 5e-11},
		{"RS 17+3", 20, 17, 1e-6, 1. / 24, 3.7349090772e15, 6.2265429867e14, 5e-11},
	} {
		t.Run(c.name, func(t *testing.T) {
			for crews, want := range map[int]float64{0: c.parallel, 1: c.serial} {
				g := Group{N: c.n, K: c.k, FailureRate: c.l, RepairRate: c.m, Crews: crews, Coverage: 1}
				oracle.Near(t, fmt.Sprintf("%s, %d crews", c.name, crews), groupMeasures(t, g).MTTF, want, c.digits)
			}
		})
	}
	oracle.Near(t, "S-04", math.Log10(twoKinds(t)), math.Log10(7.09966e25), 1./25)
}

// twoKinds is S-04: 7 devices of one rate and 7 of another, 10 needed, repaired
// at 4 per hour each. The oracle is an approximation, right in the exponent.
func twoKinds(t *testing.T) float64 {
	var list []transition
	var up []int
	state := func(a, b int) int { return a*8 + b }
	for a := range 8 {
		for b := range 8 {
			if a+b <= 4 {
				up = append(up, state(a, b))
			}
			if a < 7 {
				list = append(list, transition{state(a, b), state(a+1, b), float64(7-a) * 2.07e-6}, transition{state(a+1, b), state(a, b), float64(a+1) * 4})
			}
			if b < 7 {
				list = append(list, transition{state(a, b), state(a, b+1), float64(7-b) * 4.57e-6}, transition{state(a, b+1), state(a, b), float64(b+1) * 4})
			}
		}
	}
	return measures(t, newModel(t, 64, up, list)).MTTF
}

// unit is what one of the distinguishable units of an unlumped group does.
type unit uint8

const (
	isGood unit = iota
	isWaiting
	inPhase // and above
)

// singles is a state of an unlumped group: the units each, and the order in
// which those that wait have come.
type singles struct {
	units [4]unit
	queue [4]uint8 // 1 + unit
	mode  mode
}

// unlumped builds the chain of a group from the words of the package comment,
// unit by unit, in another way than the package does.
func unlumped(t *testing.T, g Group) *GroupModel {
	t.Helper()
	number := map[singles]int{{}: 0}
	found := []singles{{}}
	var list []transition
	go1 := func(from int, to singles, rate float64) {
		if rate == 0 {
			return
		}
		if to.mode == takingOver && to.good(g.N) < g.K {
			to.mode = normal
		}
		if _, ok := number[to]; !ok {
			number[to] = len(found)
			found = append(found, to)
		}
		list = append(list, transition{from, number[to], rate})
	}
	for i := 0; i < len(found); i++ {
		s := found[i]
		if s.mode == uncovered {
			s.mode = normal
			go1(i, s, g.UncoveredRepairRate)
			continue
		}
		for set := 1; set < 1<<g.N; set++ {
			s.strike(g, set, func(to singles, rate float64) { go1(i, to, rate) })
		}
		for u := range g.N {
			if s.units[u] >= inPhase {
				rate := g.RepairRate * float64(g.RepairPhases)
				if s.units[u] < inPhase+unit(g.RepairPhases)-1 {
					next := s
					next.units[u]++
					go1(i, next, rate)
				} else {
					go1(i, s.repaired(u), rate)
				}
			}
		}
		if s.mode == takingOver {
			s.mode = normal
			go1(i, s, 1/g.TakeoverHours)
		}
	}
	m := &GroupModel{Model: *newModel(t, len(found), nil, list)}
	for i, s := range found {
		m.Up[i] = s.mode == normal && s.good(g.N) >= g.K
		m.UpIgnoringSwitchover = append(m.UpIgnoringSwitchover, s.mode != uncovered && s.good(g.N) >= g.K)
	}
	return m
}

// strike is what fails the units of a set at once: one alone, or a shock to several.
func (s singles) strike(g Group, set int, to func(singles, float64)) {
	next, rank, served, idle := s, 0, false, false // the first K good units serve
	for u := range g.N {
		if s.units[u] != isGood {
			continue
		}
		serves := g.Kind == Redundant || rank < g.K
		rank++
		if set&(1<<u) != 0 {
			next = next.fail(g, u)
			served, idle = served || serves, idle || !serves
		}
	}
	rate := perSet(g, bits.OnesCount(uint(set)))
	c := g.Coverage.P()
	switch {
	case !served && !idle:
		return
	case g.Kind == Standby && bits.OnesCount(uint(set)) == 1 && idle:
		rate *= g.DormancyFactor
	}
	if next.good(g.N) < g.K {
		next.mode = normal
		to(next, rate)
		return
	}
	if !served && g.IdleCoverage != 0 {
		c = g.IdleCoverage.P()
	}
	lost := next
	lost.mode = uncovered
	to(lost, rate*(1-c))
	if served && g.TakeoverHours > 0 {
		next.mode = takingOver
	}
	to(next, rate*c)
}

// perSet is the rate of what takes a set of so many units, by the formulas as they are
// published: MGL and alpha of 2, 3 and 4 units.
func perSet(g Group, k int) float64 {
	l, n := g.FailureRate, g.N
	switch c := g.CommonCause; {
	case c == nil && n == 1:
		return l
	case c == nil && k == 1:
		return (1 - g.Beta) * l
	case c == nil && k == n:
		return g.Beta * l
	case c == nil:
		return 0
	case c.MGL != nil:
		b, gamma, delta := c.MGL[0], 0., 0.
		if n > 2 {
			gamma = c.MGL[1]
		}
		if n > 3 {
			delta = c.MGL[2]
		}
		return map[int][]float64{
			2: {1 - b, b},
			3: {1 - b, b * (1 - gamma) / 2, b * gamma},
			4: {1 - b, b * (1 - gamma) / 3, b * gamma * (1 - delta) / 3, b * gamma * delta},
		}[n][k-1] * l
	default:
		sum := 0.
		for i, a := range c.Alpha {
			sum += float64(i+1) * a
		}
		ways := map[int][]float64{2: {1, 1}, 3: {1, 2, 1}, 4: {1, 3, 3, 1}}[n][k-1]
		if c.Staggered {
			return c.Alpha[k-1] / ways * l
		}
		return float64(k) / ways * c.Alpha[k-1] / sum * l
	}
}

// drawCause draws a common cause of a group of n, nil for beta.
func drawCause(r *rapid.T, n int) *model.CommonCause {
	kind := rapid.IntRange(0, 3).Draw(r, "cause")
	if kind == 0 || n == 1 {
		return nil
	}
	factor := rapid.OneOf(rapid.SampledFrom([]float64{0, 1}), rapid.Float64Range(.01, .99))
	if kind == 1 {
		return &model.CommonCause{MGL: rapid.SliceOfN(factor, n-1, n-1).Draw(r, "mgl")}
	}
	a := rapid.SliceOfN(rapid.Float64Range(.01, 1), n, n).Draw(r, "alpha")
	sum := 0.
	for _, x := range a {
		sum += x
	}
	for i := range a {
		a[i] /= sum
	}
	return &model.CommonCause{Alpha: a, Staggered: kind == 3}
}

func (s singles) good(n int) int {
	k := 0
	for _, u := range s.units[:n] {
		if u == isGood {
			k++
		}
	}
	return k
}

func (s singles) fail(g Group, u int) singles {
	busy := 0
	for _, x := range s.units {
		if x >= inPhase {
			busy++
		}
	}
	if busy < g.Crews {
		s.units[u] = inPhase
		return s
	}
	s.units[u] = isWaiting
	for k := range s.queue {
		if s.queue[k] == 0 {
			s.queue[k] = uint8(u + 1)
			break
		}
	}
	return s
}

func (s singles) repaired(u int) singles {
	s.units[u] = isGood
	if next := s.queue[0]; next > 0 {
		s.units[next-1] = inPhase
		copy(s.queue[:], s.queue[1:])
		s.queue[3] = 0
	}
	return s
}

// TestLumping: groups of every kind answer as the chain of their single units
// does, in the long run and at a time.
func TestLumping(t *testing.T) {
	property.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(1, 4).Draw(r, "n")
		share := rapid.OneOf(rapid.SampledFrom([]float64{0, 1}), rapid.Float64Range(.01, .99))
		g := Group{
			Kind: Kind(rapid.IntRange(0, 2).Draw(r, "kind")), N: n, K: rapid.IntRange(1, n).Draw(r, "k"),
			FailureRate: rapid.Float64Range(1e-6, .5).Draw(r, "l"), RepairRate: rapid.Float64Range(.01, 3).Draw(r, "m"),
			RepairPhases: rapid.IntRange(1, 3).Draw(r, "phases"), Crews: rapid.IntRange(1, n).Draw(r, "crews"),
			Coverage: model.Covered(share.Draw(r, "c")), UncoveredRepairRate: rapid.Float64Range(.1, 5).Draw(r, "v"),
			TakeoverHours: rapid.OneOf(rapid.Just(0.), rapid.Float64Range(1e-3, 2)).Draw(r, "T"),
			IdleCoverage:  model.Covered(share.Draw(r, "e")), CommonCause: drawCause(r, n), DormancyFactor: share.Draw(r, "d"),
		}
		if g.CommonCause == nil {
			g.Beta = share.Draw(r, "beta")
		}
		if rapid.Bool().Draw(r, "one coverage") {
			g.IdleCoverage = 0
		}
		lumped, err := g.Model(context.Background())
		if err != nil {
			r.Fatal(err)
		}
		single := unlumped(t, g)
		a, b := measures(t, &lumped.Model), measures(t, &single.Model)
		sameMeasures(r, a, b)
		losses, err := g.Losses(context.Background())
		if err != nil {
			r.Fatal(err)
		}
		sameMeasures(r, losses, measures(t, &Model{Chain: single.Chain, Up: single.UpIgnoringSwitchover}))
		x, y := at(t, &lumped.Model, 1.7)[0], at(t, &single.Model, 1.7)[0]
		near(r, "U(t)", x.Unavailability, y.Unavailability, 1e-11)
		near(r, "F(t)", x.Unreliability, y.Unreliability, 1e-11)
		near(r, "failures", x.Failures, y.Failures, 1e-11)
	})
}

func sameMeasures(r *rapid.T, a, b Measures) {
	near(r, "U", a.Unavailability, b.Unavailability, 1e-12)
	near(r, "A", a.Availability, b.Availability, 1e-12)
	near(r, "frequency", a.FailureFrequency, b.FailureFrequency, 1e-12)
	near(r, "MTTF", a.MTTF, b.MTTF, 1e-12)
}

// TestTakeoverAccounting: outages of a pair by takeover are one per covered
// failure of the serving module, and last TakeoverHours on average but for the
// few that a second failure cuts short. Worked by hand for 2 modules, 10 s:
// takeovers come at l c per hour while both are good.
func TestTakeoverAccounting(t *testing.T) {
	const l, mu, c, hours = 1e-4, .05, .97, 15. / 3600
	g := Group{Kind: Duplex, N: 2, K: 1, FailureRate: l, RepairRate: mu, Coverage: c, TakeoverHours: hours, UncoveredRepairRate: .4}
	all, err := g.Measures(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	losses, err := g.Losses(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	without := g
	without.TakeoverHours = 0
	plain := groupMeasures(t, without)
	// what is lost is lost with or without takeovers, exactly
	oracle.Near(t, "losses", losses.FailureFrequency, plain.FailureFrequency, 1e-13)
	oracle.Near(t, "unavailability by losses", losses.Unavailability, plain.Unavailability, 1e-13)
	oracle.Near(t, "MTTF of losses", losses.MTTF, plain.MTTF, 1e-13)
	// the rest is takeovers: in (2 good) at l c, whatever the takeover state
	both := 0.0
	m, _ := g.Model(context.Background())
	s, _ := m.Chain.Steady(context.Background())
	for i, p := range s.P {
		if m.UnitsUp[i] == 2 {
			both += p
		}
	}
	started := both * l * c
	down := all.Unavailability - losses.Unavailability
	// a takeover ends early at rate l, the failure of the other module
	oracle.Near(t, "hours in takeover", down, started/(1/hours+l), 1e-6)
}

// TestErlangLimit: with many phases the repair is nearly fixed. For a pair with
// one crew and a fixed repair time R the mean number of lives per cycle follows
// from e^-lR; 16 phases come within 1 %.
func TestErlangLimit(t *testing.T) {
	const l, hours = .01, 24.
	r := groupMeasures(t, Group{N: 2, K: 1, FailureRate: l, RepairRate: 1 / hours, RepairPhases: 16, Crews: 1, Coverage: 1})
	// from one good, repair under way: survives it with s = e^-lR.
	// MTTF = 1/2l + (1-s)/l/(1-s) ... = 1/2l + x, x = (1-s)/l + s (1/2l + x)
	s := math.Exp(-l * hours)
	x := ((1-s)/l + s/(2*l)) / (1 - s)
	if want := 1/(2*l) + x; math.Abs(r.MTTF/want-1) > .01 {
		t.Errorf("MTTF %g, want near %g", r.MTTF, want)
	}
}

func TestGroupRefuses(t *testing.T) {
	good := Group{N: 3, K: 2, FailureRate: .1, RepairRate: 2, Coverage: .9}
	for name, spoil := range map[string]func(*Group){
		"units":                 func(g *Group) { g.N = 0 },
		"units needed":          func(g *Group) { g.K = 4 },
		"failure rate":          func(g *Group) { g.FailureRate = 0 },
		"repair rate":           func(g *Group) { g.RepairRate = math.NaN() },
		"repair phases":         func(g *Group) { g.RepairPhases = 17 },
		"crews":                 func(g *Group) { g.Crews = -1 },
		"coverage":              func(g *Group) { g.Coverage = 1.1 },
		"idle coverage":         func(g *Group) { g.IdleCoverage = -.1 },
		"mgl":                   func(g *Group) { g.CommonCause = &model.CommonCause{MGL: []float64{.1}} },
		"uncovered repair rate": func(g *Group) { g.UncoveredRepairRate = math.Inf(1) },
		"takeover":              func(g *Group) { g.TakeoverHours = -1 },
		"beta":                  func(g *Group) { g.Beta = -.1 },
		"dormancy":              func(g *Group) { g.DormancyFactor = 2 },
		"kind":                  func(g *Group) { g.Kind = 9 },
	} {
		g := good
		spoil(&g)
		var param *model.ParamError
		if _, err := g.Measures(context.Background()); !errors.As(err, &param) || param.Param != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	var many *TooManyStatesError
	if _, err := (Group{N: 40, K: 1, FailureRate: .1, RepairRate: 2, RepairPhases: 12, Coverage: 1}).Model(context.Background()); !errors.As(err, &many) {
		t.Errorf("40 units in 12 phases: %v", err)
	}
}
