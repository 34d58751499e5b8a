package main

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// change is one line of the program written otherwise.
type change struct {
	name     string // of a named one
	file     string
	line     int
	kind     string
	from, to int // bytes of the file that are replaced
	old, new string
	root     string
}

func (c change) String() string {
	path, err := filepath.Rel(c.root, c.file)
	if err != nil {
		path = c.file
	}
	name := c.name
	if name != "" {
		name += ": "
	}
	return fmt.Sprintf("%s%s:%d: %s: %s -> %s", name, path, c.line, c.kind, oneLine(c.old), oneLine(c.new))
}

// oneLine shortens a text to what fits a line.
func oneLine(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return "(nothing)"
	}
	const most = 90
	if len(text) > most {
		return text[:most] + "…"
	}
	return text
}

// apply returns the text of the file with the change made.
func (c change) apply() ([]byte, error) {
	text, err := os.ReadFile(c.file)
	if err != nil {
		return nil, err
	}
	return slices.Concat(text[:c.from], []byte(c.new), text[c.to:]), nil
}

// finder collects the changes that can be made in one file.
type finder struct {
	pkg   *packages.Package
	text  []byte
	file  string
	root  string
	found []change
}

// sample returns the package's changes in the order in which they are tried, a
// few more than n, since some do not compile.
func (m *module) sample(p *packages.Package, n int, seed uint64) []change {
	h := fnv.New64a()
	h.Write([]byte(p.PkgPath))
	random := rand.New(rand.NewPCG(seed, h.Sum64()))
	byKind := map[string][]change{}
	for i, f := range p.Syntax {
		for _, c := range m.changes(p, p.GoFiles[i], f) {
			byKind[c.kind] = append(byKind[c.kind], c)
		}
	}
	kinds := slices.Sorted(keys(byKind))
	for _, k := range kinds {
		random.Shuffle(len(byKind[k]), func(i, j int) { byKind[k][i], byKind[k][j] = byKind[k][j], byKind[k][i] })
	}
	random.Shuffle(len(kinds), func(i, j int) { kinds[i], kinds[j] = kinds[j], kinds[i] })
	// Kinds take turns, so that plentiful ones do not crowd out the rest.
	var out []change
	for round := 0; len(out) < 3*n; round++ {
		before := len(out)
		for _, k := range kinds {
			if round < len(byKind[k]) {
				out = append(out, byKind[k][round])
			}
		}
		if len(out) == before {
			break
		}
	}
	return out
}

func keys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func (m *module) changes(p *packages.Package, path string, f *ast.File) []change {
	text, err := os.ReadFile(path)
	if err != nil || bytes.Contains(text, []byte("DO NOT EDIT")) {
		return nil
	}
	x := &finder{pkg: p, text: text, file: path, root: m.root}
	ast.Inspect(f, x.visit)
	slices.SortFunc(x.found, func(a, b change) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.kind, b.kind), cmp.Compare(a.new, b.new))
	})
	return x.found
}

// replace offers to write a stretch of the file otherwise.
func (x *finder) replace(kind string, from, to token.Pos, with string) {
	a, b := x.pkg.Fset.Position(from), x.pkg.Fset.Position(to)
	x.found = append(x.found, change{
		file: x.file, root: x.root, line: a.Line, kind: kind, from: a.Offset, to: b.Offset, old: string(x.text[a.Offset:b.Offset]), new: with,
	})
}

// source returns the text of a node.
func (x *finder) source(n ast.Node) string {
	return string(x.text[x.pkg.Fset.Position(n.Pos()).Offset:x.pkg.Fset.Position(n.End()).Offset])
}
