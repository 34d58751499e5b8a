package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// runNamed makes the changes of a file. Each is a line
//
//	name <tab> file <tab> old text <tab> new text
//
// whose old text stands just once in the file. A change that is not noticed, or
// that cannot be made any more, is an error.
func (m *module) runNamed(ctx context.Context, o options) error {
	text, err := os.ReadFile(o.named)
	if err != nil {
		return err
	}
	missed := 0
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		c, err := m.named(line)
		if err != nil {
			return fmt.Errorf("%s:%d: %w", o.named, i+1, err)
		}
		folder, err := filepath.Rel(m.root, filepath.Dir(c.file))
		if err != nil {
			return err
		}
		v, err := m.try(ctx, o, m.path+"/"+filepath.ToSlash(folder), c)
		if err != nil {
			return err
		}
		if !v.noticed {
			missed++
		}
		fmt.Printf("%-8s %s%s\n", v.word(), c, v.by())
	}
	if missed > 0 {
		return fmt.Errorf("%d not noticed", missed)
	}
	return nil
}

// named reads a line of the file.
func (m *module) named(line string) (change, error) {
	f := strings.Split(line, "\t")
	if len(f) != 4 {
		return change{}, fmt.Errorf("%d fields, want name, file, old, new", len(f))
	}
	c := change{name: f[0], file: filepath.Join(m.root, f[1]), root: m.root, kind: "named", old: f[2], new: f[3]}
	text, err := os.ReadFile(c.file)
	if err != nil {
		return c, err
	}
	if n := bytes.Count(text, []byte(c.old)); n != 1 {
		return c, fmt.Errorf("%q stands %d times in %s", c.old, n, f[1])
	}
	c.from = bytes.Index(text, []byte(c.old))
	c.to = c.from + len(c.old)
	c.line = 1 + bytes.Count(text[:c.from], []byte("\n"))
	return c, nil
}
