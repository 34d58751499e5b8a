package dft

import (
	"errors"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/dynamic"
)

func basic(name string, e dynamic.Event) dynamic.Element {
	return dynamic.Element{Name: name, Event: e}
}

func within(t *testing.T, what string, a At, want float64) {
	t.Helper()
	se := a.Unreliability.RelativeError * a.Unreliability.Point
	oracle.Within4(t, what, (a.Unreliability.Point-want)/se)
}

// TestAgainstChains: spares, priorities, dependencies and restrictions by simulation and
// by chains.
func TestAgainstChains(t *testing.T) {
	tree := &dynamic.Tree{
		Elements: []dynamic.Element{
			{Name: "top", Kind: dynamic.Or, Of: []int{1, 2, 3}},
			{Name: "spare", Kind: dynamic.Spare, Of: []int{4, 5, 6}},
			{Name: "pand", Kind: dynamic.Pand, Of: []int{7, 4}},
			{Name: "pair", Kind: dynamic.And, Of: []int{8, 9}},
			basic("a", dynamic.Event{Rate: 0.7, Dormancy: 1}),
			basic("b", dynamic.Event{Rate: 0.9, Phases: 3, Dormancy: 0.3}),
			basic("c", dynamic.Event{Probability: 0.4, Dormancy: 0.2}),
			basic("d", dynamic.Event{Rate: 0.25, Dormancy: 1}),
			basic("e", dynamic.Event{Rate: 0.35, Dormancy: 1}),
			basic("f", dynamic.Event{Rate: 1.3, Dormancy: 1}),
		},
		Dependencies: []dynamic.Dependency{{Name: "p", Trigger: 8, Dependent: 5, Probability: 0.6}},
		Restrictions: []dynamic.Restriction{{Name: "s", Kind: dynamic.Sequence, Of: []int{8, 9}}},
	}
	times := []float64{0.5, 2}
	exact, err := dynamic.Solve(t.Context(), tree, dynamic.Options{Times: times})
	if err != nil {
		t.Fatal(err)
	}
	got, err := Simulate(t.Context(), tree, Options{Times: times, Seed: 3, Workers: 2, Runs: 100_000})
	if err != nil || got.Runs != 100_000 || !got.Complete {
		t.Fatal(got, err)
	}
	for i, a := range got.At {
		within(t, "F", a, exact.At[i].Unreliability)
	}
	again, err := Simulate(t.Context(), tree, Options{Times: times, Seed: 3, Runs: 100_000})
	if err != nil || again.At[0].Failures != got.At[0].Failures || again.Events != got.Events {
		t.Errorf("another number of workers: %+v %v", again, err)
	}
}

// TestWeibullSpare: a cold spare of two Weibull units of shape 2 and scale h lasts the sum
// of two lives; F(t) by hand is the convolution, here by a fine sum.
func TestWeibullSpare(t *testing.T) {
	law, err := dist.NewWeibull(2, 3, 0)
	if err != nil {
		t.Fatal(err)
	}
	tree := &dynamic.Tree{Elements: []dynamic.Element{
		{Name: "top", Kind: dynamic.Spare, Of: []int{1, 2}},
		basic("a", dynamic.Event{Life: law}), basic("b", dynamic.Event{Life: law}),
	}}
	const at, steps = 4.0, 20_000
	want := 0.0
	for i := range steps {
		x := (float64(i) + 0.5) * at / steps
		want += math.Exp(law.LogDensity(x)) * law.CDF(at-x) * at / steps
	}
	got, err := Simulate(t.Context(), tree, Options{Times: []float64{at}, Seed: 8, Runs: 60_000})
	if err != nil {
		t.Fatal(err)
	}
	within(t, "F(4)", got.At[0], want)
	if _, err := dynamic.Solve(t.Context(), tree, dynamic.Options{}); !errors.As(err, new(*dynamic.UnsolvedError)) {
		t.Errorf("a chain of a Weibull life: %v", err)
	}
}

// TestLimits: what was not seen has an upper limit, and what is asked for wrongly is
// refused.
func TestLimits(t *testing.T) {
	tree := &dynamic.Tree{Elements: []dynamic.Element{basic("never", dynamic.Event{Rate: 1e-30})}}
	got, err := Simulate(t.Context(), tree, Options{Times: []float64{2}, Runs: 1000, Confidence: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	e := got.At[0].Unreliability
	if e.Estimable() || e.Warnings[0].Code != "no-failures" {
		t.Errorf("%+v", e)
	}
	oracle.Near(t, "upper limit", e.Hi, 1-math.Pow(0.1, 1.0/1000), 1e-9)
	for name, o := range map[string]Options{"times": {}, "replications": {Times: []float64{1}, Runs: 1}, "time": {Times: []float64{0}}, "confidence": {Times: []float64{1}, Confidence: 2}, "relative error": {Times: []float64{1}, RelError: 1}} {
		_, err := Simulate(t.Context(), tree, o)
		var param *model.ParamError
		if !errors.As(err, &param) || param.Param != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}
