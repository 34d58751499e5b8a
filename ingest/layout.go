package ingest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mtbf/internal/infile"
	"mtbf/internal/table"
	"mtbf/model/census"
	"slices"
)

// Layout is what the first look at the files of a log tells of how they are read.
type Layout struct {
	Files []FileLayout
	Notes []string // for the user: why a file is not cut

	base *builder // which has begun all files
}

// FileLayout tells how the records of a file are found.
type FileLayout struct {
	Name      string
	Size      int64 // bytes, as the file is stored
	Body      int64 // offset of the first record; 0 where the file is not cut
	FirstLine int   // physical line of the first record
	Cut       bool

	dialect table.Dialect
	unit    origin // the columns that name it
	reader  *fileReader
}

// LayOut looks at the beginnings of files. It is a *census.NotMergeableError where the
// rows of one depend on more than those of their units.
func LayOut(ctx context.Context, paths []string, opt Options) (*Layout, error) {
	b, err := newBuilder(ctx, opt)
	if err != nil {
		return nil, err
	}
	l := &Layout{base: b}
	for _, path := range paths {
		f, err := b.layOut(path)
		if err != nil {
			return nil, err
		}
		l.Files = append(l.Files, *f)
		if !f.Cut {
			l.Notes = append(l.Notes, fmt.Sprintf("%s is read by one worker: it is compressed, or not plain UTF-8 text with lines that end in LF", f.Name))
		}
	}
	return l, l.alike(opt)
}

// layOut looks at one file.
func (b *builder) layOut(path string) (*FileLayout, error) {
	if path == "-" {
		return nil, &census.NotMergeableError{What: "a log from standard input", Why: "no worker can open it"}
	}
	text, err := table.OpenAny(path, nil)
	if err != nil {
		return nil, err
	}
	defer text.Close()
	f, err := b.beginPart(text)
	if err != nil {
		return nil, err
	}
	if err := f.mergeable(); err != nil {
		return nil, err
	}
	info, err := infile.Stat(path)
	if err != nil {
		return nil, err
	}
	l := &FileLayout{Name: path, Size: info.Size(), dialect: f.dialect, unit: f.mapping.from[roleUnit], reader: f}
	if err := l.findBody(text); err != nil {
		return nil, err
	}
	b.sheets[f.index].text, f.sample = &table.Text{Name: path}, nil // what was looked at is not needed any more
	return l, nil
}

// beginPart finds out how a file is read, which is delimited text.
func (b *builder) beginPart(text *table.Text) (*fileReader, error) {
	next, err := sheetsOf(text, b.opt)
	if err != nil {
		return nil, about(text.Name, err)
	}
	s, err := next()
	if err != nil {
		return nil, about(text.Name, err)
	}
	if s.text != text || s.place != nil || s.json != nil {
		return nil, &census.NotMergeableError{What: text.Name, Why: "it is no delimited text"}
	}
	f, err := b.begin(s)
	if err != nil {
		return nil, err
	}
	_, f.named = f.mapping.from[roleUnit]
	_, f.lasting = f.mapping.from[roleDuration]
	return f, nil
}

// mergeable refuses by name a file whose rows depend on rows of other units.
func (f *fileReader) mergeable() error {
	has := func(roles ...Role) bool {
		return slices.ContainsFunc(roles, func(role Role) bool { _, ok := f.mapping.from[role]; return ok })
	}
	_, windowTold := f.windowTold()
	p := f.profile
	for _, r := range []struct {
		is  bool
		why string
	}{
		{!f.named || f.told.unit != "" || p.BlankUnit != "", "no column names the unit of every row; --column unit=NAME does"},
		{p.LastOf != "" || p.DayRows || p.Samples, "its profile puts rows of the file together"},
		{has(roleInService, roleRetired, roleFailure), "it has dates of service"},
		{has(roleAcknowledged), "it has times of acknowledgement; --column acknowledged= leaves them out"},
		{has(roleWeight), "it has weights"},
		{p.UntilExport, "its profile takes outages that last to the end of the file for open ones"},
		{!has(roleEnd, roleDuration) && f.states == nil, "no column tells how long outages last"},
		{windowTold, "its comments tell a window"},
	} {
		if r.is {
			return &census.NotMergeableError{What: f.name, Why: r.why}
		}
	}
	return nil
}

// counting counts what is read from a file.
type counting struct {
	io.Reader
	n int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

// findBody finds the first record, where the file is plain text that can be cut.
func (l *FileLayout) findBody(text *table.Text) error {
	if text.Encoding != table.UTF8 || text.Compression != "" || l.dialect.Comma == table.Blanks {
		return nil
	}
	file, err := infile.File(l.Name)
	if err != nil {
		return err
	}
	defer file.Close()
	head := make([]byte, 3)
	if n, _ := io.ReadFull(file, head); !bytes.Equal(head[:n], []byte("\xef\xbb\xbf")) {
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return err
		}
	}
	from, _ := file.Seek(0, io.SeekCurrent)
	in := &counting{Reader: file}
	body, err := l.dialect.Body(in)
	if err != nil {
		return about(l.Name, err)
	}
	if l.Cut = !body.Macintosh(); l.Cut {
		l.Body, l.FirstLine = from+in.n-int64(len(body.Rest())), body.Lines()+1
	}
	return nil
}

// alike refuses files of which an equal row would not be of the same unit.
func (l *Layout) alike(opt Options) error {
	for i := range l.Files {
		for j := range l.Files[:i] {
			a, b := &l.Files[j], &l.Files[i]
			if !opt.KeepDuplicates && len(a.dialect.Header) == len(b.dialect.Header) && !slices.Equal(a.unit.columns, b.unit.columns) {
				return &census.NotMergeableError{What: a.Name + " with " + b.Name, Why: "the unit stands in another column of as many, so that copies of rows could be of different units; --keep-duplicates reads them"}
			}
		}
	}
	return nil
}
