package systemfile

import (
	"bytes"
	"cmp"
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

// edit puts a text in the place of another.
type edit struct {
	from, to mark // to: after the last character
	text     string
	flow     string // the text as it stands in brackets
}

// Write writes the file with copies in place of its questions: all else as it stands there,
// comments too, but that modules which are not chosen become comments, and so do limits on
// what only these have. Files that it names are named from the folder dir, "" being that of
// the file. The lines of about are comments at the beginning.
func (f *File) Write(w io.Writer, answers Answers, dir string, about ...string) error {
	x := &answerer{File: f, answers: answers, asked: map[*chooseText][]*system.Choose{}}
	x.collect(f.Model.Top)
	edits, err := x.edits(f.builder.file.Structure)
	if err != nil {
		return err
	}
	dropped := x.dropped()
	edits = append(edits, f.without(f.builder.places[&f.builder.file.Modules], dropped)...)
	limits, idle := f.builder.places[&f.builder.file.Limits], x.idleLimits(dropped)
	if limits != nil && len(idle) == len(limits.keys) {
		limits, idle = f.tree, []string{"limits"}
	}
	edits = append(edits, f.without(limits, idle)...)
	if edits = append(edits, f.named()...); dir != "" {
		moved, err := x.moved(dir, dropped)
		if err != nil {
			return err
		}
		edits = append(edits, moved...)
	}
	var out bytes.Buffer
	for _, line := range slices.Concat(about, slices.Compact(x.notes)) {
		fmt.Fprintf(&out, "# %s\n", onOneLine(line))
	}
	if out.Len() > 0 {
		out.WriteString("\n")
	}
	out.WriteString(f.builder.edited(edits))
	_, err = w.Write(out.Bytes())
	return err
}

// Answered is the system of the file as [File.Write] writes it.
func (f *File) Answered(answers Answers) (*system.Model, []model.Warning, error) {
	var text bytes.Buffer
	if err := f.Write(&text, answers, ""); err != nil {
		return nil, nil, err
	}
	answered, warnings, err := parse(f.builder.name, &text, f.builder.dir, f.builder.opt)
	if err != nil {
		return nil, nil, err
	}
	return answered.Model, warnings, nil
}

// named says what the system is called, where that was the name of its file.
func (f *File) named() []edit {
	if f.builder.file.Name != "" {
		return nil
	}
	at, text := f.tree.mark, "name: "+strconv.Quote(f.Model.Name)
	if f.tree.flow {
		return []edit{{mark{at.line, at.col + 1}, mark{at.line, at.col + 1}, text + ", ", ""}}
	}
	return []edit{{at, at, text + "\n" + strings.Repeat(" ", at.col-1), ""}}
}

// without takes entries out of a mapping: lines of their own become comments.
func (f *File) without(m *branch, names []string) []edit {
	var edits []edit
	for i := 0; m != nil && i < len(m.keys); i++ {
		if !slices.Contains(names, m.keys[i].text) {
			continue
		}
		if m.flow {
			last := i
			for last+1 < len(m.keys) && slices.Contains(names, m.keys[last+1].text) {
				last++
			}
			edits = append(edits, m.cut(i, last))
			i = last
			continue
		}
		for line := m.keys[i].line; line <= m.items[i].end.line; line++ {
			edits = append(edits, f.builder.comment(line)...)
		}
	}
	return edits
}

// cut takes entries out of a mapping in brackets, with the comma before or after them.
func (m *branch) cut(first, last int) edit {
	switch {
	case last+1 < len(m.keys):
		return edit{m.keys[first].mark, m.keys[last+1].mark, "", ""}
	case first > 0:
		return edit{m.items[first-1].end, m.items[last].end, "", ""}
	}
	return edit{m.keys[first].mark, m.items[last].end, "", ""}
}

// comment makes a line a comment.
func (s *source) comment(line int) []edit {
	text := []rune(s.lines[line-1])
	col := 1
	for col <= len(text) && isBlank(text[col-1]) {
		col++
	}
	if col > len(text) || text[col-1] == '#' {
		return nil
	}
	return []edit{{mark{line, col}, mark{line, col}, "# not chosen: ", ""}}
}

// edited is the text of a file with edits that do not overlap.
func (s *source) edited(edits []edit) string {
	slices.SortStableFunc(edits, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.from.line, b.from.line), cmp.Compare(a.from.col, b.from.col))
	})
	var out strings.Builder
	at := mark{1, 1}
	copyTo := func(to mark) {
		for ; at.line < to.line; at = (mark{at.line + 1, 1}) {
			out.WriteString(string([]rune(s.lines[at.line-1])[at.col-1:]) + "\n")
		}
		out.WriteString(string([]rune(s.lines[at.line-1])[at.col-1 : to.col-1]))
		at = to
	}
	for _, e := range edits {
		copyTo(e.from)
		out.WriteString(e.text)
		at = e.to
	}
	last := len(s.lines)
	copyTo(mark{last, len([]rune(s.lines[last-1])) + 1})
	return strings.TrimRight(out.String(), "\n") + "\n"
}

// moved names the files of the modules from another folder.
func (x *answerer) moved(dir string, dropped []string) ([]edit, error) {
	from, err := realFolder(x.builder.dir)
	if err != nil {
		return nil, err
	}
	to, err := realFolder(dir)
	if err != nil || from == to {
		return nil, err
	}
	var edits []edit
	for _, name := range named(x.builder.decoder, x.builder.file.Modules) {
		if slices.Contains(dropped, name) {
			continue
		}
		for _, path := range x.builder.file.Modules[name].paths() {
			if b := x.builder.places[path]; b != nil && !filepath.IsAbs(*path) && !strings.HasPrefix(*path, "dataset:") {
				moved, err := filepath.Rel(to, filepath.Join(from, *path))
				if err != nil {
					moved = filepath.Join(from, *path)
				}
				if moved = filepath.ToSlash(moved); !strings.Contains(moved, "/") {
					moved = "./" + moved // a profile that is a file, whatever its ending
				}
				edits = append(edits, edit{b.mark, b.end, strconv.Quote(moved), ""})
			}
		}
	}
	return edits, nil
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
