package ingest

import (
	"errors"
	"io"
	"strings"

	"mtbf/internal/table"
	"mtbf/model/gray"
)

// publishedRow is a line of a published table of failure categories.
type publishedRow struct {
	Category      string   `csv:"category"`
	Depth         int      `csv:"depth"`
	Percent       float64  `csv:"probability_pct"`
	Years         float64  `csv:"mtbf_years,omitempty"`
	Underreported flagCell `csv:"underreported,omitempty"`
}

// ReadPublished reads a published table of failure categories: the columns
// category, depth, probability_pct, mtbf_years and underreported. The category
// "total" is the whole.
func ReadPublished(name string, r io.Reader) ([]gray.Published, error) {
	var rows []gray.Published
	err := readWhole(name, r, func(p publishedRow) error {
		row := gray.Published{Category: categoryPath(p.Category), Depth: p.Depth, Percent: p.Percent, Years: p.Years, Underreported: bool(p.Underreported)}
		if strings.EqualFold(p.Category, "total") {
			row.Category = ""
		}
		if row.Percent < 0 || row.Years < 0 {
			return errors.New("a percentage or an MTBF is negative")
		}
		rows = append(rows, row)
		return nil
	})
	return rows, err
}

// timelineRow is a line of a timeline.
type timelineRow struct {
	Minute float64 `csv:"minute"`
	Stage  string  `csv:"stage"`
}

// ReadTimeline reads a timeline of stages: the columns minute and stage, in
// order of time.
func ReadTimeline(name string, r io.Reader) ([]gray.Stage, error) {
	var stages []gray.Stage
	err := readWhole(name, r, func(row timelineRow) error {
		if n := len(stages); n > 0 && row.Minute < stages[n-1].Minute {
			return errors.New("minute: is before that of the line above")
		}
		stages = append(stages, gray.Stage{Minute: row.Minute, Text: row.Stage})
		return nil
	})
	return stages, err
}

// readWhole decodes a small table every row of which must be right.
func readWhole[T any](name string, r io.Reader, take func(row T) error) error {
	text, err := table.NewText(name, r)
	if err != nil {
		return err
	}
	_, err = strictTable[T]{take: take}.read(text)
	return err
}
