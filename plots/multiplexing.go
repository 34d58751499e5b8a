package plots

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mtbf/model"
)

// Residual is what is known of the residual error of a bundle of N lines. NaN
// stands for what is not, and nil for no simulation.
type Residual struct {
	N                          int
	Exact, Eq26, Eq27, Printed float64
	Simulated                  *model.Estimate
}

// Multiplexing draws the residual error of von Neumann's bundles against their
// number of lines: exact, by his approximations, as printed, and simulated. What
// twenty decades hide the lower part shows, each over the exact figure.
func Multiplexing(rows []Residual) *Figure {
	upper := residuals(rows, "", "Residual error", func(r Residual) float64 { return 1 })
	lower := residuals(rows, "Lines per bundle N", "Ratio to exact", func(r Residual) float64 { return r.Exact })
	upper.Title.Text = "Residual error of von Neumann's bundles" + greatestMiss(rows)
	f := stacked("multiplexing", upper.Title.Text+".", upper, lower)
	f.height = 5 * vg.Inch
	return f
}

// greatestMiss tells how much more than printed the error is at most.
func greatestMiss(rows []Residual) string {
	ratio, n := 0.0, 0
	for _, r := range rows {
		if miss := r.Exact / r.Printed; miss > ratio && !math.IsInf(miss, 1) {
			ratio, n = miss, r.N
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(": %s times the printed one at %s lines", short(ratio), figures(float64(n)))
}

// residuals draws every figure over a unit.
func residuals(rows []Residual, x, y string, unit func(Residual) float64) *chart {
	c := newChart("", x, y, false, true)
	curves := []Curve{{Name: "Exact"}, {Name: "Eq. 26"}, {Name: "Eq. 27"}, {Name: "Printed", Points: true}}
	var at []float64
	var simulated []model.Estimate
	for _, r := range rows {
		for k, y := range []float64{r.Exact, r.Eq26, r.Eq27, r.Printed} {
			curves[k].X, curves[k].Y = append(curves[k].X, float64(r.N)), append(curves[k].Y, y/unit(r))
		}
		if r.Simulated != nil && unit(r) > 0 {
			at, simulated = append(at, float64(r.N)), append(simulated, r.Simulated.Scale(1/unit(r)))
		}
	}
	for _, v := range curves {
		c.add(v)
	}
	if len(at) > 0 {
		w := newWhiskers(at, simulated, 1, false, 4)
		c.Add(w)
		c.legend.add(fmt.Sprintf("Simulated, with %.3g %% limits", 100*simulated[0].Confidence), thumb{w})
	}
	return c
}

// stacked returns a figure of two charts of the same legend, one above the
// other.
func stacked(name, alt string, upper, lower *chart) *Figure {
	for _, c := range []*chart{upper, lower} {
		settle(&c.X, c.box.xmin, c.box.xmax, c.logX)
		settle(&c.Y, c.box.ymin, c.box.ymax, c.logY)
	}
	return newDrawing(name, alt, height, func(c draw.Canvas) {
		c = upper.legend.draw(c)
		middle := (c.Max.Y - c.Min.Y) * 0.45
		a, b := *upper.Plot, *lower.Plot
		top, bottom := labels(&a, draw.Crop(c, 0, 0, middle, 0)), labels(&b, draw.Crop(c, 0, 0, 0, middle-(c.Max.Y-c.Min.Y)))
		tiles := [][]*plot.Plot{{&a}, {&b}}
		whole := draw.Crop(c, top.Min.X-c.Min.X, 0, 0, 0)
		aligned := plot.Align(tiles, draw.Tiles{Rows: 2, Cols: 1}, whole)
		for i, area := range []draw.Canvas{top, bottom} {
			area.Min.X, area.Max.X = aligned[i][0].Min.X, aligned[i][0].Max.X
			tiles[i][0].Draw(area)
		}
	})
}
