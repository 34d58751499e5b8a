// Package outfile writes the files that a command was asked for: whole or not
// at all where the file system can do that, and without harm to what stands
// there. It knows nothing of what is written.
package outfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
)

// File is a file being written. Only [File.Commit] makes it appear under its
// name.
type File struct {
	to   target
	file *os.File // a temporary one, that gets its name; nil: text is copied
	text spool
}

// Create begins a file at path.
//
//   - A regular file, and one that is not there yet, is replaced in one step when
//     it is complete, its mode kept; until then the old one stands. A file in a
//     folder that cannot be written to, or that is mounted by itself, is
//     overwritten in place instead.
//   - A symbolic link is followed, also where its target is not there yet.
//   - What is neither a regular file nor a folder (a device, a pipe, /dev/stdout,
//     /dev/fd/3) is opened and written to when all is known, never replaced.
//
// Temporary files that killed runs have left in the folder are removed.
func Create(path string) (*File, error) {
	if refused.Load() {
		return nil, errRefused
	}
	to, err := find(path)
	if err != nil {
		return nil, err
	}
	if to.node() {
		return &File{to: to}, nil
	}
	sweep(to.folder)
	f, err := temporary(to.folder, to.name, to.draftMode())
	switch {
	case err == nil:
		return &File{to: to, file: f}, nil
	case to.info == nil || !unwritable(err):
		return nil, fmt.Errorf("%s: cannot write in its folder: %w", path, cause(err))
	}
	old, err := os.OpenFile(to.path(), os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	return &File{to: to}, old.Close()
}

// cause is an error without the name of a temporary file.
func cause(err error) error {
	var named *fs.PathError
	if errors.As(err, &named) {
		return named.Err
	}
	return err
}

// refused is whether this process writes no file.
var refused atomic.Bool

// errRefused is the error of every file where none may be written.
var errRefused = errors.New("no file may be written here")

// Refuse lets this process write no file any more.
func Refuse() { refused.Store(true) }

// Check says what will keep a file from being written at path, as far as that
// can be known beforehand: a folder stands there, or there is none to hold it.
func Check(path string) error {
	if refused.Load() {
		return errRefused
	}
	_, err := find(path)
	return err
}

// Write adds to the file.
func (f *File) Write(b []byte) (int, error) {
	if f.file == nil {
		return f.text.Write(b)
	}
	return f.file.Write(b)
}

// Commit gives the file its name.
func (f *File) Commit() error {
	if f.file == nil {
		return f.copy(&f.text)
	}
	if f.to.info != nil {
		keepOwner(f.file, f.to.info)
		if err := f.file.Chmod(f.to.info.Mode().Perm()); err != nil {
			return err
		}
	}
	if err := f.file.Sync(); err != nil {
		return err
	}
	err := rename(f.file, f.to.path())
	if !mounted(err) {
		return err
	}
	if _, err := f.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return f.copy(f.file)
}

// copy writes to what stands at the path.
func (f *File) copy(from io.WriterTo) error {
	to, shared, err := f.to.open()
	if err != nil {
		return err
	}
	_, err = from.WriteTo(to)
	if shared {
		return err
	}
	if !f.to.node() {
		err = errors.Join(err, to.Sync())
	}
	return errors.Join(err, to.Close())
}

// Abandon removes what was not committed; after Commit it does nothing.
func (f *File) Abandon() {
	f.text.abandon()
	if f.file != nil {
		f.file.Close()
		remove(f.file.Name())
	}
}

// target is where a path leads.
type target struct {
	folder, name string      // folder ends in a separator, or is empty
	info         fs.FileInfo // nil: nothing is there yet
	number       int         // of a file that was open before us; -1: none
}

func (t target) path() string { return t.folder + t.name }

// node reports whether it is not a file to be replaced.
func (t target) node() bool {
	return t.number >= 0 || t.info != nil && !t.info.Mode().IsRegular()
}

// draftMode is the mode of a file that is not complete: nobody else may read what
// they may not read afterwards.
func (t target) draftMode() fs.FileMode {
	if t.info != nil {
		return 0o600
	}
	return 0o666 // less the umask
}

// open opens what is there; shared, it is not ours to close.
func (t target) open() (f *os.File, shared bool, err error) {
	if t.number >= 0 {
		return descriptor(t.number, t.path()), true, nil
	}
	flag := os.O_WRONLY
	if !t.node() {
		flag |= os.O_TRUNC
	}
	f, err = os.OpenFile(t.path(), flag, 0)
	return f, false, err
}

// find follows the links at path, and says why no file can be there.
func find(path string) (t target, err error) {
	at, err := follow(path)
	if err != nil {
		return t, err
	}
	t.folder, t.name = filepath.Split(at)
	if t.number = number(at); t.number >= 0 {
		return t, nil
	}
	if t.info, err = os.Stat(at); err == nil {
		switch {
		case t.info.IsDir():
			return t, fmt.Errorf("%s is a folder: name a file in it", path)
		case t.info.Mode().Type() == fs.ModeSocket:
			return t, fmt.Errorf("%s is a socket: name a file", path)
		}
		return t, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return t, err
	}
	folder := t.folder
	if folder == "" {
		folder = "."
	}
	switch info, err := os.Stat(folder); {
	case t.name == "":
		return t, fmt.Errorf("%s: there is no such folder, and a file needs a name", path)
	case errors.Is(err, fs.ErrNotExist):
		return t, fmt.Errorf("%s: there is no folder %s: make it first", path, filepath.Clean(folder))
	case err != nil:
		return t, err
	case !info.IsDir():
		return t, fmt.Errorf("%s: %s is not a folder", path, filepath.Clean(folder))
	}
	return t, nil
}
