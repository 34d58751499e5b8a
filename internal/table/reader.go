package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Bounds of a record, unless the Reader's fields say otherwise.
const (
	DefaultMaxField  = 1 << 20 // bytes
	DefaultMaxFields = 10_000
	DefaultMaxLines  = 10_000
)

// Blanks as a Comma separates fields by runs of spaces and tabs.
const Blanks = ' '

// Reader reads records as in RFC 4180. In addition:
//
//   - a line ends in LF or CR LF; in an input whose first 64 KiB hold CR and no
//     LF (old Macintosh) it ends in CR. Inside a quoted field a line end is
//     always "\n";
//   - the last line needs no line end; empty lines are skipped;
//   - a quote inside an unquoted field is text, as spreadsheets write it;
//   - with Comma == Blanks fields are separated by runs of spaces and tabs, and
//     a quote is text.
//
// After a *RecordError reading goes on at the line after the one on which the
// bad field starts. So a quote that is never closed costs its own line and
// nothing else: the lines it ran over are read again.
//
// Memory is bounded by about 8 x MaxField, and stays near 64 KiB while records
// are short. Bytes that are not UTF-8 pass through
// unchanged; Text leaves none. The zero bounds mean the defaults. Fields of the
// struct may be set before the first Read.
type Reader struct {
	Comma     byte // single ASCII byte, ',' if 0
	Comment   byte // a line that starts with it is skipped; none if 0
	MaxField  int  // bytes in a field; a record is bounded by 2 x MaxField
	MaxFields int  // fields in a record
	MaxLines  int  // physical lines in a quoted field

	window
	line   int      // on which the current record starts
	last   int      // on which the last good record starts
	fields []string // of the current record, reused

	// Only for a record with quotes.
	rec   []byte // fields, unquoted and joined
	ends  []int  // end of each field in rec
	lines []int  // line on which each field starts; empty for a plain record
}

// NewReader returns a Reader of comma-separated records from src, which is best
// a Text.
func NewReader(src io.Reader) *Reader {
	return &Reader{Comma: ',', window: newWindow(src, windowChunk)}
}

