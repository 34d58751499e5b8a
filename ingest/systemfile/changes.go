package systemfile

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// changes are what a file is to say otherwise, by the value in which it says so.
type changes map[*branch]*change

// change is what is otherwise in a value. Texts are as they stand in brackets.
type change struct {
	text    string           // in place of the whole; "" for itself
	entries map[int][]string // in place of an entry: none for one that is left out
	more    []string         // entries at its end
}

// at is the change of a value, to be made.
func (c changes) at(b *branch) *change {
	if c[b] == nil {
		c[b] = &change{entries: map[int][]string{}}
	}
	return c[b]
}

// of is the change of a value, or none.
func (c changes) of(b *branch) change {
	if ch := c[b]; ch != nil {
		return *ch
	}
	return change{}
}

// set gives a key of a mapping a value, at its end where it is not there.
func (c changes) set(m *branch, key, value string) {
	if at := m.entry(key); at != nil {
		c.at(at).text = value
		return
	}
	c.at(m).more = append(c.at(m).more, key+": "+value)
}

// instead puts entries in the place of a key of a mapping.
func (c changes) instead(m *branch, key string, entries ...string) {
	c.at(m).entries[m.place(key)] = entries
}

// resize makes a list longer by copies of its first item, or shorter.
func (c changes) resize(list *branch, n int) {
	for i := n; i < len(list.items); i++ {
		c.at(list).entries[i] = nil
	}
	for range n - len(list.items) {
		c.at(list).more = append(c.at(list).more, flowWith(list.items[0], c))
	}
}

// place is that of a key in a mapping, -1 for none.
func (b *branch) place(key string) int {
	return slices.IndexFunc(b.keys, func(w word) bool { return w.text == key })
}

// entry is the value of a key in a mapping, nil for none.
func (b *branch) entry(key string) *branch {
	if i := b.place(key); i >= 0 {
		return b.items[i]
	}
	return nil
}

// without leaves entries out of a mapping, nil for none.
func (c changes) without(m *branch, names []string) {
	for i := 0; m != nil && i < len(m.keys); i++ {
		if slices.Contains(names, m.keys[i].text) {
			c.at(m).entries[i] = nil
		}
	}
}

// copies changes the node of which copies are made. Where they differ they are written out,
// as a list.
func (c changes) copies(of *branch, each []changes) {
	var texts []string
	plain := flowText(of)
	for _, own := range each {
		if len(own) == 0 {
			texts = append(texts, plain)
		} else {
			texts = append(texts, flowWith(of, own))
		}
	}
	if len(slices.Compact(slices.Clone(texts))) > 1 {
		c.at(of).text = "[" + strings.Join(texts, ", ") + "]"
		return
	}
	for b, ch := range each[0] {
		c[b] = ch
	}
}

// edit puts a text in the place of another.
type edit struct {
	from, to mark // to: after the last character
	text     string
}

// edits are those of a value that stands in brackets, or in none, the innermost first.
func (s *source) edits(c changes, b *branch, inFlow bool) []edit {
	ch := c.of(b)
	if ch.text != "" {
		if b.flow || b.kind == isScalar {
			return s.replaced(b.mark, b.end, ch.text, inFlow)
		}
		return s.replaced(b.mark, b.end, bare(ch.text), inFlow)
	}
	var all []edit
	for i, item := range b.items {
		switch texts, other := ch.entries[i]; {
		case !other:
			all = append(all, s.edits(c, item, b.flow)...)
		case len(texts) > 0:
			all = append(all, s.replaced(b.start(i), item.end, strings.Join(texts, b.between()), b.flow)...)
		case !b.flow:
			all = append(all, s.commented(s.firstLine(b, i), item.end.line)...)
		case !b.leftOut(ch, i-1):
			all = append(all, s.cut(b, ch, i)...)
		}
	}
	return append(all, s.added(b, ch.more)...)
}

// added puts entries at the end of a value. Where it is in no brackets they are lines below
// its last one, after the comment there.
func (s *source) added(b *branch, more []string) []edit {
	if len(more) == 0 {
		return nil
	}
	at := b.end
	if b.flow {
		at = b.items[len(b.items)-1].end
	} else {
		at.col = len([]rune(s.lines[at.line-1])) + 1
	}
	var text strings.Builder
	for _, entry := range more {
		text.WriteString(b.between())
		if b.flow || b.kind == isMapping {
			text.WriteString(entry)
		} else {
			text.WriteString(bare(entry))
		}
	}
	return []edit{{at, at, text.String()}}
}

// between is what stands between two entries of a value.
func (b *branch) between() string {
	switch {
	case b.flow:
		return ", "
	case b.kind == isList:
		return "\n" + strings.Repeat(" ", b.col-1) + "- "
	}
	return "\n" + strings.Repeat(" ", b.col-1)
}

