package plots

import (
	"fmt"
	"image/color"
	"strings"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mtbf/model"
	"mtbf/model/system"
)

// Diagram draws the reliability block diagram of a system: current flows from
// left to right. Branches beyond the first few of a node are counted instead of
// drawn. A diagram that would be too small to read is wider than other figures.
func Diagram(m *system.Model) *Figure {
	whole := layout(m, m.Top, 0)
	size := whole.size()
	full := size.w + 2*stub
	room := min(max(wide-2*margin, leastScale*full), mostWide*wide)
	scale := min(1, float64(room/full))
	tall := vg.Length(scale) * (size.up + size.down)
	f := newDrawing("diagram", fmt.Sprintf("The block diagram of %s, of %s.", clip(m.Name, 60), model.Counted(len(m.Units), "unit")), tall+2*margin+titleTall, func(c draw.Canvas) {
		title := text.Style{Color: ink, Font: sans(11), XAlign: draw.XCenter, YAlign: draw.YTop, Handler: writer}
		c.FillText(title, vg.Point{X: c.Center().X, Y: c.Max.Y}, clip(m.Name, 70))
		a := pen{c, scale}
		left, right, y := c.Center().X-a.of(size.w)/2, c.Center().X+a.of(size.w)/2, c.Max.Y-titleTall-a.of(size.up)
		a.wire(left-a.of(stub), y, left, y)
		whole.paint(a, vg.Point{X: left, Y: y})
		a.wire(right, y, right+a.of(stub), y)
	})
	f.width = max(wide, room+2*margin)
	return f
}

// Measures of a diagram at full scale, in points.
const (
	blockWide   = 32 // at least
	blockTall   = 24
	blockPad    = 7 // beside a name
	gap         = 14
	stub        = 14
	captionTall = 10 // of a line
	captionPad  = 1  // below the last
	bracketTall = 6
	titleTall   = 24
	maxDrawn    = 6  // branches of a node
	deepest     = 12 // levels
	maxLetters  = 30

	leastScale = 0.75 // of a diagram that may be wider for it
	mostWide   = 3    // figures
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

// write writes a text of a size at full scale with its middle at a point.
func (a pen) write(size vg.Length, at vg.Point, words string) {
	a.FillText(middle(a.of(size)), vg.Point{X: at.X, Y: at.Y + a.of(lift)}, words)
}

// middle is the style of the texts of a diagram.
func middle(size vg.Length) text.Style {
	return text.Style{Color: ink, Font: sans(size), XAlign: draw.XCenter, YAlign: draw.YCenter, Handler: writer}
}

// extent is the size of a shape: its width, and how far it goes up and down from
// the line that current takes into and out of it.
type extent struct{ w, up, down vg.Length }

// shape is a part of a diagram: its size at full scale, and how it is painted
// with the left end of its line at a point.
type shape interface {
	size() extent
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
		return stack{inner(n.Of), caption{fmt.Sprintf("%d of %d", n.K, len(n.Of))}}
	case *system.Capacity:
		return stack{inner(n.Of), caption{"share"}}
	case *system.Group:
		return groupShape(m, n)
	case *system.Duty:
		return stack{inner(n.Of), caption{"standby, in order"}}
	case *system.Network:
		return block{label: networkLabel(n)}
	case *system.Choose:
		return question{append(dependence(n.Group), fmt.Sprintf("%d..%d of", max(n.Min, n.Need), n.Max)), block{label: chooseLabel(m, n)}}
	}
	return block{label: "?"}
}

// dependence tells how the units of a group depend on each other, as far as they do not
// do so in the usual way: coverage and common cause.
func dependence(g *system.Group) caption {
	if g == nil {
		return nil
	}
	var c caption
	covered, idle := g.Coverage.P(), g.IdleCoverage.Or(g.Coverage).P()
	if covered < 1 {
		c = append(c, fmt.Sprintf("coverage %.10g", covered))
	}
	if idle != covered {
		c = append(c, fmt.Sprintf("idle coverage %.10g", idle))
	}
	switch {
	case g.CommonCause != nil && g.CommonCause.Alpha != nil:
		c = append(c, "common cause (alpha)")
	case g.CommonCause != nil:
		c = append(c, "common cause (MGL)")
	case g.Beta > 0:
		c = append(c, fmt.Sprintf("beta %.10g", g.Beta))
	}
	return c
}

// caption is what stands above a shape, line by line.
type caption []string

func (c caption) size() (w, h vg.Length) {
	for _, line := range c {
		w = max(w, middle(8).Width(line))
	}
	return w, vg.Length(len(c))*captionTall + captionPad
}

// paint writes the lines above the middle of their lower edge.
func (c caption) paint(a pen, at vg.Point) {
	for i, line := range c {
		a.write(8, vg.Point{X: at.X, Y: at.Y + a.of((vg.Length(len(c)-i)-0.5)*captionTall+captionPad)}, line)
	}
}

