package galileo

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model/dynamic"
)

var update = flag.Bool("update", false, "rewrite testdata/bad.golden")

// readText reads a tree that stands in a test.
func readText(t testing.TB, text string) *File {
	t.Helper()
	f, err := Read("tree.dft", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestBadFiles: each file of testdata/bad has one defect, by which it is named, and an
// error that points at it. What the errors say stands in testdata/bad.golden.
func TestBadFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.dft")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d bad files (%v)", len(files), err)
	}
	golden, err := os.ReadFile("testdata/bad.golden")
	if err != nil && !*update {
		t.Fatal(err)
	}
	said := ""
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".dft"), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			_, err = Read(filepath.Base(path), bytes.NewReader(text))
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("%v, want an error with a place", err)
			}
			if e.Line < 1 || e.Column < 1 || e.Excerpt == "" || strings.HasSuffix(e.Text, ".") || strings.ContainsAny(e.Text, "\n\x1b") {
				t.Errorf("%#v", e)
			}
			said += err.Error() + "\n"
			if !*update && !strings.Contains(string(golden), err.Error()+"\n") {
				t.Errorf("it says what is not in testdata/bad.golden: %v", err)
			}
		})
	}
	if *update {
		if err := os.WriteFile("testdata/bad.golden", []byte(said), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if said != string(golden) {
		t.Error("testdata/bad.golden has what no file says")
	}
}

// TestForcedAndForbidden: a failure that a dependency forces and a restriction forbids is
// refused at the place of the restriction, once it is met.
func TestForcedAndForbidden(t *testing.T) {
	f := readText(t, `toplevel T; T or A B;
S seq C T;
P pdep=0.5 E A;
A lambda=1.5; B lambda=2; C lambda=0.7; E lambda=0.9;`)
	_, err := dynamic.Solve(t.Context(), f.Tree, dynamic.Options{})
	var e *Error
	if err = f.Locate(err); !errors.As(err, &e) || e.Line != 2 || !strings.Contains(e.Text, "forbids") {
		t.Errorf("%v", err)
	}
}

// TestWarnings: what other programs take otherwise, or in silence, is told.
func TestWarnings(t *testing.T) {
	for code, text := range map[string]string{
		"argument-twice":    `toplevel T; T and A A B; A lambda=1.5; B lambda=2;`,
		"dormancy-assumed":  `toplevel T; T csp A B; A lambda=1.5; B lambda=2;`,
		"fails-to-start":    `toplevel T; T csp A B; A lambda=1.5; B prob=0.2 dorm=0;`,
		"mean-of-logarithm": `toplevel T; T and A B; A mean=1 stddev=2; B lambda=2;`,
		"never-forces":      `toplevel T; T and A B; F pdep=0 A B; A lambda=1.5; B lambda=2;`,
		"not-an-input":      `toplevel T; T or A B F; F fdep A B; A lambda=1.5; B lambda=2;`,
		"rate-is-scale":     `toplevel T; T and A B; A rate=2 shape=3; B lambda=2;`,
		"spare-in-use":      `toplevel T; T or G B; G wsp A B; A lambda=1.5 dorm=0; B lambda=2 dorm=0;`,
		"spare-keyword":     `toplevel T; T csp A B; A lambda=1.5; B lambda=2 dorm=0.5;`,
		"unused-definition": `toplevel T; T and A B; A lambda=1.5; B lambda=2; C lambda=3;`,
	} {
		var codes []string
		for _, w := range readText(t, text).Warnings {
			codes = append(codes, w.Code)
		}
		if !slices.Equal(codes, []string{code}) {
			t.Errorf("%s: %q", text, codes)
		}
	}
	if w := readText(t, `toplevel T; T wsp A B; A lambda=1.5; B lambda=2 dorm=0;`).Warnings; len(w) > 0 {
		t.Errorf("a first unit does not wait: %v", w)
	}
}

// TestForms: comments, bare and quoted names, spaces and line ends as they come.
func TestForms(t *testing.T) {
	plain := readText(t, "toplevel \"T\";\n\"T\" 2of3 \"A\" \"B\" \"C\";\n\"A\" lambda=0.1 dorm=0.5;\n\"B\" lambda=2e-1;\n\"C\" prob=0.3;\n")
	other := readText(t, "\ufeff// a comment\r\nA lambda = .1 dorm\t=0.5;B lambda=0.20;/* more\r\nthan one line */ \"C\" prob=0.3;\r\nT vot2 A B C;toplevel T;")
	got, err := dynamic.Solve(t.Context(), other.Tree, dynamic.Options{Times: []float64{3}})
	if err != nil {
		t.Fatal(err)
	}
	want, err := dynamic.Solve(t.Context(), plain.Tree, dynamic.Options{Times: []float64{3}})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "F(3)", got.At[0].Unreliability, want.At[0].Unreliability, 1e-15)
}
