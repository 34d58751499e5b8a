package mtbf_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestVersionIsThatOfTheTag builds a clone of the repository with a tag, and says that it
// was changed where it was.
func TestVersionIsThatOfTheTag(t *testing.T) {
	if testing.Short() {
		t.Skip("clones the repository and builds the program")
	}
	if exec.Command("git", "rev-parse", "HEAD").Run() != nil {
		t.Skip("this is no repository of git")
	}
	clone, binary := t.TempDir(), filepath.Join(t.TempDir(), "mtbf")
	run := func(name string, args ...string) []byte {
		t.Helper()
		c := exec.Command(name, args...)
		c.Dir, c.Env = clone, append(os.Environ(), "GOFLAGS=-buildvcs=true")
		out, err := c.Output()
		if err != nil {
			t.Fatalf("%s %q: %v", name, args, err)
		}
		return out
	}
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	run("git", "clone", "--quiet", here, clone)
	run("git", "tag", "v1.2.3")
	for _, c := range []struct {
		name, version string
		modified      bool
	}{{"as it was tagged", "v1.2.3", false}, {"changed", "v1.2.3+dirty", true}} {
		t.Run(c.name, func(t *testing.T) {
			if c.modified {
				if err := os.WriteFile(filepath.Join(clone, "more.txt"), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			run("go", "build", "-o", binary, "./cmd/mtbf")
			var got struct {
				Version, Revision string
				Modified          bool
			}
			if err := json.Unmarshal(run(binary, "version", "--format", "json"), &got); err != nil {
				t.Fatal(err)
			}
			if got.Version != c.version || got.Modified != c.modified || len(got.Revision) != 40 {
				t.Errorf("%+v, want %s", got, c.version)
			}
		})
	}
}
