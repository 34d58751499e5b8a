package galileo

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"mtbf/internal/place"
)

// token is a word, a quoted name, "=" or ";".
type token struct {
	text   string
	quoted bool
	at     place.Mark
}

func (t token) is(text string) bool { return !t.quoted && t.text == text }

// scanner takes a text to tokens.
type scanner struct {
	source *place.Source
	text   []byte
	at     place.Mark
}

func newScanner(name string, text []byte) *scanner {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(text)), "\n")
	return &scanner{source: &place.Source{Name: name, Lines: lines}, text: text, at: place.Mark{Line: 1, Col: 1}}
}

// take goes on by so many bytes of one line, or by one line end.
func (s *scanner) take(n int) string {
	taken := string(s.text[:n])
	s.text = s.text[n:]
	s.at.Col += utf8.RuneCountInString(taken)
	return taken
}

func (s *scanner) newLine() {
	n := 1
	if bytes.HasPrefix(s.text, []byte("\r\n")) {
		n = 2
	}
	s.text = s.text[n:]
	s.at = place.Mark{Line: s.at.Line + 1, Col: 1}
}

// skip passes over space and comments.
func (s *scanner) skip() error {
	for len(s.text) > 0 {
		switch {
		case s.text[0] == '\n' || s.text[0] == '\r':
			s.newLine()
		case s.text[0] == ' ' || s.text[0] == '\t':
			s.take(1)
		case bytes.HasPrefix(s.text, []byte("//")):
			s.take(lineEnd(s.text))
		case bytes.HasPrefix(s.text, []byte("/*")):
			if err := s.comment(); err != nil {
				return err
			}
		default:
			return nil
		}
	}
	return nil
}

func lineEnd(text []byte) int {
	if n := bytes.IndexAny(text, "\r\n"); n >= 0 {
		return n
	}
	return len(text)
}

func (s *scanner) comment() error {
	start := s.at
	s.take(2)
	for len(s.text) > 0 {
		switch {
		case bytes.HasPrefix(s.text, []byte("*/")):
			s.take(2)
			return nil
		case s.text[0] == '\n' || s.text[0] == '\r':
			s.newLine()
		default:
			_, n := utf8.DecodeRune(s.text)
			s.take(n)
		}
	}
	return s.source.Fault(start, "the comment has no end: */ is missing")
}

// next is the next token; at the end of the text its text is empty and it is not quoted.
func (s *scanner) next() (token, error) {
	if err := s.skip(); err != nil {
		return token{}, err
	}
	t := token{at: s.at}
	switch {
	case len(s.text) == 0:
		return t, nil
	case s.text[0] == '"':
		return s.quoted()
	case s.text[0] == ';' || s.text[0] == '=':
		t.text = s.take(1)
		return t, nil
	}
	n := wordEnd(s.text)
	if bad := badRune(s.text[:n]); bad >= 0 {
		s.take(bad)
		return t, s.source.Fault(s.at, "a character that is no text: is the file a fault tree in the Galileo form, in UTF-8?")
	}
	t.text = s.take(n)
	return t, nil
}

// wordEnd is where a word ends that is not quoted. The sign in "pand<=" is a part of it.
func wordEnd(text []byte) int {
	for i, c := range text {
		switch {
		case strings.IndexByte(" \t\r\n;\"", c) >= 0, c == '=' && (i == 0 || text[i-1] != '<'):
			return i
		case c == '/' && i+1 < len(text) && (text[i+1] == '/' || text[i+1] == '*'):
			return i
		}
	}
	return len(text)
}

// badRune is where something stands that cannot be in a name, or -1.
func badRune(text []byte) int {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n <= 1 || !unicode.IsPrint(r) {
			return i
		}
		i += n
	}
	return -1
}

func (s *scanner) quoted() (token, error) {
	t := token{at: s.at, quoted: true}
	rest := s.text[1:]
	n := bytes.IndexAny(rest, "\"\r\n")
	switch {
	case n < 0 || rest[n] != '"':
		return t, s.source.Fault(t.at, "the name has no end on its line: a quotation mark is missing")
	case n == 0:
		return t, s.source.Fault(t.at, "a name is not empty")
	case badRune(rest[:n]) >= 0:
		return t, s.source.Fault(t.at, "a character in a name that is no text")
	}
	t.text = string(rest[:n])
	s.take(n + 2)
	return t, nil
}
