package jsontable

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Source is the tables of an input, one after the other.
type Source struct {
	shape shape
	guard *guard
	lines *bufio.Reader     // of JSON lines
	d     *jsontext.Decoder // of everything else
	path  []string          // of the value that is next
	table *Table            // being read
	done  bool
	notes []string
	seen  map[string]int // the tables at a path so far
	named *named         // nil: no names of columns came before
}

// Open returns the tables of the JSON that r gives, which begins with sample.
func Open(r io.Reader, sample []byte) *Source {
	s := &Source{shape: shapeOf(sample), seen: map[string]int{}}
	if s.shape.lines {
		s.lines = bufio.NewReaderSize(r, 64<<10)
		return s
	}
	s.guard = &guard{r: r}
	s.d = jsontext.NewDecoder(s.guard, lenient...)
	return s
}

// guard ends an input of which one value takes more than its room.
type guard struct {
	r    io.Reader
	room int // bytes left; below 0: no bound
}

var errTooLong = fmt.Errorf("a record is longer than %d MiB", maxRecord>>20)

func (g *guard) Read(p []byte) (int, error) {
	if g.room == 0 {
		return 0, errTooLong
	}
	if g.room > 0 && len(p) > g.room {
		p = p[:g.room]
	}
	n, err := g.r.Read(p)
	if g.room > 0 {
		g.room -= n
	}
	return n, err
}

func (g *guard) value() { g.room = maxRecord }

// Next returns the next table, of which the one before must be read to its end. It is
// io.EOF after the last.
func (s *Source) Next() (*Table, error) {
	if s.table != nil {
		if err := s.table.drain(); err != nil {
			return nil, err
		}
		s.table = nil
	}
	if s.done {
		return nil, io.EOF
	}
	t, err := s.find()
	if err != nil {
		return nil, err
	}
	s.table = t
	return t, t.learn()
}

// find goes on to the next list of records.
func (s *Source) find() (*Table, error) {
	switch {
	case s.shape.lines:
		s.done = true
		return s.newTable(tableOfLines), nil
	case s.shape.loose:
		s.done = true
		return s.newTable(tableOfValues), nil
	}
	for {
		s.guard.value()
		switch s.d.PeekKind() {
		case '{':
			if t, err := s.object(); t != nil || err != nil {
				return t, err
			}
		case '[':
			if t, err := s.list(); t != nil || err != nil {
				return t, err
			}
		case '}', ']':
			if _, err := s.d.ReadToken(); err != nil {
				return nil, inWords(err)
			}
			s.path = s.path[:len(s.path)-1]
		case '"':
			if err := s.member(); err != nil {
				return nil, err
			}
		default:
			if err := s.scalar(); err != nil {
				return nil, err
			}
		}
	}
}

// object begins an object: a table where its members are records.
func (s *Source) object() (*Table, error) {
	if _, err := s.d.ReadToken(); err != nil {
		return nil, inWords(err)
	}
	s.path = append(s.path, "")
	if at := s.at(); s.shape.byColumn[at] {
		return nil, errByColumn
	} else if s.shape.keyed[at] {
		return s.newTable(tableByKey), nil
	}
	return nil, nil
}

// list begins a list: a table where its first member is an object.
func (s *Source) list() (*Table, error) {
	if _, err := s.d.ReadToken(); err != nil {
		return nil, inWords(err)
	}
	s.path = append(s.path, "")
	switch {
	case s.d.PeekKind() == '{' && s.isInstant(s.at()):
		return nil, errInstant
	case s.d.PeekKind() == '{' && s.at() != schemaFields:
		return s.newTable(tableOfList), nil
	case s.areRows():
		return s.newRows(), nil
	}
	if err := s.noteNames(); err != nil {
		return nil, err
	}
	s.guard.room = -1
	for kind := s.d.PeekKind(); kind != ']'; kind = s.d.PeekKind() {
		if err := s.d.SkipValue(); err != nil {
			return nil, inWords(err)
		}
	}
	return nil, nil
}

// schemaFields is where pandas and others describe the columns of the records that
// follow, in a list that is none of records.
const schemaFields = "schema.fields"

// member reads the name of a member of an object, or a text that stands alone.
func (s *Source) member() error {
	token, err := s.d.ReadToken()
	if err != nil {
		return inWords(err)
	}
	if kind, _ := s.d.StackIndex(s.d.StackDepth()); kind != '{' || len(s.path) == 0 {
		return nil
	}
	s.path[len(s.path)-1] = token.String()
	if kind := s.d.PeekKind(); kind != '{' && kind != '[' {
		return s.scalar()
	}
	return nil
}

// scalar reads a scalar, and notes it.
func (s *Source) scalar() error {
	value, err := s.d.ReadValue()
	if err != nil {
		return s.end(err)
	}
	if len(s.notes) < maxNotes && len(value) < maxNote && len(s.path) > 0 {
		text := string(value)
		if value.Kind() == '"' {
			unquoted, _ := jsontext.AppendUnquote(nil, value)
			text = string(unquoted)
		}
		s.notes = append(s.notes, s.at()+": "+text)
	}
	return nil
}

// end turns the end of the input into io.EOF.
func (s *Source) end(err error) error {
	if errors.Is(err, io.EOF) && s.d.StackDepth() == 0 {
		s.done = true
		return io.EOF
	}
	return inWords(err)
}

// at is the path of the value that is next.
func (s *Source) at() string {
	return pathOf(s.path)
}

func pathOf(path []string) string {
	if n := len(path); n > 0 && path[n-1] == "" {
		path = path[:n-1]
	}
	return strings.Join(path, ".")
}

// inWords says where JSON is not as it should be, without the words of the library.
func inWords(err error) error {
	var bad *jsontext.SyntacticError
	switch {
	case errors.Is(err, errTooLong):
		return errTooLong
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return errors.New("the JSON ends early: it is cut off")
	case errors.As(err, &bad):
		return fmt.Errorf("byte %d is not JSON: %w", bad.ByteOffset+1, bad.Err)
	}
	return err
}
