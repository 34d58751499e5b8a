package plots

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"

	"mtbf/model"
)

// strokes draws and returns the first and last points of each line, as x, y, x, y.
func strokes(drawing func(c draw.Canvas)) (lines [][4]float64) {
	var r recorder.Canvas
	drawing(draw.NewCanvas(&r, 100, 100))
	for _, a := range r.Actions {
		if s, ok := a.(*recorder.Stroke); ok {
			from, to := s.Path[0].Pos, s.Path[len(s.Path)-1].Pos
			lines = append(lines, [4]float64{float64(from.X), float64(from.Y), float64(to.X), float64(to.Y)})
		}
	}
	return lines
}

// A limit that is shown has a cap across the bar, 6 points long; one beyond the
// axis has an arrow that points there, 5 points long.
func TestEndsOfWhiskers(t *testing.T) {
	for _, c := range []struct {
		name   string
		across bool
		way    vg.Length
		on     bool
		want   [][4]float64
	}{
		{"cap of a bar across", true, 1, false, [][4]float64{{40, 67, 40, 70}, {40, 73, 40, 70}}},
		{"arrow to the right", true, 1, true, [][4]float64{{35, 67, 40, 70}, {35, 73, 40, 70}}},
		{"arrow to the left", true, -1, true, [][4]float64{{45, 67, 40, 70}, {45, 73, 40, 70}}},
		{"cap of a bar upright", false, 1, false, [][4]float64{{37, 70, 40, 70}, {43, 70, 40, 70}}},
		{"arrow up", false, 1, true, [][4]float64{{37, 65, 40, 70}, {43, 65, 40, 70}}},
		{"arrow down", false, -1, true, [][4]float64{{37, 75, 40, 70}, {43, 75, 40, 70}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := &whiskers{across: c.across}
			got := strokes(func(d draw.Canvas) {
				w.end(d, draw.LineStyle{Color: black, Width: 1}, vg.Point{X: 40, Y: 70}, c.way, c.on)
			})
			if !slices.Equal(got, c.want) {
				t.Errorf("%v, not %v", got, c.want)
			}
		})
	}
}

// The axis of the values shows every finite figure above 0 in its unit, the
// other one the places.
func TestRangeOfWhiskers(t *testing.T) {
	values := []model.Estimate{{Point: 20, Lo: 0, Hi: math.Inf(1)}, {Point: math.NaN(), Lo: 10, Hi: 60}}
	for _, across := range []bool{true, false} {
		xmin, xmax, ymin, ymax := newWhiskers([]float64{3, 7}, values, 10, across, 0).DataRange()
		want := [4]float64{3, 7, 1, 6}
		if across {
			want = [4]float64{1, 6, 3, 7}
		}
		if got := [4]float64{xmin, xmax, ymin, ymax}; got != want {
			t.Errorf("across %v: %v, not %v", across, got, want)
		}
	}
}
