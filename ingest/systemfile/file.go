package systemfile

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"mtbf/model"
	"mtbf/model/system"
)

// File is a system file that was read: its model, and its text, in which the questions
// can be answered.
type File struct {
	Model   *system.Model
	builder *builder
	tree    *branch
}

// Answers are how many copies each question of a file has of each of its alternatives,
// counted as [system.Choose] does.
type Answers map[*system.Choose][]int

// Write writes the file with copies in place of its questions: all else as it stands there,
// comments too, but that modules which are not chosen become comments, and so do limits on
// what only these have. Files that it names are named from the folder dir, "" being that of
// the file. The lines of about are comments at the beginning.
func (f *File) Write(w io.Writer, answers Answers, dir string, about ...string) error {
	x := &answerer{File: f, answers: answers, asked: map[*chooseText][]*system.Choose{}}
	x.collect(f.Model.Top)
	c := changes{}
	if err := x.node(f.builder.file.Structure, c); err != nil {
		return err
	}
	dropped := x.dropped()
	c.without(f.builder.places[&f.builder.file.Modules], dropped)
	limits, idle := f.builder.places[&f.builder.file.Limits], x.idleLimits(dropped)
	if limits != nil && len(idle) == len(limits.keys) {
		limits, idle = f.tree, []string{"limits"}
	}
	c.without(limits, idle)
	if dir != "" {
		if err := f.moved(c, dir, dropped); err != nil {
			return err
		}
	}
	return f.write(w, c, slices.Concat(about, slices.Compact(x.notes)))
}

// write writes the file with changes, below lines of comment. All lines end as the first of
// the file does.
func (f *File) write(w io.Writer, c changes, about []string) error {
	var out strings.Builder
	for _, line := range about {
		fmt.Fprintf(&out, "# %s\n", onOneLine(line))
	}
	if out.Len() > 0 {
		out.WriteString("\n")
	}
	out.WriteString(f.builder.edited(append(f.named(), f.builder.edits(c, f.tree, false)...)))
	_, err := io.WriteString(w, strings.ReplaceAll(out.String(), "\n", f.builder.lineEnd))
	return err
}

// Answered is the file that [File.Write] writes, read.
func (f *File) Answered(answers Answers) (*File, []model.Warning, error) {
	var text bytes.Buffer
	if err := f.Write(&text, answers, ""); err != nil {
		return nil, nil, err
	}
	return f.reread(&text)
}

// reread reads a text that was made of the file, as the file was read.
func (f *File) reread(text io.Reader) (*File, []model.Warning, error) {
	return parse(f.builder.name, text, f.builder.dir, f.builder.opt)
}

// named says what the system is called, where that was the name of its file.
func (f *File) named() []edit {
	if f.builder.file.Name != "" {
		return nil
	}
	at, text := f.tree.mark, "name: "+strconv.Quote(f.Model.Name)
	if f.tree.flow {
		return []edit{{mark{at.line, at.col + 1}, mark{at.line, at.col + 1}, text + ", "}}
	}
	return []edit{{at, at, text + "\n" + strings.Repeat(" ", at.col-1)}}
}

// moved names the files of the modules from another folder.
func (f *File) moved(c changes, dir string, dropped []string) error {
	from, err := realFolder(f.builder.dir)
	if err != nil {
		return err
	}
	to, err := realFolder(dir)
	if err != nil || from == to {
		return err
	}
	f.rename(c, dropped, func(path string) string {
		if moved, err := filepath.Rel(to, filepath.Join(from, path)); err == nil {
			return moved
		}
		return filepath.Join(from, path)
	})
	return nil
}

// rename gives the files of modules, but those of some, other names, where they are named
// from the folder of the file.
func (f *File) rename(c changes, but []string, name func(path string) string) {
	for _, module := range named(f.builder.decoder, f.builder.file.Modules) {
		if slices.Contains(but, module) {
			continue
		}
		for _, path := range f.builder.file.Modules[module].paths() {
			if b := f.builder.places[path]; b != nil && !filepath.IsAbs(*path) && !strings.HasPrefix(*path, "dataset:") {
				named := filepath.ToSlash(name(*path))
				if !strings.Contains(named, "/") {
					named = "./" + named // a profile that is a file, whatever its ending
				}
				c.at(b).text = strconv.Quote(named)
			}
		}
	}
}

// realFolder is a folder by the way that it is found from the root.
func realFolder(dir string) (string, error) {
	whole, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	found, err := filepath.EvalSymlinks(whole)
	if os.IsNotExist(err) {
		return whole, nil // where it cannot be written to either
	}
	return found, err
}
