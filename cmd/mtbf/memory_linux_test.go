package main

import (
	"os"
	"syscall"
)

// peakMemory returns the most bytes that a process held, 0 where it cannot be
// told.
func peakMemory(s *os.ProcessState) int64 {
	usage, ok := s.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return usage.Maxrss << 10
}
