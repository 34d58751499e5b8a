package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"sync"
)

// Local runs workers on this machine, so many at a time.
type Local struct{ Workers int }

// Close has nothing to do.
func (l *Local) Close() error { return nil }

// Run gives the lines of the input to tasks, and those to workers.
func (l *Local) Run(ctx context.Context, s Step) error {
	if err := os.RemoveAll(s.Out); err != nil {
		return err
	}
	tasks, err := s.tasks()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var group sync.WaitGroup
	next := make(chan int)
	for range max(1, l.Workers) {
		group.Go(func() {
			for i := range next {
				if err := s.task(ctx, i, tasks[i]); err != nil {
					stop(err)
				}
			}
		})
	}
	for i := range tasks {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	group.Wait()
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", s.Name, context.Cause(ctx))
	}
	return os.WriteFile(filepath.Join(s.Out, "_SUCCESS"), nil, 0o644)
}

// tasks returns the lines of each task.
func (s Step) tasks() ([][]string, error) {
	files, err := filepath.Glob(filepath.Join(s.In, "*"))
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, path := range files {
		if base := filepath.Base(path); strings.HasPrefix(base, "_") || strings.HasPrefix(base, ".") {
			continue
		}
		if err := eachLine(path, func(line []byte) error { lines = append(lines, string(line)); return nil }); err != nil {
			return nil, err
		}
	}
	if s.ByPart == 0 {
		tasks := make([][]string, max(1, min(s.Tasks, len(lines))))
		for i, line := range lines {
			tasks[i%len(tasks)] = append(tasks[i%len(tasks)], line)
		}
		return tasks, nil
	}
	sort.Strings(lines)
	var tasks [][]string
	last := ""
	for _, line := range lines {
		if part := line[:min(len(line), s.ByPart)]; part != last || tasks == nil {
			tasks, last = append(tasks, nil), part
		}
		tasks[len(tasks)-1] = append(tasks[len(tasks)-1], line)
	}
	return tasks, nil
}

// task runs a worker over lines.
func (s Step) task(ctx context.Context, number int, lines []string) error {
	cmd := exec.CommandContext(ctx, s.Command[0], s.Command[1:]...)
	EndsWithUs(cmd)
	var out, failed bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(strings.Join(lines, "\n")+"\n"), &out, &failed
	if err := cmd.Run(); err != nil {
		if text := strings.TrimSpace(failed.String()); text != "" {
			return errors.New(text)
		}
		return err
	}
	by := map[string]*bytes.Buffer{}
	for line := range bytes.Lines(out.Bytes()) {
		dir := s.Out
		if s.Kinds {
			kind, value, _ := bytes.Cut(line, []byte("\t"))
			dir, line = filepath.Join(dir, "kind="+string(kind)), value
		}
		if by[dir] == nil {
			by[dir] = &bytes.Buffer{}
		}
		by[dir].Write(line)
	}
	for dir, text := range by {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("part-%05d", number)), text.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return os.MkdirAll(s.Out, 0o755)
}
