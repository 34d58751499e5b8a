package ingest

import (
	"errors"
	"io"
	"math"

	"mtbf/internal/table"
	"mtbf/internal/when"
)

// merger puts the pieces of a file into the log, in order: what depends on the
// rows before is done here.
type merger struct {
	f     *fileReader
	lines int // physical lines before the piece
	last  int // line of the last good record
	known map[*rowDecoder]*numbers

	warmth rowKey // of warm, so that it is not optimised away
}

// warmRows is how many rows are looked up together: their places fit into the
// nearest cache.
const warmRows = 128

// readBlocks decodes the rows into drafts, a block at a time. Where a record
// turns out to run over the end of its block, the next block is decoded again
// together with the beginning of it; one that grows beyond what a record can
// have leaves the rest of the file to in, record by record.
func (f *fileReader) readBlocks(l *pipeline, in *table.Reader) error {
	defer l.stop()
	m := &merger{f: f, lines: in.Lines(), last: in.LastGood(), known: map[*rowDecoder]*numbers{}}
	var carry []byte
	for {
		p := l.next()
		if len(carry) > 0 {
			l.prepend(carry, p)
		}
		if err := m.merge(p); err != nil {
			return err
		}
		f.meter.note(p.read)
		if p.end != nil {
			return m.ended(p.end)
		}
		carry = append(carry[:0], p.rest...)
		l.release(p)
		if len(carry) > in.Limit() {
			return m.readOn(&remainder{text: carry, l: l}, in)
		}
	}
}

// merge puts one piece into the log.
func (m *merger) merge(p *piece) error {
	n := m.known[p.decoder]
	if n == nil || n.of != p.names {
		n = &numbers{of: p.names}
		m.known[p.decoder] = n
	}
	n.cover(p)
	m.noteSeen(p)
	odds := p.odds
	for i := range p.sights {
		if i%warmRows == 0 {
			m.warm(p.sights[i:min(len(p.sights), i+warmRows)], n)
		}
		for len(odds) > 0 && odds[0].at == i {
			if err := m.addSlow(odds[0]); err != nil {
				return err
			}
			odds = odds[1:]
		}
		if err := m.addRow(&p.sights[i], n, p); err != nil {
			return err
		}
	}
	for _, o := range odds {
		if err := m.addSlow(o); err != nil {
			return err
		}
	}
	if p.last > 0 {
		m.last = m.lines + p.last
	}
	m.lines += p.lines
	return nil
}

// warm looks at what the rows will be looked up in.
func (m *merger) warm(rows []decodedRow, n *numbers) {
	for i := range rows {
		s := &rows[i]
		m.warmth += m.f.seen.look(s.part, s.key) + rowKey(n.units[s.unit])
	}
}

// noteSeen tells the user's conditions which of their values have come.
func (m *merger) noteSeen(p *piece) {
	for i, seen := range p.seen {
		for v := range seen {
			m.f.rows.where[i].seen[v] = m.f.rows.where[i].seen[v] || seen[v]
		}
	}
}

// decodedRow counts a row and keeps its draft, as rows.admit and take do.
func (m *merger) addRow(s *decodedRow, n *numbers, p *piece) error {
	f, reading := m.f, &m.f.log.Reading
	reading.RowsRead++
	f.atLine(m.lines + int(s.line))
	switch {
	case !f.opt.KeepDuplicates && f.isCopy(s.part, s.key):
		reading.Duplicates++
		return nil
	case s.outside:
		reading.ExcludedBy["where"]++
		return nil
	case f.states.leavesOut(s.state):
		m.leaveOut(s, n, p)
		return nil
	}
	f.countState(s.state)
	d := s.draft
	var err error
	if d.causes, err = f.causesOf(n, s.causes, p.categories); err != nil {
		return err
	}
	switch {
	case d.marks&complete != 0:
		f.complete++
		f.account.WithoutOffset += int(s.zoned)
	case !f.numeric:
		f.votes.Add(when.Stamp(d.start))
		f.votes.Add(when.Stamp(d.end))
	}
	if d.unit = n.units[s.unit]; d.unit < 0 {
		d.unit = f.unitNamed(p.units[s.unit])
		n.units[s.unit] = d.unit
	}
	if d.group = n.groups[s.group]; d.group < 0 {
		d.group = f.group(p.groups[s.group])
		n.groups[s.group] = d.group
	}
	d.line = int32(min(m.lines+int(s.line), math.MaxInt32))
	f.keep(&d)
	return f.goThrough()
}

// causesOf returns the log's number of the set of causes in a text, which is
// looked up only once unless it is one that no rule places: each such row counts.
func (f *fileReader) causesOf(n *numbers, category int32, texts []string) (int32, error) {
	if known := n.causes[category]; known >= 0 {
		return known, nil
	}
	unplaced := f.category.unplaced
	causes, err := f.category.of(texts[category], f.rows)
	if f.category.unplaced == unplaced {
		n.causes[category] = causes
	}
	return causes, err
}

// slowRow passes a single record through csvutil.
func (m *merger) addSlow(o slowRow) error {
	if o.bad != nil {
		bad := *o.bad
		bad.Line += m.lines
		o.bad = &bad
	}
	m.f.rows.in = &single{slowRow: o, line: m.lines + o.line}
	return m.f.decode()
}

// ended returns the error for a file that ended with err.
func (m *merger) ended(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	var failed *table.ReadError
	if errors.As(err, &failed) {
		err = &table.ReadError{Line: m.last, Err: failed.Err}
	}
	return m.f.rows.positioned(err)
}

// readOn reads what is left of the file record by record.
func (m *merger) readOn(src io.Reader, in *table.Reader) error {
	in.Resume(src, m.lines+1, m.last)
	m.f.rows.in, m.f.meter.byRow = in, true
	return m.f.decode()
}

// prepend decodes a piece again, with text before it.
func (l *pipeline) prepend(text []byte, p *piece) {
	p.block.Text = append(append(make([]byte, 0, len(text)+len(p.block.Text)), text...), p.block.Text...)
	p.space = p.block.Text
	l.decoder.decodeBlock(p)
}

// remainder reads the text of a pipeline from text on.
type remainder struct {
	text []byte
	l    *pipeline
	end  error
}

func (r *remainder) Read(b []byte) (int, error) {
	for len(r.text) == 0 {
		if r.end != nil {
			return 0, r.end
		}
		p := r.l.next()
		r.text, r.end = append(r.text, p.block.Text...), p.block.End
		r.l.release(p)
	}
	n := copy(b, r.text)
	r.text = r.text[n:]
	return n, nil
}
