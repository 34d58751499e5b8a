// Package reconcile asks what counts, total and exposure a published table of
// failures can stand for: printed shares and MTBFs are rounded, and not all of
// them can be true together. It reads no log and counts nothing itself.
package reconcile

import (
	"context"

	"mtbf/model"
)

// Row is one row of a published failure table, as printed. A nil cell
// is one that the table does not print.
//
// The row of Category "" is the total: its count is the number N of distinct
// outages, which shares are of; its MTBF is E/N; its share is of the
// attributions, the counts of all rows that have no row below them, added up.
// It passes 100 % where outages have several causes.
type Row struct {
	Category model.Category
	Count    *int
	Share    *Printed // per cent of the distinct outages
	MTBF     *Printed // in years, or another unit of time that the exposures are then in too
}

// Column is a kind of cell in a published table.
type Column string

// The columns of a published table.
const (
	CountColumn Column = "count"
	ShareColumn Column = "share"
	MTBFColumn  Column = "MTBF"
)

var columns = [...]Column{CountColumn, ShareColumn, MTBFColumn}

// Cell is one printed figure.
type Cell struct {
	Category model.Category
	Column   Column
	Printed
}

// Nesting says how the counts of a row and of the rows below it go together.
// The total is the row above the top level, with the count N.
type Nesting uint8

const (
	Apart       Nesting = iota // a count is at most N, and no more is asked
	Overlapping                // outages may have several causes: max(below) <= above <= sum(below)
	Disjoint                   // outages have one cause: above = sum(below)
)

// Options bound the readings that Search looks at.
type Options struct {
	MinTotal, MaxTotal int     // of N; equal where N is known
	MinYears, MaxYears float64 // exposures MinYears <= E < MaxYears, or E = MinYears where they are equal; unused without an MTBF
	Nesting            Nesting
	Truncate           bool // figures may be cut off as well as rounded: 7.8 x 0.5 = 3.9 printed as 3.8
	Best               int  // readings listed at most for each question; 0 lists 100
}

// CountRange holds the counts from Lo to Hi, both included.
type CountRange struct{ Lo, Hi int }

// Reading is a way to come by a published table: counts, a total and
// exposures with which the same cells hold.
//
// A row whose MTBF holds has one count, as its exposures depend on it. Another
// row may have a range: each count in it holds the same cells. Ranges of rows
// that stand apart may be drawn from freely; counts of nested rows, or of a
// total whose share holds, must be chosen to fit each other. A row none of
// whose cells hold has all the counts that the other rows leave it.
type Reading struct {
	Total              CountRange   // N; a range where no cell depends on it
	Counts             []CountRange // one for each row; the total's is N
	FromYears, ToYears float64      // FromYears <= E < ToYears, or E = FromYears where they are equal
	Misses             []Miss
}

// Miss is a cell that a reading does not give, with the figure that it gives
// instead: from Lo to Hi over its counts and exposures, the same number twice
// where there is one. Hi is +Inf for the MTBF of a count that may be 0.
type Miss struct {
	Cell
	Lo, Hi float64
}

// Readings answers which readings make the most cells hold.
type Readings struct {
	Agree, Cells int       // cells that hold in each reading, out of all
	List         []Reading // those whose misses come closest first, then by N and exposure
	Found        int       // may be more than List has room for
	Complete     bool      // false where the search ended at its limit: there may be more than Found
}

// Conflict is a set of cells that do not hold together in any reading,
// although all do when any one of them is left out.
type Conflict []Cell

// Result compares a published table with all readings in a range.
type Result struct {
	Best         Readings            // of the whole table
	Columns      map[Column]Readings // of each column alone
	Conflicts    []Conflict          // every conflict of up to ConflictSize cells, the smallest first
	ConflictSize int
}

// Search searches the integer counts n of the rows, the total N and the
// exposure E for those that give the most cells of a published table, and
// finds the cells that cannot hold together. A cell holds when
//
//	count    n = printed
//	share    100 n/N rounds to printed
//	MTBF     E/n rounds to printed
//
// for the decimals printed, a half rounded up; the total's cells are told at
// [Row].
//
// For one N and one E each cell asks that a count lies in a range of integers.
// Ranges that meet in pairs have a count in common, so rows are settled one by
// one, and nested rows by arithmetic on the ends of ranges. The ranges change
// only where E passes n(printed +- half a unit), so E is searched by the
// stretches between such points, in whole multiples of half the last decimal:
// the search is exact, not sampled. A set of cells is a conflict if no N and
// no stretch of E gives it.
//
// Conflicts are looked for with up to four cells, fewer in a very large table.
// Four are what it takes for two rows of a table with a known N, each with a
// share that asks for one exposure and an MTBF that asks for another.
//
// An empty table, a figure outside its domain and a search too large return
// [*model.ParamError]. Where ctx ends, its cause is the error.
func Search(ctx context.Context, rows []Row, opt Options) (*Result, error) {
	p, err := newPuzzle(rows, nil, opt)
	if err != nil {
		return nil, err
	}
	rec := &Result{Columns: map[Column]Readings{}}
	if rec.Best, err = p.best(ctx); err != nil {
		return nil, err
	}
	for _, column := range columns {
		part := onlyColumn(rows, column)
		if len(cellsOf(part)) == 0 {
			continue
		}
		q, err := newPuzzle(part, nil, opt)
		if err != nil {
			return nil, err
		}
		if rec.Columns[column], err = q.best(ctx); err != nil {
			return nil, err
		}
	}
	rec.Conflicts, rec.ConflictSize = p.conflicts(ctx)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return rec, nil
}

// Examine says what given counts, one for each row, make of a published table:
// the totals and exposures with which most of its cells hold. A count below 0
// is left open. The count of the total's row is N.
func Examine(ctx context.Context, rows []Row, counts []int, opt Options) (*Readings, error) {
	if len(counts) != len(rows) {
		return nil, &model.ParamError{Param: "counts", Value: len(counts), Want: "one for each row of the table"}
	}
	p, err := newPuzzle(rows, counts, opt)
	if err != nil {
		return nil, err
	}
	best, err := p.best(ctx)
	return &best, err
}

// onlyColumn returns the rows with the cells of one column.
func onlyColumn(rows []Row, column Column) []Row {
	part := make([]Row, len(rows))
	for i, r := range rows {
		part[i].Category = r.Category
		switch column {
		case CountColumn:
			part[i].Count = r.Count
		case ShareColumn:
			part[i].Share = r.Share
		case MTBFColumn:
			part[i].MTBF = r.MTBF
		}
	}
	return part
}
