package render

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"mtbf/internal/number"
	"mtbf/internal/printable"
	"mtbf/model"
	"mtbf/model/census"
)

// noDifference stands where no difference is shown.
const noDifference = "~"

// Blocks returns the tables for a person: the whole, each measure by category, and
// below them what was done with the rows of either side.
func (d *Contrast) Blocks() []Block {
	blocks := []Block{d.headline()}
	rows, hidden := d.shown()
	if len(rows) > 0 {
		blocks = append(blocks, d.rates(rows), d.repairs(rows), d.availabilities(rows))
	}
	last := &blocks[len(blocks)-1]
	last.Foot = append(last.Foot, d.legend(), hidden)
	last.Foot = slices.DeleteFunc(last.Foot, func(line string) bool { return line == "" })
	for _, side := range []struct {
		name string
		of   *Analysis
	}{{d.OldName, d.Old}, {d.NewName, d.New}} {
		blocks = append(blocks, Block{
			Title: "Row accounting: " + side.name,
			Lines: side.of.Accounting.lines(side.of.clock(), side.of.result.Accounting.Window),
		})
	}
	return withNotes(headed(blocks, d.Warnings), d.notes(rows))
}

// shown are the categories that the tables have room for, and what is said of others.
func (d *Contrast) shown() (rows []ContrastRow, hidden string) {
	rows = d.Rows[1:]
	if len(rows) <= maxTableRows {
		return rows, ""
	}
	top := slices.DeleteFunc(slices.Clone(rows), func(r ContrastRow) bool { return r.Depth > 1 })
	if len(top) == len(rows) {
		return rows, ""
	}
	return top, fmt.Sprintf("%d sub-categories are compared but not shown; the other formats show them, and --depth 1 leaves them out.", len(rows)-len(top))
}

// headline is the table of the whole.
func (d *Contrast) headline() Block {
	t := d.result.Total
	mttr := number.UnitFor([]float64{t.Old.MTTR.Point, t.New.MTTR.Point})
	g := &Grid{Left: 1, Header: []string{"", "Old", "New", d.head("New / old"), "adj. p", "Verdict"}, Rows: [][]string{
		{"Exposure, unit-y", number.Sig(d.Old.ExposureHours/model.HoursPerYear, 4), number.Sig(d.New.ExposureHours/model.HoursPerYear, 4), "", "", ""},
		{"Failures", number.Count(t.Old.Failures), number.Count(t.New.Failures), "", "", ""},
		append([]string{"Rate, per unit-y", yearly(t.Old), yearly(t.New)}, ratio(t.Rate)...),
		append([]string{"MTTR, " + mttr.Name + d.mark(t), number.Sig(t.Old.MTTR.Point/mttr.Hours, 3), number.Sig(t.New.MTTR.Point/mttr.Hours, 3)}, ratio(t.MTTR)...),
		append([]string{"Availability, %", inPercent(t.Old), inPercent(t.New)}, points(t.Availability)...),
	}}
	return Block{
		Title: d.NewName + " (new) against " + d.OldName + " (old): " + string(t.Verdict), Grid: g,
		Foot: []string{"Availability: new less old, in percentage points."},
	}
}

// head is the heading of a column with limits.
func (d *Contrast) head(what string) string {
	return what + " [" + strconv.FormatFloat(100*d.result.Confidence, 'g', 4, 64) + " % limits]"
}

func (d *Contrast) mark(r census.ContrastRow) string {
	if weak(r) {
		return weakMark
	}
	return ""
}

// weak reports whether the limits of a row rest on few data.
func weak(r census.ContrastRow) bool {
	few := func(w model.Warning) bool { return strings.HasPrefix(w.Code, "few-") }
	return slices.ContainsFunc(r.Rate.Warnings, few) || slices.ContainsFunc(r.MTTR.Warnings, few)
}

// table is a grid of one measure by category. Names are shortened so that it fits.
func (d *Contrast) table(title string, header []string, rows []ContrastRow, cells func(census.ContrastRow) []string) Block {
	g := &Grid{Left: 1, Header: append([]string{"Category"}, append(header, "adj. p", "Verdict")...)}
	for _, r := range rows {
		g.Rows = append(g.Rows, append([]string{""}, cells(r.row)...))
	}
	room := width
	for i := range g.Header[1:] {
		room -= g.wide(i+1) + 2
	}
	for i, r := range rows {
		g.Rows[i][0] = r.label(max(8, room))
	}
	return Block{Title: title, Grid: g}
}

