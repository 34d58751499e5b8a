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
	paths := make([]string, len(files))
	for i, name := range files {
		path, err := filepath.Abs(name)
		if err != nil {
			return err
		}
		paths[i] = path
	}
	for i, path := range paths {
		if err := one(ctx, path, then); err != nil {
			return err
		}
		fmt.Println(files[i], "ok")
	}
	return nil
}

// one executes a notebook and hands it on.
func one(ctx context.Context, path string, then func(*Notebook, string) error) error {
	n, err := ReadNotebook(path)
	if err != nil {
		return err
	}
	r, err := newRunner(filepath.Dir(path))
	if err != nil {
		return err
	}
	if err := r.enter(); err != nil {
		return err
	}
	if err := r.Notebook(ctx, n); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return then(n, path)
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

// newRunner returns a runner for notebooks in dir, whose programs are built in the
// module of this folder, wherever the notebook is.
func newRunner(dir string) (*Runner, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	module, err := findModule(dir)
	if err != nil {
		return nil, err
	}
	return &Runner{module: module, dir: dir}, nil
}
