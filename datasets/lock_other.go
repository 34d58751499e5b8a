//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package datasets

import (
	"errors"
	"fmt"
	"os"
)

// lock makes the lock file at path, or fails if it is there. It stays behind
// if its maker is killed.
func lock(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return nil, fmt.Errorf("%s: another fetch of this file is under way; if one was killed, remove this file", path)
	}
	if err != nil {
		return nil, err
	}
	return func() { f.Close(); os.Remove(path) }, nil
}
