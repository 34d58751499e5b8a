package faulttree

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mtbf/internal/near"
	"mtbf/internal/place"
)

// Bounds on what is read.
const (
	maxBytes    = 64 << 20  // of all files together
	maxElements = 1_000_000 // of all files together
	maxLevels   = 200       // elements inside elements
	maxName     = 200       // characters of a name
	maxAttrs    = 20        // of an element
)

// Error is a mistake in a file of a model, with its place.
type Error = place.Error

// file is the text of a source, in UTF-8.
type file struct {
	name  string
	text  []byte
	lines []string // of text, once a message shows them
}

// element is one of a file, with all that it holds.
type element struct {
	file      *file
	name      string
	line, col int
	offset    int // of its "<"
	attrs     []attr
	of        []*element
	text      string // right inside it
}

type attr struct{ name, value string }

func (e *element) place() Place { return Place{e.file.name, e.line, e.col} }

// fault makes an error that points at the element.
func (e *element) fault(format string, args ...any) error {
	return e.file.fault(e.line, e.col, format, args...)
}

// faultAt makes an error that points at an attribute, or at the element without it.
func (e *element) faultAt(name, format string, args ...any) error {
	tag := e.file.text[e.offset:]
	line, col := advance(e.line, e.col, tag[:attrOffset(tag, name)])
	return e.file.fault(line, col, format, args...)
}

// attrOffset is where an attribute begins in a tag, or 0.
func attrOffset(tag []byte, name string) int {
	quote := byte(0)
	for i, c := range tag {
		switch {
		case c == quote:
			quote = 0
		case quote != 0:
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return 0
		case i > 0 && isSpace(tag[i-1]) && bytes.HasPrefix(tag[i:], []byte(name)):
			if after := bytes.TrimLeft(tag[i+len(name):], " \t\r\n"); bytes.HasPrefix(after, []byte("=")) {
				return i
			}
		}
	}
	return 0
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// advance counts on over a text, as the lines of a file do.
func advance(line, col int, text []byte) (int, int) {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r == '\n', r == '\r' && !bytes.HasPrefix(text[i+1:], []byte("\n")):
			line, col = line+1, 1
		case r != '\r':
			col++
		}
		i += size
	}
	return line, col
}

func (f *file) fault(line, col int, format string, args ...any) error {
	if f.lines == nil {
		f.lines = strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(f.text)), "\n")
	}
	shown := place.Source{Name: f.name, Lines: f.lines}
	return shown.Fault(place.Mark{Line: line, Col: col}, format, args...)
}

// scanner reads the elements of all files of a model.
type scanner struct {
	bytes, elements int
	space           string // name space of the root
}

