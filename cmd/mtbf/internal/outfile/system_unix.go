//go:build unix

package outfile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"github.com/gofrs/flock"
)

// openStays: an open file can be neither renamed nor removed.
var openStays = false // a test sets it

// hold locks a temporary file, so that no other run takes it for one left behind; ok is
// false if one did already. Where the file system knows no locks nobody can.
func hold(name string) (release func(), ok bool) {
	lock := flock.New(name, flock.SetFlag(os.O_RDWR))
	locked, err := lock.TryLock()
	return func() { lock.Unlock() }, locked || err != nil
}

// sweepFile removes a temporary file unless it is held.
func sweepFile(name string) {
	lock := flock.New(name, flock.SetFlag(os.O_RDWR))
	defer lock.Close()
	if ok, err := lock.TryLock(); err == nil && ok {
		os.Remove(name)
	}
}

// mounted reports whether a file could not be renamed since something is mounted
// just there.
func mounted(err error) bool { return errors.Is(err, syscall.EBUSY) }

// unwritable reports whether nothing can be made in a folder, though there may be
// files in it that can be written to.
func unwritable(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}

// keepOwner gives a file the owner of another, where we may.
func keepOwner(f *os.File, of fs.FileInfo) {
	if s, ok := of.Sys().(*syscall.Stat_t); ok {
		f.Chown(int(s.Uid), int(s.Gid))
	}
}