// Read returns the fields of the next record. The slice is valid until the next
// Read; the strings stay valid, and those of one record share memory. The error
// is io.EOF at the end, a *RecordError for a record that cannot be read, after
// which Read goes on with the next, or a *ReadError if the input failed.
func (r *Reader) Read() ([]string, error) {
	if err := r.prime(); err != nil {
		return nil, err
	}
	for {
		stop, err := r.lineEnd(0)
		r.line, r.lines = r.next, r.lines[:0]
		if errors.Is(err, errLimit) {
			return nil, r.longLine()
		}
		if err != nil {
			return nil, r.ended(err)
		}
		fields, err := r.record(stop)
		if len(fields) > 0 {
			r.last = r.line
			return fields, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// Line returns the physical line, from 1, on which the record of the last Read
// starts.
func (r *Reader) Line() int { return r.line }

// FieldLine returns the physical line on which field i, from 0, of the last
// record starts. It differs from Line after a field with a line end in it.
func (r *Reader) FieldLine(i int) int {
	if i < 0 || i >= len(r.lines) {
		return r.line
	}
	return r.lines[i]
}

// SkipLines discards n physical lines, without regard to quotes. It returns
// io.EOF if there are fewer.
func (r *Reader) SkipLines(n int) error {
	if err := r.prime(); err != nil {
		return err
	}
	for range n {
		switch stop, err := r.lineEnd(0); {
		case errors.Is(err, errLimit):
			r.skipLine()
		case err != nil:
			return r.ended(err)
		default:
			r.advance(stop, 1)
		}
	}
	return nil
}

// prime settles the parameters before the first byte is read.
func (r *Reader) prime() error {
	if r.primed {
		return nil
	}
	if r.Comma == 0 {
		r.Comma = ','
	}
	if r.Comma >= 0x80 || strings.IndexByte("\"\r\n", r.Comma) >= 0 {
		return fmt.Errorf("delimiter %q is not an ASCII character other than a quote or a line end", r.Comma)
	}
	r.MaxField = positive(r.MaxField, DefaultMaxField)
	r.MaxFields = positive(r.MaxFields, DefaultMaxFields)
	r.MaxLines = positive(r.MaxLines, DefaultMaxLines)
	r.window.start(2 * r.MaxField)
	return nil
}

func positive(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}

// record reads the record whose first line ends at stop. It returns neither
// fields nor an error for a line to be skipped.
func (r *Reader) record(stop int) ([]string, error) {
	line := r.buf[r.pos : r.pos+stop]
	text := trimNewline(line)
	if len(text) == 0 || r.Comment != 0 && text[0] == r.Comment {
		r.advance(stop, 1)
		return nil, nil
	}
	if r.Comma != Blanks && bytes.IndexByte(text, '"') >= 0 {
		return r.quoted(stop)
	}
	fields, err := r.plain(text)
	r.advance(stop, 1)
	return fields, err
}

// plain splits a line without quotes.
func (r *Reader) plain(text []byte) ([]string, error) {
	if r.nul {
		if i := bytes.IndexByte(text, 0); i >= 0 {
			return nil, r.bad(r.fieldAt(text, i), text, ErrNUL)
		}
	}
	s := string(text)
	ok := true
	if r.Comma == Blanks {
		ok = r.splitBlanks(s)
	} else {
		ok = r.splitComma(s)
	}
	if !ok {
		return nil, r.bad(r.MaxFields+1, text, ErrTooManyFields)
	}
	if len(text) > r.MaxField {
		for i, f := range r.fields {
			if len(f) > r.MaxField {
				return nil, r.bad(i+1, []byte(f[:min(len(f), 2*excerptLen)]), ErrFieldTooLong)
			}
		}
	}
	return r.fields, nil
}

// splitComma splits s into r.fields, and reports whether there are at most
// MaxFields.
func (r *Reader) splitComma(s string) bool {
	fields := r.fields[:0]
	for len(fields) < r.MaxFields {
		i := strings.IndexByte(s, r.Comma)
		if i < 0 {
			r.fields = append(fields, s)
			return true
		}
		fields = append(fields, s[:i])
		s = s[i+1:]
	}
	r.fields = fields
	return false
}

// splitBlanks is splitComma for runs of spaces and tabs.
func (r *Reader) splitBlanks(s string) bool {
	r.fields = r.fields[:0]
	for s = strings.Trim(s, " \t"); s != ""; {
		if len(r.fields) == r.MaxFields {
			return false
		}
		i := strings.IndexAny(s, " \t")
		if i < 0 {
			i = len(s)
		}
		r.fields = append(r.fields, s[:i])
		s = strings.TrimLeft(s[i:], " \t")
	}
	return true
}

// fieldAt returns the number, from 1, of the field of a plain line that holds
// byte i; 0 if it is not cheap to say.
func (r *Reader) fieldAt(text []byte, i int) int {
	if r.Comma == Blanks {
		return 0
	}
	return bytes.Count(text[:i], []byte{r.Comma}) + 1
}

// bad returns the error of a field on the first line of the record.
func (r *Reader) bad(field int, text []byte, err error) error {
	return &RecordError{Line: r.line, Field: field, Value: excerpt(text), Err: err}
}

// longLine is a physical line beyond all bounds: it says which field is to
// blame and drops the line without storing it.
func (r *Reader) longLine() error {
	field, err := 0, ErrRecordTooLong
	text := r.buf[r.pos:min(r.end, r.pos+r.limit)]
	for n, b := 1, text; len(b) > 0; n++ {
		size := r.rawField(b)
		if size > r.MaxField {
			field, text, err = n, b, ErrFieldTooLong
			break
		}
		b = b[min(size+1, len(b)):]
	}
	bad := r.bad(field, text, err)
	r.skipLine()
	return bad
}

// rawField returns the length of the field at the start of b, near enough to
// name the field in an error.
func (r *Reader) rawField(b []byte) int {
	end, from := []byte{r.Comma}, 0
	if b[0] == '"' {
		end, from = []byte{'"', r.Comma}, 1
	}
	i := bytes.Index(b[from:], end)
	if i < 0 {
		return len(b)
	}
	return from + i + len(end) - 1
}

// ended returns the error for an input that gave err.
func (r *Reader) ended(err error) error {
	if err == io.EOF {
		return io.EOF
	}
	return &ReadError{Line: r.last, Err: err}
}

// trimNewline returns line without its LF or CR LF, and without the CR of a
// last line that lacks the LF.
func trimNewline(line []byte) []byte {
	n := len(line)
	if n > 0 && line[n-1] == '\n' {
		n--
	}
	if n > 0 && line[n-1] == '\r' {
		n--
	}
	return line[:n]
}
