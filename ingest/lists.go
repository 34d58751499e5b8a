package ingest

import (
	"fmt"
	"slices"
	"strings"

	"mtbf/internal/jsontable"
	"mtbf/internal/table"
	"mtbf/model"
)

// dropLists takes the role of the unit from a column whose cells hold several names,
// unless the user gave it: such a row is one failure, of several things.
func (f *fileReader) dropLists(t *jsontable.Table) {
	s, ok := f.mapping.from[roleUnit]
	if t == nil || !ok || f.opt.Columns[roleUnit] != "" || len(s.columns) != 1 || !t.Lists()[s.columns[0]] {
		return
	}
	delete(f.mapping.from, roleUnit)
}

// sayLists tells of columns of lists that may name what failed.
func (f *fileReader) sayLists(t *jsontable.Table) {
	if t == nil {
		return
	}
	for i, is := range t.Lists() {
		name := f.mapping.header[i]
		f.listed = f.listed || is && i == f.rows.by
		if !is || len(f.rolesOf(i)) > 0 || strings.EqualFold(f.opt.By, name) {
			continue
		}
		if weight, _ := nameWeight(roleUnit, strings.TrimSuffix(lastName(name), "s"), nil); weight <= 0 {
			continue
		}
		f.assume("list-of-units", "%q lists what failed: %s; each row counts once, --by %s shows the figures of each, --column unit=%s takes each as a unit of its own",
			name, shownNames(t.Names(i)), name, name)
	}
}

// shownNames are the most frequent names, with how often they came.
func shownNames(names []jsontable.Name) string {
	const most = 6
	var shown []string
	for _, n := range names[:min(most, len(names))] {
		shown = append(shown, fmt.Sprintf("%s %d", table.Shorten(n.Text), n.Count))
	}
	if more := len(names) - most; more > 0 {
		shown = append(shown, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(shown, ", ")
}

// sayLate tells of keys that came too late to be columns.
func (f *fileReader) sayLate(t *jsontable.Table) {
	if t == nil || len(t.Late()) == 0 {
		return
	}
	keys := sortedKeys(t.Late())
	f.assume("column-late", "%s: %s first came after thousands of records without it, and is not read: %s", f.name, model.Counted(len(keys), "key"), table.QuoteNames(keys, 8))
}

// partLists parts the groups of a column of lists into the names in them.
func (b *builder) partLists() {
	if !b.listed {
		return
	}
	whole := len(b.log.Groups)
	members := make([][]int32, whole)
	for i, text := range b.log.Groups[:whole] {
		if !strings.Contains(text, jsontable.Between) {
			continue
		}
		for name := range strings.SplitSeq(text, jsontable.Between) {
			if g := b.group(name); !slices.Contains(members[i], g) {
				members[i] = append(members[i], g)
			}
		}
	}
	b.log.Members = append(members, make([][]int32, len(b.log.Groups)-whole)...)
}
