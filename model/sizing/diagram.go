package sizing

import (
	"context"
	"fmt"
	"slices"

	"mtbf/model"
	"mtbf/model/system"
)

// maxOpen bounds the questions of a diagram, whose table has an entry for
// every way in which they are answered by yes or no.
const maxOpen = 12

// diagram is a part of the structure that is no tree. Given which of its
// questions work, the exact engine answers; as the questions are independent of
// all else, the chance is a sum over these cases,
//
//	P = sum over S of  (product in S of p_i) (product outside S of q_i)  P(works | S),
//
// all terms positive.
type diagram struct {
	ctx     context.Context
	places  []int             // of the questions in the list of chances
	fixed   []int             // of the other leaves
	exact   *system.Structure // over the leaves of the model, each a unit
	leaves  int
	fixedAt []chance // of fixed, as the table was made for
	table   []chance // by the set of questions that work
}

// diagram makes one of a node.
func (b *builder) diagram(n system.Node) (*node, error) {
	d := &diagram{ctx: b.tree.ctx}
	for _, place := range b.leaves([]system.Node{n})[0] {
		if place >= b.tree.first {
			d.places = append(d.places, place)
		} else {
			d.fixed = append(d.fixed, place)
		}
	}
	slices.Sort(d.places)
	slices.Sort(d.fixed)
	if len(d.places) > maxOpen {
		return nil, &model.ParamError{Param: "structure", Value: len(d.places), Want: fmt.Sprintf("%d or fewer questions in one network, or among nodes that share units", maxOpen)}
	}
	var err error
	d.exact, err = system.New(d.ctx, b.tree.stand(n))
	d.leaves = b.tree.first + len(b.tree.questions)
	return &node{op: opDiagram, d: d, asks: len(d.places) > 0}, err
}

// stand is a model of n in which a unit stands for every leaf.
func (t *tree) stand(n system.Node) *system.Model {
	m := &system.Model{Name: t.m.Name, Components: []system.Component{{Name: "leaf", Availability: 0.5}}}
	for i := range t.first + len(t.questions) {
		m.Units = append(m.Units, system.Unit{Name: fmt.Sprint(i)})
	}
	place := map[system.Node]int{}
	for i, g := range t.groups {
		place[g] = len(t.m.Units) + i
	}
	for i, q := range t.questions {
		place[q] = t.first + i
	}
	m.Top = replaced(n, place)
	return m
}

// fill makes the table for the chances of the leaves that are no questions.
func (d *diagram) fill(x []chance) error {
	if d.table != nil && d.known(x) {
		return nil
	}
	up, down := make([]float64, d.leaves), make([]float64, d.leaves)
	d.fixedAt = d.fixedAt[:0]
	for _, place := range d.fixed {
		up[place], down[place] = x[place].up, x[place].down
		d.fixedAt = append(d.fixedAt, x[place])
	}
	d.table = make([]chance, 1<<len(d.places))
	for set := range d.table {
		for i, place := range d.places {
			up[place], down[place] = float64(set>>i&1), float64(1-set>>i&1)
		}
		var err error
		if d.table[set].up, d.table[set].down, err = d.exact.Evaluate(d.ctx, up, down); err != nil {
			return err
		}
	}
	return nil
}

// known reports whether the table was made for the same chances.
func (d *diagram) known(x []chance) bool {
	for i, place := range d.fixed {
		if d.fixedAt[i] != x[place] {
			return false
		}
	}
	return true
}

// chance is that of the diagram, the chances of its questions given.
func (d *diagram) chance(x []chance) chance {
	var c chance
	for set, given := range d.table {
		p := 1.0
		for i, place := range d.places {
			if set>>i&1 == 1 {
				p *= x[place].up
			} else {
				p *= x[place].down
			}
		}
		c.up += p * given.up
		c.down += p * given.down
	}
	return c
}
