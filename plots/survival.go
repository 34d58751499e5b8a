package plots

import (
	"fmt"
	"math"

	"mtbf/model"
	"mtbf/model/life"
)

// Survival draws the share of units that outlast each time, by Kaplan-Meier
// with limits, and the family that fits best; on a logarithmic scale
// where the times span more than two decades.
//
// Where times are known to intervals it is Turnbull's estimate, without limits: a line
// where the survival is known, and grey over the intervals that hold a mass, inside
// which it falls at times not known.
func Survival(t Times) *Figure {
	if t.Turnbull != nil {
		return t.intervals()
	}
	times, _ := t.failures()
	logarithm := spread(times)
	title := "Survival S(t)"
	if m := t.median(); m != "" {
		title += ": " + m
	}
	c := newChart(title, t.axis(), "Survival S(t), %", logarithm, false)
	c.add(t.steps(times, logarithm))
	if fits := t.fits(); len(fits) > 0 && len(times) > 0 {
		c.add(fitted(fits[0], times[0], c.box.xmax, logarithm))
	}
	c.censored(t)
	c.box.grow(xy(c.box.xmax, 0))
	return c.figure("survival", fmt.Sprintf("A survival curve with limits. %s.", title))
}

// lead is how far before the first failure a logarithmic scale begins.
const lead = 1.5

// steps is the product-limit estimate with its limits; on a logarithmic scale
// from shortly before the first failure on.
func (t Times) steps(failures []float64, logarithm bool) Curve {
	v := Curve{Name: fmt.Sprintf("Kaplan-Meier, with %.3g %% limits", 100*t.confidence()), Step: true, Lo: []float64{}, Hi: []float64{}}
	if t.Survival == nil {
		return v
	}
	x := []float64{0}
	if logarithm {
		x[0] = failures[0] / lead
	}
	for _, s := range t.ends() {
		if s.Time > x[0] {
			x = append(x, s.Time)
		}
	}
	for _, i := range thin(x, logarithm) {
		e, _, err := t.Survival.At(x[i], t.confidence(), life.LogLogLimits)
		if err != nil {
			continue
		}
		v.X, v.Y = append(v.X, x[i]), append(v.Y, 100*e.Point)
		v.Lo, v.Hi = append(v.Lo, 100*e.Lo), append(v.Hi, 100*e.Hi)
	}
	return v
}

// fitted is the survival curve of a family.
func fitted(f *life.Fitted, lo, hi float64, logarithm bool) Curve {
	if !logarithm {
		lo = 0
	} else {
		lo /= lead
	}
	v := Curve{Name: model.Written(f.Family) + ", best fit", X: grid(lo, hi, 200, logarithm)}
	for _, x := range v.X {
		v.Y = append(v.Y, 100*math.Exp(f.Distribution.LogSurvival(x)))
	}
	return v
}