// start is where an entry begins: with its key, if it has one.
func (b *branch) start(i int) mark {
	if b.kind == isMapping {
		return b.keys[i].mark
	}
	return b.items[i].mark
}

// firstLine is that of an entry of a value without brackets, with the dash of an item.
func (s *source) firstLine(b *branch, i int) int {
	line := b.start(i).line
	for b.kind == isList && []rune(s.lines[line-1] + " ")[min(b.col-1, len([]rune(s.lines[line-1])))] != '-' {
		line--
	}
	return line
}

// leftOut reports whether an entry is left out.
func (b *branch) leftOut(ch change, i int) bool {
	texts, other := ch.entries[i]
	return i < len(b.items) && other && len(texts) == 0
}

// cut takes the entries that are left out from one on out of brackets, with the comma before
// or after them. Comments among them stay.
func (s *source) cut(b *branch, ch change, first int) []edit {
	last := first
	for b.leftOut(ch, last+1) {
		last++
	}
	switch {
	case last+1 < len(b.items):
		return s.replaced(b.start(first), b.start(last+1), "", b.flow)
	case first > 0:
		return s.replaced(b.items[first-1].end, b.items[last].end, "", b.flow)
	}
	return s.replaced(b.start(first), b.items[last].end, "", b.flow)
}

// replaced puts a text in the place of another, the comments of which stay, above it.
func (s *source) replaced(from, to mark, text string, inFlow bool) []edit {
	var comments []string
	for _, w := range s.comments {
		if before(from, w.mark) && before(w.mark, to) {
			comments = append(comments, w.text)
		}
	}
	if comments == nil {
		return []edit{{from, to, text}}
	}
	line := []rune(s.lines[from.line-1])
	indent := "\n" + strings.Repeat(" ", from.col-1)
	if inFlow {
		return []edit{{from, to, " " + strings.Join(comments, indent) + indent + text}}
	}
	n := 0
	for isBlank(line[n]) {
		n++
	}
	indent = string(line[:n])
	at := mark{from.line, 1}
	return []edit{{at, at, indent + strings.Join(comments, "\n"+indent) + "\n"}, {from, to, text}}
}

func before(a, b mark) bool { return a.line < b.line || a.line == b.line && a.col < b.col }

// commented makes lines comments.
func (s *source) commented(first, last int) []edit {
	var edits []edit
	for line := first; line <= last; line++ {
		text := []rune(s.lines[line-1])
		col := 1
		for col <= len(text) && isBlank(text[col-1]) {
			col++
		}
		if col <= len(text) && text[col-1] != '#' {
			edits = append(edits, edit{mark{line, col}, mark{line, col}, "# not chosen: "})
		}
	}
	return edits
}

// edited is the text of a file with edits that do not overlap, its last line ended.
func (s *source) edited(edits []edit) string {
	slices.SortStableFunc(edits, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.from.line, b.from.line), cmp.Compare(a.from.col, b.from.col))
	})
	var out strings.Builder
	at := mark{1, 1}
	copyTo := func(to mark) {
		for ; at.line < to.line; at = (mark{at.line + 1, 1}) {
			out.WriteString(string([]rune(s.lines[at.line-1])[at.col-1:]) + "\n")
		}
		out.WriteString(string([]rune(s.lines[at.line-1])[at.col-1 : to.col-1]))
		at = to
	}
	for _, e := range edits {
		copyTo(e.from)
		out.WriteString(e.text)
		at = e.to
	}
	last := len(s.lines)
	copyTo(mark{last, len([]rune(s.lines[last-1])) + 1})
	if s.lines[last-1] != "" {
		out.WriteString("\n")
	}
	return out.String()
}

// bare is a mapping without its brackets.
func bare(text string) string {
	if inner, ok := strings.CutPrefix(text, "{"); ok {
		return strings.TrimSuffix(inner, "}")
	}
	return text
}

// flowText is a value in brackets, on one line.
func flowText(b *branch) string { return flowWith(b, nil) }

// flowWith is flowText with changes.
func flowWith(b *branch, c changes) string {
	ch := c.of(b)
	if ch.text != "" {
		return ch.text
	}
	var parts []string
	for i, item := range b.items {
		if texts, other := ch.entries[i]; other {
			parts = append(parts, texts...)
			continue
		}
		text := flowWith(item, c)
		if b.kind == isMapping {
			text = scalarText(b.keys[i].text, b.keys[i].kind == wordQuoted) + ": " + text
		}
		parts = append(parts, text)
	}
	parts = append(parts, ch.more...)
	switch b.kind {
	case isList:
		return "[" + strings.Join(parts, ", ") + "]"
	case isMapping:
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return scalarText(b.text, b.quoted)
}

// scalarText is a scalar, in quotes where it was or where brackets would end it.
func scalarText(text string, quoted bool) string {
	if quoted || strings.ContainsFunc(text, isFlow) || strings.Contains(text, ": ") {
		return strconv.Quote(text)
	}
	return text
}
