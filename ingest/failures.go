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
// end (or, in entry, the beginning) of its observation; or failures counted between
// two times.
type failureRow struct {
	Unit   string     `csv:"unit,omitempty"`
	Time   spanCell   `csv:"time,omitempty"`
	Lower  spanCell   `csv:"lower,omitempty"`
	Upper  spanCell   `csv:"upper,omitempty"`
	Status statusCell `csv:"status,omitempty"`
	Count  tallyCell  `csv:"count,omitempty"`
	Entry  spanCell   `csv:"entry,omitempty"`
}

// tallyCell is a number of failures, which may be none.
type tallyCell int64

func (c *tallyCell) UnmarshalCSV(text []byte) error {
	if strings.TrimSpace(string(text)) == "0" {
		*c = 0
		return nil
	}
	return (*countCell)(c).UnmarshalCSV(text)
}

// failureColumns are the names that columns of failure times may have.
var failureColumns = map[string]string{
	"unit": "unit", "system": "unit", "id": "unit", "machine": "unit",
	"time": "time", "t": "time", "hours": "time", "age": "time",
	"lower": "lower", "left": "lower", "upper": "upper", "right": "upper", "to": "upper",
	"status": "status", "event": "status", "failed": "status",
	"count": "count", "n": "count", "failures": "count",
	"entry": "entry", "from": "entry",
}

// maxRepeats bounds the failures that the counts of a file may add to its rows:
// each takes memory.
const maxRepeats = 1_000_000

// Failures is a file of repeated failures: their times, or their counts.
type Failures struct {
	Histories []recurrent.History
	Counts    []recurrent.Count // nil where the file has times
	Together  int               // the most failures that one row has at one time
	Ignored   []string          // columns that mean nothing here
}

// ReadFailures reads the times of repeated failures, "-" being stdin: a column
// time, and optionally unit, status (0 or censored ends the unit's observation),
// count of failures at that time, and entry, the age at which observation began.
// A unit without a row that ends it was observed up to its last failure; one that is
// entered again after an end was not watched between the two.
//
// Or it reads how many failures there were between two ages: columns lower (or from)
// and upper (or to), count (or failures; 1 without one), and optionally unit. The
// rows of a unit tell when it was watched.
//
// Bare numbers are in unit hours. A bad row is an error with its line, and so is an
// end of the context.
func ReadFailures(ctx context.Context, path string, unit float64, stdin io.Reader) (*Failures, error) {
	g := &gatherer{index: map[string]int{}, unit: unit}
	f := &Failures{}
	var err error
	f.Ignored, err = strictTable[failureRow]{
		columns: failureColumns, bare: "time", needs: "time, and perhaps unit and status; or lower, upper and count", blank: failureRow{Count: 1}, take: g.take,
		enough: g.enough,
	}.open(ctx, path, stdin)
	if err != nil {
		return nil, err
	}
	if g.counted {
		f.Counts, err = g.counts()
	} else {
		f.Histories, err = g.histories()
		f.Together = g.together
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

// gatherer puts rows together by unit.
type gatherer struct {
	index   map[string]int
	all     []watch
	unit    float64
	counted bool // rows have two times, and the failures between them

	together int // the most failures of one row
	repeats  int // failures beyond one a row
}

// enough reports whether there is a time, or both of its ends.
func (g *gatherer) enough(roles []string) bool {
	has := func(role string) bool { return slices.Contains(roles, role) }
	g.counted = !has("time")
	if has("time") {
		return !has("lower") && !has("upper")
	}
	return has("upper") && has("lower") != has("entry")
}

func (g *gatherer) take(row failureRow) error {
	if g.counted {
		return g.takeCount(row)
	}
	t, given, err := row.Time.hours(g.unit)
	if err != nil {
		return fmt.Errorf("time: %w", err)
	}
	if !given {
		return errors.New("the row has no time")
	}
	if row.Count < 1 {
		return errors.New("count: 0 is no number of failures at one time; a row with the status 0 tells when observation ended")
	}
	g.together = max(g.together, int(row.Count))
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
