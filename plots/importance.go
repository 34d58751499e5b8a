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
	p := newPlot("Importance of units: "+clip(name, 48), "Criticality; right: RAW (risk achievement worth)", "")
	if left > 0 {
		p.X.Label.Text += fmt.Sprintf(" (%d units not drawn)", left)
	}
	names, bars, notes := make([]string, len(rows)), make(plotter.Values, len(rows)), make([]string, len(rows))
	for k, r := range rows {
		i := len(rows) - 1 - k
		names[i], bars[i], notes[i] = clip(r.Name(), 24), r.Criticality, short(r.RiskAchievementWorth)
	}
	horizontal(p, names, bars, notes)
	p.X.Max = 1.15
	alt := "No units."
	if len(rows) > 0 {
		alt = fmt.Sprintf("Units by importance; greatest criticality %s: %s.", short(rows[0].Criticality), first(rows))
	}
	f := newFigure("importance", alt, p, legend{})
	f.height = barsHeight(len(rows))
	return f
}

// first names the unit of the greatest criticality, and those that tie with it.
func first(rows []system.Importance) string {
	n := 1
	for n < len(rows) && rows[n].Criticality == rows[0].Criticality {
		n++
	}
	name := clip(rows[0].Name(), 40)
	switch n {
	case 1:
		return name
	case 2:
		return fmt.Sprintf("%s and %s, a tie", name, clip(rows[1].Name(), 40))
	}
	return fmt.Sprintf("%s and %d more, a tie", name, n-1)
}

// round keeps three digits.
func round(x float64) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 3, 64), 64)
	if err != nil {
		return x
	}
	return y
}
