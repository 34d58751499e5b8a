package table

import (
	"encoding/binary"
	"math/bits"
)

// quickSize bounds the records that quick reads, in bytes.
const quickSize = 4 << 10

// quick reads the next record, if all of it is in the window and nothing about it
// is unusual, as Next does otherwise. If not it reports false, and nothing has
// changed but storage.
//
// It copies eight bytes at a time, and looks only at those that can mean
// something: what may end the field, a comma or a quote, and line ends.
func (r *Reader) quick() bool {
	size := min(quickSize, r.limit, r.MaxField)
	buf := r.buf[r.pos:min(r.end, r.pos+size)]
	if r.nul || r.Comma == Blanks || len(buf) == 0 || buf[0] == '\n' || buf[0] == '\r' || buf[0] == r.Comment {
		return false
	}
	if cap(r.rec) < size+8 {
		r.rec = make([]byte, 0, size+8)
	}
	rec, ends := r.rec[:size+8], r.ends[:0]
	in, out, lines := 0, 0, 1
	for c := r.Comma; c != '\n'; { // c ended the field before
		if in == len(buf) || lines > 1 || len(ends) == r.MaxFields {
			return false
		}
		start, stop, quoted := out, r.Comma, buf[in] == '"'
		if quoted {
			stop, in = '"', in+1
		}
		stops := eight(stop)
		for {
			if in+8 > len(buf) {
				return false
			}
			word := binary.LittleEndian.Uint64(buf[in:])
			binary.LittleEndian.PutUint64(rec[out:], word)
			marks := find(word, stops)
			if marks == 0 { // foretold by the processor, unlike the number of zeros
				in, out = in+8, out+8
				continue
			}
			skip := bits.TrailingZeros64(marks) / 8
			in, out = in+skip, out+skip
			if c = buf[in]; c == stop {
				if !quoted {
					break
				}
				if in, c = behindQuote(buf, in, r.Comma); c == 0 {
					return false
				} else if c != '"' {
					break
				}
			} else if c == '\n' {
				if !quoted {
					break
				}
				lines++
			} else if c == '\r' && quoted {
				return false
			}
			in, out = in+1, out+1
		}
		if c == '\n' && !quoted && out > start && rec[out-1] == '\r' {
			out--
		}
		rec[out] = 0
		ends, in, out = append(ends, out), in+1, out+1
	}
	if lines > r.MaxLines {
		return false
	}
	r.line, r.last, r.lines = r.next, r.next, r.lines[:0]
	r.rec, r.ends = rec[:out], ends
	r.advance(in, lines)
	return true
}

// eight returns a word of eight times the byte b.
func eight(b byte) uint64 { return 0x0101010101010101 * uint64(b) }

// find returns a word whose lowest bit is the highest one of the first byte of
// word, from its low end, that is the one in stops or less than 14, as line ends
// are; 0 if there is none.
func find(word, stops uint64) uint64 {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	x := word ^ stops
	return ((x-ones)&^x | (word-14*ones)&^word) & highs
}

// behindQuote tells what a quote at in, in a quoted field, means: the comma or
// line feed that ends the field, with its place; a quote that is text; or 0 for
// anything else.
func behindQuote(buf []byte, in int, comma byte) (int, byte) {
	if in+2 >= len(buf) {
		return 0, 0
	}
	switch c := buf[in+1]; {
	case c == comma || c == '\n' || c == '"':
		return in + 1, c
	case c == '\r' && buf[in+2] == '\n':
		return in + 2, '\n'
	}
	return 0, 0
}
