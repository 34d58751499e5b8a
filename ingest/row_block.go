package ingest

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"math"
	"slices"
)

// roomFor returns a file with room for the rows of the first of blocks, and of those
// behind it that are of the same file.
func roomFor(blocks []*RowBlock) PartFile {
	file, size, rows := blocks[0].Split.File, 0, 0
	for _, b := range blocks {
		if b.Split.File != file {
			break
		}
		size, rows = size+len(b.Text), rows+len(b.Lines)
	}
	return PartFile{File: file, Text: make([]byte, 0, size), Lines: make([]RowLines, 0, rows)}
}

// AppendBinary writes a block: its split and its lines as numbers of as many bytes as
// they need, then its text.
func (b *RowBlock) AppendBinary(to []byte) ([]byte, error) {
	for _, n := range []int64{int64(b.Split.File), int64(b.Split.Number), b.Split.From, b.Split.To, int64(len(b.Lines))} {
		to = binary.AppendUvarint(to, uint64(n))
	}
	last := int32(0)
	for _, l := range b.Lines {
		to = binary.AppendUvarint(to, uint64(l.First-last))
		to = binary.AppendUvarint(to, uint64(l.Count))
		last = l.First
	}
	return append(to, b.Text...), nil
}

var errNoBlock = errors.New("ingest: a block of rows that is damaged")

// UnmarshalBinary reads what AppendBinary writes; the block keeps the memory.
func (b *RowBlock) UnmarshalBinary(raw []byte) error {
	bad := false
	next := func(most uint64) uint64 {
		v, n := binary.Uvarint(raw)
		if n <= 0 || v > most {
			bad = true
			return 0
		}
		raw = raw[n:]
		return v
	}
	b.Split = Split{int(next(math.MaxInt32)), int(next(math.MaxInt32)), int64(next(math.MaxInt64)), int64(next(math.MaxInt64))}
	rows := next(uint64(len(raw)))
	if bad || rows == 0 {
		return errNoBlock
	}
	b.Lines = make([]RowLines, rows)
	last, lines := uint64(0), uint64(0)
	for i := range b.Lines {
		last += next(math.MaxInt32)
		count := next(math.MaxInt32)
		lines += count
		if bad || last > math.MaxInt32 || count == 0 {
			return errNoBlock
		}
		b.Lines[i] = RowLines{int32(last), int32(count)}
	}
	b.Text = raw
	if lines != uint64(bytes.Count(raw, []byte("\n"))) || raw[len(raw)-1] != '\n' {
		return errNoBlock
	}
	return nil
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

// lineMap tells the lines of a file from those of the text of a part.
type lineMap struct {
	first []int // lines of the text, ascending
	of    []RowLines
}

func newLineMap(rows []RowLines) *lineMap {
	m := &lineMap{of: rows, first: make([]int, len(rows))}
	line := 1
	for i, r := range rows {
		m.first[i] = line
		line += int(r.Count)
	}
	return m
}

// line returns the line of the file.
func (m *lineMap) line(n int) int {
	i, exact := slices.BinarySearch(m.first, n)
	if !exact {
		i--
	}
	if i < 0 {
		return n
	}
	return int(m.of[i].First) + n - m.first[i]
}

// Gather puts the blocks of a part into the rows of its files. first gives the line of a
// split's file before the split begins.
func Gather(blocks []*RowBlock, first func(Split) int) []PartFile {
	slices.SortStableFunc(blocks, func(a, b *RowBlock) int {
		return cmp.Or(cmp.Compare(a.Split.File, b.Split.File), cmp.Compare(a.Split.Number, b.Split.Number), cmp.Compare(a.Lines[0].First, b.Lines[0].First))
	})
	var files []PartFile
	for i, b := range blocks {
		if n := len(files); n == 0 || files[n-1].File != b.Split.File {
			files = append(files, roomFor(blocks[i:]))
		}
		f := &files[len(files)-1]
		f.Text = append(f.Text, b.Text...)
		before := first(b.Split)
		for _, l := range b.Lines {
			f.Lines = append(f.Lines, RowLines{int32(min(before+int(l.First), math.MaxInt32)), l.Count})
		}
	}
	return files
}
