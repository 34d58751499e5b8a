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
	Width     int  // fields that have a meaning: blank ones beyond are dropped; 0: none is
	Marked    bool // a line that begins with a NUL byte stands for a record that its source could not read, see Dialect

	window
	splitter
	line    int      // on which the current record starts
	last    int      // on which the last good record starts
	base    []byte   // of the current record: the window, or rec
	fields  []span   // of it, in base
	row     []byte   // of it, see Row; nil: still to be made
	rec     []byte   // fields of a record that was not split ahead, unquoted, a NUL after each
	ends    []int    // end of each field in rec
	lines   []int    // line on which each field starts; empty for a record without quotes
	scratch []byte   // of fields with doubled quotes
	made    []byte   // of row
	texts   []string // what Strings returns, reused
}

// NewReader returns a Reader of comma-separated records from src, which is best
// a Text.
func NewReader(src io.Reader) *Reader {
	return &Reader{Comma: ',', window: newWindow(src, windowChunk)}
}

// Read returns the fields of the next record. The slice is valid until the next
// Read; the strings stay valid, and those of one record share memory. The
// errors are those of Next.
func (r *Reader) Read() ([]string, error) {
	if err := r.Next(); err != nil {
		return nil, err
	}
	return r.Strings(), nil
}

// Next reads the next record, whose fields Field and Strings return. The error
// is io.EOF at the end, a *RecordError for a record that cannot be read, after
// which Next goes on with the next, or a *ReadError if the input failed; of a
// Block that others follow it is ErrCut at the end.
func (r *Reader) Next() error {
	if err := r.prime(); err != nil {
		return err
	}
	for {
		if r.Split() > 0 || r.taken < len(r.ahead) {
			r.take()
			r.narrow()
			return nil
		}
		stop, err := r.lineEnd(0)
		r.line, r.lines, r.ends = r.next, r.lines[:0], r.ends[:0]
		if errors.Is(err, errLimit) {
			return r.longLine()
		}
		if err != nil {
			return r.ended(err)
		}
		if err := r.record(stop); err != nil {
			return err
		}
		if len(r.ends) > 0 {
			r.last = r.line
			r.spread()
			r.narrow()
			return nil
		}
	}
}

// spread makes the record in rec the current one.
func (r *Reader) spread() {
	r.base, r.row, r.spans = r.rec, nil, r.spans[:0]
	from := 0
	for _, end := range r.ends {
		r.spans = append(r.spans, span{from: int32(from), to: int32(end)})
		from = end + 1
	}
	r.fields = r.spans
}

// narrow drops the blank fields beyond Width, which delimiters at the end of a
// line leave.
func (r *Reader) narrow() {
	n := len(r.fields)
	if r.Width == 0 || n <= r.Width {
		return
	}
	for n > r.Width && len(bytes.TrimSpace(r.Field(n-1))) == 0 {
		n--
	}
	if n < len(r.fields) {
		r.fields, r.row = r.fields[:n], nil
	}
}

// NumField returns the number of fields of the last record.
func (r *Reader) NumField() int { return len(r.fields) }

// Field returns field i, from 0, of the last record. It is valid until the next
// record is read.
func (r *Reader) Field(i int) []byte {
	s := r.fields[i]
	if s.doubled {
		return r.undoubled(s)
	}
	return r.base[s.from:s.to]
}

// Row returns all fields of the last record as AppendRow writes them. It is valid
// until the next record is read.
func (r *Reader) Row() []byte {
	if r.row == nil {
		r.made = r.made[:0]
		for i := range r.fields {
			r.made = appendField(r.made, r.Field(i), i)
		}
		r.row = r.made
	}
	return r.row
}

// AppendRow appends fields to row as RFC 4180 writes a record, with no more quotes
// than are needed and without a line end: two records have equal rows if and only
// if all their fields are equal.
func AppendRow(row []byte, fields []string) []byte {
	for i, field := range fields {
		row = appendField(row, []byte(field), i)
	}
	return row
}

// appendField appends field i of a record to its row.
func appendField(row, field []byte, i int) []byte {
	if i > 0 {
		row = append(row, ',')
	}
	if !bytes.ContainsAny(field, ",\"\n") {
		return append(row, field...)
	}
	row = append(row, '"')
	for _, c := range field {
		if c == '"' {
			row = append(row, '"')
		}
		row = append(row, c)
	}
	return append(row, '"')
}

