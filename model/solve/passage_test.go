package solve

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/system"
)

// outage asks for the reliability of m at a time.
func outage(t *testing.T, m *system.Model, unrepaired bool, hours ...float64) []Passage {
	t.Helper()
	f, err := NewFirstOutage(context.Background(), m, unrepaired)
	if err != nil {
		t.Fatal(err)
	}
	p, err := f.At(context.Background(), hours...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// units of one part, n of them.
func copies(t *testing.T, n int, mtbf, mttr float64, top func(use []system.Node, units []int) system.Node) *system.Model {
	t.Helper()
	m := &system.Model{Name: "alike", Components: []system.Component{part(t, "u", mtbf, mttr)}}
	var use []system.Node
	var units []int
	for i := range n {
		m.Units = append(m.Units, system.Unit{Name: fmt.Sprintf("u.%d", i+1)})
		use, units = append(use, system.Use{Unit: i}), append(units, i)
	}
	m.Top = top(use, units)
	return m
}

// A repaired pair of rates a = 1/100 and b = 1/10: with the roots
// r = ((3a+b) -+ sqrt(a^2 + 6ab + b^2))/2 of its characteristic polynomial,
// R(t) = (r2 e^(-r1 t) - r1 e^(-r2 t))/(r2 - r1), 0.2183 at 1000 h; without repair
// 2 e^(-at) - e^(-2at), 0.0000908.
func TestReliabilityOfAPair(t *testing.T) {
	m := copies(t, 2, 100, 10, func(use []system.Node, _ []int) system.Node { return &system.Parallel{Of: use} })
	a, b := 0.01, 0.1
	root := math.Sqrt(a*a + 6*a*b + b*b)
	r1, r2 := (3*a+b-root)/2, (3*a+b+root)/2
	for _, hours := range []float64{1e-3, 20, 1000, 20_000} {
		t.Run(fmt.Sprintf("%g h", hours), func(t *testing.T) {
			p := outage(t, m, false, hours)[0]
			oracle.Near(t, "R", p.Reliability, (r2*math.Exp(-r1*hours)-r1*math.Exp(-r2*hours))/(r2-r1), 1e-11)
			p = outage(t, m, true, hours)[0]
			oracle.Near(t, "R without repair", p.Reliability, 2*math.Exp(-a*hours)-math.Exp(-2*a*hours), 1e-11)
			oracle.Near(t, "1-R without repair", p.Unreliability, math.Pow(-math.Expm1(-a*hours), 2), 1e-11)
		})
	}
	oracle.Near(t, "R at 1000 h without repair", outage(t, m, true, 1000)[0].Reliability, 0.0000908, 2e-4)
}

// Six of eight discs and one crew lose data within five years with 7.857759e-7 (expm
// of the chain of four states, scipy 1.17).
func TestDataLoss(t *testing.T) {
	m := copies(t, 8, 33*8766, 36, func(_ []system.Node, units []int) system.Node {
		return &system.Group{Units: units, K: 6, Crews: 1}
	})
	oracle.Near(t, "P(loss in 5 years)", outage(t, m, false, 5*8766)[0].Unreliability, 7.857759e-7, 1e-7)
}

// A cold standby of two spares that is not repaired is Erlang of three stages.
func TestColdStandbyAtATime(t *testing.T) {
	m := copies(t, 3, 100, 0, func(_ []system.Node, units []int) system.Node {
		return &system.Group{Kind: system.Standby, Units: units, K: 1}
	})
	oracle.Near(t, "R at 50 h", outage(t, m, false, 50)[0].Reliability, math.Exp(-0.5)*(1+0.5+0.125), 1e-12)
}

// Like parts that change places are one state: 17 of 20 has the four states of none
// to three failed, and two pairs of groups far fewer than their product.
func TestChainIsLumped(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		name   string
		m      *system.Model
		states int
	}{
		{"17 of 20", copies(t, 20, 1_200_000, 156, func(use []system.Node, _ []int) system.Node { return &system.KOfN{K: 17, Of: use} }), 5},
		// a pair of series of two: a series has none, one or two down, of which the pair
		// works with (0,0), (0,1), (0,2)
		{"pair of series", copies(t, 4, 500, 20, func(u []system.Node, _ []int) system.Node {
			return &system.Parallel{Of: []system.Node{&system.Series{Of: u[:2]}, &system.Series{Of: u[2:]}}}
		}), 4},
		// 3 of 4 pairs: of four counts of 0 to 2 down at most one is 2
		{"3 of 4 pairs", copies(t, 8, 500, 20, func(u []system.Node, _ []int) system.Node {
			return &system.KOfN{K: 3, Of: []system.Node{&system.Parallel{Of: u[:2]}, &system.Parallel{Of: u[2:4]}, &system.Parallel{Of: u[4:6]}, &system.Parallel{Of: u[6:]}}}
		}), 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			chain, err := SystemChain(ctx, c.m)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Equal(t, "states", chain.Chain.States(), c.states)
		})
	}
	chain, err := SystemChain(ctx, copies(t, 20, 1_200_000, 156, func(use []system.Node, _ []int) system.Node { return &system.KOfN{K: 17, Of: use} }))
	if err != nil {
		t.Fatal(err)
	}
	mttf, err := chain.MTTF(ctx)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "MTTF of 17 of 20, h", mttf, 2.827787016e13, 1e-9)
}

