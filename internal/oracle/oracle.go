// Package oracle compares results with expected values from independent
// programs, and finds the files that hold them. Only tests import it.
package oracle

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// Near reports an error on t unless got equals want within the relative
// tolerance rel:
//
//	|got - want| <= rel |want|
//
// There is no absolute tolerance, so a want of 0 takes 0 only, and a got of 0
// is rejected where 2.6e-31 is due. An infinite want takes the same infinity
// only. NaN never passes, on either side.
func Near(t testing.TB, name string, got, want, rel float64) {
	t.Helper()
	if !near(got, want, rel) {
		t.Errorf("%s: got %.17g, want %.17g (off by %.2g, allowed %.2g)", name, got, want, math.Abs(got/want-1), rel)
	}
}

func near(got, want, rel float64) bool {
	if math.IsInf(got, 0) || math.IsInf(want, 0) {
		return got == want
	}
	return math.Abs(got-want) <= rel*math.Abs(want)
}

// Shared returns the files beside the module, in ../shared, that match
// pattern, in the order of their names. Where that folder is missing (a bare
// clone) the test is skipped, or fails if the environment says CI=true. A
// pattern that matches nothing is fatal.
func Shared(t testing.TB, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(SharedPath(t, pattern))
	if err != nil || len(files) == 0 {
		t.Fatalf("oracle: no file matches %q in ../shared (%v)", pattern, err)
	}
	return files
}

// SharedPath returns the path of rel in ../shared, skipping or failing as
// [Shared] does when the folder is missing. It does not look for rel itself.
func SharedPath(t testing.TB, rel string) string {
	t.Helper()
	dir := filepath.Join(moduleRoot(t), "..", "shared")
	if _, err := os.Stat(dir); err != nil {
		missing(t, os.Getenv("CI") == "true")
	}
	return filepath.Join(dir, filepath.FromSlash(rel))
}

// missing ends a test that needs ../shared.
func missing(t testing.TB, ci bool) {
	t.Helper()
	const text = "oracle: ../shared is not beside this clone; its expected values cannot be compared"
	if ci {
		t.Fatal(text)
	}
	t.Skip(text)
}

// Load decodes the JSON file at path into v.
func Load(t testing.TB, path string, v any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, v)
	}
	if err != nil {
		t.Fatalf("oracle: %s: %v", filepath.Base(path), err)
	}
}

// moduleRoot returns the folder of go.mod, at or above the working directory.
func moduleRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("oracle: no go.mod above the working directory")
		}
		dir = parent
	}
}
