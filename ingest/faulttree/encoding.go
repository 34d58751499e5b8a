package faulttree

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// encodings are those that are read, by the name that a file gives, in small letters.
var encodings = map[string]encoding.Encoding{
	"utf-8": nil, "utf8": nil, "us-ascii": nil, "ascii": nil,
	"iso-8859-1": charmap.ISO8859_1, "latin1": charmap.ISO8859_1, "iso-8859-15": charmap.ISO8859_15,
	"windows-1252": charmap.Windows1252, "cp1252": charmap.Windows1252,
	"utf-16": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
}

var declaration = regexp.MustCompile(`^<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']`)

// decode makes the text UTF-8, by the mark at its beginning or what it says of itself.
func (f *file) decode() error {
	wide := bytes.HasPrefix(f.text, []byte("\xff\xfe")) || bytes.HasPrefix(f.text, []byte("\xfe\xff"))
	f.text = bytes.TrimPrefix(f.text, []byte("\xef\xbb\xbf"))
	name := "utf-8"
	if said := declaration.FindSubmatch(f.text[:min(len(f.text), 200)]); said != nil {
		name = strings.ToLower(string(said[1]))
	}
	if wide {
		name = "utf-16"
	}
	from, known := encodings[name]
	switch {
	case len(bytes.TrimSpace(f.text)) == 0:
		return f.fault(1, 1, "the file is empty; a model is an <opsa-mef>")
	case !known:
		return f.fault(1, 1, "the encoding %q is not read; write the file in UTF-8", shown(name))
	case name == "utf-16" && !wide:
		return f.fault(1, 1, "the file says that it is UTF-16, but does not begin with the mark of it")
	case from != nil:
		text, err := from.NewDecoder().Bytes(f.text)
		if err != nil {
			return f.fault(1, 1, "not %s: %w", name, err)
		}
		f.text = text
	}
	if bytes.HasPrefix(f.text, []byte("\x1f\x8b")) || bytes.HasPrefix(f.text, []byte("PK\x03\x04")) {
		f.text = nil
		return f.fault(1, 1, "the file is compressed, not XML; unpack it")
	}
	if at := invalid(f.text); at >= 0 {
		line, col := advance(1, 1, f.text[:at])
		return f.fault(line, col, "not UTF-8: the byte 0x%02x; name the encoding in the first line, as in <?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>", f.text[at])
	}
	return nil
}

// invalid returns the offset of the first byte that is no UTF-8, or -1.
func invalid(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}
