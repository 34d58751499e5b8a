package mtbf_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// pages returns the documents for users and contributors: README.md,
// CONTRIBUTING.md and all of docs.
func pages(t *testing.T) []string {
	t.Helper()
	found := []string{"README.md", "CONTRIBUTING.md"}
	err := filepath.WalkDir("docs", func(path string, d os.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".md" {
			found = append(found, filepath.ToSlash(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// block is a fenced block of a document: its lines, and the number of the first.
type block struct {
	language string
	lines    []string
	line     int
}

// blocks returns the fenced blocks of a document.
func blocks(text string) (all []block) {
	inside := false
	for i, line := range strings.Split(text, "\n") {
		language, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && inside:
			inside = false
		case fence:
			inside, all = true, append(all, block{language: language, line: i + 2})
		case inside:
			last := &all[len(all)-1]
			last.lines = append(last.lines, line)
		}
	}
	return all
}

// fileName matches the first line of a block that is a file.
var fileName = regexp.MustCompile(`^# ([\w.-]+\.(?:yaml|csv|json|txt|dft|xml))$`)

// file returns the name and the text of the file that a block shows: one that begins
// with its name as a comment, or one with the name behind the language, as "json a.json".
func (b block) file() (name, text string, ok bool) {
	if b.language == "console" || len(b.lines) == 0 {
		return "", "", false
	}
	_, name, ok = strings.Cut(b.language, " ")
	if m := fileName.FindStringSubmatch(b.lines[0]); m != nil {
		name, ok = m[1], true
	}
	return name, strings.Join(b.lines, "\n") + "\n", ok
}

// shown is a command in a document and the output shown below it.
type shown struct {
	command string
	output  []string
	line    int // of the command; the output begins in the next
}

// commands returns the commands of a block: a line "$ command", and up to the
// next such line its output. A shown output of nothing means that it is not
// shown; a line "..." stands for any lines.
func (b block) commands() (all []shown) {
	for i, line := range b.lines {
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			all = append(all, shown{command: command, line: b.line + i})
		} else if len(all) > 0 {
			all[len(all)-1].output = append(all[len(all)-1].output, line)
		}
	}
	return all
}

// notRun are the commands of documents that these tests do not run: go test runs
// the tests themselves, and go install writes outside the folder of a test.
var notRun = []string{"go test ./...", "bash .ci/run", "bash .ci/full", "go install ./cmd/mtbf"}

// TestDocumentsAreTrue runs every command that the documents show, with the files
// that they show, in a folder for each, and compares what is printed; -update
// writes it into the document.
func TestDocumentsAreTrue(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and runs it")
	}
	bin := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", filepath.Join(bin, "mtbf"), "./cmd/mtbf").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	path := "PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH")
	for _, page := range pages(t) {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(string(text), "\n")
			if changes := checkPage(t, page, string(text), path); *update && len(changes) > 0 {
				if err := os.WriteFile(page, []byte(strings.Join(rewritten(lines, changes), "\n")), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// change is an output in the place of what a document shows below a command.
type change struct {
	shown
	now []string
}

// checkPage runs the commands of a page, and returns what is to be changed to make
// it true.
func checkPage(t *testing.T, page, text, path string) (changes []change) {
	dir := t.TempDir()
	for _, b := range blocks(text) {
		if name, content, ok := b.file(); ok {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if !named(text, name) {
				t.Errorf("%s:%d: no command and no other file of the page uses %s", page, b.line, name)
			}
		}
		if b.language != "console" {
			continue
		}
		for _, s := range b.commands() {
			if slices.Contains(notRun, s.command) {
				continue
			}
			if !strings.HasPrefix(s.command, "mtbf ") && !strings.HasPrefix(s.command, "go run ./cmd/mtbf ") {
				t.Errorf("%s:%d: %q is not run by this test", page, s.line, s.command)
				continue
			}
			c := exec.Command("sh", "-c", strings.Replace(s.command, "go run ./cmd/mtbf ", "mtbf ", 1))
			c.Dir, c.Env = dir, append(os.Environ(), path)
			out, err := c.CombinedOutput()
			got := strings.TrimRight(string(out), "\n")
			switch want := strings.Join(s.output, "\n"); {
			case err != nil:
				t.Errorf("%s:%d: %s: %v\n%s", page, s.line, s.command, err, got)
			case want == "" || agrees(got, want):
			case *update:
				changes = append(changes, change{s, renewed(strings.Split(got, "\n"), s.output)})
			default:
				t.Errorf("%s:%d: %s printed\n%s\nbut the document shows\n%s", page, s.line, s.command, got, want)
			}
		}
	}
	return changes
}

// named reports whether a command of a page, or a file it shows, has the name of a file
// in it, beside the first line of that file.
func named(text, name string) bool {
	return slices.ContainsFunc(blocks(text), func(b block) bool {
		return slices.ContainsFunc(b.lines, func(line string) bool {
			return strings.Contains(line, name) && !strings.HasPrefix(line, "#") && (b.language != "console" || strings.HasPrefix(line, "$ "))
		})
	})
}

// rewritten returns the lines of a document with the changes made, in order.
func rewritten(lines []string, changes []change) (out []string) {
	at := 0
	for _, c := range changes {
		out = append(append(out, lines[at:c.line]...), c.now...)
		at = c.line + len(c.output)
	}
	return append(out, lines[at:]...)
}

// renewed returns what a document shows, with the words of an output that has
// changed: each stretch between lines "..." becomes the stretch of as many lines of
// the output that has most of its lines, in order. An output without such lines is
// taken whole.
func renewed(got, shown []string) (out []string) {
	if !slices.Contains(shown, "...") {
		return got
	}
	at := 0
	for i := 0; i < len(shown); {
		if shown[i] == "..." {
			out = append(out, "...")
			i++
			continue
		}
		n := slices.Index(append(shown[i:len(shown):len(shown)], "..."), "...")
		from := at
		if i > 0 {
			from = likest(got, shown[i:i+n], at)
		}
		at = min(from+n, len(got))
		out = append(out, got[min(from, len(got)):at]...)
		i += n
	}
	return out
}

// likest returns the place in got, at or after from, whose lines have most words in
// common with the same lines of want.
func likest(got, want []string, from int) (place int) {
	most := -1
	for p := from; p+len(want) <= len(got); p++ {
		same := 0
		for i, line := range want {
			words := strings.Fields(got[p+i])
			for _, word := range strings.Fields(line) {
				if slices.Contains(words, word) {
					same++
				}
			}
		}
		if same > most {
			most, place = same, p
		}
	}
	return place
}

func TestRenewed(t *testing.T) {
	for _, c := range []struct{ name, got, shown, want string }{
		{"whole", "a\nb", "a\nx", "a\nb"},
		{"the beginning", "a new\nb\nc", "a old\n...", "a new\n..."},
		{"a stretch whose words have changed", "h\nx 1\ny costlier 2\nz 3\nt", "h\n...\ny dearer 2\nz 3\n...", "h\n...\ny costlier 2\nz 3\n..."},
		{"two stretches that are alike", "h\nx 1\nx 2\nx 3", "h\n...\nx 1\n...\nx 9", "h\n...\nx 1\n...\nx 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(renewed(strings.Split(c.got, "\n"), strings.Split(c.shown, "\n")), "\n"); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestRewritten(t *testing.T) {
	text := "```console\n$ mtbf a\nold\n$ mtbf b\nx\ny\n```\nend"
	commands := blocks(text)[0].commands()
	got := strings.Join(rewritten(strings.Split(text, "\n"), []change{{commands[0], []string{"new", "newer"}}, {commands[1], []string{"z"}}}), "\n")
	if want := "```console\n$ mtbf a\nnew\nnewer\n$ mtbf b\nz\n```\nend"; got != want {
		t.Errorf("%q, want %q", got, want)
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
