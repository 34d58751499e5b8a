// Package number writes numbers for people: significant figures, commas, nines
// that are not rounded away, units of time that fit.
package number

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"mtbf/model"
)

// Absent stands in a table where the data give no number.
const Absent = "–"

// Sig writes x to n significant figures, with commas between thousands, in
// scientific notation below 0.001 and from 10^9 on.
func Sig(x float64, n int) string {
	switch {
	case math.IsNaN(x):
		return Absent
	case math.IsInf(x, 1):
		return "∞"
	case math.IsInf(x, -1):
		return "-∞"
	case x == 0:
		return "0"
	}
	scientific := strconv.FormatFloat(x, 'e', n-1, 64)
	if a := math.Abs(x); a >= 1e9 || a < 1e-3 {
		return scientific
	}
	rounded, _ := strconv.ParseFloat(scientific, 64)
	return Thousands(strconv.FormatFloat(rounded, 'f', max(0, n-1-magnitude(scientific)), 64))
}

// Plain writes x with the figures it has, six at most: 1.5, 10,000, 2.5e-05.
func Plain(x float64) string {
	short, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 6, 64), 64)
	if a := math.Abs(short); err != nil || a != 0 && (a >= 1e9 || a < 1e-3) {
		return strconv.FormatFloat(short, 'e', -1, 64)
	}
	return Thousands(strconv.FormatFloat(short, 'f', -1, 64))
}

// numerals matches the numbers in a cell.
var numerals = regexp.MustCompile(`[0-9][0-9,]*(\.[0-9]+)?(e[-+][0-9]+)?`)

// Alike rewrites cells that are read together, such as a column, in one notation:
// where none of their numbers is above 1 and one is in scientific notation, all below
// 1 are, each with the figures that it had.
func Alike(cells []string) {
	small := false
	for _, text := range numerals.FindAllString(strings.Join(cells, " "), -1) {
		x, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
		if err != nil || x > 1 {
			return
		}
		small = small || strings.Contains(text, "e-")
	}
	if !small {
		return
	}
	for i, c := range cells {
		cells[i] = numerals.ReplaceAllStringFunc(c, scientific)
	}
}

// scientific writes a decimal number below 1 so, with as many figures.
func scientific(decimal string) string {
	figures := strings.TrimLeft(strings.TrimPrefix(decimal, "0."), "0")
	x, err := strconv.ParseFloat(decimal, 64)
	if err != nil || x == 0 || x >= 1 || strings.Contains(decimal, "e") {
		return decimal
	}
	return strconv.FormatFloat(x, 'e', len(figures)-1, 64)
}

// magnitude is the power of ten of a number that is written in scientific notation,
// which is the rounded one: 999.96 to four figures is 1,000.
func magnitude(scientific string) int {
	_, exponent, _ := strings.Cut(scientific, "e")
	n, _ := strconv.Atoi(exponent)
	return n
}

// Thousands puts commas into the whole part of a decimal number.
func Thousands(s string) string {
	whole, fraction, dot := strings.Cut(s, ".")
	if !dot {
		return model.Grouped(whole)
	}
	return model.Grouped(whole) + "." + fraction
}

// Count writes a whole number with commas.
func Count(n int) string { return Thousands(strconv.Itoa(n)) }

// Counted writes a number with its noun, in the plural by an s.
func Counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Count(n) + " " + noun + "s"
}

// Unread says how many rows of a log could not be read.
func Unread(rejected, rows int) string {
	return Count(rejected) + " of " + Counted(rows, "row") + " could not be read and are in no figure"
}

// Percent writes a probability as a percentage, with two decimals, or as many as show
// three figures of its distance from 100 %, so that no nine is rounded away.
func Percent(available, unavailable float64) string {
	if math.IsNaN(available) {
		return Absent
	}
	decimals := 2
	if u := 100 * unavailable; u > 0 && u < 1 {
		decimals = min(15, max(2, 2-magnitude(strconv.FormatFloat(u, 'e', 2, 64))))
	}
	return strconv.FormatFloat(100*available, 'f', decimals, 64)
}

// Unit is a unit of time for a column.
type Unit struct {
	Name  string
	Hours float64
}

var units = []Unit{{"s", 1. / 3600}, {"min", 1. / 60}, {"h", 1}, {"d", model.HoursPerDay}, {"y", model.HoursPerYear}}

// UnitFor returns the largest unit in which the middle of the hours is at
// least 2, so that a column of them is easy to read.
func UnitFor(hours []float64) Unit {
	var logs []float64
	for _, h := range hours {
		if h > 0 && !math.IsInf(h, 0) {
			logs = append(logs, math.Log(h))
		}
	}
	if len(logs) == 0 {
		return Unit{"h", 1}
	}
	sum := 0.0
	for _, l := range logs {
		sum += l
	}
	middle := math.Exp(sum / float64(len(logs)))
	best := units[0]
	for _, u := range units {
		if middle >= 2*u.Hours {
			best = u
		}
	}
	return best
}

// Limits writes an estimate as "point [lo, hi]" in units of per.
func Limits(e model.Estimate, per float64, figures int) string {
	all := []string{Sig(e.Point/per, figures), Sig(e.Lo/per, figures), Sig(e.Hi/per, figures)}
	Alike(all)
	return all[0] + " [" + all[1] + ", " + all[2] + "]"
}
