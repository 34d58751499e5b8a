package ingest

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mtbf/model"
)

// The categories of a log stay as they are written. Those that differ in case only
// are one, in the spelling that most outages have. Whether a slash separates levels
// of a tree, or is a letter as in "I/O error", only all values together tell.

const (
	levelMark  = "\x1f" // between levels that are known to be some
	openLevels = "\x1f/"
)

// A longer text is prose, whose slashes are letters, and a path of more levels keeps
// its spelling: the work grows as their squares.
const (
	longestPath = 1000 // bytes
	mostLevels  = 100
)

// tree is the values of the columns of categories, folded.
type tree struct {
	heads  map[string]map[string]bool // what stands before a slash -> the first words behind it
	values map[string]string          // as one of them is written
	all    bool                       // a slash separates levels unless the words say otherwise
	spelt  map[string]map[string]int  // folded level, with those above it -> spellings -> outages
}

// fold returns a category as it is compared: in lower case, without the blanks
// around slashes.
func fold(text string) string {
	parts := strings.Split(strings.ToLower(text), "/")
	for i, part := range parts {
		parts[i] = strings.Join(strings.Fields(part), " ")
	}
	return strings.Join(parts, "/")
}

// plantTree makes paths of the categories that are written in the log.
func (b *builder) plantTree() {
	if len(b.asWritten) == 0 {
		return
	}
	t := b.newTree()
	counts := b.outagesBySet()
	levels := make([][][]string, len(b.log.Causes))
	for n, set := range b.log.Causes {
		separator, written := b.asWritten[int32(n)]
		for _, cause := range set {
			path := cause.Levels()
			if written {
				path = t.levels(string(cause), separator)
			}
			levels[n] = append(levels[n], path)
			t.spell(path, counts[n])
		}
	}
	b.replaceCauses(func(n int, i int) model.Category { return t.path(levels[n][i]) })
	b.reportTree(t)
}

// outagesBySet counts the outages of each set of causes.
func (b *builder) outagesBySet() []int {
	counts := make([]int, len(b.log.Causes))
	for i := range b.log.Outages {
		counts[b.log.Outages[i].Causes]++
	}
	if b.whole != nil {
		for n := range counts {
			counts[n] = b.whole.Causes[n].Count
		}
	}
	return counts
}

// replaceCauses gives every cause of every set its path; sets that become one share
// a number.
func (b *builder) replaceCauses(path func(set, cause int) model.Category) {
	numbers, places := make([]int32, len(b.log.Causes)), map[string]int32{}
	var sets [][]model.Category
	for n, set := range b.log.Causes {
		paths, names := make([]model.Category, len(set)), ""
		for i := range set {
			paths[i] = path(n, i)
		}
		if b.whole != nil {
			b.whole.plant(n, paths)
		}
		paths = once(paths)
		for _, p := range paths {
			names += string(p) + "\x00"
		}
		place, known := places[names]
		if !known {
			place = int32(len(sets))
			places[names] = place
			sets = append(sets, paths)
		}
		numbers[n] = place
	}
	if len(sets) < len(numbers) {
		for i := range b.log.Outages {
			o := &b.log.Outages[i]
			o.Causes = numbers[o.Causes]
		}
	}
	b.log.Causes = sets
}

// newTree looks at the values of all files that leave it open what a slash is.
func (b *builder) newTree() *tree {
	t := &tree{heads: map[string]map[string]bool{}, values: map[string]string{}, spelt: map[string]map[string]int{}}
	values := maps.Clone(b.values)
	for n, separator := range b.asWritten {
		if separator == openLevels {
			for _, cause := range b.log.Causes[n] {
				values[string(cause)] = true
			}
		}
	}
	for _, value := range sortedKeys(values) {
		if !strings.Contains(value, levelMark) {
			t.values[fold(value)] = value
		}
	}
	for value := range t.values {
		for i := range slashes(value) {
			head := strings.TrimSpace(value[:i])
			if t.heads[head] == nil {
				t.heads[head] = map[string]bool{}
			}
			word, _, _ := strings.Cut(strings.TrimSpace(value[i+1:]), " ")
			word, _, _ = strings.Cut(word, "/")
			t.heads[head][word] = true
		}
	}
	branched, others := 0, 0
	for value := range t.values {
		for i := range slashes(value) {
			if t.branches(strings.TrimSpace(value[:i])) {
				branched++
			} else {
				others++
			}
			break
		}
	}
	t.all = branched > 0 && branched >= others
	return t
}

