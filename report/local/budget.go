package local

import (
	"io"
	"sync"
)

// mostReceived bounds the bytes of all uploads that have arrived and are not yet
// answered, mostUploads their number.
const (
	mostReceived = 3 * MaxUpload
	mostUploads  = 32
)

// budget is what may be received at a time.
type budget struct {
	sync.Mutex
	left    int64 // bytes
	uploads int
}

// take returns the body of one more upload, which counts what is read of it.
func (b *budget) take(body io.ReadCloser) (*received, error) {
	b.Lock()
	defer b.Unlock()
	if b.uploads == 0 {
		return nil, errBusy
	}
	b.uploads--
	return &received{ReadCloser: body, of: b}, nil
}

// received is the body of an upload.
type received struct {
	io.ReadCloser
	of *budget
	n  int64
}

func (r *received) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	r.of.Lock()
	defer r.of.Unlock()
	if int64(n) > r.of.left {
		return 0, errBusy
	}
	r.n += int64(n)
	r.of.left -= int64(n)
	return n, err
}

// release gives back what an upload took.
func (r *received) release() {
	r.of.Lock()
	defer r.of.Unlock()
	r.of.left += r.n
	r.of.uploads++
	r.n = 0
}
