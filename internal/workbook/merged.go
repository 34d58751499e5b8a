package workbook

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// merged are the merged ranges of a sheet that matter: those over several rows
// from top to bottom, and those over several columns of one of the first rows,
// by row, from left to right.
type merged struct {
	down   []box
	across map[int][]box
	n      int
}

// readMerged looks for the merged ranges of a sheet, which stand behind its
// rows, without reading these.
func readMerged(r io.Reader) (merged, error) {
	m := merged{across: map[int][]box{}}
	in := bufio.NewReaderSize(r, 64<<10)
	found, err := seekElement(in)
	if err != nil || !found {
		return m, err
	}
	t := newTokens(io.MultiReader(strings.NewReader("<"), in))
	for begun := false; !begun || t.depth > 0; begun = true {
		token, err := t.next()
		if err != nil {
			return m, unexpected(err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "mergeCell" {
			m.add(attribute(e, "ref"))
		}
		if m.n > maxMerged {
			return m, fmt.Errorf("more than %d merged ranges", maxMerged)
		}
	}
	m.sort()
	return m, nil
}

// sort puts the ranges in order, and leaves out those of a row that lie upon one
// another, which no program makes.
func (m *merged) sort() {
	slices.SortStableFunc(m.down, func(a, b box) int { return cmp.Compare(a.top, b.top) })
	for n, boxes := range m.across {
		slices.SortStableFunc(boxes, func(a, b box) int { return cmp.Compare(a.left, b.left) })
		last := 0
		m.across[n] = slices.DeleteFunc(boxes, func(b box) bool {
			upon := b.left <= last
			if !upon {
				last = b.right
			}
			return upon
		})
	}
}

func (m *merged) add(ref string) {
	b, ok := parseBox(ref)
	switch {
	case !ok:
		return
	case b.top < b.bottom:
		m.down = append(m.down, b)
	case b.left < b.right && b.top <= headRows:
		m.across[b.top] = append(m.across[b.top], b)
	}
	m.n++
}

var mergeCells = regexp.MustCompile(`^([\w.-]{1,20}:)?mergeCells[\s/>]`)

// seekElement reads on to the mergeCells element, up to behind its "<", and
// reports whether there is one.
func seekElement(in *bufio.Reader) (bool, error) {
	for {
		switch _, err := in.ReadSlice('<'); err {
		case nil:
		case bufio.ErrBufferFull:
			continue
		case io.EOF:
			return false, nil
		default:
			return false, err
		}
		name, _ := in.Peek(40)
		if bytes.Contains(name, []byte("mergeCells")) && mergeCells.Match(name) {
			return true, nil
		}
	}
}

// filler puts what stands in a cell merged over several rows into each of them
// that says something itself. The upper row of a pair that became one heading is
// passed by, and with it what begins there.
type filler struct {
	ranges []box        // not yet begun, by their tops
	open   map[int]fill // by column
	size   int          // bytes of text in open
}

type fill struct {
	bottom int
	cell   cell
}

func (f *filler) fill(r row) (row, error) {
	for column, o := range f.open {
		switch {
		case o.bottom < r.n:
			f.close(column)
		case len(r.cells) > 0:
			for len(r.cells) < column {
				r.cells = append(r.cells, cell{})
			}
			if c := &r.cells[column-1]; c.text == "" {
				*c = o.cell
			}
		}
	}
	for len(f.ranges) > 0 && f.ranges[0].top <= r.n {
		f.begin(f.ranges[0], r)
		f.ranges = f.ranges[1:]
	}
	if f.size > maxLine {
		return r, fmt.Errorf("more than %d MiB of text in merged cells", maxLine>>20)
	}
	return r, nil
}

// begin opens a range that begins in r.
func (f *filler) begin(b box, r row) {
	if b.top < r.n || b.left > len(r.cells) || r.cells[b.left-1].text == "" {
		return
	}
	f.close(b.left)
	if f.open == nil {
		f.open = map[int]fill{}
	}
	f.open[b.left] = fill{b.bottom, r.cells[b.left-1]}
	f.size += len(r.cells[b.left-1].text)
}

func (f *filler) close(column int) {
	f.size -= len(f.open[column].cell.text)
	delete(f.open, column)
}
