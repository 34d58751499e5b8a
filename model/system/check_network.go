package system

import (
	"fmt"
	"math"

	"mtbf/model"
)

func (c *checker) network(path *location, n *Network) error {
	places, edges := map[string]bool{}, path.in("edges")
	for i, e := range n.Edges {
		at := edges.item(i)
		if e.From == "" || e.To == "" {
			return &model.ParamError{Param: at.String(), Value: e.From + "-" + e.To, Want: "an edge between two named places"}
		}
		places[e.From], places[e.To] = true, true
		if e.Node == Node(Wire{}) {
			continue
		}
		if err := c.node(at, e.Node, below); err != nil {
			return err
		}
	}
	switch {
	case len(n.Edges) == 0:
		return &model.ParamError{Param: path.in("edges").String(), Value: "empty", Want: "a list of one edge or more"}
	case n.Source == n.Target:
		return &model.ParamError{Param: path.in("target").String(), Value: n.Target, Want: "another place than the source"}
	case !places[n.Source]:
		return &model.ParamError{Param: path.in("source").String(), Value: n.Source, Want: "a place of an edge"}
	case !places[n.Target]:
		return &model.ParamError{Param: path.in("target").String(), Value: n.Target, Want: "a place of an edge"}
	}
	if err := c.places(path.in("places"), n, places); err != nil {
		return err
	}
	switch reaches, fails := newGraph(n).reaches(); {
	case !reaches:
		return &model.ParamError{Param: path.in("target").String(), Value: n.Target, Want: "a place that the source has a path to"}
	case !fails:
		return &model.ParamError{Param: path.in("target").String(), Value: n.Target, Want: "a place to which no path leads that never fails"}
	}
	return nil
}

// places checks what stands at the places of a network.
func (c *checker) places(path *location, n *Network, ends map[string]bool) error {
	seen := map[string]bool{}
	for i, p := range n.Places {
		at := path.item(i)
		switch {
		case !ends[p.Name]:
			return &model.ParamError{Param: at.String(), Value: p.Name, Want: "a place of an edge"}
		case seen[p.Name]:
			return &model.ParamError{Param: at.String(), Value: p.Name, Want: "a place that is not in the list yet"}
		}
		seen[p.Name] = true
		if err := c.node(at, p.Node, below); err != nil {
			return err
		}
	}
	return nil
}

// name is what errors call the group.
func (g *Group) name() string {
	if g.Name != "" {
		return g.Name
	}
	return [...]string{Redundant: "k_of_n", Duplex: "duplex", Standby: "standby", Cluster: "cluster"}[g.Kind]
}

func (c *checker) group(path *location, g *Group) error {
	if g.Kind == Cluster {
		if g.Cluster == nil || len(g.Units) == 0 {
			return &model.ParamError{Param: path.String(), Value: "nothing", Want: "a system of its own, and its units"}
		}
		return nil
	}
	seen := map[int]bool{}
	for _, u := range g.Units {
		if err := c.unit(path, u); err != nil {
			return err
		}
		if seen[u] {
			return &model.ParamError{Param: path.String(), Value: c.m.Units[u].Name, Want: "a unit that is not in the group yet"}
		}
		if c.m.Units[u].Component != c.m.Units[g.Units[0]].Component {
			return &model.ParamError{Param: path.String(), Value: c.m.Units[u].Name, Want: "of the same kind as the group's other units"}
		}
		seen[u] = true
	}
	for _, f := range g.fields() {
		if !(f.value >= f.least && f.value <= f.most) {
			return &model.ParamError{Param: path.in(f.name).String(), Value: f.value, Want: f.want}
		}
	}
	if _, _, err := g.CommonCause.Shares(g.Beta, len(g.Units)); err != nil {
		return fmt.Errorf("%v: %w", path, err)
	}
	if g.UncoveredMTTR < 0 {
		return &model.ParamError{Param: path.in("uncovered_mttr").String(), Value: g.UncoveredMTTR, Want: "a time of 0 or more"}
	}
	return nil
}

// field is a number of a group with its domain.
type field struct {
	name               string
	value, least, most float64
	want               string
}

func (g *Group) fields() []field {
	inf, n := math.Inf(1), float64(len(g.Units))
	return []field{
		{"n", n, 1, inf, "a number of units of 1 or more"},
		{"k", float64(g.K), 1, n, fmt.Sprintf("a whole number from 1 to %d", len(g.Units))},
		{"crews", float64(g.Crews), 0, inf, "a number of crews of 0 or more"},
		{"coverage", g.Coverage.P(), 0, 1, "a number in [0, 1]"},
		{"idle_coverage", g.IdleCoverage.P(), 0, 1, "a number in [0, 1]"},
		{"detection", g.Detection, 0, math.MaxFloat64, "a time of 0 or more"},
		{"takeover", g.Switchover, 0, math.MaxFloat64, "a time of 0 or more"},
		{"beta", g.Beta, 0, 1, "a number in [0, 1]"},
		{"dormancy", g.DormancyFactor, 0, 1, "a number in [0, 1]"},
	}
}
