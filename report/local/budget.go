package local

import (
	"context"
	"io"
	"slices"
	"sync"
)

// maxUploads bounds the uploads that have begun to arrive and are not yet
// answered, maxShared the bytes of all of them but the oldest. That one may
// have all of its bytes, so that each is answered in its turn, however many come
// at a time.
const (
	maxUploads = 32
	maxShared  = 2 * MaxUpload
)

// budget is what may be received at a time.
type budget struct {
	sync.Mutex
	shared int64 // bytes that are left to all
	open   []*received
	freed  chan struct{} // closed when something is given back
}

func newBudget() budget { return budget{shared: maxShared, freed: make(chan struct{})} }

// take returns the body of one more upload, which counts what is read of it.
func (b *budget) take(ctx context.Context, body io.ReadCloser) (*received, error) {
	b.Lock()
	defer b.Unlock()
	if len(b.open) == maxUploads {
		return nil, errBusy
	}
	r := &received{ReadCloser: body, ctx: ctx, of: b}
	b.open = append(b.open, r)
	return r, nil
}

// received is the body of an upload.
type received struct {
	io.ReadCloser
	ctx    context.Context
	of     *budget
	shared int64 // bytes
}

// Read waits for patience where there is no room for what it has read.
func (r *received) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	if n > 0 {
		if full := r.room(int64(n)); full != nil {
			return 0, full
		}
	}
	return n, err
}

// room counts bytes to those of the upload, and waits for patience where there is
// none for them.
func (r *received) room(n int64) error {
	if r.count(n) == nil {
		return nil
	}
	wait, cancel := context.WithTimeoutCause(r.ctx, patience, errBusy)
	defer cancel()
	for {
		freed := r.count(n)
		if freed == nil {
			return nil
		}
		select {
		case <-freed:
		case <-wait.Done():
			return context.Cause(wait)
		}
	}
}

// count adds bytes to those of the upload. Where there is no room for them it
// returns what tells that there may be some.
func (r *received) count(n int64) (freed <-chan struct{}) {
	r.of.Lock()
	defer r.of.Unlock()
	switch {
	case r.of.open[0] == r:
	case n > r.of.shared:
		return r.of.freed
	default:
		r.shared += n
		r.of.shared -= n
	}
	return nil
}

// release gives back what an upload took.
func (r *received) release() {
	r.of.Lock()
	defer r.of.Unlock()
	r.of.shared += r.shared
	r.of.open = slices.DeleteFunc(r.of.open, func(o *received) bool { return o == r })
	close(r.of.freed)
	r.of.freed = make(chan struct{})
}
