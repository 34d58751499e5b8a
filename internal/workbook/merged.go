package workbook

import (
	"bufio"
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
// by row.
type merged struct {
	down   []box
	across map[int][]box
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
		if len(m.down) > maxMerged {
			return m, fmt.Errorf("more than %d merged ranges", maxMerged)
		}
	}
	slices.SortStableFunc(m.down, func(a, b box) int { return cmp.Compare(a.top, b.top) })
	return m, nil
}

func (m *merged) add(ref string) {
	b, ok := parseBox(ref)
	switch {
	case !ok:
	case b.top < b.bottom:
		m.down = append(m.down, b)
	case b.left < b.right && b.top <= headRows:
		m.across[b.top] = append(m.across[b.top], b)
	}
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
		if name, _ := in.Peek(40); mergeCells.Match(name) {
			return true, nil
		}
	}
}

// filler puts what stands in a cell merged over several rows into each of them
// that says something itself. The upper row of a pair that became one heading is
// passed by, and with it what begins there.
type filler struct {
	ranges []box  // not yet begun, by their tops
	open   []fill // at most one a column
}

type fill struct {
	column, bottom int
	cell           cell
}

func (f *filler) fill(r row) row {
	f.open = slices.DeleteFunc(f.open, func(o fill) bool { return o.bottom < r.n })
	for _, o := range f.open {
		if len(r.cells) == 0 {
			break
		}
		for len(r.cells) < o.column {
			r.cells = append(r.cells, cell{})
		}
		if c := &r.cells[o.column-1]; c.text == "" {
			*c = o.cell
		}
	}
	for len(f.ranges) > 0 && f.ranges[0].top <= r.n {
		f.begin(f.ranges[0], r)
		f.ranges = f.ranges[1:]
	}
	return r
}

// begin opens a range that begins in r.
func (f *filler) begin(b box, r row) {
	if b.top < r.n || b.left > len(r.cells) || r.cells[b.left-1].text == "" {
		return
	}
	f.open = slices.DeleteFunc(f.open, func(o fill) bool { return o.column == b.left })
	f.open = append(f.open, fill{b.left, b.bottom, r.cells[b.left-1]})
}
