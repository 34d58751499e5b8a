// Package render turns results into text: a table for a person, JSON, CSV,
// Markdown. It formats and converts units; it computes nothing.
package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"mtbf/internal/printable"
)

// Format is a form of output.
type Format string

const (
	Table    Format = "table"
	JSON     Format = "json"
	CSV      Format = "csv"
	Markdown Format = "markdown"
)

// ParseFormat reads the name of a format.
func ParseFormat(name string) (Format, error) {
	for _, f := range []Format{Table, JSON, CSV, Markdown} {
		if string(f) == name {
			return f, nil
		}
	}
	return "", fmt.Errorf("--format: %q is not table, json, csv or markdown", name)
}

// Document is a result that can be written in every format. As JSON it is
// marshalled as it stands.
type Document interface {
	// Blocks returns the parts of the text forms, in order.
	Blocks() []Block
	// Records returns a header and rows for CSV.
	Records() [][]string
}

// Block is prose, or a table with a heading.
type Block struct {
	Title string
	Lines []string
	Grid  *Grid
	Foot  []string // below the grid
}

// Write writes doc in the format. A document with a number that must not be
// printed is an error, whatever the format, and nothing is written.
func Write(w io.Writer, doc Document, format Format) error {
	if err := sound(doc); err != nil {
		return err
	}
	switch format {
	case JSON:
		return writeJSON(w, doc)
	case CSV:
		return writeCSV(w, doc.Records())
	}
	var text strings.Builder
	for i, b := range doc.Blocks() {
		if i > 0 {
			text.WriteString("\n")
		}
		b.write(&text, format)
	}
	_, err := io.WriteString(w, text.String())
	return err
}

func writeJSON(w io.Writer, doc Document) error {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetIndent("", "  ")
	if err := e.Encode(doc); err != nil {
		return err
	}
	_, err := w.Write(printable.JSON(text.Bytes()))
	return err
}

func (b Block) write(text *strings.Builder, format Format) {
	switch title := safe(b.Title, format); {
	case title == "":
	case format == Markdown:
		fmt.Fprintf(text, "## %s\n\n", title)
	default:
		fmt.Fprintf(text, "%s\n", wrap(title, width))
	}
	writeLines(text, b.Lines, format)
	if format == Markdown && len(b.Lines) > 0 && b.Grid != nil {
		text.WriteString("\n") // or the table would belong to the list
	}
	if b.Grid != nil {
		text.WriteString(b.Grid.render(format) + "\n")
	}
	if format == Markdown && len(b.Foot) > 0 {
		text.WriteString("\n")
	}
	writeLines(text, b.Foot, format)
}

func writeLines(text *strings.Builder, lines []string, format Format) {
	for _, line := range lines {
		if format == Markdown {
			fmt.Fprintf(text, "- %s\n", safe(line, format))
		} else {
			text.WriteString(wrap(safe(line, format), width) + "\n")
		}
	}
}

// width is the number of columns that a table fits in.
const width = 80

// wrap breaks a line at blanks so that it fits, later lines indented under the
// first one's text.
func wrap(line string, width int) string {
	indent := strings.Repeat(" ", len(line)-len(strings.TrimLeft(line, " "))+2)
	var out strings.Builder
	column := 0
	for i, word := range strings.SplitAfter(line, " ") {
		n := len([]rune(strings.TrimRight(word, " ")))
		if i > 0 && column+n > width && strings.TrimSpace(word) != "" {
			out.WriteString("\n" + indent)
			column = len(indent)
		}
		out.WriteString(word)
		column += len([]rune(word))
	}
	return trimRight(out.String())
}
