package infile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// within is the folder that files are read from, nil where any may be, folder its path.
var (
	within *os.Root
	folder string
)

// Confine lets this process read files below the folder at path only, from now on and for good:
// by relative names, that lead to regular files and by no link out of it. Folders are
// not opened by their path again, so that one which is moved or replaced later changes
// nothing. A second call is an error.
//
// It is for what is read through this package, which is all that commands are given
// to read. It is to be called before anything is read.
func Confine(path string) error {
	if within != nil {
		return errors.New("infile: confined already")
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return err
	}
	if folder, err = filepath.Abs(path); err != nil {
		return errors.Join(err, root.Close())
	}
	within = root
	return nil
}

// Stat tells of the file at a path, that may be read.
func Stat(path string) (fs.FileInfo, error) {
	if within == nil {
		return os.Stat(path)
	}
	if !filepath.IsLocal(path) {
		return nil, outside(path)
	}
	info, err := within.Stat(path)
	return info, told(path, err)
}

// File opens a file for reading, or a pipe or a device.
func File(path string) (*os.File, error) {
	if within == nil {
		return os.Open(path)
	}
	info, err := Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, irregular(path)
	}
	file, err := within.OpenFile(path, os.O_RDONLY|atOnce, 0)
	if err != nil {
		return nil, told(path, err)
	}
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() { // it was another one a moment ago
		file.Close()
		return nil, errors.Join(err, irregular(path))
	}
	return file, nil
}

// told is the error of a file below the folder, nil for none. One of a link that leads
// out of it says so, and not where to.
func told(path string, err error) error {
	var system syscall.Errno // all others are os.Root's own
	if err == nil || errors.As(err, &system) {
		return err
	}
	return outside(path)
}

func outside(path string) error {
	if name := below(path); name != "" {
		return fmt.Errorf("%s: name it relative to the folder that may be read: %s", path, name)
	}
	return fmt.Errorf("%s: is not below the folder that may be read: name a file in it, relative to it, that is no link to elsewhere", path)
}

// below is the relative name of a path that is written as one below the folder, empty for
// others. It looks at no file.
func below(path string) string {
	if filepath.IsLocal(path) { // a link led out of the folder
		return ""
	}
	name, err := filepath.Rel(folder, filepath.Clean(path))
	if !filepath.IsAbs(path) {
		name, err = filepath.Rel(folder, filepath.Join(folder, path))
	}
	if err != nil || name == "." || !filepath.IsLocal(name) {
		return ""
	}
	return name
}

func irregular(path string) error {
	return fmt.Errorf("%s: is no regular file: pipes and devices may not be read here", path)
}
