package table

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
)

// Dialect is the layout of a delimited text.
type Dialect struct {
	Comma      byte     // ',', ';', '\t', '|' or Blanks
	Skip       int      // physical lines before the header, or before the data if Headerless
	Header     []string // trimmed, repeated names kept, empty ones at the end only if their columns are filled
	HeaderLine int      // physical line, from 1, on which the header starts; 0 if Headerless
	Fields     int      // the usual number of fields in a record
	Headerless bool     // the first row is data
	Marked     bool     // a line that begins with a NUL byte is a record that could not be read: its beginning, a NUL byte, and why
	Commented  bool     // the header line starts with '#', and so do comments among the rows
	Comments   []string // lines above the header that start with '#', without it and trimmed; blank ones left out
	Units      []string // by column, of a row below the header that names units: "min" of "[min]", "" for none; nil without such a row
	UnitsLine  int      // physical line of that row, 0 if there is none
}

// Body returns a Reader of src, from its start, that stands at the first record
// after the header and its row of units. Records lose the blank fields beyond
// the header's width.
func (d Dialect) Body(src io.Reader) (*Reader, error) {
	r := NewReader(src)
	r.Comma, r.Marked = d.Comma, d.Marked
	if err := r.SkipLines(d.Skip); err != nil && err != io.EOF {
		return nil, err
	}
	if !d.Headerless {
		// Through Read, because a name may hold a line end.
		if err := r.Next(); err != nil && err != io.EOF {
			return nil, err
		}
	}
	if d.UnitsLine > 0 {
		if err := r.Next(); err != nil && err != io.EOF {
			return nil, err
		}
	}
	r.Width = len(d.Header)
	if d.Commented {
		r.Comment = '#'
	}
	return r, nil
}

// Sniffer finds the Dialect of a sample.
type Sniffer struct {
	// Known reports whether a column is called so where the sample comes from.
	// It may be nil. It decides between lines that could all be the header.
	Known func(name string) bool

	// Units says that the caller heeds Dialect.Units. Without it a row of units is
	// a record.
	Units bool
}

// Sniff is Sniffer.Sniff without known names.
func Sniff(sample []byte) (Dialect, error) { return Sniffer{}.Sniff(sample) }

// Sniff finds the delimiter under which most lines have the same number of
// fields, and the header: the first line with about that many whose cells look
// like names, or a later one with more known names. Lines before it (titles,
// blank lines, comments, "sep=;") are to be skipped. If a line of values comes
// first, the text is Headerless.
//
// The score of a delimiter is
//
//	consistency x cleanliness x (n-1)/n x h x (1 + k/n)
//
// with n the modal number of fields, consistency the share of rows that have
// it, counted from the header on, cleanliness the share of their cells free of
// other delimiters, h 1 with a header and 0.7 without, and k the number of
// known names. Blanks are tried if no other delimiter reaches minScore, and a
// single column after that. It returns ErrEmpty or ErrNoTable if nothing does, a
// *WidthError if that is for lines that are too long, and a *HeaderError if the
// names stand below lines of data.
func (s Sniffer) Sniff(sample []byte) (Dialect, error) {
	whole := wholeLines(sample)
	if len(sample) >= SampleSize && !bytes.ContainsAny(whole, "\r\n") {
		return Dialect{}, &WidthError{Line: 1}
	}
	sample = whole
	if len(bytes.TrimSpace(sample)) == 0 {
		return Dialect{}, ErrEmpty
	}
	commas := []byte{',', ';', '\t', '|'}
	told, isTold := sepLine(sample)
	if isTold {
		commas = []byte{told}
	}
	best, score := s.best(sample, commas)
	if score < minScore {
		best, score = s.best(sample, []byte{Blanks})
	}
	if d, ok := s.single(sample, best); ok && (score < minScore || best.lone()) {
		return d, nil
	}
	if score < minScore {
		return Dialect{}, noTable(sample, commas)
	}
	if best.buried != nil {
		return Dialect{}, best.buried
	}
	best.dialect.Comments = best.dialect.comments(sample)
	return best.dialect, nil
}

// noTable says why there is none.
func noTable(sample []byte, commas []byte) error {
	for _, comma := range commas {
		if line := readGrid(sample, comma).wide; line > 0 {
			return &WidthError{Line: line, Fields: DefaultMaxFields}
		}
	}
	return ErrNoTable
}

// minScore is what a delimiter must reach. Two columns without a header, a
// quarter of the rows ragged, score 0.26. With more than half of the rows ragged
// the score is 0, which is most prose.
const minScore = 0.2

// best returns the reading of sample with the highest score.
func (s Sniffer) best(sample []byte, commas []byte) (layout, float64) {
	var best layout
	score := 0.0
	for _, comma := range commas {
		l := s.layout(readGrid(sample, comma))
		if f := l.score(); f > score {
			best, score = l, f
		}
	}
	return best, score
}

// wholeLines drops the line that the end of a full sample cuts.
func wholeLines(sample []byte) []byte {
	if len(sample) < SampleSize {
		return sample
	}
	if i := bytes.LastIndexAny(sample, "\r\n"); i >= 0 {
		return sample[:i+1]
	}
	return sample
}

// sepLine returns the delimiter that a first line "sep=;" names, as spreadsheets
// write it.
func sepLine(sample []byte) (comma byte, ok bool) {
	line, _, _ := bytes.Cut(bytes.TrimLeft(sample, "\r\n"), []byte("\n"))
	text := strings.Trim(string(bytes.TrimRight(line, "\r")), `"`)
	if len(text) != 5 || !strings.EqualFold(text[:4], "sep=") {
		return 0, false
	}
	return text[4], strings.IndexByte(",;\t|", text[4]) >= 0
}

