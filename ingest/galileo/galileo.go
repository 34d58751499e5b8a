// Package galileo reads dynamic fault trees in the Galileo form, as Galileo, Storm, DFTCalc
// and the FFORT collection write it, into trees of package dynamic. One mistake has one
// position, the work is bounded whatever the file, and what is not understood is refused by
// name. It solves nothing.
package galileo

import (
	"errors"
	"io"

	"mtbf/internal/place"
	"mtbf/model"
	"mtbf/model/dynamic"
)

// Error is a mistake in a file, with its place.
type Error = place.Error

// File is a tree as it was read.
type File struct {
	Name     string
	Tree     *dynamic.Tree
	Warnings []model.Warning

	source *place.Source
	marks  map[string]place.Mark // where a name is defined
}

// maxBytes is the most that a file may have.
const maxBytes = 16 << 20

// Read reads a tree: name is what the file is called in messages. A mistake is an
// *[Error].
func Read(name string, in io.Reader) (*File, error) {
	text, err := io.ReadAll(io.LimitReader(in, maxBytes+1))
	if err != nil {
		return nil, err
	}
	s := newScanner(name, text)
	if len(text) > maxBytes {
		return nil, s.source.Fault(place.Mark{Line: 1, Col: 1}, "the file has more than %d MiB", maxBytes>>20)
	}
	r := &reader{scanner: s, file: &File{Name: name, source: s.source, marks: map[string]place.Mark{}}}
	if err := r.statements(); err != nil {
		return nil, err
	}
	if err := r.tree(); err != nil {
		return nil, err
	}
	if err := r.file.Tree.Check(); err != nil {
		return nil, r.file.Locate(err)
	}
	r.warnings()
	return r.file, nil
}

// Locate puts a place to an error that names an element of the tree.
func (f *File) Locate(err error) error {
	var form *dynamic.FormError
	var unsolved *dynamic.UnsolvedError
	name := ""
	switch {
	case errors.As(err, &form):
		name = form.Element
	case errors.As(err, &unsolved):
		name = unsolved.Event
	}
	if at, known := f.marks[name]; known {
		return f.source.Fault(at, "%w", err)
	}
	return err
}
