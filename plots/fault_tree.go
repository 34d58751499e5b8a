package plots

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mtbf/model"
)

// FaultKind is what an event of a fault tree is.
type FaultKind uint8

// The kinds, each with a symbol of its own.
const (
	BasicEvent FaultKind = iota
	HouseEvent
	Elsewhere // a gate that is drawn in another place, or not at all
	AndGate
	OrGate
	OtherGate // with its word in it
)

// FaultEvent is an event of a fault tree to draw.
type FaultEvent struct {
	Kind        FaultKind
	Name, Label string
	Word        string  // in the symbol of a gate, such as 2/3
	Place       int     // among the inputs of a gate for which their order counts, from 1; 0: it does not
	Probability float64 // NaN or 0: not shown
	Of          []*FaultEvent
}

// shown is the name, with its place before it.
func (e *FaultEvent) shown() string {
	if e.Place == 0 {
		return e.Name
	}
	return fmt.Sprintf("%d. %s", e.Place, e.Name)
}

// FaultTree draws a fault tree from its top event down. Basic events, house events and
// gates that are drawn elsewhere hang below their gate one under the other. The tree is
// as wide as its gates ask for.
func FaultTree(name string, top *FaultEvent) *Figure {
	t := &faultLayout{top: top}
	columns := t.place(top, 0, 0)
	scale := max(0.8, min(1, float64(wide-2*margin)/float64(vg.Length(columns)*faultColumn)))
	w, h := vg.Length(scale)*vg.Length(columns)*faultColumn, vg.Length(scale)*t.depth
	f := newDrawing("fault-tree", fmt.Sprintf("The fault tree of %s, of %s.", clip(name, 60), model.Counted(t.drawn, "event")), h+0.6*vg.Inch, func(c draw.Canvas) {
		title := text.Style{Color: ink, Font: sans(11), XAlign: draw.XCenter, YAlign: draw.YTop, Handler: writer}
		c.FillText(title, vg.Point{X: c.Center().X, Y: c.Max.Y}, clip(name, 70))
		p := faultPen{pen{c, scale}, c.Center().X - w/2, c.Max.Y - 24}
		for _, x := range t.gates {
			p.gate(x)
		}
	})
	f.width = max(wide, w+2*margin)
	return f
}

// Measures of a fault tree at full scale, in points.
const (
	faultColumn = 86
	faultLevel  = 78
	faultRow    = 24
	faultBox    = 76 // wide
	boxTall     = 22
	symbolWide  = 26
	symbolTall  = 22
	faultEnd    = 14 // letters of a name
)

// faultLayout is where the events of a fault tree stand.
type faultLayout struct {
	top   *FaultEvent
	gates []placedGate
	drawn int
	depth vg.Length
}

// placedGate is a gate with the middle of its box, and what hangs below it.
type placedGate struct {
	*FaultEvent
	x, y   vg.Length
	leaves []*FaultEvent
	at     vg.Length // left end of the column of leaves
	below  []vg.Length
}

// place puts a gate, or a tree of one event, at a level with its first column, and returns
// how many columns it takes.
func (t *faultLayout) place(e *FaultEvent, level, column int) int {
	t.drawn++
	g := placedGate{FaultEvent: e, y: vg.Length(level) * faultLevel}
	var gates []*FaultEvent
	for _, kid := range e.Of {
		if kid.Kind >= AndGate {
			gates = append(gates, kid)
		} else {
			g.leaves = append(g.leaves, kid)
		}
	}
	used := 0
	var middles []vg.Length
	if len(g.leaves) > 0 {
		t.drawn += len(g.leaves)
		g.at = vg.Length(column) * faultColumn
		middles = append(middles, g.at+faultColumn/2)
		used = 1
	}
	for _, kid := range gates {
		took := t.place(kid, level+1, column+used)
		x := t.gates[len(t.gates)-1].x // the kid comes after all below it
		g.below, middles = append(g.below, x), append(middles, x)
		used += took
	}
	used = max(used, 1)
	if len(middles) == 0 {
		middles = []vg.Length{(vg.Length(column) + 0.5) * faultColumn}
	}
	g.x = (middles[0] + middles[len(middles)-1]) / 2
	t.depth = max(t.depth, g.y+faultLevel+vg.Length(len(g.leaves))*faultRow)
	t.gates = append(t.gates, g)
	return used
}

// faultPen paints with the left top of the tree at a point.
type faultPen struct {
	pen
	left, up vg.Length
}

func (p faultPen) at(x, y vg.Length) vg.Point {
	return vg.Point{X: p.left + p.of(x), Y: p.up - p.of(y)}
}

func (p faultPen) line(x, y, x2, y2 vg.Length) {
	a, b := p.at(x, y), p.at(x2, y2)
	p.wire(a.X, a.Y, b.X, b.Y)
}

func (p faultPen) write(x, y, size vg.Length, align text.XAlignment, words string) {
	style := text.Style{Color: ink, Font: sans(p.of(size)), XAlign: align, YAlign: draw.YCenter, Handler: writer}
	p.FillText(style, p.at(x, y), words)
}

