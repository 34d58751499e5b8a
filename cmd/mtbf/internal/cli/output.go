package cli

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"mtbf/cmd/mtbf/internal/render"
)

// errBrokenPipe is a reader that has seen enough, such as head: no failure.
var errBrokenPipe = syscall.EPIPE

// write renders doc in the chosen format to -o or standard output.
func (g *global) write(doc render.Document) error {
	var buf bytes.Buffer
	format, err := render.ParseFormat(g.format)
	if err != nil {
		return usageError{err}
	}
	if err := render.Write(&buf, doc, format); err != nil {
		return err
	}
	if g.output != "" {
		return writeFile(g.output, func(w io.Writer) error {
			_, err := w.Write(buf.Bytes())
			return err
		})
	}
	_, err = g.Out.Write(buf.Bytes())
	return err
}

// writeFile writes a file whole or not at all: under another name beside it,
// then renamed.
func writeFile(path string, fill func(io.Writer) error) (err error) {
	f, err := newAtomicFile(path)
	if err != nil {
		return err
	}
	defer f.abandon()
	if err := fill(f); err != nil {
		return err
	}
	return f.commit()
}

// atomicFile is a file that appears under its name only when it is complete.
type atomicFile struct {
	*os.File
	path string
}

func newAtomicFile(path string) (*atomicFile, error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return nil, err
	}
	return &atomicFile{f, path}, nil
}

// commit gives the file its name. A file of that name is replaced, its mode
// kept.
func (f *atomicFile) commit() error {
	mode := os.FileMode(0o644)
	if info, err := os.Stat(f.path); err == nil {
		mode = info.Mode().Perm()
	}
	err := errors.Join(f.Chmod(mode), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), f.path)
}

// abandon removes what was not committed.
func (f *atomicFile) abandon() {
	f.Close()
	os.Remove(f.Name())
}
