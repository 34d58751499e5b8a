package plots

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mtbf/model"
	"mtbf/model/system"
)

// Diagram draws the reliability block diagram of a system: current flows from
// left to right. Branches beyond the first few of a node are counted instead of
// drawn.
func Diagram(m *system.Model) *Figure {
	whole := layout(m, m.Top, 0)
	w, h := whole.size()
	scale := min(1, float64(wide-2*margin-2*stub)/float64(w))
	tall := max(vg.Length(scale)*h, 30) + 0.7*vg.Inch
	return newDrawing("diagram", fmt.Sprintf("The block diagram of %s, of %s.", clip(m.Name, 60), model.Counted(len(m.Units), "unit")), tall, func(c draw.Canvas) {
		title := text.Style{Color: ink, Font: sans(11), XAlign: draw.XCenter, YAlign: draw.YTop, Handler: writer}
		c.FillText(title, vg.Point{X: c.Center().X, Y: c.Max.Y}, clip(m.Name, 70))
		y := (c.Min.Y + c.Max.Y - 18) / 2
		a := pen{c, scale}
		left := c.Center().X - a.of(w)/2
		a.wire(left-stub, y, left, y)
		whole.paint(a, vg.Point{X: left, Y: y})
		a.wire(left+a.of(w), y, left+a.of(w)+stub, y)
	})
}

// Measures of a diagram at full scale, in points.
const (
	blockWide  = 78
	blockTall  = 24
	gap        = 14
	stub       = 14
	maxDrawn   = 6  // branches of a node
	deepest    = 12 // levels
	maxLetters = 15
)

// pen draws at a scale.
type pen struct {
	draw.Canvas
	scale float64
}

func (a pen) of(x vg.Length) vg.Length { return vg.Length(a.scale) * x }

func (a pen) wire(x, y, x2, y2 vg.Length) {
	a.StrokeLine2(draw.LineStyle{Color: ink, Width: vg.Points(1)}, x, y, x2, y2)
}

// shape is a part of a diagram: its size at full scale, and how it is painted
// with the middle of its left side at a point.
type shape interface {
	size() (w, h vg.Length)
	paint(a pen, at vg.Point)
}

// layout returns the shape of a node.
func layout(m *system.Model, n system.Node, depth int) shape {
	if depth > deepest {
		return block{label: "…"}
	}
	inner := func(nodes []system.Node) []shape {
		var all []shape
		for _, child := range nodes[:min(len(nodes), maxDrawn)] {
			all = append(all, layout(m, child, depth+1))
		}
		if left := len(nodes) - maxDrawn; left > 0 {
			all = append(all, block{label: fmt.Sprintf("… %d more", left), empty: true})
		}
		return all
	}
	switch n := n.(type) {
	case system.Use:
		return block{label: m.Units[n.Unit].Name}
	case *system.Series:
		return chain(inner(n.Of))
	case *system.Parallel:
		return stack{of: inner(n.Of)}
	case *system.KOfN:
		return stack{inner(n.Of), fmt.Sprintf("%d of %d", n.K, len(n.Of))}
	case *system.Capacity:
		return stack{inner(n.Of), "share"}
	case *system.Group:
		return groupShape(m, n)
	case *system.Duty:
		return stack{inner(n.Of), "standby, in order"}
	case *system.Network:
		return block{label: networkLabel(n)}
	case *system.Choose:
		return question{block{label: fmt.Sprintf("%d..%d of", max(n.Min, n.Need), n.Max), empty: true}, block{label: chooseLabel(m, n)}}
	}
	return block{label: "?"}
}

// question is a choice of copies: how many, above what they are of.
type question struct{ many, of block }

func (q question) size() (w, h vg.Length) { return blockWide, 2 * blockTall }

func (q question) paint(a pen, at vg.Point) {
	q.of.paint(a, at)
	q.many.paint(a, vg.Point{X: at.X, Y: at.Y + a.of(0.85*blockTall)})
}

// chooseLabel names what there is to choose from.
func chooseLabel(m *system.Model, c *system.Choose) string {
	var names []string
	for _, i := range c.Components {
		names = append(names, m.Components[i].Name)
	}
	for _, s := range c.Structures {
		names = append(names, s.Name)
	}
	if len(names) > 2 {
		return fmt.Sprintf("%s and %d others", clip(names[0], 5), len(names)-1)
	}
	return strings.Join(names, " or ")
}

