// Package engine runs steps of a job: a worker's verb over pieces, all of them once, on
// this machine or on Apache Spark. What a step wrote is in a folder of its own, which
// counts only once the step is done.
package engine

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// Step is one of a job.
type Step struct {
	Name    string
	Command []string // of the worker: absolute paths that every node sees
	In      string   // folder of text files with a piece a line; of another step: its rows
	Out     string   // folder for answers
	Tasks   int
	Kinds   bool // answers are of a kind and a value: one folder each, kind=NAME
	ByPart  int  // > 0: lines of a part, numbered by so many digits, go to one worker, in order
	InPlace bool // lines are taken from where they are, by as many tasks as their files make
}

// Engine runs steps.
type Engine interface {
	Run(ctx context.Context, s Step) error
	Close() error
}

// Done reports whether a step is done.
func (s Step) Done() bool {
	_, err := os.Stat(filepath.Join(s.Out, "_SUCCESS"))
	return err == nil
}

// Answers gives the lines that a step wrote, of a kind, in the order of the files.
func (s Step) Answers(kind string, take func(line []byte) error) error {
	if !s.Done() {
		return fmt.Errorf("%s is not done", s.Name)
	}
	dir := s.Out
	if kind != "" {
		dir = filepath.Join(dir, "kind="+kind)
	}
	files, err := filepath.Glob(filepath.Join(dir, "part-*"))
	if err != nil {
		return err
	}
	sort.Strings(files)
	for _, path := range files {
		if err := eachLine(path, take); err != nil {
			return err
		}
	}
	return nil
}

// maxLine bounds a line, in bytes.
const maxLine = 1 << 30

func eachLine(path string, take func(line []byte) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(make([]byte, 0, 1<<20), maxLine)
	for in.Scan() {
		if err := take(in.Bytes()); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return in.Err()
}

// WritePieces writes the pieces of a step's input.
func WritePieces(dir string, pieces []string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "pieces.txt"), []byte(strings.Join(pieces, "\n")+"\n"), 0o644)
}
