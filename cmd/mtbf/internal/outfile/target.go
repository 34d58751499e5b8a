package outfile

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// descriptor returns the open file that a path such as /dev/stdout or /dev/fd/3
// names, nil for other paths. To open such a path anew would lose the place in
// it.
func descriptor(path string) *os.File {
	switch n := number(filepath.Clean(path)); n {
	case -1:
		return nil
	case 1:
		return os.Stdout
	case 2:
		return os.Stderr
	default:
		return open(n, path)
	}
}

// number returns the number of the open file that a path names, -1 for none.
func number(path string) int {
	switch path {
	case "/dev/stdout":
		return 1
	case "/dev/stderr":
		return 2
	}
	for _, folder := range []string{"/dev/fd/", "/proc/self/fd/"} {
		text, ok := strings.CutPrefix(path, folder)
		if n, err := strconv.Atoi(text); ok && err == nil && n >= 0 {
			return n
		}
	}
	return -1
}

// opened keeps files from being closed when nothing refers to them any more.
var opened = map[int]*os.File{}

func open(n int, name string) *os.File {
	if opened[n] == nil {
		opened[n] = os.NewFile(uintptr(n), name)
	}
	return opened[n]
}

// mostLinks is how many links in a row are followed.
const mostLinks = 40

// follow returns where the links at path lead; the last need not be there.
func follow(path string) (string, error) {
	at := path
	for range mostLinks {
		info, err := os.Lstat(at)
		if err != nil || info.Mode()&os.ModeSymlink == 0 {
			return at, nil
		}
		target, err := os.Readlink(at)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(at), target)
		}
		at = target
	}
	return "", fmt.Errorf("%s: its symbolic links lead nowhere", path)
}

// Same reports whether two paths are one file, by whatever names. What is not
// there yet is the same as what its links, cleaned, name.
func Same(a, b string) bool {
	s, errA := os.Stat(a)
	t, errB := os.Stat(b)
	if errA == nil && errB == nil {
		return s.Mode().IsRegular() && os.SameFile(s, t)
	}
	if errA == nil || errB == nil {
		return false
	}
	x, errA := absolute(a)
	y, errB := absolute(b)
	return errA == nil && errB == nil && x == y
}

// absolute returns the one name of a file that need not be there.
func absolute(path string) (string, error) {
	at, err := follow(path)
	if err != nil {
		return "", err
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(at))
	if err != nil {
		return "", err
	}
	return filepath.Abs(filepath.Join(folder, filepath.Base(at)))
}
