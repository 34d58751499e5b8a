package plots

import (
	"image/color"
	"math"

	"mtbf/model/life"
)

// doubt is the grey over what is not known.
var doubt = color.RGBA{205, 205, 205, 255}

// intervals draws Turnbull's estimate and the family that fits best.
func (t Times) intervals() *Figure {
	spans := t.Turnbull.Spans()
	ends := finiteEnds(spans)
	logarithm := spread(ends)
	const title = "Survival S(t) by Turnbull, of intervals"
	c := newChart(title, t.axis(), "Survival S(t), %", logarithm, false)
	if len(ends) > 0 {
		c.turnbull(spans, ends, logarithm)
		if fits := t.fits(); len(fits) > 0 {
			c.styles = 1
			c.add(fitted(fits[0], ends[0], c.box.xmax, logarithm))
		}
		c.box.grow(xy(c.box.xmax, 0))
	}
	return c.figure("survival", "A survival curve of times known to intervals: a line where the share is known, grey where it is not.")
}

// finiteEnds are the positive, finite ends of spans, ascending.
func finiteEnds(spans []life.SurvivalSpan) (ends []float64) {
	for _, s := range spans {
		if s.Upper > 0 && !math.IsInf(s.Upper, 1) {
			ends = append(ends, s.Upper)
		}
	}
	return ends
}

// turnbull draws spans from the left edge of the axis to some way after the last end.
func (c *chart) turnbull(spans []life.SurvivalSpan, ends []float64, logarithm bool) {
	from, to := 0.0, ends[len(ends)-1]*1.1
	if logarithm {
		from = ends[0] / lead
	}
	place := func(x float64) float64 { return min(max(x, from), to) }
	known := Curve{Name: "Turnbull, without limits", X: []float64{}, Y: []float64{}}
	var grey *shade
	for _, s := range spans {
		x := []float64{place(s.Lower), place(s.Upper)}
		above, below := 100*s.Before, 100*s.After
		switch {
		case s.Probability > 0 && x[1] > x[0]:
			grey = &shade{lower: c.points(x, []float64{below, below}), upper: c.points(x, []float64{above, above}), color: doubt}
			c.Add(grey)
			known.X, known.Y = append(known.X, x[0], math.NaN(), x[1]), append(known.Y, above, math.NaN(), below)
		default:
			known.X, known.Y = append(known.X, x...), append(known.Y, above, below)
		}
	}
	c.add(known)
	if grey != nil {
		c.legend.add("Holds a mass: times not known within", swatch{doubt})
	}
}
