package markov

import (
	"context"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

type transition struct {
	From int     `json:"frm"`
	To   int     `json:"to"`
	Rate float64 `json:"rate"`
}

// peerCase is a file of oracles/e_ctmc: a chain solved by mpmath with 40 digits.
type peerCase struct {
	Name, Kind string
	Input      struct {
		States      []string
		Up          []int
		Initial     int
		Parameters  map[string]float64
		Transitions []transition
		Times       []float64
	}
	Expected struct {
		Steady         []float64 `json:"steady_state"`
		Availability   float64   `json:"availability_inf"`
		Unavailability float64   `json:"unavailability_inf"`
		Frequency      float64   `json:"failure_frequency"`
		MUT, MDT       float64
		Cycle          float64 `json:"MTBF_cycle"`
		MTTF           float64 `json:"MTTF_from_state0"`
		Transient      []struct {
			T                          float64
			Availability               float64
			Unavailability             float64
			Reliability, Unreliability float64
			IntervalAvailability       float64 `json:"interval_availability"`
			P                          []float64
		}
	}
}

// peerDigits is what the oracles hold: they are printed as float64 of 40-digit
// results. The stiff case is held to its stated 1e-9 and meets 1e-12 too.
const peerDigits = 1e-12

func peerCases(t *testing.T) []peerCase {
	t.Helper()
	var all []peerCase
	for _, path := range oracle.Shared(t, "oracles/e_ctmc/*.json") {
		if strings.Contains(path, "e11_") {
			continue // a generated chain: see cluster_test.go
		}
		var c peerCase
		oracle.Load(t, path, &c)
		all = append(all, c)
	}
	return all
}

func newModel(t testing.TB, states int, up []int, list []transition) *Model {
	t.Helper()
	b := NewBuilder(states)
	for _, x := range list {
		b.Add(x.From, x.To, x.Rate)
	}
	chain, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	m := &Model{Chain: chain, Up: make([]bool, states)}
	for _, i := range up {
		m.Up[i] = true
	}
	return m
}

func measures(t testing.TB, m *Model) Measures {
	t.Helper()
	r, err := m.Measures(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func at(t testing.TB, m *Model, times ...float64) []At {
	t.Helper()
	all, err := m.At(context.Background(), times...)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestPeerChains(t *testing.T) {
	for _, c := range peerCases(t) {
		t.Run(c.Name, func(t *testing.T) {
			m := newModel(t, len(c.Input.States), c.Input.Up, c.Input.Transitions)
			checkPeer(t, m, c)
		})
	}
}

func checkPeer(t *testing.T, m *Model, c peerCase) {
	t.Helper()
	r, want := measures(t, m), c.Expected
	steady, err := m.Chain.Steady(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range want.Steady {
		oracle.Near(t, c.Input.States[i], steady.P[i], p, peerDigits)
	}
	oracle.Near(t, "A", r.Availability, want.Availability, peerDigits)
	oracle.Near(t, "U", r.Unavailability, want.Unavailability, peerDigits)
	oracle.Near(t, "frequency", r.FailureFrequency, want.Frequency, peerDigits)
	oracle.Near(t, "MUT", r.MUT, want.MUT, peerDigits)
	oracle.Near(t, "MTBF", r.MTBF, want.MUT, peerDigits)
	oracle.Near(t, "MDT", r.MDT, want.MDT, peerDigits)
	oracle.Near(t, "failure to failure", r.MeanCycleTime, want.Cycle, peerDigits)
	oracle.Near(t, "MTTF", r.MTTF, want.MTTF, peerDigits)
	for k, a := range at(t, m, c.Input.Times...) {
		w := want.Transient[k]
		oracle.Near(t, "time", a.Time, w.T, 0)
		for i, p := range w.P {
			oracle.Near(t, c.Input.States[i]+"(t)", a.P[i], p, peerDigits)
		}
		oracle.Near(t, "A(t)", a.Availability, w.Availability, peerDigits)
		oracle.Near(t, "U(t)", a.Unavailability, w.Unavailability, peerDigits)
		oracle.Near(t, "R(t)", a.Reliability, w.Reliability, peerDigits)
		oracle.Near(t, "F(t)", a.Unreliability, w.Unreliability, peerDigits)
		oracle.Near(t, "interval A(t)", a.IntervalAvailability(), w.IntervalAvailability, peerDigits)
		oracle.Near(t, "up + down", a.Uptime+a.Downtime, a.Time, 1e-13)
	}
}

// TestPeerGroups gives the parameters of the same cases to a Group, whose chain
// must be the one in the file.
func TestPeerGroups(t *testing.T) {
	groups := map[string]func(p map[string]float64) Group{
		"e01_single_unit": func(p map[string]float64) Group {
			return Group{N: 1, K: 1, FailureRate: p["lam"], RepairRate: p["mu"]}
		},
		"e02_duplex_coverage_one_crew": func(p map[string]float64) Group {
			return Group{Kind: Duplex, N: 2, K: 1, FailureRate: p["lam"], RepairRate: p["mu"], Crews: 1, Coverage: model.Covered(p["c"])}
		},
		"e04_2of3_one_crew": func(p map[string]float64) Group {
			return Group{N: 3, K: 2, FailureRate: p["lam"], RepairRate: p["mu"], Crews: 1, Coverage: 1}
		},
		"e06_warm_standby_switch": func(p map[string]float64) Group {
			return Group{Kind: Standby, N: 2, K: 1, FailureRate: p["lam"], RepairRate: p["mu"], Crews: 1,
				Coverage: model.Covered(1 - p["p_switch"]), IdleCoverage: 1, UncoveredRepairRate: p["manual"], DormancyFactor: p["lam_standby"] / p["lam"]}
		},
		"e07_two_unit_common_cause_beta": func(p map[string]float64) Group {
			return Group{N: 2, K: 1, FailureRate: p["lam"], RepairRate: p["mu"], Coverage: 1, Beta: p["beta"]}
		},
		"e10_duplex_erlang3_repair": func(p map[string]float64) Group {
			return Group{N: 2, K: 1, FailureRate: p["lam"], RepairRate: p["mu_stage"] / 3, RepairPhases: 3, Crews: 1, Coverage: 1}
		},
	}
	for _, c := range peerCases(t) {
		make, ok := groups[c.Name]
		if !ok {
			if c.Name != "e09_stiff_safety" { // no group: different units
				t.Errorf("%s is not tried as a group", c.Name)
			}
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			m, err := make(c.Input.Parameters).Model(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if m.Chain.States() != len(c.Input.States) {
				t.Fatalf("%d states, want %d", m.Chain.States(), len(c.Input.States))
			}
			c.Expected.Steady = nil // states are numbered otherwise
			for k := range c.Expected.Transient {
				c.Expected.Transient[k].P = nil
			}
			checkPeer(t, &m.Model, c)
		})
	}
}
