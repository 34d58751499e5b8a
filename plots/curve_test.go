package plots

import (
	"math"
	"testing"

	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"
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
