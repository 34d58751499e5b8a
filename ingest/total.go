package ingest

import (
	"bytes"
	"errors"
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
// the first if it has no other role. Where times are dates a total has none, and
// the word may be a name.
func (f *fileReader) labels() []int {
	if !f.numeric || f.epoch {
		return nil
	}
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
