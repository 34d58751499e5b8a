package workbook

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Book is an open workbook. It is not for several goroutines at once, nor are
// two of its sheets.
type Book struct {
	name     string
	archive  *archive
	sheets   []sheetPart
	is1904   bool
	related  []relation
	strings  *shared  // nil: not read
	formats  []format // of styles
	prepared bool
}

// sheetPart is a sheet as the workbook lists it.
type sheetPart struct {
	name, kind, part string
	hidden           bool
}

const worksheet = "worksheet"

// Looks reports whether an input that begins with head is one for Open: a ZIP
// archive, or a container of the old Office, of which Open says what to do.
func Looks(head []byte) bool {
	return bytes.HasPrefix(head, []byte(zipMagic)) || bytes.HasPrefix(head, []byte(oleMagic))
}

// Open reads what sheets the workbook in r has, of size bytes. The name stands
// before every error. Nothing is taken that must be given back, but r must last
// as long as the Book and its sheets are read.
func Open(name string, r io.ReaderAt, size int64) (*Book, error) {
	b := &Book{name: name}
	if err := b.open(r, size); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return b, nil
}

func (b *Book) open(r io.ReaderAt, size int64) error {
	if err := refuse(r, size); err != nil {
		return err
	}
	a, err := openArchive(r, size)
	if err != nil {
		return fmt.Errorf("damaged or cut off: %w; save it again", err)
	}
	b.archive = a
	main, err := a.workbookPart()
	if err != nil {
		return err
	}
	if b.related, err = a.relations(main); err != nil {
		return err
	}
	if err := a.read(main, maxPart, b.readWorkbook); err != nil {
		return err
	}
	if len(b.sheets) == 0 {
		return errors.New("a workbook without sheets")
	}
	return nil
}

// workbookPart is the part that lists the sheets.
func (a *archive) workbookPart() (string, error) {
	related, err := a.relations("")
	if err != nil {
		return "", err
	}
	name := "xl/workbook.xml"
	for _, r := range related {
		if r.kind == "officeDocument" {
			name = r.target
		}
	}
	if _, ok := a.parts[partName(name)]; !ok || !strings.HasSuffix(name, ".xml") {
		return "", a.notWorkbook()
	}
	return name, nil
}

func (b *Book) readWorkbook(t *tokens) error {
	byID := make(map[string]relation, len(b.related))
	for _, r := range b.related {
		byID[r.id] = r
	}
	root := true
	return t.each(func(around string, e xml.StartElement) error {
		if root && e.Name.Local != "workbook" {
			return notA("some other document than a workbook")
		}
		root = false
		switch {
		case e.Name.Local == "workbookPr":
			b.is1904 = isTrue(attribute(e, "date1904"))
		case around == "sheets" && e.Name.Local == "sheet":
			b.sheets = append(b.sheets, newSheetPart(e, byID))
		}
		return nil
	})
}

func newSheetPart(e xml.StartElement, byID map[string]relation) sheetPart {
	s := sheetPart{name: attribute(e, "name"), hidden: strings.HasSuffix(strings.ToLower(attribute(e, "state")), "hidden")}
	if r, ok := byID[attribute(e, "id")]; ok { // r:id, whatever its prefix
		s.kind, s.part = r.kind, r.target
	}
	return s
}

// Until makes everything read from now on fail with the cause of the end of
// ctx, once it has ended.
func (b *Book) Until(ctx context.Context) { b.archive.ctx = ctx }

// Sheets are the names of the worksheets in order, without those that are
// hidden; sheets that hold but a chart, a dialogue or a macro are none.
func (b *Book) Sheets() []string { return b.names(false) }

// Hidden are the names of the hidden worksheets, which Sheet reads like any
// other.
func (b *Book) Hidden() []string { return b.names(true) }

func (b *Book) names(hidden bool) []string {
	var names []string
	for _, s := range b.sheets {
		if s.hidden == hidden && (s.kind == worksheet || s.kind == "") {
			names = append(names, s.name)
		}
	}
	return names
}

// Sheet begins to read the worksheet of that name. What several sheets need, such
// as the shared strings, is read with the first.
func (b *Book) Sheet(name string) (*Sheet, error) {
	part, err := b.find(name)
	if err == nil {
		err = b.prepare()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", b.name, err)
	}
	s, err := b.openSheet(part)
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", b.name, name, err)
	}
	return s, nil
}

// find returns the sheet of that name, in capitals or not, as Excel does.
func (b *Book) find(name string) (sheetPart, error) {
	i := slices.IndexFunc(b.sheets, func(s sheetPart) bool { return s.name == name })
	if i < 0 {
		i = slices.IndexFunc(b.sheets, func(s sheetPart) bool { return strings.EqualFold(s.name, name) })
	}
	switch {
	case i < 0:
		return sheetPart{}, fmt.Errorf("there is no sheet %q%s", name, hint(b.Sheets()))
	case b.sheets[i].kind == "":
		return sheetPart{}, fmt.Errorf("the part of sheet %q is missing; save the workbook again", name)
	case b.sheets[i].kind != worksheet:
		return sheetPart{}, fmt.Errorf("sheet %q is a %s, which has no rows%s", name, b.sheets[i].kind, hint(b.Sheets()))
	}
	return b.sheets[i], nil
}

// hint lists the sheets that there are, if they are few.
func hint(sheets []string) string {
	const few = 10
	if len(sheets) == 0 || len(sheets) > few {
		return fmt.Sprintf("; there are %d that are not hidden", len(sheets))
	}
	quoted := make([]string, len(sheets))
	for i, name := range sheets {
		quoted[i] = strconv.Quote(name)
	}
	return "; there are " + strings.Join(quoted, ", ")
}

// prepare reads the styles and the shared strings.
func (b *Book) prepare() error {
	if b.prepared {
		return nil
	}
	b.strings = &shared{}
	err := b.archive.read(b.part("styles"), maxPart, func(t *tokens) (err error) {
		b.formats, err = readStyles(t)
		return err
	})
	if err != nil {
		return err
	}
	err = b.archive.read(b.part("sharedStrings"), maxStrings, func(t *tokens) (err error) {
		b.strings, err = readShared(t)
		return err
	})
	b.prepared = err == nil
	return err
}

// part is the name of the part of a kind of which there is one.
func (b *Book) part(kind string) string {
	for _, r := range b.related {
		if r.kind == kind {
			return r.target
		}
	}
	return "xl/" + kind + ".xml"
}