// Two groups in series, each of which takes the other's place: 12,874.854854 h (a
// chain of four up states, numpy).
func TestTwoGroups(t *testing.T) {
	m := copies(t, 4, 1000, 10, func(_ []system.Node, u []int) system.Node {
		pair := func(u []int) *system.Group {
			return &system.Group{Kind: system.Duplex, Units: u, K: 1, Coverage: model.Covered(0.99)}
		}
		return &system.Series{Of: []system.Node{pair(u[:2]), pair(u[2:])}}
	})
	r, err := System(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "MTTF, h", r.MTTF, 12874.854854, 1e-9)
	if r.warns("mttf-with-repair") {
		t.Error("it warns of a time to the first failure that it tells")
	}
}

// random systems of up to 8 units, with repairs or without, groups, shared units and
// modules that are alike.
type random struct {
	*rand.Rand
	m    *system.Model
	left int
}

func (r *random) unit() int {
	r.left--
	r.m.Units = append(r.m.Units, system.Unit{Name: fmt.Sprintf("u%d", len(r.m.Units)), Component: r.IntN(len(r.m.Components))})
	return len(r.m.Units) - 1
}

func (r *random) node(depth int) system.Node {
	switch {
	case r.left <= 1 || depth > 3 || r.Float64() < 0.2:
		if len(r.m.Units) > 0 && r.Float64() < 0.2 {
			if u := r.IntN(len(r.m.Units)); r.m.Units[u].Shared {
				return system.Use{Unit: u}
			}
		}
		u := r.unit()
		r.m.Units[u].Shared = true
		return system.Use{Unit: u}
	case r.left >= 2 && r.Float64() < 0.3:
		return r.group(2 + r.IntN(min(2, r.left-1)))
	}
	of := make([]system.Node, 2+r.IntN(2))
	for i := range of {
		of[i] = r.node(depth + 1)
	}
	switch r.IntN(3) {
	case 0:
		return &system.Series{Of: of}
	case 1:
		return &system.Parallel{Of: of}
	}
	return &system.KOfN{K: 1 + r.IntN(len(of)), Of: of}
}

func (r *random) group(n int) system.Node {
	first := r.unit()
	units := []int{first}
	for range n - 1 {
		u := r.unit()
		r.m.Units[u].Component = r.m.Units[first].Component
		units = append(units, u)
	}
	g := &system.Group{Units: units, K: 1 + r.IntN(n-1), Crews: r.IntN(2)}
	switch r.IntN(3) {
	case 0:
		g.Beta = 0.1
	case 1:
		g.Kind, g.K, g.Coverage = system.Duplex, 1, model.Covered(0.95)
	case 2:
		g.Kind, g.DormancyFactor = system.Standby, 0.3
	}
	return g
}

func randomSystem(t *testing.T, seed uint64) *system.Model {
	t.Helper()
	r := &random{Rand: rand.New(rand.NewPCG(seed, 17)), m: &system.Model{Name: "random"}, left: 8}
	for i := range 3 {
		mttr := math.Pow(10, 1.5*r.Float64())
		if r.Float64() < 0.15 {
			mttr = 0
		}
		r.m.Components = append(r.m.Components, part(t, fmt.Sprintf("p%d", i), math.Pow(10, 1+3*r.Float64()), mttr))
	}
	r.m.Top = r.node(0)
	return r.m
}

// Random systems against the product of all states, with repairs and without.
func TestFirstOutageOfRandomSystems(t *testing.T) {
	checked := 0
	for seed := range uint64(600) {
		m := randomSystem(t, seed)
		b := newBrute(t, m, false)
		if b.states > 140 {
			continue
		}
		for _, unrepaired := range []bool{false, true} {
			b := newBrute(t, m, unrepaired)
			checked++
			t.Run(fmt.Sprintf("seed %d, unrepaired %v", seed, unrepaired), func(t *testing.T) {
				hours := math.Pow(10, -1+float64(seed%6))
				got := outage(t, m, unrepaired, hours)[0]
				down, up := b.unreliable(t, hours)
				oracle.Near(t, "1-R", got.Unreliability, down, 1e-9)
				if up > 1e-290 {
					oracle.Near(t, "R", got.Reliability, up, 1e-9)
				}
				if unrepaired {
					return
				}
				want, err := b.chain(t).MTTF(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				chain, err := SystemChain(context.Background(), m)
				if err != nil {
					t.Fatal(err)
				}
				mttf, err := chain.MTTF(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				oracle.Near(t, "MTTF", mttf, want, 1e-9)
			})
		}
	}
	if checked < 500 {
		t.Errorf("%d systems were small enough", checked)
	}
}

// The mean of a series of parts is the integral of the product of their reliabilities,
// and that of the chain of all of them.
func TestMeanOfASeries(t *testing.T) {
	ctx := context.Background()
	several := 0
	for seed := range uint64(300) {
		m := randomSystem(t, seed)
		if len(pieces(m)) == 1 {
			continue
		}
		several++
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			f, err := NewFirstOutage(ctx, m, false)
			if err != nil {
				t.Fatal(err)
			}
			got, err := f.MTTF(ctx)
			if err != nil {
				t.Fatal(err)
			}
			chain, err := SystemChain(ctx, m)
			if err != nil {
				t.Fatal(err)
			}
			want, err := chain.MTTF(ctx)
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "MTTF", got, want, 1e-9)
		})
	}
	if several < 50 {
		t.Errorf("%d systems are series", several)
	}
}
