package ingest

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"mtbf/internal/table"
	"mtbf/internal/workbook"
	"mtbf/model"
)

// bookSheets gives the sheets of a workbook: those that the user wants, or all that can
// be seen and are logs.
func bookSheets(source *table.Text, wanted []string) (sheets, error) {
	book, err := openBook(source)
	if err != nil {
		return nil, err
	}
	names := wanted
	if len(names) == 0 {
		names = book.Sheets()
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("all its sheets are hidden; --sheet names the one to read: %s", table.QuoteNames(book.Hidden(), 12))
	}
	several, n := len(names) > 1, 0
	return func() (*sheet, error) {
		if n == len(names) {
			return nil, io.EOF
		}
		n++
		s, err := bookSheet(source, book, names[n-1], sniffer)
		if s != nil {
			s.several, s.optional = several, several && len(wanted) == 0
		}
		return s, err
	}, nil
}

// errPivot is what is wrong with a sheet that sums up rows of another.
var errPivot = errors.New("it is a pivot table, sums of rows that stand elsewhere")

// isPivot reports whether columns are those of a pivot table.
func isPivot(header []string) bool {
	return slices.ContainsFunc(header, func(name string) bool {
		folded := strings.ToLower(strings.TrimSpace(name))
		return folded == "row labels" || strings.HasPrefix(folded, "sum of ") || strings.HasPrefix(folded, "average of ")
	})
}

func openBook(source *table.Text) (*workbook.Book, error) {
	archive, size, err := source.Archive()
	if err != nil {
		return nil, err
	}
	return workbook.Open(source.Name, archive, size)
}

// bookSheet reads the beginning of a sheet. One without a table has no header; what is
// wrong with it is found when it is begun.
func bookSheet(source *table.Text, book *workbook.Book, name string, sniffer table.Sniffer) (*sheet, error) {
	rows, err := book.Sheet(name)
	if err != nil {
		return nil, err
	}
	s := &sheet{name: rows.Name(), blanks: rows.Uncalculated, place: func(line, column int) string { return rows.Cell(line, max(1, column)) }}
	if s.text, err = source.Converted(rows); err != nil {
		if !errors.Is(err, table.ErrEmpty) {
			return nil, err
		}
		s.text, s.bad = source, table.ErrEmpty
		return s, nil
	}
	s.dialect, s.bad = sniffer.Sniff(s.text.Sample())
	return s, nil
}

// soleBookSheet returns the sheet of a workbook that is to have but one.
func soleBookSheet(source *table.Text, sniffer table.Sniffer) (*sheet, error) {
	book, err := openBook(source)
	if err != nil {
		return nil, err
	}
	names := book.Sheets()
	if len(names) != 1 {
		return nil, fmt.Errorf("has %s, where one is wanted: %s", model.Counted(len(names), "sheet"), table.QuoteNames(names, 12))
	}
	s, err := bookSheet(source, book, names[0], sniffer)
	if err != nil {
		return nil, err
	}
	return s, s.bad
}

// leaveOut passes over a sheet that is no log, where others may be, and passes any other
// error on.
func (b *builder) leaveOut(s *sheet, err error) error {
	if question := (*Question)(nil); !s.optional || errors.As(err, &question) || b.ended() != nil {
		return err
	}
	if n := len(b.sheets); n > 0 && b.sheets[n-1] == s {
		b.sheets, b.log.Files = b.sheets[:n-1], b.log.Files[:n-1]
	}
	b.left = append(b.left, strings.TrimLeft(strings.TrimPrefix(err.Error(), s.label()), ":0123456789 "))
	b.leftOut = append(b.leftOut, s.name)
	return nil
}

// sayLeft tells which sheets of a workbook were left out, an error where none was read.
func (b *builder) sayLeft(name string) error {
	defer func() { b.left, b.leftOut = nil, nil }()
	switch {
	case len(b.left) == 0:
		return nil
	case len(b.sheets) == 0 || b.sheets[len(b.sheets)-1].text.Name != name:
		return fmt.Errorf("%s: no sheet of it is a log; of %q: %s", name, b.leftOut[0], b.left[0])
	}
	b.assume("sheets-left-out", "%s: %s left out, no logs: %s (%s)", name, model.Counted(len(b.left), "sheet"), table.QuoteNames(b.leftOut, 6), b.left[0])
	return nil
}

// sayBlanks tells of cells that are blank because no program worked out their formulas.
func (f *fileReader) sayBlanks(s *sheet) {
	if s.blanks == nil {
		return
	}
	if n, first := s.blanks(); n > 0 {
		f.assume("formulas-without-values", "%s: %s without a value, the first %s, read as blank: save the workbook with a program that works them out", f.name, model.Counted(n, "formula"), first)
	}
}
