package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/jszwec/csvutil"

	"mtbf/internal/table"
	"mtbf/internal/when"
	"mtbf/model"
)

// fleetRow is a line of a fleet file: so many units of one name, in service
// from a time to a time. A blank time has no bound; a blank count is 1.
type fleetRow struct {
	Unit  string    `csv:"unit"`
	From  timeCell  `csv:"from,omitempty"`
	To    timeCell  `csv:"to,omitempty"`
	Count countCell `csv:"count,omitempty"`
}

// countCell is a number of units, or of like times.
type countCell int64

func (c *countCell) UnmarshalCSV(text []byte) error {
	n, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil || n < 1 || n > model.MaxUnits {
		return errors.New("is not a number of units, 1 or more and at most 10^15")
	}
	*c = countCell(n)
	return nil
}

// ReadFleet reads a fleet file: a table with the columns unit, from, to and
// count, of which only unit is needed. Times without an offset are in the zone
// named timezone ("" is UTC); bare numbers are in timeUnit ("" is hours). Any
// bad row is an error: a fleet is short and must be whole. So is an end of the
// context.
func ReadFleet(ctx context.Context, path, timezone, timeUnit string, stdin io.Reader) (fleet []model.Exposure, err error) {
	text, err := table.OpenAny(path, stdin)
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := text.Close(); err == nil {
			err = e
		}
	}()
	text.Until(ctx)
	f := &fleetReader{name: text.Name, unit: 1}
	if timezone == "" {
		timezone = "UTC"
	}
	if f.zone, err = when.LoadZone(timezone); err != nil {
		return nil, err
	}
	if u, ok := when.UnitHours(timeUnit); ok {
		f.unit = u
	}
	return f.read(text)
}

type fleetReader struct {
	name    string
	only    *sheet
	zone    *when.Zone
	unit    float64 // hours of a bare number
	body    *table.Reader
	header  []string // canonical
	record  []string // trimmed, "" for what means "no value"
	numbers bool     // the times are numbers
	dates   bool     // the times are dates
}

func (f *fleetReader) read(text *table.Text) ([]model.Exposure, error) {
	var err error
	if f.only, err = soleSheet(text, fleetSniffer); err != nil {
		return nil, fmt.Errorf("%s: %w", f.name, err)
	}
	dialect := f.only.dialect
	for _, h := range dialect.Header {
		f.header = append(f.header, table.Fold(h))
	}
	if table.Find(f.header, "unit") < 0 {
		return nil, fmt.Errorf("%s: a fleet file has the columns unit, from, to, count; this one has %s", f.name, table.QuoteNames(dialect.Header, 12))
	}
	if f.body, err = dialect.Body(f.only.text); err != nil {
		return nil, fmt.Errorf("%s: %w", f.name, err)
	}
	decoder, err := csvutil.NewDecoder(f, f.header...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.name, err)
	}
	fleet := []model.Exposure{}
	for {
		row := fleetRow{Count: 1}
		if err := decoder.Decode(&row); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, f.positioned(err)
		}
		part, err := f.exposure(row)
		if err != nil {
			return nil, err
		}
		fleet = append(fleet, part)
	}
	if len(fleet) == 0 {
		return nil, fmt.Errorf("%s: the fleet file names no unit", f.name)
	}
	return fleet, nil
}

// fleetSniffer tells the header of a fleet file.
var fleetSniffer = table.Sniffer{Known: func(name string) bool {
	return slices.Contains([]string{"unit", "from", "to", "count"}, table.Fold(name))
}}

// Read returns the next row that is not blank, for the decoder.
func (f *fleetReader) Read() ([]string, error) {
	for {
		record, err := f.body.Read()
		if err != nil {
			return nil, err
		}
		f.record = f.record[:0]
		for _, cell := range record {
			cell = strings.TrimSpace(cell)
			if isMissing(cell, nil) || isOngoing(cell) {
				cell = ""
			}
			f.record = append(f.record, cell)
		}
		switch n := len(f.record); {
		case strings.Join(f.record, "") == "":
		case n != len(f.header):
			return nil, &RowError{File: f.name, Line: f.body.Line(), Place: f.only.record(f.body.Line(), 0), Err: fmt.Errorf("the row has %s, the header %d", model.Counted(n, "cell"), len(f.header))}
		default:
			return f.record, nil
		}
	}
}

