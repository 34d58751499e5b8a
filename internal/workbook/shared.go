package workbook

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// shared are the strings that cells name by number, one after another.
type shared struct {
	text string
	ends []uint32
}

// at returns a string; ok is false if there is no such one.
func (s *shared) at(n int) (text string, ok bool) {
	if n < 0 || n >= len(s.ends) {
		return "", false
	}
	from := uint32(0)
	if n > 0 {
		from = s.ends[n-1]
	}
	return s.text[from:s.ends[n]], true
}

// readShared reads the shared strings: of rich text its pieces together, without
// how it is pronounced.
func readShared(t *tokens) (*shared, error) {
	s, text, item := &shared{}, strings.Builder{}, []byte(nil)
	for {
		token, err := t.next()
		if err == io.EOF {
			s.text = text.String()
			return s, nil
		}
		if err != nil {
			return nil, err
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "si" {
			continue
		}
		if item, err = itemText(t, item[:0], maxText-text.Len()); err != nil {
			return nil, err
		}
		text.Write(item)
		if s.ends = append(s.ends, uint32(text.Len())); len(s.ends) > maxString {
			return nil, fmt.Errorf("more than %d strings", maxString)
		}
	}
}

// itemText appends the text of a string item that has just begun: that of its t
// elements, but those within rPh.
func itemText(t *tokens, to []byte, most int) ([]byte, error) {
	for outer := t.depth - 1; t.depth > outer; {
		token, err := t.next()
		if err != nil {
			return to, unexpected(err)
		}
		e, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case e.Name.Local == "rPh":
			err = t.skip()
		case e.Name.Local == "t":
			to, err = t.text(to, most-len(to))
		}
		if err != nil {
			return to, err
		}
	}
	return unescape(to), nil
}

// escaped is a character that XML cannot hold, as a workbook has it: _x000D_.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape puts characters for their escapes.
func unescape(b []byte) []byte {
	if !bytes.Contains(b, []byte("_x")) {
		return b
	}
	return escaped.ReplaceAllFunc(b, func(s []byte) []byte {
		n, _ := strconv.ParseUint(string(s[2:6]), 16, 16)
		return utf8.AppendRune(nil, rune(n))
	})
}
