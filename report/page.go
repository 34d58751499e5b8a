package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"mtbf/internal/table"
	"mtbf/model"
	"mtbf/plots"
)

// Page is a report.
type Page struct {
	Title    string
	Findings []Finding
	Sections []Section
	Warnings []model.Warning
	Source   Source

	// Document is the JSON document of the same answer, as --format json writes it; nil for
	// none. The page holds the whole of it.
	Document []byte
}

// Finding is one sentence or two, and the section that it rests on.
type Finding struct {
	Text    string
	Section string // its ID; "" for none
}

// Section is a chapter: prose, figures, tables, and lines below them.
type Section struct {
	ID, Title string
	Prose     []string
	Figures   []*plots.Figure
	Tables    []Table
	Listing   string // a text that is shown as it stands; "" for none
	Notes     []string
}

// Table has its units in the headings and plain numbers in its cells, so that
// it copies into a spreadsheet. The first Text columns hold text. Times are in hours, with h
// or unit-h at the end of the heading, or in a column Unit: the page shows them in the unit
// that fits the column, or the row, with the hours beside them.
type Table struct {
	Caption string
	Tree    bool // the first column has paths, a/b, which are shown as a tree
	Designs bool // the first column says which design was chosen: its row stands out
	Head    []string
	Text    int
	Rows    [][]string
	Folded  bool // shown when a reader opens it
}

// Source says where a page comes from, for someone who wants to make it again.
type Source struct {
	Program string // name, version and revision
	Command string // what was asked, such as "report outages.csv --units 40"
	Seed    uint64
	Inputs  []Input
}

// Input is a file that was read.
type Input struct {
	Name   string
	Bytes  int64
	SHA256 string // in hexadecimal
}

//go:embed page.html
var pageText string

//go:embed style.css
var styleText string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"show": func(s string) string { return show(shortened(s, longestText)) }, "whole": show, "lines": lines, "heading": heading, "cell": cell, "picture": picture, "view": view,
}).Parse(pageText))

// StylePolicy is the source expression that allows the style of a page, and no
// other, in a Content-Security-Policy.
var StylePolicy = func() string {
	sum := sha256.Sum256([]byte(styleText))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}()

// Policy is the Content-Security-Policy of a page: its own style, pictures that
// are part of it, and nothing else.
func Policy() string {
	return "default-src 'none'; style-src " + StylePolicy + "; img-src data:; base-uri 'none'; form-action 'none'"
}

// Write writes the page. Errors are those of drawing a figure and of w.
func (p *Page) Write(w io.Writer) error {
	data, err := newEmbedded(p.Document)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	err = pageTemplate.Execute(&text, struct {
		*Page
		Style  template.CSS
		Policy string
		Data   *embedded
	}{p, template.CSS(styleText), Policy(), data})
	if err != nil {
		return err
	}
	_, err = w.Write(text.Bytes())
	return err
}

// nothing is a page that was asked for without what it is about.
func nothing(title, without string, source Source) *Page {
	return &Page{Title: title, Source: source, Warnings: []model.Warning{{Code: "nothing-to-report", Text: "the report was made without " + without}}}
}

// show keeps characters that are not seen, or that turn the text around them
// about, out of a page.
func show(s string) string {
	return strings.Map(func(r rune) rune {
		if !strconv.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
}

// heading is the heading of a column, in which a confidence is not broken into lines.
func heading(s string) string {
	return strings.ReplaceAll(show(shortened(s, longestText)), " % limit", "\u00a0% limit")
}

// lines shows each line of a text.
func lines(s string) string {
	all := strings.Split(shortened(s, longestListing), "\n")
	for i := range all {
		all[i] = show(all[i])
	}
	return strings.Join(all, "\n")
}

// longestListing bounds a text that is shown as it stands, in bytes.
const longestListing = 100_000

// longestText and longestCell bound the texts of a page and of a cell of its
// tables, in bytes: they may be names from a log, each of up to a megabyte.
const (
	longestText = 20_000
	longestCell = 500
)

// shortened returns a text of no more than so many bytes, and an ellipsis where
// there was more.
func shortened(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most] + "…"
}

// cell is text for a table, which a spreadsheet that it is copied to must not
// run.
func cell(s string) string { return table.SafeCell(show(shortened(s, longestCell))) }

// Style returns the style sheet of a page.
func Style() string { return styleText }
