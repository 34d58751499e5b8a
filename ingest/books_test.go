package ingest

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
)

// book is a workbook of sheets, each of rows of texts; a cell "=" is a formula without a
// value.
func book(t *testing.T, sheets map[string][][]string, order ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	add := func(name, text string) {
		t.Helper()
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	const main, rel = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	var list, relations, types string
	for i, name := range order {
		list += fmt.Sprintf(`<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, name, i+1, i+1)
		relations += fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, rel, i+1)
		types += fmt.Sprintf(`<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, i+1)
		rows := ""
		for r, row := range sheets[name] {
			rows += fmt.Sprintf(`<row r="%d">`, r+1)
			for c, cell := range row {
				at := fmt.Sprintf("%c%d", 'A'+c, r+1)
				if cell == "=" {
					rows += `<c r="` + at + `"><f>NOW()</f></c>`
					continue
				}
				rows += `<c r="` + at + `" t="inlineStr"><is><t>` + cell + `</t></is></c>`
			}
			rows += "</row>"
		}
		add(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), head+`<worksheet xmlns="`+main+`"><sheetData>`+rows+`</sheetData></worksheet>`)
	}
	add("[Content_Types].xml", head+`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>`+types+`</Types>`)
	add("_rels/.rels", head+`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="`+rel+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	add("xl/workbook.xml", head+`<workbook xmlns="`+main+`" xmlns:r="`+rel+`"><sheets>`+list+`</sheets></workbook>`)
	add("xl/_rels/workbook.xml.rels", head+`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+relations+`</Relationships>`)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var years = map[string][][]string{
	"Notes": {{"Exported by someone"}, {}, {"see the other sheets"}},
	"2023":  {{"Outages of 2023"}, {}, {"Host", "Start", "End", "Cause"}, {"a", "2023-01-05 10:00", "2023-01-05 12:00", "disc"}, {"b", "2023-04-05 00:00", "2023-04-05 00:30", "power"}},
	"2024":  {{"Machine", "Began", "Restored", "Reason"}, {"a", "2024-01-05 10:00", "2024-01-05 13:30", "disc"}, {"c", "2024-03-04 05:06", "=", "power"}, {"c", "soon", "", "power"}},
}

func TestSheetsOfYearsAreOneLog(t *testing.T) {
	text := book(t, years, "Notes", "2023", "2024")
	read := func(sheets ...string) (*Log, error) {
		return ReadLog(context.Background(), "book.xlsx", bytes.NewReader(text), Options{Sheets: sheets})
	}
	log, err := read()
	if err != nil {
		t.Fatal(err)
	}
	checkLog(t, log)
	if len(log.Outages) != 4 || len(log.Units) != 3 || len(log.Files) != 2 {
		t.Errorf("%d outages of %d units in %v", len(log.Outages), len(log.Units), log.Files)
	}
	if r := log.Account.Rejects; len(r) != 1 || !strings.HasPrefix(r[0].Error(), `book.xlsx: '2024'!B4: Began: "soon" is not`) {
		t.Errorf("rejected %v, want the cell", r)
	}
	said := fmt.Sprint(log.Account.Assumed())
	for _, want := range []string{"sheets-left-out", `1 sheet left out, no logs: "Notes"`, "formulas-without-values", "1 formula without a value, the first '2024'!C3"} {
		if !strings.Contains(said, want) {
			t.Errorf("%s: says nothing of %s", said, want)
		}
	}
	if log, err := read("2023"); err != nil || len(log.Outages) != 2 {
		t.Errorf("one sheet: %v", err)
	}
	for sheet, want := range map[string]string{"2029": "there is no sheet", "Notes": "column"} {
		t.Run(sheet, func(t *testing.T) {
			if _, err := read(sheet); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		})
	}
}

func TestBooksWithoutLogs(t *testing.T) {
	for _, c := range []struct {
		name string
		text []byte
		want string
	}{
		{"no sheet is a log", book(t, years, "Notes"), "book.xlsx: no column of start times found"},
		{"none of several", book(t, map[string][][]string{"a": {{"x", "y"}, {"1", "2"}}, "b": {{}}}, "a", "b"), `book.xlsx: no sheet of it is a log; of "a":`},
		{"an archive of something else", zipped(t), "book.xlsx: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadLog(context.Background(), "book.xlsx", bytes.NewReader(c.text), Options{})
			if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Count(err.Error(), "book.xlsx") != 1 {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}

// zipped is an archive that is no workbook.
func zipped(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	if _, err := z.Create("readme.txt"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A pivot table of a log, with times of its own, is no second log.
func TestPivotTableIsNoLog(t *testing.T) {
	text := book(t, map[string][][]string{
		"Log":   {{"Machine", "Start", "End"}, {"a", "2024-01-05 10:00", "2024-01-05 12:00"}, {"b", "2024-02-05 10:00", "2024-02-05 11:00"}},
		"Pivot": {{"Machine", "Sum of hours", "First start"}, {"a", "2", "2024-01-05 10:00"}, {"b", "1", "2024-02-05 10:00"}, {"Grand Total", "3", ""}},
	}, "Pivot", "Log")
	log, err := ReadLog(context.Background(), "book.xlsx", bytes.NewReader(text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if said := fmt.Sprint(log.Account.Assumed()); len(log.Outages) != 2 || !strings.Contains(said, "pivot table") {
		t.Errorf("%d outages; %s", len(log.Outages), said)
	}
}
