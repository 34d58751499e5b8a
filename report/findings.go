package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/census"
)

// findings are what the log says, in words.
func (l Log) findings() []Finding {
	all := []Finding{{l.amount(), "whole"}}
	if l.Table.Total.Failures > 0 {
		all = append(all, Finding{l.mostFrequent(), "failures"}, Finding{l.restoration(), "whole"})
	}
	if text := l.mostCostly(); text != "" {
		all = append(all, Finding{text, "downtime"})
	}
	if text := l.deciding(); text != "" {
		all = append(all, Finding{text, "longest"})
	}
	all = append(all, Finding{l.availability(), "whole"}, Finding{l.trend(), "time"}, Finding{l.account(), "rows"})
	if n := len(l.warnings()); n > 0 {
		all = append(all, Finding{number.Counted(n, "warning") + " on what these numbers rest on.", "warnings"})
	}
	return all
}

// amount says how much failed in how much time.
func (l Log) amount() string {
	t := l.Table.Total
	seen := fmt.Sprintf("in %s unit-hours of exposure%s", number.Sig(l.Table.ExposureHours, 4), l.ofUnits())
	if t.Failures == 0 {
		return fmt.Sprintf("No failure was seen %s. The MTBF cannot be estimated; it is at least %s (%s, %s confidence).", seen, hours(t.MTBF.Lo), t.MTBF.Method, percentText(t.MTBF.Confidence))
	}
	return fmt.Sprintf("%s %s: the MTBF of a unit is %s.", number.Counted(t.Failures, l.failure()), seen, timeText(t.MTBF))
}

func (l Log) ofUnits() string {
	if l.Table.Units == 0 {
		return ""
	}
	return " of " + number.Counted(l.Table.Units, "unit")
}

func (l Log) failure() string {
	if l.Table.Incidents != nil {
		return "incident"
	}
	return "failure"
}

// mostFrequent says what fails most, of what has a name.
func (l Log) mostFrequent() string {
	told, untold := l.byName(func(r census.Row) float64 { return float64(r.Failures) })
	if len(told) == 0 {
		return "The log does not tell what fails: no failure has a cause that is known."
	}
	text := fmt.Sprintf("%q fails most: %s failures, %s of all, an MTBF of %s.", told[0].Category, number.Count(told[0].Failures), percentOf(told[0].Share), timeText(told[0].MTBF))
	if len(told) > 1 {
		text += fmt.Sprintf(" Next is %q with %s.", told[1].Category, percentOf(told[1].Share))
	}
	if untold > 0 {
		text += fmt.Sprintf(" The cause of %s of the failures is not told.", percentOf(untold/float64(l.Table.Total.Failures)))
	}
	return text
}

// mostCostly says what costs most downtime, "" where the log tells no
// durations, or there was none.
func (l Log) mostCostly() string {
	total := l.Table.Total.DowntimeHours
	told, _ := l.byName(func(r census.Row) float64 { return r.DowntimeHours })
	if !(total > 0) || len(told) == 0 || !(told[0].DowntimeHours > 0) {
		return ""
	}
	top := told[0]
	text := fmt.Sprintf("%q costs most downtime: %s unit-hours, %s of the downtime", top.Category, number.Sig(top.DowntimeHours, 4), percentOf(top.DowntimeHours/total))
	if top.MTTR.Estimable() {
		text += ", with a mean time to restoration of " + timeText(top.MTTR)
	}
	return text + "."
}

// byName returns the top-level categories that name a cause, the largest
// first, and the sum of those that do not.
func (l Log) byName(size func(census.Row) float64) (told []census.Row, untold float64) {
	for _, r := range l.Table.Categories {
		switch {
		case r.Depth != 1:
		case r.Category == model.Unknown || r.Category == model.None:
			untold += size(r)
		default:
			told = append(told, r)
		}
	}
	slices.SortStableFunc(told, func(a, b census.Row) int { return cmp.Compare(size(b), size(a)) })
	return told, untold
}

func percentOf(p float64) string { return number.Sig(100*p, 3) + " %" }

// restoration says how long it takes until a unit serves again.
func (l Log) restoration() string {
	mttr := l.Table.Total.MTTR
	if !mttr.Estimable() {
		return "How long a restoration takes cannot be estimated from this log."
	}
	return fmt.Sprintf("A restoration takes %s on average, detection included.", timeText(mttr))
}

// availability says which part of the time a unit served, and what that means in a
// year as far as it can be told for the long run.
func (l Log) availability() string {
	t := l.Table.Total
	a, u := t.Availability, t.Unavailability
	seen := ""
	if !math.IsNaN(t.ObservedAvailability) {
		seen = fmt.Sprintf("The availability observed is %s %%. ", observed(t))
	}
	limits := fmt.Sprintf("%s limits %s to %s %%", percentText(a.Confidence), number.Percent(a.Lo, u.Hi), number.Percent(a.Hi, u.Lo))
	if !a.Estimable() {
		return seen + "That of the steady state cannot be estimated from this log (" + limits + ")."
	}
	return fmt.Sprintf("%sThat of the steady state is estimated as %s %% (%s): a unit is down %s a year.", seen, number.Percent(a.Point, u.Point), limits, hours(u.Point*model.HoursPerYear))
}

// account says what became of the rows.
func (l Log) account() string {
	a := l.Table.Accounting
	if a.Accepted == a.RowsRead {
		return fmt.Sprintf("All %s of the log count.", number.Counted(a.RowsRead, "row"))
	}
	return fmt.Sprintf("Of %s read %s count; %s could not be read, %s, %s outside the window, %s left out.", number.Counted(a.RowsRead, "row"),
		number.Count(a.Accepted), number.Count(a.Rejected), copies(a.Duplicates), number.Count(a.OutOfWindow), number.Count(a.Excluded()))
}

func copies(n int) string {
	if n == 1 {
		return "1 is a copy"
	}
	return number.Count(n) + " are copies"
}

// sentence gives a text its capital and its full stop.
func sentence(text string) string {
	if text == "" {
		return text
	}
	if text[0] >= 'a' && text[0] <= 'z' {
		text = string(text[0]-'a'+'A') + text[1:]
	}
	if text[len(text)-1] != '.' {
		text += "."
	}
	return text
}
