package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"slices"
	"unicode/utf8"

	"mtbf/internal/infile"
	"mtbf/internal/table"
	"mtbf/model/census"
)

// A log too large for one machine is cut into splits, stretches of files that begin and
// end with whole records, and its rows are put into parts, each of which has all rows
// of its units. A Splitter does the one, ReadPart reads the other, and Settle makes one
// account of all parts.

// Split is a stretch of a file, in bytes. From and To are 0 for all of the records of a
// file, where it is not to be cut.
type Split struct {
	File   int // index into the files of the log
	Number int // of the file's splits
	From   int64
	To     int64
}

// Whole reports whether the split is all of a file.
func (s Split) Whole() bool { return s.To == 0 }

// SplitAccount tells what a split holds.
type SplitAccount struct {
	Split
	Before  int         // physical lines of the file before its first record
	Lines   int         // physical lines
	Rows    int         // records, bad ones too
	ByPart  []int       // rows of each part, without bad ones
	Bad     []PlacedRow // the first records that could not be split into cells, by their line in the split
	BadRows int
	Broken  string // why the split does not end where a record does; "" if it does
}

// PlacedRow is a rejected row with its place in the order in which a whole log is read.
type PlacedRow struct {
	Index   int  // of the file
	Settled bool // found when the columns of the file were known to their ends
	RowError
	Why string // the text of Err
}

func (p *PlacedRow) rowError() *RowError {
	e := p.RowError
	e.Err = errors.New(p.Why)
	return &e
}

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
	unit    int
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
	l := &FileLayout{Name: path, Size: info.Size(), dialect: f.dialect, unit: f.column(roleUnit), reader: f}
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
		{f.named && len(f.mapping.from[roleUnit].columns) != 1, "several columns together name the unit"},
		{f.states != nil, "a column tells states, which are paired over all rows; --state '' takes every row for an outage"},
		{p.LastOf != "" || p.DayRows || p.Samples, "its profile puts rows of the file together"},
		{has(roleInService, roleRetired, roleFailure), "it has dates of service"},
		{has(roleAcknowledged), "it has times of acknowledgement; --column acknowledged= leaves them out"},
		{has(roleWeight), "it has weights"},
		{!has(roleEnd, roleDuration), "no column tells how long outages last"},
		{windowTold, "its comments tell a window"},
		{f.opt.By != "", "its rows are put into groups"},
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
			if !opt.KeepDuplicates && len(a.dialect.Header) == len(b.dialect.Header) && a.unit != b.unit {
				return &census.NotMergeableError{What: a.Name + " with " + b.Name, Why: "the unit stands in another column of as many, so that copies of rows could be of different units; --keep-duplicates reads them"}
			}
		}
	}
	return nil
}

// Splits cuts the files into splits of about size bytes.
func (l *Layout) Splits(size int64) ([]Split, error) {
	var all []Split
	for i := range l.Files {
		splits, err := l.Files[i].splits(i, size)
		if err != nil {
			return nil, err
		}
		all = append(all, splits...)
	}
	return all, nil
}

// Uncut returns the splits with those of one file put together.
func Uncut(splits []Split, file int) []Split {
	all := slices.DeleteFunc(slices.Clone(splits), func(s Split) bool { return s.File == file })
	return append(all, Split{File: file})
}

