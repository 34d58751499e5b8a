package cli

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"mtbf/cmd/mtbf/internal/mcpserver"
)

func toolsOfTest(t *testing.T) (*cobra.Command, []mcpserver.Tool) {
	t.Helper()
	ends, stop := newEnds()
	t.Cleanup(stop)
	root := newRoot(&global{}, ends)
	return root, mcpTools(root)
}

// No property of a tool names a file to write or the form of the answer, and what is said
// of one is for who calls a tool, not for who sits at a terminal.
func TestToolsAreForWhoCallsThem(t *testing.T) {
	root, tools := toolsOfTest(t)
	mechanisms := 0
	for _, tool := range tools {
		t.Run(tool.Name, func(t *testing.T) {
			cmd, _, err := root.Find(tool.Command)
			if err != nil || strings.Join(tool.Command, "_") != tool.Name || !cmd.Runnable() {
				t.Fatalf("command %v: %v", tool.Command, err)
			}
			if strings.HasPrefix(tool.Name, "mechanism_") {
				mechanisms++
			}
			texts := []string{tool.About}
			for _, p := range tool.Params {
				flag := cmd.Flags().Lookup(p.Name)
				name := strings.TrimPrefix(p.Name, newPrefix)
				switch {
				case flag == nil:
					t.Errorf("%s is no flag", p.Name)
				case slices.Contains(outputFlags, name) || slices.Contains(notOfTools, name):
					t.Errorf("%s is written, or no business of a tool", p.Name)
				case p.About == "" || p.Unlisted != (flag.Hidden && p.Name != name):
					t.Errorf("%+v", p)
				case p.Words != nil && p.Default != "" && !slices.Contains(p.Words, p.Default):
					t.Errorf("%s: its default %q is none of %v", p.Name, p.Default, p.Words)
				}
				if valueName(flag) == "FILE" && !slices.Contains(inputFlags, name) {
					t.Errorf("%s: a file that is not known to be read", p.Name)
				}
				texts = append(texts, p.About)
			}
			terminal := regexp.MustCompile(`standard (input|output)|terminal|Ctrl|repeatable|--as-module|docs/`)
			for _, text := range texts {
				if found := terminal.FindString(strings.ReplaceAll(text, "mtbf://docs/", "")); found != "" {
					t.Errorf("speaks of %q: %s", found, text)
				}
			}
		})
	}
	if mechanisms < 14 {
		t.Errorf("%d mechanisms", mechanisms)
	}
	for _, name := range []string{"analyze", "fit", "trend", "compare", "rate", "solve", "simulate", "size"} {
		if !strings.Contains(mcpInstructions, ": "+name) && !strings.Contains(mcpInstructions, ", "+name) {
			t.Errorf("nothing says when to use %s", name)
		}
	}
}

// Every page that texts name is there, and the keys of each answer come with their parts.
func TestPagesOfTools(t *testing.T) {
	pages, err := mcpPages()
	if err != nil {
		t.Fatal(err)
	}
	_, tools := toolsOfTest(t)
	text := mcpInstructions
	for _, tool := range tools {
		text += tool.About
	}
	has := map[string]string{}
	for _, p := range pages {
		if has[p.URI] != "" || len(p.Text) == 0 || p.About == "" {
			t.Errorf("%s: twice, or nothing", p.URI)
		}
		has[p.URI] = string(p.Text)
	}
	named := regexp.MustCompile(`mtbf://[\w./-]*\w`).FindAllString(text, -1)
	for _, uri := range named {
		if has[uri] == "" {
			t.Errorf("no page %s", uri)
		}
	}
	if len(named) < 3 {
		t.Errorf("texts name %v", named)
	}
	answers := regexp.MustCompile(`mtbf\.([\w-]+)/\d`).FindAllStringSubmatch(text, -1)
	for _, a := range answers {
		page := has["mtbf://json/"+a[1]+".md"]
		if !strings.Contains(page, "## "+a[0]) {
			t.Errorf("no page of the keys of %s", a[0])
		}
		for _, link := range partOfKeys.FindAllStringSubmatch(page, -1) {
			if strings.HasPrefix(link[1], "mtbf") { // another document
				continue
			}
			if heading := "### " + strings.ReplaceAll(link[1], "-", " ") + "\n"; !strings.Contains(page, heading) && !strings.Contains(page, "### "+link[1]+"\n") {
				t.Errorf("%s: no part %q", a[0], link[1])
			}
		}
	}
	if len(answers) < 10 {
		t.Errorf("texts name answers %v", answers)
	}
}
