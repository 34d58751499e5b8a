package plots

import (
	"context"
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot"

	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/life"
)

// paper is a probability paper: times of its family lie on a straight line.
type paper struct {
	standard  dist.Distribution // the member of the family that it measures with
	logarithm bool              // of time
}

// papers are those there are, by family.
func papers() map[string]paper {
	weibull, _ := dist.NewWeibull(1, 1, 0)
	lognormal, _ := dist.NewLognormal(0, 1)
	exponential, _ := dist.NewExponential(1)
	return map[string]paper{"weibull": {weibull, true}, "lognormal": {lognormal, true}, "exponential": {exponential, false}}
}

// at returns how high a survival probability stands on the paper.
func (p paper) at(survival float64) float64 {
	q := p.standard.InverseSurvival(survival)
	if p.logarithm {
		return math.Log(q)
	}
	return q
}

// Paper draws a sample on the probability paper of a family (weibull, lognormal
// or exponential): each failure at the middle of the step that the Kaplan-Meier
// estimate takes there, so that censored times move the ranks of later
// failures; and the family as fitted, with limits. The fit may be nil. The
// error is a *model.ParamError for another family, or the cause of the end of ctx.
func Paper(ctx context.Context, family string, t Times, fit *life.Fitted) (*Figure, error) {
	p, ok := papers()[family]
	if !ok {
		return nil, &model.ParamError{Param: "family", Value: family, Want: "weibull, lognormal or exponential"}
	}
	title := capital(model.Written(family)) + " probability plot: " + parameters(fit)
	c := newChart(title, t.axis(), "Unreliability F(t), %", p.logarithm, false)
	c.Title.Text, c.Y.Tick.Marker = strings.Replace(title, ": ", "\n", 1), p
	points := p.points(t)
	if fit != nil && fit.Distribution != nil && len(points.X) > 0 {
		seen := box{points.X[0], points.X[len(points.X)-1], points.Y[0], points.Y[len(points.Y)-1]}
		c.add(p.line(ctx, fit, t.confidence(), seen))
		const room = 0.7
		c.box.ymin, c.box.ymax = seen.ymin-room, seen.ymax+room
		if !p.logarithm {
			c.box.ymin = 0
		}
	}
	if ctx.Err() != nil { // limits were not searched for
		return nil, context.Cause(ctx)
	}
	c.add(points)
	c.censored(t)
	return c.figure("paper-"+family, title+"."), nil
}

// parameters writes those of a fit with their limits.
func parameters(f *life.Fitted) string {
	text := ""
	if f == nil {
		return "no fit"
	}
	for i, p := range f.Parameters {
		if i > 0 {
			text += ", "
		}
		text += p.Name + " " + within(p.Estimate, "")
	}
	return text
}

// points are the failures, each in the middle of its step.
func (p paper) points(t Times) Curve {
	var x, y []float64
	last := 1.0
	for _, s := range t.ends() {
		if s.Failures > 0 && s.Time > 0 {
			x, y = append(x, s.Time), append(y, p.at((last+s.Survival)/2))
		}
		last = s.Survival
	}
	v := Curve{Name: "Failures", Points: true}
	for _, i := range thin(x, p.logarithm) {
		v.X, v.Y = append(v.X, x[i]), append(v.Y, y[i])
	}
	return v
}

// line is a fitted family with its limits, from end to end of a box.
func (p paper) line(ctx context.Context, fit *life.Fitted, confidence float64, b box) Curve {
	v := Curve{Name: fmt.Sprintf("%s fit, with %.3g %% limits", model.Written(fit.Family), 100*confidence), Lo: []float64{}, Hi: []float64{}}
	reach := p.reach(b)
	lo, hi := b.xmin/reach, b.xmax*reach
	if !p.logarithm {
		lo, hi = 0, b.xmax*1.2
	}
	for _, x := range grid(lo, hi, 40, p.logarithm) {
		e, err := fit.Reliability(ctx, x)
		if err != nil || !e.Estimable() {
			continue
		}
		v.X, v.Y = append(v.X, x), append(v.Y, p.at(e.Point))
		v.Lo, v.Hi = append(v.Lo, p.at(e.Hi)), append(v.Hi, p.at(e.Lo))
	}
	return v
}

// reach is the factor by which a line goes beyond the times on either side: less
// where they lie close together, as the line is then steep.
func (paper) reach(b box) float64 {
	return min(max(math.Pow(b.xmax/b.xmin, 3), 1.01), 2)
}

// Ticks returns ticks at probabilities of failure, labelled where there is room.
func (p paper) Ticks(lo, hi float64) []plot.Tick {
	var all []plot.Tick
	last := math.Inf(-1)
	for _, percent := range []float64{0, 0.01, 0.1, 0.5, 1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 99.9, 99.99} {
		t := plot.Tick{Value: p.at(1 - percent/100)}
		if t.Value < lo || t.Value > hi {
			continue
		}
		if t.Value-last > (hi-lo)/20 {
			t.Label, last = figures(percent), t.Value
		}
		all = append(all, t)
	}
	return all
}
