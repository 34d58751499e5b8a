package montecarlo

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// coupled makes random systems of units that depend on each other beyond groups.
type coupled struct {
	*rand.Rand
	m     *system.Model
	left  int
	spare int // a unit that may be a spare of several duties, -1 before there is one
}

// coupledSystem is one with pools, rest or duties; all its times are exponential.
func coupledSystem(t testing.TB, seed uint64) *system.Model {
	t.Helper()
	c := &coupled{Rand: rand.New(rand.NewPCG(seed, 29)), m: &system.Model{Name: "coupled"}, left: 6, spare: -1}
	for i := range 3 {
		c.m.Components = append(c.m.Components, partOf(fmt.Sprint("p", i), exponentialOf(t, 40+160*c.Float64()), exponentialOf(t, 4+26*c.Float64())))
	}
	c.m.RestWhenDown = seed%3 == 0
	if seed%4 != 3 {
		pool := system.CrewPool{Name: "field", Crews: 1 + c.IntN(3), ByPriority: c.IntN(2) == 0, Components: c.Perm(3)[:2+c.IntN(2)]}
		c.m.Pools = append(c.m.Pools, pool)
	}
	c.m.Top = c.node(0, seed%4 > 1)
	return c.m
}

func (c *coupled) unit() system.Node {
	c.left--
	c.m.Units = append(c.m.Units, system.Unit{Name: fmt.Sprint("u", len(c.m.Units)), Component: c.IntN(3)})
	return system.Use{Unit: len(c.m.Units) - 1}
}

func (c *coupled) node(depth int, duties bool) system.Node {
	switch {
	case duties && depth > 0 && c.left > 1 && c.IntN(2) == 0 || duties && depth == 0 && c.IntN(4) == 0:
		return c.duty(depth)
	case c.left > 2 && depth > 0 && c.IntN(3) == 0:
		return c.group()
	case depth > 2 || c.left < 2 || depth > 0 && c.IntN(3) == 0:
		return c.unit()
	}
	of := make([]system.Node, 2+c.IntN(2))
	for i := range of {
		of[i] = c.node(depth+1, duties)
	}
	switch c.IntN(3) {
	case 0:
		return &system.Series{Of: of}
	case 1:
		return &system.Parallel{Of: of}
	}
	return &system.KOfN{K: 1 + c.IntN(len(of)), Of: of}
}

// duty has a unit, or something larger, and two spares at most, of which one may be that
// of other duties too.
func (c *coupled) duty(depth int) system.Node {
	d := &system.Duty{DormancyFactor: 0.25, Of: []system.Node{c.node(depth+1, true)}}
	if c.IntN(3) > 0 {
		if c.spare < 0 {
			c.spare = c.unit().(system.Use).Unit
		}
		d.Of = append(d.Of, system.Use{Unit: c.spare})
	}
	if len(d.Of) == 1 || c.left > 0 && c.IntN(2) == 0 {
		d.Of = append(d.Of, c.node(depth+2, false))
	}
	return d
}

func (c *coupled) group() system.Node {
	u := c.unit().(system.Use).Unit
	g := &system.Group{Kind: system.GroupKind(c.IntN(3)), K: 1, Units: []int{u}, UncoveredMTTR: math.NaN()}
	for range 1 + c.IntN(2) {
		next := c.unit().(system.Use).Unit
		c.m.Units[next].Component = c.m.Units[u].Component
		g.Units = append(g.Units, next)
	}
	if c.m.Pool(c.m.Units[u].Component) == nil {
		g.Crews = c.IntN(2)
	}
	switch c.IntN(3) {
	case 0:
		g.Coverage, g.UncoveredMTTR = model.Covered(0.8), 15
	case 1:
		g.Coverage, g.Switchover = model.Covered(0.9), 3
	default:
		g.Beta = 0.2
	}
	if g.Kind == system.Standby {
		g.DormancyFactor = 0.4
	}
	return g
}

