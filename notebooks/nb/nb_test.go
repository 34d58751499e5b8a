package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

// A session keeps declarations, replaces those given again, and runs what
// stands below %%.
func TestSession(t *testing.T) {
	var s Session
	if p, err := s.Program(1, "func f() int { return 1 }\nvar a, b = 2, 3\ntype t struct{}\nfunc (t) m() int { return 4 }", t.TempDir()); p != nil || err != nil {
		t.Fatalf("declarations alone gave %q, %v", p, err)
	}
	if _, err := s.Program(2, "func f() int { return 10 }\nfunc (*t) m() int { return 40 }", t.TempDir()); err != nil {
		t.Fatal(err)
	}
	p, err := s.Program(3, "%%\nfmt.Println(f(), a, b, t{}.m())", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	text := string(p)
	for _, want := range []string{`import "fmt"`, "return 10", "return 40", "//line cell3.go:2\n", "//line cell2.go:1\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "return 1 ") || strings.Contains(text, "return 4 ") {
		t.Errorf("an old declaration is still there:\n%s", text)
	}
}

func TestBadCells(t *testing.T) {
	var s Session
	if _, err := s.Program(1, "var kept = 5", t.TempDir()); err != nil {
		t.Fatal(err)
	}
	for cell, want := range map[string]string{
		"x :=":                                 "cell2.go:1",
		"\n\nfunc f( {}":                       "cell2.go:3",
		"!rm -rf /":                            "cell 2:1",
		"var kept = 6\n%goflags":               "cell 2:2",
		"x := 2":                               "cell2.go:1: x := 2 is a statement: what is to run stands below a line %%, and above it stand declarations, which later cells have too, such as var x = 2",
		"var a = 1\n\nfmt.Println(a)\n":        "cell2.go:3: fmt.Println(a) is a statement: what is to run stands below a line %%",
		"func f() {}\nfor range 3 {\n\tf()\n}": "cell2.go:2: for range 3 { is a statement",
		"import \"fmt\"\nx := 2\n%%\nfmt.Println(x)": "cell2.go:2: x := 2 is a statement",
		"}":              "expected declaration",
		"var a = 1\n)":   "cell2.go:2",
		"if x := 1; x {": "expected declaration",
	} {
		if _, err := s.Program(2, cell, t.TempDir()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", cell, err, want)
		}
	}
	if len(s.decls) != 1 || !strings.Contains(s.decls[0].text, "5") {
		t.Errorf("a bad cell left %+v", s.decls)
	}
}

// A cell runs, shows and fails as it should.
func TestCells(t *testing.T) {
	r, err := newRunner(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	out, err := r.Cell(t.Context(), 1, "%%\nfmt.Println(\"seen\")\nif err := show.HTML(\"<b>bold</b>\"); err != nil {\n\tpanic(err)\n}")
	if err != nil {
		t.Fatal(err)
	}
	if len(out) != 2 || out[0].Text != "seen\n" || out[1].Data["text/html"] != Lines("<b>bold</b>") {
		t.Errorf("outputs %+v", out)
	}
	if _, err := r.Cell(t.Context(), 2, "%%\nvar unused int"); err == nil || !strings.Contains(err.Error(), "cell2.go:2") {
		t.Errorf("a cell that does not compile: %v", err)
	}
	if out, err := r.Cell(t.Context(), 3, "%%\nfmt.Println(\"before\")\npanic(\"at the end\")"); err == nil || !strings.Contains(err.Error(), "at the end") || len(out) == 0 || out[0].Text != "before\n" {
		t.Errorf("a cell that fails: %+v, %v", out, err)
	}
}

// A notebook elsewhere runs, from whatever folder: its cells are built in the module and
// run in its own folder.
func TestElsewhere(t *testing.T) {
	module, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := t.TempDir()
	t.Chdir(t.TempDir())
	t.Setenv(moduleVar, "")
	if _, err := newRunner(elsewhere); err == nil || !strings.Contains(err.Error(), "set MTBF_NOTEBOOKS to that folder") {
		t.Errorf("without a module: %v", err)
	}
	if r, err := newRunner(filepath.Join(module, "show")); err != nil || r.module != module {
		t.Errorf("from elsewhere: %+v, %v", r, err)
	}
	t.Setenv(moduleVar, filepath.Join(module, "..")) // another module of the repository
	if _, err := newRunner(elsewhere); err == nil {
		t.Error("any module will do")
	}
	t.Setenv(moduleVar, module)
	r, err := newRunner(elsewhere)
	if err = errors.Join(err, r.enter()); err != nil {
		t.Fatal(err)
	}
	out, err := r.Cell(t.Context(), 1, "%%\nwd, _ := os.Getwd()\nfmt.Println(wd, rate.TimeTerminated)\n")
	if err != nil || len(out) != 1 || !strings.HasPrefix(string(out[0].Text), elsewhere+" ") {
		t.Errorf("%+v, %v", out, err)
	}
}

// The notebooks of this folder come through reading and writing unchanged.
func TestNotebooksRoundTrip(t *testing.T) {
	files, err := filepath.Glob("../*.ipynb")
	if err != nil || len(files) == 0 {
		t.Fatalf("no notebooks: %v", err)
	}
	for _, path := range files {
		n, err := ReadNotebook(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := unchanged(n, path); err != nil {
			t.Error(err)
		}
	}
}

// A message is refused unless it was signed with the key.
func TestSignatures(t *testing.T) {
	to := message{header: header{Session: "s"}, raw: json.RawMessage(`{"msg_id":"1"}`)}
	m, err := compose(to, [][]byte{[]byte("peer")}, "kernel_info_request", "secret", map[string]int{"a": 1})
	if err != nil {
		t.Fatal(err)
	}
	got, err := parse(m.Frames, "secret")
	if err != nil || got.header.Type != "kernel_info_request" || !bytes.Equal(got.peers[0], []byte("peer")) {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := parse(m.Frames, "other"); err == nil {
		t.Error("a wrong key was accepted")
	}
	for n := range len(m.Frames) {
		if _, err := parse(m.Frames[:n], "secret"); err == nil {
			t.Errorf("%d parts were accepted", n)
		}
	}
}
