package sizing_test

import (
	"errors"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/dist"
	"mtbf/model/sizing"
	"mtbf/model/system"
)

// discs asks how many discs, that are each down 10 of 1,010 h.
func discs(t *testing.T) *system.Model {
	t.Helper()
	fails, err := dist.NewExponentialMean(1000)
	if err != nil {
		t.Fatal(err)
	}
	repaired, err := dist.NewExponentialMean(10)
	if err != nil {
		t.Fatal(err)
	}
	return &system.Model{
		Components: []system.Component{{Name: "disc", Life: fails, Repair: repaired, Resources: map[string]float64{"cost": 5}}},
		Top:        &system.Choose{Components: []int{0}, Need: 1, Min: 1, Max: 6},
	}
}

// One is down 0.0099 of the time, two 9.8e-5, three 9.7e-7: a target of 1e-6
// takes three, for 15.
func TestDiscsByHand(t *testing.T) {
	r, err := sizing.Size(t.Context(), discs(t), sizing.Options{AllowedUnavailability: 1e-6})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "unavailability", r.Best.Unavailability, math.Pow(1./101, 3), 1e-13)
	if r.Best.Copies(0) != 3 || r.Best.Resources["cost"] != 15 || !r.ProvedOptimal || r.Cheaper.Copies(0) != 2 {
		t.Errorf("%+v", r.Best)
	}
}

// A fleet that loses a unit in a thousand hours, with 100 h until a new one: the
// orders under way are Poisson with the mean 0.1, and the one spare is there if
// there are none of them.
func TestSparesByHand(t *testing.T) {
	v, err := sizing.SparesPool{Units: 4, MTBF: 4000, LeadTime: 100}.With(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "fill rate", v.FillRate, math.Exp(-0.1), 1e-13)
}

// The zero Options ask for nothing, and say so; what a model lacks is named.
func TestLeftOut(t *testing.T) {
	oracle.Refused(t, "goal")(sizing.Size(t.Context(), discs(t), sizing.Options{}))
	oracle.Refused(t, "goal")(sizing.Size(t.Context(), nil, sizing.Options{}))
	oracle.Refused(t, "system")(sizing.Size(t.Context(), nil, sizing.Options{Target: 0.9}))
	oracle.Refused(t, "structure")(sizing.Size(t.Context(), &system.Model{}, sizing.Options{Target: 0.9}))
	oracle.Refused(t, "stream")(sizing.Size(t.Context(), discs(t), sizing.Options{Target: 0.9, Confidence: 0.9}))
	m := discs(t)
	m.Units, m.Top = []system.Unit{{Name: "disc"}}, system.Use{}
	if _, err := sizing.Size(t.Context(), m, sizing.Options{Target: 0.9}); !errors.Is(err, sizing.ErrNoQuestion) {
		t.Errorf("no question: %v", err)
	}
	oracle.Refused(t, "units")(sizing.SparesPool{}.With(t.Context(), 0))
	oracle.Refused(t, "target")(sizing.SparesPool{}.Required(t.Context(), sizing.FillRate, 0))
	oracle.Refused(t, "measure")(sizing.SparesPool{Units: 3, MTBF: 100, LeadTime: 3}.Required(t.Context(), 9, 0.9))
	if n := (&sizing.Design{}).Copies(0); n != 0 {
		t.Errorf("%d copies of nothing", n)
	}
}