// read returns the root of a source.
func (s *scanner) read(src Source) (*element, error) {
	text, err := io.ReadAll(io.LimitReader(src.Text, int64(maxBytes-s.bytes+1)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", src.Name, err)
	}
	f := &file{name: src.Name, text: text}
	if s.bytes += len(text); s.bytes > maxBytes {
		f.text = nil
		return nil, f.fault(1, 1, "the model has more than %d MiB", maxBytes>>20)
	}
	if err := f.decode(); err != nil {
		return nil, err
	}
	return s.root(f)
}

func (s *scanner) root(f *file) (*element, error) {
	d := xml.NewDecoder(bytes.NewReader(f.text))
	d.CharsetReader = func(_ string, text io.Reader) (io.Reader, error) { return text, nil } // see decode
	var root *element
	var open []*element
	line, col, last := 1, 1, 0
	for {
		from := int(d.InputOffset())
		line, col = advance(line, col, f.text[last:from])
		last = from
		token, err := d.Token()
		switch {
		case err == io.EOF && root == nil:
			return nil, f.fault(1, 1, "the file has no element; a model is an <opsa-mef>")
		case err == io.EOF:
			return root, nil
		case err != nil:
			return nil, f.notXML(d, err, open)
		}
		switch t := token.(type) {
		case xml.StartElement:
			e := &element{file: f, name: t.Name.Local, line: line, col: col, offset: from}
			if err := s.start(e, t, root, open); err != nil {
				return nil, err
			}
			if root == nil {
				root = e
			} else {
				up := open[len(open)-1]
				up.of = append(up.of, e)
			}
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if err := takeText(f, t, open, line, col, from, int(d.InputOffset())); err != nil {
				return nil, err
			}
		case xml.Directive:
			if err := f.directive(string(t), line, col); err != nil {
				return nil, err
			}
		}
	}
}

// start refuses what no element may be, and takes the attributes.
func (s *scanner) start(e *element, t xml.StartElement, root *element, open []*element) error {
	if s.elements++; s.elements > maxElements {
		return e.fault("the model has more than %d elements", maxElements)
	}
	switch {
	case root == nil && t.Name.Local != "opsa-mef":
		return e.fault("<%s> is no model of the Open-PSA model exchange format, which is an <opsa-mef>", shown(t.Name.Local))
	case root != nil && len(open) == 0:
		return e.fault("a second element stands beside <opsa-mef>; a file has one")
	case len(open) >= maxLevels:
		return e.fault("elements are more than %d deep inside each other", maxLevels)
	case strings.HasSuffix(t.Name.Space, "/XInclude"):
		return e.fault("<%s> of XInclude is not read; give all files of the model together", shown(t.Name.Local))
	case root != nil && t.Name.Space != s.space:
		return e.fault("<%s> is of another name space than <opsa-mef>", shown(t.Name.Local))
	}
	if root == nil {
		s.space = t.Name.Space
	}
	for _, a := range t.Attr {
		if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" || a.Name.Space == "xml" || strings.HasPrefix(a.Name.Space, "http") {
			continue
		}
		if len(e.attrs) == maxAttrs {
			return e.fault("<%s> has more than %d attributes", shown(e.name), maxAttrs)
		}
		if e.has(a.Name.Local) {
			return e.fault("<%s> has the attribute %s twice", shown(e.name), shown(a.Name.Local))
		}
		e.attrs = append(e.attrs, attr{a.Name.Local, strings.TrimSpace(a.Value)})
	}
	return nil
}

func takeText(f *file, t xml.CharData, open []*element, line, col, from, to int) error {
	text := strings.TrimSpace(string(t))
	if text == "" {
		return nil
	}
	if len(open) > 0 && (open[len(open)-1].name == "label") {
		open[len(open)-1].text += string(t)
		return nil
	}
	raw := f.text[from:to]
	line, col = advance(line, col, raw[:len(raw)-len(bytes.TrimLeft(raw, " \t\r\n"))])
	if len(open) == 0 {
		return f.fault(line, col, "text stands outside of <opsa-mef>, which is all that a model is")
	}
	return f.fault(line, col, "text stands inside <%s>, which has none", shown(open[len(open)-1].name))
}

// directive lets pass a document type that only names the root, which declares nothing.
func (f *file) directive(text string, line, col int) error {
	words := strings.Fields(text)
	if len(words) == 2 && words[0] == "DOCTYPE" && !strings.ContainsAny(words[1], "[]<>") {
		return nil
	}
	switch {
	case strings.Contains(text, "ENTITY"):
		return f.fault(line, col, "a document type that declares entities is refused: a model has none")
	case len(words) > 0 && words[0] == "DOCTYPE":
		return f.fault(line, col, "a document type with a definition of its own or in another file is refused; delete it")
	}
	return f.fault(line, col, "<!%s is no part of a model", shown(first(words)))
}

func first(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return words[0]
}

