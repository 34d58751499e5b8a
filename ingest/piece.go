package ingest

import (
	"errors"
	"io"
	"slices"

	"mtbf/internal/table"
)

// decodedRow is a row as a decoder sees it.
type decodedRow struct {
	draft
	key     rowKey
	part    uint16 // of the set of rows
	zoned   uint8  // of a complete one: times that the time zone was needed for
	state   stateWord
	outside bool // a condition of the user leaves it out
}

// slowRow is a record that a decoder was not sure of, or that does not split.
type slowRow struct {
	at     int // number of sights before it
	line   int // within the block
	record []string
	bad    *table.RecordError
}

// piece is a block of a file and what a decoder made of it. It is used again for
// another block once its rows are in the log.
type piece struct {
	block table.Block
	space []byte // of the block
	read  int64  // bytes of the file as it is stored, up to the end of the block
	done  chan struct{}

	sights []decodedRow
	odds   []slowRow
	lines  int
	last   int    // line of the last good record
	rest   []byte // the beginning of a record that goes on behind the block
	end    error  // why the file ends here, nil if it does not

	seen [][]bool // by condition and value: whether a row has it

	decoder                   *rowDecoder
	names                     *vocabulary // of the decoder
	units, categories, groups []string    // its texts when the piece was done
}

// decodeBlock fills p with the rows of its block.
func (d *rowDecoder) decodeBlock(p *piece) {
	if d.size() > d.f.words {
		d.vocabulary = newVocabulary()
	}
	p.sights, p.odds, p.rest, p.end = p.sights[:0], p.odds[:0], nil, nil
	p.seen = p.seen[:0]
	for i := range d.rows.where {
		c := &d.rows.where[i]
		c.seen = make([]bool, len(c.Values))
		p.seen = append(p.seen, c.seen)
	}
	d.in.Load(p.block)
	for more := true; more; {
		d.warm(d.in.Split())
		more = p.add(d, d.in.Next())
	}
	p.lines, p.last = d.in.Lines(), d.in.LastGood()
	p.decoder = d
	p.names, p.units, p.categories, p.groups = d.vocabulary, d.units.texts, d.categories.texts, d.groups.texts
}

// add takes the record that was just read, with the error of reading it. It
// reports false at the end.
func (p *piece) add(d *rowDecoder, err error) bool {
	if err != nil {
		return p.addError(d, err)
	}
	n := len(p.sights)
	p.sights = append(p.sights, decodedRow{})
	if !d.decode(&p.sights[n]) {
		p.sights = p.sights[:n]
		p.odds = append(p.odds, slowRow{at: len(p.sights), line: d.in.Line(), record: slices.Clone(d.in.Strings())})
	}
	return true
}

// addError takes an error of reading, as add does.
func (p *piece) addError(d *rowDecoder, err error) bool {
	var bad *table.RecordError
	switch {
	case errors.As(err, &bad):
		p.odds = append(p.odds, slowRow{at: len(p.sights), line: d.in.Line(), bad: bad})
	case err == table.ErrCut:
		p.rest = d.in.Rest()
		return false
	default:
		p.end = err
		return false
	}
	return true
}

// single is a source of one record.
type single struct {
	slowRow
	line int
	done bool
}

func (s *single) Read() ([]string, error) {
	switch {
	case s.done:
		return nil, io.EOF
	case s.bad != nil:
		s.done = true
		return nil, s.bad
	}
	s.done = true
	return s.record, nil
}

func (s *single) Line() int { return s.line }
