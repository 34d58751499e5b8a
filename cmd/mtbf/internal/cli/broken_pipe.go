//go:build !windows

package cli

import (
	"errors"
	"syscall"
)

// isBrokenPipe reports whether a reader has seen enough, such as head: no failure.
func isBrokenPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }
