//go:build !unix

package outfile

import (
	"errors"
	"io/fs"
	"os"
)

func mounted(error) bool { return false }

func unwritable(err error) bool { return errors.Is(err, fs.ErrPermission) }

func keepOwner(*os.File, fs.FileInfo) {}
