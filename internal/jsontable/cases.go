package jsontable

import "strings"

// joinCases makes one column of those whose keys differ in the case of letters alone and
// of which no record so far has two: programs of several versions wrote them. The others
// stay, blank.
func (t *Table) joinCases() {
	first := map[string]*key{}
	for _, k := range t.reader.owners {
		folded := strings.ToLower(k.path)
		to, found := first[folded]
		switch {
		case !found:
			first[folded] = k
		case !t.bothSet(to.column, k.column):
			t.moveCells(k.column, to.column)
			t.lists[to.column] = t.lists[to.column] || t.lists[k.column]
			k.column = to.column
		}
	}
}

// bothSet reports whether a record that told the columns has cells of two.
func (t *Table) bothSet(a, b int) bool {
	for i := range t.head {
		if cells := t.head[i].cells; max(a, b) < len(cells) && cells[a].set && cells[b].set {
			return true
		}
	}
	return false
}

func (t *Table) moveCells(from, to int) {
	for i := range t.head {
		if cells := t.head[i].cells; from < len(cells) && cells[from].set {
			cells[to], cells[from] = cells[from], span{}
		}
	}
}
