package render

import (
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"mtbf/internal/number"
	"mtbf/internal/printable"
	delimited "mtbf/internal/table"
)

// Grid is a table of cells. Columns are left-aligned as Left says, others to
// the right.
type Grid struct {
	Header []string
	Rows   [][]string
	Left   int         // so many columns from the left hold text
	Wrap   map[int]int // columns, from 0, that are wrapped at a width
	Alike  alike       // which numbers are written in one notation
}

// alike says which numbers of a grid are read together, and so are written in one
// notation: those of each row but its first cell, or of groups of columns, from 0.
type alike struct {
	rows   bool
	groups [][]int
}

// rowsAlike is of a grid with a measure in each row.
var rowsAlike = alike{rows: true}

// columnsAlike is of a grid with a measure in groups of columns.
func columnsAlike(groups ...[]int) alike { return alike{groups: groups} }

// of returns the rows of a grid, rewritten.
func (a alike) of(rows [][]string) [][]string {
	all := make([][]string, len(rows))
	for i, r := range rows {
		if all[i] = slices.Clone(r); a.rows && len(r) > 0 {
			number.Alike(all[i][1:])
		}
	}
	for _, columns := range a.groups {
		var cells []*string
		for _, r := range all {
			for _, k := range columns {
				if k < len(r) {
					cells = append(cells, &r[k])
				}
			}
		}
		rewrite(cells)
	}
	return all
}

// rewrite writes cells in one notation.
func rewrite(cells []*string) {
	texts := make([]string, len(cells))
	for i, c := range cells {
		texts[i] = *c
	}
	number.Alike(texts)
	for i, c := range cells {
		*c = texts[i]
	}
}

func (g *Grid) render(format Format) string {
	t := table.NewWriter()
	t.AppendHeader(row(g.Header, format))
	for _, cells := range g.Alike.of(g.Rows) {
		t.AppendRow(row(cells, format))
	}
	configs := make([]table.ColumnConfig, len(g.Header))
	for i := range configs {
		configs[i] = table.ColumnConfig{Number: i + 1, Align: text.AlignRight, AlignHeader: text.AlignRight}
		if i < g.Left {
			configs[i].Align, configs[i].AlignHeader = text.AlignLeft, text.AlignLeft
		}
		if width := g.Wrap[i]; width > 0 && format != Markdown {
			configs[i].WidthMax, configs[i].WidthMaxEnforcer = width, text.WrapSoft
		}
	}
	t.SetColumnConfigs(configs)
	if format == Markdown {
		return t.RenderMarkdown()
	}
	t.SetStyle(plain)
	return trimRight(t.Render())
}

// plain is a table with blanks between columns and a rule under the header.
var plain = func() table.Style {
	s := table.StyleDefault
	s.Box.PaddingLeft, s.Box.PaddingRight = "", ""
	s.Box.MiddleVertical, s.Box.MiddleSeparator, s.Box.MiddleHorizontal = "  ", "  ", "-"
	s.Options = table.Options{SeparateHeader: true, SeparateColumns: true}
	s.Format.Header = text.FormatDefault
	return s
}()

// row makes cells safe to show.
func row(cells []string, format Format) table.Row {
	r := make(table.Row, len(cells))
	for i, c := range cells {
		if c = safe(c, format); format == Markdown {
			c = strings.ReplaceAll(c, `\|`, "|") // the writer of tables escapes it
		}
		r[i] = c
	}
	return r
}

func trimRight(block string) string {
	lines := strings.Split(block, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// longest bounds a text that is shown, in characters: texts of files have no
// bound of their own.
const longest = 5000

// safe is a text fit to be shown in a format: nothing in it drives a terminal,
// and in Markdown nothing is markup.
func safe(s string, format Format) string {
	s = printable.Clip(s, longest)
	if format == Markdown {
		return escapeMarkdown(s)
	}
	return s
}

var markdownEscaper = strings.NewReplacer(`\`, `\\`, "|", `\|`, "&", "&amp;", "<", "&lt;", ">", "&gt;", "`", "\\`", "*", `\*`, "_", `\_`, "~", `\~`, "[", `\[`)

func escapeMarkdown(s string) string { return markdownEscaper.Replace(s) }

// writeCSV writes records that a spreadsheet will show and not run: a text that
// would be a formula there has an apostrophe before it, and so is read back with
// one. All other characters are as they are in the data, for programs: what shows
// them to a person must take care of them. What is not UTF-8 becomes U+FFFD, as in
// JSON.
func writeCSV(w io.Writer, records [][]string) error {
	out := delimited.NewWriter(w)
	for _, r := range records {
		for i := range r {
			r[i] = strings.ToValidUTF8(r[i], "\uFFFD")
		}
		if err := out.Write(r); err != nil {
			return err
		}
	}
	return out.Flush()
}
