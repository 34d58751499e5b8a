package montecarlo

import (
	"context"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// TestGroupsWithoutTime: groups of units that have a probability and no lives, next to
// one that has, are down as often as they are by exact sums over sets of units.
func TestGroupsWithoutTime(t *testing.T) {
	for _, c := range []struct {
		name  string
		beta  float64
		cause *model.CommonCause
		r     float64
	}{
		{"beta", .1, nil, .9},
		{"mgl", 0, &model.CommonCause{MGL: []float64{.2, .5, .25}}, .8},
		{"alpha", 0, &model.CommonCause{Alpha: []float64{.7, .2, .08, .02}}, .9},
		{"staggered", 0, &model.CommonCause{Alpha: []float64{.7, .2, .08, .02}, Staggered: true}, .9},
		{"sure to fail", 0, &model.CommonCause{MGL: []float64{0, 0, 0}}, 0},
		{"sure to work", .1, nil, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := groupModel(system.Component{Name: "static", Availability: math.NaN(), Reliability: c.r}, system.Group{K: 2, Name: "g", Beta: c.beta, CommonCause: c.cause}, 4)
			m.Components = append(m.Components, partOf("disc", exponentialOf(t, 90), exponentialOf(t, 10)))
			m.Units = append(m.Units, system.Unit{Name: "disc", Component: 1})
			m.Top = &system.Series{Of: []system.Node{m.Top, system.Use{Unit: 4}}}
			want, err := solve.System(context.Background(), m)
			if err != nil {
				t.Fatal(err)
			}
			r := simulate(t, m, Options{Seed: 3, MaxReplications: 20_000, Workers: 2})
			if want.Unavailability == 1 {
				oracle.Near(t, "unavailability", r.Measures.Unavailability.Point, 1, 1e-12)
				return
			}
			within(t, "unavailability", r.Measures.Unavailability, want.Unavailability, .02)
		})
	}
}

// TestLettersThatAreBeta: Greek letters beta, 1, 1 take one unit or all, as beta does,
// with lives of any distribution: missions are the same to the last bit.
func TestLettersThatAreBeta(t *testing.T) {
	of := func(beta float64, cause *model.CommonCause) string {
		g := system.Group{Name: "g", K: 2, Crews: 1, UncoveredMTTR: math.NaN(), Beta: beta, CommonCause: cause}
		m := groupModel(partOf("pump", weibullOf(t, 1.8, 700), lognormalOf(t, 2.5, .7)), g, 4)
		r := simulate(t, m, Options{Seed: 5, MaxReplications: 500, Workers: 1})
		return fmt.Sprintf("%+v", r.Measures.Unavailability)
	}
	oracle.Equal(t, "missions", of(0, &model.CommonCause{MGL: []float64{.15, 1, 1}}), of(.15, nil))
}

// TestShocksOfAnyLife: where repairs take no time, a unit of a group of n fails by
// shocks as often as by its share of them, whatever its life: no unit fails on its own,
// each is new after a shock, and shocks to k of n units come n/k times as often. Of 3
// units with alpha 0, 1, 0 each shock takes 2; with hazards 3/2 those of a Weibull life
// of scale s and shape b they come every s (3/2)^(-1/b) Gamma(1+1/b) hours.
func TestShocksOfAnyLife(t *testing.T) {
	const shape, scale = 1.8, 700.
	g := system.Group{Name: "g", K: 2, UncoveredMTTR: math.NaN(), CommonCause: &model.CommonCause{Alpha: []float64{0, 1, 0}}}
	m := groupModel(partOf("pump", weibullOf(t, shape, scale), exponentialOf(t, 1e-3)), g, 3)
	r := simulate(t, m, Options{Seed: 7, MaxReplications: 4000, Workers: 2})
	within(t, "MTBF", r.Measures.MTBF, scale*math.Pow(1.5, -1/shape)*math.Gamma(1+1/shape), .02)
}
