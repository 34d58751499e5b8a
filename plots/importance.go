package plots

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"gonum.org/v1/plot/plotter"

	"mtbf/model/system"
)

// Importance draws the criticality of the units that matter most, and beside it
// by how much the unavailability grows when the unit fails.
func Importance(name string, all []system.Importance) *Figure {
	rows := slices.SortedFunc(slices.Values(all), func(a, b system.Importance) int {
		return cmp.Or(cmp.Compare(b.Criticality, a.Criticality), cmp.Compare(a.Unit, b.Unit))
	})
	left := max(0, len(rows)-maxBars)
	rows = rows[:len(rows)-left]
	p := newPlot("Importance of units: "+clip(name, 48), "criticality; at the right, unavailability when the unit has failed", "")
	if left > 0 {
		p.X.Label.Text += fmt.Sprintf(" (%d units not drawn)", left)
	}
	names, bars, notes := make([]string, len(rows)), make(plotter.Values, len(rows)), make([]string, len(rows))
	for k, r := range rows {
		i := len(rows) - 1 - k
		names[i], bars[i], notes[i] = clip(r.Name(), 24), r.Criticality, "x "+figures(round(r.RiskAchievementWorth))
	}
	horizontal(p, names, bars, notes)
	p.X.Max = 1.15
	alt := "No units."
	if len(rows) > 0 {
		alt = fmt.Sprintf("Units by importance; %s matters most, with criticality %.3g.", clip(rows[0].Name(), 40), rows[0].Criticality)
	}
	f := newFigure("importance", alt, p, legend{})
	f.height = barsHeight(len(rows))
	return f
}

// round keeps three digits.
func round(x float64) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 3, 64), 64)
	if err != nil {
		return x
	}
	return y
}
