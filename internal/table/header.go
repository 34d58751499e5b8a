package table

import (
	"slices"
	"strings"
)

// layout is a grid with its header found.
type layout struct {
	grid
	dialect Dialect
	first   int          // index in rows of the header, or of the first row of data
	known   int          // known names in the header
	buried  *HeaderError // the names stand below data
}

// layout finds the header of g.
func (s Sniffer) layout(g grid) layout {
	l := layout{grid: g, dialect: Dialect{Comma: g.comma, Fields: g.width}}
	if g.width == 0 {
		return l
	}
	i, data := s.headerRow(&g)
	if data >= 0 {
		l.buried = &HeaderError{Line: g.rows[i].line, Data: g.rows[data].line}
		i = -1
	}
	if i < 0 {
		i = max(0, slices.IndexFunc(g.rows, func(r row) bool { return !r.comment && g.filled(r) }))
		l.dialect.Headerless = true
	} else {
		s.describe(&l, i)
	}
	l.first = i
	l.dialect.Skip = g.rows[i].line - 1
	return l
}

// describe tells what the header in row i says, and the units below it.
func (s Sniffer) describe(l *layout, i int) {
	h := l.rows[i]
	l.known = s.known(h.cells)
	l.dialect.Header = slices.Clone(h.cells[:l.headerWidth(i)])
	l.dialect.HeaderLine = h.line
	l.dialect.Commented = h.comment
	if !s.Units {
		return
	}
	if units, ok := l.units(i+1, len(l.dialect.Header)); ok && s.known(l.rows[i+1].cells) < 2 {
		l.dialect.Units, l.dialect.UnitsLine = units, l.rows[i+1].line
	}
}

// headerWidth returns how many columns the header in row i has: those up to its
// last name, and those that it leaves without a name but most rows fill.
func (g *grid) headerWidth(i int) int {
	cells := g.rows[i].cells
	named := len(trimEmpty(cells))
	filled, rows := 0, 0
	for _, r := range g.rows[i+1:] {
		if !r.comment && g.fits(r) {
			rows++
			if len(trimEmpty(r.cells)) > named {
				filled++
			}
		}
	}
	if 2*filled > rows {
		return len(cells)
	}
	return named
}

// headerRow returns the index of the header, -1 if there is none: that by shape,
// or a line that looks like names with more known ones, two at least, unless data
// stand above it. If the names can only be a line below data, data is the index of
// theirs, otherwise -1.
func (s Sniffer) headerRow(g *grid) (header, data int) {
	header = s.firstNames(g)
	best, most := header, 1
	if header >= 0 {
		if data = g.dataAbove(header); data >= 0 {
			return header, data
		}
		most = max(1, s.known(g.rows[header].cells))
	}
	for i, r := range g.rows {
		n := s.known(r.cells)
		better := n > most || n == most && n > 1 && g.rows[best].comment && !r.comment
		if better && g.about(r) && (g.named(i) || g.numbered(i)) {
			best, most = i, n
		}
	}
	if best == header {
		return header, -1
	}
	data = g.dataAbove(best)
	switch {
	case data < 0:
		return best, -1
	case header < 0, 2*most > countFilled(g.rows[best].cells) && s.known(g.rows[header].cells) == 0:
		return best, data
	}
	return header, -1
}

// firstNames returns the index of the header by its shape, -1 if there is none:
// the first well-filled line, if it looks like names; otherwise, if that is data,
// the last comment before it that does.
func (s Sniffer) firstNames(g *grid) int {
	comment := -1
	for i, r := range g.rows {
		switch {
		case !g.filled(r):
		case r.comment:
			if g.named(i) {
				comment = i
			}
		case g.named(i):
			return s.lastNames(g, i)
		default:
			return comment
		}
	}
	return comment
}

// lastNames returns the index of the last of the well-filled rows from row i on
// that look like names, none of the others having more known ones: a title may
// have as many cells as the table.
func (s Sniffer) lastNames(g *grid, i int) int {
	for j := i + 1; j < len(g.rows); j++ {
		r := g.rows[j]
		switch {
		case !g.filled(r):
		case r.comment, !g.surelyNamed(j), s.known(r.cells) < s.known(g.rows[i].cells):
			return i
		default:
			i = j
		}
	}
	return i
}

// surelyNamed reports whether row i can only be names: different words, not
// units, two at least above columns of values.
func (g *grid) surelyNamed(i int) bool {
	cells := g.rows[i].cells
	_, units := g.units(i, g.width)
	return !units && !slices.ContainsFunc(cells, isValue) && distinct(cells) && contrast(cells, g.kinds(i)) > 1
}

// distinct reports whether no cell comes twice; blank ones do.
func distinct(cells []string) bool {
	seen := map[string]bool{}
	for _, c := range cells {
		if c != "" && seen[c] {
			return false
		}
		seen[c] = true
	}
	return true
}

// numbered reports whether the values among the cells of row i are no more than
// whole numbers, such as years, and it has words above two columns of values.
func (g *grid) numbered(i int) bool {
	for _, c := range g.rows[i].cells {
		if isValue(c) && countDigits(c) != len(c) {
			return false
		}
	}
	return distinct(g.rows[i].cells) && !g.echo(i) && contrast(g.rows[i].cells, g.kinds(i)) > 1
}

// dataAbove returns the index of a row above row i that holds data, -1 if there
// is none: one with a value, that has as many filled cells as row i or is like
// the rows below.
func (g *grid) dataAbove(i int) int {
	n := countFilled(g.rows[i].cells)
	var kinds []kind
	for j, r := range g.rows[:i] {
		if r.comment || !slices.ContainsFunc(r.cells, isValue) {
			continue
		}
		if countFilled(r.cells) >= n {
			return j
		}
		if kinds == nil {
			kinds = g.kinds(i)
		}
		if g.filled(r) && alike(r.cells, kinds) {
			return j
		}
	}
	return -1
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
// most of them different, and not repeated below in their columns unless it
// has words above two columns of values.
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
	return 10*values <= cells && 2*len(seen) > cells && (!g.echo(i) || contrast(g.rows[i].cells, g.kinds(i)) > 1)
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

// lone reports whether the layout looks like a single column, with delimiters
// at the ends of its lines or values that one splits: numbers with decimal
// commas, or dates followed by times, under a line of one cell.
func (l *layout) lone() bool {
	if l.usedWidth() == 1 {
		return true
	}
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
