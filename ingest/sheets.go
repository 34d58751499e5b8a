package ingest

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"mtbf/internal/jsontable"
	"mtbf/internal/table"
	"mtbf/model"
)

// sheet is a table of an input: its records as delimited text, whatever the input is.
type sheet struct {
	text     *table.Text
	dialect  table.Dialect
	name     string                        // in the input, "" where it has no name
	place    func(line, column int) string // where a cell of the record of a line stands, columns from 1, 0 for none; nil, or "": on that line
	json     *jsontable.Table              // nil: it is none
	blanks   func() (n int, first string)  // formulas without a value; nil: there are none
	planned  func() int                    // lines of scheduled downtime that are not read; nil: there are none
	several  bool                          // its input has others, that are read too
	optional bool                          // it is left out if it is no log
	others   []string                      // lists of the document that were not read, once it has been
	bad      error                         // why it is no table
}

// sheets are the tables of an input, one after the other; io.EOF after the last. One
// must be read before the next.
type sheets func() (*sheet, error)

// sheetsOf finds the tables of an input.
func sheetsOf(source *table.Text, opt Options) (sheets, error) {
	sample := source.Sample()
	switch {
	case source.IsArchive():
		return bookSheets(source, opt.Sheets)
	case jsontable.Is(sample):
		return jsonSheets(source, opt), nil
	case len(opt.Sheets) > 0:
		return nil, fmt.Errorf("it is one table: it has no sheets to choose from")
	case isAlertLog(sample):
		return one(alerts(source)), nil
	case isBootLog(sample):
		return one(boots(source)), nil
	}
	if what := markup(sample); what != "" {
		return nil, fmt.Errorf("it is %s, not a table; export it as CSV", what)
	}
	return one(delimited(source, sniffer)), nil
}

func delimited(source *table.Text, sniffer table.Sniffer) (*sheet, error) {
	dialect, err := sniffer.Sniff(source.Sample())
	return &sheet{text: source, dialect: dialect}, err
}

// soleSheet returns the table of an input that is to have but one, such as a fleet.
func soleSheet(source *table.Text, sniffer table.Sniffer) (*sheet, error) {
	switch {
	case source.IsArchive():
		return soleBookSheet(source, sniffer)
	case !jsontable.Is(source.Sample()):
		return delimited(source, sniffer)
	}
	if lists := jsontable.Lists(source.Sample()); len(lists) > 1 {
		return nil, fmt.Errorf("holds several lists of records, where one is wanted: %s", shownPaths(lists))
	}
	t, err := jsontable.Open(source, source.Sample()).Next()
	if err == io.EOF {
		err = errNoRecords
	}
	if err != nil {
		return nil, err
	}
	return jsonSheet(source, t, Options{})
}

var errNoRecords = errors.New(`the JSON holds no records: no list of objects such as [{"start": …, "end": …}], or none with any in it`)

// record says where a cell of the record of a line stands, "" where the line says it.
func (s *sheet) record(line, column int) string {
	if s.place == nil {
		return ""
	}
	return s.place(line, column)
}

// located says of an input that failed where its last good record stands.
func (s *sheet) located(err error) error {
	bad := (*table.ReadError)(nil)
	if !errors.As(err, &bad) || bad.Line == 0 {
		return err
	}
	place := s.record(bad.Line, 0)
	if place == "" {
		return err
	}
	return about(s.label(), fmt.Errorf("%w, after the record at %s", bad.Err, place))
}

// where names the record of a line.
func (s *sheet) where(line int) string { return position(s.text.Name, line, s.record(line, 0)) }

// label names the table in messages.
func (s *sheet) label() string {
	if s.several {
		return fmt.Sprintf("%s (%s)", s.text.Name, s.name)
	}
	return s.text.Name
}

// one gives a single table.
func one(s *sheet, err error) sheets {
	done := false
	return func() (*sheet, error) {
		if done {
			return nil, io.EOF
		}
		done = true
		return s, err
	}
}