// TestCoupledAgreesWithExact: random systems in which crews are shared, duties have
// spares and units rest, and mixtures, are within 4 standard errors of the chain of
// all their units.
func TestCoupledAgreesWithExact(t *testing.T) {
	ctx, checked := context.Background(), 0
	for seed := range uint64(60) {
		m := coupledSystem(t, seed)
		if !m.Coupled() {
			continue
		}
		want, err := solve.System(ctx, m)
		if err != nil {
			t.Fatal(err)
		}
		if want.Unavailability < 0.004 { // too seldom down
			continue
		}
		checked++
		t.Run(fmt.Sprint(seed, kindOf(t, m)), func(t *testing.T) {
			times := []float64{want.MTTF / 5, want.MTTF}
			points, err := solve.At(ctx, m, want, times...)
			if err != nil {
				t.Fatal(err)
			}
			r := simulate(t, m, Options{Seed: 17, MaxReplications: 1500, FirstFailures: 1500, Times: times, Workers: 2})
			got := r.Measures
			within(t, "unavailability", got.Unavailability, want.Unavailability, 0.06)
			within(t, "MTBF", got.MTBF, want.MTBF, 0.04)
			within(t, "frequency", got.FailureFrequency, want.FailureFrequency, 0.04)
			within(t, "MTTF", got.MTTF, want.MTTF, 0.04)
			for i, x := range points {
				within(t, "unreliability", r.At[i].Unreliability, x.Unreliability, 0.12)
				within(t, "unavailability at a time", r.At[i].Unavailability, x.Unavailability, 0.5)
			}
			t.Logf("%d units, %d events, warm-up %.4g of %.4g h", len(m.Units), r.Events, r.Warmup, r.Horizon)
		})
	}
	if checked < 30 {
		t.Errorf("%d systems are too few", checked)
	}
}

// kindOf tells what makes the units of a system depend on each other.
func kindOf(t *testing.T, m *system.Model) string {
	t.Helper()
	kind := ""
	for _, p := range m.Pools {
		kind += fmt.Sprintf(" %d crews", p.Crews)
		if p.ByPriority {
			kind += " by priority"
		}
	}
	if m.RestWhenDown {
		kind += " rest"
	}
	g, err := m.Gates()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s %d duties", kind, len(g.Duties))
}

// fixedModel is a system of units with fixed lives and repairs.
func fixedModel(t *testing.T, times ...[2]float64) (m *system.Model, use []system.Node) {
	t.Helper()
	fixed := func(v float64) model.Distribution { return distOf(t, "deterministic", map[string]float64{"value": v}) }
	m = &system.Model{}
	for i, x := range times {
		m.Components = append(m.Components, partOf(fmt.Sprint("p", i), fixed(x[0]), fixed(x[1])))
		m.Units = append(m.Units, system.Unit{Name: fmt.Sprint("u", i), Component: i})
		use = append(use, system.Use{Unit: i})
	}
	return m, use
}