// wide is the width of a column.
func (g *Grid) wide(column int) int {
	most := utf8.RuneCountInString(g.Header[column])
	for _, cells := range g.Rows {
		most = max(most, utf8.RuneCountInString(cells[column]))
	}
	return most
}

// label is the name of a category, indented by depth, in the room that there is.
func (r ContrastRow) label(room int) string {
	label := strings.Repeat("  ", r.Depth-1) + r.row.Old.Category.Leaf()
	if !weak(r.row) {
		return printable.Clip(label, room)
	}
	return printable.Clip(label, room-len(weakMark)) + weakMark
}

// yearly is the failure rate of a unit in a year.
func yearly(r census.Row) string { return number.Sig(r.Rate.Point*model.HoursPerYear, 3) }

func inPercent(r census.Row) string {
	return number.Percent(r.Availability.Point, r.Unavailability.Point)
}

func (d *Contrast) rates(rows []ContrastRow) Block {
	return d.table("Failures by category, and the ratio of their rates", []string{"Old", "New", "New / old [limits]"}, rows, func(r census.ContrastRow) []string {
		return append([]string{number.Count(r.Old.Failures), number.Count(r.New.Failures)}, ratio(r.Rate)...)
	})
}

func (d *Contrast) repairs(rows []ContrastRow) Block {
	var points []float64
	for _, r := range rows {
		points = append(points, r.row.Old.MTTR.Point, r.row.New.MTTR.Point)
	}
	u := number.UnitFor(points)
	return d.table("MTTR by category", []string{"Old, " + u.Name, "New, " + u.Name, "New / old [limits]"}, rows, func(r census.ContrastRow) []string {
		return append([]string{number.Sig(r.Old.MTTR.Point/u.Hours, 3), number.Sig(r.New.MTTR.Point/u.Hours, 3)}, ratio(r.MTTR)...)
	})
}

func (d *Contrast) availabilities(rows []ContrastRow) Block {
	const title = "Downtime by category, hours per unit-year, and the gain in availability"
	return d.table(title, []string{"Old, h", "New, h", "New - old, points [limits]"}, rows, func(r census.ContrastRow) []string {
		return append([]string{down(r.Old), down(r.New)}, points(r.Availability)...)
	})
}

// down is the downtime of a unit in a year, in hours.
func down(r census.Row) string {
	return number.Sig(r.DowntimeHours/(r.OperatingHours+r.DowntimeHours)*model.HoursPerYear, 3)
}

// ratio writes a ratio, its p-value and its verdict.
func ratio(c census.Contrasted) []string {
	return []string{number.Limits(c.Estimate, 1, 3), pText(c), verdictText(c.Verdict)}
}

// points writes a difference of availability in percentage points.
func points(c census.Contrasted) []string {
	text := signed(c.Point) + " [" + signed(c.Lo) + ", " + signed(c.Hi) + "]"
	return []string{text, pText(c), verdictText(c.Verdict)}
}

// signed writes a difference of probabilities in percentage points.
func signed(x float64) string {
	text := number.Sig(100*x, 2)
	if x > 0 {
		return "+" + text
	}
	return text
}

func pText(c census.Contrasted) string {
	const least = 1e-3
	switch {
	case math.IsNaN(c.Adjusted):
		return number.Absent
	case c.Adjusted < least:
		return "<" + strconv.FormatFloat(least, 'f', -1, 64)
	}
	return number.Sig(c.Adjusted, 2)
}

func verdictText(v census.Verdict) string {
	switch v {
	case census.NotShown:
		return noDifference
	case census.NotComparable:
		return number.Absent
	}
	return string(v)
}

// legend says what the verdicts and p-values mean.
func (d *Contrast) legend() string {
	return fmt.Sprintf("adj. p allows for all %s (Holm), the limits for none. A difference is shown where it is at most %s; %s: none is.",
		number.Counted(d.Comparisons, "comparison"), number.Sig(d.Significance, 3), noDifference)
}

func (d *Contrast) notes(rows []ContrastRow) []string {
	var lines []string
	if weak(d.result.Total) || slices.ContainsFunc(rows, func(r ContrastRow) bool { return weak(r.row) }) {
		lines = append(lines, "*: fewer than 5 failures or repairs on a side; the limits are conservative, and rest on an assumed greatest spread of repair times.")
	}
	return append(lines, noteLines(d.Warnings)...)
}
