package plots

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Curve is a line with its limits, if it has any, or points alone.
type Curve struct {
	Name   string
	X, Y   []float64
	Lo, Hi []float64 // nil: no limits
	Step   bool      // Y holds until the next X
	Points bool      // dots, no line
}

// chart gathers curves on one pair of axes. Points that are no number, or not
// positive on a logarithmic axis, leave a gap.
type chart struct {
	*plot.Plot
	legend     legend
	logX, logY bool
	box        box
	styles     int
}

// box is the stretch that curves take on the axes.
type box struct{ xmin, xmax, ymin, ymax float64 }

func newChart(title, x, y string, logX, logY bool) *chart {
	inf := math.Inf(1)
	return &chart{Plot: newPlot(title, x, y), logX: logX, logY: logY, box: box{inf, -inf, inf, -inf}}
}

// add draws a curve in the next style.
func (c *chart) add(v Curve) {
	xy := c.points(v.X, v.Y)
	if v.Points {
		g := draw.GlyphStyle{Color: ink, Radius: vg.Points(2.5), Shape: draw.CircleGlyph{}}
		s := &plotter.Scatter{XYs: slices.DeleteFunc(xy, func(p plotter.XY) bool { return math.IsNaN(p.Y) }), GlyphStyle: g}
		c.Add(s)
		c.legend.add(v.Name, s)
		return
	}
	i := c.styles
	c.styles++
	if v.Lo != nil {
		band := &shade{lower: c.limits(v.X, v.Lo), upper: c.limits(v.X, v.Hi), step: v.Step, color: faint(palette[i%len(palette)])}
		c.Add(band)
	}
	var style *plotter.Line
	for _, run := range runs(xy) {
		style = line(run, i)
		if v.Step {
			style.StepStyle = plotter.PostStep
		}
		c.Add(style)
	}
	if style != nil && v.Name != "" {
		c.legend.add(v.Name, style)
	}
}

// points pairs coordinates; those that cannot be drawn become NaN.
func (c *chart) points(x, y []float64) plotter.XYs {
	xy := make(plotter.XYs, 0, len(x))
	for i := range x {
		p := plotter.XY{X: x[i], Y: y[i]}
		if !c.fits(p) {
			p.Y = math.NaN()
		} else {
			c.box.grow(p)
		}
		xy = append(xy, p)
	}
	return xy
}

// limits pairs coordinates as points does, but for limits beyond every place on
// the axis, which stay there.
func (c *chart) limits(x, y []float64) plotter.XYs {
	xy := c.points(x, y)
	for i, v := range y {
		switch {
		case math.IsInf(v, 0):
			xy[i].Y = v
		case c.logY && v <= 0:
			xy[i].Y = math.Inf(-1)
		}
	}
	return xy
}

func (c *chart) fits(p plotter.XY) bool {
	finite := !math.IsNaN(p.X+p.Y) && !math.IsInf(p.X, 0) && !math.IsInf(p.Y, 0)
	return finite && (!c.logX || p.X > 0) && (!c.logY || p.Y > 0)
}

func (b *box) grow(p plotter.XY) {
	b.xmin, b.xmax = min(b.xmin, p.X), max(b.xmax, p.X)
	b.ymin, b.ymax = min(b.ymin, p.Y), max(b.ymax, p.Y)
}

// runs breaks points at gaps.
func runs(xy plotter.XYs) []plotter.XYs {
	var all []plotter.XYs
	open := false
	for _, p := range xy {
		if math.IsNaN(p.Y) {
			open = false
			continue
		}
		if !open {
			all, open = append(all, nil), true
		}
		all[len(all)-1] = append(all[len(all)-1], p)
	}
	return all
}

// figure settles the axes and returns the figure.
func (c *chart) figure(name, alt string) *Figure {
	settle(&c.X, c.box.xmin, c.box.xmax, c.logX)
	settle(&c.Y, c.box.ymin, c.box.ymax, c.logY)
	return newFigure(name, alt, c.Plot, c.legend)
}

// settle gives an axis its ends: decades on a logarithmic one, and something
// around a single value.
func settle(a *plot.Axis, lo, hi float64, logarithm bool) {
	switch {
	case !(lo <= hi), math.IsInf(lo, 0), math.IsInf(hi, 0), logarithm && lo <= 0: // nothing was drawn
		lo, hi = 0.1, 1
	case logarithm && hi/lo < 10:
		lo, hi = lo/2, hi*2
	case logarithm:
		lo, hi = lo/1.2, hi*1.2
	case lo == hi:
		lo, hi = lo-max(1, math.Abs(lo))/10, hi+max(1, math.Abs(hi))/10
	default:
		if lo > 0 && lo < hi/2 {
			lo = 0
		}
		hi += (hi - lo) / 25
	}
	a.Min, a.Max = lo, hi
	if logarithm {
		logarithmic(a, lo, hi)
	}
}

// faint is a colour behind a line of that colour.
func faint(c color.RGBA) color.Color {
	mix := func(v uint8) uint8 { return uint8(255 - (255-int(v))*3/10) }
	return color.RGBA{mix(c.R), mix(c.G), mix(c.B), 255}
}

// shade fills the stretch between two curves.
type shade struct {
	lower, upper plotter.XYs
	step         bool
	color        color.Color
}

// Plot fills it in one piece, without seams. A limit that is not known, and one
// beyond every place on the axis, goes to the edge.
func (s *shade) Plot(c draw.Canvas, p *plot.Plot) {
	y := func(v, otherwise float64) vg.Length {
		if math.IsNaN(v) {
			v = otherwise
		}
		return c.Y(p.Y.Norm(min(max(v, p.Y.Min), p.Y.Max)))
	}
	var above, below []vg.Point
	for i := range s.lower {
		x := c.X(p.X.Norm(s.lower[i].X))
		if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
			continue
		}
		if n := len(above); s.step && n > 0 {
			above, below = append(above, vg.Point{X: x, Y: above[n-1].Y}), append(below, vg.Point{X: x, Y: below[n-1].Y})
		}
		above = append(above, vg.Point{X: x, Y: y(s.upper[i].Y, p.Y.Max)})
		below = append(below, vg.Point{X: x, Y: y(s.lower[i].Y, p.Y.Min)})
	}
	slices.Reverse(below)
	if len(above) > 1 {
		c.FillPolygon(s.color, c.ClipPolygonXY(append(above, below...)))
	}
}

// level draws a straight line at y over the whole width.
func (c *chart) level(name string, y float64, style int) {
	if math.IsNaN(y) || math.IsInf(y, 0) || c.logY && y <= 0 {
		return
	}
	f := plotter.NewFunction(func(float64) float64 { return y })
	f.Color, f.Dashes, f.Width = ink, dashes[style%len(dashes)], vg.Points(1)
	c.box.ymin, c.box.ymax = min(c.box.ymin, y), max(c.box.ymax, y)
	c.Add(f)
	c.legend.add(name, f)
}

func xy(x, y float64) plotter.XY { return plotter.XY{X: x, Y: y} }