// question is a choice of copies: how many, above what they are of.
type question struct {
	many caption
	of   block
}

func (q question) size() extent {
	w, h := q.many.size()
	of := q.of.size()
	return extent{max(w, of.w), of.up + h, of.down}
}

func (q question) paint(a pen, at vg.Point) {
	size, of := q.size(), q.of.size()
	start := at.X + a.of(size.w-of.w)/2
	a.wire(at.X, at.Y, start, at.Y)
	q.of.paint(a, vg.Point{X: start, Y: at.Y})
	a.wire(start+a.of(of.w), at.Y, at.X+a.of(size.w), at.Y)
	q.many.paint(a, vg.Point{X: at.X + a.of(size.w)/2, Y: at.Y + a.of(of.up)})
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
	return stack{nodes, append(caption{label}, dependence(g)...)}
}

// block is a box with a name.
type block struct {
	label string
	empty bool // without a frame
}

func (b block) words() string { return clip(b.label, maxLetters) }

func (b block) size() extent {
	return extent{max(blockWide, middle(9).Width(b.words())+2*blockPad), blockTall / 2, blockTall / 2}
}

func (b block) paint(a pen, at vg.Point) {
	w, h := a.of(b.size().w), a.of(blockTall)
	if !b.empty {
		fill(a.Canvas, faint(sky), at.X, at.Y-h/2, at.X+w, at.Y+h/2)
		frame := []vg.Point{{X: at.X, Y: at.Y - h/2}, {X: at.X + w, Y: at.Y - h/2}, {X: at.X + w, Y: at.Y + h/2}, {X: at.X, Y: at.Y + h/2}, {X: at.X, Y: at.Y - h/2}}
		a.StrokeLines(draw.LineStyle{Color: blue, Width: vg.Points(1)}, frame)
	}
	a.write(9, vg.Point{X: at.X + w/2, Y: at.Y}, b.words())
}

// chain is shapes one after another.
type chain []shape

func (s chain) size() extent {
	var all extent
	for i, x := range s {
		size := x.size()
		if i > 0 {
			all.w += gap
		}
		all = extent{all.w + size.w, max(all.up, size.up), max(all.down, size.down)}
	}
	return all
}

func (s chain) paint(a pen, at vg.Point) {
	for i, x := range s {
		if i > 0 {
			a.wire(at.X, at.Y, at.X+a.of(gap), at.Y)
			at.X += a.of(gap)
		}
		x.paint(a, at)
		at.X += a.of(x.size().w)
	}
}

// stack is shapes beside each other, with what it takes for them to work above a
// bracket over all of them.
type stack struct {
	of     []shape
	needed caption
}

// lines are how far below the top of the first shape the line of each is; the whole
// of the shapes is so wide and tall.
func (s stack) lines() (below []vg.Length, w, h vg.Length) {
	for i, x := range s.of {
		size := x.size()
		if i > 0 {
			h += gap / 2
		}
		below = append(below, h+size.up)
		w, h = max(w, size.w), h+size.up+size.down
	}
	return below, w, h
}

func (s stack) size() extent {
	below, w, h := s.lines()
	size := extent{w: w + 2*gap, up: h / 2}
	if len(below) > 0 {
		size.up = (below[0] + below[len(below)-1]) / 2
	}
	size.down = h - size.up
	if s.needed != nil {
		wide, tall := s.needed.size()
		size.w, size.up = max(size.w, wide), size.up+bracketTall+tall
	}
	return size
}

func (s stack) paint(a pen, at vg.Point) {
	size := s.size()
	below, w, _ := s.lines()
	left, right := at.X+a.of(size.w-w-gap)/2, at.X+a.of(size.w+w+gap)/2
	a.wire(at.X, at.Y, left, at.Y)
	a.wire(right, at.Y, at.X+a.of(size.w), at.Y)
	top := at.Y + a.of(size.up)
	if s.needed != nil {
		_, tall := s.needed.size()
		top -= a.of(tall)
		s.needed.paint(a, vg.Point{X: (left + right) / 2, Y: top})
		foot := top - a.of(bracketTall/2)
		a.StrokeLines(draw.LineStyle{Color: color.Gray{150}, Width: vg.Points(1)}, []vg.Point{{X: left, Y: foot}, {X: left, Y: top}, {X: right, Y: top}, {X: right, Y: foot}})
		top -= a.of(bracketTall)
	}
	first, last := at.Y, at.Y
	for i, x := range s.of {
		xw := x.size().w
		y := top - a.of(below[i])
		start := (left+right)/2 - a.of(xw)/2
		a.wire(left, y, start, y)
		x.paint(a, vg.Point{X: start, Y: y})
		a.wire(start+a.of(xw), y, right, y)
		first, last = max(first, y), min(last, y)
	}
	a.wire(left, first, left, last)
	a.wire(right, first, right, last)
}
