package workbook

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// save returns what excelize writes.
func save(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// set writes a value with a number format into a cell.
func set(t *testing.T, f *excelize.File, cell string, value any, code string) {
	t.Helper()
	if err := f.SetCellValue("Sheet1", cell, value); err != nil {
		t.Fatal(err)
	}
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	if err == nil {
		err = f.SetCellStyle("Sheet1", cell, cell, style)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Where excelize's own texts say something else than the cell, or less.
func TestWhereExcelizeDiffers(t *testing.T) {
	yes, day := true, 14
	for _, c := range []struct {
		name, want string
		write      func(t *testing.T, f *excelize.File)
	}{
		{"durations from 1904 are no 1,462 days longer", "30:05:00", func(t *testing.T, f *excelize.File) {
			if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
				t.Fatal(err)
			}
			set(t, f, "A1", 1.2534722222222222, "[h]:mm:ss")
		}},
		{"a clock format does not begin again at 24 h", "30:05:00", func(t *testing.T, f *excelize.File) { set(t, f, "A1", 1.2534722222222222, "h:mm:ss") }},
		{"a duration below zero is one", "-01:30:00", func(t *testing.T, f *excelize.File) { set(t, f, "A1", -0.0625, "[h]:mm:ss") }},
		{"the first style has a format", "2024-03-04", func(t *testing.T, f *excelize.File) {
			if err := f.SetCellValue("Sheet1", "A1", 45355); err != nil {
				t.Fatal(err)
			}
			f.Styles.CellXfs.Xf[0].NumFmtID = &day
		}},
		{"a short date has all digits of its year", "1931-03-04", func(t *testing.T, f *excelize.File) { set(t, f, "A1", 11386, "mm-dd-yy") }},
		{"a long number has all its digits", "12345678901234567", func(t *testing.T, f *excelize.File) { set(t, f, "A1", 12345678901234567, "General") }},
		{"a text is none of a date", "45355", func(t *testing.T, f *excelize.File) { set(t, f, "A1", "45355", "yyyy-mm-dd") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := excelize.NewFile()
			c.write(t, f)
			got, err := read(openBytes(t, save(t, f)), "Sheet1")
			if err != nil || got != c.want+"\n" {
				t.Errorf("%q, %v, want %q", got, err, c.want)
			}
		})
	}
}

// A workbook that excelize writes row by row.
func TestStreamed(t *testing.T) {
	f := excelize.NewFile()
	code := "yyyy-mm-dd hh:mm:ss"
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	if err != nil {
		t.Fatal(err)
	}
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	start := time.Date(2023, 12, 31, 23, 0, 0, 0, time.UTC)
	for i := range 1000 {
		at := start.Add(time.Duration(i) * 7 * time.Minute)
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), []any{"unit " + fmt.Sprint(i%7), excelize.Cell{StyleID: style, Value: at}, float64(i) / 8}); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&want, "unit %d,%s,%v\n", i%7, at.Format(time.DateTime), float64(i)/8)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	got, err := read(openBytes(t, save(t, f)), "Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, got, want.String())
}

// How programs write the same cells: with prefixes or without names of cells,
// with shared strings rich, pronounced and escaped, with parts named from the
// root or in capitals.
func TestDialects(t *testing.T) {
	const strs = `<sst><si><t>Unit</t></si><si><r><t>over</t></r><r><rPr><b/></rPr><t xml:space="preserve">heated </t></r><rPh sb="0" eb="1"><t>xx</t></rPh></si><si><t>a_x000D_
b</t></si><si/></sst>`
	cells := `<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v> 1 </v></c><c t="s"><v>2</v></c></row><row><c t="s"><v>3</v></c><c t="b"><v>0</v></c><c t="str"><f>"x"</f><v></v></c><c><f>1</f><v>1</v></c><c t="inlineStr"><is><r><t>p</t></r><r><t>q</t></r></is></c></row>`
	const want = "\nUnit,,\"overheated \",a b\n,FALSE,,1,pq\n"
	plain := minimal(cells).with("xl/sharedStrings.xml", strs)
	const sheet, related = "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"
	prefixed := strings.NewReplacer("</", "</x:", "<", "<x:").Replace(plain[sheet])
	prefixed = strings.ReplaceAll(prefixed, "<x:/x:", "</x:")
	for name, p := range map[string]parts{
		"plain":        plain,
		"prefixes":     plain.with(sheet, prefixed),
		"from root":    plain.with(related, strings.Replace(plain[related], `"worksheets`, `"/xl/worksheets`, 1)),
		"capitals":     plain.without(sheet).with("XL/Worksheets/SHEET1.xml", plain[sheet]),
		"backslashes":  plain.without(sheet).with(`xl\worksheets\sheet1.xml`, plain[sheet]),
		"byte order":   plain.with(sheet, "\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"UTF-8\"?>"+plain[sheet]),
		"other part":   plain.without("xl/sharedStrings.xml").with("xl/ss.xml", strs).with(related, strings.Replace(plain[related], "</Rel", `<Relationship Id="s2" Type="x/sharedStrings" Target="ss.xml"/></Rel`, 1)),
		"cells number": plain.with(sheet, strings.ReplaceAll(strings.Replace(plain[sheet], "<row><c t", `<row><c r="A3" t`, 1), `<row r="2">`, "<row>")),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := read(openBytes(t, p.zip(t)), "Log")
			if err != nil {
				t.Fatal(err)
			}
			equal(t, got, want)
		})
	}
}

