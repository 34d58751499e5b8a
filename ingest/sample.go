package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"mtbf/internal/table"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/life"
)

// sampleRow is a line of a file of times: one that is known or was still
// running, or two that enclose it.
type sampleRow struct {
	Time  spanCell  `csv:"time,omitempty"`
	Lower spanCell  `csv:"lower,omitempty"`
	Upper spanCell  `csv:"upper,omitempty"`
	Count tallyCell `csv:"count,omitempty"`
	Entry spanCell  `csv:"entry,omitempty"`
	Mode  string    `csv:"mode,omitempty"`
}

// spanCell is a length of time as written; blank is none.
type spanCell string

func (c *spanCell) UnmarshalCSV(text []byte) error {
	*c = spanCell(strings.TrimSpace(string(text)))
	return nil
}

// sampleColumns are the names that columns of a sample may have.
var sampleColumns = map[string]string{
	"time": "time", "t": "time", "hours": "time", "life": "time", "duration": "time", "age": "time",
	"lower": "lower", "left": "lower", "from": "lower", "upper": "upper", "right": "upper", "to": "upper",
	"count": "count", "n": "count", "number": "count", "quantity": "count", "failures": "count",
	"entry": "entry", "start": "entry", "truncation": "entry",
}

// Sample is a file of lifetimes or repair times.
type Sample struct {
	Observations life.Observations
	Modes        []string        // where asked for: of each observation, as the file has it
	Ignored      []string        // columns that mean nothing here
	Warnings     []model.Warning // of what was taken for granted
}

// TimesOptions say how a file of times is read. Zero is the default.
type TimesOptions struct {
	Unit   float64     // hours of a bare number; 0: 1
	Status *string     // the column that tells failures from times cut short; "": there is none; nil: found
	Failed []string    // its values that mean a failure, all others being cut short; nil: found
	Mode   string      // the column with the mode of a failure, such as the part that broke; "": none
	Where  []Condition // rows to keep
	Stdin  io.Reader
}

func (o *TimesOptions) check() error {
	o.Unit = cmp.Or(o.Unit, 1)
	if !(o.Unit > 0) || math.IsInf(o.Unit, 1) {
		return &model.ParamError{Param: "unit", Value: o.Unit, Want: "a positive number of hours, such as 1"}
	}
	if o.Mode != "" && table.Fold(o.Mode) == "" {
		return &model.ParamError{Param: "mode", Value: o.Mode, Want: "the name of a column"}
	}
	return nil
}

// ReadSample reads a file of times, "-" being stdin: a column time with an
// optional status (1 or failed, 0 or censored; failed without one), or columns
// lower (or from) and upper (or to), of which a blank one is unbounded; and
// optionally count (or failures), of which an interval may have none, and
// entry, the age at which a time came under observation. A file of one column
// may be without a header. A bad row is an error with its line: a sample must be
// whole. So is an end of the context.
//
// The status is found by the names and the values of columns, as many programs write
// it; a *[Question] asks where they do not decide.
func ReadSample(ctx context.Context, path string, o TimesOptions) (*Sample, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	s, status := &Sample{}, o.statuses()
	var timed []bool // observations whose time a status may cut short; without times none are left out
	t := sampleTable(o.Mode)
	t.status = status
	t.take = func(row sampleRow) error {
		x, err := row.observation(o.Unit)
		if row.Count == 0 { // an interval in which none ended tells nothing
			return err
		}
		s.Observations, timed = append(s.Observations, x), append(timed, row.Time != "")
		if o.Mode != "" {
			s.Modes = append(s.Modes, strings.Clone(strings.TrimSpace(row.Mode)))
		}
		return err
	}
	ignored, err := t.open(ctx, path, o.Stdin)
	if err == nil && len(s.Observations) == 0 {
		err = fmt.Errorf("%s: has no times", path)
	}
	if err != nil {
		return nil, err
	}
	for i := range s.Observations {
		if timed[i] && !(status.hasFailed(i) && status.failedIn(s.Modes, i)) {
			s.Observations[i].Upper = math.Inf(1)
		}
	}
	s.Ignored, s.Warnings = ignored, status.notes
	return s, nil
}

// noMode are the modes of a time that was cut short, in a file without a status.
var noMode = words("0 censored suspended suspension")

// failedIn reports whether the mode of a row is one of failure, or there are no modes.
func (s *statuses) failedIn(modes []string, row int) bool {
	if modes == nil || s.taken != nil || s.Status != nil || !noMode[statusText(modes[row])] {
		return true
	}
	if !slices.ContainsFunc(s.notes, func(w model.Warning) bool { return w.Code == "status-assumed" }) {
		s.notes = append(s.notes, model.Warning{Code: "status-assumed", Assumed: true, Text: fmt.Sprintf("no column is the status, and %q in the column %q is taken for a time cut short; --status '' says that all failed", modes[row], s.Mode)})
	}
	return false
}

// sampleTable is a file of times, with a column of modes if any is named.
func sampleTable(mode string) strictTable[sampleRow] {
	t := strictTable[sampleRow]{
		columns: sampleColumns, beside: map[string]string{"from": "time", "to": "time", "failures": "time"},
		bare: "time", enough: enoughForSample, needs: "time and status, or lower and upper, not both", blank: sampleRow{Count: 1},
	}
	if mode == "" {
		return t
	}
	t.columns, t.needs = maps.Clone(sampleColumns), t.needs+", and "+strconv.Quote(mode)
	t.columns[table.Fold(mode)] = "mode"
	delete(t.beside, table.Fold(mode))
	t.enough = func(roles []string) bool { return enoughForSample(roles) && slices.Contains(roles, "mode") }
	return t
}

// enoughForSample reports whether there is a time, or both of its ends.
func enoughForSample(roles []string) bool {
	lower, upper := slices.Contains(roles, "lower"), slices.Contains(roles, "upper")
	if slices.Contains(roles, "time") {
		return !lower && !upper
	}
	return lower && upper
}

// observation returns what a row tells of a time.
func (r sampleRow) observation(unit float64) (o life.Observation, err error) {
	o = life.Observation{Lower: math.Inf(-1), Upper: math.Inf(1), Count: float64(r.Count)}
	for _, c := range []struct {
		name string
		cell spanCell
		to   []*float64
	}{{"time", r.Time, []*float64{&o.Lower, &o.Upper}}, {"lower", r.Lower, []*float64{&o.Lower}}, {"upper", r.Upper, []*float64{&o.Upper}}, {"entry", r.Entry, []*float64{&o.Entry}}} {
		h, given, err := c.cell.hours(unit)
		if err != nil {
			return o, fmt.Errorf("%s: %w", c.name, err)
		}
		for _, to := range c.to {
			if given {
				*to = h
			}
		}
	}
	if r.Time != "" && r.Count < 1 {
		return o, errors.New("count: 0 is no number of times")
	}
	if math.IsInf(o.Lower, -1) && math.IsInf(o.Upper, 1) {
		return o, errors.New("the row has no time")
	}
	return o, nil
}

// hours reads the cell; infinities and blanks are no bound.
func (c spanCell) hours(unit float64) (h float64, given bool, err error) {
	switch strings.ToLower(string(c)) {
	case "", "na", "nan", "inf", "+inf", "infinity", "∞", "-inf":
		return 0, false, nil
	}
	if x, err := strconv.ParseFloat(string(c), 64); err == nil && !math.IsInf(x, 0) && !math.IsNaN(x) {
		return x * unit, true, nil
	}
	h, err = when.ParseHours(string(c), unit)
	return h, true, err
}
