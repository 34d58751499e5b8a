package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mtbf/cmd/mtbf/internal/cli"
)

// downs are some outages: of the second "a" nothing tells the end, the last two are
// copies. They are those of the workbooks in ingest/testdata/books.
var downs = []struct{ host, start, end, cause string }{
	{"a", "2024-01-05T10:00:00Z", "2024-01-05T12:00:00Z", "disc"},
	{"b", "2024-02-05T10:00:00Z", "2024-02-05T10:30:00Z", "power, mains"},
	{"a", "2024-03-05T10:00:00Z", "", "disc"},
	{"c", "2024-03-06T10:00:00Z", "2024-03-06T11:00:00Z", `the "new" disc`},
	{"c", "2024-03-06T10:00:00Z", "2024-03-06T11:00:00Z", `the "new" disc`},
}

// delimited writes the outages as a table.
func delimited(separator string) string {
	text := strings.Join([]string{"host", "start", "end", "cause"}, separator) + "\n"
	for _, d := range downs {
		cause := `"` + strings.ReplaceAll(d.cause, `"`, `""`) + `"`
		text += strings.Join([]string{d.host, d.start, d.end, cause}, separator) + "\n"
	}
	return text
}

// records writes the outages as objects of JSON; no end is null.
func records(between string) string {
	var all []string
	for _, d := range downs {
		object := map[string]any{"host": d.host, "start": d.start, "end": d.end, "cause": d.cause}
		if d.end == "" {
			object["end"] = nil
		}
		text, _ := json.Marshal(object)
		all = append(all, string(text))
	}
	return strings.Join(all, between)
}

// transitions writes the outages as changes of state, the cause beside the first of
// each. A copy of a change is a copy of a row.
func transitions() string {
	text := "host,time,state,cause\n"
	for _, d := range downs {
		text += fmt.Sprintf("%s,%s,DOWN,\"%s\"\n", d.host, d.start, strings.ReplaceAll(d.cause, `"`, `""`))
		if d.end != "" {
			text += fmt.Sprintf("%s,%s,UP,\n", d.host, d.end)
		}
	}
	return text
}

// parts are the figures of a log, as JSON writes them.
type parts struct {
	Total      json.RawMessage `json:"total"`
	Categories json.RawMessage `json:"categories"`
}

func partsOf(t *testing.T, path string, flags ...string) (p parts) {
	t.Helper()
	var out, errs bytes.Buffer
	if code := cli.Main(cli.Streams{Out: &out, Err: &errs}, append([]string{"analyze", path, "--format", "json"}, flags...)); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	if err := json.Unmarshal(out.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if len(p.Total) == 0 || len(p.Categories) == 0 {
		t.Fatalf("no figures in %s", out.String())
	}
	return p
}

// TestFormsOfOneLogGiveTheSameFigures writes the same outages in every form that is
// read, and compares the figures as text: to the last digit.
func TestFormsOfOneLogGiveTheSameFigures(t *testing.T) {
	dir := t.TempDir()
	forms := []struct{ name, text string }{
		{"semicolons.csv", delimited(";")},
		{"tabs.tsv", delimited("\t")},
		{"list.json", "[" + records(",\n") + "]"},
		{"under-a-key.json", `{"page": {"id": "x"}, "outages": [` + records(", ") + "]}"},
		{"lines.jsonl", records("\n") + "\n"},
		{"states.csv", transitions()},
		{"openpyxl.xlsx", ""},
		{"libreoffice.xlsx", ""},
	}
	table := filepath.Join(dir, "outages.csv")
	writeText(t, table, delimited(","))
	for _, flags := range [][]string{nil, {"--from", "2024-01-01", "--to", "2024-04-01"}, {"--units", "5", "--from", "2024-01-05T11:00:00Z", "--to", "2024-03-07", "--rate-unit", "fit"}} {
		want := partsOf(t, table, flags...)
		for _, f := range forms {
			t.Run(strings.Join(append([]string{f.name}, flags...), " "), func(t *testing.T) {
				path := filepath.Join("../../ingest/testdata/books", f.name)
				if f.text != "" {
					path = filepath.Join(dir, f.name)
					writeText(t, path, f.text)
				}
				if _, err := os.Stat(path); err != nil {
					t.Fatal(err)
				}
				got := partsOf(t, path, flags...)
				if !bytes.Equal(got.Total, want.Total) {
					t.Errorf("total\n%s\nwant, as of the table,\n%s", got.Total, want.Total)
				}
				if !bytes.Equal(got.Categories, want.Categories) {
					t.Errorf("categories\n%s\nwant, as of the table,\n%s", got.Categories, want.Categories)
				}
			})
		}
	}
}
