package cli

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// confinedVar is set for the process of a test that has limits of its own.
const confinedVar = "MTBF_TEST_LIMITS"

// TestSystemLimits: the system itself refuses memory beyond the limit, and to write a
// file, should the program fail to.
func TestSystemLimits(t *testing.T) {
	switch os.Getenv(confinedVar) {
	case "memory":
		if err := limitSystem(64 << 20); err != nil {
			t.Fatal(err)
		}
		all := make([]byte, 1<<30)
		t.Logf("had %d bytes", len(bytes.ToUpper(all)))
		return
	case "file":
		path := filepath.Join(t.TempDir(), "file")
		err := errors.Join(limitSystem(64<<20), os.WriteFile(path, []byte("text"), 0o600))
		t.Logf("wrote: %v", err)
		return
	}
	for what, want := range map[string]string{"memory": "goroutine ", "file": "file too large"} { // Go without memory ends in more than one way
		t.Run(what, func(t *testing.T) {
			c := exec.Command(os.Args[0], "-test.run=^TestSystemLimits$", "-test.v")
			c.Env = append(os.Environ(), confinedVar+"="+what)
			if out, _ := c.CombinedOutput(); !strings.Contains(string(out), want) || strings.Contains(string(out), "had ") {
				t.Errorf("not %s: %.2000s", want, out)
			}
		})
	}
}
