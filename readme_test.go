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

// shown is a command in a document and the output shown below it.
type shown struct {
	command string
	output  string
	line    int
}

// consoleBlocks returns the commands of the ```console blocks of a document: a
// line "$ command", and up to the next such line its output. A shown output of
// nothing means that it is not shown; a line "..." stands for any lines.
func consoleBlocks(text string) []shown {
	var all []shown
	inside := false
	for i, line := range strings.Split(text, "\n") {
		switch {
		case strings.HasPrefix(line, "```"):
			inside = line == "```console"
		case inside && strings.HasPrefix(line, "$ "):
			all = append(all, shown{command: line[2:], line: i + 1})
		case inside && len(all) > 0:
			all[len(all)-1].output += line + "\n"
		}
	}
	return all
}

// TestDocumentsAreTrue runs every command that the documents show and compares
// what it prints. go test itself is what runs this test, and is not run again.
func TestDocumentsAreTrue(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and runs it")
	}
	binary := filepath.Join(t.TempDir(), "mtbf")
	if out, err := exec.Command("go", "build", "-o", binary, "./cmd/mtbf").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	ran := 0
	for _, doc := range []string{"README.md", "CONTRIBUTING.md"} {
		text, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range consoleBlocks(string(text)) {
			command, ours := strings.CutPrefix(s.command, "go run ./cmd/mtbf ")
			if !ours {
				if s.command != "go test ./..." && s.command != "bash .ci/run" {
					t.Errorf("%s:%d: %q is not run by this test", doc, s.line, s.command)
				}
				continue
			}
			ran++
			out, err := exec.Command("sh", "-c", binary+" "+command).CombinedOutput()
			if err != nil {
				t.Errorf("%s:%d: %s: %v\n%s", doc, s.line, s.command, err, out)
			} else if s.output != "" && !agrees(string(out), s.output) {
				t.Errorf("%s:%d: %s printed\n%s\nbut the document shows\n%s", doc, s.line, s.command, out, s.output)
			}
		}
	}
	if ran == 0 {
		t.Error("the documents show no command")
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
	commands := consoleBlocks(strings.Replace(section, "```sh", "```console", 1))
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
		if s.output != "" && !agrees(string(out), s.output) {
			t.Errorf("%s printed\n%s\nbut the README shows\n%s", s.command, out, s.output)
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

// agrees compares line by line; a line "..." in want stands for any lines.
func agrees(got, want string) bool {
	got, want = "\n"+strings.TrimSpace(got)+"\n", "\n"+strings.TrimSpace(want)+"\n"
	parts := strings.Split(want, "\n...\n")
	for i, part := range parts {
		part = "\n" + strings.Trim(part, "\n")
		if part == "\n" {
			continue
		}
		at := strings.Index(got, part+"\n")
		if at < 0 || (i == 0 && at > 0) {
			return false
		}
		got = got[at+len(part):]
	}
	return strings.HasSuffix(want, "\n...\n") || got == "\n"
}

func TestAgreesRejects(t *testing.T) {
	for _, c := range []struct {
		got, want string
		agrees    bool
	}{
		{"a\nb\nc\n", "a\nb\nc\n", true},
		{"a\nb\nc\n", "a\n...\nc\n", true},
		{"a\nb\nc\n", "a\n...\n", true},
		{"a\nb\nc\n", "a\nb\n", false},
		{"a\nb\nc\n", "...\nb\n...\n", true},
		{"a\nbb\nc\n", "a\n...\nb\n...\n", false},
		{"a\nb\nc\n", "b\nc\n", false},
		{"a\nb\nc\n", "a\n...\nd\n", false},
	} {
		t.Run(c.got, func(t *testing.T) {
			if agrees(c.got, c.want) != c.agrees {
				t.Errorf("agrees(%q, %q) = %v", c.got, c.want, !c.agrees)
			}
		})
	}
}
