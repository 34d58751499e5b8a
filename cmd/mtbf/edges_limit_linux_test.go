package main

import (
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// limit ends a child that takes more processor time than a try may; memory that
// would harm the machine is refused to it.
func limit(c *exec.Cmd) error {
	for resource, most := range map[int]uint64{unix.RLIMIT_CPU: uint64(maxCPU.Seconds()), unix.RLIMIT_DATA: 4 * maxMemory} {
		if err := unix.Prlimit(c.Process.Pid, resource, &unix.Rlimit{Cur: most, Max: most}, nil); err != nil && err != unix.ESRCH {
			return err
		}
	}
	return nil
}

// peakMemory returns the most bytes that an ended child had in memory.
func peakMemory(s *os.ProcessState) int64 {
	return s.SysUsage().(*syscall.Rusage).Maxrss << 10
}
