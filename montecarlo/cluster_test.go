package montecarlo

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

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
	ctx, checked := context.Background(), map[string]int{}
	for seed := range uint64(60) {
		m := coupledSystem(t, seed)
		if system.Validate(m) != nil || !m.Coupled() {
			continue
		}
		what := fmt.Sprintf("%d", seed)
		t.Run(what, func(t *testing.T) {
			want, err := solve.System(ctx, m)
			if err != nil {
				t.Fatal(err)
			}
			if want.Unavailability < 0.004 {
				return // too seldom down
			}
			times := []float64{want.MTTF / 5, want.MTTF}
			points, err := solve.At(ctx, m, want.Structure, times...)
			if err != nil {
				t.Fatal(err)
			}
			r := simulate(t, m, Options{Seed: 17, MaxReplications: 4000, FirstFailures: 4000, Times: times, Workers: 2})
			got := r.Measures
			within(t, "unavailability", got.Unavailability, want.Unavailability, 0.03)
			within(t, "MTBF", got.MTBF, want.MTBF, 0.03)
			within(t, "frequency", got.FailureFrequency, want.FailureFrequency, 0.03)
			within(t, "MTTF", got.MTTF, want.MTTF, 0.03)
			for i, x := range points {
				within(t, "unreliability", r.At[i].Unreliability, x.Unreliability, 0.1)
				within(t, "unavailability at a time", r.At[i].Unavailability, x.Unavailability, 0.3)
			}
			checked[kindOf(m)]++
			t.Logf("%d units, %d events, warm-up %.4g of %.4g h", len(m.Units), r.Events, r.Warmup, r.Horizon)
		})
	}
	t.Log(checked)
}

// kindOf tells what makes the units of a system depend on each other.
func kindOf(m *system.Model) string {
	kind := ""
	if len(m.Pools) > 0 {
		kind += fmt.Sprintf(" %d crews", m.Pools[0].Crews)
		if m.Pools[0].ByPriority {
			kind += " by priority"
		}
	}
	if m.RestWhenDown {
		kind += " rest"
	}
	if g, err := m.Gates(); err == nil && len(g.Duties) > 0 {
		kind += fmt.Sprintf(" duties")
	}
	return kind
}