// TestCoupledByHand: units with fixed times.
//
// One crew: b fails at 7 and is repaired until 11; a fails at 10, waits until 11 and is
// repaired until 13; b fails at 18, until 22; a at 23, until 25. With c in series with b,
// which fails at 10.5 and takes 3 h, one of the two is down until 16, and a until 13; if
// c is repaired first, from 11 to 14, a is down until 16.
//
// Rest: b is down from 7 to 11, in which a does not age, whose life of 10 is over at 14,
// down until 16; b's of 7 at 11 + 3 + 4 = 20 therefore, until 24; a's at 16 + 4 + 6 = 30,
// until 32; b's next at 24 + 6 + 2 = 33 with 1 left at 32.
//
// Duty of a (10 h, repaired in 5), spare b (8 h, 30) with dormancy 0.2: b is 2 h old at
// 10, serves until 15, is 7 h old then and 8 at 20, when nothing is down; a is down from
// 25 to 30 and from 40 to 45, with nobody to serve; b is back at 50; a is down from 55 to
// 60, while b serves, 1 h old, and then is 6. Cold, b is 0 at 10, 5 at 15, and has 3 left
// at 25: it is down from 28 on, to 58.
//
// Two duties, a (10, 9) and b (12, 20), share spare s, which lives long: a asks first, at
// 10, so b waits from 12 until a is back at 19.
//
// A duty of a (10, 5) with dormancy 0.5, whose spare is a duty of b (8, 30) with the cold
// spare c (3, 6): b ages at half the speed, is 5 h old at 10 and fails at 13; c serves
// until 15 and fails, at half the speed, at 17. It is back at 23, 1 h old at 25, when a
// fails, and fails at 27; nobody serves until 30. It is back from 33 to 39; a fails at 40,
// and b is back at 43.
//
// A cold standby of a and b (10, 4 each), in series with b, all of which rests: b serves
// from 10 on and fails at 20, until 24; a serves from 20, without ageing until 24, to 34; b
// serves to 44 and is down until 48.
func TestCoupledByHand(t *testing.T) {
	m, u := fixedModel(t, [2]float64{10, 2}, [2]float64{7, 4}, [2]float64{10.5, 3})
	field := system.CrewPool{Name: "field", Crews: 1, Components: []int{2, 0, 1}}
	first := field
	first.ByPriority = true
	standby, spares := fixedModel(t, [2]float64{10, 5}, [2]float64{8, 30})
	shared, of := fixedModel(t, [2]float64{10, 9}, [2]float64{12, 20}, [2]float64{1000, 1})
	nested, in := fixedModel(t, [2]float64{10, 5}, [2]float64{8, 30}, [2]float64{3, 6})
	cold, two := fixedModel(t, [2]float64{10, 4}, [2]float64{10, 4})
	cold.Units[1].Component = 0
	duty := func(dormancy float64, of ...system.Node) system.Node {
		return &system.Duty{Of: of, DormancyFactor: dormancy}
	}
	for _, c := range []struct {
		name string
		m    *system.Model
		top  system.Node
		pool []system.CrewPool
		rest bool
		to   float64
		want []interval
	}{
		{"one crew, parallel", m, &system.Parallel{Of: u[:2]}, []system.CrewPool{field}, false, 28, []interval{{10, 11, 0, 0}}},
		{"one crew, series", m, &system.Series{Of: u[:2]}, []system.CrewPool{field}, false, 28, []interval{{7, 13, 1, 0}, {18, 22, 1, 0}, {23, 25, 0, 0}}},
		{"first come", m, &system.Parallel{Of: []system.Node{u[0], &system.Series{Of: []system.Node{u[1], u[2]}}}}, []system.CrewPool{field}, false, 17, []interval{{10, 13, 0, 0}}},
		{"by priority", m, &system.Parallel{Of: []system.Node{u[0], &system.Series{Of: []system.Node{u[1], u[2]}}}}, []system.CrewPool{first}, false, 17, []interval{{10, 14, 0, 0}}},
		{"rest", m, &system.Series{Of: u[:2]}, nil, true, 33, []interval{{7, 11, 1, 0}, {14, 16, 0, 0}, {20, 24, 1, 0}, {30, 32, 0, 0}}},
		{"warm spare", standby, duty(0.2, spares...), nil, false, 63, []interval{{25, 30, 0, 0}, {40, 45, 0, 0}}},
		{"cold spare", standby, duty(0, spares...), nil, false, 59, []interval{{28, 30, 1, 0}, {40, 45, 0, 0}, {55, 58, 0, 0}}},
		{"shared spare", shared, &system.Series{Of: []system.Node{duty(0, of[0], of[2]), duty(0, of[1], of[2])}}, nil, false, 28, []interval{{12, 19, 1, 0}}},
		{"spare of a spare", nested, duty(0.5, in[0], duty(0, in[1], in[2])), nil, false, 44, []interval{{27, 30, 2, 0}, {40, 43, 0, 0}}},
		{"group and its unit", cold, &system.Series{Of: []system.Node{&system.Group{Kind: system.Standby, Units: []int{0, 1}, K: 1}, two[1]}}, nil, true, 50, []interval{{20, 24, 1, 0}, {44, 48, 1, 0}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := *c.m
			m.Top, m.Pools, m.RestWhenDown = c.top, c.pool, c.rest
			got := outagesOf(t, &m, c.to)
			if len(got) != len(c.want) {
				t.Fatalf("%v, want %v", got, c.want)
			}
			for i, want := range c.want {
				oracle.Near(t, "from", got[i].from, want.from, 1e-12)
				oracle.Near(t, "to", got[i].to, want.to, 1e-12)
				oracle.Equal(t, "cause", got[i].cause, want.cause)
			}
		})
	}
}

