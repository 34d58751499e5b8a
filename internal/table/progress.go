package table

import (
	"io"
	"sync/atomic"
)

// counter counts the bytes that go through it.
type counter struct {
	io.Reader
	n *atomic.Int64
}

func (c counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// Progress returns how many bytes of the input, as it is stored, have been read,
// and how many there are in all, 0 if that is not known. It may be called while
// another goroutine reads.
func (t *Text) Progress() (read, total int64) { return t.Source().read.Load(), t.Source().size }
