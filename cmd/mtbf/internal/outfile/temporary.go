package outfile

import (
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/gofrs/flock"
)

// A temporary file is called .NAME.mtbf-123.tmp, and its writer holds a lock on
// it, which the system takes back when the writer dies.
const (
	before = ".mtbf-"
	after  = ".tmp"
)

// live are the temporary files of this process, with their locks.
var live = struct {
	sync.Mutex
	locks map[string]*flock.Flock
}{locks: map[string]*flock.Flock{}}

// temporary makes a temporary file for name in a folder, and locks it.
func temporary(folder, name string) (*os.File, error) {
	for {
		f, err := os.CreateTemp(folder, "."+name+before+"*"+after)
		if err != nil {
			return nil, err
		}
		lock := flock.New(f.Name(), flock.SetFlag(os.O_RDWR))
		live.Lock()
		live.locks[f.Name()] = lock
		live.Unlock()
		if ok, err := lock.TryLock(); err == nil && ok && isAt(f, f.Name()) {
			return f, nil
		}
		remove(f.Name()) // another run took it for one left behind
		f.Close()
	}
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
	if lock := live.locks[name]; lock != nil {
		lock.Unlock()
		delete(live.locks, name)
	}
}

// rename gives a temporary file its name. Where open files cannot be renamed its
// lock goes first.
func rename(name, path string) error {
	if runtime.GOOS == "windows" {
		forget(name)
	}
	if err := os.Rename(name, path); err != nil {
		return err
	}
	forget(name)
	return nil
}

// remove removes a temporary file that is still ours.
func remove(name string) {
	live.Lock()
	_, ours := live.locks[name]
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
	for name := range live.locks {
		os.Remove(name)
	}
}

// sweep removes the temporary files in a folder that nobody holds a lock on.
func sweep(folder string) {
	left, err := filepath.Glob(filepath.Join(quoted(folder), ".*"+before+"*"+after))
	if err != nil {
		return
	}
	for _, name := range left {
		info, err := os.Lstat(name)
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		lock := flock.New(name, flock.SetFlag(os.O_RDWR))
		if ok, err := lock.TryLock(); err == nil && ok {
			os.Remove(name)
		}
		lock.Close()
	}
}

// quoted escapes what Glob would take for a pattern.
func quoted(path string) string {
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
