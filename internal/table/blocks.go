package table

import (
	"bytes"
	"errors"
	"io"
)

// ErrCut is the end of a Block that others follow. What Rest returns then, if
// anything, is the beginning of a record that goes on in the next Block.
var ErrCut = errors.New("the block ends")

// Block is a piece of an input. Its records are read by a BlockReader, on any
// goroutine.
type Block struct {
	Text []byte
	End  error // what ended the input, io.EOF for its end; nil: another block follows
}

// Blocks cuts an input into pieces that most likely begin and end with whole
// records. It is a guess, which reading a Block checks: if the one before it
// leaves no Rest, its beginning is that of a record.
type Blocks struct {
	src   io.Reader
	comma byte
	rest  []byte // what the block before left over
}

// Blocks returns what r has not read yet, in pieces. r must not be read before
// Resume. It reports false for an input that only r itself can read: of lines
// that end in CR, or of fields separated by blanks.
func (r *Reader) Blocks() (*Blocks, bool) {
	if r.prime() != nil || r.mac || r.Comma == Blanks {
		return nil, false
	}
	src := r.src
	if r.err != nil {
		src = failing{r.err}
	}
	return &Blocks{src: io.MultiReader(bytes.NewReader(r.Rest()), src), comma: r.Comma}, true
}

// failing is an input that has ended.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// Next returns the next block, of about the size of buf, which it may use. After
// a block with End set there are no more.
func (b *Blocks) Next(buf []byte) Block {
	text := append(buf[:0], b.rest...)
	b.rest = b.rest[:0]
	for len(text) < cap(text) {
		n, err := readSome(b.src, text[len(text):cap(text)])
		text = text[:len(text)+n]
		if err != nil {
			return Block{Text: text, End: err}
		}
	}
	cut := lastRecord(text, b.comma)
	b.rest = append(b.rest, text[cut:]...)
	return Block{Text: text[:cut]}
}

// tailSize is how much of the end of a block is looked at to find where its last
// record ends, in bytes.
const tailSize = 16 << 10

// lastRecord returns where the last whole record of text most likely ends:
// behind its last line end outside quotes. A quote opens a field only behind a
// comma or a line end, so a look that starts inside a field soon finds its
// place. Without such a line end it is the end of text.
func lastRecord(text []byte, comma byte) int {
	from := 0
	if len(text) > tailSize {
		from = len(text) - tailSize
		from += bytes.IndexByte(text[from:], '\n') + 1
	}
	cut := from
	for {
		size := bytes.IndexByte(text[from:], '"')
		plain := text[from:]
		if size >= 0 {
			plain = plain[:size]
		}
		if i := bytes.LastIndexByte(plain, '\n'); i >= 0 {
			cut = from + i + 1
		}
		if size < 0 {
			break
		}
		from += size + 1
		if opens(text[:from-1], comma) {
			if size = closing(text[from:]); size < 0 {
				break
			}
			from += size
		}
	}
	if cut == 0 {
		return len(text)
	}
	return cut
}

// opens reports whether a quote behind text begins a field.
func opens(text []byte, comma byte) bool {
	n := len(text)
	return n == 0 || text[n-1] == comma || text[n-1] == '\n'
}

// closing returns the offset behind the quote that ends the field in text, -1
// if there is none.
func closing(text []byte) int {
	for from := 0; ; {
		i := bytes.IndexByte(text[from:], '"')
		if i < 0 {
			return -1
		}
		from += i + 1
		if from == len(text) || text[from] != '"' {
			return from
		}
		from++
	}
}

// BlockReader returns a Reader of blocks of the input of r, to be given one by
// Load.
func (r *Reader) BlockReader() *Reader {
	return &Reader{
		Comma: r.Comma, Comment: r.Comment, MaxField: r.MaxField, MaxFields: r.MaxFields, MaxLines: r.MaxLines, Width: r.Width, Marked: r.Marked,
		window: window{primed: true, limit: r.limit},
	}
}

// Load makes r read the records of b, whose first line counts as line 1. r keeps
// the memory of b until the next Load.
func (r *Reader) Load(b Block) {
	end := b.End
	if end == nil {
		end = ErrCut
	}
	r.window = window{
		buf: b.Text, end: len(b.Text), next: 1, limit: r.limit, err: end, primed: true,
		nul: bytes.IndexByte(b.Text, 0) >= 0,
	}
	r.splitter = splitter{block: true, marks: r.marks[:0], ahead: r.ahead[:0], spans: r.spans[:0]}
	r.last = 0
}

// Resume makes r read what is left of its input from src, which stands at the
// given physical line; last is the line of the last good record before it.
func (r *Reader) Resume(src io.Reader, line, last int) {
	limit, chunk := r.limit, r.chunk
	r.last = last
	r.window = window{src: src, buf: make([]byte, chunk), next: line, limit: limit, chunk: chunk, primed: true, nul: true}
}

// Rest returns what is left behind the last record of a block.
func (r *Reader) Rest() []byte { return r.buf[r.Behind():r.end] }

// Lines returns how many physical lines have been read.
func (r *Reader) Lines() int {
	if r.taken < len(r.ahead) {
		return r.ahead[r.taken].line - 1
	}
	return r.next - 1
}

// LastGood returns the physical line on which the last good record starts, 0 if
// there was none.
func (r *Reader) LastGood() int { return r.last }

// Limit returns the most bytes that a record can have.
func (r *Reader) Limit() int { return r.limit }
