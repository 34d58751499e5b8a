package table

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxWindow bounds the memory an archive may ask for, in bytes: what
// zstd --long=27 needs.
const maxWindow = 128 << 20

// decompress returns the contents of raw, which is raw itself if it is neither
// gzip nor zstd.
func (t *Text) decompress(raw *bufio.Reader) (*bufio.Reader, error) {
	magic, err := raw.Peek(4)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("%s: %w", t.Name, err)
	}
	var inner io.Reader
	switch {
	case bytes.HasPrefix(magic, []byte("\x1f\x8b")):
		t.Compression = "gzip"
		inner, err = t.gunzip(raw)
	case isZstd(magic):
		t.Compression = "zstd"
		inner, err = t.unzstd(raw)
	default:
		return bufio.NewReaderSize(source{raw, t}, headSize), nil
	}
	if err != nil {
		return nil, t.damage(err)
	}
	return bufio.NewReaderSize(source{inner, t}, headSize), nil
}

func (t *Text) gunzip(raw *bufio.Reader) (io.Reader, error) {
	z, err := gzip.NewReader(raw)
	if err != nil {
		return nil, err
	}
	t.closers = append(t.closers, z.Close)
	return z, nil
}

func (t *Text) unzstd(raw *bufio.Reader) (io.Reader, error) {
	z, err := zstd.NewReader(raw,
		zstd.WithDecoderConcurrency(1),
		zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(maxWindow),
		zstd.WithDecoderMaxMemory(maxWindow))
	if err != nil {
		return nil, err
	}
	t.closers = append(t.closers, func() error { z.Close(); return nil })
	return z, nil
}

// isZstd reports whether magic starts a zstd frame, or a skippable frame such
// as parallel compressors write first.
func isZstd(magic []byte) bool {
	if bytes.HasPrefix(magic, []byte("\x28\xb5\x2f\xfd")) {
		return true
	}
	return len(magic) == 4 && magic[0]&0xf0 == 0x50 && bytes.Equal(magic[1:], []byte("\x2a\x4d\x18"))
}

// source names the input in the errors of its contents.
type source struct {
	r io.Reader
	t *Text
}

func (s source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		err = s.t.damage(err)
	}
	return n, err
}

// damage says what err means for an archive.
func (t *Text) damage(err error) error {
	switch {
	case t.Compression == "":
		return fmt.Errorf("%s: %w", t.Name, err)
	case errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF:
		return fmt.Errorf("%s: %s data ends early: %w", t.Name, t.Compression, io.ErrUnexpectedEOF)
	}
	return fmt.Errorf("%s: %s data is damaged: %w", t.Name, t.Compression, err)
}
