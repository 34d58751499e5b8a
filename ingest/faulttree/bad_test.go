package faulttree

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
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
	var said strings.Builder
	for _, path := range files {
		_, _, err := readFile(t, path, Options{MissionTime: 8760})
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v, want an error with a place", path, err)
			continue
		}
		if e.Line < 1 || e.Column < 1 || e.Excerpt == "" || strings.HasSuffix(e.Text, ".") || strings.ContainsAny(e.Text, "\n\x1b") {
			t.Errorf("%s: %#v", path, e)
		}
		fmt.Fprintln(&said, err)
	}
	if *update {
		if err := os.WriteFile("testdata/bad.golden", []byte(said.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/bad.golden")
	if err != nil {
		t.Fatal(err)
	}
	oracle.Equal(t, "errors", said.String(), string(want))
}
