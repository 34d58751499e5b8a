package mechanism_test

import (
	"context"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/dist"
	"mtbf/model/mechanism"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// asSystem makes of a part what its file is read as.
func asSystem(t testing.TB, p mechanism.SystemPart) *system.Model {
	t.Helper()
	m := &system.Model{}
	var units []system.Node
	for i := range p.N {
		x := p.Modules[i%len(p.Modules)]
		component := system.Component{Name: "part", Availability: x.Availability}
		if x.MTBF > 0 {
			component = system.Component{Name: "part", Life: exponential(t, x.MTBF)}
			if x.MTTR > 0 {
				component.Repair = exponential(t, x.MTTR)
			}
		}
		m.Components = append(m.Components, component)
		m.Units = append(m.Units, system.Unit{Name: string(rune('a' + i)), Component: i, Shared: true})
		units = append(units, system.Use{Unit: i})
	}
	switch {
	case len(p.Quorums) > 0:
		any := &system.Parallel{}
		for _, q := range p.Quorums {
			all := &system.Series{}
			for _, c := range q {
				all.Of = append(all.Of, units[c])
			}
			any.Of = append(any.Of, all)
		}
		m.Top = any
	case p.Crews > 0:
		m = likeUnits(m, p)
	case p.N == 1:
		m.Top = units[0]
	default:
		m.Top = &system.KOfN{K: p.K, Of: units}
	}
	return m
}

// likeUnits is a group of units of one component with crews.
func likeUnits(m *system.Model, p mechanism.SystemPart) *system.Model {
	m.Components = m.Components[:1]
	g := &system.Group{K: p.K, Crews: p.Crews}
	for i := range m.Units {
		m.Units[i].Component, m.Units[i].Shared = 0, false
		g.Units = append(g.Units, i)
	}
	m.Top = g
	return m
}

func exponential(t testing.TB, mean float64) dist.Distribution {
	t.Helper()
	d, err := dist.NewExponentialMean(mean)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestPartsAreTheMechanism: what a mechanism gives to a system file, solved by the
// exact engines, has the mechanism's own numbers.
func TestPartsAreTheMechanism(t *testing.T) {
	ctx := context.Background()
	solved := func(t *testing.T, p mechanism.SystemPart) system.Measures {
		t.Helper()
		r, err := solve.System(ctx, asSystem(t, p))
		if err != nil {
			t.Fatal(err)
		}
		return r.Measures
	}
	t.Run("storage", func(t *testing.T) {
		s := mechanism.Storage{Scheme: mechanism.RAID5(8), MTTF: 1e6, Rebuild: 24, UnreadablePerBit: 1e-14, DiscBytes: 1e12, Sets: 5, Restore: 72}
		r := stored(t, s)
		m := solved(t, s.AsModule(r))
		oracle.Near(t, "losses a year", year/m.MTBF, r.LossesPerYear, 1e-12)
		oracle.Near(t, "mdt", m.MDT, 72, 1e-12)
	})
	t.Run("replica", func(t *testing.T) {
		s := mechanism.Replica{MTBF: 11 * year, MTTR: 4, Rest: 1, Categories: []mechanism.ReplicaCategory{{"software", .25, .5}}}
		r, err := s.Solve()
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, "mtbf", solved(t, s.AsModule(r)).MTBF, 88*year, 1e-12)
	})
	t.Run("partition", func(t *testing.T) {
		s := mechanism.Partition{Sites: 4, Availability: .99}
		r, err := s.Solve()
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, "not all", solved(t, s.AsModule()).Unavailability, r.NotAll, 1e-12)
	})
	for _, crews := range []int{0, 1, 2} {
		t.Run("contract", func(t *testing.T) {
			c := mechanism.Contract{Copies: 5, Tolerated: 2, MTTF: year, MTTR: 24, Crews: crews}
			r, m := agreed(t, c), solved(t, c.AsModule())
			oracle.Near(t, "void", m.Unavailability, r.Void, 1e-11)
			oracle.Near(t, "mean void", m.MDT, r.MeanVoid, 1e-11)
			oracle.Near(t, "mean valid", m.MTBF, r.MeanValid, 1e-11)
			oracle.Near(t, "first void", m.MTTF, r.MeanToVoid, 1e-11)
		})
	}
	for _, text := range []string{"majority:5", "votes:2,2,2,2/5", "votes:3,2,2,1,1", "grid:3x3", "wall:1,2,3", "tree:7", "fano", "list:a b,c"} {
		t.Run("quorums "+text, func(t *testing.T) {
			q := mechanism.Quorums{System: parsed(t, text), Availability: []float64{.9}}
			r, err := q.Solve()
			if err != nil {
				t.Fatal(err)
			}
			p, err := q.AsModule()
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, "unavailability", solved(t, p).Unavailability, r.Unavailability, 1e-12)
		})
	}
	t.Run("read and write", func(t *testing.T) {
		s := mechanism.ReadWrite{Weights: []int{1, 1, 1, 1, 1}, Read: 2, Write: 4, Availability: []float64{.99}}
		r, err := s.Solve()
		if err != nil {
			t.Fatal(err)
		}
		p, err := s.AsModule()
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, "no write", solved(t, p).Unavailability, r.NoWrite, 1e-12)
	})
	t.Run("sessions", func(t *testing.T) {
		s := mechanism.LikePaths(3, .95, .01, 1)
		s.Paths[1].Availability = .8
		r := sent(t, s)
		oracle.Near(t, "down", solved(t, s.AsModule()).Unavailability, r.Down, 1e-12)
		oracle.Near(t, "lost", solved(t, r.AsDelivery()).Unavailability, r.Lost, 1e-12)
	})
	t.Run("session times", func(t *testing.T) {
		s := mechanism.SessionTimes{Paths: 3, MTBF: 990, MTTR: 10}
		r, err := s.Solve(ctx)
		if err != nil {
			t.Fatal(err)
		}
		m := solved(t, s.AsModule())
		oracle.Near(t, "down", m.Unavailability, r.Down, 1e-12)
		oracle.Near(t, "mtbf", m.MTBF, r.MTBF, 1e-11)
		oracle.Near(t, "mttf", m.MTTF, r.MTTF, 1e-11)
	})
}
