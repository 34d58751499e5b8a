package workbook

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"
)

// archive is the parts of a workbook, by their names in lower case.
type archive struct {
	parts map[string]*zip.File
	ctx   context.Context
}

// openArchive reads the list of parts, which must not take more than
// maxDirectory bytes.
func openArchive(r io.ReaderAt, size int64) (*archive, error) {
	in := &directory{r: r, left: maxDirectory}
	z, err := zip.NewReader(in, size)
	in.left = -1
	if err != nil {
		return nil, err
	}
	a := &archive{parts: make(map[string]*zip.File, len(z.File))}
	for _, f := range z.File {
		name := partName(f.Name)
		if _, twice := a.parts[name]; !twice {
			a.parts[name] = f
		}
	}
	return a, nil
}

// directory bounds what is read until the list of parts is known.
type directory struct {
	r    io.ReaderAt
	left int // bytes; below zero, any number
}

func (d *directory) ReadAt(p []byte, at int64) (int, error) {
	if d.left < 0 {
		return d.r.ReadAt(p, at)
	}
	if len(p) > d.left {
		return 0, fmt.Errorf("the list of its parts goes on beyond %d MiB", maxDirectory>>20)
	}
	d.left -= len(p)
	return d.r.ReadAt(p, at)
}

func partName(s string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(s, `\`, "/"), "/"))
}

// open returns the stream of a part, at most so many bytes of it; ok is false if
// there is none.
func (a *archive) open(name string, most int64) (r io.ReadCloser, ok bool, err error) {
	f, ok := a.parts[partName(name)]
	if !ok {
		return nil, false, nil
	}
	if f.Flags&1 != 0 {
		return nil, true, fmt.Errorf("%s is encrypted", f.Name)
	}
	in, err := f.Open()
	if err != nil {
		return nil, true, fmt.Errorf("%s: %w", f.Name, err)
	}
	return struct {
		io.Reader
		io.Closer
	}{limit(a.ctx, in, most), in}, true, nil
}

// read reads a part by f; there may be none.
func (a *archive) read(name string, most int64, f func(*tokens) error) error {
	in, ok, err := a.open(name, most)
	if !ok || err != nil {
		return err
	}
	defer in.Close()
	if err := f(newTokens(in)); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// relation is a part that another one names.
type relation struct{ id, kind, target string }

// relations of a part, which are in a part of their own beside it.
func (a *archive) relations(of string) ([]relation, error) {
	dir, file := path.Split(of)
	var all []relation
	err := a.read(dir+"_rels/"+file+".rels", maxPart, func(t *tokens) error {
		return t.each(func(_ string, e xml.StartElement) error {
			if e.Name.Local != "Relationship" || attribute(e, "TargetMode") == "External" {
				return nil
			}
			all = append(all, relation{attribute(e, "Id"), path.Base(attribute(e, "Type")), resolve(dir, attribute(e, "Target"))})
			return nil
		})
	})
	return all, err
}

// resolve is the name of a part as another one in dir names it.
func resolve(dir, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	if strings.HasPrefix(target, "/") {
		return path.Clean(target)[1:]
	}
	return path.Join(dir, target)
}
