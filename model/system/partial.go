package system

import (
	"context"
	"fmt"
	"strings"
)

// share answers how much a structure with Partials delivers.
type share struct {
	plans  []*plan   // whose probabilities are averaged
	weight []float64 // how many nodes each of these stands for
	apart  []*plan   // whose probabilities multiply the average: see newShare
	kinds  []int     // plans in each factor
	sizes  []int     // nodes in each factor
}

// split takes apart the top into what is up or down (nil if there is nothing)
// and the Partials, at the top or in a series at the top.
func split(top Node) (upOrDown Node, partials []*Capacity) {
	switch top := top.(type) {
	case *Capacity:
		return nil, []*Capacity{top}
	case *Series:
		var rest []Node
		for _, n := range top.Of {
			if p, ok := n.(*Capacity); ok {
				partials = append(partials, p)
			} else {
				rest = append(rest, n)
			}
		}
		switch {
		case len(partials) == 0:
			return top, nil
		case len(rest) == 0:
			return nil, partials
		}
		return &Series{Of: rest}, partials
	}
	return top, nil
}

// newShare prepares the delivered share: the expectation of "the rest works"
// times the share of each Partial's nodes that work (Gray: 90 % of the data for
// 90 % of the terminals is 81 %). With one Partial of n nodes it is
//
//	1/n sum P(the rest works and node i works)
//
// whatever they share. Several Partials multiply, and may then share no unit
// with each other or with the rest.
func newShare(ctx context.Context, m *Model, rest Node, partials []*Capacity) (*share, error) {
	if len(partials) == 0 {
		return nil, nil
	}
	s := &sharer{share: &share{}, ctx: ctx, m: m, ofUnit: make([]int32, len(m.Units)), uses: m.uses()}
	if len(partials) == 1 {
		return s.share, s.one(rest, partials[0])
	}
	if err := s.disjoint(rest, partials); err != nil {
		return nil, err
	}
	if rest != nil {
		if err := s.beside(rest); err != nil {
			return nil, err
		}
	}
	for _, of := range partials {
		if err := s.one(nil, of); err != nil {
			return nil, err
		}
	}
	return s.share, nil
}

// sharer makes a share.
type sharer struct {
	*share
	ctx    context.Context
	m      *Model
	ofUnit []int32 // see newPlan
	uses   []int   // of every unit, in the whole structure
}

func (s *sharer) beside(rest Node) error {
	p, err := newPlan(s.ctx, s.m, rest, s.ofUnit)
	s.apart = append(s.apart, p)
	return err
}

// formsFrom is from how many nodes on those of the same form have one plan.
const formsFrom = 50

// one adds the factor of a Partial, with what else must work.
func (s *sharer) one(rest Node, partial *Capacity) error {
	if rest != nil && s.disjoint(rest, []*Capacity{partial}) == nil {
		if err := s.beside(rest); err != nil {
			return err
		}
		rest = nil
	}
	known, first := map[string]int{}, len(s.plans)
	for i, n := range partial.Of {
		if i%lookUp == 0 && s.ctx.Err() != nil {
			return context.Cause(s.ctx)
		}
		form := ""
		if len(partial.Of) > formsFrom {
			form = s.form(n)
		}
		if at, ok := known[form]; ok && form != "" {
			s.weight[at]++
			continue
		}
		known[form] = len(s.plans)
		if rest != nil {
			n = &Series{Of: []Node{rest, n}}
		}
		p, err := newPlan(s.ctx, s.m, n, s.ofUnit)
		if err != nil {
			return err
		}
		s.plans, s.weight = append(s.plans, p), append(s.weight, 1)
	}
	s.kinds, s.sizes = append(s.kinds, len(s.plans)-first), append(s.sizes, len(partial.Of))
	return nil
}

// form describes a node up to units that are used nowhere else, of which only
// the part counts: nodes of one form work with the same probability. It is empty
// for networks and groups.
func (s *sharer) form(n Node) string {
	var b strings.Builder
	if !s.describe(&b, n) {
		return ""
	}
	return b.String()
}

func (s *sharer) describe(b *strings.Builder, n Node) bool {
	switch n := n.(type) {
	case Use:
		if s.uses[n.Unit] == 1 {
			fmt.Fprintf(b, "p%d ", s.m.Units[n.Unit].Component)
		} else {
			fmt.Fprintf(b, "u%d ", n.Unit)
		}
		return true
	case *Series:
		b.WriteString("s(")
	case *Parallel:
		b.WriteString("p(")
	case *KOfN:
		fmt.Fprintf(b, "%d(", n.K)
	default:
		return false
	}
	for _, kid := range Children(n) {
		if !s.describe(b, kid) {
			return false
		}
	}
	b.WriteString(")")
	return true
}

// uses counts how often each unit stands in the structure.
func (m *Model) uses() []int {
	uses := make([]int, len(m.Units))
	var visit func(Node)
	visit = func(n Node) {
		switch n := n.(type) {
		case Use:
			uses[n.Unit]++
		case *Group:
			for _, u := range n.Units {
				uses[u]++
			}
		}
		for _, kid := range Children(n) {
			visit(kid)
		}
	}
	visit(m.Top)
	return uses
}

// disjoint returns an error if the Partials share units with each other or with
// the rest.
func (s *sharer) disjoint(rest Node, partials []*Capacity) error {
	seen := map[int]int{}
	all := []Node{}
	if rest != nil {
		all = append(all, rest)
	}
	for _, p := range partials {
		all = append(all, &Series{Of: p.Of})
	}
	for i, n := range all {
		g := compile(s.m, n, s.ofUnit, false)
		g.settle()
		for _, u := range g.units() {
			if by, ok := seen[u]; ok && by != i {
				return fmt.Errorf("unit %q is used in two factors of the delivered share: simulate the system", s.m.Units[u].Name)
			}
			seen[u] = i
		}
	}
	return nil
}

// units lists the units of all leaves, those of groups too.
func (g *Gates) units() []int {
	var units []int
	for _, l := range g.Leaves {
		if l.Group != nil {
			units = append(units, l.Group.Units...)
		} else {
			units = append(units, l.Unit)
		}
	}
	return units
}

// expected returns the delivered share; chance gives the probability that the
// root of a plan works.
func (s *share) expected(chance func(*plan) (float64, error)) (float64, error) {
	product := 1.0
	for _, p := range s.apart {
		up, err := chance(p)
		if err != nil {
			return 0, err
		}
		product *= up
	}
	next := 0
	for i, kinds := range s.kinds {
		sum := 0.0
		for at := next; at < next+kinds; at++ {
			up, err := chance(s.plans[at])
			if err != nil {
				return 0, err
			}
			sum += s.weight[at] * up
		}
		product *= min(1, sum/float64(s.sizes[i])) // beyond it by rounding
		next += kinds
	}
	return product, nil
}
