package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"mtbf/model/recurrent"
)

// failureRow is a line of a file of failure times: a failure of a unit, or the
// end (or, in entry, the beginning) of its observation.
type failureRow struct {
	Unit   string     `csv:"unit,omitempty"`
	Time   spanCell   `csv:"time"`
	Status statusCell `csv:"status,omitempty"`
	Count  countCell  `csv:"count,omitempty"`
	Entry  spanCell   `csv:"entry,omitempty"`
}

// failureColumns are the names that columns of failure times may have.
var failureColumns = map[string]string{
	"unit": "unit", "system": "unit", "id": "unit", "machine": "unit",
	"time": "time", "t": "time", "hours": "time", "age": "time",
	"status": "status", "event": "status", "failed": "status",
	"count": "count", "n": "count", "failures": "count",
	"entry": "entry", "from": "entry",
}

// maxRepeats bounds the failures that the counts of a file may add to its rows:
// each takes memory.
const maxRepeats = 1_000_000

// ReadFailures reads the times of repeated failures, "-" being stdin: a column
// time, and optionally unit, status (0 or censored ends the unit's observation),
// count of failures at that time, and entry, the age at which observation began.
// A unit without a row that ends it was observed up to its last failure; one that is
// entered again after an end was not watched between the two. Bare numbers are in
// unit hours. A bad row is an error with its line, and so is an end of the context.
//
// Columns that mean nothing here are returned as ignored.
func ReadFailures(ctx context.Context, path string, unit float64, stdin io.Reader) (histories []recurrent.History, ignored []string, err error) {
	g := &gatherer{index: map[string]int{}, unit: unit}
	ignored, err = strictTable[failureRow]{
		columns: failureColumns, bare: "time", needs: "time, and perhaps unit and status", blank: failureRow{Count: 1}, take: g.take,
		enough: func(roles []string) bool { return slices.Contains(roles, "time") },
	}.open(ctx, path, stdin)
	if err != nil {
		return nil, nil, err
	}
	if histories, err = g.histories(); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return histories, ignored, nil
}

// gatherer puts rows together by unit.
type gatherer struct {
	index map[string]int
	all   []watch
	unit  float64

	repeats int // failures beyond one a row
}

func (g *gatherer) take(row failureRow) error {
	t, given, err := row.Time.hours(g.unit)
	if err != nil {
		return fmt.Errorf("time: %w", err)
	}
	if !given {
		return errors.New("the row has no time")
	}
	if g.repeats += int(row.Count) - 1; g.repeats > maxRepeats {
		return fmt.Errorf("count: with this row the counts of the file add more than %d failures to its rows", maxRepeats)
	}
	u := g.watched(row.Unit)
	entry, given, err := row.Entry.hours(g.unit)
	if err != nil {
		return fmt.Errorf("entry: %w", err)
	}
	if given {
		u.entries = append(u.entries, entry)
	}
	if row.Status == censored {
		u.ends = append(u.ends, t)
		return nil
	}
	for range row.Count {
		u.times = append(u.times, t)
	}
	return nil
}

func (g *gatherer) watched(name string) *watch {
	i, ok := g.index[name]
	if !ok {
		i = len(g.all)
		name = strings.Clone(name)
		g.index[name] = i
		g.all = append(g.all, watch{unit: name})
	}
	return &g.all[i]
}

// histories returns the histories in order of time, each with its end.
func (g *gatherer) histories() (all []recurrent.History, err error) {
	if len(g.all) == 0 {
		return nil, errors.New("has no times")
	}
	for i := range g.all {
		if all, err = g.all[i].histories(all); err != nil {
			return nil, err
		}
	}
	return all, nil
}
