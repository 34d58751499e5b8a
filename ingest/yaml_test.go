package ingest

import (
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

// What looks like a number in a taxonomy or a profile is the text of a cell.
func TestNumbersInFilesAreTexts(t *testing.T) {
	taxonomy, err := parseTaxonomy("own.yaml", []byte("rules:\n  - {value: [007, 1.10, 0x1F, 0o17, 1_000, .inf, 1e3], category: number/seven}\n  - value:\n      - 010\n    category: 042\n"))
	if err != nil {
		t.Fatal(err)
	}
	oracle.Equal(t, "values", strings.Join(taxonomy.Rules[0].Values, " "), "007 1.10 0x1F 0o17 1_000 .inf 1e3")
	oracle.Equal(t, "in a list", taxonomy.Rules[1].Values, []string{"010"})
	oracle.Equal(t, "category", string(taxonomy.Rules[1].Category), "042")
	profile, err := parseProfile("own.yaml", []byte("columns: {start: [start], end: [end]}\nmissing: [00, 9.90]\nskip: {code: [007]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	oracle.Equal(t, "missing", profile.Missing, []string{"00", "9.90"})
	oracle.Equal(t, "skip", profile.Skip["code"], []string{"007"})
}
