// Nb runs the notebooks of this folder, and is the kernel with which Jupyter
// runs them.
//
//	nb run FILE...      execute, and keep the outputs in the files
//	nb check FILE...    execute, and compare with the outputs kept
//	nb install          tell Jupyter of the kernel
//	nb kernel FILE      be the kernel of a connection file (Jupyter calls this)
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := do(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "nb:", err)
		os.Exit(1)
	}
}

func do(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errors.New("run, check, install or kernel?")
	}
	switch command, files := args[0], args[1:]; {
	case command == "install" && len(files) == 0:
		return install()
	case command == "kernel" && len(files) == 1:
		return serve(ctx, files[0])
	case command == "run" && len(files) > 0:
		return each(ctx, files, (*Notebook).Write)
	case command == "check" && len(files) > 0:
		return each(ctx, files, unchanged)
	}
	return fmt.Errorf("%s: run FILE..., check FILE..., install, or kernel FILE?", strings.Join(args, " "))
}

// each executes notebooks and hands each on.
func each(ctx context.Context, files []string, then func(*Notebook, string) error) error {
	for _, path := range files {
		n, err := ReadNotebook(path)
		if err != nil {
			return err
		}
		r, err := newRunner(filepath.Dir(path))
		if err != nil {
			return err
		}
		if err := r.Notebook(ctx, n); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := then(n, path); err != nil {
			return err
		}
		fmt.Println(path, "ok")
	}
	return nil
}

// unchanged demands that the file holds the notebook as it now is.
func unchanged(n *Notebook, path string) error {
	kept, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	now, err := n.Bytes()
	if err != nil {
		return err
	}
	if bytes.Equal(kept, now) {
		return nil
	}
	old, new := bytes.Split(kept, []byte("\n")), bytes.Split(now, []byte("\n"))
	for i := range min(len(old), len(new)) {
		if !bytes.Equal(old[i], new[i]) {
			return fmt.Errorf("%s:%d: keeps %.200s\nbut now comes out as %.200s", path, i+1, old[i], new[i])
		}
	}
	return fmt.Errorf("%s: keeps %d lines, but now comes out as %d", path, len(old), len(new))
}

// newRunner returns a runner for notebooks in dir, whose programs are built in
// the module of the working folder.
func newRunner(dir string) (*Runner, error) {
	text, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return nil, fmt.Errorf("go env GOMOD: %w", err)
	}
	module := filepath.Dir(strings.TrimSpace(string(text)))
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	return &Runner{module: module, dir: dir}, nil
}
