package ingest

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"mtbf/internal/table"
)

// PlacedRow is a rejected row with its place in the order in which a whole log is read.
type PlacedRow struct {
	Index   int  // of the file
	Settled bool // found when the columns of the file were known to their ends
	RowError
	Why string // the text of Err
}

// rowError makes the error of a row, by the reasons for the order of day and month in
// each file.
func (p *PlacedRow) rowError(orders []string) *RowError {
	e := p.RowError
	if p.Index < len(orders) {
		p.Why = strings.Replace(p.Why, orderUnsettled, orders[p.Index], 1)
	}
	e.Err = errors.New(p.Why)
	return &e
}

func placed(file int, settled bool, e *RowError) PlacedRow {
	p := PlacedRow{Index: file, Settled: settled, RowError: *e, Why: e.Err.Error()}
	p.Value, p.Err = table.Shorten(p.Value), nil
	return p
}

// before reports whether a whole log would have found a row before another one.
func (p *PlacedRow) before(q *PlacedRow) bool { return compareRows(*p, *q) < 0 }

func compareRows(p, q PlacedRow) int {
	phase := func(r PlacedRow) int {
		if r.Settled {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(p.Index, q.Index), cmp.Compare(phase(p), phase(q)), cmp.Compare(p.Line, q.Line))
}

// firstRows are those of rejected rows that a whole log would have kept.
func firstRows(all []PlacedRow) []PlacedRow {
	slices.SortStableFunc(all, compareRows)
	return all[:min(len(all), maxKeptRejects)]
}
