package mtbf_test

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// language is one in which programs of a page are written.
type language struct {
	name, needs string // needs is a program that fails where what they use is not there
	run         []string
}

// languages are those of the recipes. MTBF_PYTHON names another Python.
var languages = []language{
	{"python", "import pandas, lifelines", []string{cmp.Or(os.Getenv("MTBF_PYTHON"), "python3"), "-c"}},
	{"r", "library(survival); library(jsonlite)", []string{"Rscript", "--vanilla", "-e"}},
}

// TestRecipesRun: the programs of docs/recipes.md, those of a language as one, print what
// the page shows below them. What they find agrees with mtbf, or they say so.
func TestRecipesRun(t *testing.T) {
	const page = "docs/recipes.md"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	all := blocks(string(text))
	dir := recipeFiles(t, all)
	for _, l := range languages {
		t.Run(l.name, func(t *testing.T) {
			if out, err := exec.Command(l.run[0], append(slices.Clone(l.run[1:]), l.needs)...).CombinedOutput(); err != nil {
				t.Skipf("%s cannot do %q: %v %.200s", l.run[0], l.needs, err, out)
			}
			program, want := recipe(all, l.name)
			if strings.Count(want, "agrees: True")+strings.Count(want, "agrees: TRUE") != 3 {
				t.Errorf("the page shows that shape, scale and Kaplan-Meier do not agree: %s", want)
			}
			c := exec.Command(l.run[0], append(slices.Clone(l.run[1:]), program)...)
			c.Dir = dir
			out, err := c.CombinedOutput()
			if got := trimmedLines(string(out)); err != nil || got != trimmedLines(want) {
				t.Errorf("%v: it printed\n%s\nbut the page shows\n%s", err, got, want)
			}
		})
	}
}

// recipe is the program of a language, and what is shown below its parts.
func recipe(all []block, name string) (program, output string) {
	for i, b := range all {
		if b.language != name {
			continue
		}
		program += strings.Join(b.lines, "\n") + "\n"
		if i+1 < len(all) && all[i+1].language == "text" {
			output += strings.Join(all[i+1].lines, "\n") + "\n"
		}
	}
	return program, output
}

// trimmedLines is a text without the blanks at the ends of its lines.
func trimmedLines(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, " \n"); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// recipeFiles is a folder in which the commands of the page were run.
func recipeFiles(t *testing.T, all []block) (dir string) {
	t.Helper()
	bin, dir := filepath.Join(t.TempDir(), "mtbf"), t.TempDir()
	if out, err := exec.Command("go", "build", "-o", bin, "./cmd/mtbf").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	for _, b := range all {
		if b.language != "console" {
			continue
		}
		for _, s := range b.commands() {
			c := exec.Command(bin, strings.Fields(s.command)[1:]...)
			c.Dir = dir
			if out, err := c.CombinedOutput(); err != nil {
				t.Fatalf("%s: %v\n%s", s.command, err, out)
			}
		}
	}
	return dir
}
