package workbook

import (
	"strings"
	"testing"
)

func TestMerged(t *testing.T) {
	for _, c := range []struct {
		name   string
		rows   []string
		ranges []string
		want   string // with | for commas
	}{
		{"down a column", []string{"Unit|Start|End", "a|=1|=2", "|=3|=4", "|=5", "b|=6|=7"}, []string{"A2:A4"}, "Unit|Start|End\na|1|2\na|3|4\na|5|\nb|6|7\n"},
		{"numbers too", []string{"Unit|Start|End", "=7|=1|=2", "|=3|=4"}, []string{"A2:A3"}, "Unit|Start|End\n7|1|2\n7|3|4\n"},
		{"not into empty rows", []string{"Unit|Start|End", "a|=1|=2", "", "|=3|=4"}, []string{"A2:A9"}, "Unit|Start|End\na|1|2\n\na|3|4\n"},
		{"not into rows without a text", []string{"Unit|Start|End", "a|=1|=2", "||", "|=3|=4"}, []string{"A2:A9"}, "Unit|Start|End\na|1|2\n\na|3|4\n"},
		{"not over what a cell says", []string{"Unit|Start|End", "a|=1|=2", "x|=3|=4"}, []string{"A2:A3"}, "Unit|Start|End\na|1|2\nx|3|4\n"},
		{"the last column", []string{"Unit|Start|End", "a|=1|=2", "b|=3"}, []string{"C2:C3"}, "Unit|Start|End\na|1|2\nb|3|2\n"},
		{"nothing", []string{"Unit|Start|End", "|=1|=2", "|=3|=4"}, []string{"A2:A3"}, "Unit|Start|End\n|1|2\n|3|4\n"},
		{"several columns are one cell", []string{"Unit|Start|End", "a||=2", "|=3|=4", "||=5"}, []string{"A2:B4"}, "Unit|Start|End\na||2\na|3|4\na||5\n"},
		{"one after another", []string{"Unit|Site|End", "a|x|=2", "||=4", "b||=5", "||=6"}, []string{"A4:A5", "A2:A3", "B2:B5"}, "Unit|Site|End\na|x|2\na|x|4\nb|x|5\nb|x|6\n"},
		{"a row within a range", []string{"Unit|Start|Note", "a|=1|closed", "b|=2|=3"}, []string{"C2:D2"}, "Unit|Start|Note\na|1|closed\nb|2|3\n"},

		{"heading", []string{"Unit|Outage||Cause", "|Start|End", "a|=1|=2|x"}, []string{"A1:A2", "B1:C1", "D1:D2"}, "\nUnit|Outage Start|Outage End|Cause\na|1|2|x\n"},
		{"heading that merges groups alone", []string{"|Outage", "Unit|Start|End", "a|=1|=2"}, []string{"B1:C1"}, "\nUnit|Outage Start|Outage End\na|1|2\n"},
		{"heading below titles", []string{"Outages||||", "Site|North", "", "Unit|Outage||Repair", "|Start|End|Start|End", "a|=1|=2|=3|=4"}, []string{"A1:E1", "A4:A5", "B4:C4", "D4:E4"}, "Outages\nSite|North\n\n\nUnit|Outage Start|Outage End|Repair Start|Repair End\na|1|2|3|4\n"},
		{"two groups of all columns", []string{"Outage||Repair", "Start|End|Start|End", "=1|=2|=3|=4"}, []string{"A1:B1", "C1:D1"}, "\nOutage Start|Outage End|Repair Start|Repair End\n1|2|3|4\n"},
		{"names over names", []string{"Unit|Outage||Loss", "(id)|Start|End|MWh", "a|=1|=2|=3"}, []string{"B1:C1"}, "\nUnit (id)|Outage Start|Outage End|Loss MWh\na|1|2|3\n"},

		{"groups upon one another", []string{"Unit|Outage|Repair|", "|Start|End|Hours", "a|=1|=2|=3"}, []string{"C1:D1", "B1:C1"}, "\nUnit|Outage Start|Outage End|Hours\na|1|2|3\n"},
		{"no name", []string{"Unit|" + strings.Repeat("x", maxName+1), "a|Start|End", "b|=1|=2"}, []string{"B1:C1"}, "Unit|" + strings.Repeat("x", maxName+1) + "\na|Start|End\nb|1|2\n"},

		{"title over the width", []string{"Outages of 2024", "Unit|Start|End", "a|=1|=2"}, []string{"A1:C1"}, "Outages of 2024\nUnit|Start|End\na|1|2\n"},
		{"title over less", []string{"Outages of 2024", "Unit|Start|End", "a|=1|=2"}, []string{"A1:B1"}, "Outages of 2024\nUnit|Start|End\na|1|2\n"},
		{"title over more", []string{"Outages of 2024", "Unit|Start|End", "a|=1|=2"}, []string{"A1:H1"}, "Outages of 2024\nUnit|Start|End\na|1|2\n"},
		{"rows of a table of texts", []string{"Unit|Cause|Action", "a|unknown", "b|seal|changed"}, []string{"B2:C2"}, "Unit|Cause|Action\na|unknown|\nb|seal|changed\n"},
		{"a group over numbers", []string{"Unit|2023|", "a|=1|=2", "b|=3|=4"}, []string{"B1:C1"}, "Unit|2023\na|1|2\nb|3|4\n"},
		{"a group without names", []string{"Unit|Outage|", "", "a|=3|=4"}, []string{"B1:C1"}, "Unit|Outage\n\na|3|4\n"},
		{"a group far above names", []string{"|Outage|", "", "Unit|Start|End", "a|=3|=4"}, []string{"B1:C1"}, "|Outage\n\nUnit|Start|End\na|3|4\n"},
		{"a group at the end", []string{"Unit|Outage|"}, []string{"B1:C1"}, "Unit|Outage\n"},
		{"a sum below", []string{"Unit|Hours|Cost", "a|=1|=2", "Sum|none", "x|y|z"}, []string{"B3:C3"}, "Unit|Hours|Cost\na|1|2\nSum|none|\nx|y|z\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := read(openBytes(t, minimal(grid(c.rows...)).merging(c.ranges...).zip(t)), "Log")
			if err != nil {
				t.Fatal(err)
			}
			equal(t, strings.ReplaceAll(got, ",", "|"), c.want)
		})
	}
}

