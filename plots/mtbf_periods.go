package plots

import (
	"fmt"
	"slices"

	"mtbf/model"
	"mtbf/model/census"
)

// MTBFByPeriod draws the MTBF of each period that a log was split by, between its limits,
// from the groups of a table split by month, quarter or year, on a logarithmic scale. A
// period without a failure has its lower limit alone.
func MTBFByPeriod(t *census.Table) *Figure {
	var at, points []float64
	var values []model.Estimate
	names := make([]string, 0, len(t.Groups))
	step := (len(t.Groups) + 8) / 9
	for i, g := range t.Groups {
		name := ""
		if i%max(1, step) == 0 {
			name = clip(g.Value, 12)
		}
		names = append(names, name)
		if e := g.Total.MTBF; e.Lo > 0 || e.Estimable() {
			at, values, points = append(at, float64(i)), append(values, e), append(points, e.Point)
		}
	}
	unit, hours := timeUnit(points)
	p := newPlot("MTBF by period", "", "MTBF, "+unit)
	w := newWhiskers(at, values, hours, false, 0)
	p.Add(w)
	named(&p.X, names)
	var l legend
	if w.finest <= w.greatest {
		logarithmic(&p.Y, w.finest/1.3, w.greatest*1.3)
		l.add(fmt.Sprintf("MTBF of a unit, and %.3g %% limits", 100*values[0].Confidence), thumb{w})
	}
	return newFigure("mtbf-by-period", fmt.Sprintf("MTBF of a unit in %s, with its limits.", model.Counted(len(names), "period")), p, l)
}

// timeUnit is the largest unit in which the middle of the hours is 2 or more, and its hours.
func timeUnit(hours []float64) (name string, each float64) {
	sorted := slices.DeleteFunc(slices.Sorted(slices.Values(hours)), func(h float64) bool { return !(h > 0) })
	if len(sorted) == 0 {
		return "h", 1
	}
	switch middle := sorted[len(sorted)/2]; {
	case middle >= 2*model.HoursPerYear:
		return "years", model.HoursPerYear
	case middle >= 2*model.HoursPerDay:
		return "days", model.HoursPerDay
	}
	return "h", 1
}
