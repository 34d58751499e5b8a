package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// modulePath is that of the module whose packages cells use.
const modulePath = "mtbf/notebooks"

// moduleVar names its folder to a kernel that is started elsewhere; install sets it.
const moduleVar = "MTBF_NOTEBOOKS"

// findModule is the folder of the module: the one that a notebook's folder is in, or the
// working folder, or else the one that the environment names.
func findModule(dir string) (string, error) {
	for _, at := range []string{dir, ".", os.Getenv(moduleVar)} {
		if folder := moduleOf(at); folder != "" {
			return folder, nil
		}
	}
	return "", fmt.Errorf("cells use the packages of mtbf, and neither %s nor the working folder is in its folder notebooks: set %s to that folder, as 'nb install' does for the kernel", dir, moduleVar)
}

// enter makes the folder of the module the working one of this process: from there the
// packages are looked for that cells use without an import.
func (r *Runner) enter() error { return os.Chdir(r.module) }

// moduleOf is the folder of the module that a folder is in, if it is the one that is
// looked for.
func moduleOf(dir string) string {
	if dir == "" {
		return ""
	}
	list := exec.Command("go", "list", "-m", "-f", "{{.Path}} {{.Dir}}")
	list.Dir = dir
	list.Env = append(os.Environ(), "GOWORK=off", "PWD=")
	text, err := list.Output()
	if folder, ok := strings.CutPrefix(strings.TrimSpace(string(text)), modulePath+" "); ok && err == nil {
		return filepath.Clean(folder)
	}
	return ""
}
