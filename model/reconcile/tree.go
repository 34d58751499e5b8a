package reconcile

import (
	"slices"

	"mtbf/model"
)

// tree is the tree of a table's rows. Its root is the row of the total, added
// past the last row where the table has none.
type tree struct {
	nesting Nesting
	root    int
	parent  []int // the nearest row above that the table has; of no use for the root
	below   [][]int
	order   []int // the root first, each row after its parent
	lo, hi  []int // scratch of fits, by row
	slack   []int
}

func newTree(rows []Row, nesting Nesting) tree {
	at := map[model.Category]int{}
	for i, r := range rows {
		at[r.Category] = i
	}
	size := len(rows)
	if _, ok := at[""]; !ok {
		at[""] = size
		size++
	}
	t := tree{nesting: nesting, root: at[""], parent: make([]int, size), below: make([][]int, size)}
	for i, r := range rows {
		if i == t.root {
			continue
		}
		path := r.Category.Parent()
		for ; path != ""; path = path.Parent() {
			if _, ok := at[path]; ok {
				break
			}
		}
		t.parent[i] = at[path]
		t.below[at[path]] = append(t.below[at[path]], i)
	}
	t.order = []int{t.root}
	for i := 0; i < len(t.order); i++ {
		t.order = append(t.order, t.below[t.order[i]]...)
	}
	t.lo, t.hi, t.slack = make([]int, size), make([]int, size), make([]int, size)
	return t
}

// fits reports whether counts exist that lie in the box of their row, nest,
// and have attributions in the box of the root, for the total n. It returns
// the least and the most attributions that the other boxes allow.
func (t *tree) fits(n int, box []CountRange) (attributions CountRange, ok bool) {
	switch {
	case t.nesting != Apart && !t.nest(n, box):
		return CountRange{}, false
	case len(t.order) == 1:
		attributions = CountRange{n, n}
	case t.nesting == Apart:
		attributions = t.apart(box)
	case t.nesting == Disjoint:
		attributions = CountRange{n, n}
	default:
		attributions = CountRange{t.fewest(), t.most()}
	}
	return attributions, !attributions.meet(box[t.root]).empty()
}

func (t *tree) apart(box []CountRange) (sum CountRange) {
	for r, below := range t.below {
		if len(below) == 0 && r != t.root {
			sum.Lo += box[r].Lo
			sum.Hi += box[r].Hi
		}
	}
	return sum
}

// nest leaves in lo and hi the counts that each row can have together with
// the rows below it, and reports whether every row has one. A row above takes
// any count from the most that a row below must have (all of them, where they
// are disjoint) to the sum of what they can have.
func (t *tree) nest(n int, box []CountRange) bool {
	for _, r := range slices.Backward(t.order) {
		t.lo[r], t.hi[r] = box[r].Lo, box[r].Hi
		if r == t.root {
			t.lo[r], t.hi[r] = n, n
		}
		if len(t.below[r]) == 0 {
			continue
		}
		least, most := 0, 0
		for _, c := range t.below[r] {
			most += t.hi[c]
			if t.nesting == Disjoint {
				least += t.lo[c]
			} else {
				least = max(least, t.lo[c])
			}
		}
		t.lo[r], t.hi[r] = max(t.lo[r], least), min(t.hi[r], most)
		if t.lo[r] > t.hi[r] {
			return false
		}
	}
	return true
}

// fewest returns the least attributions of overlapping rows, after nest. With
// a row's count at k, those below it are at least
//
//	max(k + slack, low)
//
// which is k itself for a row with none below it. The rows below can add up
// to the sum of min(low_i - slack_i, hi_i) at the price of the sum of low_i,
// and each count more costs one attribution.
func (t *tree) fewest() int {
	low := t.lo // the ranges' low ends are not needed once read
	for _, r := range slices.Backward(t.order) {
		t.slack[r] = 0
		if len(t.below[r]) == 0 {
			continue
		}
		price, free := 0, 0
		for _, c := range t.below[r] {
			price += low[c]
			free += min(low[c]-t.slack[c], t.hi[c])
		}
		t.slack[r] = price - free
		low[r] = max(price, low[r]+t.slack[r])
	}
	return low[t.root]
}

// most returns the most attributions of overlapping rows, after nest: every
// row at its high end, and no higher than the row above.
func (t *tree) most() int {
	sum := 0
	for _, r := range t.order[1:] {
		t.hi[r] = min(t.hi[r], t.hi[t.parent[r]])
		if len(t.below[r]) == 0 {
			sum += t.hi[r]
		}
	}
	return sum
}
