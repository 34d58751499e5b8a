package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/census"
)

// plain writes a number to six figures.
// What is not estimable, or not bounded, is said in words.
func plain(x float64) string {
	switch {
	case math.IsNaN(x):
		return "not estimable"
	case math.IsInf(x, 0):
		return "not bounded"
	}
	return number.Plain(x)
}

// exactly writes a time in hours to twelve figures, which the page shows beside the unit that
// fits it.
func exactly(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) || x == 0 {
		return plain(x)
	}
	short, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 12, 64), 64)
	if a := math.Abs(short); err != nil || a >= 1e9 || a < 1e-3 {
		return strconv.FormatFloat(short, 'e', -1, 64)
	}
	return number.Thousands(strconv.FormatFloat(short, 'f', -1, 64))
}

// duration are three cells: a time in hours and its limits.
func duration(e model.Estimate) []string {
	return []string{exactly(e.Point), exactly(e.Lo), exactly(e.Hi)}
}

// estimate are three cells: the point and its limits.
func estimate(e model.Estimate) []string { return []string{plain(e.Point), plain(e.Lo), plain(e.Hi)} }

// percentages are three cells: an availability and its limits in per cent, from
// the unavailability so that no nine is lost.
func percentages(a, u model.Estimate) []string {
	if !a.Estimable() {
		return []string{plain(a.Point), number.Percent(a.Lo, u.Hi), number.Percent(a.Hi, u.Lo)}
	}
	return []string{number.Percent(a.Point, u.Point), number.Percent(a.Lo, u.Hi), number.Percent(a.Hi, u.Lo)}
}

// leastPercent is a target in per cent, from the unavailability that it allows.
func leastPercent(allowed float64) string {
	return strings.TrimSuffix(strings.TrimRight(number.Percent(1-allowed, allowed), "0"), ".")
}

// observed is an availability as it was seen, in per cent.
func observed(r census.Row) string {
	if math.IsNaN(r.ObservedAvailability) {
		return "not known"
	}
	return number.Percent(r.ObservedAvailability, r.ObservedUnavailability)
}

// limited are three headings: of a figure and its limits.
func limited(name string, confidence float64) []string {
	of := percentText(confidence)
	return []string{name, "lower " + of + " limit", "upper " + of + " limit"}
}

func percentText(p float64) string { return strconv.FormatFloat(100*p, 'g', 4, 64) + " %" }

// maxRows bounds a table; what is beyond it is said, not shown.
const maxRows = 200

// add appends a row, unless the table is full.
func (t *Table) add(cells ...[]string) {
	if len(t.Rows) == maxRows {
		return
	}
	var row []string
	for _, c := range cells {
		row = append(row, c...)
	}
	t.Rows = append(t.Rows, row)
}

// left tells how many of n rows a table has no room for; nil for none.
func left(n int, command string) []string {
	if n <= maxRows {
		return nil
	}
	if n == maxRows+1 {
		return []string{fmt.Sprintf("1 row more is not shown here; mtbf %s --format csv lists it.", command)}
	}
	return []string{fmt.Sprintf("%s more are not shown here; mtbf %s --format csv lists them.", number.Counted(n-maxRows, "row"), command)}
}

// hours writes a time in words, in the unit that fits it.
func hours(h float64) string {
	u := number.UnitFor([]float64{h})
	return number.Sig(h/u.Hours, 4) + " " + u.Name
}

// between writes limits in words, in the unit that fits the point.
func between(e model.Estimate) string {
	u := number.UnitFor([]float64{e.Point, e.Lo})
	of := percentText(e.Confidence) + " limits "
	switch {
	case math.IsInf(e.Hi, 1) && e.Lo == 0:
		return "not bounded"
	case math.IsInf(e.Hi, 1):
		return of + "from " + number.Sig(e.Lo/u.Hours, 4) + " " + u.Name + " without an upper one"
	}
	return of + number.Sig(e.Lo/u.Hours, 4) + " to " + number.Sig(e.Hi/u.Hours, 4) + " " + u.Name
}

// timeText is a time with its limits, in words.
func timeText(e model.Estimate) string {
	u := number.UnitFor([]float64{e.Point, e.Lo})
	return fmt.Sprintf("%s %s (%s)", number.Sig(e.Point/u.Hours, 4), u.Name, between(e))
}
