package plots

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"

	"mtbf/model"
	"mtbf/model/life"
)

// RepairTimes draws a histogram of repair times on a logarithmic scale, with
// the families that fit best.
func RepairTimes(t Times) *Figure { return histogram("repair-times", t, true) }

// Lifetimes draws a histogram of lives with the families that fit best; on a
// logarithmic scale where they span more than two decades.
func Lifetimes(t Times) *Figure {
	times, _ := t.failures()
	return histogram("lifetimes", t, spread(times))
}

// histogram draws the share of all times that ended in each of bins of equal
// width, by the product-limit estimate, so that censored times count for what
// they tell; and the share in a bin about each time that a family expects.
func histogram(name string, t Times, logarithm bool) *Figure {
	times, shares := t.failures()
	fits := t.fits()
	title := t.name()
	if m := t.median(); m != "" {
		title += ": " + m
	}
	if len(fits) > 0 {
		title += "; best fit " + model.Written(fits[0].Family)
	}
	c := newChart(title, t.axis(), "Relative frequency, %", logarithm, false)
	if len(times) > 0 {
		c.histogram(times, shares, fits, logarithm)
	}
	c.censored(t)
	return c.figure(name, fmt.Sprintf("A histogram. %s.", title))
}

// histogram draws the bars, and the families over them.
func (c *chart) histogram(times, shares []float64, fits []*life.Fitted, logarithm bool) {
	b := newBins(times, shares, logarithm)
	c.Add(b)
	c.legend.add("Observed (Kaplan-Meier)", swatch{b.color})
	for i, high := range b.heights {
		c.box.grow(xy(b.edges[i], 0))
		c.box.grow(xy(b.edges[i+1], high))
	}
	places := b.places()
	for i, name := range fitNames(fits) {
		v := Curve{Name: name, X: places}
		for _, x := range places {
			from, to := b.about(x)
			d := fits[i].Distribution
			v.Y = append(v.Y, 100*(math.Exp(d.LogFailure(to))-math.Exp(d.LogFailure(from))))
		}
		c.add(v)
	}
}

// bins is a histogram.
type bins struct {
	edges, heights []float64 // heights in %
	logarithm      bool
	color          color.Color
}

// newBins sorts times into 2 n^(1/3) bins.
func newBins(times, shares []float64, logarithm bool) *bins {
	n := min(max(int(math.Ceil(2*math.Cbrt(float64(len(times))))), 4), 40)
	lo, hi := times[0], times[len(times)-1]
	switch {
	case lo == hi:
		lo, hi = lo/2, hi*2
	case !logarithm && lo < hi/4:
		lo = 0
	}
	b := &bins{grid(lo, hi, n, logarithm), make([]float64, n), logarithm, faint(ink)}
	k := 0
	for i, t := range times {
		for k < n-1 && t > b.edges[k+1] {
			k++
		}
		b.heights[k] += 100 * shares[i]
	}
	return b
}

// about returns the bin with its middle at x.
func (b *bins) about(x float64) (from, to float64) {
	if b.logarithm {
		half := math.Sqrt(b.edges[1] / b.edges[0])
		return x / half, x * half
	}
	half := (b.edges[1] - b.edges[0]) / 2
	return x - half, x + half
}

// places are where families are drawn: a bin more than there are on either
// side, and no bin that begins before 0.
func (b *bins) places() []float64 {
	lo, hi := b.edges[0], b.edges[len(b.heights)]
	if b.logarithm {
		ratio := b.edges[1] / lo
		return grid(lo/ratio, hi*ratio, 200, true)
	}
	width := b.edges[1] - lo
	return grid(max(width/2, lo-width), hi+width, 200, false)
}

// Plot draws the bars.
func (b *bins) Plot(c draw.Canvas, p *plot.Plot) {
	for i, high := range b.heights {
		left, right := c.X(p.X.Norm(b.edges[i])), c.X(p.X.Norm(b.edges[i+1]))
		fill(c, b.color, left, c.Y(p.Y.Norm(0)), right-0.7, c.Y(p.Y.Norm(high)))
	}
}
