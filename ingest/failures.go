package ingest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"mtbf/model"
	"mtbf/model/recurrent"
)

// failureRow is a line of a file of failure times: a failure of a unit, or the
// end (or, in entry, the beginning) of its observation.
type failureRow struct {
	Unit  string    `csv:"unit,omitempty"`
	Time  spanCell  `csv:"time"`
	Count countCell `csv:"count,omitempty"`
	Entry spanCell  `csv:"entry,omitempty"`
}

// failureColumns are the names that columns of failure times may have.
var failureColumns = map[string]string{
	"unit": "unit", "system": "unit", "id": "unit", "machine": "unit",
	"time": "time", "t": "time", "hours": "time", "age": "time",
	"count": "count", "n": "count", "failures": "count",
	"entry": "entry", "from": "entry",
}

// maxRepeats bounds the failures that the counts of a file may add to its rows:
// each takes memory.
const maxRepeats = 1_000_000

// ReadFailures reads the times of repeated failures, "-" being stdin: a column
// time, and optionally unit, status (0 or censored ends the unit's observation),
// count of failures at that time, and entry, the age at which observation began.
// A unit without a row that ends it was observed up to its last failure. A bad row
// is an error with its line, and so is an end of the context. The status is found as
// [ReadSample] finds it.
//
// Columns that mean nothing here are returned as ignored, beside warnings of what was
// taken for granted.
func ReadFailures(ctx context.Context, path string, o TimesOptions) (histories []recurrent.History, ignored []string, warnings []model.Warning, err error) {
	if err := o.check(); err != nil {
		return nil, nil, nil, err
	}
	g, status := &gatherer{index: map[string]int{}, unit: o.Unit}, o.statuses()
	ignored, err = strictTable[failureRow]{
		columns: failureColumns, bare: "time", needs: "time, and perhaps unit and status", blank: failureRow{Count: 1}, take: g.take, status: status,
		enough: func(roles []string) bool { return slices.Contains(roles, "time") },
	}.open(ctx, path, o.Stdin)
	if err != nil {
		return nil, nil, nil, err
	}
	for i, m := range g.moments {
		if err := g.put(m, status.hasFailed(i)); err != nil {
			return nil, nil, nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	if histories, err = g.histories(); err != nil {
		return nil, nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return histories, ignored, status.notes, nil
}

// gatherer puts rows together by unit.
type gatherer struct {
	moments []moment
	index   map[string]int
	all     []recurrent.History
	ended   []bool
	unit    float64

	repeats int // failures beyond one a row
}

// moment is a row, of a failure or of the end of an observation.
type moment struct {
	history int
	at      float64
	count   countCell
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
	i := g.history(row.Unit)
	entry, given, err := row.Entry.hours(g.unit)
	if err != nil {
		return fmt.Errorf("entry: %w", err)
	}
	if given {
		g.all[i].From = entry
	}
	g.moments = append(g.moments, moment{i, t, row.Count})
	return nil
}

// put makes a moment part of its history.
func (g *gatherer) put(m moment, failed bool) error {
	h := &g.all[m.history]
	if !failed {
		if g.ended[m.history] && m.at != h.To {
			return fmt.Errorf("the observation of %q ends twice", h.Unit)
		}
		h.To, g.ended[m.history] = m.at, true
		return nil
	}
	for range m.count {
		h.Times = append(h.Times, m.at)
	}
	return nil
}

func (g *gatherer) history(name string) int {
	i, ok := g.index[name]
	if !ok {
		i = len(g.all)
		name = strings.Clone(name)
		g.index[name] = i
		g.all = append(g.all, recurrent.History{Unit: name})
		g.ended = append(g.ended, false)
	}
	return i
}

// histories returns the histories in order of time, each with its end.
func (g *gatherer) histories() ([]recurrent.History, error) {
	if len(g.all) == 0 {
		return nil, errors.New("has no times")
	}
	for i := range g.all {
		h := &g.all[i]
		slices.Sort(h.Times)
		last := math.Inf(-1)
		if n := len(h.Times); n > 0 {
			last = h.Times[n-1]
		}
		switch {
		case !g.ended[i]:
			h.To = last
		case h.To < last:
			return nil, fmt.Errorf("unit %q failed at %g, after its observation ended at %g", h.Unit, last, h.To)
		}
	}
	return g.all, nil
}
