package workbook

import (
	"context"
	"fmt"
	"io"
)

// Bounds of what is read. Those of a sheet are Excel's own.
const (
	maxRows      = 1 << 20
	maxColumns   = 1 << 14
	maxDirectory = 16 << 20  // bytes of the archive's list of its parts
	maxPart      = 32 << 20  // bytes, unpacked, of a part but these:
	maxSheet     = 1 << 30   // a sheet
	maxStrings   = 512 << 20 // the shared strings
	maxText      = 256 << 20 // bytes of text in the shared strings
	maxString    = 1 << 24   // shared strings
	maxLine      = 8 << 20   // bytes of text in a row
	maxOutput    = 4 << 30   // bytes of text of a sheet
	maxToken     = 4 << 20   // bytes of one tag, or of the text between two
	maxDepth     = 64        // elements within each other
	maxMerged    = 1 << 20   // merged ranges of a sheet that are used
	maxFormats   = 1 << 16   // number formats, of which Excel has some hundreds
)

// limited is a stream that fails after so many bytes, or once ctx has ended.
type limited struct {
	r    io.Reader
	left int64 // bytes
	most int64
	ctx  context.Context // nil: none
}

func limit(ctx context.Context, r io.Reader, most int64) *limited {
	return &limited{r: r, left: most, most: most, ctx: ctx}
}

func (l *limited) Read(p []byte) (int, error) {
	if l.ctx != nil && l.ctx.Err() != nil {
		return 0, context.Cause(l.ctx)
	}
	if l.left <= 0 {
		return 0, fmt.Errorf("goes on beyond %d MiB, the most that is read", l.most>>20)
	}
	if int64(len(p)) > l.left {
		p = p[:l.left]
	}
	n, err := l.r.Read(p)
	l.left -= int64(n)
	return n, err
}
