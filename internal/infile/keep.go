package infile

import (
	"fmt"
	"io"
	"sync"
)

// MaxKept bounds what is kept of an input that is read more than once, in bytes.
const MaxKept = 256 << 20

// kept are the pipes that can be opened again, by path.
var kept = struct {
	sync.Mutex
	pipes map[string]*keeper
}{pipes: map[string]*keeper{}}

// Keep lets the pipe at path be opened more than once: what is read from it the
// first time is kept in memory. Of what is not a pipe it does nothing.
func Keep(path string) {
	if !IsPipe(path) {
		return
	}
	kept.Lock()
	defer kept.Unlock()
	if kept.pipes[path] == nil {
		kept.pipes[path] = &keeper{room: MaxKept}
	}
}

// keeper is a pipe with what was read from it.
type keeper struct {
	path string
	pipe io.Reader // nil: not opened yet
	text []byte
	room int // bytes that may still be kept
}

// open opens the pipe, which is read from its beginning however often it is opened.
func (k *keeper) open(path string) (io.ReadCloser, error) {
	if k.pipe == nil {
		file, err := openFile(path)
		if err != nil {
			return nil, err
		}
		k.path, k.pipe = path, file
	}
	return &again{keeper: k}, nil
}

// again reads what a keeper holds, then the pipe itself.
type again struct {
	*keeper
	at int
}

func (a *again) Read(p []byte) (int, error) {
	if a.at == len(a.text) {
		n, err := a.pipe.Read(p)
		if a.room -= n; a.room < 0 {
			return 0, fmt.Errorf("%s: a pipe that is read more than once may hold %d bytes: write it to a file first", a.path, MaxKept)
		}
		a.text = append(a.text, p[:n]...)
		a.at += n
		return n, err
	}
	n := copy(p, a.text[a.at:])
	a.at += n
	return n, nil
}

// Close leaves the pipe open, for what nobody has read yet.
func (a *again) Close() error { return nil }
