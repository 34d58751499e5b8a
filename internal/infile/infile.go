// Package infile opens the files that a command reads. What cannot be read as a
// file is refused at once, and what is read whole has a bound. A process may be confined
// to the files below one folder.
package infile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// Open opens a file, a pipe or a device for reading. A pipe is waited for until
// something opens it for writing.
// One that [Keep] knows can be opened again.
func Open(path string) (io.ReadCloser, error) {
	kept.Lock()
	k := kept.pipes[path]
	kept.Unlock()
	if k != nil {
		return k.open(path)
	}
	return openFile(path)
}

func openFile(path string) (io.ReadCloser, error) {
	if err := Check(path); err != nil {
		return nil, err
	}
	return File(path)
}

// Check refuses what cannot be read as a file. Of one that is not there it says
// nothing: opening it will.
func Check(path string) error {
	info, err := Stat(path)
	switch {
	case path == "":
		return errors.New("the name of a file to read is empty")
	case err != nil && within != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	case err != nil:
		return nil
	case info.IsDir():
		return fmt.Errorf("%s: is a directory, not a file: name a file in it", path)
	case info.Mode().Type() == fs.ModeSocket:
		return fmt.Errorf("%s: is a socket, not a file: write what it sends to a file", path)
	}
	return nil
}

// IsPipe reports whether a pipe is at path, from which one can read only once and
// only while something writes.
func IsPipe(path string) bool {
	info, err := Stat(path)
	return err == nil && info.Mode().Type() == fs.ModeNamedPipe
}

// headSize is how much of a file is looked at before the rest is read.
const headSize = 4 << 10

// Read reads a text of at most so many bytes whole. What a file of this kind is
// called, such as "profile", stands in the error of one that goes on beyond, or
// is no text.
func Read(path string, most int, kind string) ([]byte, error) {
	file, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	in := bufio.NewReaderSize(io.LimitReader(file, int64(most)+1), headSize)
	if head, _ := in.Peek(headSize); bytes.IndexByte(head, 0) >= 0 {
		return nil, fmt.Errorf("%s: binary data (it holds NUL bytes), not a %s", path, kind)
	}
	text, err := io.ReadAll(in)
	switch {
	case err != nil:
		return nil, err
	case len(text) > most:
		return nil, fmt.Errorf("%s: larger than %d bytes, the most a %s may have", path, most, kind)
	}
	return text, nil
}
