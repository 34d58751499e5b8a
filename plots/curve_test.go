package plots

import (
	"math"
	"testing"

	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"

	"mtbf/model/life"
)

// band draws a curve from 1 to 3 with limits and returns how far down and up the
// stretch between them goes.
func band(t *testing.T, lo, hi float64) (from, to float64) {
	t.Helper()
	c := newChart("", "", "", false, false)
	c.add(Curve{X: []float64{10, 20}, Y: []float64{1, 3}, Lo: []float64{lo, lo}, Hi: []float64{hi, hi}})
	c.figure("", "")
	var r recorder.Canvas
	c.Draw(draw.NewCanvas(&r, 300, 200))
	for _, a := range r.Actions {
		fill, ok := a.(*recorder.Fill)
		if !ok {
			continue
		}
		from, to = math.Inf(1), math.Inf(-1) // of the last: the first is the paper
		for _, p := range fill.Path[:4] {
			from, to = min(from, float64(p.Pos.Y)), max(to, float64(p.Pos.Y))
		}
	}
	return from, to
}

// Limits that bound nothing go to the edge on their side.
func TestBandOfLimits(t *testing.T) {
	bottom, three := band(t, math.NaN(), 3)
	one, top := band(t, 1, math.Inf(1))
	from, to := band(t, 1, 3)
	if !(bottom < one && one < three && three < top) {
		t.Errorf("bottom %g, 1 at %g, 3 at %g, top %g", bottom, one, three, top)
	}
	near(t, "lower limit", from, one)
	near(t, "upper limit", to, three)
}

// Limits that are both beyond every place on the axis have nothing between them,
// as those of a steep Weibull line have far from its times.
func TestBandBeyondAxis(t *testing.T) {
	_, top := band(t, 1, math.Inf(1))
	from, to := band(t, math.Inf(1), math.Inf(1))
	near(t, "both above, from", from, top)
	near(t, "both above, to", to, top)
	bottom, _ := band(t, math.NaN(), 3)
	from, to = band(t, math.Inf(-1), math.Inf(-1))
	near(t, "both below, from", from, bottom)
	near(t, "both below, to", to, bottom)
}

// Five lives of 100 to 104 h: the line is outside the paper from 106 h on, and so are
// both limits.
func TestPaperOfSteepLine(t *testing.T) {
	var s life.Observations
	for _, h := range []float64{100, 101, 102, 103, 104} {
		s = append(s, life.Exact(h))
	}
	fit, err := life.Fit(t.Context(), "weibull", s, life.FitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	p := papers()["weibull"]
	seen := box{100, 104, p.at(0.9), p.at(0.1)}
	v := p.line(t.Context(), fit, 0.9, seen)
	inside := 0
	for i, x := range v.X {
		beyond := func(y float64) bool { return y > seen.ymax+0.7 }
		if x > 108 && !(beyond(v.Lo[i]) && beyond(v.Hi[i])) {
			t.Errorf("at %g h the limits are %g to %g", x, v.Lo[i], v.Hi[i])
		}
		if x >= 99 && x <= 105 {
			inside++
		}
	}
	if inside < 5 {
		t.Errorf("the line has %d places between its first and last time: its limits have corners", inside)
	}
}
