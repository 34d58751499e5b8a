package local

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxWindow bounds the memory in bytes that an archive may ask for.
const maxWindow = 8 << 20

// unpacked returns what is inside a file that is compressed, or the file itself.
func unpacked(file io.Reader) (text io.Reader, packed bool, done func(), err error) {
	raw := bufio.NewReader(file)
	magic, err := raw.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, false, nil, err
	}
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(raw)
		if err != nil {
			return nil, true, nil, err
		}
		return z, true, func() { z.Close() }, nil
	case bytes.HasPrefix(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(raw, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderMaxMemory(maxWindow))
		if err != nil {
			return nil, true, nil, err
		}
		return z, true, z.Close, nil
	}
	return raw, false, func() {}, nil
}

func damaged(err error) error {
	return fmt.Errorf("the file is compressed, and cannot be unpacked here: %w", err)
}
