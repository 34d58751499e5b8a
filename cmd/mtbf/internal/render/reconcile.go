package render

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"mtbf/internal/number"
	"mtbf/internal/printable"
	"mtbf/model"
	"mtbf/model/reconcile"
)

// Reconciliation is the result of table1 --reconcile.
type Reconciliation struct {
	Schema       string              `json:"schema"`
	Source       string              `json:"source"`
	Outages      Span                `json:"outages"`
	Years        Span                `json:"exposure_years"`
	Rows         []string            `json:"rows"`
	Best         Readings            `json:"best"`
	Columns      map[string]Readings `json:"columns"`
	Conflicts    [][]string          `json:"conflicts"`
	ConflictSize int                 `json:"conflict_size"`
}

// Span is a range, both ends included.
type Span struct {
	Lo float64 `json:"lo"`
	Hi float64 `json:"hi"`
}

// Readings are the ways to come by a table, or a column of it.
type Readings struct {
	Agree    int       `json:"agree"`
	Cells    int       `json:"cells"`
	Found    int       `json:"found"`
	Complete bool      `json:"complete"`
	List     []Reading `json:"readings"`
}

// Reading is one way: counts, total and exposures.
type Reading struct {
	Outages Span           `json:"outages"`
	Counts  map[string]any `json:"counts"`
	Years   Span           `json:"exposure_years"`
	Misses  []ReadingMiss  `json:"misses"`
}

// ReadingMiss is a cell that a reading does not give.
type ReadingMiss struct {
	Category string   `json:"category"`
	Column   string   `json:"column"`
	Printed  float64  `json:"printed"`
	Lo       *float64 `json:"lo"`
	Hi       *float64 `json:"hi"`
}

// NewReconciliation makes the document of a reconciliation of rows.
func NewReconciliation(source string, rows []reconcile.Row, opt reconcile.Options, r *reconcile.Result) *Reconciliation {
	out := &Reconciliation{
		Schema: "mtbf.reconcile/1", Source: source,
		Outages: Span{float64(opt.MinTotal), float64(opt.MaxTotal)}, Years: Span{opt.MinYears, opt.MaxYears},
		Best: newReadings(rows, r.Best), Columns: map[string]Readings{}, Conflicts: [][]string{}, ConflictSize: r.ConflictSize,
	}
	for _, row := range rows {
		out.Rows = append(out.Rows, rowName(row))
	}
	for column, readings := range r.Columns {
		out.Columns[string(column)] = newReadings(rows, readings)
	}
	for _, conflict := range r.Conflicts {
		cells := make([]string, len(conflict))
		for i, c := range conflict {
			cells[i] = c.String()
		}
		out.Conflicts = append(out.Conflicts, cells)
	}
	return out
}

func rowName(p reconcile.Row) string { return categoryName(p.Category) }

func newReadings(rows []reconcile.Row, r reconcile.Readings) Readings {
	out := Readings{Agree: r.Agree, Cells: r.Cells, Found: r.Found, Complete: r.Complete, List: []Reading{}}
	for _, reading := range r.List {
		out.List = append(out.List, newReading(rows, reading))
	}
	return out
}

func newReading(rows []reconcile.Row, r reconcile.Reading) Reading {
	out := Reading{
		Outages: Span{float64(r.Total.Lo), float64(r.Total.Hi)}, Years: Span{r.FromYears, r.ToYears},
		Counts: map[string]any{}, Misses: []ReadingMiss{},
	}
	for i, c := range r.Counts {
		if c.Lo == c.Hi {
			out.Counts[rowName(rows[i])] = c.Lo
		} else {
			out.Counts[rowName(rows[i])] = Span{float64(c.Lo), float64(c.Hi)}
		}
	}
	for _, m := range r.Misses {
		out.Misses = append(out.Misses, ReadingMiss{string(m.Category), string(m.Column), m.Value, finite(m.Lo), finite(m.Hi)})
	}
	return out
}

// shownReadings and shownConflicts bound what a table shows; JSON has all.
const (
	shownReadings  = 8
	shownConflicts = 10
)

