package cli

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// exampleFiles are what the examples of the mechanisms read.
var exampleFiles = map[string]string{
	"log.csv":      "unit,start,end,cause\na,2024-01-05 10:00,2024-01-05 11:00,software\nb,2024-02-05 10:00,2024-02-05 12:00,disc\n",
	"classes.yaml": "classes: [{years: 2, share: 1}, {years: 20, share: 9}, {years: 2000, share: 90}]\n",
	"tree.yaml":    "name: top\nchildren: [{name: worker, mtbf: 9s}]\n",
}

// Every example of a mechanism is answered, and the system files among the answers are
// solved.
func TestMechanismExamplesRun(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range exampleFiles {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	everyCommand(func(cmd *cobra.Command) {
		path := pathOf(cmd)
		if len(path) != 2 || path[0] != "mechanism" {
			return
		}
		lines := strings.Split(cmd.Example, "\n")
		if len(lines) < 2 {
			t.Errorf("%v has %d examples", path, len(lines))
		}
		for _, line := range lines {
			t.Run(strings.TrimSpace(line), func(t *testing.T) { answered(t, wordsOfShell(line)) })
		}
	})
}

// answered runs an example.
func answered(t *testing.T, words []string) {
	run := func(args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if code := Main(Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, append(args, "--quiet")); code != 0 {
			t.Fatalf("%v: exit %d: %s", args, code, errs.String())
		}
		return out.String()
	}
	out := run(words[1:]...)
	if !slices.Contains(words, "--as-module") {
		return
	}
	if err := os.WriteFile("written.yaml", []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
	run("solve", "written.yaml")
}
