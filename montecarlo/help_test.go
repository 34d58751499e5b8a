package montecarlo

import (
	"context"
	"math"
	"testing"

	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/system"
)

// distOf returns a distribution by its name and parameters in order.
func distOf(t testing.TB, name string, params map[string]float64) model.Distribution {
	t.Helper()
	d, err := dist.New(name, params)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func exponentialOf(t testing.TB, mean float64) model.Distribution {
	return distOf(t, "exponential", map[string]float64{"mean": mean})
}

func weibullOf(t testing.TB, shape, scale float64) model.Distribution {
	return distOf(t, "weibull", map[string]float64{"shape": shape, "scale": scale})
}

func lognormalOf(t testing.TB, meanlog, sdlog float64) model.Distribution {
	return distOf(t, "lognormal", map[string]float64{"meanlog": meanlog, "sdlog": sdlog})
}

// part is a kind of part with these times.
func partOf(name string, life, repair model.Distribution) system.Component {
	return system.Component{Name: name, Life: life, Repair: repair, Availability: math.NaN(), Reliability: math.NaN()}
}

// modelOf is a system of n units of one part.
func modelOf(n int, p system.Component, top func(use []system.Node) system.Node) *system.Model {
	m := &system.Model{Name: "test", Components: []system.Component{p}}
	var use []system.Node
	for i := range n {
		m.Units = append(m.Units, system.Unit{Name: p.Name + "." + string(rune('a'+i%26))})
		use = append(use, system.Use{Unit: i})
	}
	m.Top = top(use)
	return m
}

// groupModel is a system of a group.
func groupModel(p system.Component, g system.Group, n int) *system.Model {
	return modelOf(n, p, func([]system.Node) system.Node {
		for i := range n {
			g.Units = append(g.Units, i)
		}
		return &g
	})
}

func simulate(t testing.TB, m *system.Model, o Options) *Result {
	t.Helper()
	r, err := Simulate(context.Background(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// within reports an error unless an estimate is within 4 standard errors of
// the truth, and has an error of its own below rel.
func within(t testing.TB, name string, e Estimate, want, rel float64) {
	t.Helper()
	z := (e.Point - want) / (e.RelativeError * e.Point)
	if !(math.Abs(z) <= 4) || !(e.RelativeError <= rel) {
		t.Errorf("%s: %.6g, want %.6g: z = %.2f at a relative error of %.2g", name, e.Point, want, z, e.RelativeError)
	} else {
		t.Logf("%s: %.6g, want %.6g: z = %.2f at %.2g", name, e.Point, want, z, e.RelativeError)
	}
}
