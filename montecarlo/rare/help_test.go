package rare

import (
	"context"
	"fmt"
	"math"
	"testing"

	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// exponentialPart is an exponential part.
func exponentialPart(t testing.TB, name string, mtbf, mttr float64) system.Component {
	return system.Component{Name: name, Life: distOf(t, "exponential", "mean", mtbf), Repair: distOf(t, "exponential", "mean", mttr), Availability: math.NaN(), Reliability: math.NaN()}
}

// wearingPart is a part that wears out, with the mean life mtbf, and whose repair
// is log-normal with the mean mttr.
func wearingPart(t testing.TB, name string, mtbf, mttr, sdlog float64) system.Component {
	const shape = 1.6
	return system.Component{
		Name: name, Availability: math.NaN(), Reliability: math.NaN(),
		Life:   distOf(t, "weibull", "shape", shape, "scale", mtbf/math.Gamma(1+1/shape)),
		Repair: distOf(t, "lognormal", "meanlog", math.Log(mttr)-sdlog*sdlog/2, "sdlog", sdlog),
	}
}

func distOf(t testing.TB, family string, pairs ...any) model.Distribution {
	t.Helper()
	p := map[string]float64{}
	for i := 0; i < len(pairs); i += 2 {
		p[pairs[i].(string)] = pairs[i+1].(float64)
	}
	d, err := dist.New(family, p)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// modelOf makes a system over units of the parts given, one each.
func modelOf(top func(use []system.Node) system.Node, parts ...system.Component) *system.Model {
	m := &system.Model{Name: "test", Components: parts}
	var use []system.Node
	for i, p := range parts {
		m.Units = append(m.Units, system.Unit{Name: p.Name, Component: i})
		use = append(use, system.Use{Unit: i})
	}
	m.Top = top(use)
	return m
}

// seriesOf is a series of modules, each k of n units of one part.
func seriesOf(modules, k, n int, p system.Component) *system.Model {
	m := &system.Model{Name: "test", Components: []system.Component{p}}
	top := &system.Series{}
	for range modules {
		v := &system.KOfN{K: k}
		for range n {
			v.Of = append(v.Of, system.Use{Unit: len(m.Units)})
			m.Units = append(m.Units, system.Unit{Name: fmt.Sprintf("%s.%d", p.Name, len(m.Units)+1)})
		}
		top.Of = append(top.Of, v)
	}
	m.Top = top
	return m
}

func parallel(u []system.Node) system.Node { return &system.Parallel{Of: u} }

func twoOf(u []system.Node) system.Node { return &system.KOfN{K: 2, Of: u} }

// solved solves a system.
func solved(t testing.TB, m *system.Model) system.Measures {
	t.Helper()
	r, err := solve.System(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	return r.Measures
}

// loadFor is the ratio of repair time to life at which a series of modules,
// each k of n alike, has nearly the unavailability u.
func loadFor(u float64, modules, k, n int) float64 {
	r := n - k + 1
	ways := 1.0
	for i := range r {
		ways *= float64(n-i) / float64(i+1)
	}
	return math.Pow(u/float64(modules)/ways, 1/float64(r))
}
