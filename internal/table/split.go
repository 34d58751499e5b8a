package table

import "mtbf/internal/marks"

// Bounds of what is split ahead: a record of so many bytes, and so many records; and in how
// many bytes marks are found at once.
const (
	quickSize   = 4 << 10
	mostAhead   = 64
	markedBytes = 64 << 10
)

// record is a record that was split ahead.
type record struct {
	line        int // on which it starts
	from, to    int // its text, in the window, without the line end
	first, last int // its fields, in Reader.spans
	asRow       bool
}

// span is where a field stands, without the quotes around it.
type span struct {
	from, to int32
	doubled  bool // there are doubled quotes in it
}

// splitter is what a Reader of blocks knows of the records ahead.
type splitter struct {
	block  bool     // there is one: all of the window is there
	marks  []uint32 // of the block, from pos or before to marked
	mark   int      // the first that may lie ahead
	marked int      // how much of the block has been looked at
	ahead  []record
	taken  int // of them
	spans  []span
}

// more finds the marks of some more of a block, if what is known of them does not reach
// beyond the next record.
func (r *Reader) more() bool {
	if r.nul || r.Comma == Blanks || r.marked >= min(r.end, r.pos+2*quickSize) {
		return false
	}
	r.marks, r.mark = append(r.marks[:0], r.marks[r.mark:]...), 0
	from := max(r.marked, r.pos)
	r.marked = min(r.end, from+markedBytes)
	r.marks = marks.Find(r.marks, r.buf[:r.marked], from, r.Comma)
	return true
}

// Split splits some records ahead of Next, if there are none, and returns how many.
// It stops before one about which anything is unusual; there are none ahead but in
// a block.
func (r *Reader) Split() int {
	if r.taken < len(r.ahead) {
		return 0
	}
	r.ahead, r.taken, r.spans = r.ahead[:0], 0, r.spans[:0]
	for r.block && len(r.ahead) < mostAhead && (r.more() || r.quick()) {
	}
	return len(r.ahead)
}

// Ahead returns field i, from 0, of record n, from 0, of those that Split has split
// ahead, as it is written; nil if it has none. It is valid until the next Split.
func (r *Reader) Ahead(n, i int) []byte {
	rec := &r.ahead[n]
	if i >= rec.last-rec.first {
		return nil
	}
	s := r.spans[rec.first+i]
	return r.buf[s.from:s.to]
}

// take makes the next record ahead the current one.
func (r *Reader) take() {
	rec := &r.ahead[r.taken]
	r.taken++
	r.line, r.last = rec.line, rec.line
	r.base, r.fields = r.buf, r.spans[rec.first:rec.last]
	r.row, r.scratch = nil, r.scratch[:0]
	if rec.asRow {
		r.row = r.buf[rec.from:rec.to]
	}
}

// quick splits the next record, if all of it is in the window and nothing about it
// is unusual, as Next reads it otherwise. If not it reports false, and nothing has
// changed.
func (r *Reader) quick() bool {
	text, comma, places := r.buf[:r.end], r.Comma, r.marks
	k := r.mark
	for k < len(places) && int(places[k]) < r.pos {
		k++
	}
	r.mark = k
	if k == len(places) || text[r.pos] == '\n' || text[r.pos] == '\r' || text[r.pos] == r.Comment {
		return false
	}
	rec := record{line: r.next, from: r.pos, first: len(r.spans), asRow: comma == ','}
	from, lines, most := r.pos, 1, rec.from+min(quickSize, r.limit, r.MaxField)
	for ; k < len(places); k++ {
		at := int(places[k])
		switch c := text[at]; {
		case c == '"' && at == from:
			q, ok := r.quotedAhead(k, most)
			if !ok {
				r.spans = r.spans[:rec.first]
				return false
			}
			rec.asRow = rec.asRow && q.needed
			lines += q.lines
			k, from = q.last, q.from // behind the quotes
			r.spans = append(r.spans, q.span)
			if c := text[places[k]]; c == comma {
				break
			}
			rec.to = int(q.to) + 1
			return r.done(rec, k, lines, most)
		case c == comma:
			r.spans = append(r.spans, span{from: int32(from), to: int32(at)})
			from = at + 1
		case c == '\n':
			if rec.to = at; at > from && text[at-1] == '\r' {
				rec.to--
			}
			r.spans = append(r.spans, span{from: int32(from), to: int32(rec.to)})
			return r.done(rec, k, lines, most)
		case c == '"':
			rec.asRow = false
		}
	}
	r.spans = r.spans[:rec.first]
	return false
}

// done takes a record that ends with the line feed at a mark, unless it is out of
// bounds.
func (r *Reader) done(rec record, mark, lines, most int) bool {
	stop := int(r.marks[mark]) + 1
	rec.last = len(r.spans)
	if stop > most || lines > r.MaxLines || rec.last-rec.first > r.MaxFields {
		r.spans = r.spans[:rec.first]
		return false
	}
	r.ahead = append(r.ahead, rec)
	r.mark = mark + 1
	r.advance(stop-r.pos, lines)
	return true
}

// inQuotes is a field in quotes.
type inQuotes struct {
	span
	needed bool // the quotes are: there is a comma, a quote or a line end between them
	lines  int  // line ends between them
	last   int  // the mark that ends the field: a comma or a line feed
	from   int  // where the next field is
}

// quotedAhead splits the field whose opening quote is a mark, if all of it lies before
// most and nothing about it is unusual.
func (r *Reader) quotedAhead(k, most int) (q inQuotes, ok bool) {
	text, places := r.buf[:r.end], r.marks
	q.span.from = int32(places[k]) + 1
	for k++; k+1 < len(places); k++ {
		at := int(places[k])
		if at >= most {
			return q, false
		}
		switch text[at] {
		case '"':
			next := int(places[k+1])
			if next != at+1 {
				return q, false
			}
			switch c := text[next]; {
			case c == '"':
				q.doubled, q.needed = true, true
				k++
				continue
			case c == '\r':
				k++
				if k+1 == len(places) || int(places[k+1]) != at+2 || text[at+2] != '\n' {
					return q, false
				}
			}
			q.to, q.last, q.from = int32(at), k+1, next+1
			return q, true
		case '\n':
			q.lines++
			q.needed = true
		case '\r':
			return q, false
		default:
			q.needed = true
		}
	}
	return q, false
}

// undoubled returns the text of a field with doubled quotes in it.
func (r *Reader) undoubled(s span) []byte {
	from := len(r.scratch)
	text := r.base[s.from:s.to]
	for i := 0; i < len(text); i++ {
		r.scratch = append(r.scratch, text[i])
		if text[i] == '"' {
			i++
		}
	}
	return r.scratch[from:]
}