// positioned adds file, line and column to an error of the decoder.
func (f *fleetReader) positioned(err error) error {
	var cell *csvutil.DecodeError
	var row *table.RecordError
	var known *RowError
	switch {
	case errors.As(err, &cell):
		return f.bad(cell.Field, cell.Err)
	case errors.As(err, &row):
		return f.bad("", unsplittable(row))
	case errors.As(err, &known), strings.HasPrefix(err.Error(), f.name+":"):
		return err
	}
	return fmt.Errorf("%s: %w", f.name, err)
}

// bad makes the error of a column of the row just read.
func (f *fleetReader) bad(column string, err error) error {
	e := &RowError{File: f.name, Line: f.body.Line(), Place: f.only.record(f.body.Line(), table.Find(f.header, column)+1), Column: column, Err: plainly(err)}
	if i := table.Find(f.header, column); i >= 0 && i < len(f.record) {
		e.Value = f.record[i]
	}
	return e
}

func (f *fleetReader) exposure(row fleetRow) (model.Exposure, error) {
	e := model.Exposure{Unit: strings.Clone(row.Unit), Count: int(row.Count)}
	var err error
	if e.From, err = f.bound(row.From, math.Inf(-1)); err != nil {
		return e, f.bad("from", err)
	}
	if e.To, err = f.bound(row.To, math.Inf(1)); err != nil {
		return e, f.bad("to", err)
	}
	for _, c := range []timeCell{row.From, row.To} {
		f.numbers = f.numbers || c.set && c.numeric
		f.dates = f.dates || c.set && !c.numeric
	}
	switch {
	case row.Unit == "":
		return e, f.bad("unit", errors.New("is blank"))
	case f.numbers && f.dates:
		return e, f.bad("", errors.New("the times of a fleet are all dates or all numbers, as those of its log; this row is the first of the other kind"))
	case !(e.From < e.To):
		return e, f.bad("to", errors.New("is not after from"))
	}
	return e, nil
}

var errOrderOpen = errors.New("may be day-month or month-day; write it as year-month-day")

// bound resolves a time; blank is unbounded. A date whose order is open must
// tell it by itself.
func (f *fleetReader) bound(c timeCell, blank float64) (float64, error) {
	switch {
	case !c.set:
		return blank, nil
	case c.numeric && math.Abs(c.number)*f.unit > maxHours:
		return 0, errFar
	case c.numeric:
		return when.QuantizeHours(c.number * f.unit), nil
	case c.stamp.Ambiguous():
		return 0, errOrderOpen
	}
	return f.zone.Resolve(c.stamp, max(c.stamp.Proves(), when.DayFirst)).Hours, nil
}

// ParseTime reads a moment given on the command line on the clock of a log: a
// time stamp (in the zone, where it has no offset) on a calendar, a number in
// timeUnit on an elapsed clock.
func ParseTime(text, timezone, timeUnit string, clock model.Clock) (float64, error) {
	var c timeCell
	if err := c.UnmarshalCSV([]byte(text)); err != nil {
		return 0, err
	}
	if c.numeric != (clock == model.Elapsed) {
		return 0, &model.ParamError{Param: "time", Value: text, Want: map[model.Clock]string{
			model.Calendar: "a date, as the times of the log are",
			model.Elapsed:  "a number, as the times of the log are",
		}[clock]}
	}
	if timezone == "" {
		timezone = "UTC"
	}
	zone, err := when.LoadZone(timezone)
	if err != nil {
		return 0, err
	}
	unit := 1.0
	if u, ok := when.UnitHours(timeUnit); ok {
		unit = u
	}
	h, err := (&fleetReader{zone: zone, unit: unit}).bound(c, 0)
	if err != nil {
		return 0, fmt.Errorf("%q %w", text, err)
	}
	return h, nil
}