// Whatever the parts are, nothing panics, and what comes out is lines of fields
// that any reader of such text reads.
func FuzzSheet(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="inlineStr"><is><t>a, "b"</t></is></c></row>`, `<mergeCell ref="A1:A3"/>`, `<sst><si><t>x</t></si></sst>`, "yyyy-mm-dd")
	f.Add(`<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" s="1"><v>45355.5</v></c><c t="b"><v>1</v></c></row><row><c s="1"><v>-1</v></c></row>`, `<mergeCell ref="A3:B3"/><mergeCell ref="C3:C4"/>`, `<sst><si><r><t>x_x000D_</t></r></si></sst>`, "[h]:mm:ss.000;@")
	f.Add(grid("Unit|Outage||Cause", "|Start|End", "a|=1|=2|x"), `<mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/>`, "", `[$-409]m/d/yy\ h:mm\ AM/PM`)
	f.Add(`<row><c t="d"><v>2024-03-04T05:06:07</v></c><c t="e"><v>#N/A</v></c><c><f>A1</f></c></row>`, "", "", `"`)
	f.Fuzz(func(t *testing.T, rows, merges, shared, code string) {
		var quoted bytes.Buffer
		for _, c := range code {
			fmt.Fprintf(&quoted, "&#%d;", c)
		}
		p := minimal(rows).with("xl/sharedStrings.xml", shared).
			with("xl/styles.xml", `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="`+quoted.String()+`"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`).
			merging()
		const sheet = "xl/worksheets/sheet1.xml"
		p = p.with(sheet, strings.Replace(p[sheet], "<mergeCells>", "<mergeCells>"+merges, 1))
		text, err := read(openBytes(t, p.zip(t)), "Log")
		if !utf8.ValidString(text) || strings.Count(text, "\n") > maxRows || text != "" && text[len(text)-1] != '\n' {
			t.Errorf("%.200q, %v", text, err)
		}
		r := csv.NewReader(strings.NewReader(text))
		r.FieldsPerRecord = -1
		if _, err := r.ReadAll(); err != nil {
			t.Errorf("%v in %.200q", err, text)
		}
	})
}

// Whatever the bytes are, opening them ends.
func FuzzOpen(f *testing.F) {
	f.Add([]byte(oleMagic))
	f.Add(minimal(grid("Unit|Start|End", "a|=1|=2")).zip(f))
	f.Add(save(f, excelize.NewFile()))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Open("log.xlsx", bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		for _, name := range append(b.Sheets(), b.Hidden()...) {
			read(b, name)
		}
	})
}
