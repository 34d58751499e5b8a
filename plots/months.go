package plots

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"mtbf/model"
	"mtbf/model/census"
)

// periodNames are the names below the periods of a table, of many periods some nine.
func periodNames(t *census.Table) []string {
	names := make([]string, len(t.Groups))
	step := max(1, (len(names)+8)/9)
	for i := 0; i < len(names); i += step {
		names[i] = clip(t.Groups[i].Value, 12)
	}
	return names
}

// Availability draws the availability that was observed in each period that a log was
// split by, with the limits of the estimate where there is one, from the groups of a
// table split by month, quarter or year. The scale is logarithmic in unavailability, so
// that every nine has its room.
func Availability(t *census.Table) *Figure {
	p := newPlot("", "", "Availability, %")
	var at []float64
	var values []model.Estimate
	var quiet plotter.XYs
	names := periodNames(t)
	for i, g := range t.Groups {
		switch u := seen(g.Total); {
		case u.Point > 0:
			at, values = append(at, float64(i)), append(values, u)
		case u.Point == 0:
			quiet = append(quiet, plotter.XY{X: float64(i)})
		}
	}
	p.Title.Text = "Availability observed, by period" + worst(t)
	w := newWhiskers(at, values, 1, false, 0)
	p.Add(w)
	named(&p.X, names)
	nines(&p.Y, w)
	var l legend
	if len(at) > 0 {
		l.add(fmt.Sprintf("Observed, and %.3g %% limits of the estimate", 100*values[0].Confidence), thumb{w})
	}
	if len(quiet) > 0 {
		for i := range quiet {
			quiet[i].Y = p.Y.Min
		}
		s := &plotter.Scatter{XYs: quiet, GlyphStyle: draw.GlyphStyle{Color: ink, Shape: draw.RingGlyph{}, Radius: vg.Points(3)}}
		p.Add(s)
		l.add("100 %, no downtime", s)
	}
	return newFigure("availability", fmt.Sprintf("Availability observed in %s, with the limits of the estimate, on a scale of nines%s.", model.Counted(len(names), "period"), worst(t)), p, l)
}

// seen is the unavailability observed in a period, between the limits of its estimate
// where they say something.
func seen(r census.Row) model.Estimate {
	u := r.Unavailability
	if !u.Estimable() || u.Lo == 0 && u.Hi == 1 {
		u.Lo, u.Hi = math.NaN(), math.NaN()
	}
	u.Point = r.ObservedUnavailability
	return u
}

// worst names the period of the lowest availability.
func worst(t *census.Table) string {
	text, most := "", 0.0
	for _, g := range t.Groups {
		if u := g.Total.ObservedUnavailability; u > most {
			most = u
			text = fmt.Sprintf(": lowest %s %% in %s", percent(u), clip(g.Value, 20))
		}
	}
	return text
}

// percent writes an availability with two digits of what it lacks.
func percent(unavailability float64) string {
	digits := 1
	if unavailability > 0 && unavailability < 1 {
		digits = min(max(0, -int(math.Floor(math.Log10(unavailability)))-1), 9)
	}
	return strconv.FormatFloat(100*(1-unavailability), 'f', digits, 64)
}

// nines makes a logarithmic axis of unavailability, the best on top, for all
// that whiskers show down to where limits say little.
func nines(a *plot.Axis, w *whiskers) {
	least, greatest := w.finest, w.greatest
	if !(least <= greatest) {
		least, greatest = 1e-4, 1e-2
	}
	least = max(least, 1e-9)
	logarithmic(a, least/2, min(1, max(greatest*1.3, 4*least)))
	a.Scale = plot.InvertedScale{Normalizer: decadeScale{}}
	var ticks plot.ConstantTicks
	for d := -9; d <= 0; d++ {
		u := math.Pow(10, float64(d))
		ticks = append(ticks, plot.Tick{Value: u, Label: fmt.Sprintf("%.*f", max(0, -d-2), 100*(1-u))})
		for k := 2.0; k < 10 && d < 0 && a.Max/a.Min < 1e4; k++ {
			ticks = append(ticks, plot.Tick{Value: k * u})
		}
	}
	a.Tick.Marker = ticks
}
