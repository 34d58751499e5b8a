//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package datasets

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lock takes the lock file at path, or fails if another process or goroutine
// has it. The system gives it back when its holder dies.
func lock(path string) (unlock func(), err error) {
	for {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
		if err != nil {
			return nil, err
		}
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
			f.Close()
			if errors.Is(err, syscall.EWOULDBLOCK) {
				err = fmt.Errorf("%s: another fetch of this file is under way", path)
			}
			return nil, err
		}
		if isAt(f, path) {
			return func() { os.Remove(path); f.Close() }, nil
		}
		f.Close() // its holder removed it between our opening and locking it
	}
}

// isAt reports whether f is still the file at path.
func isAt(f *os.File, path string) bool {
	ours, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(path)
	return err == nil && os.SameFile(ours, there)
}
