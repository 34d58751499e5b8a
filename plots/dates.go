package plots

import (
	"time"

	"gonum.org/v1/plot"

	"mtbf/model"
)

// timeAxis labels an axis of hours on a log's clock.
func timeAxis(a *plot.Axis, clock model.Clock) {
	if clock == model.Elapsed {
		a.Label.Text = "Time since the log began, h"
		return
	}
	a.Label.Text = "Date (UTC)"
	a.Tick.Marker = dates{}
}

// dates are ticks at the beginnings of hours, days, months or years.
type dates struct{}

// steps of a time axis from fine to coarse; the layout is that of its labels.
var dateSteps = []struct {
	hours  float64 // about
	months int     // 0: hours
	layout string
}{
	{1, 0, "15:04"}, {3, 0, "15:04"}, {6, 0, "15:04"}, {12, 0, "2 Jan 15h"}, {24, 0, "2 Jan"}, {48, 0, "2 Jan"}, {168, 0, "2 Jan"}, {model.HoursPerMonth, 1, "Jan 2006"},
	{3 * model.HoursPerMonth, 3, "Jan 2006"}, {6 * model.HoursPerMonth, 6, "Jan 2006"}, {model.HoursPerYear, 12, "2006"}, {2 * model.HoursPerYear, 24, "2006"}, {5 * model.HoursPerYear, 60, "2006"},
	{10 * model.HoursPerYear, 120, "2006"}, {50 * model.HoursPerYear, 600, "2006"}, {1000 * model.HoursPerYear, 12000, "2006"},
}

// Ticks returns at most nine ticks between two times in hours since 1970.
func (dates) Ticks(lo, hi float64) []plot.Tick {
	const most = 9
	step := dateSteps[len(dateSteps)-1]
	for _, s := range dateSteps {
		if (hi-lo)/s.hours <= most {
			step = s
			break
		}
	}
	var all []plot.Tick
	t := floorDate(dateOf(lo), step.hours, step.months)
	for range 10 * most {
		hours := float64(t.Unix()) / 3600
		if hours > hi {
			break
		}
		if hours >= lo {
			all = append(all, plot.Tick{Value: hours, Label: t.Format(step.layout)})
		}
		if step.months > 0 {
			t = t.AddDate(0, step.months, 0)
		} else {
			t = t.Add(time.Duration(step.hours * float64(time.Hour)))
		}
	}
	return all
}

func dateOf(hours float64) time.Time { return time.Unix(int64(hours*3600), 0).UTC() }

// floorDate returns the last beginning of a step not after t.
func floorDate(t time.Time, hours float64, months int) time.Time {
	if months == 0 {
		return t.Truncate(time.Duration(hours * float64(time.Hour)))
	}
	month := t.Year()*12 + int(t.Month()) - 1
	month -= month % months
	return time.Date(month/12, time.Month(month%12+1), 1, 0, 0, 0, 0, time.UTC)
}
