package plots

import (
	"fmt"

	"gonum.org/v1/plot/plotter"

	"mtbf/model"
	"mtbf/model/census"
)

// maxBars is how many categories a Pareto chart has room for.
const maxBars = 14

// Pareto draws the failures of each top-level category, the most frequent
// first, with limits on the count that the exposure leads one to expect.
func Pareto(t *census.Table) *Figure {
	var rows []census.Row
	for _, r := range t.Categories {
		if r.Depth == 1 {
			rows = append(rows, r)
		}
	}
	left := max(0, len(rows)-maxBars)
	rows = rows[:len(rows)-left]

	names := make([]string, len(rows))
	counts := make(plotter.Values, len(rows))
	notes := make([]string, len(rows))
	at := make([]float64, len(rows))
	limits := make([]model.Estimate, len(rows))
	for i, r := range rows {
		k := len(rows) - 1 - i // the first row on top
		names[k], counts[k], at[k] = clip(r.Category.String(), 24), float64(r.Failures), float64(k)
		notes[k] = fmt.Sprintf("%.3g %%", 100*r.Share)
		limits[k] = r.Rate.Scale(r.OperatingHours)
	}
	p := newPlot("Failures by category", "failures, with limits", "")
	horizontal(p, names, counts, notes)
	p.Add(newWhiskers(at, limits, 1, true, 0))
	p.X.Min = 0
	p.X.Max *= 1.1
	alt := "No failures."
	if len(rows) > 0 {
		alt = fmt.Sprintf("Bars of failures by category, most frequent first: %s %s (%.0f %%) of %s.", rows[0].Category, model.Counted(rows[0].Failures, "failure"), 100*rows[0].Share, commas(fmt.Sprint(t.Total.Failures)))
	}
	if left > 0 {
		p.X.Label.Text += fmt.Sprintf(" (%d further categories not drawn)", left)
	}
	f := newFigure("pareto", alt, p, legend{})
	f.height = barsHeight(len(rows))
	return f
}