// TestCoupledTheory: what is known for times that are not exponential.
//
// A series whose units rest: while it works all age, so that A = 1/(1 + sum MTTR/MTBF)
// and the frequency is A times the sum of 1/MTBF, whatever the distributions.
//
// Two units that fail at the rate l, one crew, repairs that last d: a repair that begins
// while the other unit works ends as one begins again, after d if the other failed
// meanwhile, or after d and a mean 1/(2l) if it did not, with probability p = exp(-l d).
// So a cycle has the mean d + p/(2l), the downtime d - (1-p)/l, and 1-p failures; the
// first of them comes after a mean 1/(2l) + ((1-p)/l + p/(2l))/(1-p).
func TestCoupledTheory(t *testing.T) {
	life := []model.Distribution{weibullOf(t, 2, 300), lognormalOf(t, 5, 0.8)}
	repair := []model.Distribution{lognormalOf(t, 3, 0.5), distOf(t, "uniform", map[string]float64{"low": 10, "high": 80})}
	rest := &system.Model{
		RestWhenDown: true, Components: []system.Component{partOf("a", life[0], repair[0]), partOf("b", life[1], repair[1])},
		Units: []system.Unit{{Name: "a"}, {Name: "b", Component: 1}}, Top: &system.Series{Of: []system.Node{system.Use{Unit: 0}, system.Use{Unit: 1}}},
	}
	rho, often := repair[0].Mean()/life[0].Mean()+repair[1].Mean()/life[1].Mean(), 1/life[0].Mean()+1/life[1].Mean()
	got := simulate(t, rest, Options{Seed: 8, RelError: 0.005, Workers: 2, FirstFailures: 1}).Measures
	within(t, "rest: unavailability", got.Unavailability, rho/(1+rho), 0.006)
	within(t, "rest: frequency", got.FailureFrequency, often/(1+rho), 0.006)

	const l, d = 1 / 130.0, 70.0
	fixed := distOf(t, "deterministic", map[string]float64{"value": d})
	crew := &system.Model{
		Components: []system.Component{partOf("a", exponentialOf(t, 1/l), fixed), partOf("b", exponentialOf(t, 1/l), fixed)},
		Units:      []system.Unit{{Name: "a"}, {Name: "b", Component: 1}}, Top: &system.Parallel{Of: []system.Node{system.Use{Unit: 0}, system.Use{Unit: 1}}},
		Pools: []system.CrewPool{{Name: "field", Crews: 1, Components: []int{0, 1}}},
	}
	p := math.Exp(-l * d)
	cycle := d + p/(2*l)
	got = simulate(t, crew, Options{Seed: 8, RelError: 0.005, Workers: 2, FirstFailures: 40_000}).Measures
	within(t, "crew: unavailability", got.Unavailability, (d+math.Expm1(-l*d)/l)/cycle, 0.006)
	within(t, "crew: frequency", got.FailureFrequency, -math.Expm1(-l*d)/cycle, 0.006)
	within(t, "crew: MTTF", got.MTTF, 1/(2*l)+((1-p)/l+p/(2*l))/(1-p), 0.02)
}