// gate paints a gate's box, its symbol, and the way down to what it is made of.
func (p faultPen) gate(g placedGate) {
	p.box(g.x, g.y, g.FaultEvent)
	if g.Kind < AndGate {
		p.leaf(g.x, g.y+boxTall+12, g.FaultEvent, false)
		return
	}
	p.line(g.x, g.y+boxTall, g.x, g.y+boxTall+4)
	top := g.y + boxTall + 4
	p.symbol(g.x, top, g.FaultEvent)
	bus := g.y + faultLevel - 10
	foot := top + symbolTall
	if g.Kind != AndGate {
		foot -= 0.2 * symbolTall
	}
	p.line(g.x, foot, g.x, bus)
	first, last := g.x, g.x
	reach := func(x vg.Length) { first, last = min(first, x), max(last, x) }
	for _, x := range g.below {
		p.line(x, bus, x, bus+10)
		reach(x)
	}
	if len(g.leaves) > 0 {
		rail := g.at + 8
		reach(rail)
		for i, leaf := range g.leaves {
			y := g.y + faultLevel + (vg.Length(i)+0.4)*faultRow
			p.line(rail, y, rail+6, y)
			p.leaf(rail+11, y, leaf, true)
			if i == len(g.leaves)-1 {
				p.line(rail, bus, rail, y)
			}
		}
	}
	p.line(first, bus, last, bus)
}

// box is the rectangle with the name of a gate and its label; a gate without a name has
// none.
func (p faultPen) box(x, y vg.Length, e *FaultEvent) {
	if e.Name == "" {
		p.line(x, y, x, y+boxTall)
		return
	}
	lo, hi := p.at(x-faultBox/2, y+boxTall), p.at(x+faultBox/2, y)
	fill(p.Canvas, faint(sky), lo.X, lo.Y, hi.X, hi.Y)
	p.outline([]vg.Point{lo, {X: hi.X, Y: lo.Y}, hi, {X: lo.X, Y: hi.Y}})
	name, size := clip(e.shown(), faultEnd+4), vg.Length(9)
	if len([]rune(name)) > faultEnd {
		size = 7
	}
	if e.Label == "" || e.Label == e.Name {
		p.write(x, y+boxTall/2, size, draw.XCenter, name)
		return
	}
	p.write(x, y+boxTall*0.28, size, draw.XCenter, name)
	p.write(x, y+boxTall*0.74, 6.5, draw.XCenter, clip(e.Label, faultEnd+6))
}

func (p faultPen) outline(of []vg.Point) {
	p.StrokeLines(draw.LineStyle{Color: blue, Width: vg.Points(1)}, append(of, of[0]))
}

// symbol paints that of a gate below a point: a dome for and, a pointed arch for or, an
// arch with a word for the others.
func (p faultPen) symbol(x, y vg.Length, e *FaultEvent) {
	var of []vg.Point
	add := func(dx, dy float64) {
		of = append(of, p.at(x+vg.Length(dx)*symbolWide/2, y+vg.Length(dy)*symbolTall))
	}
	add(-1, 1)
	if e.Kind == AndGate {
		for a := 0.0; a <= 1; a += 1. / 24 {
			add(-math.Cos(a*math.Pi), 0.55-0.55*math.Sin(a*math.Pi))
		}
		add(1, 1)
	} else {
		for side := -1.0; side <= 1; side += 2 { // arcs about the other foot that meet in a point
			for i := 0; i <= 12; i++ {
				a := math.Pi / 3 * (0.5 - side*(float64(i)/12-0.5))
				add(side*(2*math.Cos(a)-1), 0.55-0.55*math.Sin(a)/math.Sin(math.Pi/3))
			}
		}
		add(1, 1)
		for a := 1.0; a >= -1; a -= 1. / 12 {
			add(a, 1-0.2*(1-a*a))
		}
	}
	p.outline(of)
	p.write(x, y+symbolTall*0.55, 7, draw.XCenter, e.Word)
}

// leaf paints the symbol of what has nothing below it, with its name beside it.
func (p faultPen) leaf(x, y vg.Length, e *FaultEvent, named bool) {
	const r = 5
	var of []vg.Point
	switch e.Kind {
	case HouseEvent:
		of = []vg.Point{p.at(x-r, y+r), p.at(x-r, y-r/3), p.at(x, y-r), p.at(x+r, y-r/3), p.at(x+r, y+r)}
	case Elsewhere:
		of = []vg.Point{p.at(x-r, y+r), p.at(x, y-r), p.at(x+r, y+r)}
	default:
		for a := 0.0; a < 2*math.Pi; a += math.Pi / 16 {
			of = append(of, p.at(x+r*vg.Length(math.Cos(a)), y+r*vg.Length(math.Sin(a))))
		}
	}
	p.outline(of)
	if !named {
		return
	}
	under := e.Label
	if e.Probability > 0 {
		under = strconv.FormatFloat(e.Probability, 'g', 3, 64)
	}
	if under == "" || under == e.Name {
		p.write(x+8, y, 8, draw.XLeft, clip(e.shown(), faultEnd-2))
		return
	}
	p.write(x+8, y-4, 8, draw.XLeft, clip(e.shown(), faultEnd-2))
	p.write(x+8, y+5, 6.5, draw.XLeft, clip(under, faultEnd))
}
