package sizing

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mtbf/model"
	"mtbf/model/system"
)

// tree is a structure made ready: leaves have places in a list of chances, the
// units of the model first, then its groups, then the questions.
type tree struct {
	ctx       context.Context
	m         *system.Model
	root      *node
	groups    []*system.Group
	questions []*system.Choose
	used      []bool                  // units
	first     int                     // place of the first question
	copied    map[*system.Model]*tree // the structures that questions make copies of
}

type op uint8

const (
	opLeaf op = iota
	opSeries
	opParallel
	opKOfN
	opDiagram
)

// node is a place in the tree.
type node struct {
	op    op
	place int // of a leaf
	k     int
	kids  []*node
	d     *diagram
	asks  bool // a question stands below
}

// newTree checks a model, which may ask, and takes it apart. Children of a series or
// a parallel that share units become one diagram; so does every k-of-n with
// shared units, and every network.
func newTree(ctx context.Context, m *system.Model) (*tree, error) {
	t := &tree{ctx: ctx, m: m, used: make([]bool, len(m.Units)), copied: map[*system.Model]*tree{}}
	top, err := structure(m.Top)
	if err != nil {
		return nil, err
	}
	if err := t.collect(top, 0); err != nil {
		return nil, err
	}
	if m.Coupled() || len(t.questions) > 0 && (len(m.Pools) > 0 || m.RestWhenDown) { // which the copies that are chosen would be
		return nil, fmt.Errorf("%w, which sizing does not know of: give each design to solve", system.ErrCoupled)
	}
	t.first = len(m.Units) + len(t.groups)
	if _, err := system.New(ctx, t.answered()); err != nil {
		return nil, err
	}
	b := &builder{tree: t}
	t.root, err = b.node(top)
	return t, err
}

// structure is what is up or down of a model: the top without partials, which
// are neither.
func structure(top system.Node) (system.Node, error) {
	refused := &model.ParamError{Param: "structure", Value: "a redundancy choice (choose) in a partial, or a partial alone", Want: "a question of availability"}
	if _, ok := top.(*system.Capacity); ok {
		return nil, refused
	}
	s, ok := top.(*system.Series)
	if !ok || s == nil {
		return top, nil
	}
	rest := &system.Series{}
	for _, n := range s.Of {
		if p, ok := n.(*system.Capacity); !ok {
			rest.Of = append(rest.Of, n)
		} else if asks(p) {
			return nil, refused
		}
	}
	if len(rest.Of) == 0 {
		return nil, refused
	}
	return rest, nil
}

func asks(n system.Node) bool {
	if _, ok := n.(*system.Choose); ok {
		return true
	}
	return slices.ContainsFunc(system.Children(n), asks)
}

// collect finds the units, groups and questions of a structure.
func (t *tree) collect(n system.Node, depth int) error {
	if depth > system.MaxDepth {
		return &model.ParamError{Param: "structure", Value: depth, Want: fmt.Sprintf("a depth of %d or less", system.MaxDepth)}
	}
	switch n := n.(type) {
	case system.Use:
		if n.Unit < 0 || n.Unit >= len(t.used) {
			return &model.ParamError{Param: "structure", Value: n.Unit, Want: "the number of a unit"}
		}
		t.used[n.Unit] = true
	case *system.Group:
		if n == nil {
			return nil // system.New tells its place
		}
		if !slices.Contains(t.groups, n) {
			t.groups = append(t.groups, n)
		}
		for _, u := range n.Units {
			if u >= 0 && u < len(t.used) {
				t.used[u] = true
			}
		}
	case *system.Choose:
		if n == nil || slices.Contains(t.questions, n) {
			return &model.ParamError{Param: "choose", Value: "used twice", Want: "a question of its own"}
		}
		t.questions = append(t.questions, n)
	}
	for _, kid := range system.Children(n) {
		if err := t.collect(kid, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// answered is the model with a unit in place of every question, by which the
// rest is checked.
func (t *tree) answered() *system.Model {
	m := *t.m
	m.Units = slices.Clone(t.m.Units)
	place := map[system.Node]int{}
	for _, q := range t.questions {
		place[q] = len(m.Units)
		m.Units = append(m.Units, system.Unit{Name: "choose", Component: 0})
	}
	m.Top = replaced(m.Top, place)
	return &m
}

// replaced is n with units in place of the nodes that have one.
func replaced(n system.Node, place map[system.Node]int) system.Node {
	if p, ok := place[n]; ok {
		return system.Use{Unit: p}
	}
	if len(system.Children(n)) == 0 {
		return n
	}
	all := func(of []system.Node) []system.Node {
		out := make([]system.Node, len(of))
		for i, kid := range of {
			out[i] = replaced(kid, place)
		}
		return out
	}
	switch n := n.(type) {
	case *system.Series:
		return &system.Series{Of: all(n.Of)}
	case *system.Parallel:
		return &system.Parallel{Of: all(n.Of)}
	case *system.KOfN:
		return &system.KOfN{K: n.K, Of: all(n.Of)}
	case *system.Capacity:
		return &system.Capacity{Of: all(n.Of)}
	case *system.Network:
		return n.With(all(system.Children(n)))
	}
	return n
}

// names of the questions.
func (t *tree) names() []Question {
	seen, used := map[string]int{}, map[string]bool{}
	out := make([]Question, len(t.questions))
	for i, q := range t.questions {
		var parts []string
		for _, p := range q.Components {
			parts = append(parts, t.m.Components[p].Name)
		}
		for _, s := range q.Structures {
			parts = append(parts, s.Name)
		}
		name := strings.Join(parts, " or ")
		if seen[name]++; seen[name] > 1 {
			name = fmt.Sprintf("%s.%d", name, seen[name])
		}
		out[i] = Question{Name: name, Parts: parts, Need: q.Need}
		for _, part := range parts {
			choice := part
			for n := 2; used[choice]; n++ {
				choice = fmt.Sprintf("%s.%d", part, n)
			}
			used[choice] = true
			out[i].Choices = append(out[i].Choices, choice)
		}
	}
	return out
}
