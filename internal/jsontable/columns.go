package jsontable

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// Bounds of what is read.
const (
	maxColumns = 2_000
	maxKeys    = 10_000  // with those of objects
	maxKey     = 1 << 10 // bytes of one
	maxDepth   = 16      // of objects in a record; what lies deeper is left out
	maxRecord  = 4 << 20 // bytes
	learnRows  = 5_000   // records that tell the columns
	learnBytes = 4 << 20 // of their cells
	maxNotes   = 100     // of the scalars beside the lists
	maxNote    = 1 << 10 // bytes of one
)

const noColumn = -1

// key is a key of the records, or of an object in them.
type key struct {
	raw    []byte // as JSON writes it, with its quotes
	path   string
	place  int // in its level
	column int // noColumn: none
	below  *level
}

// level is the keys of an object in the order in which they first came.
type level struct {
	keys  []*key
	byRaw map[string]*key
	depth int
}

func newLevel(depth int) *level { return &level{byRaw: map[string]*key{}, depth: depth} }

// find returns the key that is written so, nil for a new one; guess is its likely place.
func (l *level) find(raw []byte, guess int) *key {
	if guess < len(l.keys) && bytes.Equal(l.keys[guess].raw, raw) {
		return l.keys[guess]
	}
	return l.byRaw[string(raw)]
}

// columns are the columns of a table as they are found.
type columns struct {
	names  []string
	owners []*key // of the columns
	lists  []bool // whether a cell can hold several names
	top    *level
	keys   int             // of all levels
	fixed  bool            // no more are added
	nested map[string]bool // keys of lists of objects
	late   map[string]int  // keys without a column, with how many records have them
}

func newColumns() *columns {
	return &columns{top: newLevel(1), late: map[string]int{}, nested: map[string]bool{}}
}

// add gives a key a column if it has none and there is room.
func (c *columns) add(k *key) {
	if k.column != noColumn || c.fixed || len(c.names) == maxColumns {
		return
	}
	k.column = len(c.names)
	c.owners = append(c.owners, k)
	c.names = append(c.names, k.path)
	c.lists = append(c.lists, false)
}

// key returns the key of a level that is written so, a new one at need, nil where there
// is no room for it.
func (c *columns) key(l *level, raw []byte, guess int, prefix string) *key {
	if k := l.find(raw, guess); k != nil {
		return k
	}
	if c.keys == maxKeys || len(prefix)+len(raw) > maxKey {
		return nil
	}
	text, _ := jsontext.AppendUnquote(nil, raw)
	k := &key{raw: bytes.Clone(raw), path: join(prefix, string(text)), place: len(l.keys), column: noColumn}
	l.keys = append(l.keys, k)
	l.byRaw[string(k.raw)] = k
	c.keys++
	return k
}
