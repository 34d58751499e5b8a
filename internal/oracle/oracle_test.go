package oracle

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// recorder is a testing.TB that remembers what was reported instead of
// failing. Fatal and Skip end its goroutine, as they do on a real test.
type recorder struct {
	testing.TB
	errors, fatals, skips []string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) { r.Fatal(fmt.Sprintf(format, args...)) }

func (r *recorder) Fatal(args ...any) {
	r.fatals = append(r.fatals, fmt.Sprint(args...))
	runtime.Goexit()
}

func (r *recorder) Skip(args ...any) {
	r.skips = append(r.skips, fmt.Sprint(args...))
	runtime.Goexit()
}

// record runs f on a recorder and returns it.
func record(f func(testing.TB)) *recorder {
	r := &recorder{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(r)
	}()
	<-done
	return r
}

func TestNear(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	cases := []struct {
		name           string
		got, want, rel float64
		pass           bool
	}{
		{"equal", 2.5, 2.5, 0, true},
		{"inside", 1000.9, 1000, 1e-3, true},
		{"outside", 1001.1, 1000, 1e-3, false},
		{"inside below", -999.1, -1000, 1e-3, true},
		{"wrong sign", 1000, -1000, 1e-3, false},
		{"zero where a rare event is due", 0, 2.6e-31, 1e-6, false},
		{"rare event", 2.6000001e-31, 2.6e-31, 1e-6, true},
		{"rare event where zero is due", 2.6e-31, 0, 1e-6, false},
		{"zero", 0, 0, 0, true},
		{"negative zero", math.Copysign(0, -1), 0, 0, true},
		{"finite where infinity is due", 5, inf, 1e-6, false},
		{"infinity where a number is due", inf, 5, 1e-6, false},
		{"infinity", inf, inf, 0, true},
		{"the other infinity", -inf, inf, 1, false},
		{"not a number", nan, 5, 1, false},
		{"a number where NaN is written", 5, nan, 1, false},
		{"two NaN", nan, nan, 1, false},
		{"NaN where infinity is due", nan, inf, 1, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := record(func(tb testing.TB) { Near(tb, c.name, c.got, c.want, c.rel) })
			if passed := len(r.errors) == 0; passed != c.pass {
				t.Errorf("%s: Near(%g, %g, %g) passed %v, want %v", c.name, c.got, c.want, c.rel, passed, c.pass)
			}
		})
	}
}

func TestMissingSkipsAndFailsInCI(t *testing.T) {
	if r := record(func(tb testing.TB) { missing(tb, false) }); len(r.skips) != 1 {
		t.Errorf("a bare clone: skips %q, fatals %q", r.skips, r.fatals)
	}
	if r := record(func(tb testing.TB) { missing(tb, true) }); len(r.fatals) != 1 {
		t.Errorf("CI: skips %q, fatals %q", r.skips, r.fatals)
	}
}

// bareClone makes a module with nothing beside it the working directory, and
// returns its parent.
func bareClone(t *testing.T) string {
	t.Helper()
	parent := t.TempDir()
	deep := filepath.Join(parent, "clone", "model", "rate")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(parent, "clone", "go.mod"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(deep)
	return parent
}

func TestSharedOfABareClone(t *testing.T) {
	parent := bareClone(t)
	t.Setenv("CI", "")
	if r := record(func(tb testing.TB) { Shared(tb, "*.json") }); len(r.skips) != 1 {
		t.Errorf("no ../shared: skips %q, fatals %q", r.skips, r.fatals)
	}
	t.Setenv("CI", "true")
	if r := record(func(tb testing.TB) { Shared(tb, "*.json") }); len(r.fatals) != 1 {
		t.Errorf("no ../shared in CI: skips %q, fatals %q", r.skips, r.fatals)
	}

	path := filepath.Join(parent, "shared", "set", "case.json")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(`{"failures": 7}`), 0o644); err != nil {
		t.Fatal(err)
	}
	files := Shared(t, "set/*.json")
	if len(files) != 1 {
		t.Fatalf("files %q", files)
	}
	var v struct{ Failures int }
	if Load(t, files[0], &v); v.Failures != 7 {
		t.Errorf("failures %d", v.Failures)
	}
	if r := record(func(tb testing.TB) { Shared(tb, "set/*.csv") }); len(r.fatals) != 1 {
		t.Errorf("a pattern without files: fatals %q", r.fatals)
	}
	if r := record(func(tb testing.TB) { Load(tb, filepath.Join(parent, "no.json"), &v) }); len(r.fatals) != 1 {
		t.Errorf("a missing file: fatals %q", r.fatals)
	}
}
