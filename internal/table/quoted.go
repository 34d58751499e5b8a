package table

import "bytes"

// cursor is a place in the current record, in bytes from its start.
type cursor struct {
	off  int // the next byte
	stop int // past the end of the physical line it is on
	line int // the number of that line
}

// quoted reads a record with a quote on its first line, which ends at stop.
//
// A failed record is read again from the line after the bad field's first. That
// cannot make reading quadratic: a quoted field runs over a line only if the
// quotes there stand in adjacent pairs, and such a line on its own opens no
// field that it does not close.
func (r *Reader) quoted(stop int) error {
	r.rec = r.rec[:0]
	c := cursor{off: r.beforeQuote(stop), stop: stop, line: r.next}
	for more := true; more; {
		from := c
		if len(r.ends) == r.MaxFields {
			return r.reject(from, ErrTooManyFields)
		}
		var err error
		if more, err = r.field(&c); err == ErrCut {
			return ErrCut
		}
		if err != nil {
			return r.reject(from, err)
		}
		r.endField()
		r.lines = append(r.lines, from.line)
	}
	r.advance(c.stop, c.line-r.next+1)
	if r.nul {
		return r.findNUL()
	}
	return nil
}

// beforeQuote splits the fields before the one with the first quote of a line, and
// returns where that one starts. It leaves a line that may be out of bounds to
// the slower way, which tells what is wrong.
func (r *Reader) beforeQuote(stop int) int {
	text := r.buf[r.pos : r.pos+stop]
	comma := bytes.LastIndexByte(text[:bytes.IndexByte(text, '"')], r.Comma)
	if comma < 0 {
		return 0
	}
	if comma > r.MaxField || !r.splitComma(text[:comma]) {
		r.rec, r.ends = r.rec[:0], r.ends[:0]
		return 0
	}
	for range r.ends {
		r.lines = append(r.lines, r.next)
	}
	return comma + 1
}

// reject returns the error of the field that starts at from, and moves to the
// line after it.
func (r *Reader) reject(from cursor, err error) error {
	text := trimNewline(r.rest(from))
	bad := &RecordError{Line: from.line, Field: len(r.ends) + 1, Value: excerpt(text), Err: err}
	r.advance(from.stop, from.line-r.next+1)
	return bad
}

// rest returns what is left of the cursor's physical line.
func (r *Reader) rest(c cursor) []byte {
	return r.buf[r.pos+c.off : r.pos+c.stop]
}

// field appends the field at c to r.rec and moves c past it and its delimiter.
// It reports whether another field follows.
func (r *Reader) field(c *cursor) (more bool, err error) {
	rest := r.rest(*c)
	if len(rest) > 0 && rest[0] == '"' {
		return r.quotedField(c)
	}
	i := bytes.IndexByte(rest, r.Comma)
	if i < 0 {
		rest = trimNewline(rest)
		c.off = c.stop
	} else {
		rest = rest[:i]
		c.off += i + 1
	}
	if len(rest) > r.MaxField {
		return false, ErrFieldTooLong
	}
	r.rec = append(r.rec, rest...)
	return i >= 0, nil
}

// quotedField is field for one that starts with a quote.
func (r *Reader) quotedField(c *cursor) (more bool, err error) {
	start, first := len(r.rec), c.line
	c.off++
	for {
		rest := r.rest(*c)
		i := bytes.IndexByte(rest, '"')
		if i < 0 {
			r.rec = appendLine(r.rec, rest)
		} else {
			r.rec = append(r.rec, rest[:i]...)
		}
		if len(r.rec)-start > r.MaxField {
			return false, tooLong(c.line > first)
		}
		if i < 0 {
			if err := r.nextLine(c, first); err != nil {
				return false, err
			}
			continue
		}
		c.off += i + 1
		switch rest = rest[i+1:]; {
		case len(trimNewline(rest)) == 0:
			c.off = c.stop
			return false, nil
		case rest[0] == r.Comma:
			c.off++
			return true, nil
		case rest[0] == '"':
			r.rec = append(r.rec, '"')
			c.off++
		default:
			return false, ErrQuote
		}
	}
}

// tooLong names an overlong quoted field: one that has run over a line's end
// was most likely never closed.
func tooLong(severalLines bool) error {
	if severalLines {
		return ErrOpenQuote
	}
	return ErrFieldTooLong
}

// nextLine moves c to the start of the next physical line, in a quoted field
// that started on line first.
func (r *Reader) nextLine(c *cursor, first int) error {
	if c.line-first+1 >= r.MaxLines {
		return ErrOpenQuote
	}
	stop, err := r.lineEnd(c.stop)
	if err == ErrCut {
		return ErrCut
	}
	if err != nil {
		// The end of the input, a failing input or the record's bound. If the
		// input failed, the Read that runs out of lines says so.
		return ErrOpenQuote
	}
	c.off, c.stop, c.line = c.stop, stop, c.line+1
	return nil
}

// appendLine appends a whole line to dst, its CR LF as LF.
func appendLine(dst, line []byte) []byte {
	if text, ok := bytes.CutSuffix(line, []byte("\r\n")); ok {
		return append(append(dst, text...), '\n')
	}
	return append(dst, line...)
}

// findNUL returns the error of the first field of the record with a NUL byte.
func (r *Reader) findNUL() error {
	for i := range r.ends {
		if text := r.stored(i); bytes.IndexByte(text, 0) >= 0 {
			return &RecordError{Line: r.lines[i], Field: i + 1, Value: excerpt(text), Err: ErrNUL}
		}
	}
	return nil
}