// notXML tells where a file is no XML.
func (f *file) notXML(d *xml.Decoder, err error, open []*element) error {
	line, col := advance(1, 1, f.text[:min(int(d.InputOffset()), len(f.text))])
	var syntax *xml.SyntaxError
	if !errors.As(err, &syntax) {
		return f.fault(line, col, "not XML: %s", shown(err.Error()))
	}
	if strings.Contains(syntax.Msg, "unexpected EOF") && len(open) > 0 {
		e := open[len(open)-1]
		return f.fault(line, col, "not XML: the file ends inside <%s>, which begins on line %d", shown(e.name), e.line)
	}
	name, entity := strings.CutPrefix(syntax.Msg, "invalid character entity ")
	if entity && strings.HasSuffix(name, "(no semicolon)") {
		return f.fault(line, col, "not XML: an & begins no entity; write it as &amp;")
	}
	if entity {
		return f.fault(line, col, "not XML: the entity %s is not known; a model declares none", shown(name))
	}
	return f.fault(line, col, "not XML: %s", shown(syntax.Msg))
}

// shown is a text of a file as messages show it: printable, and not too long.
func shown(text string) string {
	letters := []rune(text)
	if len(letters) > 100 {
		letters = append(letters[:100:100], '…')
	}
	for i, r := range letters {
		if !unicode.IsPrint(r) {
			letters[i] = utf8.RuneError
		}
	}
	return string(letters)
}

func (e *element) has(name string) bool {
	return slices.ContainsFunc(e.attrs, func(a attr) bool { return a.name == name })
}

// attr returns an attribute, "" if it is not there.
func (e *element) attr(name string) string {
	for _, a := range e.attrs {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

// check refuses attributes but those that an element of its kind may have, a "!" telling
// those that it must have.
func (e *element) check(allowed ...string) error {
	names, missing := make([]string, len(allowed)), ""
	for i, a := range allowed {
		name, must := strings.CutPrefix(a, "!")
		if names[i] = name; must && !e.has(name) {
			missing = cmp.Or(missing, name)
		}
	}
	for _, a := range e.attrs {
		switch {
		case slices.Contains(names, a.name):
		case len(names) == 0:
			return e.faultAt(a.name, "<%s> has no attribute %q: it has none", e.name, shown(a.name))
		default:
			return e.faultAt(a.name, "<%s> has no attribute %q%s it has %s", e.name, shown(a.name), hint(a.name, names), strings.Join(names, ", "))
		}
	}
	if missing != "" {
		return e.fault("<%s> lacks the attribute %s", e.name, missing)
	}
	return nil
}

// alone refuses elements inside one that holds none.
func (e *element) alone() error {
	if len(e.of) > 0 {
		return e.of[0].fault("<%s> stands in <%s>, which holds no elements", shown(e.of[0].name), e.name)
	}
	return nil
}

// stranger refuses an element that does not belong where it stands.
func (e *element) stranger(in string, allowed []string) error {
	if why := notRead[e.name]; why != "" {
		return e.fault("<%s> is not read: %s", e.name, why)
	}
	return e.fault("<%s> does not belong in %s%s it may hold %s", shown(e.name), in, hint(e.name, allowed), strings.Join(allowed, ", "))
}

// hint asks for the word that was meant, if one is near, before a list of all.
func hint(word string, known []string) string { return cmp.Or(near.Hint(word, known), ";") }

// notRead are elements of the format that would change an answer and are not understood.
var notRead = map[string]string{
	"define-substitution":           "it changes cut sets once they are known, which no exact probability does",
	"define-alignment":              "phases of a mission are not solved; set the house events of one phase",
	"define-consequence":            "it groups sequences of event trees",
	"define-consequence-group":      "it groups sequences of event trees",
	"define-initiating-event-group": "it groups initiating events",
	"define-extern-library":         "a model runs no code of others",
	"define-extern-function":        "a model runs no code of others",
	"extern-function":               "a model runs no code of others; write its value",
	"include":                       "give all files of the model together",
	"test-initiating-event":         "its value depends on the way through an event tree",
	"test-functional-event":         "its value depends on the way through an event tree",
}
