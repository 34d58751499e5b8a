package system

import (
	"errors"
	"math"
	"strings"
	"testing"

	"mtbf/model"
)

func TestValidateRefuses(t *testing.T) {
	u := Use{0}
	edge := Edge{"a", "b", u}
	network := func(source, target string, directed bool, edges ...Edge) *Network {
		return &Network{Edges: edges, Source: source, Target: target, Directed: directed}
	}
	pair := func(change func(*Group)) *Group {
		g := &Group{Name: "pair", Kind: Duplex, Units: []int{0, 1}, K: 1, Coverage: 1, UncoveredMTTR: math.NaN()}
		change(g)
		return g
	}
	inside := &Series{Of: []Node{u}}
	inside.Of = append(inside.Of, &Parallel{Of: []Node{inside}})
	deep := Node(u)
	for range MaxDepth + 1 {
		deep = &Series{Of: []Node{deep}}
	}
	var none *Series
	for _, c := range []struct {
		name  string
		top   Node
		place string
	}{
		{"no top", nil, "structure"},
		{"a nil pointer", none, "structure"},
		{"unit 2 of 2", Use{2}, "structure"},
		{"unit -1", &Series{Of: []Node{u, Use{-1}}}, "structure.series[1]"},
		{"an empty series", &Series{}, "structure.series"},
		{"an empty parallel", &Parallel{}, "structure.parallel"},
		{"k of 0", &KOfN{0, []Node{u}}, "structure.k_of_n.k"},
		{"k above n", &Parallel{Of: []Node{&KOfN{3, []Node{u, u}}}}, "structure.parallel[0].k_of_n.k"},
		{"no edges", network("a", "b", false), "structure.network.edges"},
		{"a source outside", network("x", "b", false, edge), "structure.network.source"},
		{"a target outside", network("a", "x", false, edge), "structure.network.target"},
		{"the source as target", network("a", "a", false, edge), "structure.network.target"},
		{"against the direction", network("b", "a", true, edge), "structure.network.target"},
		{"two islands", network("a", "d", false, edge, Edge{"c", "d", u}), "structure.network.target"},
		{"an edge to nowhere", network("a", "b", false, Edge{"a", "", u}), "structure.network.edges[0]"},
		{"a wire all the way", network("a", "c", false, Edge{"a", "b", Wire{}}, Edge{"b", "c", Wire{}}, edge), "structure.network.target"},
		{"a wire in a series", &Series{[]Node{u, Wire{}}}, "structure.series[1]"},
		{"a place of no edge", &Network{Edges: []Edge{edge}, Places: []Place{{"x", u}}, Source: "a", Target: "b"}, "structure.network.places[0]"},
		{"a place twice", &Network{Edges: []Edge{edge}, Places: []Place{{"a", u}, {"a", u}}, Source: "a", Target: "b"}, "structure.network.places[1]"},
		{"a place of nothing", &Network{Edges: []Edge{edge}, Places: []Place{{"a", nil}}, Source: "a", Target: "b"}, "structure.network.places[0]"},
		{"an edge of nothing", network("a", "b", false, Edge{"a", "b", nil}), "structure.network.edges[0]"},
		{"a partial below", &Parallel{Of: []Node{&Capacity{Of: []Node{u}}}}, "structure.parallel[0]"},
		{"a partial in a partial", &Capacity{Of: []Node{&Capacity{Of: []Node{u}}}}, "structure.partial[0]"},
		{"an empty partial", &Series{Of: []Node{u, &Capacity{}}}, "structure.series[1].partial"},
		{"a question", &Series{Of: []Node{u, &Choose{}}}, "structure.series[1]"},
		{"a node in itself", inside, "structure.series[1].parallel[0]"},
		{"a deep structure", deep, strings.Repeat(".series[0]", MaxDepth)},
		{"an empty group", pair(func(g *Group) { g.Units = nil }), "structure.pair.n"},
		{"a unit twice", pair(func(g *Group) { g.Units[1] = 0 }), "structure.pair"},
		{"k above n of a group", pair(func(g *Group) { g.K = 3 }), "structure.pair.k"},
		{"coverage above 1", pair(func(g *Group) { g.Coverage = 1.5 }), "structure.pair.coverage"},
		{"coverage of nothing", pair(func(g *Group) { g.Coverage = model.Covered(math.NaN()) }), "structure.pair.coverage"},
		{"beta below 0", pair(func(g *Group) { g.Beta = -.1 }), "structure.pair.beta"},
		{"crews below 0", pair(func(g *Group) { g.Crews = -1 }), "structure.pair.crews"},
		{"detection without end", pair(func(g *Group) { g.Detection = math.Inf(1) }), "structure.pair.detection"},
		{"uncovered repair below 0", pair(func(g *Group) { g.UncoveredMTTR = -1 }), "structure.pair.uncovered_mttr"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := Validate(alike(c.top, 2, repaired("x", 100, 3)))
			var p *model.ParamError
			if !errors.As(err, &p) || !strings.HasSuffix(p.Param, c.place) {
				t.Errorf("%s: error %v, want one at %s", c.name, err, c.place)
			}
		})
	}
}

func TestValidateRefusesParts(t *testing.T) {
	part := func(life, repair model.Distribution, a, r float64) Component {
		return Component{Name: "disc", Life: life, Repair: repair, Availability: a, Reliability: r}
	}
	nan := math.NaN()
	for name, p := range map[string]Component{
		"nothing":                    part(nil, nil, nan, nan),
		"two numbers":                part(nil, nil, .9, .8),
		"an availability above 1":    part(nil, nil, 1.1, nan),
		"a reliability below 0":      part(nil, nil, nan, -.1),
		"no life":                    part(expo{0}, nil, nan, nan),
		"a life that is not defined": part(expo{nan}, nil, nan, nan),
		"a repair below 0":           part(expo{5}, expo{-2}, nan, nan),
	} {
		err := Validate(alike(Use{0}, 1, p))
		if err == nil || !strings.Contains(err.Error(), "disc") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	m := alike(Use{0}, 1, repaired("disc", 100, 3))
	m.Units[0].Component = 1
	if Validate(m) == nil {
		t.Error("a unit of no part was let pass")
	}
}

func TestValidateTakes(t *testing.T) {
	shared := &Parallel{Of: units(0, 2)}
	for name, top := range map[string]Node{
		"a partial":                shared,
		"a partial in a series":    &Series{Of: []Node{Use{0}, &Capacity{Of: units(1, 1)}}},
		"a node in two places":     &Series{Of: []Node{shared, &KOfN{2, []Node{shared, Use{0}, Use{1}}}}},
		"loops and edges backward": &Network{Source: "a", Target: "b", Edges: []Edge{{"a", "a", Use{0}}, {"b", "a", Use{1}}}},
	} {
		if err := Validate(alike(top, 2, repaired("x", 100, 3))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
