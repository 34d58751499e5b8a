package ingest

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/jszwec/csvutil"

	"mtbf/internal/table"
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

// mostRepeats bounds the failures that one row may stand for.
const mostRepeats = 1_000_000

// ReadFailures reads the times of repeated failures, "-" being stdin: a column
// time, and optionally unit, status (0 or censored ends the unit's observation),
// count of failures at that time, and entry, the age at which observation began.
// A unit without a row that ends it was observed up to its last failure. Bare
// numbers are in unit hours. A bad row is an error with its line.
func ReadFailures(path string, unit float64, stdin io.Reader) (histories []recurrent.History, err error) {
	text, err := table.Open(path, stdin)
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := text.Close(); err == nil {
			err = e
		}
	}()
	dialect, err := table.Sniffer{Known: func(name string) bool { return failureColumns[canonical(name)] != "" }}.Sniff(text.Sample())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", text.Name, err)
	}
	header, err := failureHeader(dialect)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", text.Name, err)
	}
	body, err := dialect.Body(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", text.Name, err)
	}
	decoder, err := csvutil.NewDecoder(body, header...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", text.Name, err)
	}
	g := &gatherer{index: map[string]int{}, unit: unit}
	for {
		row := failureRow{Count: 1}
		err := decoder.Decode(&row)
		if errors.Is(err, io.EOF) {
			break
		}
		if err = cellError(err); err == nil {
			err = g.take(row)
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", text.Name, body.Line(), err)
		}
	}
	if histories, err = g.histories(); err != nil {
		return nil, fmt.Errorf("%s: %w", text.Name, err)
	}
	return histories, nil
}

// failureHeader returns the columns by their roles.
func failureHeader(d table.Dialect) ([]string, error) {
	switch {
	case d.Headerless && d.Fields == 1:
		return []string{"time"}, nil
	case d.Headerless:
		return nil, errors.New("has no line of column names; a file of failure times has the columns unit, time, status")
	}
	var roles []string
	for i, name := range d.Header {
		role := failureColumns[canonical(name)]
		if role == "" || slices.Contains(roles, role) {
			role = fmt.Sprintf("\x00%d", i)
		}
		roles = append(roles, role)
	}
	if !slices.Contains(roles, "time") {
		return nil, fmt.Errorf("a file of failure times has a column time; this one has %s", quoteList(d.Header, 12))
	}
	return roles, nil
}

// gatherer puts rows together by unit.
type gatherer struct {
	index map[string]int
	all   []recurrent.History
	ended []bool
	unit  float64
}

func (g *gatherer) take(row failureRow) error {
	t, given, err := row.Time.hours(g.unit)
	if err != nil {
		return fmt.Errorf("time: %w", err)
	}
	if !given {
		return errors.New("the row has no time")
	}
	if row.Count > mostRepeats {
		return fmt.Errorf("count: %d failures at one time are more than %d", row.Count, mostRepeats)
	}
	h, i := g.history(row.Unit)
	entry, given, err := row.Entry.hours(g.unit)
	if err != nil {
		return fmt.Errorf("entry: %w", err)
	}
	if given {
		h.From = entry
	}
	if row.Status == censored {
		if g.ended[i] && t != h.To {
			return fmt.Errorf("the observation of %q ends twice", row.Unit)
		}
		h.To, g.ended[i] = t, true
		return nil
	}
	for range row.Count {
		h.Times = append(h.Times, t)
	}
	return nil
}

func (g *gatherer) history(name string) (*recurrent.History, int) {
	i, ok := g.index[name]
	if !ok {
		i = len(g.all)
		name = strings.Clone(name)
		g.index[name] = i
		g.all = append(g.all, recurrent.History{Unit: name})
		g.ended = append(g.ended, false)
	}
	return &g.all[i], i
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
