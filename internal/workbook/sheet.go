package workbook

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Sheet is the text of a worksheet: comma-separated, in UTF-8, one line a row.
// An empty row is an empty line, but those below the last cell are not there. A
// row is as long as the longest above it, so that what is missing at its end is
// an empty field. Rows and columns that are hidden or filtered away are there.
type Sheet struct {
	name    string
	book    string
	part    io.Closer
	rows    *rows
	held    *row  // read, but not used
	failed  error // of the row after it
	heading heading
	filler  filler
	out     bytes.Buffer
	line    int   // lines written
	width   int   // of the longest
	written int64 // bytes
	err     error // what Read returns when out is empty
}

func (b *Book) openSheet(s sheetPart) (*Sheet, error) {
	var m merged
	err := b.stream(s, func(in io.ReadCloser) (err error) {
		defer in.Close()
		m, err = readMerged(in)
		return err
	})
	if err != nil {
		return nil, err
	}
	sheet := &Sheet{name: s.name, book: b.name, heading: heading{across: m.across}, filler: filler{ranges: m.down}}
	err = b.stream(s, func(in io.ReadCloser) error {
		sheet.part, sheet.rows = in, &rows{book: b, t: newTokens(in)}
		return nil
	})
	return sheet, err
}

// stream opens the part of a sheet.
func (b *Book) stream(s sheetPart, use func(io.ReadCloser) error) error {
	in, ok, err := b.archive.open(s.part, maxSheet)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("its part %s is missing; save the workbook again", s.part)
	}
	return use(in)
}

// Name is the name of the sheet.
func (s *Sheet) Name() string { return s.name }

// Cell is the place in the workbook of a line and a column of the text, both
// from 1: Log!C7.
func (s *Sheet) Cell(line, column int) string {
	return quoteSheet(s.name) + "!" + columnName(column) + strconv.Itoa(line)
}

// Uncalculated counts the formulas that have so far been read as empty, since
// the program that saved them worked out no value, and names the first.
func (s *Sheet) Uncalculated() (n int, first string) {
	if s.rows.uncalculated == 0 {
		return 0, ""
	}
	return s.rows.uncalculated, s.Cell(s.rows.first.top, s.rows.first.left)
}

// Close ends reading.
func (s *Sheet) Close() error { return s.part.Close() }

// Read reads the text. It fails where the sheet is damaged, after the rows
// before that.
func (s *Sheet) Read(p []byte) (int, error) {
	for s.out.Len() == 0 && s.err == nil {
		s.err = s.more()
	}
	if s.out.Len() == 0 {
		return 0, s.err
	}
	return s.out.Read(p)
}

// more writes the next row to out, and the empty ones above it.
func (s *Sheet) more() error {
	r, err := s.nextRow()
	if err == io.EOF {
		return err
	}
	if err == nil {
		r, err = s.filler.fill(r)
	}
	if err != nil {
		return fmt.Errorf("%s: %s: %w", s.book, s.name, s.rows.end(err))
	}
	if len(r.cells) == 0 {
		return nil
	}
	for ; s.line < r.n-1; s.line++ {
		s.out.WriteByte('\n')
	}
	s.line++
	s.writeLine(r.cells)
	if s.written += int64(s.out.Len()); s.written > maxOutput {
		return fmt.Errorf("%s: %s: more than %d GiB of text", s.book, s.name, maxOutput>>30)
	}
	return nil
}

func (s *Sheet) writeLine(cells []cell) {
	s.width = max(s.width, len(cells))
	for i := range s.width {
		if i > 0 {
			s.out.WriteByte(',')
		}
		if i < len(cells) {
			s.writeField(cells[i].text)
		}
	}
	s.out.WriteByte('\n')
}

// writeField quotes what could be read otherwise: separators, of tables of other
// kinds too, blanks at the ends, and the mark of a comment.
func (s *Sheet) writeField(text string) {
	if text == "" || !strings.ContainsAny(text, ",;|\"") && text == strings.TrimSpace(text) && text[0] != '#' {
		s.out.WriteString(text)
		return
	}
	s.out.WriteByte('"')
	s.out.WriteString(strings.ReplaceAll(text, `"`, `""`))
	s.out.WriteByte('"')
}

// nextRow returns the next row, of two that are one heading their names.
func (s *Sheet) nextRow() (row, error) {
	r, err := s.take()
	if err != nil || !s.heading.begins(r) {
		s.heading.pass(r)
		return r, err
	}
	upper := row{r.n, append([]cell(nil), r.cells...)}
	lower, err := s.rows.next()
	if err != nil {
		s.failed = err
		return upper, nil
	}
	if names, ok := s.heading.join(upper, lower); ok {
		return names, nil
	}
	s.heading.pass(upper)
	s.held = &lower
	return upper, nil
}

// take returns the row that is held, or reads one.
func (s *Sheet) take() (row, error) {
	if held := s.held; held != nil {
		s.held = nil
		return *held, nil
	}
	if s.failed != nil {
		return row{}, s.failed
	}
	return s.rows.next()
}
