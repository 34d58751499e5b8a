package sizing

import (
	"context"
	"fmt"
	"math"
	"slices"

	"mtbf/model"
	"mtbf/model/system"
)

// mostOpen bounds the questions of a diagram, whose table has an entry for
// every way in which they are answered by yes or no.
const mostOpen = 12

// diagram is a part of the structure that is no tree. Given which of its
// questions work, the exact engine answers; as the questions are independent of
// all else, the chance is a sum over these cases,
//
//	P = sum over S of  (product in S of p_i) (product outside S of q_i)  P(works | S),
//
// all terms positive.
type diagram struct {
	ctx    context.Context
	places []int  // of the questions in the list of chances
	fixed  []int  // of the other leaves
	laws   []*law // of every leaf of the model, as the engine sees it
	exact  *system.Structure
	table  []chance // by the set of questions that work
}

// law is a part whose mean life is P(works) and whose mean repair time is
// P(fails), so that the engine finds them in steady state.
type law struct{ chance }

// span is one of the two times of a law.
type span struct {
	law  *law
	life bool
}

func (span) Family() string                { return "exponential" }
func (s span) LogSurvival(float64) float64 { return 0 }
func (s span) LogDensity(float64) float64  { return 0 }
func (s span) Hazard(float64) float64      { return 0 }
func (s span) Quantile(float64) float64    { return 0 }

func (s span) Mean() float64 {
	if s.life {
		return s.law.up
	}
	return s.law.down
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
	if len(d.places) > mostOpen {
		return nil, &model.ParamError{Param: "structure", Value: len(d.places), Want: fmt.Sprintf("%d or fewer questions in one network, or among nodes that share units", mostOpen)}
	}
	var err error
	d.exact, err = system.New(d.ctx, b.tree.stand(n, &d.laws))
	return &node{op: opDiagram, d: d, asks: len(d.places) > 0}, err
}

// stand is a model of n in which laws stand for all leaves.
func (t *tree) stand(n system.Node, laws *[]*law) *system.Model {
	m := &system.Model{Name: t.m.Name}
	for i := range t.first + len(t.questions) {
		l := &law{chance{up: 0.5, down: 0.5}}
		*laws = append(*laws, l)
		name := fmt.Sprint(i)
		m.Parts = append(m.Parts, system.Part{Name: name, Life: span{l, true}, Repair: span{l, false}, Availability: math.NaN(), Reliability: math.NaN()})
		m.Units = append(m.Units, system.Unit{Name: name, Part: i})
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
	if d.table != nil && !slices.ContainsFunc(d.fixed, func(place int) bool { return d.laws[place].chance != x[place] }) {
		return nil
	}
	for _, place := range d.fixed {
		d.laws[place].chance = x[place]
	}
	d.table = make([]chance, 1<<len(d.places))
	for set := range d.table {
		for i, place := range d.places {
			d.laws[place].chance = chance{down: 1}
			if set>>i&1 == 1 {
				d.laws[place].chance = certain
			}
		}
		var err error
		if d.table[set].up, d.table[set].down, err = d.exact.Availability(d.ctx, nil); err != nil {
			return err
		}
	}
	return nil
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
