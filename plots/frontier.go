package plots

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mtbf/model"
	"mtbf/model/sizing"
)

// Frontier draws what availability costs: the unavailability of every design
// that no other beats against the first of the resources, the best for each
// amount of it, the design chosen, and the greatest unavailability allowed
// (NaN for none). Where parameters are uncertain the design chosen has a bar
// up to what it does not exceed with the confidence.
func Frontier(r *sizing.Result, allowed float64) *Figure {
	if len(r.Resources) == 0 || r.Best.Choices == nil {
		return newChart("Nothing to choose", "", "Unavailability", false, true).figure("frontier", "No designs.")
	}
	resource := r.Resources[0]
	title := chosen(r, resource)
	c := newChart(title, capital(clip(resource, 24)), "Unavailability", false, true)
	best := Curve{Name: "Least for the amount spent", Step: true}
	for _, s := range r.Steps() {
		best.X, best.Y = append(best.X, s.Design.Resources[resource]), append(best.Y, s.Design.Unavailability)
	}
	c.add(best)
	all := Curve{Name: "Pareto frontier", Points: true}
	for _, d := range r.Frontier {
		all.X, all.Y = append(all.X, d.Resources[resource]), append(all.Y, d.Unavailability)
	}
	c.add(all)
	c.level("Allowed", allowed, 1)
	c.choice(r, r.Best.Resources[resource])
	return c.figure("frontier", fmt.Sprintf("Unavailability against %s, %s. %s.", clip(resource, 24), model.Counted(len(r.Frontier), "design"), title))
}

// chosen tells what the best design is.
func chosen(r *sizing.Result, resource string) string {
	proof := "not proved the best"
	if r.ProvedOptimal {
		proof = "proved the best"
	}
	return fmt.Sprintf("Chosen: %s %s, unavailability %s; %s", clip(resource, 24), figures(r.Best.Resources[resource]), short(r.Best.Unavailability), proof)
}

// choice marks the design chosen, with the limit of what it is.
func (c *chart) choice(r *sizing.Result, at float64) {
	name := "Chosen"
	if k := r.Confident; k != nil && k.UpperLimit > r.Best.Unavailability && !math.IsInf(k.UpperLimit, 1) {
		e := model.Estimate{Point: math.NaN(), Lo: r.Best.Unavailability, Hi: k.UpperLimit}
		w := newWhiskers([]float64{at}, []model.Estimate{e}, 1, false, 1)
		c.Add(w)
		c.box.grow(xy(at, k.UpperLimit))
		name += fmt.Sprintf("; not exceeded with %.3g %% confidence", 100*k.Confidence)
	}
	place := c.points([]float64{at}, []float64{r.Best.Unavailability})
	if math.IsNaN(place[0].Y) {
		return
	}
	s := &plotter.Scatter{XYs: place, GlyphStyle: draw.GlyphStyle{Color: vermillion, Radius: vg.Points(6), Shape: bullseye{}}}
	c.Add(s)
	c.legend.add(name, s)
}

// bullseye is a thick ring.
type bullseye struct{}

// DrawGlyph draws it.
func (bullseye) DrawGlyph(c *draw.Canvas, style draw.GlyphStyle, at vg.Point) {
	c.SetLineStyle(draw.LineStyle{Color: style.Color, Width: vg.Points(2.2)})
	var p vg.Path
	p.Move(vg.Point{X: at.X + style.Radius, Y: at.Y})
	p.Arc(at, style.Radius, 0, 2*math.Pi)
	p.Close()
	c.Stroke(p)
}
