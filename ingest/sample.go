package ingest

import (
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
	Time   spanCell   `csv:"time,omitempty"`
	Status statusCell `csv:"status,omitempty"`
	Lower  spanCell   `csv:"lower,omitempty"`
	Upper  spanCell   `csv:"upper,omitempty"`
	Count  tallyCell  `csv:"count,omitempty"`
	Entry  spanCell   `csv:"entry,omitempty"`
	Mode   string     `csv:"mode,omitempty"`
}

// spanCell is a length of time as written; blank is none.
type spanCell string

func (c *spanCell) UnmarshalCSV(text []byte) error {
	*c = spanCell(strings.TrimSpace(string(text)))
	return nil
}

// statusCell tells whether a time is of a failure or was cut short.
type statusCell uint8

const (
	failed statusCell = iota
	censored
)

// statusWords are what files write for either.
var statusWords = map[string]statusCell{
	"1": failed, "f": failed, "failed": failed, "failure": failed, "true": failed, "yes": failed, "event": failed, "dead": failed, "": failed,
	"0": censored, "c": censored, "s": censored, "censored": censored, "suspended": censored, "suspension": censored, "false": censored, "no": censored, "running": censored, "alive": censored,
}

func (c *statusCell) UnmarshalCSV(text []byte) error {
	word, ok := statusWords[strings.ToLower(strings.TrimSpace(string(text)))]
	if !ok {
		return fmt.Errorf("%q is not 1 or 0, failed or censored", text)
	}
	*c = word
	return nil
}

// sampleColumns are the names that columns of a sample may have.
var sampleColumns = map[string]string{
	"time": "time", "t": "time", "hours": "time", "life": "time", "duration": "time", "age": "time",
	"status": "status", "event": "status", "failed": "status", "censoring": "status",
	"lower": "lower", "left": "lower", "from": "lower", "upper": "upper", "right": "upper", "to": "upper",
	"count": "count", "n": "count", "number": "count", "quantity": "count", "failures": "count",
	"entry": "entry", "start": "entry", "truncation": "entry",
}

// Sample is a file of lifetimes or repair times.
type Sample struct {
	Observations life.Observations
	Modes        []string // of [ReadModes]: of each observation, as the file has it
	Ignored      []string // columns that mean nothing here
}

// ReadSample reads a file of times, "-" being stdin: a column time with an
// optional status (1 or failed, 0 or censored; failed without one), or columns
// lower (or from) and upper (or to), of which a blank one is unbounded; and
// optionally count (or failures), of which an interval may have none, and
// entry, the age at which a time came under observation. A file of one column
// may be without a header. Bare numbers are in unit hours, such as 1. A bad row
// is an error with its line: a sample must be whole. So is an end of the context.
func ReadSample(ctx context.Context, path string, unit float64, stdin io.Reader) (*Sample, error) {
	return readSample(ctx, path, unit, "", stdin)
}

// ReadModes reads a file of times as [ReadSample] does, and of each the mode of its
// failure, such as the part that broke, from the column named by.
func ReadModes(ctx context.Context, path string, unit float64, by string, stdin io.Reader) (*Sample, error) {
	if table.Fold(by) == "" {
		return nil, &model.ParamError{Param: "by", Value: by, Want: "the name of a column"}
	}
	return readSample(ctx, path, unit, by, stdin)
}

func readSample(ctx context.Context, path string, unit float64, by string, stdin io.Reader) (*Sample, error) {
	if !(unit > 0) || math.IsInf(unit, 1) {
		return nil, &model.ParamError{Param: "unit", Value: unit, Want: "a positive number of hours, such as 1"}
	}
	s := &Sample{}
	columns, needs, enough := sampleColumns, "time and status, or lower and upper, not both", enoughForSample
	if by != "" {
		columns, needs = maps.Clone(sampleColumns), needs+", and "+strconv.Quote(by)
		columns[table.Fold(by)] = "mode"
		enough = func(roles []string) bool { return enoughForSample(roles) && slices.Contains(roles, "mode") }
	}
	var err error
	s.Ignored, err = strictTable[sampleRow]{
		columns: columns, beside: map[string]string{"from": "time", "to": "time", "failures": "time"}, bare: "time", enough: enough, needs: needs, blank: sampleRow{Count: 1},
		take: func(row sampleRow) error {
			o, err := row.observation(unit)
			if row.Count > 0 { // an interval in which none ended tells nothing
				s.Observations = append(s.Observations, o)
				if by != "" {
					s.Modes = append(s.Modes, strings.Clone(strings.TrimSpace(row.Mode)))
				}
			}
			return err
		},
	}.open(ctx, path, stdin)
	if err == nil && len(s.Observations) == 0 {
		err = fmt.Errorf("%s: has no times", path)
	}
	if err != nil {
		return nil, err
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
	if r.Time != "" && r.Count < 1 {
		return o, errors.New("count: 0 is no number of times")
	}
	if r.Time != "" && r.Status == censored {
		o.Upper = math.Inf(1)
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
