package table

import (
	"slices"
	"strings"
)

// layout is a grid with its header found.
type layout struct {
	grid
	dialect Dialect
	first   int // index in rows of the header, or of the first row of data
	known   int // known names in the header
}

// layout finds the header of g.
func (s Sniffer) layout(g grid) layout {
	l := layout{grid: g, dialect: Dialect{Comma: g.comma, Fields: g.width}}
	if g.width == 0 {
		return l
	}
	i := s.headerRow(&g)
	if i < 0 {
		i = max(0, slices.IndexFunc(g.rows, func(r row) bool { return !r.comment && g.filled(r) }))
		l.dialect.Headerless = true
	} else {
		h := g.rows[i]
		l.known = s.known(h.cells)
		l.dialect.Header = slices.Clone(trimEmpty(h.cells))
		l.dialect.HeaderLine = h.line
		l.dialect.Commented = h.comment
	}
	l.first = i
	l.dialect.Skip = g.rows[i].line - 1
	return l
}

// headerRow returns the index of the header, -1 if there is none: the line with
// the most known names, if that is two or more; otherwise the first well-filled
// line, if it looks like names; otherwise, if that is data, the last comment
// before it that does.
func (s Sniffer) headerRow(g *grid) int {
	best, most := -1, 1
	for i, r := range g.rows {
		if n := s.known(r.cells); n > most && g.about(r) && !g.echo(i) {
			best, most = i, n
		}
	}
	if best >= 0 {
		return best
	}
	comment := -1
	for i, r := range g.rows {
		switch {
		case !g.filled(r):
		case r.comment:
			if g.named(i) {
				comment = i
			}
		case g.named(i):
			return i
		default:
			return comment
		}
	}
	return comment
}

// about reports whether r has about the grid's number of fields: trailing empty
// columns may be missing on either side.
func (g *grid) about(r row) bool {
	slack := max(1, g.width/8)
	if g.width == 2 {
		slack = 0
	}
	n := len(trimEmpty(r.cells))
	return g.fits(r) || n >= g.width-slack && n <= g.width+slack
}

// filled reports whether r could be a header or a row by its shape, which a
// title padded with delimiters is not.
func (g *grid) filled(r row) bool {
	n := countFilled(r.cells)
	return g.about(r) && n > 1 && 3*n >= 2*min(g.width, g.usedWidth())
}

// countFilled counts the cells that are not empty.
func countFilled(cells []string) int {
	n := 0
	for _, c := range cells {
		if c != "" {
			n++
		}
	}
	return n
}

// usedWidth returns the number of columns up to the last that the rows use.
func (g *grid) usedWidth() int {
	n := 0
	for _, r := range g.rows {
		if g.fits(r) {
			n = max(n, len(trimEmpty(r.cells)))
		}
	}
	return n
}

// named reports whether row i looks like names: hardly a value among its cells,
// most of them different, and not repeated below in their columns.
func (g *grid) named(i int) bool {
	values, cells := 0, 0
	seen := map[string]bool{}
	for _, c := range g.rows[i].cells {
		if c == "" {
			continue
		}
		cells++
		seen[c] = true
		if isValue(c) {
			values++
		}
	}
	return 10*values <= cells && 2*len(seen) > cells && !g.echo(i)
}

// echo reports whether a cell of row i stands again below it in the same
// column, as data do. A header repeated as a whole, at a page break, is none.
func (g *grid) echo(i int) bool {
	h := g.rows[i].cells
	n, filled := 0, countFilled(h)
	for _, r := range g.rows[i+1:] {
		same := 0
		for j := range min(len(h), len(r.cells)) {
			if h[j] != "" && h[j] == r.cells[j] {
				same++
			}
		}
		if same > 0 && same < filled {
			n++
		}
	}
	return n > 0 && 4*n >= len(g.rows)-i-1
}

// score is described at Sniffer.Sniff.
func (l *layout) score() float64 {
	if l.width == 0 {
		return 0
	}
	rows, fit, cells, clean := l.bad, 0, 0, 0
	for i, r := range l.rows[l.first:] {
		if r.comment && i > 0 {
			continue
		}
		rows++
		if !l.fits(r) && !(i == 0 && l.about(r)) {
			continue
		}
		fit++
		for _, c := range r.cells {
			cells++
			if isClean(c) {
				clean++
			}
		}
	}
	if fit == 0 || 2*fit < rows {
		return 0
	}
	n := float64(l.width)
	f := float64(fit) / float64(rows) * float64(clean) / float64(cells) * (n - 1) / n
	if l.dialect.Headerless {
		f *= 0.7
	}
	return f * (1 + float64(l.known)/n)
}

// lone reports whether the layout looks like a single column that its values
// split: numbers with decimal commas, or dates followed by times, under a line
// of one cell.
func (l *layout) lone() bool {
	if l.comma != ',' && l.comma != Blanks || l.width > 3 || !l.dialect.Headerless || l.first == 0 {
		return false
	}
	for _, r := range l.rows[l.first:] {
		if !isValue(strings.Join(r.cells, string(l.comma))) || l.comma == ',' && len(r.cells) > 2 {
			return false
		}
	}
	return len(trimEmpty(l.rows[l.first-1].cells)) == 1
}
