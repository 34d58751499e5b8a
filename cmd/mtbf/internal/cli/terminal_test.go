package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A page and a figure never go to a terminal; what is piped is written.
func TestNoPageOnATerminal(t *testing.T) {
	file := filepath.Join(t.TempDir(), "shop.html")
	for _, c := range []struct {
		name     string
		terminal bool
		args     []string
		code     int
		says     string
	}{
		{"a terminal", true, []string{"report", "dataset:shop", "--units", "4"}, 2, "-o report.html"},
		{"a terminal by name", true, []string{"report", "dataset:shop", "--units", "4", "-o", "/dev/stdout"}, 2, "-o report.html"},
		{"a terminal by -", true, []string{"report", "dataset:shop", "--units", "4", "-o", "-"}, 2, "-o report.html"},
		{"the terminal itself", false, []string{"report", "dataset:shop", "--units", "4", "-o", "/dev/tty"}, 2, "-o report.html"},
		{"a pipe", false, []string{"report", "dataset:shop", "--units", "4"}, 0, ""},
		{"a file", true, []string{"report", "dataset:shop", "--units", "4", "-o", file}, 0, ""},
		{"a figure", true, []string{"plot", "waterfall"}, 2, "-o waterfall.png"},
		{"a figure by -", true, []string{"plot", "waterfall", "-o", "-"}, 2, ".png"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			code := Main(Streams{In: strings.NewReader(""), Out: &out, Err: &errs, Terminal: c.terminal}, c.args)
			if code != c.code || !strings.Contains(errs.String(), c.says) {
				t.Errorf("exit %d: %s", code, errs.String())
			}
			page := out.String()
			if text, err := os.ReadFile(file); c.name == "a file" && err == nil {
				page += string(text)
			}
			if wants := c.code == 0; strings.Contains(page, "<html") != wants {
				t.Errorf("a page of %d bytes", len(page))
			}
		})
	}
}
