//go:build unix

package infile

import "syscall"

// atOnce opens a pipe without waiting for who writes to it.
const atOnce = syscall.O_NONBLOCK
