package workbook

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// cell is what a cell says, "" if nothing.
type cell struct {
	text string
	word bool // a text, and no number, time or boolean
}

// row is a row of a sheet, from its first column to the last that says something.
type row struct {
	n     int // from 1
	cells []cell
}

// rows reads the rows of a sheet that have cells.
type rows struct {
	book         *Book
	t            *tokens
	in           bool // within the rows
	row          row  // the last one; its cells are used again
	size         int  // bytes of text in it
	raw          []byte
	uncalculated int // formulas without a value
	first        box // the first of them
}

// next returns the next row, valid until the one after it, or io.EOF.
func (r *rows) next() (row, error) {
	for {
		token, err := r.t.next()
		if err != nil {
			return row{}, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch {
			case token.Name.Local == "sheetData":
				r.in = true
			case r.in && token.Name.Local == "row":
				err := r.read(token)
				return r.row, err
			}
		case xml.EndElement:
			if token.Name.Local == "sheetData" {
				r.in = false
			}
		}
	}
}

// read reads the row that has just begun into r.row.
func (r *rows) read(e xml.StartElement) error {
	last := r.row.n
	r.row = row{n: last + 1, cells: r.row.cells[:0]}
	numbered := attribute(e, "r")
	r.size = 0
	if n, ok := parseRow(numbered); ok {
		r.row.n = n
	} else if numbered != "" {
		return fmt.Errorf("a row is numbered %.20q, which no sheet has", numbered)
	}
	if err := r.readCells(numbered == ""); err != nil {
		return err
	}
	switch {
	case r.row.n > maxRows:
		return fmt.Errorf("more than %d rows", maxRows)
	case r.row.n <= last:
		return fmt.Errorf("row %d comes after row %d", r.row.n, last)
	}
	for n := len(r.row.cells); n > 0 && r.row.cells[n-1].text == ""; n-- {
		r.row.cells = r.row.cells[:n-1]
	}
	return nil
}

// readCells reads the cells of the row that has just begun. The cells of one
// without a number may have it.
func (r *rows) readCells(tell bool) error {
	column := 0
	for outer := r.t.depth - 1; r.t.depth > outer; {
		token, err := r.t.next()
		if err != nil {
			return unexpected(err)
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "c" {
			continue
		}
		column++
		if name := attribute(e, "r"); name != "" {
			n, c, ok := parseCell(name)
			if !ok {
				return fmt.Errorf("a cell is named %.20q, which no sheet has", name)
			}
			if column = c; tell {
				r.row.n = n
			}
		}
		if err := r.readCell(e, column); err != nil {
			return fmt.Errorf("%s%d: %w", columnName(column), r.row.n, err)
		}
	}
	return nil
}

func (r *rows) readCell(e xml.StartElement, column int) error {
	if column > maxColumns {
		return fmt.Errorf("more than %d columns", maxColumns)
	}
	kind, style, formula := attribute(e, "t"), attribute(e, "s"), false
	r.raw = r.raw[:0]
	for outer := r.t.depth - 1; r.t.depth > outer; {
		token, err := r.t.next()
		if err != nil {
			return unexpected(err)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "v":
			r.raw, err = r.t.text(r.raw[:0], maxLine)
		case "is":
			r.raw, err = itemText(r.t, r.raw[:0], maxLine)
		default:
			formula = formula || e.Name.Local == "f"
			err = r.t.skip()
		}
		if err != nil {
			return err
		}
	}
	if formula && len(r.raw) == 0 && kind != "str" {
		r.uncalculatedAt(column)
	}
	return r.put(column, kind, style)
}

func (r *rows) uncalculatedAt(column int) {
	if r.uncalculated++; r.uncalculated == 1 {
		r.first = box{top: r.row.n, left: column}
	}
}

// put adds what the last cell says to the row.
func (r *rows) put(column int, kind, style string) error {
	c, err := r.value(kind, style)
	if err != nil || c.text == "" {
		return err
	}
	if r.size += len(c.text); r.size > maxLine {
		return fmt.Errorf("more than %d MiB of text in a row", maxLine>>20)
	}
	for len(r.row.cells) < column {
		r.row.cells = append(r.row.cells, cell{})
	}
	r.row.cells[column-1] = c
	return nil
}

// value is what a cell of a type and a style says.
func (r *rows) value(kind, style string) (cell, error) {
	if len(r.raw) == 0 {
		return cell{}, nil
	}
	switch kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(string(r.raw)))
		text, ok := r.book.strings.at(n)
		if err != nil || !ok {
			return cell{}, fmt.Errorf("names shared string %.20q of %d", r.raw, len(r.book.strings.ends))
		}
		return cell{oneLine(text), true}, nil
	case "str":
		return cell{oneLine(string(unescape(r.raw))), true}, nil
	case "inlineStr":
		return cell{oneLine(string(r.raw)), true}, nil
	}
	raw := strings.TrimSpace(string(r.raw))
	switch kind {
	case "b":
		if isTrue(raw) {
			return cell{text: "TRUE"}, nil
		}
		return cell{text: "FALSE"}, nil
	case "d":
		return cell{text: oneLine(written(raw, r.format(style)))}, nil
	case "", "n":
		return cell{text: oneLine(moment(raw, r.format(style), r.book.is1904))}, nil
	}
	return cell{text: oneLine(raw)}, nil
}

// format is the format of a style, by its number; a cell without one has the
// first.
func (r *rows) format(style string) format {
	n, err := strconv.Atoi(style)
	if err != nil && style != "" || n < 0 || n >= len(r.book.formats) {
		return format{}
	}
	return r.book.formats[n]
}

// oneLine is a text with blanks for its line ends and other controls, and "" if
// it has but blanks.
func oneLine(s string) string {
	if strings.ContainsFunc(s, unicode.IsControl) {
		s = strings.Map(func(c rune) rune {
			if unicode.IsControl(c) {
				return ' '
			}
			return c
		}, strings.ReplaceAll(s, "\r\n", "\n"))
	}
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return s
}

// end is what the end of the rows means: damage, but for io.EOF.
func (r *rows) end(err error) error {
	switch err {
	case io.EOF:
		return err
	case io.ErrUnexpectedEOF:
		return fmt.Errorf("the sheet breaks off after row %d: save the workbook again", r.row.n)
	}
	return fmt.Errorf("after row %d: %w", r.row.n, err)
}
