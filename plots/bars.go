package plots

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// horizontal draws bars from the left, the last on top, each with a note at the
// right edge.
func horizontal(p *plot.Plot, names []string, values plotter.Values, notes []string) {
	bars, err := plotter.NewBarChart(values, vg.Points(11))
	if err != nil { // no bars
		return
	}
	bars.Horizontal = true
	bars.Color, bars.LineStyle.Width = sky, 0
	p.Add(bars, margins(notes))
	named(&p.Y, names)
	p.X.Min = 0
}

// barsHeight is the height of a figure of n bars.
func barsHeight(n int) vg.Length { return vg.Length(n)*20 + 1.1*vg.Inch }

// lift brings the middle of figures, which have nothing below their line, to the place
// that a text is centred at.
const lift = 1.5

// margins writes notes at the right edge.
type margins []string

// Plot writes them.
func (m margins) Plot(c draw.Canvas, p *plot.Plot) {
	style := p.X.Tick.Label
	style.XAlign, style.YAlign = draw.XRight, draw.YCenter
	for i, note := range m {
		c.FillText(style, vg.Point{X: c.X(1), Y: c.Y(p.Y.Norm(float64(i))) + lift}, note)
	}
}
