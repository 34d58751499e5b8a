package sizing

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/dist"
	"mtbf/model/system"
)

// chainModel is a few questions in series and one in parallel with a line.
func chainModel(t testing.TB, scale float64, order []int) *system.Model {
	m := &system.Model{}
	var of []system.Node
	for _, i := range order {
		p := repaired(t, fmt.Sprintf("m%d", i), 900*math.Pow(3, float64(i)), 5+float64(i), scale*(3+math.Sqrt(float64(i))))
		q := choose(len(m.Components), 1, 5)
		m.Components = append(m.Components, p)
		if i == 2 {
			m.Components = append(m.Components, static("line", .93, 0))
			m.Units = append(m.Units, system.Unit{Name: "line", Component: len(m.Components) - 1})
			of = append(of, &system.Parallel{Of: []system.Node{q, system.Use{Unit: 0}}})
			continue
		}
		of = append(of, q)
	}
	m.Top = series(of...)
	return m
}

// Prices in another currency and questions in another order change nothing.
func TestUnitsAndOrderDoNotMatter(t *testing.T) {
	o := Options{AllowedUnavailability: 2e-6}
	r := sized(t, chainModel(t, 1, []int{0, 1, 2, 3}), o)
	pence := sized(t, chainModel(t, 240, []int{0, 1, 2, 3}), o)
	turned := sized(t, chainModel(t, 1, []int{2, 3, 1, 0}), o)
	if fmt.Sprint(r.Best.Choices) != fmt.Sprint(pence.Best.Choices) {
		t.Errorf("%v in pounds, %v in pence", r.Best.Choices, pence.Best.Choices)
	}
	oracle.Near(t, "pence", pence.Best.Resources["cost"], 240*r.Best.Resources["cost"], 1e-12)
	oracle.Near(t, "turned: cost", turned.Best.Resources["cost"], r.Best.Resources["cost"], 1e-12)
	oracle.Near(t, "turned: unavailability", turned.Best.Unavailability, r.Best.Unavailability, 1e-12)
}

// A harder target is never cheaper, a higher limit never worse, and more choice
// neither.
func TestMonotone(t *testing.T) {
	m := chainModel(t, 1, []int{0, 1, 2, 3})
	before := 0.0
	for unmet := 1e-2; unmet > 1e-9; unmet /= 3 {
		cost := sized(t, m, Options{AllowedUnavailability: unmet}).Best.Resources["cost"]
		if cost < before {
			t.Errorf("unavailability %g costs %g, a laxer one %g", unmet, cost, before)
		}
		before = cost
	}
	least := 1.0
	for limit := 20.0; limit < 90; limit += 3 {
		down := sized(t, m, Options{Maximize: true, Limits: map[string]float64{"cost": limit}}).Best.Unavailability
		if down > least {
			t.Errorf("limit %g: %g, a lower one %g", limit, down, least)
		}
		least = down
	}
	cost := sized(t, m, Options{AllowedUnavailability: 1e-6}).Best.Resources["cost"]
	for _, n := range m.Top.(*system.Series).Of {
		if q, ok := n.(*system.Choose); ok {
			q.Components, q.Mix = append(q.Components, 0), q.Components[0] != 0
			q.Components = slices.Compact(q.Components)
		}
	}
	if more := sized(t, m, Options{AllowedUnavailability: 1e-6}).Best.Resources["cost"]; more > cost {
		t.Errorf("with more choice %g, with less %g", more, cost)
	}
}

// The frontier of random systems in three resources, point by point, against
// all answers compared with each other.
func TestFrontierAgainstEnumeration(t *testing.T) {
	rng := rand.New(rand.NewPCG(23, 4))
	for i := 0; i < 60; {
		x := newTrial(t, rng)
		for j := range x.m.Components {
			x.m.Components[j].Resources["power"] = rng.Float64()
		}
		var all []mark
		x.every(func(copies [][]int) {
			if len(all) < 200 {
				v := value{spend: spend{x.spent(copies, "cost"), x.spent(copies, "power"), x.spent(copies, "weight")}}
				v.loss = x.solved(t, copies)
				all = append(all, mark{value: v})
			}
		})
		if len(all) >= 200 {
			continue
		}
		i++
		resources := 1 + rng.IntN(3)
		o := Options{Maximize: true, Minimize: "cost", Limits: map[string]float64{}, Mission: x.mission}
		for _, name := range []string{"power", "weight"}[:resources-1] {
			o.Limits[name] = math.Inf(1)
		}
		x.compareFrontier(t, i, sized(t, x.m, o), all, resources)
	}
}

func (x *trial) compareFrontier(t *testing.T, number int, r *Result, all []mark, resources int) {
	t.Helper()
	close := func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Abs(b) }
	near := func(d *Design, m *mark) bool {
		same := close(d.Unavailability, m.loss)
		for k, name := range []string{"cost", "power", "weight"}[:resources] {
			same = same && close(d.Resources[name], m.spend[k])
		}
		return same
	}
	for i := range all {
		clear(all[i].spend[resources:])
	}
	want := pareto(all, 3, never)
	for i := range want {
		if !slices.ContainsFunc(r.Frontier, func(d Design) bool { return near(&d, &want[i]) }) && !nearlyBeaten(want, i) {
			t.Errorf("trial %d: the frontier has no %v", number, want[i].value)
		}
	}
	for _, d := range r.Frontier {
		if !slices.ContainsFunc(want, func(m mark) bool { return near(&d, &m) }) && beatenClearly(want, &d, resources) {
			t.Errorf("trial %d: %v is not on the frontier", number, d)
		}
	}
}

// beatenClearly reports whether a design is beaten by more than rounding.
func beatenClearly(list []mark, d *Design, resources int) bool {
	v := value{loss: d.Unavailability * (1 - 1e-9)}
	for k, name := range []string{"cost", "power", "weight"}[:resources] {
		v.spend[k] = d.Resources[name]
		if resources > 1 {
			v.spend[k] *= 1 - 1e-12
		}
	}
	return slices.ContainsFunc(list, func(m mark) bool { return m.beats(&v) })
}

// nearlyBeaten reports whether a mark is beaten but for rounding.
func nearlyBeaten(list []mark, i int) bool {
	v := list[i].value
	v.loss *= 1 + 1e-9
	for k := range v.spend {
		v.spend[k] *= 1 + 1e-12
	}
	return slices.ContainsFunc(list, func(m mark) bool { return m.value != list[i].value && m.beats(&v) })
}

// A Weibull life with another mean keeps its shape: scale = mean/Gamma(1+1/k).
func TestWithMean(t *testing.T) {
	d, err := dist.NewWeibull(1.7, 400, 0)
	if err != nil {
		t.Fatal(err)
	}
	got, err := dist.WithMean(d, 950)
	if err != nil {
		t.Fatal(err)
	}
	want, err := dist.NewWeibull(1.7, 950/math.Gamma(1+1/1.7), 0)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "mean", got.Mean(), 950, 1e-14)
	for _, x := range []float64{3, 700, 4000} {
		oracle.Near(t, "survival", got.LogSurvival(x), want.LogSurvival(x), 1e-12)
		oracle.Near(t, "density", got.LogDensity(x), want.LogDensity(x), 1e-12)
		oracle.Near(t, "hazard", got.Hazard(x), want.Hazard(x), 1e-12)
	}
	oracle.Near(t, "quantile", got.Quantile(.02), want.Quantile(.02), 1e-12)
}
