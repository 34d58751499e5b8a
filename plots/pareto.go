package plots

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mtbf/model"
	"mtbf/model/census"
)

// maxBars is how many categories a Pareto chart has room for.
const maxBars = 14

// Pareto draws the failures of each top-level category, the most frequent first, with
// limits on the count that the exposure leads one to expect, and how many the
// categories so far have together.
func Pareto(t *census.Table) *Figure {
	all := model.Grouped(fmt.Sprint(t.Total.Failures))
	return ranking{
		name: "pareto", title: "Failures by category", axis: "Failures", none: "No failures.",
		value:  func(r census.Row) float64 { return float64(r.Failures) },
		limits: func(r census.Row) model.Estimate { return r.Rate.Scale(r.OperatingHours) },
		first: func(r census.Row) string {
			return fmt.Sprintf("Bars of failures by category, most frequent first: %s %s (%.0f %%) of %s.", r.Category, model.Counted(r.Failures, "failure"), 100*r.Share, all)
		},
	}.draw(t)
}

// DowntimePareto draws the downtime of each top-level category, the greatest first,
// with limits on what the exposure leads one to expect, and how much the categories so
// far have together.
func DowntimePareto(t *census.Table) *Figure {
	total := t.Total.DowntimeHours
	whole := ""
	if total > 0 {
		whole = fmt.Sprintf(" of %s", short(total))
	}
	return ranking{
		name: "pareto-downtime", title: "Downtime by category", axis: "Downtime, unit-hours", none: "No downtime is known.",
		value:  func(r census.Row) float64 { return r.DowntimeHours },
		limits: func(r census.Row) model.Estimate { return r.Unavailability.Scale(t.ExposureHours) },
		first: func(r census.Row) string {
			return fmt.Sprintf("Bars of downtime by category, the greatest first: %s %s unit-hours%s.", r.Category, short(r.DowntimeHours), whole)
		},
	}.draw(t)
}

// ranking is a Pareto chart of a figure of categories.
type ranking struct {
	name, title, axis, none string
	value                   func(census.Row) float64
	limits                  func(census.Row) model.Estimate
	first                   func(census.Row) string // says what is shown, of the greatest
}

// ranked are the top-level categories that have the figure, the greatest first, as far
// as there is room, and the number of those left over.
func (k ranking) ranked(t *census.Table) (rows []census.Row, left int) {
	for _, r := range t.Categories {
		if r.Depth == 1 && k.value(r) >= 0 {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b census.Row) int {
		switch x, y := k.value(a), k.value(b); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	left = max(0, len(rows)-maxBars)
	return rows[:len(rows)-left], left
}

func (k ranking) draw(t *census.Table) *Figure {
	rows, left := k.ranked(t)
	names := make([]string, len(rows))
	values, at := make(plotter.Values, len(rows)), make([]float64, len(rows))
	limits := make([]model.Estimate, len(rows))
	so, sum := make(plotter.XYs, len(rows)), 0.0
	for i, r := range rows {
		at[i] = float64(len(rows) - 1 - i) // the first row on top
		b := len(rows) - 1 - i
		sum += k.value(r)
		names[b] = clip(r.Category.String(), 24)
		if total := k.value(t.Total); total > 0 {
			names[b] += fmt.Sprintf(", %.3g %%", 100*k.value(r)/total)
		}
		values[b], limits[i] = k.value(r), k.limits(r)
		so[i] = plotter.XY{X: sum, Y: at[i]}
	}
	p := newPlot(k.title, k.axis, "")
	horizontal(p, names, values, nil)
	w := newWhiskers(at, limits, 1, true, 0)
	far := cmp.Or(sum, 1)
	if total := k.value(t.Total); total > far {
		far = total
	}
	w.greatest = math.Min(w.greatest, far) // a limit beyond all there is ends in an arrow
	p.Add(w)
	var l legend
	if len(rows) > 0 {
		together := line(so, 1)
		dots := &plotter.Scatter{XYs: so, GlyphStyle: draw.GlyphStyle{Color: together.Color, Shape: draw.CircleGlyph{}, Radius: vg.Points(2)}}
		p.Add(together, dots)
		l.add(fmt.Sprintf("%.3g %% limits", 100*limits[0].Confidence), thumb{w})
		l.add("Cumulative", together)
		p.X.Max = math.Max(p.X.Max, far)
	}
	p.X.Min = 0
	p.X.Max *= 1.05
	alt := k.none
	if len(rows) > 0 {
		alt = k.first(rows[0])
	}
	if left > 0 {
		p.X.Label.Text += fmt.Sprintf(" (%d further categories not drawn)", left)
	}
	f := newFigure(k.name, alt, p, l)
	f.height = barsHeight(len(rows)) + 0.2*vg.Inch
	return f
}
