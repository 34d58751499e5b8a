package report

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

// cellsOf are the texts of a table as the page shows it.
func cellsOf(v tableView) string {
	var out strings.Builder
	for _, h := range v.Head {
		out.WriteString(h.Text + "|")
	}
	for _, r := range v.Rows {
		out.WriteString("\n")
		for _, c := range r.Cells {
			out.WriteString(c.Text + "|")
		}
	}
	return out.String()
}

// A column of hours, its limits and columns of the same kind have one unit, that in which
// their middle is 2 or more: 48 to 240 h are days. Another kind has its own; the first column
// and what is no time stay.
func TestTimesInUnitsThatFit(t *testing.T) {
	v := view(Table{Text: 1, Head: []string{"Part", "MTBF as logged, h", "MTBF corrected, h", "lower 90 % limit", "MTTR, h", "upper 90 % limit", "Downtime, unit-h", "Failures"}, Rows: [][]string{
		{"a", "240", "120", "48", "0.5", "0.75", "17,532", "3"}, {"b", "not estimable", "72", "48", "0.25", "not bounded", "26,298", "40"},
	}})
	oracle.Equal(t, "columns", cellsOf(v), `Part|MTBF as logged, d|MTBF corrected, d|lower 90 % limit|MTTR, min|upper 90 % limit|Downtime, unit-y|Failures|
a|10|5|2|30|45|2|3|
b|not estimable|3|2|15|not bounded|3|40|`)
	oracle.Equal(t, "on the cell", v.Rows[0].Cells[6].Exact, "17,532 unit-h")
	oracle.Equal(t, "value", v.Rows[0].Cells[1].Value, "240")
	oracle.Equal(t, "no time", v.Rows[1].Cells[1].Exact, "")
	rows := view(Table{Text: 2, Head: []string{"Measure", "Unit", "Value"}, Rows: [][]string{{"MDT", "h", "0.0275975"}, {"Rate", "1/h", "0.25"}, {"MTBF", "h", "8,879.21168712"}}})
	oracle.Equal(t, "rows", cellsOf(rows), "Measure|Unit|Value|\nMDT|s|99.35|\nRate|1/h|0.25|\nMTBF|d|370.0|")
	oracle.Equal(t, "all digits", rows.Rows[2].Cells[2].Exact, "8,879.21168712 h")
	times := view(Table{Head: []string{"Time, h", "Unavailability"}, Rows: [][]string{{"1,000", "0.0025"}, {"8,766", "2.5e-05"}}})
	oracle.Equal(t, "what was asked for", cellsOf(times), "Time, h|Unavailability|\n1,000|2.5e-03|\n8,766|2.5e-05|")
	ragged := view(Table{Text: 9, Head: []string{"a, h"}, Rows: [][]string{{"1", "2"}, nil}})
	oracle.Equal(t, "ragged", cellsOf(ragged), "a, h|\n1|2|\n")
}

// A column in which no row has anything is not shown, but for the first, and the columns
// beside it stay what they are.
func TestEmptyColumnsAreLeftOut(t *testing.T) {
	v := view(Table{Text: 3, Head: []string{"", "Kind", "Name", "MTTF, h", "Beta", "Source"}, Rows: [][]string{{"", "", "a", "240", "", ""}, {"", "", "b", "", "", "log"}, {"", ""}}})
	oracle.Equal(t, "columns", cellsOf(v), "|Name|MTTF, d|Source|\n|a|10||\n|b||log|\n|")
	oracle.Equal(t, "text", []bool{v.Head[0].IsText, v.Head[1].IsText, v.Head[2].IsText}, []bool{true, true, false})
	none := view(Table{Head: []string{"a", "b"}})
	oracle.Equal(t, "no rows", len(none.Head), 2)
}

// A time or a short name stands in one line; a long name, or one of several words, need not.
func TestTextsInOneLine(t *testing.T) {
	for text, want := range map[string]bool{"2024-03-29T18:35:00Z": true, "power supply": false, "administration/configuration": false} {
		if got := view(Table{Text: 1, Head: []string{"a"}, Rows: [][]string{{text}}}).Rows[0].Cells[0].Whole; got != want {
			t.Errorf("%q in one line: %v", text, got)
		}
	}
}

