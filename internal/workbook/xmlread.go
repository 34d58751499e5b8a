package workbook

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// tokens reads the XML of a part. Namespaces are left out of account: the
// local names of a workbook are the same in both of its dialects.
type tokens struct {
	d     *xml.Decoder
	in    *gauge
	depth int
}

// gauge bounds how many bytes are read from one token to the next.
type gauge struct {
	r    io.Reader
	left int
}

func (g *gauge) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, fmt.Errorf("text or tag of more than %d MiB", maxToken>>20)
	}
	n, err := g.r.Read(p[:min(len(p), g.left)])
	g.left -= n
	return n, err
}

func newTokens(r io.Reader) *tokens {
	in := &gauge{r: r}
	return &tokens{d: xml.NewDecoder(in), in: in}
}

// next returns the next token, which is valid until the one after it. The error
// at the end is io.EOF, but where elements are still open.
func (t *tokens) next() (xml.Token, error) {
	t.in.left = maxToken
	token, err := t.d.RawToken()
	switch {
	case err == io.EOF && t.depth > 0:
		return nil, io.ErrUnexpectedEOF
	case err != nil:
		return nil, err
	}
	switch token.(type) {
	case xml.StartElement:
		if t.depth++; t.depth > maxDepth {
			return nil, fmt.Errorf("more than %d elements within each other", maxDepth)
		}
	case xml.EndElement:
		if t.depth--; t.depth < 0 {
			return nil, errors.New("an element ends that has not begun")
		}
	}
	return token, nil
}

// skip reads to the end of the element that has just begun.
func (t *tokens) skip() error {
	for outer := t.depth - 1; t.depth > outer; {
		if _, err := t.next(); err != nil {
			return unexpected(err)
		}
	}
	return nil
}

// text appends the text of the element that has just begun, at most so many
// bytes of it.
func (t *tokens) text(to []byte, most int) ([]byte, error) {
	from := len(to)
	for outer := t.depth - 1; t.depth > outer; {
		token, err := t.next()
		if err != nil {
			return to, unexpected(err)
		}
		if token, ok := token.(xml.CharData); ok {
			if to = append(to, token...); len(to)-from > most {
				return to, fmt.Errorf("text of more than %d bytes", most)
			}
		}
	}
	return to, nil
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// each calls f for each element of a part that begins, with the name of the one
// around it.
func (t *tokens) each(f func(around string, e xml.StartElement) error) error {
	var open []string
	for {
		token, err := t.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			around := ""
			if len(open) > 0 {
				around = open[len(open)-1]
			}
			if err := f(around, token); err != nil {
				return err
			}
			open = append(open, token.Name.Local)
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
}

// attribute returns the attribute of that local name, "" if there is none.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// isTrue reads an attribute that is true or false.
func isTrue(s string) bool { return s == "1" || strings.EqualFold(s, "true") }
