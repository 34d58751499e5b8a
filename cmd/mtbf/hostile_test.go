package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// hostile is a text that would drive a terminal, turn round what stands beside
// it, and be markup.
const hostile = "a\x1b[31m\u009b1m\u202e\u200b\a\b|`<i>&lt;"

// No text of a file reaches a terminal or a page raw, whatever it stands for and
// whichever command reads it; as JSON and CSV it is data and comes back as it was.
func TestHostileText(t *testing.T) {
	t.Chdir(t.TempDir())
	name := strings.ReplaceAll(hostile, "/", "") + ".csv"
	log := "unit,start,end,cause,grp\n"
	for _, day := range []string{"01", "03", "05", "09"} {
		log += `"u` + hostile + `",2024-01-` + day + `,2024-01-` + day + `T10:00,"` + hostile + `","` + hostile + "\"\n"
	}
	log += "u,\"" + hostile + "\",2024-01-02,c,d\n"
	quoted := strings.NewReplacer("\x1b", `\x1b`, "\a", `\a`, "\b", `\b`).Replace(hostile)
	for path, text := range map[string]string{
		name: log, "times.csv": "time,\"" + hostile + "\"\n1,x\n3,y\n7,z\n",
		"system.yaml": `name: "` + quoted + "\"\nmodules:\n  m: {mtbf: 100h, mttr: 5h}\nstructure: {duplex: {of: m}}\n",
		"from.yaml":   `modules: {m: {from: {log: "no` + quoted + "\"}}}\nstructure: m\n",
		"tax.yaml":    "rules:\n  - {valu\u202e: 3}\n",
		"broken.csv":  "unit,start,\"" + hostile + "\"\n",
	} {
		if err := os.WriteFile(filepath.Clean(path), []byte(text), 0o600); err != nil {
			t.Skip("no such names here: ", err)
		}
	}
	for _, args := range [][]string{
		{"analyze", name, "--units", "2", "--by", "grp"}, {"fit", name, "--of", "repair"}, {"fit", "times.csv"}, {"trend", name, "--units", "2"},
		{"solve", "system.yaml"}, {"simulate", "system.yaml", "--replications", "500"}, {"replay", name, "--system", "system.yaml"},
		{"datasets", "show", "shop"}, {"datasets", "show", hostile}, {"solve", "from.yaml"}, {"analyze", "no" + name}, {"analyze", name, "--taxonomy", "tax.yaml"},
		{"analyze", name, "--by", hostile}, {"analyze", "broken.csv"}, {"merge", name}, {hostile}, {"analyze", name, "--units", hostile}, {"plot", hostile},
		{"analyze", name, "--strict", "-o", hostile + "/x"},
	} {
		for _, format := range []string{"table", "markdown", "json", "csv"} {
			var errs bytes.Buffer
			c := exec.Command("mtbf", append(args, "--format", format)...)
			c.Stderr = &errs
			out, _ := c.Output()
			checkRaw(t, args, "standard error", errs.String())
			switch {
			case format == "csv":
				if _, err := csv.NewReader(bytes.NewReader(out)).ReadAll(); err != nil && len(out) > 0 {
					t.Errorf("%q: %v", args, err)
				}
				continue
			case format == "json" && len(out) > 0:
				var doc any
				if err := json.Unmarshal(out, &doc); err != nil {
					t.Errorf("%q: %v", args, err)
				}
			case format == "markdown":
				checkMarkdown(t, args, string(out))
			}
			checkRaw(t, args, format, string(out))
		}
	}
	category := strings.TrimSuffix(hostile, ";") // which separates causes
	var doc struct {
		Categories []struct{ Category string }
	}
	if err := json.Unmarshal(output(t, "analyze", name, "--units", "2", "--format", "json"), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Categories) == 0 || doc.Categories[0].Category != category {
		t.Errorf("as JSON the category is %q", doc.Categories)
	}
	if text := string(output(t, "analyze", name, "--units", "2", "--format", "csv")); !strings.Contains(text, category) {
		t.Error("as CSV the category is not what it was")
	}
}

// checkRaw reports a character that a terminal acts on.
func checkRaw(t *testing.T, args []string, of, text string) {
	t.Helper()
	for i, r := range text {
		if r != '\n' && unicode.In(r, unicode.C, unicode.Zl, unicode.Zp) {
			t.Errorf("%q: %s holds %U in %q", args, of, r, text[max(0, i-20):min(len(text), i+20)])
			return
		}
	}
}

// checkMarkdown reports markup, and rows of a table that a text has cut.
func checkMarkdown(t *testing.T, args []string, text string) {
	t.Helper()
	cells := 0
	for _, line := range strings.Split(text, "\n") {
		if strings.Contains(line, "<i>") || strings.Contains(line, "&lt;") && !strings.Contains(line, "&amp;lt;") {
			t.Errorf("%q: markup in %q", args, line)
		}
		if !strings.HasPrefix(line, "|") {
			cells = 0
			continue
		}
		n := strings.Count(strings.NewReplacer(`\\`, "", `\|`, "").Replace(line), "|")
		if cells != 0 && n != cells {
			t.Errorf("%q: %d cells and then %d in %q", args, cells, n, line)
		}
		cells = n
	}
}
