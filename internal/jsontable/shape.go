package jsontable

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// shape is what the beginning of an input tells of the whole.
type shape struct {
	lines bool            // a record a line
	loose bool            // records one after the other, not a line each
	keyed map[string]bool // paths of objects whose members are records

	byColumn map[string]bool // paths of objects whose members are columns
	samples  bool            // there are series of samples
}

// lenient reads what other programs write: a repeated key is ours to report, and half a
// pair of surrogates is read as �.
var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

const blanks = " \t\r\n"

// Is reports whether text that begins with sample is JSON of records.
func Is(sample []byte) bool {
	text := bytes.TrimLeft(sample, blanks)
	if len(text) < 2 {
		return false
	}
	rest := bytes.TrimLeft(text[1:], blanks)
	switch {
	case len(rest) == 0:
		return false
	case text[0] == '{':
		return rest[0] == '"' || rest[0] == '}'
	}
	return text[0] == '[' && (rest[0] == '{' || rest[0] == ']')
}

// decoderOf returns a decoder of a text, which stays as it is.
func decoderOf(text []byte) *jsontext.Decoder {
	return jsontext.NewDecoder(bytes.NewBuffer(bytes.Clone(text)), lenient...)
}

// shapeOf finds the shape of the input that begins with sample.
func shapeOf(sample []byte) shape {
	s := shape{keyed: map[string]bool{}, byColumn: map[string]bool{}, samples: samples.Match(sample)}
	text := bytes.TrimLeft(sample, blanks)
	if len(text) == 0 || text[0] != '{' {
		return s
	}
	d := decoderOf(text)
	first, err := d.ReadValue()
	switch {
	case err != nil:
		s.lines = secondLineIsRecord(text)
	case !s.isDocument(first), len(bytes.TrimLeft(text[d.InputOffset():], blanks)) > 0 && !isPage(first):
		s.lines = bytes.IndexByte(first, '\n') < 0
		s.loose = !s.lines
	}
	if !s.lines && !s.loose {
		s.findKeyed(decoderOf(text), "", 0)
	}
	return s
}

// secondLineIsRecord reports whether a text is of JSON lines of which the first is bad.
func secondLineIsRecord(text []byte) bool {
	_, rest, _ := bytes.Cut(text, []byte("\n"))
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	line = bytes.TrimSpace(line)
	return len(line) > 0 && line[0] == '{' && jsontext.Value(line).IsValid(lenient...)
}

// isDocument reports whether an object is no record: it, or an object in it, holds a list
// of objects or records by key; or it holds nothing but lists and objects.
func (s *shape) isDocument(object jsontext.Value) bool {
	s.findKeyed(decoderOf(object), "", 0)
	if len(s.keyed)+len(s.byColumn) > 0 || !hasScalars(object) {
		return true
	}
	d := decoderOf(object)
	for {
		token, err := d.ReadToken()
		if err != nil {
			return false
		}
		if token.Kind() == '[' && d.PeekKind() == '{' {
			return true
		}
	}
}

// pageKeys are the keys of scalars that tell of a page of records, in small letters and
// no others.
var pageKeys = map[string]bool{
	"total": true, "totalcount": true, "count": true, "limit": true, "offset": true, "page": true, "pages": true, "perpage": true, "pagesize": true, "size": true,
	"more": true, "hasmore": true, "next": true, "previous": true, "prev": true, "nexttoken": true, "nextpagetoken": true, "cursor": true, "nextcursor": true,
	"startat": true, "maxresults": true, "first": true, "last": true, "islast": true, "took": true, "status": true, "success": true, "ok": true, "requestid": true,
	"expand": true, "self": true, "version": true, "object": true, "url": true,
}

// isPage reports whether a document that others follow is no record but a page of some:
// its scalars tell of that alone.
func isPage(document jsontext.Value) bool {
	d := decoderOf(document)
	d.ReadToken()
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return false
		}
		key := strings.ToLower(strings.ReplaceAll(name.String(), "_", ""))
		if kind := d.PeekKind(); kind != '{' && kind != '[' && !pageKeys[key] || d.SkipValue() != nil {
			return false
		}
	}
	return true
}

// hasScalars reports whether a member of an object is neither object nor list.
func hasScalars(object jsontext.Value) bool {
	d := decoderOf(object)
	d.ReadToken()
	for d.PeekKind() == '"' {
		if d.SkipValue() != nil {
			return false
		}
		if kind := d.PeekKind(); kind != '{' && kind != '[' {
			return true
		}
		if d.SkipValue() != nil {
			return false
		}
	}
	return false
}

// findKeyed notes the paths of objects whose members are records: the first two are
// objects that share half of their keys.
func (s *shape) findKeyed(d *jsontext.Decoder, path string, depth int) {
	if _, err := d.ReadToken(); err != nil || depth == maxDepth {
		return
	}
	var keys []map[string]bool
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return
		}
		at := join(path, name.String())
		if d.PeekKind() != '{' {
			keys = append(keys, nil)
			if d.SkipValue() != nil {
				return
			}
			continue
		}
		value, err := d.ReadValue()
		if err != nil {
			return
		}
		keys = append(keys, keysOf(value))
		if keys[0] != nil && len(keys) == 1 && isByColumn(keys[0], value) {
			s.byColumn[path] = true
			return
		}
		if len(keys) == 2 && alike(keys[0], keys[1]) {
			s.keyed[path] = true
			return
		}
		s.findKeyed(decoderOf(value), at, depth+1)
	}
}

// keysOf returns the keys of an object.
func keysOf(object jsontext.Value) map[string]bool {
	keys := map[string]bool{}
	d := decoderOf(object)
	d.ReadToken()
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			break
		}
		keys[name.String()] = true
		if d.SkipValue() != nil {
			break
		}
	}
	return keys
}

// alike reports whether two sets of keys share half of them, two at least.
func alike(a, b map[string]bool) bool {
	shared := 0
	for k := range a {
		if b[k] {
			shared++
		}
	}
	return shared > 1 && 2*shared >= max(len(a), len(b))
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// Lists returns the paths of the lists of records that begin within a sample.
func Lists(sample []byte) []string {
	var paths []string
	s := Open(bytes.NewReader(sample), sample)
	for {
		t, err := s.Next()
		if t != nil {
			paths = append(paths, t.Path)
		}
		if err != nil {
			return paths
		}
	}
}
