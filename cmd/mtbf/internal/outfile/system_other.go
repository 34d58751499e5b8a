//go:build !unix

package outfile

import (
	"errors"
	"io/fs"
	"os"
)

// openStays: an open file can be neither renamed nor removed.
var openStays = true

// hold needs no lock: as long as the file is open nobody can remove it. A lock would even
// keep its own writer out, since there locks are of a file as it was opened once.
func hold(string) (release func(), ok bool) { return func() {}, true }

// sweepFile removes a temporary file unless it is open.
func sweepFile(name string) { os.Remove(name) }

func mounted(error) bool { return false }

func unwritable(err error) bool { return errors.Is(err, fs.ErrPermission) }

func keepOwner(*os.File, fs.FileInfo) {}
