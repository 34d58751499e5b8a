package jsontable

import (
	"bytes"
	"fmt"
	"slices"
	"sync"
)

// split makes a record a line for each name in one of its cells.
type split struct {
	column       int // -1: none
	lock         sync.Mutex
	several      []several
	line, record int // so many have been written
}

// several is a record with more than one line.
type several struct {
	line, record, lines int
}

// Split gives a record that holds several names in a column a line for each of them. It
// comes before the first Read.
func (t *Table) Split(column int) { t.split.column = column }

// appendRecord adds the lines of a record.
func (t *Table) appendRecord(to []byte, r *record) []byte {
	t.countNames(r)
	c := t.split.column
	if c < 0 || r.blank || r.bad != nil || c >= len(r.cells) {
		t.split.wrote(1)
		return appendLine(to, r, len(t.Header))
	}
	whole := r.cells[c]
	names, from := 0, whole.from
	for {
		end := whole.to
		if i := bytes.IndexByte(r.text[from:whole.to], Between[0]); i >= 0 {
			end = from + i
		}
		r.cells[c] = span{from, end, true}
		to = appendLine(to, r, len(t.Header))
		names++
		if end == whole.to {
			break
		}
		from = end + 1
	}
	t.split.wrote(names)
	return to
}

func (s *split) wrote(lines int) {
	if lines > 1 {
		s.lock.Lock()
		s.several = append(s.several, several{s.line + 1, s.record + 1, lines})
		s.lock.Unlock()
	}
	s.line += lines
	s.record++
}

// recordOf returns the record of a line, both from 1. Other goroutines may read
// meanwhile.
func (s *split) recordOf(line int) int {
	s.lock.Lock()
	defer s.lock.Unlock()
	i, found := slices.BinarySearchFunc(s.several, line, func(v several, line int) int { return v.line - line })
	if !found {
		i--
	}
	if i < 0 {
		return line
	}
	v := s.several[i]
	return v.record + max(0, line-v.line-v.lines+1)
}

// Place says where the record of a line, from 1, stands; "" where the line says it.
func (t *Table) Place(line int) string {
	n := t.split.recordOf(line)
	switch {
	case t.form == tableOfSeries:
		return joinWords(t.Path, fmt.Sprintf("sample %d", n))
	case t.form == tableOfList || t.form == tableOfRows:
		place := fmt.Sprintf("%s[%d]", t.Path, n-1)
		if t.nth > 1 {
			place += fmt.Sprintf(" of list %d", t.nth)
		}
		return place
	case t.form != tableOfLines:
		return joinWords(t.Path, fmt.Sprintf("record %d", n))
	case t.split.column >= 0:
		return fmt.Sprintf("line %d", n)
	}
	return ""
}

func joinWords(path, text string) string {
	if path == "" {
		return text
	}
	return path + ", " + text
}

// maxNames bounds the names of lists that are counted, by column.
const maxNames = 1000

// Name is a name in the lists of a column, and how many records hold it.
type Name struct {
	Text  string
	Count int
}

// countNames counts the names in the lists of a record.
func (t *Table) countNames(r *record) {
	for c, is := range t.lists {
		if !is || c >= len(r.cells) || r.blank || r.bad != nil {
			continue
		}
		if t.names == nil {
			t.names = map[int]map[string]int{}
		}
		if t.names[c] == nil {
			t.names[c] = map[string]int{}
		}
		for name := range bytes.SplitSeq(r.text[r.cells[c].from:r.cells[c].to], []byte(Between)) {
			if _, known := t.names[c][string(name)]; len(name) > 0 && (known || len(t.names[c]) < maxNames) {
				t.names[c][string(name)]++
			}
		}
	}
}

// Names returns the names in the lists of a column, the most frequent first, once the
// table has been read.
func (t *Table) Names(column int) []Name {
	var names []Name
	for text, n := range t.names[column] {
		names = append(names, Name{text, n})
	}
	slices.SortFunc(names, func(a, b Name) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		return bytes.Compare([]byte(a.Text), []byte(b.Text))
	})
	return names
}
