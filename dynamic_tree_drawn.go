package mtbf

import (
	"fmt"
	"math"
	"strings"

	"mtbf/ingest/galileo"
	"mtbf/model/dynamic"
	"mtbf/plots"
)

// DrawDynamicTree draws what is below a gate of a dynamic fault tree, "" being the top:
// the levels nearest to it where there are many events. An event that others force to fail
// stands below a symbol fdep or pdep, with what forces it; what a seq or a mutex forbids is
// told by its name. The inputs of a gate for which their order counts are numbered. left is how many gates are not drawn.
func DrawDynamicTree(file *galileo.File, gate string) (f *plots.Figure, left int, err error) {
	t, err := topOf(file.Tree, gate)
	if err != nil {
		return nil, 0, err
	}
	d := &dynamicDrawer{tree: t, shown: map[int]bool{t.Top: true}, events: 1, labels: restrictionsOf(t)}
	root := &plots.FaultEvent{}
	d.queue = []drawnElement{{root, t.Top}}
	for len(d.queue) > 0 {
		next := d.queue[0]
		d.queue = d.queue[1:]
		d.draw(next)
	}
	if root.Kind == plots.BasicEvent { // a tree of one event
		root = &plots.FaultEvent{Kind: plots.OrGate, Name: t.Elements[t.Top].Name, Probability: math.NaN(), Of: []*plots.FaultEvent{root}}
	}
	return plots.FaultTree(t.Elements[t.Top].Name, root), d.left, nil
}

// dynamicDrawer takes a tree level by level.
type dynamicDrawer struct {
	tree   *dynamic.Tree
	shown  map[int]bool
	labels []string
	queue  []drawnElement
	events int
	left   int
}

// drawnElement is an element that is to be drawn.
type drawnElement struct {
	to      *plots.FaultEvent
	element int
}

// restrictionsOf tells of each element what forbids its failure, some time.
func restrictionsOf(t *dynamic.Tree) []string {
	labels := make([]string, len(t.Elements))
	for _, r := range t.Restrictions {
		for _, i := range r.Of {
			labels[i] = strings.TrimPrefix(labels[i]+", "+r.Kind.String()+" "+r.Name, ", ")
		}
	}
	return labels
}

// draw fills in an element, and puts those below it in the queue.
func (d *dynamicDrawer) draw(x drawnElement) {
	e := &d.tree.Elements[x.element]
	kind, word := plots.OtherGate, e.Kind.String()
	switch e.Kind {
	case dynamic.Basic:
		d.drawEvent(x)
		return
	case dynamic.And:
		kind, word = plots.AndGate, ""
	case dynamic.Or:
		kind, word = plots.OrGate, ""
	case dynamic.Vote:
		word = fmt.Sprintf("%d/%d", e.K, len(e.Of))
	}
	if e.Exclusive {
		word += "<"
	}
	*x.to = plots.FaultEvent{Kind: kind, Name: e.Name, Label: d.labels[x.element], Word: word, Place: x.to.Place, Probability: math.NaN()}
	ordered := e.Kind == dynamic.Pand || e.Kind == dynamic.Por || e.Kind == dynamic.Spare
	for i, kid := range e.Of {
		below := d.below(kid)
		if ordered {
			below.Place = i + 1
		}
		x.to.Of = append(x.to.Of, below)
	}
}

// drawEvent fills in a basic event, which with what forces it is a gate.
func (d *dynamicDrawer) drawEvent(x drawnElement) {
	event := plots.FaultEvent{Kind: plots.BasicEvent, Name: d.tree.Elements[x.element].Name, Label: d.labels[x.element], Probability: math.NaN()}
	if p := d.tree.Elements[x.element].Event.Probability; p > 0 {
		event.Probability = p
	}
	place := x.to.Place
	defer func() { x.to.Place = place }()
	*x.to = event
	for _, by := range d.tree.Dependencies {
		if by.Dependent != x.element {
			continue
		}
		if x.to.Kind == plots.BasicEvent {
			itself := event
			*x.to = plots.FaultEvent{Kind: plots.OtherGate, Name: event.Name, Word: "fdep", Probability: math.NaN(), Of: []*plots.FaultEvent{&itself}}
		}
		if by.Probability < 1 {
			x.to.Word = "pdep"
		}
		x.to.Of = append(x.to.Of, d.below(by.Trigger))
	}
}

// below is an element that hangs below another, drawn there, later, or elsewhere.
func (d *dynamicDrawer) below(i int) *plots.FaultEvent {
	d.events++
	e := &plots.FaultEvent{Kind: plots.OrGate, Name: d.tree.Elements[i].Name, Label: d.labels[i], Probability: math.NaN()}
	alone := d.tree.Elements[i].Kind == dynamic.Basic && !d.isForced(i)
	switch {
	case alone:
		d.drawEvent(drawnElement{e, i})
	case d.shown[i] || d.events > maxTreeEvents:
		e.Kind = plots.Elsewhere
		if !d.shown[i] {
			d.shown[i] = true
			d.left++
		}
	default:
		d.shown[i] = true
		d.queue = append(d.queue, drawnElement{e, i})
	}
	return e
}

func (d *dynamicDrawer) isForced(i int) bool {
	for _, by := range d.tree.Dependencies {
		if by.Dependent == i {
			return true
		}
	}
	return false
}