// Strings returns the fields of the last record. The slice is valid until the
// next record is read; the strings stay valid and share memory.
func (r *Reader) Strings() []string {
	size := 0
	for i := range r.fields {
		size += int(r.fields[i].to - r.fields[i].from)
	}
	var all strings.Builder
	all.Grow(size)
	r.texts = r.texts[:0]
	for i := range r.fields {
		from := all.Len()
		all.Write(r.Field(i))
		r.texts = append(r.texts, all.String()[from:])
	}
	return r.texts
}

// Line returns the physical line, from 1, on which the record of the last Read
// starts.
func (r *Reader) Line() int { return r.line }

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

// record reads the record whose first line ends at stop. A line to be skipped
// leaves no fields.
func (r *Reader) record(stop int) error {
	line := r.buf[r.pos : r.pos+stop]
	text := trimNewline(line)
	if len(text) == 0 || r.Comment != 0 && text[0] == r.Comment {
		r.advance(stop, 1)
		return nil
	}
	if r.Marked && text[0] == 0 {
		err := r.unread(text[1:])
		r.advance(stop, 1)
		return err
	}
	if r.Comma != Blanks && bytes.IndexByte(text, '"') >= 0 {
		return r.quoted(stop)
	}
	err := r.plain(text)
	r.advance(stop, 1)
	return err
}

// unread returns the error that a marked line tells: the beginning of the record, a NUL
// byte, and what is wrong with it.
func (r *Reader) unread(text []byte) error {
	value, why, _ := bytes.Cut(text, []byte{0})
	return &RecordError{Line: r.line, Value: excerpt(value), Err: errors.New(string(bytes.TrimRight(why, "\x00")))}
}

// plain splits a line without quotes.
func (r *Reader) plain(text []byte) error {
	if r.nul {
		if i := bytes.IndexByte(text, 0); i >= 0 {
			return r.bad(r.fieldAt(text, i), text, ErrNUL)
		}
	}
	ok := true
	if r.Comma == Blanks {
		ok = r.splitBlanks(text)
	} else {
		ok = r.splitComma(text)
	}
	if !ok {
		return r.bad(r.MaxFields+1, text, ErrTooManyFields)
	}
	if len(text) > r.MaxField {
		for i := range r.ends {
			if f := r.stored(i); len(f) > r.MaxField {
				return r.bad(i+1, f, ErrFieldTooLong)
			}
		}
	}
	return nil
}

// splitComma splits text into fields, and reports whether there are at most
// MaxFields.
func (r *Reader) splitComma(text []byte) bool {
	rec, ends := append(append(r.rec[:0], text...), 0), r.ends
	for from := 0; len(ends) < r.MaxFields; {
		i := bytes.IndexByte(rec[from:], r.Comma)
		if i < 0 {
			r.rec, r.ends = rec, append(ends, len(rec)-1)
			return true
		}
		from += i + 1
		rec[from-1] = 0
		ends = append(ends, from-1)
	}
	return false
}

// splitBlanks is splitComma for runs of spaces and tabs.
func (r *Reader) splitBlanks(text []byte) bool {
	r.rec = r.rec[:0]
	for text = bytes.Trim(text, " \t"); len(text) > 0; {
		if len(r.ends) == r.MaxFields {
			return false
		}
		i := bytes.IndexAny(text, " \t")
		if i < 0 {
			i = len(text)
		}
		r.rec = append(r.rec, text[:i]...)
		r.endField()
		text = bytes.TrimLeft(text[i:], " \t")
	}
	return true
}

// stored returns field i, from 0, in rec.
func (r *Reader) stored(i int) []byte {
	from := 0
	if i > 0 {
		from = r.ends[i-1] + 1
	}
	return r.rec[from:r.ends[i]]
}

// endField ends the field that was appended to r.rec.
func (r *Reader) endField() {
	r.ends = append(r.ends, len(r.rec))
	r.rec = append(r.rec, 0)
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
	if r.err == ErrCut && bytes.IndexByte(r.Rest(), '\n') < 0 {
		return ErrCut
	}
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
	if err == io.EOF || err == ErrCut {
		return err
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