// The row after one that may be the upper line of a heading is damaged: the one
// before it is read, and nothing after it.
func TestMergedDamage(t *testing.T) {
	rows := grid("|Outage|") + grid("Unit|Start|End", "a|=1|=2")
	got, err := read(openBytes(t, minimal(rows).merging("B1:C1").zip(t)), "Log")
	if err == nil || !strings.Contains(err.Error(), "row 1 comes after row 1") || got != ",Outage\n" {
		t.Errorf("%q, %v", got, err)
	}
}

// What a range claims costs nothing, nor do ranges that no sheet has.
func TestMergedClaims(t *testing.T) {
	p := minimal(grid("Unit|Start|End", "a|=1|=2", "|=3|=4")).merging("A2:A1048576", "B1:XFD1048576", "A1:ZZZZ9", "", "B3", "A9:A2", "A0:A5")
	got, err := read(openBytes(t, p.zip(t)), "Log")
	if want := "Unit,Start,End\na,1,2\na,3,4\n"; err != nil || got != want {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
}

// The ranges are found behind whatever the rows hold, and with any prefix.
func TestMergedFound(t *testing.T) {
	const sheet = "xl/worksheets/sheet1.xml"
	p := minimal(grid("Unit|Start|End", "a|&lt;mergeCells>|=2", "|"+strings.Repeat("mergeCells ", 2000)+"|=4")).merging("A2:A3")
	p = p.with(sheet, strings.NewReplacer("<merge", "<x:merge", "</merge", "</x:merge").Replace(p[sheet]))
	got, err := read(openBytes(t, p.zip(t)), "Log")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got, "\na,\"mergeCells ") {
		t.Errorf("%.80q", got)
	}
}
