package cli

import (
	"errors"
	"syscall"
)

// errClosing is what a pipe answers to a writer while its reader closes it, ERROR_NO_DATA.
const errClosing syscall.Errno = 232

// isBrokenPipe reports whether a reader has seen enough, such as head: no failure.
func isBrokenPipe(err error) bool {
	return errors.Is(err, syscall.ERROR_BROKEN_PIPE) || errors.Is(err, errClosing)
}
