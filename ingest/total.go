package ingest

import (
	"bytes"
	"errors"
	"slices"
	"strings"
)

var errTotal = errors.New("names a row of totals, not an outage")

// totalWords are what the rows of totals of a table are called.
var totalWords = [][]byte{
	[]byte("total"), []byte("totals"), []byte("grand total"), []byte("subtotal"), []byte("sub-total"), []byte("sub total"),
	[]byte("sum"), []byte("average"), []byte("mean"), []byte("gesamt"), []byte("summe"),
}

// isTotal reports whether a cell is the label of a row of totals.
func isTotal(cell []byte) bool {
	cell = bytes.TrimRight(bytes.TrimSpace(cell), ":")
	for _, word := range totalWords {
		if len(cell) == len(word) && bytes.EqualFold(cell, word) {
			return true
		}
	}
	return false
}

// labels returns the columns in which a row of totals says so: the unit's, and
// the first if it has no other role.
func (f *fileReader) labels() []int {
	var labels []int
	first := true
	for role, s := range f.mapping.from {
		if role == roleUnit && len(s.columns) == 1 {
			labels = append(labels, s.columns[0])
		}
		first = first && s.columns[0] != 0
	}
	if first {
		labels = append(labels, 0)
	}
	return labels
}

// totalWithDate reports whether a row with a start can be of totals: where times are dates
// a total has none, and the word may be a name.
func (f *fileReader) totalWithDate() bool { return f.numeric && !f.epoch }

// totalIn returns the column in which the record says that it is a row of totals, -1 for
// none.
func (r *rows) totalIn(record []string) int {
	if !r.f.totalWithDate() && strings.TrimSpace(record[r.start]) != "" {
		return -1
	}
	i := slices.IndexFunc(r.labels, func(c int) bool { return isTotal([]byte(record[c])) })
	if i < 0 {
		return -1
	}
	return r.labels[i]
}
