package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mtbf/cmd/mtbf/internal/cli"
)

// emission is how a warning comes about: a command line whose JSON carries its
// code, or a test, by folder and name, of a file that asks for it.
type emission struct {
	call  string
	files map[string]string // beside codeFiles
	long  func() string     // own.csv, where it takes time to make: the program under test starts with this table
	test  string
}

// Every code in the program is emitted by some test: a warning that nobody has
// ever seen may be a wrong one, and a code that cannot come about is dead.
func TestCodes(t *testing.T) {
	inTest := func(path string) bool { return strings.HasSuffix(path, "_test.go") }
	places, unclear := parseSource(t, func(path string) bool { return !inTest(path) }).codes()
	for _, place := range unclear {
		t.Errorf("%s: the code of a warning is not written out, so that it cannot be told", place)
	}
	if len(places) < 80 {
		t.Errorf("only %d codes found", len(places))
	}
	tests := parseSource(t, inTest)
	for code, place := range places {
		if _, ok := emissions[code]; !ok {
			t.Errorf("%s: no test emits the warning %q", place, code)
		}
	}
	for code, e := range emissions {
		t.Run(code, func(t *testing.T) {
			switch {
			case places[code] == "":
				t.Errorf("no warning of the program has the code %q", code)
			case e.test != "" && !tests.asserts(e.test, code):
				t.Errorf("there is no %s in a file that asks for %q", e.test, code)
			case e.test == "":
				e.check(t, code)
			}
		})
	}
}

// The page of warnings names every code in the program, and no other.
func TestCodesAreInTheDocuments(t *testing.T) {
	places, _ := parseSource(t, func(path string) bool { return !strings.HasSuffix(path, "_test.go") }).codes()
	const page = "docs/exit-codes.md"
	text, err := os.ReadFile(filepath.Join(moduleRoot, page))
	if err != nil {
		t.Fatal(err)
	}
	_, warnings, _ := strings.Cut(string(text), "\n## Warnings\n")
	named := map[string]int{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| .+ \\|$").FindAllStringSubmatch(warnings, -1) {
		named[row[1]]++
	}
	for code, place := range places {
		if named[code] != 1 {
			t.Errorf("%s: %s has %d rows of the warning %q", place, page, named[code], code)
		}
	}
	for code := range named {
		if places[code] == "" {
			t.Errorf("%s: no warning of the program has the code %q", page, code)
		}
	}
}

// The page of the JSON has, below the schema of what commands print, all its keys.
func TestKeysAreInTheDocuments(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(moduleRoot, "docs/json.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"analyze dataset:shop --units 4 --by year --slo 99.9 --rate-unit fit --incident-gap 10m", "analyze dataset:shop --explain-columns",
		"compare dataset:shop --split 2024-06-01", "datasets list", "datasets show shop", "duplex --mtbf 100h --mttr 1h", "fit dataset:shop --of repair --at 8h",
		"mechanism storage --scheme raid5:8 --mttf 1y --rebuild 5h", "mechanism placement --nodes 50 --failed 5 --groups --copies 2", "mechanism replica --mtbf 11y --category software=.25", "mechanism partition --sites 4 --available .99",
		"mechanism contract --mttf 1y --mttr 1h", "mechanism quorums --quorums fano --available .9", "mechanism sessions --available .9",
		"mechanism retry --soft 131/132", "mechanism pairs --mtbf 1y --hard 0.1 --fault hardware=1y", "mechanism stages --shrink network=5m",
		"multiplex table", "multiplex compare", "multiplex threshold", "plan --mtbf 1000h", "plot --list", "profiles list", "rate --failures 3 --exposure 1000h",
		"table1 --reconcile", "simulate dataset:duplexed-discs --replications 100", "size dataset:shop-front --target 0.999 --draws 50",
		"size require dataset:duplexed-discs --what mtbf=disc --target 0.999", "size spares --units 4 --mtbf 1000h --lead-time 10h", "solve dataset:bridge",
		"solve dataset:node-after-gray", "table1", "trend dataset:shop", "version",
	} {
		t.Run(line, func(t *testing.T) {
			var out, errs bytes.Buffer
			if exit := cli.Main(cli.Streams{Out: &out, Err: &errs}, append(strings.Fields(line), "--format", "json")); exit != 0 {
				t.Fatalf("exit %d: %s", exit, errs.String())
			}
			var answer map[string]any
			if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
				t.Fatal(err)
			}
			_, keys, found := strings.Cut(string(text), fmt.Sprintf("\n## %s\n", answer["schema"]))
			keys, _, _ = strings.Cut(keys, "\n## ")
			for key := range answer {
				if row := regexp.MustCompile("(?m)^\\| `" + key + "[`\\[{]"); !found || !row.MatchString(keys) {
					t.Errorf("%s: no row of the key %q", answer["schema"], key)
				}
			}
		})
	}
}

// check runs the command and looks for the code in its answer.
func (e emission) check(t *testing.T, code string) {
	t.Chdir(t.TempDir())
	if e.long != nil {
		e.files = one("own.csv", e.long())
	}
	for _, files := range []map[string]string{codeFiles, e.files} {
		for name, text := range files {
			if err := os.WriteFile(filepath.Clean(name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out, errs bytes.Buffer
	exit := cli.Main(cli.Streams{Out: &out, Err: &errs}, append(strings.Fields(e.call), "--format", "json"))
	var answer any
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
		t.Fatalf("mtbf %s: exit %d, %v\n%s", e.call, exit, err, errs.String())
	}
	if got := codesIn(answer); !slices.Contains(got, code) {
		t.Errorf("mtbf %s: the answer carries the codes %q, not %q", e.call, got, code)
	}
}

// codesIn returns the values of all keys "code" of a JSON document.
func codesIn(v any) (codes []string) {
	switch v := v.(type) {
	case map[string]any:
		for key, x := range v {
			if code, ok := x.(string); ok && key == "code" {
				codes = append(codes, code)
			}
			codes = append(codes, codesIn(x)...)
		}
	case []any:
		for _, x := range v {
			codes = append(codes, codesIn(x)...)
		}
	}
	return codes
}
