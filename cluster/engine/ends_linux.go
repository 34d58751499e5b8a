package engine

import (
	"os/exec"
	"syscall"
)

// EndsWithUs makes a program that is to be started end when this one does, however that
// ends: killed too. Linux sends the signal when the thread that has started the program
// ends, and a thread of Go does so before the process only if a goroutine is locked to
// it, as none is here.
func EndsWithUs(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
