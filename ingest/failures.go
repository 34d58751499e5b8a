package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mtbf/model"
	"mtbf/model/recurrent"
)

// failureRow is a line of a file of failure times: a failure of a unit, or the
// end (or, in entry, the beginning) of its observation; or failures counted between
// two times.
type failureRow struct {
	Unit  string    `csv:"unit,omitempty"`
	Time  spanCell  `csv:"time,omitempty"`
	Lower spanCell  `csv:"lower,omitempty"`
	Upper spanCell  `csv:"upper,omitempty"`
	Count tallyCell `csv:"count,omitempty"`
	Entry spanCell  `csv:"entry,omitempty"`
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
	Warnings  []model.Warning   // of what was taken for granted
}

// ReadFailures reads the times of repeated failures, "-" being stdin: a column
// time, and optionally unit, status (0 or censored ends the unit's observation),
// count of failures at that time, and entry, the age at which observation began.
// A unit without a row that ends it was observed up to its last failure; one that is
// entered again after an end was not watched between the two.
//
// Or it reads how many failures there were between two ages: columns lower (or from)
// and upper (or to), count (or failures; 1 without one), and optionally unit and
// status, of which 0 is none. The rows of a unit tell when it was watched.
//
// A bad row is an error with its line, and so is an end of the context. The status is
// found as [ReadSample] finds it.
func ReadFailures(ctx context.Context, path string, o TimesOptions) (*Failures, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if o.Mode != "" {
		return nil, &model.ParamError{Param: "mode", Value: o.Mode, Want: "of use for failures that come again, which are of all modes"}
	}
	g, status := &gatherer{index: map[string]int{}, unit: o.Unit}, o.statuses()
	status.ofBounds = true
	ignored, err := strictTable[failureRow]{
		columns: failureColumns, bare: "time", needs: "time, and perhaps unit and status; or lower, upper and count", blank: failureRow{Count: 1}, take: g.take, status: status,
		enough: g.enough,
	}.open(ctx, path, o.Stdin)
	if err != nil {
		return nil, err
	}
	for i, m := range g.moments {
		g.put(m, status.hasFailed(i))
	}
	f := &Failures{Together: g.together, Ignored: ignored, Warnings: status.notes}
	if g.counted {
		f.Counts, err = g.counts()
	} else {
		f.Histories, err = g.histories()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

// gatherer puts rows together by unit.
type gatherer struct {
	moments []moment
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

// moment is a row, of a failure or of the end of an observation; or of failures that
// were counted up to then.
type moment struct {
	unit     int
	from, at float64
	count    int
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
	if g.repeats += int(row.Count) - 1; g.repeats > maxRepeats {
		return fmt.Errorf("count: with this row the counts of the file add more than %d failures to its rows", maxRepeats)
	}
	i := g.watched(row.Unit)
	entry, given, err := row.Entry.hours(g.unit)
	if err != nil {
		return fmt.Errorf("entry: %w", err)
	}
	if given {
		g.all[i].entries = append(g.all[i].entries, entry)
	}
	g.moments = append(g.moments, moment{unit: i, at: t, count: int(row.Count)})
	return nil
}

// put adds a moment to what is known of its unit.
func (g *gatherer) put(m moment, failed bool) {
	u := &g.all[m.unit]
	if g.counted {
		if !failed {
			m.count = 0
		}
		u.counts = append(u.counts, recurrent.Count{Unit: u.unit, From: m.from, To: m.at, Units: 1, Failures: m.count})
		return
	}
	if !failed {
		u.ends = append(u.ends, m.at)
		return
	}
	g.together = max(g.together, m.count)
	for range m.count {
		u.times = append(u.times, m.at)
	}
}

func (g *gatherer) watched(name string) int {
	i, ok := g.index[name]
	if !ok {
		i = len(g.all)
		name = strings.Clone(name)
		g.index[name] = i
		g.all = append(g.all, watch{unit: name})
	}
	return i
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
