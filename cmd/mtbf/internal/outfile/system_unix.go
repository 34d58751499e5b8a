//go:build unix

package outfile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

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
