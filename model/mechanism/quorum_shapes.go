package mechanism

import (
	"fmt"

	"mtbf/internal/num"
)

// GridQuorum has its copies in rows and columns, numbered row by row. A quorum is one
// full column and one copy of every other: any two of them meet.
type GridQuorum struct{ Rows, Columns int }

// Copies is the number of copies.
func (g GridQuorum) Copies() int { return sizeOf(g.Rows, g.Columns) }

// mostShape bounds the copies of a shape.
const mostShape = 10_000

// sizeOf is the product of two numbers, 0 where one is out of bounds.
func sizeOf(a, b int) int {
	if a < 1 || b < 1 || a > mostShape || b > mostShape {
		return 0
	}
	return a * b
}

func (GridQuorum) intersects() bool { return true }

func (g GridQuorum) check() error {
	n := g.Copies()
	return firstFault([]fault{{!(n >= 1 && n <= mostShape), "grid", fmt.Sprintf("%dx%d", g.Rows, g.Columns), "1 to 10,000 copies in rows and columns of 1 or more"}})
}

// column picks out a column of what is known of each copy.
func (g GridQuorum) column(j int, of []float64) []float64 {
	var column []float64
	for i := range g.Rows {
		column = append(column, of[i*g.Columns+j])
	}
	return column
}

// availability adds up by the first full column, and by the first that has none up.
func (g GridQuorum) availability(up, down []float64) (some, none float64, err error) {
	var left, dead num.Adder
	met, partial := 0.0, 1.0 // of the columns so far: a full one and none dead; all in part
	any := 1.0               // none dead
	for j := range g.Columns {
		c := lineOf(g.column(j, up), g.column(j, down))
		met = met*c.any + partial*c.full
		dead.Add(any * c.none)
		partial *= c.partial
		any *= c.any
	}
	left.Add(dead.Total())
	left.Add(partial)
	return min(met, 1), min(left.Total(), 1), nil
}

// Minimal returns the least quorums.
func (g GridQuorum) Minimal() ([][]int, error) {
	if err := g.check(); err != nil {
		return nil, err
	}
	var all [][]int
	for full := range g.Columns {
		quorums := [][]int{nil}
		for j := range g.Columns {
			var column []int
			for i := range g.Rows {
				column = append(column, i*g.Columns+j)
			}
			if j == full {
				quorums = eachWith(quorums, column)
			} else {
				quorums = eachWithOne(quorums, column)
			}
			if len(all)+len(quorums) > mostQuorums {
				return nil, tooManyQuorums()
			}
		}
		all = append(all, quorums...)
	}
	return least(g.Copies(), all), nil
}

// WallQuorum is a crumbling wall: rows of copies from the top, numbered so. A quorum is
// one full row and one copy of every row below it: any two of them meet.
type WallQuorum struct{ Widths []int }

// Copies is the number of copies.
func (w WallQuorum) Copies() int {
	n := 0
	for _, width := range w.Widths {
		n += min(width, mostShape+1)
	}
	return n
}

func (WallQuorum) intersects() bool { return true }

func (w WallQuorum) check() error {
	var bad []fault
	for _, width := range w.Widths {
		bad = append(bad, fault{width < 1, "width of a row", width, "a number of 1 or more"})
	}
	n := w.Copies()
	return firstFault(append(bad, fault{!(n >= 1 && n <= mostShape), "wall", n, "1 to 10,000 copies"}))
}

// availability goes up from the lowest row: the first row that is full decides, or that
// has none up.
func (w WallQuorum) availability(up, down []float64) (some, none float64, err error) {
	var met, dead num.Adder
	partial, end := 1.0, len(up)
	for i := len(w.Widths) - 1; i >= 0; i-- {
		from := end - w.Widths[i]
		row := lineOf(up[from:end], down[from:end])
		met.Add(partial * row.full)
		dead.Add(partial * row.none)
		partial *= row.partial
		end = from
	}
	dead.Add(partial)
	return min(met.Total(), 1), min(dead.Total(), 1), nil
}