// jsonSheets gives the lists of records of JSON.
func jsonSheets(text *table.Text, opt Options) sheets {
	c := chooser{wanted: opt.Sheets, all: eachOnce(jsontable.Lists(text.Sample()))}
	source := jsontable.Open(text, text.Sample())
	return func() (*sheet, error) {
		for {
			t, err := source.Next()
			if err == io.EOF {
				if err = c.end(); err == io.EOF && c.last != nil {
					c.last.others = eachOnce(c.passed)
				}
				return nil, err
			}
			if err != nil {
				return nil, err
			}
			if c.takes(t.Path) {
				c.last, err = jsonSheet(text, t, opt)
				return c.last, err
			}
			if len(c.passed) < maxLeft && mayTellOutages(t.Header) {
				c.passed = append(c.passed, t.Path)
			}
		}
	}
}

func jsonSheet(text *table.Text, t *jsontable.Table, opt Options) (*sheet, error) {
	if i := table.Find(t.Header, opt.Columns[roleUnit]); i >= 0 && t.Lists()[i] {
		t.Split(i)
	}
	converted, err := text.Converted(t)
	d := table.Dialect{Comma: ',', Header: t.Header, Fields: len(t.Header), Headerless: true, Marked: true, Comments: t.Notes}
	return &sheet{text: converted, dialect: d, name: t.Path, place: func(line, _ int) string { return t.Place(line) }, json: t}, err
}

// chooser chooses among the lists of a document.
type chooser struct {
	wanted []string // by the user
	all    []string // that its beginning shows
	taken  []string
	left   []string
	passed []string // of those left, what may be of outages
	last   *sheet   // that was read
}

// takes reports whether a list is read: one that the user wants; else one of outages by
// its name, or the only one.
func (c *chooser) takes(path string) bool {
	take := len(c.all) < 2 && len(c.taken) == 0 || tellsOutages(path) || slices.Contains(c.taken, path)
	if len(c.wanted) > 0 {
		take = slices.ContainsFunc(c.wanted, func(w string) bool {
			return strings.EqualFold(w, path) || strings.EqualFold(w, lastName(path))
		})
	}
	if take {
		c.taken = append(c.taken, path)
	} else {
		c.leave(path)
	}
	return take
}

// maxLeft bounds the lists that are left out and remembered.
const maxLeft = 1000

func (c *chooser) leave(path string) {
	if len(c.left) < maxLeft {
		c.left = append(c.left, path)
	}
}

// shownPaths are the paths of some lists for a message, each once.
func shownPaths(paths []string) string {
	const most = 12
	paths = eachOnce(slices.Clone(paths))
	shown := strings.Join(paths[:min(most, len(paths))], ", ")
	if len(paths) > most {
		shown += fmt.Sprintf(", and %d more", len(paths)-most)
	}
	return shown
}

// end is the error at the end of the document: io.EOF where a list was taken.
func (c *chooser) end() error {
	switch {
	case len(c.taken) > 0:
		return io.EOF
	case len(c.left) == 0:
		return errNoRecords
	case len(c.wanted) > 0:
		return fmt.Errorf("has no list %s; it has %s", strings.Join(c.wanted, ", "), shownPaths(c.left))
	}
	return fmt.Errorf("holds several lists of records and none has a name such as incidents: %s; --sheet names the one to read", shownPaths(c.left))
}

// mayTellOutages reports whether columns so named begin and end something.
func mayTellOutages(header []string) bool {
	speaks := func(roles ...Role) bool {
		return slices.ContainsFunc(header, func(name string) bool {
			return slices.ContainsFunc(roles, func(role Role) bool {
				weight, _ := nameWeight(role, name, nil)
				return weight > 0
			})
		})
	}
	return speaks(roleStart) && speaks(roleEnd, roleDuration)
}

// eachOnce returns paths, each once.
func eachOnce(paths []string) []string {
	slices.Sort(paths)
	return slices.Compact(paths)
}

// lastName is the name of a list without those of what it lies in.
func lastName(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// tellsOutages reports whether a list so named is of outages, or of planned work.
func tellsOutages(path string) bool {
	for _, word := range wordsOf(lastName(path)) {
		if slices.Contains(stateWords().Lists, word) {
			return true
		}
	}
	return false
}

// where names the record of an outage.
func (b *builder) where(o *model.Outage) string {
	s := b.sheets[o.File]
	return position(s.text.Name, int(o.Line), s.record(int(o.Line), 0))
}
