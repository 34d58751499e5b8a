package plots

import (
	"fmt"

	"mtbf/model"
	"mtbf/model/census"
)

// Availability draws the availability of each period that a log was split by,
// with limits, from the groups of a table split by month, quarter or year.
func Availability(t *census.Table) *Figure {
	p := newPlot("Availability by period", "", "availability, %")
	var at []float64
	var values []model.Estimate
	names := make([]string, 0, len(t.Groups))
	worst := 0.0 // unavailability, %
	step := (len(t.Groups) + 8) / 9
	for i, g := range t.Groups {
		name := ""
		if i%max(1, step) == 0 {
			name = clip(g.Value, 12)
		}
		names = append(names, name)
		at, values = append(at, float64(i)), append(values, g.Total.Availability.Scale(100))
		if u := g.Total.Unavailability; u.Estimable() {
			worst = max(worst, 100*u.Point)
		}
	}
	p.Add(newWhiskers(at, values, 1, false, 0))
	named(&p.X, names)
	p.Y.Max, p.Y.Min = 100, max(0, 100-4*worst)
	if worst == 0 {
		p.Y.Min = 99
	}
	return newFigure("availability", fmt.Sprintf("Availability with limits over %s; arrows go on below the figure.", model.Counted(len(names), "period")), p, legend{})
}
