package plots

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mtbf/model"
)

// Step is a system with one more mechanism.
type Step struct {
	Name           string
	Unavailability float64
	MTBF           float64 // hours
}

// Buys draws the availability in nines, each step a bar from that before it, the first
// from none and on top, with the MTBF at the right. A step that costs nines is drawn in
// another colour.
func Buys(name string, steps []Step) *Figure {
	p := newPlot("What each mechanism buys: "+clip(name, 48), "Availability in nines, -log10 of the unavailability; right: MTBF", "")
	names, notes := make([]string, len(steps)), make([]string, len(steps))
	top := 1.0
	for i, s := range steps {
		row := len(steps) - 1 - i
		names[row], notes[row] = clip(s.Name, 32), lasting(s.MTBF)
		if n := ninesOf(s.Unavailability); !math.IsNaN(n) {
			top = math.Max(top, n)
		}
	}
	p.Add(buysBars(steps), margins(notes))
	named(&p.Y, names)
	p.X.Min, p.X.Max = 0, 1.3*top
	f := newFigure("buys", buysAlt(steps), p, legend{})
	f.height = barsHeight(len(steps))
	return f
}

// ninesOf is -log10 of an unavailability, NaN where it has none.
func ninesOf(u float64) float64 {
	if !(u > 0 && u <= 1) {
		return math.NaN()
	}
	return math.Abs(math.Log10(u)) // -0 otherwise
}

// lasting writes a time in years, or in hours below one.
func lasting(hours float64) string {
	switch {
	case math.IsNaN(hours) || math.IsInf(hours, 0):
		return ""
	case hours < model.HoursPerYear:
		return short(hours) + " h"
	}
	return short(hours/model.HoursPerYear) + " years"
}

// buysBars draws the bars.
type buysBars []Step

// Plot draws them with the nines that they end at.
func (b buysBars) Plot(c draw.Canvas, p *plot.Plot) {
	style := p.X.Tick.Label
	style.XAlign, style.YAlign = draw.XLeft, draw.YCenter
	before := 0.0
	for i, s := range b {
		after := ninesOf(s.Unavailability)
		if math.IsNaN(after) {
			continue
		}
		y := c.Y(p.Y.Norm(float64(len(b) - 1 - i)))
		left, right := c.X(p.X.Norm(math.Min(before, after))), c.X(p.X.Norm(math.Max(before, after)))
		color := blue
		switch {
		case i == 0:
			color = sky
		case after < before:
			color = vermillion
		}
		fill(c, color, left, y-5.5, max(right, left+1), y+5.5)
		c.FillText(style, vg.Point{X: max(right, left+1) + 3, Y: y + lift}, fmt.Sprintf("%.3g", after))
		before = after
	}
}

// buysAlt says what the figure shows.
func buysAlt(steps []Step) string {
	text := "What each mechanism buys, in nines."
	for _, s := range steps {
		if n := ninesOf(s.Unavailability); !math.IsNaN(n) {
			text += fmt.Sprintf(" %s: %.3g, MTBF %s.", capital(s.Name), n, lasting(s.MTBF))
		}
	}
	return text
}
