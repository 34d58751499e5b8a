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
)

// File is a file being written. Only [File.Commit] makes it appear under its
// name.
type File struct {
	file *os.File
	path string // where links lead
	end  ending
}

// ending is how the file gets its name.
type ending int

const (
	renamed  ending = iota // from a temporary file beside it
	copied                 // from a temporary file elsewhere: its folder is not ours to write
	direct                 // it is a device, a pipe or a socket, and has been written to
	borrowed               // it was open before us and stays so
)

// Create begins a file at path.
//
//   - A regular file, and one that is not there yet, is replaced in one step when
//     it is complete, its mode kept; until then the old one stands. A file in a
//     folder that cannot be written to, or that is mounted by itself, is
//     overwritten in place instead.
//   - A symbolic link is followed, also where its target is not there yet.
//   - What is neither a regular file nor a folder (a device, a pipe, /dev/stdout,
//     /dev/fd/3) is written to, never replaced.
//
// Temporary files that killed runs have left in the folder are removed.
func Create(path string) (*File, error) {
	if f := descriptor(path); f != nil {
		return &File{f, path, borrowed}, nil
	}
	target, err := follow(path)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return create(target, false)
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, fmt.Errorf("%s is a folder: name a file in it", path)
	case !info.Mode().IsRegular():
		f, err := os.OpenFile(target, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		return &File{f, target, direct}, nil
	}
	return create(target, true)
}

// create begins a regular file.
func create(path string, exists bool) (*File, error) {
	folder := filepath.Dir(path)
	sweep(folder)
	f, err := temporary(folder, filepath.Base(path))
	switch {
	case err == nil:
		return &File{f, path, renamed}, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: there is no folder %s", path, folder)
	case !exists:
		return nil, fmt.Errorf("%s: cannot write in this folder: %w", path, errors.Unwrap(err))
	}
	old, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	old.Close()
	if f, err = temporary(os.TempDir(), filepath.Base(path)); err != nil {
		return nil, err
	}
	return &File{f, path, copied}, nil
}

// Write adds to the file.
func (f *File) Write(b []byte) (int, error) { return f.file.Write(b) }

// Commit gives the file its name.
func (f *File) Commit() error {
	switch f.end {
	case borrowed:
		return nil
	case direct:
		return f.file.Close()
	}
	mode := os.FileMode(0o644)
	if info, err := os.Stat(f.path); err == nil {
		mode = info.Mode().Perm()
		keepOwner(f.file, info)
	}
	if err := errors.Join(f.file.Chmod(mode), f.file.Sync(), f.file.Close()); err != nil {
		return err
	}
	if f.end == copied {
		return f.copy()
	}
	if err := rename(f.file.Name(), f.path); !mounted(err) {
		return err
	}
	return f.copy()
}

// copy overwrites what stands at the path; Abandon removes the temporary file.
func (f *File) copy() error {
	from, err := os.Open(f.file.Name())
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.OpenFile(f.path, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return errors.Join(err, to.Sync(), to.Close())
}

// Abandon removes what was not committed; after Commit it does nothing.
func (f *File) Abandon() {
	if f.end == borrowed {
		return
	}
	f.file.Close()
	if f.end != direct {
		remove(f.file.Name())
	}
}