// Minimal returns the least quorums.
func (w WallQuorum) Minimal() ([][]int, error) {
	if err := w.check(); err != nil {
		return nil, err
	}
	var all [][]int
	below, end := [][]int{nil}, w.Copies()
	for i := len(w.Widths) - 1; i >= 0; i-- {
		var row []int
		for c := end - w.Widths[i]; c < end; c++ {
			row = append(row, c)
		}
		end -= w.Widths[i]
		all = append(all, eachWith(below, row)...)
		if i > 0 {
			below = eachWithOne(below, row)
		}
		if len(all)+len(below) > mostQuorums {
			return nil, tooManyQuorums()
		}
	}
	return least(w.Copies(), all), nil
}

// TreeQuorum has its copies in a full binary tree of so many levels, numbered from the
// root level by level. A quorum of a tree is its root and a quorum of one child, or
// quorums of both children; that of a leaf is the leaf. Any two quorums meet.
type TreeQuorum struct{ Levels int }

// mostLevels keeps the copies of a tree within mostShape.
const mostLevels = 13

// Copies is the number of copies, 2^Levels - 1.
func (t TreeQuorum) Copies() int { return 1<<min(max(t.Levels, 0), mostLevels+1) - 1 }

func (TreeQuorum) intersects() bool { return true }

func (t TreeQuorum) check() error {
	return firstFault([]fault{{!(t.Levels >= 1 && t.Levels <= mostLevels), "levels", t.Levels, "a number from 1 to 13"}})
}

func (t TreeQuorum) availability(up, down []float64) (some, none float64, err error) {
	some, none = treeFrom(0, up, down)
	return some, none, nil
}

// treeFrom returns the probabilities of the tree below a copy.
func treeFrom(i int, up, down []float64) (some, none float64) {
	if 2*i+2 >= len(up) {
		return up[i], down[i]
	}
	a, na := treeFrom(2*i+1, up, down)
	b, nb := treeFrom(2*i+2, up, down)
	return up[i]*(a+na*b) + down[i]*a*b, up[i]*na*nb + down[i]*(na+a*nb)
}

// Minimal returns the least quorums.
func (t TreeQuorum) Minimal() ([][]int, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	if t.Levels > 4 {
		return nil, tooManyQuorums() // 65,535 with 5 levels
	}
	return treeQuorums(0, t.Copies()), nil
}

func treeQuorums(i, n int) [][]int {
	if 2*i+2 >= n {
		return [][]int{{i}}
	}
	left, right := treeQuorums(2*i+1, n), treeQuorums(2*i+2, n)
	all := append(eachWith(left, []int{i}), eachWith(right, []int{i})...)
	for _, q := range left {
		all = append(all, eachWith(right, q)...)
	}
	return all
}

// line is what is known of copies in a row or column: all up, none up, at least one up,
// and some but not all.
type line struct{ full, none, any, partial float64 }

func lineOf(up, down []float64) line {
	l := line{full: 1, none: 1, any: notAll(down, up)}
	for i := range up {
		l.full *= up[i]
		l.none *= down[i]
	}
	l.partial = up[0]*notAll(up[1:], down[1:]) + down[0]*notAll(down[1:], up[1:])
	return l
}

// notAll returns the probability that not all of independent events of probabilities
// yes happen: the sum over the first that does not.
func notAll(yes, no []float64) float64 {
	p, all := 0.0, 1.0
	for i := range yes {
		p += all * no[i]
		all *= yes[i]
	}
	return min(p, 1)
}

// eachWith adds all of some copies to each quorum.
func eachWith(quorums [][]int, copies []int) [][]int {
	var all [][]int
	for _, q := range quorums {
		all = append(all, append(append([]int(nil), q...), copies...))
	}
	return all
}

// eachWithOne adds one of some copies to each quorum, in every way; more than
// mostQuorums of them are not all made.
func eachWithOne(quorums [][]int, copies []int) [][]int {
	var all [][]int
	for _, c := range copies {
		if len(all) > mostQuorums {
			break
		}
		all = append(all, eachWith(quorums, []int{c})...)
	}
	return all
}