// Blocks returns the readings of each column, of the whole, and the conflicts.
func (r *Reconciliation) Blocks() []Block {
	blocks := []Block{{
		Title: "What counts and exposures can " + r.Source + " stand for?",
		Lines: []string{fmt.Sprintf("Searched: %s to %s distinct outages, %s to %s years of exposure, every whole count.", number.Plain(r.Outages.Lo), number.Plain(r.Outages.Hi), number.Plain(r.Years.Lo), number.Plain(r.Years.Hi))},
	}}
	for _, c := range slices.Sorted(maps.Keys(r.Columns)) {
		blocks = append(blocks, r.block("The "+c+" column alone", r.Columns[c]))
	}
	blocks = append(blocks, r.block("The whole table", r.Best), r.conflictBlock())
	return blocks
}

// block is a table of readings; only rows whose count is settled in some
// reading get a column.
func (r *Reconciliation) block(title string, readings Readings) Block {
	b := Block{Title: fmt.Sprintf("%s: %d of %d cells at most, in %s", title, readings.Agree, readings.Cells, number.Counted(readings.Found, "reading"))}
	rows := r.settled(readings)
	g := &Grid{Header: []string{"Exposure, y", "Outages"}, Left: 1}
	for _, row := range rows {
		g.Header = append(g.Header, printable.Clip(row[strings.LastIndexByte(row, '/')+1:], 8))
	}
	for i, reading := range readings.List {
		if i == shownReadings {
			b.Foot = append(b.Foot, fmt.Sprintf("The first %d of %d are shown; --format json lists more.", shownReadings, readings.Found))
			break
		}
		cells := []string{span(reading.Years), span(reading.Outages)}
		for _, row := range rows {
			cells = append(cells, countText(reading.Counts[row]))
		}
		g.Rows = append(g.Rows, cells)
	}
	b.Grid = g
	if len(readings.List) > 0 {
		for _, m := range readings.List[0].Misses {
			b.Foot = append(b.Foot, "The first misses "+m.text())
		}
	}
	return b
}

// maxRowColumns is how many rows of the table fit side by side.
const maxRowColumns = 6

func (r *Reconciliation) settled(readings Readings) []string {
	var rows []string
	for _, row := range r.Rows {
		one := func(reading Reading) bool { _, whole := reading.Counts[row].(int); return whole }
		if row != "total" && !strings.Contains(row, "/") && slices.ContainsFunc(readings.List, one) && len(rows) < maxRowColumns {
			rows = append(rows, row)
		}
	}
	return rows
}

func countText(c any) string {
	if s, ok := c.(Span); ok {
		return span(s)
	}
	return fmt.Sprint(c)
}

func span(s Span) string {
	if s.Lo == s.Hi {
		return number.Plain(s.Lo)
	}
	return number.Plain(s.Lo) + "–" + number.Plain(s.Hi)
}

func (m ReadingMiss) text() string {
	got := fixed(m.Lo, 2)
	if m.Lo != nil && m.Hi != nil && *m.Lo != *m.Hi {
		got = fixed(m.Lo, 2) + " to " + fixed(m.Hi, 2)
	}
	return fmt.Sprintf("%s, %s: printed %g, it gives %s.", categoryName(model.Category(m.Category)), m.Column, m.Printed, got)
}

func (r *Reconciliation) conflictBlock() Block {
	b := Block{Title: fmt.Sprintf("Cells that cannot hold together (sets of up to %d)", r.ConflictSize)}
	for i, conflict := range r.Conflicts {
		if i == shownConflicts {
			b.Lines = append(b.Lines, fmt.Sprintf("and %d more; --format json lists them.", len(r.Conflicts)-i))
			break
		}
		b.Lines = append(b.Lines, strings.Join(conflict, "; "))
	}
	if len(r.Conflicts) == 0 {
		b.Lines = []string{"none"}
	}
	return b
}

// Records returns one row a reading.
func (r *Reconciliation) Records() [][]string {
	records := [][]string{append([]string{"question", "agree", "cells", "from_years", "to_years", "outages"}, r.Rows...)}
	add := func(question string, readings Readings) {
		for _, reading := range readings.List {
			row := []string{question, fmt.Sprint(readings.Agree), fmt.Sprint(readings.Cells), bare(&reading.Years.Lo), bare(&reading.Years.Hi), span(reading.Outages)}
			for _, name := range r.Rows {
				row = append(row, countText(reading.Counts[name]))
			}
			records = append(records, row)
		}
	}
	add("whole", r.Best)
	for _, column := range []reconcile.Column{reconcile.CountColumn, reconcile.ShareColumn, reconcile.MTBFColumn} {
		add(string(column), r.Columns[string(column)])
	}
	return records
}
