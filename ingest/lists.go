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

// askNested is an error where the records of a document hold outages themselves, in lists
// that are not read: they are no outages, or not all.
func (f *fileReader) askNested(t *jsontable.Table) error {
	if t == nil || f.opt.Columns[roleStart] != "" || f.profile.Name != generic {
		return nil
	}
	for _, path := range t.Nested() {
		words := wordsOf(lastName(path))
		if len(words) > 0 && slices.Contains(stateWords().Nested, words[len(words)-1]) {
			return fmt.Errorf("each record holds outages of its own, as a list under %q, which is not read: write a record for each of them, such as with jq '[.[] | . as $r | .%s[] | . + {unit: $r.name}]', or name the start of the records themselves with --column start=NAME", path, path)
		}
	}
	return nil
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
		if words := wordsOf(lastName(name)); slices.ContainsFunc(words, isMark) {
			continue
		}
		if weight, _ := nameWeight(roleUnit, strings.TrimSuffix(lastName(name), "s"), nil); weight <= 0 {
			continue
		}
		f.assume("list-of-units", "%q lists what failed: %s; each row counts once, --by %s shows the figures of each, --column unit=%s takes each as a unit of its own",
			name, shownNames(t.Names(i)), name, name)
	}
}

// isMark reports whether a word is of marks and states, which name nothing that fails.
func isMark(word string) bool {
	return slices.Contains([]string{"tag", "tags", "label", "labels", "state", "states", "status"}, word)
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

// sayCauses tells that lists of causes make more causes than outages.
func (f *fileReader) sayCauses(t *jsontable.Table) {
	s, ok := f.mapping.from[roleCategory]
	if t == nil || !ok || len(s.columns) != 1 || !t.Lists()[s.columns[0]] {
		return
	}
	several := 0
	for i := f.first; i < len(f.log.Outages); i++ {
		if len(f.log.Causes[f.log.Outages[i].Causes]) > 1 {
			several++
		}
	}
	if several > 0 {
		f.assume("several-causes", "%q lists several causes of %s; each counts under all of its causes, so that the failures, shares and downtimes of the categories add to more than the total", s.name, model.Counted(several, "outage"))
	}
}

// sayLate tells of keys that came too late to be columns.
func (f *fileReader) sayLate(t *jsontable.Table) {
	if t == nil || len(t.Late()) == 0 {
		return
	}
	keys := sortedKeys(t.Late())
	f.assume("column-late", "%s: not read, since it first came after thousands of records, or thousands of columns, without it: %s: %s", f.name, model.Counted(len(keys), "key"), table.QuoteNames(keys, 8))
}

// sayOthers tells which lists of a document were not read.
func (b *builder) sayOthers(name string) {
	if len(b.sheets) == 0 {
		return
	}
	if s := b.sheets[len(b.sheets)-1]; s.text.Name == name && len(s.others) > 0 && len(b.opt.Sheets) == 0 {
		b.assume("lists-left-out", "%s: %s of records not read, that may tell outages: %s; --sheet names those to read", name, model.Counted(len(s.others), "list"), table.QuoteNames(s.others, 6))
	}
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
