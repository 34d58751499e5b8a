package plots

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mtbf/model"
)

// whiskers draws estimates: a point, and a bar over its limits. A limit beyond
// the axis ends in an arrow; an estimate without a point has a bar alone.
type whiskers struct {
	at       []float64 // the place of each on the other axis
	values   []model.Estimate
	across   bool // values on X
	color    color.Color
	shape    draw.GlyphDrawer
	unit     float64 // values are divided by it
	finest   float64 // least value shown; 0 on a linear axis
	greatest float64
}

// newWhiskers returns estimates drawn along X (across) or Y, in units.
func newWhiskers(at []float64, values []model.Estimate, unit float64, across bool, style int) *whiskers {
	w := &whiskers{at: at, values: values, unit: unit, across: across, color: palette[style%len(palette)], shape: shapes[style%len(shapes)]}
	w.finest, w.greatest = math.Inf(1), math.Inf(-1)
	for _, e := range values {
		for _, x := range []float64{e.Point, e.Lo, e.Hi} {
			if x > 0 && !math.IsInf(x, 1) {
				w.finest, w.greatest = min(w.finest, x/unit), max(w.greatest, x/unit)
			}
		}
	}
	return w
}

// DataRange returns the stretch of the axes that shows every finite figure.
func (w *whiskers) DataRange() (xmin, xmax, ymin, ymax float64) {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, at := range w.at {
		lo, hi = min(lo, at), max(hi, at)
	}
	if w.across {
		return w.finest, w.greatest, lo, hi
	}
	return lo, hi, w.finest, w.greatest
}

// Plot draws the estimates.
func (w *whiskers) Plot(c draw.Canvas, p *plot.Plot) {
	for i, e := range w.values {
		w.one(c, p, w.at[i], e)
	}
}

func (w *whiskers) one(c draw.Canvas, p *plot.Plot, at float64, e model.Estimate) {
	value, other := &p.Y, &p.X
	if w.across {
		value, other = &p.X, &p.Y
	}
	place := func(x float64) vg.Point {
		along := value.Norm(min(max(x/w.unit, value.Min), value.Max))
		if w.across {
			return vg.Point{X: c.X(along), Y: c.Y(other.Norm(at))}
		}
		return vg.Point{X: c.X(other.Norm(at)), Y: c.Y(along)}
	}
	lo, hi := max(e.Lo, value.Min*w.unit), e.Hi
	if math.IsNaN(e.Lo) || math.IsNaN(e.Hi) {
		lo, hi = e.Point, e.Point
	}
	from, to := place(lo), place(hi)
	style := draw.LineStyle{Color: w.color, Width: vg.Points(1.3)}
	c.StrokeLine2(style, from.X, from.Y, to.X, to.Y)
	up := vg.Length(1)
	if value.Norm(value.Max) < value.Norm(value.Min) { // an inverted axis
		up = -1
	}
	w.end(c, style, from, -up, e.Lo/w.unit < value.Min)
	w.end(c, style, to, up, e.Hi/w.unit > value.Max)
	if e.Estimable() {
		c.DrawGlyph(draw.GlyphStyle{Color: w.color, Radius: vg.Points(3), Shape: w.shape}, place(e.Point))
	}
}

// end closes a bar with a cap, or with an arrow in the direction it goes on.
func (w *whiskers) end(c draw.Canvas, style draw.LineStyle, at vg.Point, way vg.Length, on bool) {
	const half = 3
	back := vg.Length(0)
	if on {
		back = -way * 5
	}
	if w.across {
		c.StrokeLine2(style, at.X+back, at.Y-half, at.X, at.Y)
		c.StrokeLine2(style, at.X+back, at.Y+half, at.X, at.Y)
	} else {
		c.StrokeLine2(style, at.X-half, at.Y+back, at.X, at.Y)
		c.StrokeLine2(style, at.X+half, at.Y+back, at.X, at.Y)
	}
}
