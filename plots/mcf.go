package plots

import (
	"fmt"
	"math"

	"mtbf/model"
	"mtbf/model/recurrent"
)

// MCF draws how many failures a unit has had on average by each time, with
// limits, and beside it what a constant rate and a power law expect; either may
// be nil. The time is the label of its axis, such as "Time since the window
// began, h".
func MCF(curve *recurrent.Curve, rate *recurrent.HPP, law *recurrent.PowerLaw, time string) *Figure {
	title := "No failures"
	if n := len(curve.Points); n > 0 {
		last := curve.Points[n-1]
		e := model.Estimate{Point: last.Mean, Lo: last.Lo, Hi: last.Hi}
		title = fmt.Sprintf("Mean cumulative failures per unit: %s by %s h", within(e, ""), short(curve.To-curve.From))
	}
	c := newChart(title, time, "Mean cumulative failures per unit", false, false)
	c.add(mean(curve))
	if rate != nil {
		c.add(expected("Constant rate", curve, func(t float64) float64 { return rate.Rate.Point * (t - curve.From) }))
	}
	if law != nil {
		alpha, beta := law.Alpha().Point, law.Beta.Point
		c.add(expected(fmt.Sprintf("Power law, beta %s", within(law.Beta, "")), curve, func(t float64) float64 {
			return math.Pow(t/alpha, beta) - math.Pow(curve.From/alpha, beta)
		}))
	}
	for _, w := range curve.Warnings {
		c.legend.add(capital(w.Text), blank{})
	}
	c.box.grow(xy(curve.From, 0))
	return c.figure("mcf", fmt.Sprintf("The mean cumulative function, with limits. %s.", title))
}

// mean is the curve itself, which ends with the observation.
func mean(curve *recurrent.Curve) Curve {
	v := Curve{Name: fmt.Sprintf("Mean cumulative function, with %.3g %% limits", 100*curve.Confidence), Step: true, Lo: []float64{}, Hi: []float64{}}
	x := []float64{curve.From}
	for _, p := range curve.Points {
		x = append(x, p.Time)
	}
	x = append(x, curve.To)
	for _, i := range thin(x, false) {
		p := recurrent.Point{}
		if k := min(i, len(curve.Points)); k > 0 {
			p = curve.Points[k-1]
		}
		v.X, v.Y = append(v.X, x[i]), append(v.Y, p.Mean)
		v.Lo, v.Hi = append(v.Lo, p.Lo), append(v.Hi, p.Hi)
	}
	return v
}

// expected is a model of the mean.
func expected(name string, curve *recurrent.Curve, f func(t float64) float64) Curve {
	v := Curve{Name: name, X: grid(curve.From, curve.To, 100, false)}
	for _, t := range v.X {
		v.Y = append(v.Y, f(t))
	}
	return v
}
