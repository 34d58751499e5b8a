package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

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
	Count countCell `csv:"count,omitempty"`
	Entry spanCell  `csv:"entry,omitempty"`
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
	"lower": "lower", "left": "lower", "upper": "upper", "right": "upper",
	"count": "count", "n": "count", "number": "count", "quantity": "count",
	"entry": "entry", "start": "entry", "truncation": "entry",
}

// Sample is a file of lifetimes or repair times.
type Sample struct {
	Observations life.Observations
	Ignored      []string        // columns that mean nothing here
	Warnings     []model.Warning // of what was taken for granted
}

// TimesOptions say how a file of times is read. Zero is the default.
type TimesOptions struct {
	Unit   float64     // hours of a bare number; 0: 1
	Status *string     // the column that tells failures from times cut short; "": there is none; nil: found
	Failed []string    // its values that mean a failure, all others being cut short; nil: found
	Where  []Condition // rows to keep
	Stdin  io.Reader
}

func (o *TimesOptions) check() error {
	o.Unit = cmp.Or(o.Unit, 1)
	if !(o.Unit > 0) || math.IsInf(o.Unit, 1) {
		return &model.ParamError{Param: "unit", Value: o.Unit, Want: "a positive number of hours, such as 1"}
	}
	return nil
}

// ReadSample reads a file of times, "-" being stdin: a column time with an
// optional status (1 or failed, 0 or censored; failed without one), or columns
// lower and upper, of which a blank one is unbounded; and optionally count and
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
	var timed []bool // rows whose time a status may cut short
	ignored, err := strictTable[sampleRow]{
		columns: sampleColumns, bare: "time", enough: enoughForSample, needs: "time and status, or lower and upper, not both", blank: sampleRow{Count: 1},
		status: status,
		take: func(row sampleRow) error {
			o, err := row.observation(o.Unit)
			s.Observations, timed = append(s.Observations, o), append(timed, row.Time != "")
			return err
		},
	}.open(ctx, path, o.Stdin)
	if err == nil && len(s.Observations) == 0 {
		err = fmt.Errorf("%s: has no times", path)
	}
	if err != nil {
		return nil, err
	}
	s.Ignored, s.Warnings = ignored, status.notes
	for i := range s.Observations {
		if timed[i] && !status.hasFailed(i) {
			s.Observations[i].Upper = math.Inf(1)
		}
	}
	return s, nil
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