// maxRows bounds the rows of a grid.
const maxRows = 1000

// row is a record of the sample.
type row struct {
	line    int
	record  int      // its number among the records of the sample, those that could not be read included
	cells   []string // trimmed
	comment bool     // the line starts with '#', which is cut off
	mark    string   // the first cell before it was
}

// grid is the sample under one delimiter.
type grid struct {
	comma byte
	rows  []row
	bad   int // records that could not be read
	wide  int // line of the first with too many fields, 0 if there is none
	width int // modal number of fields, of those above 1; 0 if there are none
}

func readGrid(sample []byte, comma byte) grid {
	g := grid{comma: comma}
	r := NewReader(bytes.NewReader(sample))
	r.Comma, r.MaxField, r.MaxFields, r.MaxLines = comma, 64<<10, DefaultMaxFields, 1000
	for len(g.rows) < maxRows {
		cells, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			g.bad++
			if g.wide == 0 && errors.Is(err, ErrTooManyFields) {
				g.wide = r.Line()
			}
			continue
		}
		row := newRow(r.Line(), cells, comma)
		row.record = len(g.rows) + g.bad
		g.rows = append(g.rows, row)
	}
	g.uncomment()
	g.width = g.modalWidth()
	return g
}

// newRow trims the cells and takes '#' off the first. A first cell that is just
// '#' is a name, of a column of running numbers, unless blanks delimit.
func newRow(line int, cells []string, comma byte) row {
	r := row{line: line, cells: make([]string, len(cells))}
	for i, c := range cells {
		r.cells[i] = strings.TrimSpace(c)
	}
	first := strings.TrimSpace(strings.TrimLeft(r.cells[0], "#"))
	r.comment = first != r.cells[0] && (first != "" || comma == Blanks || len(cells) == 1)
	if !r.comment {
		return r
	}
	if inner, ok := strings.CutPrefix(first, `"`); ok && strings.HasSuffix(inner, `"`) { // behind the mark a quote is text to the reader
		first = strings.TrimSpace(strings.ReplaceAll(inner[:len(inner)-1], `""`, `"`))
	}
	r.mark, r.cells[0] = r.cells[0], first
	if first == "" && comma == Blanks {
		r.cells = r.cells[1:]
	}
	return r
}

// uncomment takes the marks for data if most lines of the table carry them:
// "#1234" is the number of a ticket. The lines of the table are those of the most
// frequent number of fields.
func (g *grid) uncomment() {
	width := max(1, commonWidth(g.rows))
	marked, all := 0, 0
	for _, r := range g.rows {
		if len(r.cells) == width {
			all++
			if r.comment {
				marked++
			}
		}
	}
	if marked < 3 || 2*marked <= all {
		return
	}
	for i := range g.rows {
		r := &g.rows[i]
		if r.comment && len(r.cells) > 0 {
			r.cells[0] = r.mark
		}
		r.comment = false
	}
}

// modalWidth returns the most frequent number of fields above 1. Comments count
// only if there is nothing else.
func (g *grid) modalWidth() int {
	rows := slices.DeleteFunc(slices.Clone(g.rows), func(r row) bool { return r.comment })
	if width := commonWidth(rows); width > 0 {
		return width
	}
	return commonWidth(g.rows)
}

// commonWidth returns the most frequent number of fields above 1, the larger of
// two that are as frequent, 0 if there is none.
func commonWidth(rows []row) int {
	count, best := map[int]int{}, 0
	for _, r := range rows {
		if w := len(r.cells); w > 1 {
			count[w]++
			if count[w] > count[best] || count[w] == count[best] && w > best {
				best = w
			}
		}
	}
	return best
}

// fits reports whether r has the grid's number of fields, surplus empty ones
// aside.
func (g *grid) fits(r row) bool {
	return len(r.cells) == g.width || len(r.cells) > g.width && len(trimEmpty(r.cells)) <= g.width
}

// trimEmpty returns cells without the empty ones at the end.
func trimEmpty(cells []string) []string {
	n := len(cells)
	for n > 0 && cells[n-1] == "" {
		n--
	}
	return cells[:n]
}

// single reads sample as one column: a name, then one value a line. multi is
// the reading as several columns, of which all but one may be blank.
func (s Sniffer) single(sample []byte, multi layout) (Dialect, bool) {
	d := Dialect{Comma: ',', Fields: 1, Headerless: true}
	switch {
	case multi.usedWidth() == 1:
		d.Comma = multi.comma
	case multi.comma == ',':
		d.Comma = ';'
	}
	g := readGrid(sample, d.Comma)
	rows := slices.DeleteFunc(g.rows, func(r row) bool { return r.comment || len(trimEmpty(r.cells)) != 1 })
	values := 0
	for i, r := range rows {
		switch {
		case isValue(r.cells[0]):
			if values++; values == 1 && d.Headerless {
				d.Skip = r.line - 1
			}
		case values == 0 && (i == 0 || d.Headerless || s.known(r.cells) > 0):
			d.Header, d.HeaderLine, d.Skip, d.Headerless = trimEmpty(r.cells), r.line, r.line-1, false
		}
	}
	named := !d.Headerless && s.known(d.Header) > 0
	return d, 2*len(rows) > len(g.rows) && (2*values >= len(rows) && values > 0 || named)
}

// known counts the cells that are known names.
func (s Sniffer) known(cells []string) int {
	n := 0
	for _, c := range cells {
		if s.Known != nil && s.Known(c) {
			n++
		}
	}
	return n
}
