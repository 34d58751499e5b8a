package jsontable

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// form is how a table is written.
type form uint8

const (
	tableOfList form = iota
	tableByKey
	tableOfLines
	tableOfValues
	tableOfSeries
	tableOfRows
)

// KeyColumn is the name of the column that holds what an object names its records by.
const KeyColumn = "key"

// Table is a list of records as delimited text. It is read once, to its end.
type Table struct {
	Path   string   // of the list, "" at the top
	Header []string // of the columns
	Notes  []string // "path: text" of the scalars before the list

	form   form
	source *Source
	reader reader
	lists  []bool
	names  map[int]map[string]int // in the lists of a column
	split  split
	head   []record     // that told the columns, until they are given out
	key    *key         // of KeyColumn
	nth    int          // of the lists at its path, from 1
	rows   []*key       // the columns of rows
	series *series      // nil: it is of none
	of     bytes.Buffer // of the line being read
	text   []byte       // of some records
	out    []byte       // of it, not given out yet
	err    error
}

func (s *Source) newTable(f form) *Table {
	t := &Table{split: split{column: -1}, Path: s.at(), Notes: slices.Clone(s.notes), form: f, source: s}
	s.seen[t.Path]++
	t.nth = s.seen[t.Path]
	t.reader = reader{columns: newColumns(), d: s.d}
	if f == tableOfLines {
		t.reader.d = jsontext.NewDecoder(new(bytes.Buffer), lenient...)
	}
	if f == tableOfList && s.isSeries(t.Path) {
		t.form = tableOfSeries
		t.newSeries()
	}
	if f == tableByKey {
		t.key = t.reader.key(newLevel(maxDepth), []byte(strconv.Quote(KeyColumn)), 0, "")
		t.reader.add(t.key)
	}
	return t
}

// learn reads the records that tell the columns.
func (t *Table) learn() error {
	size := 0
	for len(t.head) < learnRows && size < learnBytes && t.err == nil {
		if t.err = t.next(); t.err != nil {
			break
		}
		t.head = append(t.head, t.reader.row)
		size += len(t.reader.row.text)
		t.reader.row = record{}
	}
	t.reader.fixed = true
	t.Header, t.lists = t.reader.names, t.reader.columns.lists
	t.joinCases()
	if t.err != nil && t.err != io.EOF && len(t.head) == 0 {
		if errors.Is(t.err, errTooLong) {
			return fmt.Errorf("%s: %w", t.Place(1), t.err)
		}
		return t.err
	}
	return nil
}

// Lists returns the columns of whose cells one at least holds several names, as far as
// it has been read.
func (t *Table) Lists() []bool { return t.lists }

// Nested returns the keys of the records whose lists hold objects, as far as it has been
// read.
func (t *Table) Nested() []string { return slices.Sorted(maps.Keys(t.reader.nested)) }

// Late returns the keys without a column, with how many records have them, once the
// table has been read.
func (t *Table) Late() map[string]int { return maps.Clone(t.reader.late) }

// Read gives the records.
func (t *Table) Read(p []byte) (int, error) {
	for len(t.out) == 0 {
		if len(t.head) > 0 {
			t.text = t.appendRecord(t.text[:0], &t.head[0])
			t.out = t.text
			t.head[0] = record{}
			t.head = t.head[1:]
			break
		}
		if t.err != nil {
			t.text, t.reader.row = nil, record{}
			return 0, t.err
		}
		if t.err = t.fill(); t.err != nil && len(t.out) == 0 {
			return 0, t.err
		}
	}
	n := copy(p, t.out)
	t.out = t.out[n:]
	return n, nil
}

// fillSize is how much text is made at a time, in bytes.
const fillSize = 32 << 10

// fill makes some of the text.
func (t *Table) fill() error {
	t.text = t.text[:0]
	var err error
	for len(t.text) < fillSize && err == nil {
		if err = t.next(); err == nil {
			t.text = t.appendRecord(t.text, &t.reader.row)
		}
	}
	t.out = t.text
	return err
}

// drain reads what is left.
func (t *Table) drain() error {
	t.head = nil
	for t.err == nil {
		t.err = t.next()
	}
	if t.err == io.EOF {
		return nil
	}
	return t.err
}

// next reads the next record into the row of the reader.
func (t *Table) next() error {
	t.reader.row.reset(len(t.reader.names))
	switch t.form {
	case tableOfLines:
		return t.line()
	case tableOfValues:
		return t.value()
	case tableByKey:
		return t.keyed()
	case tableOfSeries:
		return t.sampled()
	case tableOfRows:
		return t.rowOf()
	}
	return t.element(']')
}

// value reads a record of those that stand one after the other.
func (t *Table) value() error {
	t.source.guard.value()
	if err := t.reader.record(); err != nil {
		return t.source.end(err)
	}
	return nil
}

// element reads a record of a list.
func (t *Table) element(end jsontext.Kind) error {
	s := t.source
	s.guard.value()
	for s.d.PeekKind() == end {
		s.path = s.path[:len(s.path)-1]
		if _, err := s.d.ReadToken(); err != nil {
			return inWords(err)
		}
		if !t.goesOn() {
			return io.EOF
		}
		s.guard.value()
	}
	if err := t.reader.record(); err != nil {
		return inWords(err)
	}
	return nil
}

// goesOn begins the next of several lists that follow each other at the top, as programs
// write them a page at a time, if there is one.
func (t *Table) goesOn() bool {
	s := t.source
	if t.form != tableOfList || s.d.StackDepth() > 0 || s.d.PeekKind() != '[' {
		return false
	}
	s.path = append(s.path, "")
	_, err := s.d.ReadToken()
	return err == nil
}

// keyed reads a record with its key.
func (t *Table) keyed() error {
	t.source.guard.value()
	if t.source.d.PeekKind() != '"' {
		return t.element('}')
	}
	name, err := t.source.d.ReadToken()
	if err != nil {
		return inWords(err)
	}
	r := &t.reader.row
	r.text = append(r.text, name.String()...)
	r.set(t.reader.columns, t.key, 0)
	return t.element(0)
}

var errLong = errors.New("the line is longer than a record can be")

// line reads the record of a line; a blank one is a record without cells.
func (t *Table) line() error {
	text, err := t.source.lines.ReadSlice('\n')
	long := errors.Is(err, bufio.ErrBufferFull)
	var whole []byte
	for errors.Is(err, bufio.ErrBufferFull) {
		if len(whole) <= maxRecord {
			whole = append(whole, text...)
		}
		text, err = t.source.lines.ReadSlice('\n')
	}
	if long {
		text = append(whole, text...)
	}
	switch {
	case err != nil && err != io.EOF:
		return err
	case err == io.EOF && len(text) == 0:
		return io.EOF
	}
	t.lineOf(bytes.TrimSpace(text))
	return nil
}

// lineOf makes the record of the text of a line.
func (t *Table) lineOf(text []byte) {
	row := &t.reader.row
	switch {
	case len(text) == 0:
		row.blank = true
		return
	case len(text) > maxRecord:
		row.text, row.bad = append(row.text[:0], text[:excerptSize]...), errLong
		return
	}
	t.of = *bytes.NewBuffer(text)
	t.reader.d.Reset(&t.of, lenient...)
	err := t.reader.record()
	if err == nil {
		if rest := bytes.TrimSpace(text[t.reader.d.InputOffset():]); len(rest) > 0 {
			err = errors.New("the line goes on behind the record")
		}
	}
	if err != nil {
		row.text, row.bad = append(row.text[:0], text...), inWords(err)
	}
}
