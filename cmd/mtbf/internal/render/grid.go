package render

import (
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	delimited "mtbf/internal/table"
)

// Grid is a table of cells. Columns are left-aligned as Left says, others to
// the right.
type Grid struct {
	Header []string
	Rows   [][]string
	Left   int         // so many columns from the left hold text
	Wrap   map[int]int // columns, from 0, that are wrapped at a width
}

func (g *Grid) render(format Format) string {
	t := table.NewWriter()
	t.AppendHeader(row(g.Header, format))
	for _, cells := range g.Rows {
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

// row makes cells safe to show: no control characters, and in Markdown no
// markup.
func row(cells []string, format Format) table.Row {
	r := make(table.Row, len(cells))
	for i, c := range cells {
		c = printable(c)
		if format == Markdown {
			c = escapeMarkdown(c)
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

// printable replaces control characters, which could drive a terminal, by a
// blank.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || (r >= 0x7f && r < 0xa0) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
}

var markdownEscaper = strings.NewReplacer(`\`, `\\`, "|", `\|`, "<", "&lt;", ">", "&gt;", "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "\n", " ")

func escapeMarkdown(s string) string { return markdownEscaper.Replace(s) }

// writeCSV writes records that a spreadsheet will show and not run.
func writeCSV(w io.Writer, records [][]string) error {
	out := delimited.NewWriter(w)
	for _, r := range records {
		if err := out.Write(r); err != nil {
			return err
		}
	}
	return out.Flush()
}