// slashes yields where a value has a slash between two texts, of which the first is
// more than a letter.
func slashes(value string) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		if len(value) > longestPath {
			return
		}
		for i, r := range value {
			if r != '/' {
				continue
			}
			before := strings.TrimSpace(value[strings.LastIndexByte(value[:i], '/')+1 : i])
			if utf8.RuneCountInString(before) < 2 || !strings.ContainsFunc(before, unicode.IsLetter) || strings.Trim(value[i:], "/ ") == "" {
				continue
			}
			if !yield(i) {
				return
			}
		}
	}
}

// branches reports whether what stands before a slash has different words behind
// it, or is a value of its own.
func (t *tree) branches(head string) bool { return len(t.heads[head]) > 1 || t.values[head] != "" }

// levels splits a cause at its separator.
func (t *tree) levels(text, separator string) []string {
	if separator != openLevels {
		return pathAt(strings.ReplaceAll(text, levelMark, separator), separator).Levels()
	}
	if strings.Contains(text, levelMark) { // of several columns
		return pathAt(text, levelMark).Levels()
	}
	var levels []string
	from := 0
	for i := range slashes(text) {
		if t.branches(fold(text[:i])) || t.all && !compound(text[from:i], text[i+1:]) {
			levels, from = append(levels, strings.TrimSpace(text[from:i])), i+1
		}
	}
	return append(levels, strings.TrimSpace(text[from:]))
}

// compound reports whether two texts make an abbreviation around a slash: CI/CD,
// TCP/IP stack.
func compound(before, after string) bool {
	words := strings.Fields(before)
	behind := strings.FieldsFunc(after, func(r rune) bool { return r == ' ' || r == '/' })
	return len(words) > 0 && len(behind) > 0 && isAbbreviation(words[len(words)-1]) && isAbbreviation(behind[0])
}

func isAbbreviation(word string) bool {
	const longest = 4
	return utf8.RuneCountInString(word) <= longest && word == strings.ToUpper(word) && word != strings.ToLower(word)
}

// spell counts the spellings of the levels of a path.
func (t *tree) spell(levels []string, outages int) {
	key := ""
	if len(levels) > mostLevels {
		return
	}
	for _, level := range levels {
		key += fold(level) + levelMark
		if t.spelt[key] == nil {
			t.spelt[key] = map[string]int{}
		}
		t.spelt[key][level] += outages
	}
}

// path returns the path of levels, each in its most frequent spelling; that of a
// log without a category keeps its own.
func (t *tree) path(levels []string) model.Category {
	if len(levels) > mostLevels {
		return model.NewCategory(levels...)
	}
	spelt, key := slices.Clone(levels), ""
	for i, level := range levels {
		key += fold(level) + levelMark
		best := -1
		for spelling, n := range t.spelt[key] {
			if n > best || n == best && spelling < spelt[i] {
				best, spelt[i] = n, spelling
			}
		}
	}
	for _, own := range []model.Category{model.Unknown, model.None} {
		if len(levels) == 1 && fold(levels[0]) == string(own) {
			return own
		}
	}
	return model.NewCategory(spelt...)
}

// reportTree says what the slashes in the values were taken for, where some are
// letters: otherwise the table shows the tree.
func (b *builder) reportTree(t *tree) {
	levels, letters, example := 0, 0, ""
	for _, value := range t.values {
		switch {
		case !strings.Contains(value, "/"):
		case len(t.levels(value, openLevels)) > 1:
			levels++
		default:
			letters++
			if example == "" || value < example {
				example = value
			}
		}
	}
	switch {
	case letters > 0 && levels > 0:
		b.warn("category-slash", "the / in %s of the categories was read as one between levels of a tree, in %d others as a letter, such as in %q; --category-separator says otherwise", model.Counted(levels, "value"), letters, example)
	case letters > 0:
		b.warn("category-slash", "the / in %s of the categories, such as %q, was read as a letter; --category-separator / reads it as one between levels of a tree", model.Counted(letters, "value"), example)
	}
}
