package ingest

import (
	"mtbf/internal/infile"
	"mtbf/internal/table"
)

// Progress tells how far the reading of a log is.
type Progress struct {
	Rows  int   // read so far
	Bytes int64 // of the files as they are stored
	Total int64 // bytes of all files, 0 where that is not known
}

// totalSize returns the bytes of all files, 0 if one of them is no regular file.
func totalSize(paths []string) int64 {
	total := int64(0)
	for _, path := range paths {
		info, err := infile.Stat(path)
		if err != nil || !info.Mode().IsRegular() {
			return 0
		}
		total += info.Size()
	}
	return total
}

// tickRows is how many rows pass between two reports of progress, where rows are
// read one by one.
const tickRows = 10_000

// meter follows the reading of one file.
type meter struct {
	b      *builder
	text   *table.Text
	before int64 // bytes of the files before
	read   int64 // bytes of this file that the rows so far took
	byRow  bool  // the rows are read one by one
	ticks  int
}

func newMeter(b *builder, text *table.Text) *meter {
	return &meter{b: b, text: text, before: b.progress.Bytes}
}

// tick counts a row that was read on its own.
func (m *meter) tick() {
	if m.ticks++; m.byRow && m.ticks%tickRows == 0 {
		read, _ := m.text.Progress()
		m.note(read)
	}
}

// note reports that the rows so far took so many bytes of the file.
func (m *meter) note(read int64) {
	m.read = read
	m.b.progress.Bytes = m.before + read
	m.b.progress.Rows = m.b.log.Reading.RowsRead
	if m.b.opt.Progress != nil {
		m.b.opt.Progress(m.b.progress)
	}
}

// finish reports that the file has been read.
func (m *meter) finish() {
	read, _ := m.text.Progress()
	m.note(read)
}

// left foretells how many outages are still to come, when so many have come, with
// some to spare, as room that is not used takes no memory; 0 where the size of the
// file is not known.
func (m *meter) left(come int) int {
	_, total := m.text.Progress()
	if m.read <= 0 || total <= m.read {
		return 0
	}
	return int(1.1*float64(come)*float64(total-m.read)/float64(m.read)) + manyRows
}
