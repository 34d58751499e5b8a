package table

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"golang.org/x/text/encoding/unicode"

	"mtbf/internal/infile"
)

// SampleSize bounds Text.Sample, in bytes.
const SampleSize = 256 << 10

// headSize is how much of an input is looked at to tell its encoding.
const headSize = 64 << 10

// The values of Text.Encoding.
const (
	UTF8        = "UTF-8"
	UTF16LE     = "UTF-16LE"
	UTF16BE     = "UTF-16BE"
	Windows1252 = "Windows-1252"
	Workbook    = "Excel workbook" // of an archive that OpenAny takes
)

// Text is the UTF-8 text of an input: decompressed, decoded, without byte order
// mark. It is a stream; nothing is held but buffers, so the size of what comes
// out of an archive does not matter.
type Text struct {
	Name        string // as errors show it
	Compression string // "gzip", "zstd" or ""

	// Encoding is what the input was decoded from. UTF-8 turns into Windows-1252
	// while reading if the first byte beyond ASCII is not valid UTF-8.
	Encoding string

	// Replaced counts the invalid bytes of a UTF-8 input that have so far been
	// read as U+FFFD.
	Replaced int

	ctx      context.Context // nil: none
	of       *Text           // that it was made from; nil: none
	archives bool            // are not refused
	archive  *bufio.Reader   // nil: it is text
	buf      *bufio.Reader
	read     atomic.Int64 // bytes, compressed
	size     int64        // bytes, compressed; 0 if not known
	closers  []func() error
}

// Open returns the text of the file at path, or of stdin if path is "-". The
// caller closes it. The error wraps ErrEmpty for an input without text, and is a
// *BinaryError for one that is not text.
func Open(path string, stdin io.Reader) (*Text, error) { return openPath(path, stdin, NewText) }

// OpenAny is Open for what may be an archive or an old document of Office too: such a
// Text has no text, and gives what it is with Archive.
func OpenAny(path string, stdin io.Reader) (*Text, error) { return openPath(path, stdin, NewAny) }

func openPath(path string, stdin io.Reader, newText func(name string, r io.Reader) (*Text, error)) (*Text, error) {
	if path == "-" {
		return newText("standard input", stdin)
	}
	f, err := infile.Open(path)
	if err != nil {
		return nil, err
	}
	t, err := newText(path, f)
	if err != nil {
		f.Close()
		return nil, err
	}
	t.closers = append(t.closers, f.Close)
	if f, ok := f.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			t.size = info.Size()
		}
	}
	return t, nil
}

// NewText is Open for a stream, which it does not close.
//
// Compression is told by the first bytes, never by the name. The encoding is
// that of the byte order mark; without one, UTF-16 if the NUL bytes of the first
// 4 KiB stand where it would put them; otherwise UTF-8 or, if the first 64 KiB
// are not that, Windows-1252. Invalid bytes further on never fail: see Encoding
// and Replaced.
func NewText(name string, r io.Reader) (*Text, error) { return newText(&Text{Name: name}, r) }

// NewAny is OpenAny for a stream, which it does not close.
func NewAny(name string, r io.Reader) (*Text, error) {
	return newText(&Text{Name: name, archives: true}, r)
}

func newText(t *Text, r io.Reader) (*Text, error) {
	if err := t.open(r); err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

func (t *Text) open(r io.Reader) error {
	if r == nil {
		return fmt.Errorf("%s: %w", t.Name, ErrEmpty)
	}
	raw, err := t.decompress(bufio.NewReaderSize(counter{r, &t.read}, headSize))
	if err != nil {
		return err
	}
	head, err := raw.Peek(headSize)
	if len(head) == 0 {
		if err != nil && err != io.EOF {
			return err
		}
		return fmt.Errorf("%s: %w", t.Name, ErrEmpty)
	}
	if t.archives && isArchive(head) {
		t.archive, t.Encoding = raw, Workbook
		return nil
	}
	if kind := binaryKind(head); kind != nil {
		return &BinaryError{Name: t.Name, Looks: kind.looks, Hint: kind.hint}
	}
	mark := 0
	t.Encoding, mark = detectEncoding(head)
	if _, err := raw.Discard(mark); err != nil {
		return err
	}
	t.buf = bufio.NewReaderSize(t.decode(raw), SampleSize)
	if _, err := t.buf.Peek(1); err == io.EOF {
		return fmt.Errorf("%s: %w", t.Name, ErrEmpty)
	}
	return nil
}

// Converted returns the text that r makes of t: UTF-8 without a byte order mark. Its
// progress is that of t, which is closed on its own.
func (t *Text) Converted(r io.Reader) (*Text, error) {
	c := &Text{Name: t.Name, Compression: t.Compression, Encoding: t.Encoding, ctx: t.ctx, of: t}
	c.buf = bufio.NewReaderSize(r, SampleSize)
	if _, err := c.buf.Peek(1); err != nil {
		if err == io.EOF {
			err = ErrEmpty
		}
		return nil, err
	}
	return c, nil
}

// Forget gives up the room of a text that was made from another and has been read.
func (t *Text) Forget() {
	if t.of != nil {
		t.buf = nil
	}
}

// Source returns the text that t was made from, t itself if from none.
func (t *Text) Source() *Text {
	if t.of != nil {
		return t.of
	}
	return t
}

// decode returns the UTF-8 of raw.
func (t *Text) decode(raw io.Reader) io.Reader {
	switch t.Encoding {
	case UTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder().Reader(raw)
	case UTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder().Reader(raw)
	}
	return newMender(raw, t)
}

// Sample returns the start of the text, up to SampleSize bytes, without moving
// the place of the next Read. It must come before the first Read, and is valid
// until then. A failing input shows in Read, not here.
func (t *Text) Sample() []byte {
	if t.buf == nil {
		return nil
	}
	sample, _ := t.buf.Peek(SampleSize)
	return sample
}

// Until makes every Read fail with the cause of the end of ctx, once it has ended.
func (t *Text) Until(ctx context.Context) { t.ctx = ctx }

// Read reads UTF-8.
func (t *Text) Read(p []byte) (int, error) {
	if t.ctx != nil && t.ctx.Err() != nil {
		return 0, context.Cause(t.ctx)
	}
	return t.buf.Read(p)
}

// Close frees what Open took.
func (t *Text) Close() error {
	var errs []error
	for _, c := range t.closers {
		errs = append(errs, c())
	}
	t.closers = nil
	return errors.Join(errs...)
}
