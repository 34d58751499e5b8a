package ingest

import (
	"errors"
	"fmt"
	"strings"

	"mtbf/internal/table"
	"mtbf/internal/when"
)

// RowError is a row that could not be read, with its position.
type RowError struct {
	File   string
	Line   int    // 1-based line on which the row starts, or the number of the record
	Place  string // of a record that no line tells, such as incidents[3] of JSON
	Column string // as the header names it; "" for the row as a whole
	Value  string // the text that could not be read, shortened
	Err    error  // why
}

func (e *RowError) Error() string {
	where := position(e.File, e.Line, e.Place)
	switch {
	case e.Column == "" && e.Value == "":
		return fmt.Sprintf("%s: %v", where, e.Err)
	case e.Column == "":
		return fmt.Sprintf("%s: %v: %q", where, e.Err, e.Value)
	case e.Value == "":
		return fmt.Sprintf("%s: %s: %v", where, e.Column, e.Err)
	}
	return fmt.Sprintf("%s: %s: %q %v", where, e.Column, e.Value, e.Err)
}

// position names a record.
func position(file string, line int, place string) string {
	if place != "" {
		return file + ": " + place
	}
	return fmt.Sprintf("%s:%d", file, line)
}

// rowError adds the position to the error of a row.
func (f *fileReader) rowError(e RowError) *RowError {
	s := f.sheets[f.index]
	e.File, e.Place = s.text.Name, s.record(e.Line, table.Find(s.dialect.Header, e.Column)+1)
	return &e
}

func (e *RowError) Unwrap() error { return e.Err }

// unsplit says what is wrong with a record that could not be split into cells.
var unsplit = map[error]string{
	table.ErrQuote:         "has text after its closing quote; a quote inside a cell is written twice",
	table.ErrOpenQuote:     "begins with a quote that is never closed",
	table.ErrFieldTooLong:  "is longer than a cell can be",
	table.ErrRecordTooLong: "the row is longer than a row can be",
	table.ErrTooManyFields: "the row has more cells than a row can have",
	table.ErrNUL:           "holds a NUL byte: the file is damaged here",
}

func unsplittable(bad *table.RecordError) error {
	if why, ok := unsplit[bad.Err]; ok {
		return errors.New(why)
	}
	return bad.Err
}

// plainly puts the error of a time or a duration into the words of a row's
// error, which begins with the text that is wrong.
func plainly(err error) error {
	var whole *when.ParseError
	if !errors.As(err, &whole) {
		return err
	}
	want := strings.Replace(whole.Want, "time stamp", "date or time", 1)
	return fmt.Errorf("is not %s: %s", want, whole.Why)
}

// splitError makes the error of a record that could not be split.
func (f *fileReader) splitError(bad *table.RecordError) *RowError {
	e := f.rowError(RowError{Line: bad.Line, Value: bad.Value, Err: unsplittable(bad)})
	if header := f.mapping.header; bad.Field > 0 && bad.Field <= len(header) {
		e.Column = header[bad.Field-1]
	} else if bad.Field > 0 {
		e.Column = fmt.Sprintf("cell %d", bad.Field)
	}
	if strings.HasPrefix(e.Err.Error(), "the row") {
		e.Column = ""
	}
	return e
}
