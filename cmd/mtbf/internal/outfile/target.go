package outfile

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// number returns the number of the open file that a path such as -, /dev/stdout or
// /dev/fd/3 names, -1 for other paths. To open such a path anew would lose the
// place in it.
func number(path string) int {
	path = filepath.Clean(path)
	switch path {
	case "-", "/dev/stdout":
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
var opened = map[int]*os.File{1: os.Stdout, 2: os.Stderr}

// descriptor returns the open file of a number.
func descriptor(n int, name string) *os.File {
	if opened[n] == nil {
		opened[n] = os.NewFile(uintptr(n), name)
	}
	return opened[n]
}

// maxLinks is how many links in a row are followed.
const maxLinks = 40

// follow returns where the links at path lead; the last need not be there. Links
// that the system itself would not follow are an error, such as those of others
// in a folder that everybody writes to.
func follow(path string) (string, error) {
	if _, err := os.Stat(path); os.IsPermission(err) {
		return "", err
	}
	at := path
	for range maxLinks {
		info, err := os.Lstat(at)
		if err != nil || info.Mode()&os.ModeSymlink == 0 || number(at) >= 0 {
			return at, nil
		}
		target, err := os.Readlink(at)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(target) {
			folder, _ := filepath.Split(at)
			target = folder + target // not cleaned: its ".." is that of where links led
		}
		at = target
	}
	return "", fmt.Errorf("%s: its symbolic links lead in a circle", path)
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
	folder, name := filepath.Split(at)
	if folder == "" {
		folder = "."
	}
	if folder, err = filepath.EvalSymlinks(folder); err != nil {
		return "", err
	}
	return filepath.Abs(filepath.Join(folder, name))
}
