package plots

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"mtbf/model"
	"mtbf/model/census"
)

// RateRatios draws the failure rate of each top-level category, new over old, with
// limits on a logarithmic scale about a line at 1, the whole on top. What a comparison
// shows is told by colour and shape; beside the names stand the failures, old and new.
func RateRatios(c *census.Contrast) *Figure {
	rows := []census.ContrastRow{c.Total}
	for _, r := range c.Categories {
		if r.Old.Depth == 1 {
			rows = append(rows, r)
		}
	}
	left := max(0, len(rows)-maxBars)
	rows = rows[:len(rows)-left]
	slices.Reverse(rows) // from the bottom

	names := make([]string, len(rows))
	for i, r := range rows {
		names[i] = fmt.Sprintf("%s, %s → %s", cmp.Or(clip(r.Old.Category.String(), 20), "all"), model.Grouped(fmt.Sprint(r.Old.Failures)), model.Grouped(fmt.Sprint(r.New.Failures)))
	}
	p := newPlot("Failure rate, new over old", fmt.Sprintf("Ratio of failure rates, %.4g %% limits", 100*c.Confidence), "")
	if left > 0 {
		p.X.Label.Text += fmt.Sprintf(" (%d further categories not drawn)", left)
	}
	equal := line(plotter.XYs{{X: 1, Y: -0.6}, {X: 1, Y: float64(len(rows)) - 0.4}}, 1)
	equal.Color, equal.Width = ink, vg.Points(1)
	p.Add(equal)
	var l legend
	lo, hi := 1.0, 1.0
	for _, kind := range verdicts {
		w := kind.of(rows)
		if len(w.at) == 0 {
			continue
		}
		p.Add(w)
		l.add(kind.name, thumb{w})
		lo, hi = math.Min(lo, w.finest), math.Max(hi, w.greatest)
	}
	named(&p.Y, names)
	room := math.Max(1.2, math.Pow(hi/lo, 0.06))
	logarithmic(&p.X, lo/room, hi*room)
	f := newFigure("compare", ratiosAlt(c), p, l)
	f.height = barsHeight(len(rows)) + 0.2*vg.Inch
	return f
}

var dim = color.RGBA{110, 110, 110, 255}

// verdictKind is how ratios of one verdict are drawn.
type verdictKind struct {
	verdicts []census.Verdict
	name     string
	style    int
}

var verdicts = []verdictKind{
	{[]census.Verdict{census.Better}, "Better", 0},
	{[]census.Verdict{census.Worse}, "Worse", 1},
	{[]census.Verdict{census.NotShown, census.NotComparable}, "No difference shown", 3},
}

// of are the ratios of this verdict.
func (k verdictKind) of(rows []census.ContrastRow) *whiskers {
	var at []float64
	var values []model.Estimate
	for i, r := range rows {
		if slices.Contains(k.verdicts, r.Rate.Verdict) {
			at, values = append(at, float64(i)), append(values, r.Rate.Estimate)
		}
	}
	w := newWhiskers(at, values, 1, true, k.style)
	if k.style > 1 {
		w.color = dim
	}
	return w
}

// ratiosAlt says what the figure shows.
func ratiosAlt(c *census.Contrast) string {
	e := c.Total.Rate
	if !e.Estimable() {
		return fmt.Sprintf("Failure rates by category, new over old. Of all failures: %s.", e.Verdict)
	}
	return fmt.Sprintf("Failure rates by category, new over old, with limits. Of all failures the ratio is %.3g (%.3g to %.3g): %s.", e.Point, e.Lo, e.Hi, e.Verdict)
}
