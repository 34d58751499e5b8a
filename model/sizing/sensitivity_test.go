package sizing

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/dist"
	"mtbf/model/system"
)

// By hand: copies of q = 10/1010 each, 1e-4 allowed: two, (10/1010)^2 = 9.80e-5. With half
// the MTBF q = 10/510, two miss with 3.84e-4 and three do, 7.54e-6; with double the repair
// time q = 20/1020, the same. With the other two values two meet it, and one does not.
func TestSensitivityByHand(t *testing.T) {
	m := &system.Model{Components: []system.Component{repaired(t, "a", 1000, 10, 3)}, Top: &system.Choose{Components: []int{0}, Need: 1, Min: 1, Max: 5}}
	o := Options{AllowedUnavailability: 1e-4}
	r := sized(t, m, o)
	all, left, err := Sensitivity(t.Context(), m, o, &r.Best)
	if err != nil || left != nil {
		t.Fatal(err, left)
	}
	square := func(q float64) float64 { return q * q }
	for i, want := range []struct {
		parameter, why string
		value, down    float64
		meets          bool
		copies         int
	}{
		{"mtbf", "half", 500, square(10. / 510), false, 3},
		{"mtbf", "double", 2000, square(10. / 2010), true, 2},
		{"mttr", "half", 5, square(5. / 1005), true, 2},
		{"mttr", "double", 20, square(20. / 1020), false, 3},
	} {
		t.Run(want.parameter+" "+want.why, func(t *testing.T) {
			got := all[i]
			name := want.parameter + " " + want.why
			oracle.Equal(t, name, fmt.Sprint(got.Component, got.Parameter, got.Why, got.Value, got.Meets, got.Best.Copies(0)), fmt.Sprint("a", want.parameter, want.why, want.value, want.meets, want.copies))
			oracle.Near(t, name, got.Unavailability, want.down, 1e-14)
		})
	}
	oracle.Equal(t, "numbers", len(all), 4)
	o.Work = 1
	some, left, err := Sensitivity(t.Context(), m, o, &r.Best)
	if err != nil || left == nil || len(some) == 0 || len(some) >= 4 {
		t.Errorf("with little work: %d numbers, %v, %v", len(some), left, err)
	}
}

// A number that is off gives what a model with that number gives, in steady state and for
// missions, with structures and groups: the chosen design by the exact engine, the choice by
// Size.
func TestSensitivityIsOfTheModel(t *testing.T) {
	rng := rand.New(rand.NewPCG(27, 1))
	compared := 0
	for range 40 {
		x := newTrial(t, rng)
		r, err := Size(t.Context(), x.m, Options{Maximize: true, Minimize: "cost", Mission: x.mission})
		if err != nil {
			t.Fatal(err)
		}
		o := Options{AllowedUnavailability: min(0.9, 3*r.Best.Unavailability+1e-12), Minimize: "cost", Mission: x.mission}
		all, _, err := Sensitivity(t.Context(), x.m, o, &r.Best)
		if err != nil {
			t.Fatal(err)
		}
		before := x.m.Components
		for _, off := range all {
			x.m.Components = append([]system.Component(nil), before...)
			for i := range before {
				if c := &x.m.Components[i]; c.Name == off.Component {
					varied(t, c, off)
				}
			}
			for _, q := range x.questions {
				for _, s := range q.Structures {
					s.Components = x.m.Components
				}
			}
			oracle.Near(t, off.Component+" "+off.Parameter, off.Unavailability, x.solved(t, r.Best.Choices), 1e-9)
			then, err := Size(t.Context(), x.m, o)
			if (err == nil) != (off.Best != nil) {
				t.Errorf("%+v: %v", off, err)
			} else if err == nil {
				oracle.Near(t, "cost", off.Best.Resources["cost"], then.Best.Resources["cost"], 1e-12)
			}
			compared++
		}
	}
	if compared < 100 {
		t.Errorf("%d numbers", compared)
	}
}

func varied(t *testing.T, c *system.Component, off Off) {
	t.Helper()
	exponential := func(mean float64) dist.Exponential {
		d, err := dist.NewExponential(1 / mean)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	switch off.Parameter {
	case "mtbf":
		c.Life = exponential(off.Value)
	case "mttr":
		c.Repair = exponential(off.Value)
	case "unavailability":
		c.Availability = 1 - off.Value
	default:
		c.Reliability = 1 - off.Value
	}
}
