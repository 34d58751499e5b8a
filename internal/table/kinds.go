package table

import "slices"

// kind is what most of the cells of a column are.
type kind byte

const (
	mixed kind = iota
	values
	words
)

// kindRows is how many rows tell the kinds of the columns.
const kindRows = 50

// kinds returns what the columns hold below row i, repetitions of it and of the
// row above it aside: values or words, where four in five filled cells
// are.
func (g *grid) kinds(i int) []kind {
	filled, valued := make([]int, g.width), make([]int, g.width)
	rows := 0
	for _, r := range g.rows[i+1:] {
		if r.comment || !g.fits(r) || g.repeats(r, i) || g.repeats(r, max(0, i-1)) {
			continue
		}
		for j, c := range r.cells[:g.width] {
			if c != "" {
				filled[j]++
			}
			if isValue(c) {
				valued[j]++
			}
		}
		if rows++; rows == kindRows {
			break
		}
	}
	kinds := make([]kind, g.width)
	for j, n := range filled {
		switch {
		case n == 0:
		case 5*valued[j] >= 4*n:
			kinds[j] = values
		case 5*valued[j] <= n:
			kinds[j] = words
		}
	}
	return kinds
}

// repeats reports whether r says the same as row i, blank cells at the end aside.
func (g *grid) repeats(r row, i int) bool {
	return slices.Equal(trimEmpty(r.cells), trimEmpty(g.rows[i].cells))
}

// alike reports whether every filled cell is of the kind of its column.
func alike(cells []string, kinds []kind) bool {
	for j, c := range trimEmpty(cells) {
		if c == "" {
			continue
		}
		if j >= len(kinds) || kinds[j] == values && !isValue(c) || kinds[j] == words && isValue(c) {
			return false
		}
	}
	return true
}

// contrast returns in how many columns of values the cell is none.
func contrast(cells []string, kinds []kind) int {
	n := 0
	for j, c := range trimEmpty(cells) {
		if j < len(kinds) && kinds[j] == values && c != "" && !isValue(c) {
			n++
		}
	}
	return n
}
