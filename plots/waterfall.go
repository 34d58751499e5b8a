package plots

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mtbf/model/gray"
)

// Waterfall draws the stages of one outage, each a bar from the end of the one
// before to its own, such as Gray's Figure 1.
func Waterfall(title string, stages []gray.Stage) *Figure {
	p := newPlot(title, "Time after the failure, min", "")
	names := make([]string, max(0, len(stages)-1))
	for i := range names {
		names[len(names)-1-i] = clip(stages[i+1].Text, 44)
	}
	named(&p.Y, names)
	p.X.Min = 0
	if len(stages) > 0 {
		p.X.Max = stages[len(stages)-1].Minute * 1.08
	}
	p.Add(stairs(stages))
	alt := "No stages."
	if len(stages) > 0 {
		alt = fmt.Sprintf("A waterfall of %d stages of an outage of %g minutes.", len(names), stages[len(stages)-1].Minute)
	}
	f := newFigure("waterfall", alt, p, legend{})
	f.height = vg.Length(len(names))*20 + 1.1*vg.Inch
	return f
}

// stairs draws the bars, the first on top.
type stairs []gray.Stage

// Plot draws them with their lengths.
func (s stairs) Plot(c draw.Canvas, p *plot.Plot) {
	style := p.X.Tick.Label
	style.XAlign, style.YAlign = draw.XLeft, draw.YCenter
	for i := 1; i < len(s); i++ {
		row := p.Y.Norm(float64(len(s) - 1 - i))
		left, right := c.X(p.X.Norm(s[i-1].Minute)), c.X(p.X.Norm(s[i].Minute))
		fill(c, blue, left, c.Y(row)-5, max(right, left+1), c.Y(row)+5)
		c.FillText(style, vg.Point{X: right + 3, Y: c.Y(row) + lift}, fmt.Sprintf("%g", s[i].Minute-s[i-1].Minute))
	}
}
