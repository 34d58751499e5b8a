package infile

import (
	"bytes"
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
	pipe io.ReadCloser // nil: not opened yet
	text bytes.Buffer
	room int // bytes that may still be kept
}

// open opens the pipe, or what it held.
func (k *keeper) open(path string) (io.ReadCloser, error) {
	if k.pipe == nil {
		file, err := openFile(path)
		k.path, k.pipe = path, file
		return k, err
	}
	if _, err := io.Copy(io.Discard, k); err != nil {
		return nil, err
	}
	return io.NopCloser(bytes.NewReader(k.text.Bytes())), nil
}

func (k *keeper) Read(p []byte) (int, error) {
	n, err := k.pipe.Read(p)
	if k.room -= n; k.room < 0 {
		return 0, fmt.Errorf("%s: a pipe that is read more than once may hold %d bytes: write it to a file first", k.path, MaxKept)
	}
	k.text.Write(p[:n])
	return n, err
}

// Close leaves the pipe open, for what nobody has read yet.
func (k *keeper) Close() error { return nil }
