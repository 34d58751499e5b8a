package outfile

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"unicode/utf8"
)

// A temporary file is called .NAME.mtbf-123.tmp, and its writer has it to itself, as
// [hold] says, until the writer is done or dies.
const (
	before = ".mtbf-"
	after  = ".tmp"
)

// longestName bounds NAME, in bytes, so that a name that is as long as names can
// be has room for the rest.
const longestName = 100

// live are the temporary files of this process, with what lets go of each, and the
// folders that it has swept.
var live = struct {
	sync.Mutex
	held  map[string]func()
	swept map[string]bool
}{held: map[string]func(){}, swept: map[string]bool{}}

var errNames = errors.New("no name is free for a temporary file")

// temporary makes a temporary file for name in a folder, and holds it.
func temporary(folder, name string, mode fs.FileMode) (*os.File, error) {
	for range 1000 {
		f, err := create(folder+"."+short(name)+before+strconv.FormatUint(rand.Uint64(), 36)+after, mode)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		release, ok := hold(f.Name())
		live.Lock()
		live.held[f.Name()] = release
		live.Unlock()
		if ok && isAt(f, f.Name()) {
			return f, nil
		}
		f.Close()
		remove(f.Name()) // another run took it for one left behind
	}
	return nil, errNames
}

// create makes a file that was not there.
func create(name string, mode fs.FileMode) (*os.File, error) {
	return os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
}

// short is the beginning of a name.
func short(name string) string {
	n := min(len(name), longestName)
	for n < len(name) && n > 0 && !utf8.RuneStart(name[n]) {
		n--
	}
	return name[:n]
}

// isAt reports whether f is still the file at path.
func isAt(f *os.File, path string) bool {
	ours, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := os.Lstat(path)
	return err == nil && os.SameFile(ours, there)
}

// forget lets go of a temporary file that got its name.
func forget(name string) {
	live.Lock()
	defer live.Unlock()
	if release := live.held[name]; release != nil {
		release()
		delete(live.held, name)
	}
}

// rename gives a temporary file its name, and closes it: before, where open files cannot
// be renamed.
func rename(f *os.File, path string) error {
	if openStays {
		if err := f.Close(); err != nil {
			return err
		}
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	forget(f.Name())
	folder, _ := filepath.Split(path)
	if d, err := os.Open(filepath.Clean(folder)); err == nil {
		d.Sync() // some systems cannot
		d.Close()
	}
	if openStays {
		return nil
	}
	return f.Close()
}

// remove removes a temporary file that is still ours.
func remove(name string) {
	live.Lock()
	_, ours := live.held[name]
	live.Unlock()
	if ours {
		os.Remove(name)
		forget(name)
	}
}

// AbandonAll removes the temporary files of this process: for an end in the
// middle of the work.
func AbandonAll() {
	live.Lock()
	defer live.Unlock()
	for name := range live.held {
		os.Remove(name)
	}
}

// sweep removes the temporary files in a folder that nobody holds, once for each folder.
func sweep(folder string) {
	live.Lock()
	done := live.swept[folder]
	live.swept[folder] = true
	live.Unlock()
	if done {
		return
	}
	left, err := filepath.Glob(quoted(folder) + ".*" + before + "*" + after)
	if err != nil {
		return
	}
	for _, name := range left {
		if info, err := os.Lstat(name); err == nil && info.Mode().IsRegular() {
			sweepFile(name)
		}
	}
}

// quoted escapes what Glob would take for a pattern.
func quoted(path string) string {
	if runtime.GOOS == "windows" {
		return path // it knows no escapes there
	}
	var b []byte
	for _, c := range []byte(path) {
		switch c {
		case '*', '?', '[', '\\':
			b = append(b, '\\')
		}
		b = append(b, c)
	}
	return string(b)
}
