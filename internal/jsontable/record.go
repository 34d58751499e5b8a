package jsontable

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
)

// Between stands between the names of a list in one cell.
const Between = ";"

// span is where a cell lies in the text of its record.
type span struct {
	from, to int
	set      bool
}

// record is the cells of a record.
type record struct {
	text  []byte
	cells []span
	blank bool  // there is none where one could be
	bad   error // why it cannot be read
}

func (r *record) reset(columns int) {
	r.text, r.cells, r.blank, r.bad = r.text[:0], r.cells[:0], false, nil
	for range columns {
		r.cells = append(r.cells, span{})
	}
}

// set makes the text from a place on the cell of a key.
func (r *record) set(c *columns, k *key, from int) {
	c.add(k)
	switch {
	case k.column == noColumn:
		if from < len(r.text) {
			c.late[k.path]++
		}
		r.text = r.text[:from]
		return
	case k.column >= len(r.cells):
		for k.column >= len(r.cells) {
			r.cells = append(r.cells, span{})
		}
	case r.cells[k.column].set:
		r.bad = fmt.Errorf("has the key %q twice", k.path)
	}
	r.cells[k.column] = span{from, len(r.text), true}
}

// errNoObject is what is wrong with a member of a list that is no record.
var errNoObject = errors.New("is not an object with keys")

// reader reads records with a decoder.
type reader struct {
	*columns
	d   *jsontext.Decoder
	row record
}

// record reads the next value as a record. The error is of the input.
func (r *reader) record() error {
	if r.d.PeekKind() != '{' {
		value, err := r.d.ReadValue()
		r.row.bad = errNoObject
		r.row.text = append(r.row.text, value...)
		return err
	}
	return r.object(r.top, "")
}

// object reads the next value, an object with the keys of a level.
func (r *reader) object(l *level, prefix string) error {
	if _, err := r.d.ReadToken(); err != nil {
		return err
	}
	next := 0
	for r.d.PeekKind() == '"' {
		raw, err := r.d.ReadValue()
		if err != nil {
			return err
		}
		k := r.key(l, raw, next, prefix)
		if k == nil {
			if err := r.d.SkipValue(); err != nil {
				return err
			}
			continue
		}
		next = k.place + 1
		if err := r.member(l, k); err != nil {
			return err
		}
	}
	_, err := r.d.ReadToken()
	return err
}

// member reads the value of a key.
func (r *reader) member(l *level, k *key) error {
	switch r.d.PeekKind() {
	case '{':
		if l.depth == maxDepth {
			return r.d.SkipValue()
		}
		if k.below == nil {
			k.below = newLevel(l.depth + 1)
		}
		return r.object(k.below, k.path)
	case '[':
		return r.list(k)
	}
	from := len(r.row.text)
	if err := r.scalar(); err != nil {
		return err
	}
	r.row.set(r.columns, k, from)
	return nil
}

// scalar adds the text of the next value.
func (r *reader) scalar() error {
	value, err := r.d.ReadValue()
	switch {
	case err != nil || value[0] == 'n':
		return err
	case value[0] == '"':
		if inner := value[1 : len(value)-1]; bytes.IndexByte(inner, '\\') < 0 {
			r.row.text = append(r.row.text, inner...)
			return nil
		}
		r.row.text, _ = jsontext.AppendUnquote(r.row.text, value) // what it cannot read is �
		return nil
	}
	r.row.text = append(r.row.text, value...)
	return nil
}

// list reads the next value, a list. Its cell is the names in it.
func (r *reader) list(k *key) error {
	if _, err := r.d.ReadToken(); err != nil {
		return err
	}
	from, elements, named := len(r.row.text), 0, 0
	for ; r.d.PeekKind() != ']'; elements++ {
		if r.d.PeekKind() == '{' {
			r.nested[k.path] = true
		}
		at := len(r.row.text)
		if named > 0 {
			r.row.text = append(r.row.text, Between...)
		}
		start := len(r.row.text)
		if err := r.element(); err != nil {
			return err
		}
		if len(r.row.text) == start {
			r.row.text = r.row.text[:at]
			continue
		}
		named++
		separate(r.row.text[start:])
	}
	if named > 0 || elements == 0 && k.column != noColumn {
		r.row.set(r.columns, k, from)
		if k.column != noColumn && named > 1 {
			r.lists[k.column] = true
		}
	}
	_, err := r.d.ReadToken()
	return err
}

// separate replaces what separates names in a name.
func separate(name []byte) {
	for i := range name {
		if name[i] == Between[0] {
			name[i] = ','
		}
	}
}

// element adds the text of an element of a list: of an object its name.
func (r *reader) element() error {
	switch r.d.PeekKind() {
	case '{':
		return r.name()
	case '[':
		return r.d.SkipValue()
	}
	return r.scalar()
}

// nameKeys are the keys of an object that hold its name, the best first.
var nameKeys = [][]byte{[]byte(`"name"`), []byte(`"title"`), []byte(`"summary"`), []byte(`"display_name"`), []byte(`"label"`), []byte(`"value"`), []byte(`"key"`)}

// name adds the name of the next value, an object.
func (r *reader) name() error {
	if _, err := r.d.ReadToken(); err != nil {
		return err
	}
	from, best := len(r.row.text), len(nameKeys)
	for r.d.PeekKind() == '"' {
		raw, err := r.d.ReadValue()
		if err != nil {
			return err
		}
		rank := best
		for i, name := range nameKeys[:best] {
			if bytes.Equal(raw, name) {
				rank = i
			}
		}
		if kind := r.d.PeekKind(); rank == best || kind == '{' || kind == '[' {
			if err := r.d.SkipValue(); err != nil {
				return err
			}
			continue
		}
		r.row.text = r.row.text[:from]
		if err := r.scalar(); err != nil {
			return err
		}
		if len(r.row.text) > from {
			best = rank
		}
	}
	_, err := r.d.ReadToken()
	return err
}
