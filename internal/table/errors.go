package table

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// ErrEmpty is returned for an input with no bytes, or with no line of text.
var ErrEmpty = errors.New("input is empty")

// ErrNoTable is returned by Sniff for text whose lines share no number of
// fields.
var ErrNoTable = errors.New("no table found: the lines do not split into a common number of fields")

// What is wrong with a record, in RecordError.Err.
var (
	ErrQuote         = errors.New("text after a closing quote")
	ErrOpenQuote     = errors.New("quote is never closed")
	ErrFieldTooLong  = errors.New("field is too long")
	ErrRecordTooLong = errors.New("record is too long")
	ErrTooManyFields = errors.New("record has too many fields")
	ErrNUL           = errors.New("record holds a NUL byte")
)

// excerptLen bounds RecordError.Value, in bytes.
const excerptLen = 80

// RecordError is a record that could not be read. The next Read goes on after
// it.
type RecordError struct {
	Line  int    // physical line, from 1, on which the bad field starts
	Field int    // number of the bad field, from 1; 0 is the whole record
	Value string // its text as it stands in the input, at most 80 bytes
	Err   error
}

func (e *RecordError) Error() string {
	if e.Field == 0 {
		return fmt.Sprintf("line %d: %v: %q", e.Line, e.Err, e.Value)
	}
	return fmt.Sprintf("line %d: field %d: %v: %q", e.Line, e.Field, e.Err, e.Value)
}

func (e *RecordError) Unwrap() error { return e.Err }

// WidthError is a table that is too wide to be read.
type WidthError struct {
	Line   int // physical line that shows it
	Fields int // the most there may be; 0: the line itself is too long
}

func (e *WidthError) Error() string {
	if e.Fields == 0 {
		return fmt.Sprintf("line %d goes on beyond %d bytes: the names of the columns must fit in that; leave out columns", e.Line, SampleSize)
	}
	return fmt.Sprintf("line %d has more than %d columns, the most a table may have; leave out columns", e.Line, e.Fields)
}

// HeaderError is a table whose names stand below lines that hold data.
type HeaderError struct {
	Line int // physical line of what looks like the names
	Data int // physical line above it that holds data
}

func (e *HeaderError) Error() string {
	return fmt.Sprintf("line %d looks like the column names, but line %d above it holds data; put the names first, or take out what is above them", e.Line, e.Data)
}

// ReadError is an input that failed before its end: a disc error, a truncated
// or damaged archive. Every record before it has been returned; a line it cut
// short has not.
type ReadError struct {
	Line int // physical line on which the last good record starts, 0 if none
	Err  error
}

func (e *ReadError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%v, before the first record", e.Err)
	}
	return fmt.Sprintf("%v, after the record at line %d", e.Err, e.Line)
}

func (e *ReadError) Unwrap() error { return e.Err }

// BinaryError is an input that is not text.
type BinaryError struct {
	Name  string // of the input
	Looks string // what it looks like, such as "a PNG picture"
	Hint  string // what to do about it, may be empty
}

func (e *BinaryError) Error() string {
	if e.Hint == "" {
		return fmt.Sprintf("%s: not text: it looks like %s", e.Name, e.Looks)
	}
	return fmt.Sprintf("%s: not text: it looks like %s: %s", e.Name, e.Looks, e.Hint)
}

// excerpt returns the start of b as valid UTF-8 of at most excerptLen bytes.
func excerpt(b []byte) string {
	if len(b) > excerptLen {
		n := excerptLen
		for n > excerptLen-utf8.UTFMax && !utf8.RuneStart(b[n]) {
			n--
		}
		b = b[:n]
	}
	return strings.ToValidUTF8(string(b), "?")
}
