package systemfile

import (
	"strconv"
	"strings"
	"unicode"
)

// A system file is written in a part of YAML: block and flow mappings and
// lists, plain and quoted scalars on one line, comments. Anchors, aliases,
// tags, merge keys, directives, blocks of text and further documents are
// refused by name. The reader of that part is our own because the bounds are:
// it is linear in the file, recurses no deeper than maxSystemDepth, and knows
// the place of everything it read. goccy/go-yaml 1.19.2 takes 45 s to parse
// a megabyte of keys, 3 s to scan a block of text with 20,000 blank lines, and
// does not come back from a megabyte of "<<". FuzzRead and
// TestTreeAgrees hold the two readings against each other.

// word is a token of a file.
type word struct {
	mark
	kind wordKind
	text string // of a scalar
	end  int    // column after it
}

// wordKind is the character of a token, or what it is.
type wordKind rune

const (
	wordEnd    wordKind = 0
	wordPlain  wordKind = 'a'
	wordQuoted wordKind = '"'
)

func (w word) scalar() bool { return w.kind == wordPlain || w.kind == wordQuoted }

// show is the token as a message names it.
func (w word) show() string {
	switch {
	case w.kind == wordEnd:
		return "the end of the file"
	case w.scalar():
		return strconv.Quote(clipped(w.text))
	}
	return strconv.Quote(string(w.kind))
}

// clipped is text, or the start of it where it is long.
func clipped(text string) string {
	const most = 60
	if runes := []rune(text[:min(len(text), 4*most+4)]); len(runes) > most {
		return string(runes[:most]) + "..."
	}
	return text
}

// scanner cuts a file into words.
type scanner struct {
	*source
	words  []word
	open   []word // brackets that are open
	number int    // of the line, from 1
	line   []rune
	begun  bool // by "---"
	ended  bool // by "..."
}

// scanWords returns the words of a file, the last of which is its end.
func scanWords(src *source) ([]word, error) {
	s := &scanner{source: src}
	for i, text := range src.lines {
		s.number, s.line = i+1, []rune(text)
		if err := s.scanLine(); err != nil {
			return nil, err
		}
	}
	end := mark{len(src.lines), len([]rune(src.lines[len(src.lines)-1])) + 1}
	return append(s.words, word{mark: end}), nil
}

func (s *scanner) at(i int) mark { return mark{s.number, i + 1} }

// add adds a word from index i to before end.
func (s *scanner) add(i, end int, kind wordKind, text string) {
	s.words = append(s.words, word{s.at(i), kind, text, end + 1})
}

// scanLine cuts one line.
func (s *scanner) scanLine() error {
	for i, r := range s.line {
		if r != '\t' && (unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\uFEFF') {
			return s.fault(s.at(i), "the character %U does not belong into a system file; delete it", r)
		}
	}
	i, err := s.lineStart()
	for err == nil && i < len(s.line) {
		i, err = s.scanWord(i)
	}
	return err
}

// lineStart deals with indentation and the marks of documents, and returns the
// index at which words begin.
func (s *scanner) lineStart() (int, error) {
	i, tab := 0, -1
	for ; i < len(s.line) && isBlank(s.line[i]); i++ {
		if s.line[i] == '\t' && tab < 0 {
			tab = i
		}
	}
	if i == len(s.line) || s.line[i] == '#' {
		return s.comment(i), nil
	}
	if tab >= 0 && len(s.open) == 0 {
		return 0, s.fault(s.at(tab), "a tab in the indentation; indent with blanks, as YAML demands")
	}
	if s.ended {
		return 0, s.fault(s.at(i), `text after "...", the end of the document; a system file holds one system`)
	}
	if i > 0 {
		return i, nil
	}
	switch {
	case s.line[0] == '%':
		return 0, s.fault(s.at(0), "a directive (%%); a system file has none: delete the line")
	case s.marker("..."):
		s.ended = true
		return 3, nil
	case s.marker("---") && (s.begun || len(s.words) > 0):
		return 0, s.fault(s.at(0), `a second document begins ("---"); a system file holds one system: write the other into a file of its own`)
	case s.marker("---"):
		s.begun = true
		return 3, nil
	}
	return 0, nil
}

