package cli

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

var update = flag.Bool("update", false, "rewrite docs/commands and docs/man")

// Folders of the pages that are written from the commands.
const (
	markdownFolder = "../../../../docs/commands"
	manFolder      = "../../../../docs/man"
)

// documented returns the program and its commands, a command before those below it.
func documented() (all []*cobra.Command) {
	root := newRoot(&global{}, &ends{})
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd("")
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		c.InitDefaultHelpFlag()
		all = append(all, c)
		for _, kid := range kids(c) {
			walk(kid)
		}
	}
	walk(root)
	return all
}

// kids are the commands below a command that have a page.
func kids(c *cobra.Command) []*cobra.Command {
	return slices.DeleteFunc(slices.Clone(c.Commands()), func(k *cobra.Command) bool { return !k.IsAvailableCommand() || k.Name() == "help" })
}

// fileOf is the name of the page of a command: mtbf-size-spares.
func fileOf(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// about is what a page says of a command before its flags.
func about(c *cobra.Command) string {
	if c.Long != "" {
		return c.Long
	}
	return c.Short + "."
}

// TestPagesAreCurrent: docs/commands and docs/man are what the commands say of
// themselves; -update writes them.
func TestPagesAreCurrent(t *testing.T) {
	markdown, man := map[string]string{"README.md": index()}, map[string]string{}
	for _, c := range documented() {
		markdown[fileOf(c)+".md"] = markdownPage(c)
		man[fileOf(c)+".1"] = manPage(c)
	}
	for folder, pages := range map[string]map[string]string{markdownFolder: markdown, manFolder: man} {
		t.Run(filepath.Base(folder), func(t *testing.T) { checkFolder(t, folder, pages) })
	}
}

func checkFolder(t *testing.T, folder string, pages map[string]string) {
	if *update {
		if err := os.RemoveAll(folder); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		for name, text := range pages {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if _, ok := pages[e.Name()]; !ok {
			t.Errorf("%s/%s is of no command", folder, e.Name())
		}
	}
	for name, text := range pages {
		if kept, err := os.ReadFile(filepath.Join(folder, name)); err != nil || string(kept) != text {
			t.Errorf("%s/%s is not what the command says (%v): go test ./cmd/mtbf/internal/cli -run Pages -update", folder, name, err)
		}
	}
}

// Lists of options, indented lines and marks come out in a man page as they are.
func TestManPagesAreClean(t *testing.T) {
	for _, lint := range [][]string{{"mandoc", "-Tlint", "-Wwarning"}, {"groff", "-ww", "-man", "-Tutf8", "-z"}} {
		t.Run(lint[0], func(t *testing.T) {
			if _, err := exec.LookPath(lint[0]); err != nil {
				t.Skipf("%s is not installed here", lint[0])
			}
			pages, err := filepath.Glob(filepath.Join(manFolder, "*.1"))
			if err != nil || len(pages) == 0 {
				t.Fatal("no pages", err)
			}
			out, err := exec.Command(lint[0], append(lint[1:], pages...)...).CombinedOutput()
			complaints := regexp.MustCompile(`(?m)^.*missing date.*\n`).ReplaceAll(out, nil) // a page of no date is the same every day
			if len(complaints) > 0 {
				t.Errorf("%v: %s", err, complaints)
			}
		})
	}
}

func TestRoff(t *testing.T) {
	for in, want := range map[string]string{
		`a\b 'c' ^~` + "`":          `a\eb \(aqc\(aq \(ha\(ti\(ga`,
		"two-sided --rate-unit, -o": `two-sided \-\-rate\-unit, \-o`,
		".csv is":                   `\&.csv is`,
		"from - to, ends in -":      `from \- to, ends in \-`,
		"10 % – é":                  `10 % \[u2013] \[u00E9]`,
	} {
		t.Run(in, func(t *testing.T) {
			if got := roff(in); got != want {
				t.Errorf("%s, want %s", got, want)
			}
		})
	}
	if got := paragraphs("One\ntwo.\n\n  --of x   what\n  --of y   that\n\nThree."); got != "One\ntwo.\n.PP\n.nf\n  \\-\\-of x   what\n  \\-\\-of y   that\n.fi\n.PP\nThree.\n" {
		t.Errorf("%q", got)
	}
}
