package workbook

const (
	headRows = 100     // how far down a heading may stand
	maxName  = 1 << 10 // bytes of a name
)

// heading makes one line of two lines of names, of which the upper one has names
// merged over several columns:
//
//	Unit | Outage      |        ->
//	     | Start | End |        Unit, Outage Start, Outage End
//
// They stand in the lower line, and the upper one becomes blank. Both have texts
// alone, and above them stand but titles: rows of at most two cells. One name
// that is alone in its line is the title of the table, unless it leaves out the
// first column.
type heading struct {
	across map[int][]box
	over   bool // no heading can follow
}

// begins reports whether r may be the upper line of a heading.
func (h *heading) begins(r row) bool {
	h.over = h.over || len(h.across) == 0 || r.n > headRows
	return !h.over && len(h.across[r.n]) > 0
}

// pass takes note of a row that is no upper line.
func (h *heading) pass(r row) {
	_, filled := span(r.cells)
	h.over = h.over || filled > 2
}

// join returns the names of two lines as those of the lower one.
func (h *heading) join(upper, lower row) (row, bool) {
	groups := h.across[upper.n]
	if lower.n != upper.n+1 || !words(upper.cells) || !words(lower.cells) {
		return row{}, false
	}
	first, _ := span(lower.cells)
	from, filled := span(upper.cells)
	if filled == 1 && from <= first {
		return row{}, false
	}
	names := make([]cell, max(len(upper.cells), len(lower.cells)))
	copy(names, upper.cells)
	named := false
	for _, g := range groups {
		named = spread(names, lower.cells, g) || named
	}
	for i, c := range lower.cells {
		names[i] = cell{both(names[i].text, c.text), true}
	}
	h.over = h.over || named
	return row{lower.n, names}, named
}

// spread writes the name of a group over its columns, if all have names below.
func spread(names, below []cell, g box) bool {
	if g.right > len(below) || names[g.left-1].text == "" {
		return false
	}
	for _, c := range below[g.left-1 : g.right] {
		if c.text == "" {
			return false
		}
	}
	for i := g.left; i < g.right; i++ {
		names[i] = names[g.left-1]
	}
	return true
}

func both(a, b string) string {
	switch {
	case a == b, b == "":
		return a
	case a == "":
		return b
	}
	return a + " " + b
}

// span returns the column of the first cell that says something, and how many
// do.
func span(cells []cell) (first, filled int) {
	for i, c := range cells {
		if c.text == "" {
			continue
		}
		if filled++; filled == 1 {
			first = i + 1
		}
	}
	return first, filled
}

// words reports whether all cells that say something are texts, as names are.
func words(cells []cell) bool {
	for _, c := range cells {
		if c.text != "" && !c.word || len(c.text) > maxName {
			return false
		}
	}
	return true
}