// TestSpareOfAnyAge: a unit with a spare that ages at d times the speed until the unit
// fails, at x with the density f, works at t with probability
//
//	S_a(t) + integral of f(x) S_b(d x + t - x) for x from 0 to t,
//
// here by Simpson's rule.
func TestSpareOfAnyAge(t *testing.T) {
	a, b := weibullOf(t, 2.5, 400), lognormalOf(t, 5.5, 0.6)
	const at = 500.0
	for _, d := range []float64{0, 0.3} {
		t.Run(fmt.Sprint("dormancy ", d), func(t *testing.T) {
			const steps = 4000
			sum := 0.0
			for i := range steps + 1 {
				x := at * float64(i) / steps
				weight := float64(2 + 2*(i%2))
				if i == 0 || i == steps {
					weight = 1
				}
				u := math.Pow(x/400, 2.5)
				if x > 0 {
					sum += weight * 2.5 / x * u * math.Exp(-u) * math.Exp(b.LogSurvival(d*x+at-x))
				}
			}
			want := math.Exp(a.LogSurvival(at)) + sum*at/steps/3
			m := &system.Model{
				Components: []system.Component{partOf("a", a, nil), partOf("b", b, nil)}, Units: []system.Unit{{Name: "a"}, {Name: "b", Component: 1}},
				Top: &system.Duty{Of: []system.Node{system.Use{Unit: 0}, system.Use{Unit: 1}}, DormancyFactor: d},
			}
			r := simulate(t, m, Options{Seed: 4, MaxReplications: 100_000, Times: []float64{at}, Workers: 2})
			within(t, "reliability", r.At[0].Reliability, want, 0.01)
			if d == 0 {
				within(t, "MTTF", r.Measures.MTTF, a.Mean()+b.Mean(), 0.005)
			}
		})
	}
}

// TestSparesInTurn: spares of several duties, never repaired, at a rate of 0.2 an hour
// each, a quarter of that while they wait. A unit in series with a duty: the first
// failure comes at 0.45 an hour, is one of the duty's two with probability 0.25/0.45, and
// then the next comes at 0.4: 1/0.45 + (5/9)/0.4 = 65/18 h. The others go the same way.
func TestSparesInTurn(t *testing.T) {
	m := modelOf(6, partOf("unit", exponentialOf(t, 5), nil), func(u []system.Node) system.Node { return u[0] })
	u := func(i int) system.Node { return system.Use{Unit: i} }
	duty := func(of ...system.Node) system.Node { return &system.Duty{Of: of, DormancyFactor: 0.25} }
	for _, c := range []struct {
		name string
		top  system.Node
		mttf float64
	}{
		{"two duties share a spare", &system.Series{Of: []system.Node{duty(u(0), u(2)), duty(u(1), u(2))}}, 85. / 18},
		{"three duties share a spare", &system.Series{Of: []system.Node{duty(u(0), u(3)), duty(u(1), u(3)), duty(u(2), u(3))}}, 125. / 39},
		{"a spare of two, of one its second", &system.Parallel{Of: []system.Node{duty(u(0), u(1), u(2)), duty(u(3), u(1))}}, 1109. / 90},
		{"a unit in series with a duty", &system.Series{Of: []system.Node{u(0), duty(u(1), u(2))}}, 65. / 18},
		{"two spares in turn", duty(u(0), u(1), u(2)), 37. / 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			m.Top = c.top
			r := simulate(t, m, Options{Seed: 8, MaxReplications: 200_000, Workers: 2})
			within(t, "MTTF", r.Measures.MTTF, c.mttf, 0.003)
		})
	}
}

