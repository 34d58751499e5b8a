package jsontable

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
)

// Tables whose records have no keys: a list of names, and a list of lists with a cell for
// each of them; and what cannot be read as records, since it is written by column.

// namesKeys are the keys of a list of names that comes before rows.
var namesKeys = map[string]bool{"columns": true, "column_names": true, "columnNames": true, "header": true, "headers": true, "fields": true}

// named are the names of the columns of the rows that come next.
type named struct {
	names []string
	under string // the path of the object that holds both
}

// noteNames keeps a list of texts that names columns. Its first member is next.
func (s *Source) noteNames() error {
	if len(s.path) < 2 || !namesKeys[s.path[len(s.path)-2]] {
		return nil
	}
	var names []string
	for s.d.PeekKind() == '"' && len(names) < maxColumns {
		token, err := s.d.ReadToken()
		if err != nil {
			return inWords(err)
		}
		names = append(names, token.String())
	}
	if s.d.PeekKind() == ']' {
		s.named = &named{names, s.under()}
	}
	return nil
}

// under is the path of the object that holds the list being read.
func (s *Source) under() string {
	return pathOf(s.path[:max(0, len(s.path)-2)])
}

// areRows reports whether the list being read is of rows with names that came before.
func (s *Source) areRows() bool {
	return s.named != nil && s.d.PeekKind() == '[' && s.named.under == s.under()
}

// newRows gives the table of rows.
func (s *Source) newRows() *Table {
	t := s.newTable(tableOfRows)
	for _, name := range s.named.names {
		raw, _ := jsontext.AppendQuote(nil, name)
		if k := t.reader.key(newLevel(maxDepth), raw, 0, ""); k != nil {
			t.reader.add(k)
			t.rows = append(t.rows, k)
		}
	}
	s.named = nil
	return t
}

// errNoRow is what is wrong with a member of a list of rows that is none.
var errNoRow = errors.New("is not a list of cells")

// rowOf reads a row.
func (t *Table) rowOf() error {
	t.source.guard.value()
	d, r := t.source.d, &t.reader
	switch d.PeekKind() {
	case ']':
		return t.element(']')
	case '[':
	default:
		value, err := d.ReadValue()
		r.row.text, r.row.bad = append(r.row.text, value...), errNoRow
		return inWords(err)
	}
	if _, err := d.ReadToken(); err != nil {
		return inWords(err)
	}
	n := 0
	for ; d.PeekKind() != ']'; n++ {
		if err := t.cell(n); err != nil {
			return inWords(err)
		}
	}
	if n != len(t.rows) {
		r.row.bad = fmt.Errorf("has %d cells, where there are %d columns", n, len(t.rows))
	}
	_, err := d.ReadToken()
	return inWords(err)
}

// cell reads a cell of a row: that of no column, and a list or an object, is left out.
func (t *Table) cell(n int) error {
	d, r := t.source.d, &t.reader
	if kind := d.PeekKind(); n >= len(t.rows) || kind == '[' || kind == '{' {
		return d.SkipValue()
	}
	from := len(r.row.text)
	if err := r.scalar(); err != nil {
		return err
	}
	r.row.set(r.columns, t.rows[n], from)
	return nil
}

// errByColumn is what is wrong with a table that is written by column.
var errByColumn = errors.New(`the JSON is written by column, each an object of cells by the number of their row (as pandas does by default); write it by record: to_json(orient="records")`)

// isByColumn reports whether an object holds cells by the numbers of their rows.
func isByColumn(keys map[string]bool, object jsontext.Value) bool {
	for k := range keys {
		for i := range len(k) {
			if k[i] < '0' || k[i] > '9' {
				return false
			}
		}
	}
	return len(keys) > 0 && allScalars(object)
}

// allScalars reports whether no member of an object is an object or a list.
func allScalars(object jsontext.Value) bool {
	d := decoderOf(object)
	d.ReadToken()
	for d.PeekKind() == '"' {
		if d.SkipValue() != nil {
			return false
		}
		if kind := d.PeekKind(); kind == '{' || kind == '[' || d.SkipValue() != nil {
			return false
		}
	}
	return true
}
