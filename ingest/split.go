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
	"strings"
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
	switch {
	case !l.Cut || l.Size <= l.Body:
		return []Split{{File: file}}, nil
	case l.Size-l.Body <= size+size/4:
		return []Split{{File: file, From: l.Body, To: l.Size}}, nil
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
	d.makeRoom(own)
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

// makeRoom makes room for blocks of a split of so many bytes, that rows spread over.
func (d *divider) makeRoom(size int) {
	for i := range d.blocks {
		d.blocks[i].Text = make([]byte, 0, min(mostBlock, size/len(d.blocks)*9/8)+1<<10)
	}
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
	part := d.partOf(in)
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

// partOf returns the part of the row that was read: that of the name of its unit, as all
// names are trimmed; of a row without such a cell, that of the whole row.
func (d *divider) partOf(in *table.Reader) int {
	h := fnv.New64a()
	switch unit := &d.l.unit; {
	case slices.ContainsFunc(unit.columns, func(c int) bool { return c >= in.NumField() }):
		h.Write(in.Row())
	case len(unit.columns) == 1:
		h.Write(bytes.TrimSpace(in.Field(unit.columns[0])))
	default:
		h.Write([]byte(strings.TrimSpace(unit.text(in.Strings(), d.l.reader.profile.Missing))))
	}
	return int(h.Sum64() % uint64(len(d.blocks)))
}
