package mtbf_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// methodEntry is a statistic of docs/methods.
type methodEntry struct {
	file, title string
	lines       map[string]string // by label, such as "Formula"
}

// methodLabels are the lines that every entry has, in this order.
var methodLabels = []string{"Formula", "Assumes", "Answer", "Source", "Wrong where", "Command"}

var methodLine = regexp.MustCompile(`(?m)^- (Formula|Assumes|Answer|Source|Wrong where|Command):`)

// methodEntries reads the entries of all pages of docs/methods.
func methodEntries(t *testing.T) []methodEntry {
	t.Helper()
	var all []methodEntry
	for _, file := range docsUnder(t, "docs/methods/*.md") {
		for _, section := range strings.Split(docText(t, file), "\n### ")[1:] {
			title, body, _ := strings.Cut(section, "\n")
			e := methodEntry{file: file, title: title, lines: map[string]string{}}
			at := methodLine.FindAllStringSubmatchIndex(body, -1)
			var labels []string
			for i, m := range at {
				end := len(body)
				if i+1 < len(at) {
					end = at[i+1][0]
				}
				label := body[m[2]:m[3]]
				labels = append(labels, label)
				e.lines[label] = strings.Join(strings.Fields(body[m[1]:end]), " ")
			}
			if !slices.Equal(labels, methodLabels) {
				t.Errorf("%s: %s has the lines %q, not %q", file, title, labels, methodLabels)
			}
			all = append(all, e)
		}
	}
	if len(all) < 50 {
		t.Errorf("%d entries, fewer than there are statistics", len(all))
	}
	return all
}

func docsUnder(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %v, %v", pattern, files, err)
	}
	return files
}

func docText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestMethodsAreListed holds the contents of docs/methods.md to the entries.
func TestMethodsAreListed(t *testing.T) {
	index, _, _ := strings.Cut(docText(t, "docs/methods.md"), "\n## What \"method\" says\n")
	for _, e := range methodEntries(t) {
		line := "- [" + e.title + "](" + strings.TrimPrefix(filepath.ToSlash(e.file), "docs/") + "#"
		if strings.Count(index, line) != 1 {
			t.Errorf("docs/methods.md has no single line %q", line)
		}
	}
}

// TestMethodsHaveSources holds what the entries cite to REFERENCES.md, and that
// each says how it answers and with what coverage.
func TestMethodsHaveSources(t *testing.T) {
	references := docText(t, "REFERENCES.md")
	keys := map[string]bool{}
	for _, row := range regexp.MustCompile(`(?m)^\| ([^|]+) \|`).FindAllStringSubmatch(references, -1) {
		keys[row[1]] = true
	}
	answers := regexp.MustCompile(`exact|numeric|simulated|approximate`)
	for _, e := range methodEntries(t) {
		source := e.lines["Source"]
		cited := regexp.MustCompile(`\[([^\]]+)\]`).FindAllStringSubmatch(source, -1)
		for _, c := range cited {
			if !keys[c[1]] {
				t.Errorf("%s: %s cites [%s], which REFERENCES.md does not list", e.file, e.title, c[1])
			}
		}
		_, names, byName := strings.Cut(source, "by name: ")
		names, _, _ = strings.Cut(strings.TrimSuffix(names, "."), ";")
		names, _, _ = strings.Cut(names, ".")
		for _, name := range regexp.MustCompile(`\p{Lu}\p{L}+`).FindAllString(names, -1) {
			if !strings.Contains(references, name) {
				t.Errorf("%s: %s names %s, whom REFERENCES.md does not", e.file, e.title, name)
			}
		}
		if len(cited) == 0 && !byName && !regexp.MustCompile(`^(definition|derived here)`).MatchString(source) {
			t.Errorf("%s: %s has no source: %q", e.file, e.title, source)
		}
		if !answers.MatchString(e.lines["Answer"]) {
			t.Errorf("%s: %s answers %q", e.file, e.title, e.lines["Answer"])
		}
		if !regexp.MustCompile(`(?i)cover`).MatchString(e.lines["Wrong where"]) {
			t.Errorf("%s: %s says nothing of coverage", e.file, e.title)
		}
	}
}

// TestMethodsHaveCommands holds the commands and flags that the methods and the
// glossary name, in `mtbf ...` and `--flag`, to what the program has.
func TestMethodsHaveCommands(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and runs it")
	}
	binary := filepath.Join(t.TempDir(), "mtbf")
	if out, err := exec.Command("go", "build", "-o", binary, "./cmd/mtbf").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	helps := map[string]string{}
	help := func(command string) string {
		if _, ok := helps[command]; !ok {
			out, err := exec.Command(binary, append(strings.Fields(command), "--help")...).CombinedOutput()
			if err != nil {
				t.Errorf("mtbf %s: %v", command, err)
			}
			helps[command] = string(out)
		}
		return helps[command]
	}
	flag := regexp.MustCompile(`--[a-z][a-z-]*`)
	own := append(docsUnder(t, "docs/methods/*.md"), "docs/methods.md", "docs/glossary.md")
	named := 0
	for _, page := range own {
		for _, call := range regexp.MustCompile("`mtbf ([^`|]+)`").FindAllStringSubmatch(docText(t, page), -1) {
			command := commandOf(help(""), help, call[1])
			if command == "" {
				t.Errorf("%s: %q is no command", page, call[1])
				continue
			}
			named++
			for _, f := range flag.FindAllString(call[1], -1) {
				if !regexp.MustCompile(regexp.QuoteMeta(f) + `\b`).MatchString(help(command)) {
					t.Errorf("%s: mtbf %s has no flag %s", page, command, f)
				}
			}
		}
	}
	if named < 50 {
		t.Errorf("%d commands are named", named)
	}
	for _, m := range regexp.MustCompile(`(?m)^  ([a-z0-9]+) {2,}`).FindAllStringSubmatch(help(""), -1) {
		for _, sub := range regexp.MustCompile(`(?m)^  ([a-z]+) {2,}`).FindAllStringSubmatch(help(m[1]), -1) {
			help(m[1] + " " + sub[1])
		}
	}
	all := strings.Join(slices.Collect(maps.Values(helps)), "\n")
	for _, page := range own {
		for _, f := range regexp.MustCompile("`(--[a-z][a-z-]*)").FindAllStringSubmatch(docText(t, page), -1) {
			if !regexp.MustCompile(regexp.QuoteMeta(f[1]) + `\b`).MatchString(all) {
				t.Errorf("%s: no command has a flag %s", page, f[1])
			}
		}
	}
	for _, e := range methodEntries(t) {
		if !strings.Contains(e.lines["Command"], "`mtbf ") && !strings.Contains(e.lines["Command"], "library only") && !strings.Contains(e.lines["Command"], "system files") {
			t.Errorf("%s: %s names no command", e.file, e.title)
		}
	}
}