func (l *FileLayout) splits(file int, size int64) ([]Split, error) {
	if !l.Cut || l.Size-l.Body <= size {
		return []Split{{File: file}}, nil
	}
	f, err := infile.File(l.Name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []Split
	for from := l.Body; from < l.Size; {
		to := l.Size
		if from+size+size/4 < l.Size {
			if to, err = l.boundary(f, from+size); err != nil {
				return nil, err
			}
		}
		all = append(all, Split{file, len(all), from, to})
		from = to
	}
	return all, nil
}

const (
	boundaryWindow  = 1 << 20 // bytes that are looked at for a boundary
	boundaryRecords = 8       // of the usual width, by which one is known
)

// boundary returns where a record most likely begins, from an offset on: behind a line
// end after which records have as many cells as the header. A worker that comes there
// from the record before finds out whether one does.
func (l *FileLayout) boundary(f io.ReaderAt, from int64) (int64, error) {
	window := make([]byte, min(boundaryWindow, l.Size-from))
	if _, err := f.ReadAt(window, from); err != nil && err != io.EOF {
		return 0, err
	}
	last := from+int64(len(window)) == l.Size
	for at := 0; ; {
		i := bytes.IndexByte(window[at:], '\n')
		if i < 0 {
			return l.Size, nil
		}
		at += i + 1
		if l.recordsFrom(window[at:], last) {
			return from + int64(at), nil
		}
	}
}

// recordsFrom reports whether text begins with records of the usual width.
func (l *FileLayout) recordsFrom(text []byte, last bool) bool {
	in := l.dialect.Records(text, last)
	for range boundaryRecords {
		err := in.Next()
		if err == io.EOF && last || err == table.ErrCut {
			return true
		}
		if err != nil || in.NumField() != len(l.dialect.Header) {
			return false
		}
	}
	return true
}

// RowBlock is rows of one part and one split, in the order of the file: their text, each
// with a line end behind it.
type RowBlock struct {
	Split Split
	Lines []RowLines
	Text  []byte
}

// RowLines is where a row stands in its split.
type RowLines struct{ First, Count int32 } // physical lines

// Split reads a split and gives its rows by part.
func (l *Layout) Split(ctx context.Context, s Split, parts int, give func(part int, b *RowBlock) error) (*SplitAccount, error) {
	if s.File < 0 || s.File >= len(l.Files) {
		return nil, fmt.Errorf("ingest: a split of file %d of %d", s.File, len(l.Files))
	}
	f := &l.Files[s.File]
	d := &divider{l: f, blocks: make([]RowBlock, parts), give: give, account: SplitAccount{Split: s, Before: f.FirstLine - 1, ByPart: make([]int, parts)}}
	for i := range d.blocks {
		d.blocks[i].Split = s
	}
	var err error
	if s.Whole() {
		err = d.stream(ctx)
	} else {
		err = d.stretch(ctx)
	}
	if err == nil {
		err = d.flush()
	}
	return &d.account, err
}

// divider puts the rows of a split into parts.
type divider struct {
	l       *FileLayout
	blocks  []RowBlock
	give    func(part int, b *RowBlock) error
	account SplitAccount
	text    bytes.Buffer
}

// mostBlock is the size from which a block is given away, in bytes.
const mostBlock = 4 << 20

// looksAhead is how much behind a split is read, in bytes: as much as a record can have,
// and a split more.
const looksAhead = 2*table.DefaultMaxField + 64<<10

// stretch reads the records that begin in a stretch of the file, and finds out whether
// the last one ends where the stretch does.
func (d *divider) stretch(ctx context.Context) error {
	s := d.account.Split
	file, err := infile.File(d.l.Name)
	if err != nil {
		return err
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || info.Size() != d.l.Size || s.From < 0 || s.From > s.To || s.To > d.l.Size {
		return errors.Join(err, fmt.Errorf("%s: has another size than when it was first looked at: %w", d.l.Name, errChanged))
	}
	end := min(d.l.Size, s.To+looksAhead)
	text := make([]byte, end-s.From)
	if _, err := file.ReadAt(text, s.From); err != nil && err != io.EOF {
		return fmt.Errorf("%s: %w", d.l.Name, err)
	}
	own := int(s.To - s.From)
	if !utf8.Valid(text[:own]) {
		return &census.NotMergeableError{What: d.l.Name, Why: "some of its bytes are not valid UTF-8"}
	}
	d.account.Lines = bytes.Count(text[:own], []byte("\n"))
	if own > 0 && s.To == d.l.Size && text[own-1] != '\n' {
		d.account.Lines++
	}
	in := d.l.dialect.Records(text, end == d.l.Size)
	for from := 0; from < own; {
		if err := endOf(ctx); err != nil {
			return err
		}
		lines := in.Lines()
		err := in.Next()
		if err == io.EOF {
			return nil
		}
		if err == table.ErrCut {
			d.account.Broken = "a record goes on far behind it"
			return nil
		}
		first := from
		for range in.Line() - 1 - lines { // blank lines and comments
			first += bytes.IndexByte(text[first:], '\n') + 1
		}
		from = in.Behind()
		if first >= own {
			return nil
		}
		if from > own {
			d.account.Broken = "a record goes on behind it"
			return nil
		}
		if err := d.take(in, err, text[first:from]); err != nil {
			return err
		}
	}
	return nil
}

// endOf returns why a context has ended, nil where it has not.
func endOf(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return context.Cause(ctx)
}

var errChanged = errors.New("it was changed meanwhile")

// stream reads all records of a file, whatever it is written in, and writes them anew.
func (d *divider) stream(ctx context.Context) error {
	text, err := table.OpenAny(d.l.Name, nil)
	if err != nil {
		return err
	}
	defer text.Close()
	text.Until(ctx)
	encoding := text.Encoding
	in, err := d.l.dialect.Body(text)
	if err != nil {
		return about(d.l.Name, err)
	}
	before := in.Lines()
	for {
		err := in.Next()
		bad := (*table.RecordError)(nil)
		if err != nil && !errors.As(err, &bad) {
			d.account.Lines = in.Lines() - before
			if err == io.EOF {
				break
			}
			return about(d.l.Name, err)
		}
		var row []byte
		if err == nil {
			row = d.written(in)
		}
		if err := d.take(in, err, row); err != nil {
			return err
		}
	}
	if text.Encoding != encoding || text.Replaced > 0 {
		return &census.NotMergeableError{What: d.l.Name, Why: "some of its bytes are not valid UTF-8"}
	}
	return nil
}

// written writes the record that was read, with quotes around every cell that needs them.
func (d *divider) written(in *table.Reader) []byte {
	d.text.Reset()
	comma := d.l.dialect.Comma
	if comma == table.Blanks {
		comma = ' '
	}
	for i := range in.NumField() {
		if i > 0 {
			d.text.WriteByte(comma)
		}
		cell := in.Field(i)
		if bytes.IndexByte(cell, '"') < 0 && bytes.IndexByte(cell, comma) < 0 && bytes.IndexByte(cell, '\n') < 0 && bytes.IndexByte(cell, '\r') < 0 && (len(cell) > 0 && cell[0] != '#') {
			d.text.Write(cell)
			continue
		}
		d.text.WriteByte('"')
		d.text.Write(bytes.ReplaceAll(cell, []byte(`"`), []byte(`""`)))
		d.text.WriteByte('"')
	}
	d.text.WriteByte('\n')
	return d.text.Bytes()
}

// take puts the record that was read, or not, where it belongs.
func (d *divider) take(in *table.Reader, err error, text []byte) error {
	d.account.Rows++
	if err != nil {
		bad := (*table.RecordError)(nil)
		if !errors.As(err, &bad) {
			return about(d.l.Name, err)
		}
		d.account.BadRows++
		if len(d.account.Bad) < maxKeptRejects {
			d.account.Bad = append(d.account.Bad, placed(d.account.File, false, d.l.reader.splitError(bad)))
		}
		return nil
	}
	part := partOfRow(in, d.l.unit, len(d.blocks))
	d.account.ByPart[part]++
	b := &d.blocks[part]
	from := len(b.Text)
	b.Text = append(b.Text, text...)
	if text[len(text)-1] != '\n' {
		b.Text = append(b.Text, '\n')
	}
	b.Lines = append(b.Lines, RowLines{int32(min(in.Line(), math.MaxInt32)), int32(bytes.Count(b.Text[from:], []byte("\n")))})
	if len(b.Text) < mostBlock {
		return nil
	}
	return d.giveAway(part)
}

func placed(file int, settled bool, e *RowError) PlacedRow {
	p := PlacedRow{Index: file, Settled: settled, RowError: *e, Why: e.Err.Error()}
	p.Value, p.Err = table.Shorten(p.Value), nil
	return p
}

// giveAway gives a block and begins another one.
func (d *divider) giveAway(part int) error {
	b := &d.blocks[part]
	err := d.give(part, b)
	b.Text, b.Lines = b.Text[:0], b.Lines[:0]
	return err
}

func (d *divider) flush() error {
	for part := range d.blocks {
		if len(d.blocks[part].Lines) > 0 {
			if err := d.giveAway(part); err != nil {
				return err
			}
		}
	}
	return nil
}

// partOfRow returns the part of a row: that of the name of its unit, as all names are
// trimmed; of a row without such a cell, that of the whole row.
func partOfRow(in *table.Reader, unit, parts int) int {
	text := in.Row()
	if unit < in.NumField() {
		text = bytes.TrimSpace(in.Field(unit))
	}
	h := fnv.New64a()
	h.Write(text)
	return int(h.Sum64() % uint64(parts))
}