// comment keeps the comment from index i to the end of the line, if there is one.
func (s *scanner) comment(i int) (end int) {
	if end = len(s.line); i < end {
		s.comments = append(s.comments, word{s.at(i), '#', strings.TrimRight(string(s.line[i:]), " \t"), end + 1})
	}
	return end
}

// marker reports whether the line begins with a mark of YAML's documents.
func (s *scanner) marker(text string) bool {
	return strings.HasPrefix(string(s.line[:min(len(s.line), 3)]), text) && s.blankAt(3)
}

func isBlank(r rune) bool { return r == ' ' || r == '\t' }

// isFlow reports whether r has a meaning inside brackets.
func isFlow(r rune) bool { return strings.ContainsRune(",[]{}", r) }

// blankAt reports whether a blank, or the end of the line, is at index i.
func (s *scanner) blankAt(i int) bool { return i >= len(s.line) || isBlank(s.line[i]) }

// unused are the parts of YAML that a system file does without.
var unused = map[rune]string{
	'&': "an anchor (&); a system file has none: write the text out, or share a unit under shared:",
	'*': "an alias (*); a system file has none: write the text out, or share a unit under shared:",
	'!': "a tag (!); a system file has none: delete it",
	'|': "a block of text (|); write the text on one line",
	'>': "a block of text (>); write the text on one line",
	'%': `text cannot begin with "%"; put it in quotes`,
	'@': `text cannot begin with "@"; put it in quotes`,
	'`': "text cannot begin with a backquote; put it in quotes",
}

// scanWord cuts the word at index i and returns the index after it.
func (s *scanner) scanWord(i int) (int, error) {
	r := s.line[i]
	switch {
	case isBlank(r):
		return i + 1, nil
	case r == '#':
		if i == 0 || isBlank(s.line[i-1]) {
			return s.comment(i), nil
		}
		return 0, s.fault(s.at(i), "a comment needs a blank before the #")
	case isFlow(r):
		s.bracket(i)
		return i + 1, nil
	case r == '"':
		return s.doubleQuoted(i)
	case r == '\'':
		return s.singleQuoted(i)
	case r == ':' && s.endsKey(i):
		s.add(i, i+1, ':', "")
		return i + 1, nil
	case r == '-' && s.blankAt(i+1):
		return i + 1, s.dash(i)
	case r == '?' && s.blankAt(i+1):
		return 0, s.fault(s.at(i), `a "?"; a system file has no such keys: write "key: value"`)
	case unused[r] != "":
		return 0, s.fault(s.at(i), "%s", unused[r])
	}
	return s.plain(i)
}

func (s *scanner) bracket(i int) {
	r := s.line[i]
	s.add(i, i+1, wordKind(r), "")
	switch {
	case r == '[' || r == '{':
		s.open = append(s.open, s.words[len(s.words)-1])
	case r != ',' && len(s.open) > 0:
		s.open = s.open[:len(s.open)-1]
	}
}

func (s *scanner) dash(i int) error {
	if n := len(s.open); n > 0 {
		return s.fault(s.open[n-1].mark, "the %q is not closed before the dash on line %d", string(s.open[n-1].kind), s.number)
	}
	s.add(i, i+1, '-', "")
	return nil
}

// endsKey reports whether the colon at index i stands between a key and its
// value.
func (s *scanner) endsKey(i int) bool {
	if s.blankAt(i + 1) {
		return true
	}
	if len(s.open) == 0 {
		return false
	}
	after := len(s.words) > 0 && s.words[len(s.words)-1].kind == wordQuoted && s.words[len(s.words)-1].line == s.number
	return isFlow(s.line[i+1]) || after && (s.line[i-1] == '"' || s.line[i-1] == '\'')
}

