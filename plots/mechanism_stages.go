package plots

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mtbf/model/mechanism"
)

// StagedOutage is an outage as stages, and what it is called.
type StagedOutage struct {
	Name  string
	Total float64 // mean length, hours
	List  []mechanism.Stage
}

// Stages draws outages as bars of their stages, one after the other, the first outage on
// top; a stage has one colour in all of them, and its length where there is room.
func Stages(title string, outages []StagedOutage) *Figure {
	unit, hours := stagesUnit(outages)
	p := newPlot(title, "Time after the failure, "+unit, "")
	names := make([]string, len(outages))
	longest := 0.0
	for i, o := range outages {
		names[len(names)-1-i] = clip(o.Name, 24)
		if t := o.Total / hours; t < math.Inf(1) { // not NaN
			longest = math.Max(longest, t)
		}
	}
	named(&p.Y, names)
	p.X.Min, p.X.Max = 0, 1.1*longest
	if longest == 0 {
		p.X.Max = 1
	}
	b := stageBars{outages, hours, stageNames(outages)}
	p.Add(b)
	var l legend
	for i, name := range b.names {
		l.add(clip(name, 24), swatch{stageColor(i)})
	}
	f := newFigure("stages", stagesAlt(outages, unit, hours), p, l)
	f.height = vg.Length(len(outages))*46 + 1.5*vg.Inch
	return f
}

// stagesUnit is the unit of the axis: minutes but for outages of many hours.
func stagesUnit(outages []StagedOutage) (name string, hours float64) {
	for _, o := range outages {
		if o.Total > 10 {
			return "h", 1
		}
	}
	return "min", 1. / 60
}

// stageNames are the stages of all outages, in their order.
func stageNames(outages []StagedOutage) (names []string) {
	seen := map[string]bool{}
	for _, o := range outages {
		for _, s := range o.List {
			if !seen[s.Name] {
				seen[s.Name] = true
				names = append(names, s.Name)
			}
		}
	}
	return names
}

// stageColor is the colour of the i-th stage; light and dark ones take turns, so that
// neighbours differ in grey as well.
func stageColor(i int) color.RGBA {
	return []color.RGBA{blue, orange, green, purple, vermillion, sky, black}[i%7]
}

// stageBars draws the bars.
type stageBars struct {
	outages []StagedOutage
	hours   float64 // of a unit of the axis
	names   []string
}

// Plot draws them, each with its whole length at its end.
func (b stageBars) Plot(c draw.Canvas, p *plot.Plot) {
	place := map[string]int{}
	for i, name := range b.names {
		place[name] = i
	}
	const half = 12
	for i, o := range b.outages {
		y := c.Y(p.Y.Norm(float64(len(b.outages) - 1 - i)))
		at := 0.0
		for _, s := range o.List {
			mean := s.Mean.Point / b.hours
			if !(mean > 0) || math.IsInf(mean, 0) {
				continue
			}
			left, right := c.X(p.X.Norm(at)), c.X(p.X.Norm(at+mean))
			fill(c, color.White, left, y-half, right, y+half)
			fill(c, stageColor(place[s.Name]), min(left+0.5, right), y-half, right, y+half)
			b.inside(c, p, stageColor(place[s.Name]), short(mean), left, right, y)
			at += mean
		}
		style := p.X.Tick.Label
		style.XAlign, style.YAlign = draw.XLeft, draw.YCenter
		if at > 0 {
			c.FillText(style, vg.Point{X: c.X(p.X.Norm(at)) + 4, Y: y + lift}, short(at))
		}
	}
}

// inside writes a length in the middle of a stage that has room for it.
func (stageBars) inside(c draw.Canvas, p *plot.Plot, on color.RGBA, text string, left, right, y vg.Length) {
	style := p.X.Tick.Label
	style.XAlign, style.YAlign = draw.XCenter, draw.YCenter
	if style.Width(text)+4 > right-left {
		return
	}
	style.Color = color.White
	if 299*int(on.R)+587*int(on.G)+114*int(on.B) > 128_000 {
		style.Color = black
	}
	c.FillText(style, vg.Point{X: (left + right) / 2, Y: y + lift}, text)
}

// stagesAlt says what the figure shows.
func stagesAlt(outages []StagedOutage, unit string, hours float64) string {
	text := "Outages as bars of their stages."
	for _, o := range outages {
		if t := o.Total / hours; t < math.Inf(1) {
			text += fmt.Sprintf(" %s: %.4g %s.", capital(o.Name), t, unit)
		}
	}
	return text
}
