package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// noteTimes notes the processor time of the run in a file of the folder that
// MTBF_WORKER_TIMES names, for those who measure.
func noteTimes(verb string) {
	dir := os.Getenv("MTBF_WORKER_TIMES")
	if dir == "" {
		return
	}
	var use syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &use) != nil {
		return
	}
	cpu := time.Duration(use.Utime.Nano() + use.Stime.Nano())
	name := filepath.Join(dir, fmt.Sprintf("%s-%d-%d", verb, os.Getpid(), time.Now().UnixNano()))
	_ = os.WriteFile(name, fmt.Appendf(nil, "%s %.6f %d\n", verb, cpu.Seconds(), use.Maxrss), 0o644)
}
