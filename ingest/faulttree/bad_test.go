package faulttree

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

var update = flag.Bool("update", false, "rewrite testdata/bad.golden")

// readFile reads a file of testdata under its own name.
func readFile(t testing.TB, path string, o Options) (*Model, []model.Warning, error) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return Read([]Source{{filepath.Base(path), bytes.NewReader(text)}}, o)
}

// TestBadFiles: each file of testdata/bad has one defect, by which it is named, and an
// error that points at it. What the errors say stands in testdata/bad.golden.
func TestBadFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.xml")
	if err != nil || len(files) < 60 {
		t.Fatalf("%d bad files (%v)", len(files), err)
	}
	golden, err := os.ReadFile("testdata/bad.golden")
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".xml"), func(t *testing.T) {
			_, _, err := readFile(t, path, Options{MissionTime: 8760})
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
	oracle.Equal(t, "length of what they say", len(said), len(golden))
}
