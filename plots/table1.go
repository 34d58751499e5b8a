package plots

import (
	"fmt"
	"slices"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mtbf/model"
	"mtbf/model/gray"
)

// Table1 draws the MTBF of each row of a published table beside what the log
// gives, with limits, on a logarithmic scale of years.
func Table1(rows []gray.Row) *Figure {
	drawn := 0
	for _, r := range rows {
		drawn += len(slices.DeleteFunc(slices.Clone(r.Cells), func(c gray.Cell) bool { return c.Column != gray.MTBFYears }))
	}
	var names []string
	var at []float64
	var ours []model.Estimate
	var printed plotter.XYs
	for _, r := range rows {
		for _, c := range r.Cells {
			if c.Column != gray.MTBFYears {
				continue
			}
			y := float64(drawn - 1 - len(names))
			name := r.Category.String()
			if name == "" {
				name = "total"
			}
			names, at = append(names, clip(name, 32)), append(at, y)
			ours = append(ours, model.Estimate{Point: c.Reproduced, Lo: c.Lo, Hi: c.Hi})
			printed = append(printed, plotter.XY{X: c.Published, Y: y + 0.28})
		}
	}
	p := newPlot("MTBF by cause: Gray's Table 1 and the log", "MTBF, years", "")
	w := newWhiskers(at, ours, 1, true, 0)
	s := &plotter.Scatter{XYs: printed, GlyphStyle: draw.GlyphStyle{Color: vermillion, Shape: draw.PyramidGlyph{}, Radius: vg.Points(3.5)}}
	p.Add(w, s)
	slices.Reverse(names)
	named(&p.Y, names)
	logarithmic(&p.X, w.finest/1.3, w.greatest*1.3)
	var l legend
	l.add("Published", s)
	l.add("From the log, with limits", thumb{w})
	f := newFigure("table1", fmt.Sprintf("The MTBF of %d rows of Gray's Table 1, as published and as the log gives it.", len(names)), p, l)
	f.height = vg.Length(len(names))*24 + 1.3*vg.Inch
	return f
}

// thumb shows whiskers in a legend.
type thumb struct{ w *whiskers }

// Thumbnail draws one.
func (t thumb) Thumbnail(c *draw.Canvas) {
	y := (c.Min.Y + c.Max.Y) / 2
	c.StrokeLine2(draw.LineStyle{Color: t.w.color, Width: vg.Points(1.3)}, c.Min.X, y, c.Max.X, y)
	c.DrawGlyph(draw.GlyphStyle{Color: t.w.color, Radius: vg.Points(3), Shape: t.w.shape}, vg.Point{X: (c.Min.X + c.Max.X) / 2, Y: y})
}