// plain cuts a scalar without quotes.
func (s *scanner) plain(i int) (int, error) {
	end := i
	for end < len(s.line) && !s.endsPlain(end) {
		end++
	}
	if end < len(s.line) && s.line[end] == ':' && !s.blankAt(end+1) {
		return 0, s.fault(s.at(end+1), "a blank must follow the colon after a key; write key: value")
	}
	text := strings.TrimRight(string(s.line[i:end]), " \t")
	if strings.HasSuffix(text, ":") {
		return 0, s.fault(s.at(i), "%q ends with a colon before another; delete one, or put the text into quotes", clipped(text))
	}
	if tab := strings.IndexByte(text, '\t'); tab >= 0 {
		return 0, s.fault(s.at(i+len([]rune(text[:tab]))), "a tab within a text; write a blank, or put the text into quotes")
	}
	if text == "<<" {
		return 0, s.fault(s.at(i), "a merge key (<<); a system file has none: write the keys out")
	}
	s.add(i, i+len([]rune(text)), wordPlain, text)
	return end, nil
}

func (s *scanner) endsPlain(i int) bool {
	switch r := s.line[i]; {
	case r == ':':
		return s.blankAt(i+1) || len(s.open) > 0 && isFlow(s.line[i+1])
	case r == '#':
		return i > 0 && isBlank(s.line[i-1])
	default:
		return len(s.open) > 0 && isFlow(r)
	}
}

func (s *scanner) singleQuoted(start int) (int, error) {
	var text strings.Builder
	for i := start + 1; i < len(s.line); i++ {
		switch {
		case s.line[i] != '\'':
			text.WriteRune(s.line[i])
		case i+1 < len(s.line) && s.line[i+1] == '\'':
			text.WriteByte('\'')
			i++
		default:
			return s.quoted(start, i+1, text.String())
		}
	}
	return 0, s.fault(s.at(start), "the quote is not closed on its line; add a ' at the end of the text")
}

// escapes are those of double quotes that stand for one character.
var escapes = map[rune]rune{
	'"': '"', '\\': '\\', '/': '/', ' ': ' ', '\t': '\t', 't': '\t', 'n': '\n', 'r': '\r', '0': 0,
	'a': '\a', 'b': '\b', 'e': 0x1b, 'f': '\f', 'v': '\v', 'N': 0x85, '_': 0xa0, 'L': 0x2028, 'P': 0x2029,
}

// hexDigits is how many digits follow an escape that writes out a number.
var hexDigits = map[rune]int{'x': 2, 'u': 4, 'U': 8}

func (s *scanner) doubleQuoted(start int) (int, error) {
	var text strings.Builder
	for i := start + 1; i < len(s.line); i++ {
		switch s.line[i] {
		case '"':
			return s.quoted(start, i+1, text.String())
		case '\\':
			r, n := s.escape(i + 1)
			if n == 0 {
				return 0, s.fault(s.at(i), `a backslash that begins no escape; write \\ for a backslash, or use single quotes`)
			}
			text.WriteRune(r)
			i += n
		default:
			text.WriteRune(s.line[i])
		}
	}
	return 0, s.fault(s.at(start), `the quote is not closed on its line; add a " at the end of the text`)
}

// escape reads what follows a backslash; n is how many characters it is, 0 if
// it is no escape.
func (s *scanner) escape(i int) (r rune, n int) {
	if i >= len(s.line) {
		return 0, 0
	}
	if r, ok := escapes[s.line[i]]; ok {
		return r, 1
	}
	digits := hexDigits[s.line[i]]
	if digits == 0 || i+1+digits > len(s.line) {
		return 0, 0
	}
	v, err := strconv.ParseUint(string(s.line[i+1:i+1+digits]), 16, 32)
	if err != nil || v > unicode.MaxRune {
		return 0, 0
	}
	return rune(v), 1 + digits
}

// quoted adds a scalar in quotes, after which the text may not go on.
func (s *scanner) quoted(start, end int, text string) (int, error) {
	s.add(start, end, wordQuoted, text)
	if s.blankAt(end) || s.line[end] == ':' && s.endsKey(end) || len(s.open) > 0 && isFlow(s.line[end]) {
		return end, nil
	}
	return 0, s.fault(s.at(end), "text right after a closing quote; put the whole of it into the quotes")
}
