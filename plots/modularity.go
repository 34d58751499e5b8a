package plots

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mtbf/model"
	"mtbf/model/modularity"
)

// Modularity draws the MTBF of a system against the modules that its hardware
// of a setting is cut into and the copies of each: the darker, the longer, on a logarithmic
// scale, with the years written in. Cells that reach a target, in hours, have
// a frame; 0 is no target.
func Modularity(s modularity.Architecture, points []modularity.Point, target float64) *Figure {
	m := newCells(points, target)
	given := fmt.Sprintf("Modules of the hardware (MTBF of the whole %s h, MTTR %s h, coverage %g)", short(s.MTBF), short(s.MTTR), s.Coverage.P())
	p := newPlot("MTBF in years, by modules and copies of each", given, "Copies of each module")
	named(&p.X, texts(m.modules))
	named(&p.Y, texts(m.copies))
	p.X.Min, p.X.Max = -0.5, max(0.5, float64(len(m.modules))-0.5)
	p.Y.Min, p.Y.Max = -0.5, max(0.5, float64(len(m.copies))-0.5)
	p.Add(m)
	var l legend
	if target > 0 && !math.IsInf(target, 0) {
		p.Title.Text += fmt.Sprintf("; framed: %s years or more", short(target/model.HoursPerYear))
	}
	f := newFigure("modularity", m.alt(), p, l)
	f.height = vg.Length(len(m.copies))*34 + 1.2*vg.Inch
	return f
}

// alt says in words what the map shows.
func (m cells) alt() string {
	if m.least > m.greatest {
		return "A heat map of the MTBF by modules and copies, without a finite one."
	}
	return fmt.Sprintf("A heat map of the MTBF by modules and copies, from %s to %s years.", short(m.least), short(m.greatest))
}

// cells is a heat map.
type cells struct {
	modules, copies          []int
	years                    map[[2]int]float64 // by modules and copies
	least, greatest, framing float64
}

func newCells(points []modularity.Point, target float64) cells {
	m := cells{years: map[[2]int]float64{}, least: math.Inf(1), greatest: math.Inf(-1), framing: target / model.HoursPerYear}
	for _, p := range points {
		years := p.MTBF / model.HoursPerYear
		if math.IsNaN(years) {
			continue
		}
		m.modules, m.copies = append(m.modules, p.Modules), append(m.copies, p.Copies)
		m.years[[2]int{p.Modules, p.Copies}] = years
		if years > 0 && !math.IsInf(years, 1) {
			m.least, m.greatest = min(m.least, years), max(m.greatest, years)
		}
	}
	slices.Sort(m.modules)
	slices.Sort(m.copies)
	m.modules, m.copies = slices.Compact(m.modules), slices.Compact(m.copies)
	return m
}

func texts(numbers []int) []string {
	all := make([]string, len(numbers))
	for i, n := range numbers {
		all[i] = model.Grouped(strconv.Itoa(n))
	}
	return all
}

// Plot draws the cells.
func (m cells) Plot(c draw.Canvas, p *plot.Plot) {
	for i, modules := range m.modules {
		for j, copies := range m.copies {
			if years, ok := m.years[[2]int{modules, copies}]; ok {
				left, right := c.X(p.X.Norm(float64(i)-0.5)), c.X(p.X.Norm(float64(i)+0.5))
				bottom, top := c.Y(p.Y.Norm(float64(j)-0.5)), c.Y(p.Y.Norm(float64(j)+0.5))
				m.cell(c, p.X.Tick.Label, years, vg.Rectangle{Min: vg.Point{X: left, Y: bottom}, Max: vg.Point{X: right - 1, Y: top - 1}})
			}
		}
	}
}

func (m cells) cell(c draw.Canvas, style text.Style, years float64, r vg.Rectangle) {
	shade := m.shade(years)
	style.Color = legible(shade)
	style.XAlign, style.YAlign = draw.XCenter, draw.YCenter
	fill(c, shade, r.Min.X, r.Min.Y, r.Max.X, r.Max.Y)
	if m.framing > 0 && years >= m.framing {
		c.StrokeLines(draw.LineStyle{Color: style.Color, Width: vg.Points(1.5)}, outline(r, 2.5))
	}
	c.FillText(style, vg.Point{X: (r.Min.X + r.Max.X) / 2, Y: (r.Min.Y + r.Max.Y) / 2}, short(years))
}

// outline is the outline of a rectangle, that far inside it.
func outline(r vg.Rectangle, inside vg.Length) []vg.Point {
	left, bottom, right, top := r.Min.X+inside, r.Min.Y+inside, r.Max.X-inside, r.Max.Y-inside
	return []vg.Point{{X: left, Y: bottom}, {X: right, Y: bottom}, {X: right, Y: top}, {X: left, Y: top}, {X: left, Y: bottom}}
}

// ramp goes from pale to dark, so that it is in order in grey too.
var ramp = []color.RGBA{{235, 244, 252, 255}, sky, blue, {0, 38, 77, 255}}

// shade is the place of a figure on the ramp, by its logarithm.
func (m cells) shade(years float64) color.RGBA {
	share := 0.0
	if years >= m.greatest {
		share = 1
	}
	if years > m.least && years < m.greatest {
		share = math.Log(years/m.least) / math.Log(m.greatest/m.least)
	}
	k := min(int(share*float64(len(ramp)-1)), len(ramp)-2)
	return between(ramp[k], ramp[k+1], share*float64(len(ramp)-1)-float64(k))
}

func between(a, b color.RGBA, share float64) color.RGBA {
	mix := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + share*(float64(y)-float64(x)))) }
	return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 255}
}

// legible is the colour of text on a background.
func legible(back color.RGBA) color.Color {
	if 299*int(back.R)+587*int(back.G)+114*int(back.B) < 128_000 {
		return color.White
	}
	return black
}
