package sizing

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/system"
)

// static is a part with a reliability, and what one costs.
func static(name string, reliability, cost float64) system.Component {
	return system.Component{Name: name, Availability: math.NaN(), Reliability: reliability, Resources: map[string]float64{"cost": cost}}
}

// repaired is a part with exponential life and repair.
func repaired(t testing.TB, name string, mtbf, mttr, cost float64) system.Component {
	t.Helper()
	p := system.Component{Name: name, Availability: math.NaN(), Reliability: math.NaN(), Resources: map[string]float64{"cost": cost}}
	p.Life, p.Repair = exponential(t, mtbf), exponential(t, mttr)
	return p
}

func exponential(t testing.TB, mean float64) model.Distribution {
	t.Helper()
	d, err := dist.NewExponentialMean(mean)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// choose asks for copies of one part.
func choose(part, low, high int) *system.Choose {
	return &system.Choose{Components: []int{part}, Need: 1, Min: low, Max: high}
}

func series(of ...system.Node) *system.Series { return &system.Series{Of: of} }

func sized(t testing.TB, m *system.Model, o Options) *Result {
	t.Helper()
	r, err := Size(context.Background(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// 0.9 and 0.8 in series at unit cost. (1,1) gives .9 x .8 = .72, (1,2)
// .9 x .96 = .864, (2,2) .99 x .96 = .9504; (2,1) is beaten by (1,2).
func TestTwoInSeries(t *testing.T) {
	m := &system.Model{Components: []system.Component{static("a", .9, 1), static("b", .8, 1)}, Top: series(choose(0, 1, 4), choose(1, 1, 4))}
	for _, c := range []struct {
		budget float64
		want   string
		up     float64
	}{{2, "[[1] [1]]", .72}, {3, "[[1] [2]]", .864}, {4, "[[2] [2]]", .9504}} {
		t.Run(fmt.Sprint(c.budget, c.up), func(t *testing.T) {
			r := sized(t, m, Options{Maximize: true, Limits: map[string]float64{"cost": c.budget}})
			if got := fmt.Sprint(r.Best.Choices); got != c.want || !r.ProvedOptimal {
				t.Errorf("budget %g: %s, proved %v, want %s proved", c.budget, got, r.ProvedOptimal, c.want)
			}
			oracle.Near(t, "reliability", r.Best.Availability, c.up, 1e-14)
			back := sized(t, m, Options{Target: c.up})
			if got := fmt.Sprint(back.Best.Choices); got != c.want || !back.ProvedOptimal || back.Best.Resources["cost"] != c.budget {
				t.Errorf("target %g: %s, proved %v, want %s proved", c.up, got, back.ProvedOptimal, c.want)
			}
		})
	}
}

// Weibull lives, a mission of 5,000 h; 40,000 buys (3,4,2).
func TestWeibullMission(t *testing.T) {
	weibull := func(name string, scale, shape, cost float64) system.Component {
		d, err := dist.NewWeibull(shape, scale, 0)
		if err != nil {
			t.Fatal(err)
		}
		return system.Component{Name: name, Life: d, Availability: math.NaN(), Reliability: math.NaN(), Resources: map[string]float64{"cost": cost}}
	}
	m := &system.Model{
		Components: []system.Component{weibull("pump", 8000, 1.8, 4000), weibull("valve", 20000, 1.5, 900), weibull("controller", 40000, 1.2, 12000)},
		Top:        series(choose(0, 1, 6), choose(1, 1, 6), choose(2, 1, 6)),
		Limits:     map[string]float64{"cost": 40000},
	}
	r := sized(t, m, Options{Maximize: true, Mission: 5000})
	if got := fmt.Sprint(r.Best.Choices); got != "[[3] [4] [2]]" || !r.ProvedOptimal || r.Best.Resources["cost"] != 39600 {
		t.Errorf("best %s for %g, proved %v", got, r.Best.Resources["cost"], r.ProvedOptimal)
	}
	oracle.Near(t, "reliability", r.Best.Availability, .95133855, 1e-7)
	oracle.Near(t, "single line", r.Frontier[0].Availability, .5291, 1e-4)
}

// Copies that are chosen would share the crews, or rest, even where nothing that is in
// the structure yet does.
func TestChosenCopiesThatDepend(t *testing.T) {
	of := []system.Component{repaired(t, "a", 100, 10, 1)}
	for name, m := range map[string]*system.Model{
		"crews": {Components: of, Top: choose(0, 1, 4), Pools: []system.CrewPool{{Name: "c", Crews: 1, Components: []int{0}}}},
		"rest":  {Components: of, Top: series(choose(0, 1, 4), choose(0, 1, 4)), RestWhenDown: true},
	} {
		t.Run(name, func(t *testing.T) {
			if r, err := Size(context.Background(), m, Options{Target: .99}); !errors.Is(err, system.ErrCoupled) {
				t.Errorf("%v, %v", r, err)
			}
		})
	}
}