// A tree is moved in below the parents that stand above; the longest bar is that of the
// largest share.
func TestTreesAndBars(t *testing.T) {
	v := view(Table{Tree: true, Text: 1, Head: []string{"Category", "Share of failures, %"}, Rows: [][]string{
		{"hardware", "60"}, {"hardware/disc", "45.5"}, {"hardware/disc/head", "1"}, {"alone/below", "40"}, {"none", "0"}, {"odd", "not known"},
	}})
	var got []string
	for _, r := range v.Rows {
		bar := ""
		if r.Cells[1].Bar != nil {
			bar = r.Cells[1].Bar.Width
		}
		got = append(got, fmt.Sprint(r.Depth, r.Cells[0].Text, r.Cells[0].Exact, " ", bar))
	}
	oracle.Equal(t, "rows", strings.Join(got, "; "), "1hardware 100.0; 2dischardware/disc 75.8; 3headhardware/disc/head 1.7; 1alone/below 66.7; 1none 0.0; 1odd ")
}

// A document stands in the page as it is, and ends no element; a large one is compressed.
func TestDocumentInAPage(t *testing.T) {
	hostile := map[string]string{"unit": "</script><script>alert(1)</script>", "note": "<!--<script>", "mark": "\u2028&"}
	small, err := json.Marshal(hostile)
	if err != nil {
		t.Fatal(err)
	}
	page, all := sound(t, &Page{Title: "page", Document: small})
	if bytes.Count(page, []byte("<script")) != 1 || bytes.Contains(page, []byte("alert(1)</script>")) {
		t.Error("a text of the document begins or ends a script")
	}
	oracle.Equal(t, "document", documentOf(t, all), hostile)
	hostile["long"] = strings.Repeat("<x>", largestPlain)
	large, err := json.Marshal(hostile)
	if err != nil {
		t.Fatal(err)
	}
	page, all = sound(t, &Page{Title: "page", Document: large})
	oracle.Equal(t, "compressed", documentOf(t, all), hostile)
	if len(page) > 20_000 {
		t.Errorf("%d bytes", len(page))
	}
	if err := (&Page{Document: []byte("{")}).Write(io.Discard); err == nil {
		t.Error("what is no JSON is taken")
	}
}

// documentOf reads the document of a page as its reader would.
func documentOf(t *testing.T, all []element) map[string]string {
	t.Helper()
	for _, e := range all {
		if e.attrs["id"] != "document" {
			continue
		}
		var in io.Reader = strings.NewReader(e.text)
		if e.attrs["type"] != "application/json" {
			var err error
			if in, err = gzip.NewReader(base64.NewDecoder(base64.StdEncoding, in)); err != nil {
				t.Fatal(err)
			}
		}
		var found map[string]string
		if err := json.NewDecoder(in).Decode(&found); err != nil {
			t.Fatal(err)
		}
		return found
	}
	t.Fatal("the page has no document")
	return nil
}

// A drawing is made smaller without another look: the font is said once, points nearer than
// a third of a point to the one before are left out of long lines, not of short ones.
func TestSlimDrawings(t *testing.T) {
	line := "M0,0"
	for i := range 200 {
		line += fmt.Sprintf("L%d.%02d,5.00000", i/100, i%100)
	}
	svg := `<?xml version="1.0"?>` + "\n<!-- x -->\n" + `<svg width="9pt"` + "\n\t" + `xmlns:xlink="http://x"><text x="1.23456" style="font-family:A,B;font-variant:normal;font-weight:normal;font-style:normal;font-size:9px">1.23456e</text><path d="M0.1,0.2L0.3,0.4" /><path d="` + line + `" /></svg>`
	got := string(slim([]byte(svg)))
	for _, want := range []string{`<svg font-family="A,B" width="9pt">`, `x="1.23"`, `style="font-size:9px"`, `d="M0.1,0.2L0.3,0.4"`, `M0,0L0,5L0.33,5L0.66,5L1,5L1.33,5L1.67,5L1.99,5`, `>1.23456e</text>`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}

// The row of the chosen design stands out, and no category that is called so.
func TestChosenRowStandsOut(t *testing.T) {
	rows := [][]string{{"next cheaper", "1"}, {"chosen", "2"}}
	for name, c := range map[string]struct {
		table Table
		want  bool
	}{"designs": {Table{Designs: true, Rows: rows}, true}, "categories": {Table{Rows: rows}, false}} {
		t.Run(name, func(t *testing.T) {
			v := view(c.table)
			if v.Rows[0].Marked || v.Rows[1].Marked != c.want {
				t.Errorf("marked: %v and %v", v.Rows[0].Marked, v.Rows[1].Marked)
			}
		})
	}
}
