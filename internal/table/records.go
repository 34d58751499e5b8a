package table

import (
	"bytes"
	"io"
)

// Records returns a Reader of records of the dialect from text, all of it, in which
// there is no header. It is for pieces of an input: what ends behind more than
// MaxField bytes of lookahead is cut by ErrCut.
func (d Dialect) Records(text []byte, last bool) *Reader {
	r := NewReader(bytes.NewReader(nil))
	r.Comma, r.Width = d.Comma, len(d.Header)
	if d.Commented {
		r.Comment = '#'
	}
	if r.prime() != nil {
		return r // its Next tells
	}
	b := Block{Text: text}
	if last {
		b.End = io.EOF
	}
	r.Load(b)
	return r
}

// Behind returns the offset in the text of Records, or of a Block, of what is behind the
// last record.
func (r *Reader) Behind() int {
	if r.taken < len(r.ahead) {
		return r.ahead[r.taken].from
	}
	return r.pos
}

// Macintosh reports whether lines end in CR: an input that only its own Reader can read.
func (r *Reader) Macintosh() bool { return r.prime() == nil && r.mac }