// commandOf returns the command of a call, with its own command if it has one.
func commandOf(root string, help func(string) string, call string) string {
	words := strings.Fields(call)
	listed := func(text, name string) bool {
		return regexp.MustCompile(`(?m)^  ` + regexp.QuoteMeta(name) + ` {2,}`).MatchString(text)
	}
	if len(words) == 0 || !listed(root, words[0]) {
		return ""
	}
	if len(words) > 1 && regexp.MustCompile(`^[a-z]+$`).MatchString(words[1]) && listed(help(words[0]), words[1]) {
		return words[0] + " " + words[1]
	}
	return words[0]
}

// TestMethodsAreNamed holds what an estimate can say of its method, from the
// source, to the table of docs/methods.md.
func TestMethodsAreNamed(t *testing.T) {
	_, table, ok := strings.Cut(docText(t, "docs/methods.md"), "\n## What \"method\" says\n")
	if !ok {
		t.Fatal("docs/methods.md has no table of what \"method\" says")
	}
	texts := methodTexts(t)
	for _, text := range slices.Sorted(maps.Keys(texts)) {
		for _, piece := range regexp.MustCompile(`%[a-z.\d]+`).Split(text, -1) {
			if piece = strings.Trim(piece, " ;,:"); !strings.Contains(table, piece) {
				t.Errorf("%s: the method %q is not in the table (%q)", texts[text], text, piece)
			}
		}
	}
	if len(texts) < 60 {
		t.Errorf("%d texts, fewer than there are methods", len(texts))
	}
}

// methodTexts returns the texts that become the method of an estimate, by where
// they stand: what is given to a field Method, a variable or function of that
// name, an estimate without a point, or begins with "simulated".
func methodTexts(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	files := token.NewFileSet()
	note := func(from ast.Node) {
		ast.Inspect(from, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil && regexp.MustCompile(`[a-z]{4}`).MatchString(text) {
					texts[text] = files.Position(lit.Pos()).String()
				}
			}
			return true
		})
	}
	var paths []string
	for _, root := range []string{"model", "montecarlo", "cmd/mtbf/internal/render/plan.go"} {
		if err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
				paths = append(paths, path)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range append(paths, "fit_modes.go", "times.go") {
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			notesMethod(n, note)
			return true
		})
	}
	return texts
}

// notesMethod notes the texts of a node that are the method of an estimate.
func notesMethod(n ast.Node, note func(ast.Node)) {
	isMethod := func(e ast.Node) bool {
		switch x := e.(type) {
		case *ast.Ident:
			return strings.HasSuffix(strings.ToLower(x.Name), "method")
		case *ast.SelectorExpr:
			return x.Sel.Name == "Method"
		}
		return false
	}
	switch x := n.(type) {
	case *ast.KeyValueExpr:
		if isMethod(x.Key) {
			note(x.Value)
		}
	case *ast.AssignStmt:
		for i, left := range x.Lhs {
			if isMethod(left) && i < len(x.Rhs) {
				note(x.Rhs[i])
			}
		}
	case *ast.ValueSpec:
		for i, name := range x.Names {
			if isMethod(name) && i < len(x.Values) {
				note(x.Values[i])
			}
		}
	case *ast.CompositeLit:
		if isMethod(x.Type) && x.Type.(*ast.Ident).Name == "meanMethod" {
			for _, e := range x.Elts {
				if kv, ok := e.(*ast.KeyValueExpr); ok && kv.Key.(*ast.Ident).Name == "name" {
					note(kv.Value)
				}
			}
		}
	case *ast.FuncDecl:
		if x.Name.Name == "method" {
			note(x.Body)
		}
	case *ast.CallExpr:
		if s, ok := x.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "NotEstimable" && len(x.Args) > 3 {
			note(x.Args[3])
		}
	case *ast.BasicLit:
		if strings.HasPrefix(x.Value, `"simulated`) {
			note(x)
		}
	}
}

// TestGlossaryIsInOrder holds the terms to their order, and to one line each.
func TestGlossaryIsInOrder(t *testing.T) {
	_, list, _ := strings.Cut(docText(t, "docs/glossary.md"), "\n- ")
	last, n := "", 0
	for _, line := range strings.Split(strings.TrimSpace("- "+list), "\n") {
		m := regexp.MustCompile(`^- \*\*([^*]+)\*\*: \S`).FindStringSubmatch(line)
		if m == nil {
			t.Errorf("%q is no line of a term", line)
			continue
		}
		term := strings.ToLower(m[1])
		if term <= last {
			t.Errorf("%q stands behind %q", term, last)
		}
		last = term
		n++
	}
	if n < 60 {
		t.Errorf("%d terms", n)
	}
}
