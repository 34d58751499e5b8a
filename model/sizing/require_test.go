package sizing

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/system"
)

// pairModel is two processors, one of which is needed, and a bus.
func pairModel(t testing.TB) *system.Model {
	return &system.Model{
		Components: []system.Component{repaired(t, "cpu", 5000, 8, 20), repaired(t, "bus", 400_000, 6, 7)},
		Units:      []system.Unit{{Name: "a", Component: 0}, {Name: "b", Component: 0}, {Name: "bus", Component: 1}},
		Top:        series(&system.Parallel{Of: []system.Node{system.Use{Unit: 0}, system.Use{Unit: 1}}}, system.Use{Unit: 2}),
	}
}

// The pair is down q^2 of the time, q = R/(M+R), and the bus B = 6/400,006: the
// system U = B + (1-B) q^2, so q^2 = (U-B)/(1-B) and M = R (1/q - 1), R = M
// q/(1-q); the bus's own mean life from B = (U-q^2)/(1-q^2).
func TestRequired(t *testing.T) {
	const unmet = 2e-5
	bus := 6 / 400_006.
	q := math.Sqrt((unmet - bus) / (1 - bus))
	cpu := 8 / 5008.
	b := (unmet - cpu*cpu) / (1 - cpu*cpu)
	for _, c := range []struct {
		p      Parameter
		module string
		want   float64
	}{
		{MTBF, "cpu", 8 * (1/q - 1)},
		{MTTR, "cpu", 5000 * q / (1 - q)},
		{MTBF, "bus", 6 * (1/b - 1)},
		{MTTR, "bus", 400_000 * b / (1 - b)},
	} {
		t.Run(fmt.Sprint(c.module), func(t *testing.T) {
			got, err := Requirement{Parameter: c.p, Component: c.module, AllowedUnavailability: unmet}.Solve(context.Background(), pairModel(t))
			if err != nil {
				t.Fatal(err)
			}
			oracle.Near(t, c.p.String()+" of "+c.module, got.Value, c.want, 1e-9)
			oracle.Near(t, "unavailability", got.Unavailability, unmet, 1e-9)
		})
	}
}

// With the bus down 1.5e-5 of the time no processor reaches 1e-5, and any
// reaches 0.5 + what a pair that is always down leaves: none. A target that the
// worst bus meets is met by any.
func TestRequiredAtTheEnds(t *testing.T) {
	_, err := Requirement{Parameter: MTBF, Component: "cpu", AllowedUnavailability: 1e-5}.Solve(context.Background(), pairModel(t))
	var no *RequiredError
	if !errors.As(err, &no) {
		t.Fatalf("impossible: %v", err)
	}
	oracle.Near(t, "least", no.Least, 6/400_006., 1e-9)
	m := pairModel(t)
	m.Top = &system.Parallel{Of: []system.Node{m.Top, system.Use{Unit: 2}}}
	got, err := Requirement{Parameter: MTTR, Component: "cpu", AllowedUnavailability: .999}.Solve(context.Background(), m)
	if err != nil || !got.Any {
		t.Errorf("any: %+v, %v", got, err)
	}
}

// A mission of T hours: R = 1-(1-exp(-T/M))^2 of a pair.
func TestRequiredForAMission(t *testing.T) {
	m := pairModel(t)
	m.Top = m.Top.(*system.Series).Of[0]
	got, err := Requirement{Parameter: MTBF, Component: "cpu", AllowedUnavailability: 1e-6, Mission: 20}.Solve(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "mtbf", got.Value, -20/math.Log1p(-1e-3), 1e-9)
}

func duplexModel(t testing.TB) *system.Model {
	m := pairModel(t)
	m.Top = series(&system.Group{Name: "cpus", Kind: system.Duplex, Units: []int{0, 1}, K: 1, Crews: 1, Coverage: .99, UncoveredMTTR: 2, Beta: .01}, system.Use{Unit: 2})
	return m
}