func networkLabel(n *system.Network) string {
	if len(n.Places) == 0 {
		return fmt.Sprintf("network, %d edges", len(n.Edges))
	}
	return fmt.Sprintf("network, %s and %s", model.Counted(len(n.Places), "node"), model.Counted(len(n.Edges), "edge"))
}

func groupShape(m *system.Model, g *system.Group) shape {
	var nodes []shape
	for _, u := range g.Units[:min(len(g.Units), maxDrawn)] {
		nodes = append(nodes, block{label: m.Units[u].Name})
	}
	if left := len(g.Units) - maxDrawn; left > 0 {
		nodes = append(nodes, block{label: fmt.Sprintf("… %d more", left), empty: true})
	}
	label := fmt.Sprintf("%d of %d", g.K, len(g.Units))
	if g.Kind == system.Standby {
		label += ", standby"
	}
	return stack{nodes, label}
}

// block is a box with a name.
type block struct {
	label string
	empty bool // without a frame
}

func (b block) size() (w, h vg.Length) { return blockWide, blockTall }

func (b block) paint(a pen, at vg.Point) {
	w, h := a.of(blockWide), a.of(blockTall)
	style := text.Style{Color: ink, Font: sans(vg.Length(max(5, 9*a.scale))), XAlign: draw.XCenter, YAlign: draw.YCenter, Handler: writer}
	if !b.empty {
		fill(a.Canvas, faint(sky), at.X, at.Y-h/2, at.X+w, at.Y+h/2)
		frame := []vg.Point{{X: at.X, Y: at.Y - h/2}, {X: at.X + w, Y: at.Y - h/2}, {X: at.X + w, Y: at.Y + h/2}, {X: at.X, Y: at.Y + h/2}, {X: at.X, Y: at.Y - h/2}}
		a.StrokeLines(draw.LineStyle{Color: blue, Width: vg.Points(1)}, frame)
	}
	a.FillText(style, vg.Point{X: at.X + w/2, Y: at.Y}, clip(b.label, maxLetters))
}

// chain is shapes one after another.
type chain []shape

func (s chain) size() (w, h vg.Length) {
	for i, x := range s {
		xw, xh := x.size()
		if i > 0 {
			w += gap
		}
		w, h = w+xw, max(h, xh)
	}
	return w, h
}

func (s chain) paint(a pen, at vg.Point) {
	for i, x := range s {
		if i > 0 {
			a.wire(at.X, at.Y, at.X+a.of(gap), at.Y)
			at.X += a.of(gap)
		}
		x.paint(a, at)
		w, _ := x.size()
		at.X += a.of(w)
	}
}

// stack is shapes beside each other, with what it takes for them to work.
type stack struct {
	of    []shape
	label string
}

func (s stack) size() (w, h vg.Length) {
	for i, x := range s.of {
		xw, xh := x.size()
		if i > 0 {
			h += gap / 2
		}
		w, h = max(w, xw), h+xh
	}
	if s.label != "" {
		h += gap
	}
	return w + 2*gap, h
}

func (s stack) paint(a pen, at vg.Point) {
	w, h := s.size()
	left, right := at.X+a.of(gap)/2, at.X+a.of(w)-a.of(gap)/2
	a.wire(at.X, at.Y, left, at.Y)
	a.wire(right, at.Y, at.X+a.of(w), at.Y)
	top := at.Y + a.of(h)/2
	if s.label != "" {
		style := text.Style{Color: ink, Font: sans(vg.Length(max(5, 8*a.scale))), XAlign: draw.XCenter, YAlign: draw.YTop, Handler: writer}
		a.FillText(style, vg.Point{X: (left + right) / 2, Y: top}, s.label)
		top -= a.of(gap)
	}
	first, last := at.Y, at.Y
	for _, x := range s.of {
		xw, xh := x.size()
		y := top - a.of(xh)/2
		start := at.X + a.of(gap) + a.of(w-2*gap-xw)/2
		a.wire(left, y, start, y)
		x.paint(a, vg.Point{X: start, Y: y})
		a.wire(start+a.of(xw), y, right, y)
		top -= a.of(xh + gap/2)
		first, last = max(first, y), min(last, y)
	}
	a.wire(left, first, left, last)
	a.wire(right, first, right, last)
}
