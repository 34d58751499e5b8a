package table

import (
	"bytes"
	"errors"
	"io"
)

// errLimit is lineEnd's answer to a record beyond the window's limit.
var errLimit = errors.New("limit reached")

// windowChunk is the least the window reads at once when it has the room.
const windowChunk = 64 << 10

// window holds the part of the input from the start of the current record to
// the last byte read, so that a record that fails can be read again.
type window struct {
	src      io.Reader
	buf      []byte
	pos, end int   // buf[pos:end] is unread
	next     int   // number, from 1, of the physical line that starts at pos
	limit    int   // bytes in a record
	chunk    int   // bytes
	err      error // what ended src

	primed bool
	mac    bool // CR ends a line
	nul    bool // a NUL byte has been seen
}

func newWindow(src io.Reader, chunk int) window {
	return window{src: src, next: 1, chunk: chunk}
}

// start reads the first chunk and decides from it what ends a line.
func (w *window) start(limit int) {
	w.primed, w.limit = true, limit
	w.buf = make([]byte, w.chunk)
	for w.end < len(w.buf) && w.err == nil {
		w.fill()
	}
	head := w.buf[:w.end]
	w.mac = bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0
	if w.mac {
		endLines(head)
	}
}

// endLines turns the CR of an old Macintosh into LF.
func endLines(b []byte) {
	for i := bytes.IndexByte(b, '\r'); i >= 0; i = bytes.IndexByte(b, '\r') {
		b[i] = '\n'
		b = b[i+1:]
	}
}

// lineEnd returns the offset from pos past the end of the physical line that
// starts at offset from, its LF included. The error is errLimit if the record
// would exceed the limit, and what ended src if there is no such line; a line
// without LF counts only at io.EOF.
func (w *window) lineEnd(from int) (int, error) {
	for scanned := from; ; {
		i := bytes.IndexByte(w.buf[w.pos+scanned:w.end], '\n')
		if stop := scanned + i + 1; i >= 0 {
			return stop, w.within(stop)
		}
		scanned = w.end - w.pos
		switch {
		case scanned > w.limit:
			return 0, errLimit
		case w.err == io.EOF && scanned > from:
			return scanned, nil
		case w.err != nil:
			return 0, w.err
		}
		w.fill()
	}
}

// within returns errLimit for a record of more than limit bytes.
func (w *window) within(size int) error {
	if size > w.limit {
		return errLimit
	}
	return nil
}

// skipLine drops the rest of a physical line however long it is.
func (w *window) skipLine() {
	for {
		if i := bytes.IndexByte(w.buf[w.pos:w.end], '\n'); i >= 0 {
			w.advance(i+1, 1)
			return
		}
		w.pos = w.end
		if w.err != nil {
			w.next++
			return
		}
		w.fill()
	}
}

// advance moves past n bytes that end so many physical lines.
func (w *window) advance(n, lines int) {
	w.pos += n
	w.next += lines
}

// fill reads once, or sets err.
func (w *window) fill() {
	if w.end == len(w.buf) {
		w.room()
	}
	n, err := readSome(w.src, w.buf[w.end:])
	fresh := w.buf[w.end : w.end+n]
	w.end += n
	w.err = err
	if w.mac {
		endLines(fresh)
	}
	if !w.nul {
		w.nul = bytes.IndexByte(fresh, 0) >= 0
	}
}

// room makes room behind end: it drops what has been read, and grows the buffer
// if half of it is still needed. lineEnd never asks for more than the limit, so
// limit + chunk is enough.
func (w *window) room() {
	unread := w.buf[w.pos:w.end]
	if size := min(2*len(w.buf), w.limit+w.chunk); len(unread) > len(w.buf)/2 && size > len(w.buf) {
		w.buf = make([]byte, size)
	}
	w.end = copy(w.buf, unread)
	w.pos = 0
}

// readSome reads at least a byte or returns an error.
func readSome(src io.Reader, b []byte) (int, error) {
	for range 100 {
		if n, err := src.Read(b); n > 0 || err != nil {
			return n, err
		}
	}
	return 0, io.ErrNoProgress
}