// The answer meets the target; a hair worse does not.
func TestRequiredOfAGroup(t *testing.T) {
	for _, c := range []struct {
		p     Parameter
		unmet float64
		worse float64
	}{{Coverage, 4e-5, -1e-6}, {Beta, 4e-5, 1e-6}, {Coverage, 1e-3, -1e-6}} {
		t.Run(fmt.Sprint(c.unmet, c.worse), func(t *testing.T) {
			q := Requirement{Parameter: c.p, Component: "cpus", AllowedUnavailability: c.unmet}
			got, err := q.Solve(context.Background(), duplexModel(t))
			if err != nil {
				t.Fatal(err)
			}
			if got.Any {
				return
			}
			oracle.Near(t, c.p.String(), got.Unavailability, c.unmet, 1e-9)
			s, err := newSetting(context.Background(), duplexModel(t), 0)
			if err != nil {
				t.Fatal(err)
			}
			turn, err := s.knob(&q)
			if err != nil {
				t.Fatal(err)
			}
			if err := turn(got.Value + c.worse); err != nil {
				t.Fatal(err)
			}
			if u, _ := s.down(); u <= c.unmet {
				t.Errorf("%s of %g meets %g too", c.p, got.Value+c.worse, c.unmet)
			}
		})
	}
}

// Each pair of the curve solves the system, and slower repair asks for a longer
// life until none will do.
func TestTradeOff(t *testing.T) {
	q := Requirement{Parameter: MTBF, Component: "cpu", AllowedUnavailability: 4e-5}
	curve, err := q.TradeOff(context.Background(), duplexModel(t), Coverage, "cpus", []float64{.999, .99, .9, .5})
	if err != nil {
		t.Fatal(err)
	}
	before := 0.0
	for _, c := range curve {
		if c.Err != nil || c.Required.Value <= before {
			t.Errorf("coverage %g: mtbf %g after %g, %v", c.Given, c.Required.Value, before, c.Err)
		}
		before = c.Required.Value
		m := duplexModel(t)
		m.Top.(*system.Series).Of[0].(*system.Group).Coverage = model.Covered(c.Given)
		alone, err := q.Solve(context.Background(), m)
		if err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, "alone", c.Required.Value, alone.Value, 1e-9)
	}
	curve, err = q.TradeOff(context.Background(), duplexModel(t), MTTR, "bus", []float64{5, 50})
	if err != nil {
		t.Fatal(err)
	}
	var no *RequiredError
	if curve[0].Err != nil || !errors.As(curve[1].Err, &no) {
		t.Errorf("a bus of 5 h: %v, of 50 h: %v", curve[0].Err, curve[1].Err)
	}
}

func TestBadRequirement(t *testing.T) {
	for _, q := range []Requirement{
		{Parameter: MTBF, Component: "disc", Target: .9},
		{Parameter: Coverage, Component: "cpu", Target: .9},
		{Parameter: 9, Component: "cpu", Target: .9},
		{Parameter: MTBF, Component: "cpu"},
		{Parameter: MTBF, Component: "cpu", Target: 1},
		{Parameter: MTTR, Component: "cpu", Target: .9, Mission: 10},
	} {
		var bad *model.ParamError
		if _, err := q.Solve(context.Background(), pairModel(t)); !errors.As(err, &bad) {
			t.Errorf("%+v: %v", q, err)
		}
	}
	var named *model.ParamError
	if _, err := (Requirement{Parameter: MTBF, Component: "cpu", Target: 1}).Solve(context.Background(), pairModel(t)); !errors.As(err, &named) || named.Param != "target" || named.Value != 1. || named.Want != "a number in (0, 1)" {
		t.Errorf("a target of 1: %v", err)
	}
	lacks := pairModel(t)
	lacks.Components[0].Repair = nil
	_, err := Requirement{Parameter: MTTR, Component: "cpu", Target: .9}.Solve(context.Background(), lacks)
	var bad *model.ParamError
	if !errors.As(err, &bad) || bad.Param != "module" || bad.Value != "cpu" || bad.Want != "a module with an mttr" {
		t.Errorf("the repair time of a module without repair: %v", err)
	}
	_, err = Requirement{Parameter: MTBF, Component: "disc", Target: .9}.Solve(context.Background(), pairModel(t))
	if !errors.As(err, &bad) || bad.Param != "module" || bad.Value != "disc" || bad.Want != "a module of the system" {
		t.Errorf("a module that there is none of: %v", err)
	}
	if _, err := (Requirement{Parameter: MTBF, Component: "cpu", Target: .9}).Solve(context.Background(), nodeModel(t, choose(0, 1, 2))); !errors.As(err, &bad) {
		t.Errorf("a model that asks: %v", err)
	}
}
