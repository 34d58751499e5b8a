package system

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

// tree is a file of shared/oracles/f_fault_trees, of any kind.
type tree struct {
	Name, Kind string
	Input      struct {
		Top           string
		Gates         map[string][]any
		Events        map[string]float64 `json:"basic_events"`
		Edges         []struct{ U, V, Reliability json.Number }
		Terminals     []int
		N, K          int
		Reliability   *float64
		Reliabilities []float64
	}
	Expected struct {
		Probability, Complement    float64
		Reliability, Unreliability float64
		Coherent                   bool
		Importance                 map[string]treeImportance
		MinimalCutSets             [][]string `json:"minimal_cut_sets"`
		RareEvent                  *float64   `json:"rare_event_approx"`
	}
	Tolerance struct {
		Rel           float64
		ImportanceRel float64 `json:"importance_rel"`
	}
}

type treeImportance struct {
	Birnbaum, Criticality, Raw, Diagnostic float64
	Rrw                                    *float64
}

func TestFaultTreeOracles(t *testing.T) {
	for _, path := range oracle.Shared(t, "oracles/f_fault_trees/*.json") {
		var c tree
		oracle.Load(t, path, &c)
		t.Run(c.Name, func(t *testing.T) {
			switch c.Kind {
			case "fault_tree":
				c.testTree(t)
			case "network_reliability":
				c.testNetwork(t)
			case "k_of_n":
				c.testKOfN(t)
			default:
				t.Fatalf("kind %q", c.Kind)
			}
		})
	}
}

// events lists the basic events in the order of their names.
func (c *tree) events() []string {
	var names []string
	for name := range c.Input.Events {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// node turns a gate or event that fails into the structure that works while it
// does not; ok is false where that takes a NOT.
func (c *tree) node(name string, made map[string]Node) (n Node, ok bool) {
	if n := made[name]; n != nil {
		return n, true
	}
	if i := slices.Index(c.events(), name); i >= 0 {
		return Use{i}, true
	}
	gate := c.Input.Gates[name]
	kind, kids, k := gate[0].(string), gate[1:], 0
	if kind == "atleast" {
		k, kids = int(gate[1].(float64)), gate[2:]
	}
	var of []Node
	for _, kid := range kids {
		kidName, plain := kid.(string)
		if !plain {
			return nil, false
		}
		n, ok := c.node(kidName, made)
		if !ok {
			return nil, false
		}
		of = append(of, n)
	}
	switch kind {
	case "or":
		n = &Series{of}
	case "and":
		n = &Parallel{of}
	case "atleast":
		n = &KOfN{len(of) - k + 1, of}
	default:
		return nil, false
	}
	made[name] = n
	return n, true
}

func (c *tree) testTree(t *testing.T) {
	top, ok := c.node(c.Input.Top, map[string]Node{})
	if ok != c.Expected.Coherent {
		t.Fatalf("expressed: %v, coherent: %v", ok, c.Expected.Coherent)
	}
	if !ok {
		t.Skip("XOR and NOT cannot be expressed: a structure never works because something fails")
	}
	var parts []Component
	for _, name := range c.events() {
		parts = append(parts, downWith(name, c.Input.Events[name]))
	}
	s, err := New(context.Background(), of(top, parts...))
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Solve(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "unavailability", r.Unavailability, c.Expected.Probability, c.Tolerance.Rel)
	oracle.Near(t, "availability", r.Availability, c.Expected.Complement, c.Tolerance.Rel)
	c.testImportance(t, r)
	c.testCutSets(t, s)
}

func (c *tree) testImportance(t *testing.T, r *Result) {
	if len(r.Importance) != len(c.Expected.Importance) {
		t.Fatalf("%d importances, want %d", len(r.Importance), len(c.Expected.Importance))
	}
	for _, g := range r.Importance {
		w, rel := c.Expected.Importance[g.Unit], c.Tolerance.ImportanceRel
		oracle.Near(t, g.Unit+" birnbaum", g.Birnbaum, w.Birnbaum, rel)
		oracle.Near(t, g.Unit+" criticality", g.Criticality, w.Criticality, rel)
		oracle.Near(t, g.Unit+" raw", g.RiskAchievementWorth, w.Raw, rel)
		oracle.Near(t, g.Unit+" diagnostic", g.Diagnostic, w.Diagnostic, rel)
		reduction := math.Inf(1)
		if w.Rrw != nil {
			reduction = *w.Rrw
		}
		oracle.Near(t, g.Unit+" rrw", g.RiskReductionWorth, reduction, rel)
	}
}

func (c *tree) testCutSets(t *testing.T, s *Structure) {
	cuts, err := s.CutSets(context.Background(), SetOptions{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	text := func(units []string) string {
		u := slices.Clone(units)
		slices.Sort(u)
		return strings.Join(u, " ")
	}
	var got, want []string
	for _, x := range cuts.Sets {
		got = append(got, text(x.Units))
	}
	for _, x := range c.Expected.MinimalCutSets {
		want = append(want, text(x))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("cut sets %q, want %q", got, want)
	}
	oracle.Near(t, "rare-event sum", cuts.RareEventSum, *c.Expected.RareEvent, c.Tolerance.Rel)
}

func (c *tree) testNetwork(t *testing.T) {
	if len(c.Input.Terminals) != 2 {
		t.Skip("all-terminal reliability: a structure has one source and one target")
	}
	w := &Network{Source: fmt.Sprint(c.Input.Terminals[0]), Target: fmt.Sprint(c.Input.Terminals[1])}
	var parts []Component
	for i, e := range c.Input.Edges {
		r, err := e.Reliability.Float64()
		if err != nil {
			t.Fatal(err)
		}
		w.Edges = append(w.Edges, Edge{e.U.String(), e.V.String(), Use{i}})
		parts = append(parts, downWith(fmt.Sprintf("e%d", i), math.Round((1-r)*1e6)/1e6))
	}
	c.testReliability(t, of(w, parts...))
	ring := *w // the same by a decision diagram: every edge twice, over and back
	ring.Directed = true
	for i, e := range w.Edges {
		ring.Edges = append(ring.Edges, Edge{e.To, e.From, Use{i}})
	}
	c.testReliability(t, of(&ring, parts...))
}

func (c *tree) testKOfN(t *testing.T) {
	n := c.Input.N
	parts := make([]Component, n)
	for i := range parts {
		r := 0.0
		if c.Input.Reliability != nil {
			r = *c.Input.Reliability
		} else {
			r = c.Input.Reliabilities[i]
		}
		parts[i] = downWith(fmt.Sprintf("u%d", i), math.Round((1-r)*1e8)/1e8)
	}
	c.testReliability(t, of(&KOfN{c.Input.K, units(0, n)}, parts...))
}

func (c *tree) testReliability(t *testing.T, m *Model) {
	t.Helper()
	r, err := Solve(context.Background(), m, nil)
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "reliability", r.Availability, c.Expected.Reliability, c.Tolerance.Rel)
	oracle.Near(t, "unreliability", r.Unavailability, c.Expected.Unreliability, c.Tolerance.Rel)
}
