package modularity_test

import (
	"context"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/modularity"
	solver "mtbf/model/solve"
	"mtbf/montecarlo"
)

// mild has every term at work.
var mild = modularity.Architecture{
	MTBF: 500, MTTR: 20, Modules: 5, Copies: 2, Crews: 1, Coverage: 0.97, UncoveredMTTR: 6, Switchover: 0.5, Beta: 0.03,
	VoterRate: 2e-5, ResidualRate: 3e-4, ResidualMTTR: 1.5,
}

// TestEngines: the same setting as a system file's engines solve it.
func TestEngines(t *testing.T) {
	voting := mild
	voting.Copies, voting.Need, voting.Switchover, voting.Modules = 5, modularity.Majority(5), 0, 3
	single := mild
	single.Copies = 1
	rare := mild
	rare.MTBF, rare.Coverage, rare.Beta = 1e9, 1-1e-9, 1e-8
	rare.VoterRate, rare.ResidualRate = 0, 1e-17
	for name, s := range map[string]modularity.Architecture{"mild": mild, "voting": voting, "single": single, "rare": rare} {
		m, err := s.System()
		if err != nil {
			t.Fatal(err)
		}
		want, err := solver.System(context.Background(), m)
		if err != nil {
			t.Fatal(err)
		}
		got := solve(t, s).Outages
		oracle.Near(t, name+" MTBF", got.MTBF, want.MTBF, 1e-12)
		oracle.Near(t, name+" MDT", got.MDT, want.MDT, 1e-12)
		oracle.Near(t, name+" unavailability", got.Unavailability, want.Unavailability, 1e-12)
	}
}

// TestFirstFailure: the mean time to the first failure against the chain of the
// whole system, 13 units and 8,192 states.
func TestFirstFailure(t *testing.T) {
	s := modularity.Architecture{MTBF: 300, MTTR: 7, Modules: 3, Copies: 3, Need: 2, Coverage: 1, VoterRate: 1e-6, ResidualRate: 1e-5}
	m, err := s.System()
	if err != nil {
		t.Fatal(err)
	}
	want, err := solver.System(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	got := solve(t, s)
	oracle.Near(t, "with repair", got.MTTF, want.MTTF, 1e-10)
	s.MTTR = never
	oracle.Near(t, "without", solve(t, s).MTTF, want.UnrepairedMTTF, 1e-10)
}

// TestSimulation: the figures lie within four standard errors of a simulation of
// the same system.
func TestSimulation(t *testing.T) {
	m, err := mild.System()
	if err != nil {
		t.Fatal(err)
	}
	sim, err := montecarlo.Simulate(context.Background(), m, montecarlo.Options{Seed: 11, MaxReplications: 3000, FirstFailures: 20_000})
	if err != nil {
		t.Fatal(err)
	}
	exact := solve(t, mild).Outages
	for _, c := range []struct {
		name string
		sim  montecarlo.Estimate
		want float64
	}{
		{"unavailability", sim.Measures.Unavailability, exact.Unavailability},
		{"MTBF", sim.Measures.MTBF, exact.MTBF},
		{"MDT", sim.Measures.MDT, exact.MDT},
		{"MTTF", sim.Measures.MTTF, exact.MTTF},
	} {
		t.Run(c.name, func(t *testing.T) {
			z := (c.sim.Point - c.want) / (c.sim.RelativeError * c.sim.Point)
			t.Logf("%s: %g simulated, %g exact, relative error %.2g, z %.2f", c.name, c.sim.Point, c.want, c.sim.RelativeError, z)
			if !(math.Abs(z) <= 4) || !(c.sim.RelativeError < 0.05) {
				t.Errorf("%s: z = %g with a relative error of %g", c.name, z, c.sim.RelativeError)
			}
		})
	}
}
