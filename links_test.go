package mtbf_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// link matches a link or an image of a document.
var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// TestLinks follows every link of the documents that leads into this repository:
// files exist, and headings.
func TestLinks(t *testing.T) {
	for _, page := range append(pages(t), "ARCHITECTURE.md", "VALIDATION.md", "REFERENCES.md") {
		t.Run(page, func(t *testing.T) {
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			for _, target := range links(string(text)) {
				if reason := broken(page, target); reason != "" {
					t.Errorf("%s: (%s) %s", page, target, reason)
				}
			}
		})
	}
}

// links returns the targets of the links of a document, outside of its blocks.
func links(text string) (targets []string) {
	for _, b := range blocks(text) {
		text = strings.Replace(text, strings.Join(b.lines, "\n"), "", 1)
	}
	for _, m := range link.FindAllStringSubmatch(regexp.MustCompile("`[^`\n]*`").ReplaceAllString(text, ""), -1) {
		targets = append(targets, m[1])
	}
	return targets
}

// broken says why a link of a page leads nowhere; "" if it does not.
func broken(page, target string) string {
	if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
		return ""
	}
	path, anchor, _ := strings.Cut(target, "#")
	file := page
	if path != "" {
		file = filepath.Join(filepath.Dir(page), path)
	}
	info, err := os.Stat(file)
	if err != nil {
		return "is not there"
	}
	if anchor == "" || info.IsDir() {
		return ""
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	if !anchors(string(text))[anchor] {
		return "has no such heading"
	}
	return ""
}

// anchors returns the names by which the headings of a document are linked to.
func anchors(text string) map[string]bool {
	names := map[string]bool{}
	inside := false
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "```") {
			inside = !inside
		}
		if inside || !strings.HasPrefix(line, "#") {
			continue
		}
		heading := strings.ToLower(strings.TrimSpace(strings.TrimLeft(line, "#")))
		heading = regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(heading, "")
		names[strings.ReplaceAll(heading, " ", "-")] = true
	}
	return names
}

func TestBrokenLinks(t *testing.T) {
	for _, c := range []struct {
		target string
		broken bool
	}{
		{"LICENSE", false},
		{"nosuch.md", true},
		{"CONTRIBUTING.md#recipes", false},
		{"CONTRIBUTING.md#no-such-heading", true},
		{"#no-such-heading", true},
		{"https://example.org/nosuch", false},
	} {
		t.Run(c.target, func(t *testing.T) {
			if got := broken("README.md", c.target); (got != "") != c.broken {
				t.Errorf("%q", got)
			}
		})
	}
}
