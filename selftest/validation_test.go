package selftest

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the table of VALIDATION.md")

const (
	validation = "../VALIDATION.md"
	begin, end = "<!-- selftest -->\n", "<!-- /selftest -->\n"
)

// TestValidation keeps the table of published numbers in VALIDATION.md that of
// the cases.
func TestValidation(t *testing.T) {
	text, err := os.ReadFile(validation)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, opened := strings.Cut(string(text), begin)
	_, after, closed := strings.Cut(rest, end)
	if !opened || !closed {
		t.Fatalf("VALIDATION.md has no part between %q and %q", begin, end)
	}
	want := before + begin + published() + end + after
	if *update {
		err = os.WriteFile(validation, []byte(want), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	if !*update && want != string(text) {
		t.Error("the published numbers in VALIDATION.md are not those of the cases: go test ./selftest -update")
	}
}

// published is a table of the cases, without what they compute.
func published() string {
	var b strings.Builder
	b.WriteString("\n| claim | source | expected | tolerance | command |\n|---|---|---|---|---|\n")
	for _, c := range Cases() {
		tolerance := "exact"
		switch {
		case c.Sigmas > 0:
			tolerance = fmt.Sprintf("%g standard errors", c.Sigmas)
		case c.Relative > 0:
			tolerance = fmt.Sprintf("%.1e", c.Relative)
		}
		fmt.Fprintf(&b, "| %s: %s | %s | %s | %s | %s |\n", c.About, c.Claim, c.Source, strconv.FormatFloat(c.Expected, 'g', -1, 64), tolerance, c.Command)
	}
	return b.String() + "\n"
}
