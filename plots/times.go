package plots

import (
	"cmp"
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mtbf/model"
	"mtbf/model/life"
)

// Times is a sample of times, and what was found of it.
type Times struct {
	Of         string                 // such as "repair times"
	Survival   *life.Survival         // by Kaplan-Meier; nil: no times
	Turnbull   *life.TurnbullEstimate // in place of Survival where times are known to intervals; [Survival] draws it
	Fits       []*life.Fitted         // the best first; may be empty
	Confidence float64                // of the limits that are drawn; 0: 0.90
}

// maxFits is how many families are drawn on one sample.
const maxFits = 3

// ends are the steps of the survival curve.
func (t Times) ends() []life.Step {
	if t.Survival == nil {
		return nil
	}
	return t.Survival.Steps
}

// terms are those for what times may be of.
var terms = map[string]string{"repair times": "Time to restoration", "restoration times": "Time to restoration", "times between failures": "Time between failures"}

// axis is the label of an axis of the times.
func (t Times) axis() string { return cmp.Or(terms[t.Of], "Time") + ", h" }

// name is what the times are of, for a title.
func (t Times) name() string { return cmp.Or(terms[t.Of], capital(t.Of)) }

func (t Times) confidence() float64 {
	if t.Confidence == 0 {
		return 0.90
	}
	return t.Confidence
}

// fits returns the best families that have an estimate.
func (t Times) fits() []*life.Fitted {
	var all []*life.Fitted
	for _, f := range t.Fits {
		if f.Distribution != nil && len(all) < maxFits {
			all = append(all, f)
		}
	}
	return all
}

// fitNames says by how much the AICc of each family is above the best.
func fitNames(fits []*life.Fitted) []string {
	names := make([]string, len(fits))
	for i, f := range fits {
		names[i] = model.Written(f.Family)
		if d := f.AICc - fits[0].AICc; i > 0 && !math.IsNaN(d) && !math.IsInf(d, 0) {
			names[i] += fmt.Sprintf(" (AICc %+.1f)", d)
		}
	}
	return names
}

// failures returns the times of failures in ascending order, and the share that
// ended at each.
func (t Times) failures() (times, shares []float64) {
	last := 0.0
	for _, s := range t.ends() {
		if s.Failures > 0 && s.Time > 0 {
			times, shares = append(times, s.Time), append(shares, s.Failure-last)
		}
		last = s.Failure
	}
	return times, shares
}

// median tells when half of the times are over.
func (t Times) median() string {
	if len(t.ends()) == 0 {
		return ""
	}
	e, err := t.Survival.Quantile(0.5, t.confidence(), life.LogLogLimits)
	switch {
	case err != nil || math.IsNaN(e.Lo):
		return ""
	case !e.Estimable():
		return fmt.Sprintf("median above %s h", short(e.Lo))
	}
	return fmt.Sprintf("median %s", within(e, "h"))
}

// within writes an estimate with its limits.
func within(e model.Estimate, unit string) string {
	point := "not estimable"
	if e.Estimable() {
		point = short(e.Point)
	}
	if unit != "" {
		unit = " " + unit
	}
	if math.IsInf(e.Hi, 1) {
		return fmt.Sprintf("%s%s (%s or more)", point, unit, short(e.Lo))
	}
	return fmt.Sprintf("%s%s (%s to %s)", point, unit, short(e.Lo), short(e.Hi))
}

// short writes three digits of a number.
func short(x float64) string { return figures(round(x)) }

// spread reports whether times span so much that only a logarithmic axis shows
// them.
func spread(times []float64) bool {
	return len(times) > 0 && times[len(times)-1] > 100*times[0]
}

// grid returns n+1 places from lo to hi, evenly or on a logarithmic scale.
func grid(lo, hi float64, n int, logarithm bool) []float64 {
	all := make([]float64, n+1)
	for i := range all {
		share := float64(i) / float64(n)
		if logarithm {
			all[i] = math.Exp((1-share)*math.Log(lo) + share*math.Log(hi))
		} else {
			all[i] = lo + (hi-lo)*share
		}
	}
	return all
}

// thin returns which of ascending places to draw: the first and the last in
// each 600th of the axis, so that a step curve keeps its heights.
func thin(x []float64, logarithm bool) []int {
	const places = 600
	if len(x) == 0 {
		return nil
	}
	at := func(i int) float64 {
		if logarithm {
			return math.Log(x[i])
		}
		return x[i]
	}
	last := len(x) - 1
	width := (at(last) - at(0)) / places
	place := func(i int) int {
		if !(width > 0) {
			return 0
		}
		return int((at(i) - at(0)) / width)
	}
	var kept []int
	for i := range x {
		if i == 0 || i == last || place(i) != place(i-1) || place(i) != place(i+1) {
			kept = append(kept, i)
		}
	}
	return kept
}

// rug marks places at the foot of a plot.
type rug []float64

// Plot draws them.
func (r rug) Plot(c draw.Canvas, p *plot.Plot) {
	for _, x := range r {
		if at := p.X.Norm(x); at >= 0 && at <= 1 {
			c.StrokeLine2(rugStyle, c.X(at), c.Min.Y, c.X(at), c.Min.Y+7)
		}
	}
}

// Thumbnail draws one.
func (r rug) Thumbnail(c *draw.Canvas) {
	x := (c.Min.X + c.Max.X) / 2
	c.StrokeLine2(rugStyle, x, c.Min.Y, x, c.Max.Y)
}

var rugStyle = draw.LineStyle{Color: ink, Width: vg.Points(1)}

// censored marks the times that were still running.
func (c *chart) censored(t Times) {
	var at []float64
	for _, s := range t.ends() {
		if s.Censored > 0 {
			at = append(at, s.Time)
		}
	}
	if len(at) == 0 {
		return
	}
	var marks rug
	for _, i := range thin(at, false) {
		marks = append(marks, at[i])
		c.box.xmax = max(c.box.xmax, at[i])
	}
	c.Add(marks)
	c.legend.add("Right-censored", marks)
}
