package mtbf_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every schema of JSON, with its number, is named in the changelog.
func TestChangelogNamesTheSchemas(t *testing.T) {
	changelog, err := os.ReadFile("CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("cmd/mtbf/internal/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	schema, found := regexp.MustCompile(`"(mtbf\.[a-z-]+/\d+)"`), 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range schema.FindAllStringSubmatch(string(text), -1) {
			found++
			if !strings.Contains(string(changelog), "`"+m[1]+"`") {
				t.Errorf("%s: %s is not in CHANGELOG.md", file, m[1])
			}
		}
	}
	if found == 0 {
		t.Error("no schema was found")
	}
}
