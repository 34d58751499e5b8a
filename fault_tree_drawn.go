package mtbf

import (
	"fmt"
	"math"

	"mtbf/ingest/faulttree"
	"mtbf/plots"
)

// maxTreeEvents is the most events of a fault tree that are drawn; gates beyond it stand
// as if they were drawn elsewhere.
const maxTreeEvents = 60

// DrawFaultTree draws what is below a gate, "" being the only top: the levels nearest to
// it where there are many events. Probabilities are shown where the mission time, in
// hours, lets them be known. left is how many gates are not drawn.
func DrawFaultTree(tree *faulttree.Model, gate string, missionTime float64) (f *plots.Figure, left int, err error) {
	top, err := tree.Gate(gate)
	if err != nil {
		return nil, 0, err
	}
	d := &treeDrawer{tree: tree, mission: missionTime, shown: map[*faulttree.Gate]bool{}}
	root := &plots.FaultEvent{}
	d.queue = []drawnGate{{root, top.Name, top.Label, top.Formula, top}}
	d.events, d.shown[top] = 1, true
	for len(d.queue) > 0 {
		next := d.queue[0]
		d.queue = d.queue[1:]
		d.draw(next)
	}
	return plots.FaultTree(top.Name, root), d.left, nil
}

// treeDrawer takes a tree level by level.
type treeDrawer struct {
	tree    *faulttree.Model
	mission float64
	shown   map[*faulttree.Gate]bool
	queue   []drawnGate
	events  int
	left    int
}

// drawnGate is a gate, or a formula inside one, that is to be drawn.
type drawnGate struct {
	to          *plots.FaultEvent
	name, label string
	formula     *faulttree.Formula
	gate        *faulttree.Gate
}

// draw fills in a gate, and puts those below it in the queue.
func (d *treeDrawer) draw(g drawnGate) {
	f := g.formula
	kind, word := plots.OtherGate, ""
	switch f.Op {
	case faulttree.Same:
		kind, word = plots.OrGate, ""
		f = &faulttree.Formula{Op: faulttree.Or, Of: []*faulttree.Formula{f}}
	case faulttree.And:
		kind = plots.AndGate
	case faulttree.Or:
		kind = plots.OrGate
	case faulttree.AtLeast:
		word = fmt.Sprintf("%d/%d", f.K, len(f.Of))
	case faulttree.Cardinality:
		word = fmt.Sprintf("%d-%d", f.K, f.Max)
	default:
		word = [...]string{faulttree.Constant: "const", faulttree.Not: "not", faulttree.Xor: "xor", faulttree.Iff: "iff", faulttree.Imply: "imp", faulttree.Nand: "nand", faulttree.Nor: "nor"}[f.Op]
	}
	*g.to = plots.FaultEvent{Kind: kind, Name: g.name, Label: g.label, Word: word, Probability: math.NaN()}
	for _, x := range f.Of {
		g.to.Of = append(g.to.Of, d.kid(x))
	}
}

func (d *treeDrawer) kid(f *faulttree.Formula) *plots.FaultEvent {
	d.events++
	e := &plots.FaultEvent{Probability: math.NaN()}
	switch {
	case f.Event != nil:
		e.Kind, e.Name, e.Label = plots.BasicEvent, f.Event.Name, f.Event.Label
		if p, err := d.tree.Probability(f.Event, d.mission); err == nil {
			e.Probability = p
		}
	case f.House != nil:
		e.Kind, e.Name, e.Label = plots.HouseEvent, f.House.Name, map[bool]string{true: "true", false: "false"}[f.House.Happens]
	case f.Op == faulttree.Constant:
		e.Kind, e.Name = plots.HouseEvent, map[bool]string{true: "true", false: "false"}[f.Value]
	case f.Gate != nil && (d.shown[f.Gate] || d.events > maxTreeEvents):
		e.Kind, e.Name, e.Label = plots.Elsewhere, f.Gate.Name, f.Gate.Label
		if !d.shown[f.Gate] {
			d.shown[f.Gate] = true
			d.left++
		}
	case f.Gate != nil:
		d.shown[f.Gate] = true
		d.queue = append(d.queue, drawnGate{e, f.Gate.Name, f.Gate.Label, f.Gate.Formula, f.Gate})
		e.Kind = plots.OrGate
	default:
		d.queue = append(d.queue, drawnGate{to: e, formula: f})
		e.Kind = plots.OrGate
	}
	return e
}
