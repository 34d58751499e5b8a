package mtbf_test

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestReadmeIsShort: what does not fit stands in docs.
func TestReadmeIsShort(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	const most = 220
	if n := strings.Count(string(text), "\n"); n >= most {
		t.Errorf("README.md has %d lines, %d or more", n, most)
	}
}

// TestReadmeAsALibrary types what the README shows to who uses the library: the
// commands of its sh block in an empty folder, with the program of its go block.
func TestReadmeAsALibrary(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and runs it")
	}
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## As a library\n")
	_, program, _ := strings.Cut(section, "```go\n// main.go\n")
	program, _, ok := strings.Cut(program, "```")
	var commands []shown
	for _, b := range blocks(section) {
		if b.language == "sh" {
			commands = append(commands, b.commands()...)
		}
	}
	if !ok || len(commands) == 0 {
		t.Fatal("the section shows no program or no command")
	}
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, s := range commands {
		c := exec.Command("sh", "-c", s.command)
		c.Dir, c.Env = dir, append(os.Environ(), "MTBF="+here, "GOFLAGS=-mod=mod")
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", s.command, err, out)
		}
		if want := strings.Join(s.output, "\n"); want != "" && !agrees(string(out), want) {
			t.Errorf("%s printed\n%s\nbut the README shows\n%s", s.command, out, want)
		}
	}
}

// TestFiguresAreDrawn draws the figures that the README shows again: all words
// are the same, and no coordinate is off by more than half a point.
func TestFiguresAreDrawn(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and runs it")
	}
	binary := filepath.Join(t.TempDir(), "mtbf")
	if out, err := exec.Command("go", "build", "-o", binary, "./cmd/mtbf").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	number := regexp.MustCompile(`-?\d+(\.\d+)?`)
	for _, kind := range []string{"pareto", "multiplexing"} {
		path := filepath.Join(t.TempDir(), kind+".svg")
		if out, err := exec.Command(binary, "plot", kind, "-o", path).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		now, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := os.ReadFile(filepath.Join("docs", kind+".svg"))
		if err != nil {
			t.Fatal(err)
		}
		if number.ReplaceAllString(string(now), "0") != number.ReplaceAllString(string(kept), "0") {
			t.Errorf("docs/%s.svg is not what mtbf plot %s draws", kind, kind)
			continue
		}
		old := number.FindAllString(string(kept), -1)
		for i, text := range number.FindAllString(string(now), -1) {
			a, errA := strconv.ParseFloat(text, 64)
			b, errB := strconv.ParseFloat(old[i], 64)
			if errA != nil || errB != nil || math.Abs(a-b) > 0.5 {
				t.Errorf("docs/%s.svg: %s where %s is drawn", kind, old[i], text)
			}
		}
	}
}
