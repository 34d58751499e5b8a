package plots

import (
	"fmt"

	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/census"
)

// MTBFByPeriod draws the MTBF of each period that a log was split by, between its limits,
// from the groups of a table split by month, quarter or year, on a logarithmic scale. A
// period without a failure has its lower limit alone.
func MTBFByPeriod(t *census.Table) *Figure {
	var at, points []float64
	var values []model.Estimate
	names := periodNames(t)
	for i, g := range t.Groups {
		if e := g.Total.MTBF; e.Lo > 0 || e.Estimable() {
			at, values, points = append(at, float64(i)), append(values, e), append(points, e.Point)
		}
	}
	unit := number.UnitFor(points)
	p := newPlot("MTBF by period", "", "MTBF, "+unit.Name)
	w := newWhiskers(at, values, unit.Hours, false, 0)
	p.Add(w)
	named(&p.X, names)
	var l legend
	if w.finest <= w.greatest {
		logarithmic(&p.Y, w.finest/1.3, w.greatest*1.3)
		l.add(fmt.Sprintf("MTBF of a unit, and %.3g %% limits", 100*values[0].Confidence), thumb{w})
	}
	return newFigure("mtbf-by-period", fmt.Sprintf("MTBF of a unit in %s, with its limits.", model.Counted(len(names), "period")), p, l)
}
