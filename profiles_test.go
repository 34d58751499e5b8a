package mtbf_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"mtbf"
	"mtbf/internal/oracle"
)

var update = flag.Bool("update", false, "rewrite docs/profiles.md, and what documents show below their commands")

const profilesPage = "docs/profiles.md"

// page writes the reference of the profiles that ship.
func page(t *testing.T) string {
	profiles, err := mtbf.Profiles()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(`# Logs that are known by their columns

A log whose columns are those of a profile is read with it; nothing need be said. ` + "`--profile NAME`" + ` says it by hand, and
` + "`--profile FILE.yaml`" + ` names one of your own: ` + "`mtbf profiles new LOG -o FILE.yaml`" + ` writes it from a log, with what was found
there as comments. ` + "`mtbf profiles show NAME`" + ` prints one that ships as YAML. Names with dots, such as
` + "`attributes.started_at`" + `, are those of JSON by their paths.

This page is written from the profiles by ` + "`go test . -run ProfilesPage -update`" + `.

| profile | tool | a row is | made from |
|---|---|---|---|
`)
	for _, p := range profiles {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s | %s |\n", p.Name, p.Name, p.Tool, p.About, p.Source)
	}
	for _, p := range profiles {
		fmt.Fprintf(&b, "\n## %s\n\n%s: %s.\n\n%s\n\n- where: %s\n", p.Name, p.Tool, p.About, p.Notes, code(p.Export))
		for _, columns := range slices.Concat([][]string{p.Detect}, p.Layouts) {
			if len(columns) > 0 {
				fmt.Fprintf(&b, "- known by: `%s`\n", strings.Join(columns, "`, `"))
			}
		}
		if p.Refuse != "" {
			b.WriteString("- it is no log, and is refused\n")
		}
	}
	return b.String()
}

// code is a text with the marks of Markdown in it as they are.
func code(text string) string {
	if strings.ContainsAny(text, "*<|`") {
		return "`` " + text + " ``"
	}
	return text
}

func TestProfilesPage(t *testing.T) {
	want := page(t)
	if *update {
		if err := os.WriteFile(profilesPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(profilesPage)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what the profiles say; go test . -run ProfilesPage -update writes it", profilesPage)
	}
}

// A profile from a log that comes once, and one with a question that does not matter:
// durations in no unit beside ends.
func TestNewProfileSettlesQuestions(t *testing.T) {
	const log = "unit,start,end,lost\na,2024-03-01 10:00,2024-03-01 11:00,7\nb,2024-03-02 10:00,2024-03-02 12:00,1\n"
	o := mtbf.LogOptions{Stdin: bytes.NewReader([]byte(log))}
	o.Columns = []string{"duration=lost"}
	text, err := o.NewProfile(context.Background(), "-")
	if err != nil {
		t.Fatal(err)
	}
	oracle.Equal(t, "the unit that was settled", strings.Contains(string(text), "\nduration_unit: min"), true)
}

// A log that can be read in two ways is asked about.
func TestNewProfileAsks(t *testing.T) {
	o := mtbf.LogOptions{Stdin: strings.NewReader("unit,start,end\na,01/02/2024,03/02/2024\nb,02/02/2024,04/05/2024\n")}
	_, err := o.NewProfile(context.Background(), "-")
	if err == nil || !strings.Contains(err.Error(), "--date-order") {
		t.Errorf("error %v", err)
	}
}

func TestProfileTextOfNone(t *testing.T) {
	if _, err := mtbf.ProfileText("nine"); err == nil || !strings.Contains(err.Error(), `"nine"`) {
		t.Errorf("error %v", err)
	}
}
