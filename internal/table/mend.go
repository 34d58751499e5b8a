package table

import (
	"encoding/binary"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// mender passes UTF-8 through and turns everything else into UTF-8.
//
// As long as only ASCII has gone by, a byte that is not UTF-8 shows that the
// input is Windows-1252 after all; nothing before it is affected. Once there has
// been a good sequence, a bad byte is damage and becomes U+FFFD.
type mender struct {
	src   io.Reader
	text  *Text // Encoding and Replaced are kept up to date
	multi bool  // a good sequence beyond ASCII has gone by

	in   []byte
	tail []byte // of in: a sequence that is not complete
	out  []byte // UTF-8 to be read
	slow []byte // storage of out for what had to be changed
	err  error  // of src
}

func newMender(src io.Reader, text *Text) *mender {
	return &mender{src: src, text: text, in: make([]byte, headSize)}
}

func (m *mender) Read(p []byte) (int, error) {
	for len(m.out) == 0 {
		if m.err != nil {
			return 0, m.err
		}
		if len(p) >= len(m.in) {
			m.refill(p) // where it is to go, so that it need not be moved
		} else {
			m.refill(m.in)
		}
	}
	n := copy(p, m.out)
	m.out = m.out[n:]
	return n, nil
}

// refill reads into room, in which the text stays if it needs no change.
func (m *mender) refill(room []byte) {
	n := copy(room, m.tail)
	k, err := readSome(m.src, room[n:])
	m.err = err
	b := room[:n+k]
	whole := len(b)
	if err == nil && m.text.Encoding == UTF8 {
		whole = completeRunes(b)
	}
	m.tail = append(m.tail[:0], b[whole:]...)
	m.out = m.mend(b[:whole])
}

// completeRunes returns the length of b without a sequence cut by its end.
func completeRunes(b []byte) int {
	for i := len(b) - 1; i >= 0 && i > len(b)-utf8.UTFMax; i-- {
		if !utf8.RuneStart(b[i]) {
			continue
		}
		if !utf8.FullRune(b[i:]) {
			return i
		}
		break
	}
	return len(b)
}

// mend returns b as UTF-8, b itself if it is.
func (m *mender) mend(b []byte) []byte {
	if isASCII(b) {
		return b
	}
	if m.text.Encoding == UTF8 && utf8.Valid(b) {
		m.multi = true
		return b
	}
	m.slow = m.slow[:0]
	for len(b) > 0 {
		n := m.mendRune(b)
		b = b[n:]
	}
	return m.slow
}

// mendRune appends what b starts with to m.slow, and returns its length in b.
func (m *mender) mendRune(b []byte) int {
	if m.text.Encoding == UTF8 {
		r, size := utf8.DecodeRune(b)
		if r != utf8.RuneError || size > 1 {
			m.multi = m.multi || size > 1
			m.slow = append(m.slow, b[:size]...)
			return size
		}
		if m.multi {
			m.text.Replaced++
			m.slow = utf8.AppendRune(m.slow, utf8.RuneError)
			return 1
		}
		m.text.Encoding = Windows1252
	}
	m.slow = utf8.AppendRune(m.slow, charmap.Windows1252.DecodeByte(b[0]))
	return 1
}

// isASCII reports whether b is ASCII, eight bytes at a time.
func isASCII(b []byte) bool {
	const high = 0x8080808080808080
	for ; len(b) >= 8; b = b[8:] {
		if binary.LittleEndian.Uint64(b)&high != 0 {
			return false
		}
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