// TestCoupledHasNoTimes: units without a life fail or not for a whole mission, with what
// else is coupled too: 1 - 0.9 (1 - U), with the U of one crew for both of a pair that
// are exponential, 300 h and 24 h:
//
//	U = 2 r^2/(1 + 2 r + 2 r^2), r = 24/300
//
// but where units rest it is not told when they would.
func TestCoupledHasNoTimes(t *testing.T) {
	m := modelOf(3, partOf("disc", exponentialOf(t, 300), exponentialOf(t, 24)), func(u []system.Node) system.Node {
		return &system.Network{Source: "s", Target: "t", Edges: []system.Edge{{From: "s", To: "u", Node: u[0]}, {From: "s", To: "u", Node: u[1]}, {From: "u", To: "t", Node: u[2]}}}
	})
	m.Components = append(m.Components, system.Component{Name: "line", Availability: math.NaN(), Reliability: 0.9})
	m.Units[2].Component = 1
	m.Pools = []system.CrewPool{{Name: "field", Crews: 1, Components: []int{0}}}
	const r = 24. / 300
	u := 2 * r * r / (1 + 2*r + 2*r*r)
	got := simulate(t, m, Options{Seed: 3, MaxReplications: 20_000, Workers: 2})
	within(t, "unavailability", got.Measures.Unavailability, 1-0.9*(1-u), 0.03)
	m.RestWhenDown = true
	if _, err := Run(t.Context(), m, Options{}); !errors.As(err, new(*model.ParamError)) {
		t.Errorf("rest without times: %v", err)
	}
}

// TestCoupledHash: pools, their order and rest make another system of one.
func TestCoupledHash(t *testing.T) {
	m := modelOf(2, partOf("disc", exponentialOf(t, 300), exponentialOf(t, 24)), func(u []system.Node) system.Node { return &system.Parallel{Of: u} })
	seen := map[string]bool{}
	for _, change := range []func(){
		func() {}, func() { m.Pools = []system.CrewPool{{Crews: 1, Components: []int{0}}} }, func() { m.Pools[0].Crews = 2 },
		func() { m.Pools[0].ByPriority = true }, func() { m.RestWhenDown = true },
	} {
		change()
		if h := SystemHash(m); seen[h] {
			t.Errorf("the same with %+v, rest %v", m.Pools, m.RestWhenDown)
		} else {
			seen[h] = true
		}
	}
}

// TestCoupledHalts: a mission of a cluster that is told to halt does.
func TestCoupledHalts(t *testing.T) {
	p, err := newPlan(coupledSystem(t, 9))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorker(p)
	w.halt = new(atomic.Bool)
	w.halt.Store(true)
	w.begin(NewStream(1, 1))
	if w.outages(0, 1e30); w.events != 0 {
		t.Errorf("%d events", w.events)
	}
}

// TestSparesThatHardlyAge: a cold spare that is seldom needed takes long to forget that
// it was new, if its life is not exponential: its mean life of 443 h is 443/q h, where the
// first unit is down q = 2/1002 of the time.
func TestSparesThatHardlyAge(t *testing.T) {
	m := &system.Model{
		Components: []system.Component{partOf("a", exponentialOf(t, 1000), exponentialOf(t, 2)), partOf("b", weibullOf(t, 2, 500), exponentialOf(t, 2))},
		Units:      []system.Unit{{Name: "a"}, {Name: "b", Component: 1}},
		Top:        &system.Duty{Of: []system.Node{system.Use{Unit: 0}, system.Use{Unit: 1}}},
	}
	p, err := newPlan(m)
	if err != nil {
		t.Fatal(err)
	}
	all := p.scales()
	oracle.Near(t, "cycle, h", all[1].cycle, 500*math.Gamma(1.5)*501+2, 1e-12)
	oracle.Near(t, "warm-up of a, h", all[0].relax, forget*2, 1e-12)
	if all[1].relax < 4*all[1].cycle {
		t.Errorf("a warm-up of %g h for cycles of %g h", all[1].relax, all[1].cycle)
	}
}
