package table

import (
	"bytes"
	"fmt"
	"io"
)

// maxArchive is the most of an archive that is held in memory, in bytes.
const maxArchive = 256 << 20

// isArchive reports whether an input begins as a ZIP archive or as a document of the old
// Office.
func isArchive(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0"))
}

// IsArchive reports whether there is an archive in place of a text.
func (t *Text) IsArchive() bool { return t.archive != nil }

// Archive returns the archive, in memory, and its size.
func (t *Text) Archive() (io.ReaderAt, int64, error) {
	all, err := io.ReadAll(io.LimitReader(t.archive, maxArchive+1))
	switch {
	case err != nil:
		return nil, 0, err
	case len(all) > maxArchive:
		return nil, 0, fmt.Errorf("larger than %d MiB, the most that a workbook may be", maxArchive>>20)
	}
	return bytes.NewReader(all), int64(len(all)), nil
}
