package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Runner runs the cells of one notebook, each as a program of its own.
type Runner struct {
	session Session
	module  string // folder of the module that programs are built in
	dir     string // folder that they run in
}

// outputMost bounds what a cell may write.
const outputMost = 8 << 20

// Cell runs a cell and returns its outputs. A program that does not compile or
// fails is an error, with what it wrote until then.
func (r *Runner) Cell(ctx context.Context, number int, source string) ([]Output, error) {
	work, err := os.MkdirTemp(r.module, "run-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	program, err := r.session.Program(number, source, work)
	if err != nil || program == nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(work, "main.go"), program, 0o600); err != nil {
		return nil, err
	}
	binary := filepath.Join(work, "cell")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, ".")
	build.Dir = work
	if text, err := build.CombinedOutput(); err != nil {
		return nil, errors.New(compilerSays(string(text)))
	}
	return r.run(ctx, binary)
}

// compilerSays drops the compiler's heading and the folder from messages.
func compilerSays(text string) string {
	var kept []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			kept = append(kept, strings.TrimPrefix(strings.TrimRight(line, "\n"), "./"))
		}
	}
	return strings.Join(kept, "\n")
}

// run runs the program of a cell.
func (r *Runner) run(ctx context.Context, binary string) ([]Output, error) {
	pipe := binary + ".show"
	if err := os.WriteFile(pipe, nil, 0o600); err != nil {
		return nil, err
	}
	out, errs := &bounded{left: outputMost}, &bounded{left: outputMost}
	c := exec.CommandContext(ctx, binary)
	c.Dir, c.Stdout, c.Stderr = r.dir, out, errs
	c.Env = append(os.Environ(), "GONB_PIPE="+pipe)
	failed := c.Run()
	var outputs []Output
	for _, s := range []struct {
		name string
		text *bounded
	}{{"stdout", out}, {"stderr", errs}} {
		if s.text.buf.Len() > 0 {
			outputs = append(outputs, Output{Type: "stream", Name: s.name, Text: Lines(s.text.buf.String())})
		}
	}
	shown, err := displays(pipe)
	outputs = append(outputs, shown...)
	if failed != nil {
		return outputs, fmt.Errorf("%w\n%s", failed, errs.buf.String())
	}
	return outputs, err
}

// bounded keeps the beginning of what is written to it.
type bounded struct {
	buf  bytes.Buffer
	left int
}

func (b *bounded) Write(p []byte) (int, error) {
	kept := p[:min(len(p), b.left)]
	b.left -= len(kept)
	b.buf.Write(kept)
	return len(p), nil
}

// displays reads what a program has shown.
func displays(path string) ([]Output, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var outputs []Output
	for d := gob.NewDecoder(f); ; {
		var shown struct{ Data map[string]any }
		if err := d.Decode(&shown); err == io.EOF {
			return outputs, nil
		} else if err != nil {
			return outputs, fmt.Errorf("what the cell shows cannot be read: %w", err)
		}
		for mime, v := range shown.Data {
			switch v := v.(type) {
			case []byte:
				shown.Data[mime] = base64.StdEncoding.EncodeToString(v)
			case string:
				shown.Data[mime] = Lines(v)
			}
		}
		outputs = append(outputs, Output{Type: "display_data", Data: shown.Data, Metadata: json.RawMessage("{}")})
	}
}

// Notebook runs all cells of a notebook from the first, and puts their outputs
// in the place of the old ones.
func (r *Runner) Notebook(ctx context.Context, n *Notebook) error {
	count := 0
	for i := range n.Cells {
		c := &n.Cells[i]
		if c.Type != "code" {
			continue
		}
		count++
		outputs, err := r.Cell(ctx, count, string(c.Source))
		if err != nil {
			return fmt.Errorf("cell %d: %w", count, err)
		}
		number := count
		c.Count, c.Outputs = &number, outputs
	}
	return nil
}
