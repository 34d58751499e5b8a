package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
)

// allocated is how many MiB f allocates, all in all.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return (after.TotalAlloc - before.TotalAlloc) >> 20
}

// Workbooks that are made to exhaust whoever reads them: each ends in an error
// or in a text, and none takes memory.
func TestBounds(t *testing.T) {
	const sheet, list, strs = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"
	log := minimal(grid("Unit|Start|End", "a|=1|=2"))
	text := func(s string) parts { return minimal(`<row><c t="inlineStr"><is><t>` + s + `</t></is></c></row>`) }
	deep := strings.Repeat("<a>", 1e6)
	var formats strings.Builder
	for i := range maxFormats + 1 {
		fmt.Fprintf(&formats, `<numFmt numFmtId="%d" formatCode="0"/>`, i)
	}
	long, ranges := strings.Repeat(`<c t="s"><v>0</v></c>`, 200), []string(nil)
	for i := range 400 { // half of the columns from row 1 on, the others from row 2
		ranges = append(ranges, fmt.Sprintf("%s%d:%[1]s100", columnName(i+1), 1+i/200))
	}
	for _, c := range []struct {
		name string
		p    parts
		want string // of the error, "" if there is none
	}{
		{"a dimension of all cells", log.with(sheet, strings.Replace(log[sheet], "<sheetData>", `<dimension ref="A1:XFD1048576"/><sheetData>`, 1)), ""},
		{"a dimension of more", log.with(sheet, strings.Replace(log[sheet], "<sheetData>", `<dimension ref="A1:XFD99999999999"/><sheetData>`, 1)), ""},
		{"deep sheet", log.with(sheet, deep), "more than 64 elements within each other"},
		{"deep list of sheets", log.with(list, "<workbook>"+deep), "more than 64 elements"},
		{"deep strings", log.with(strs, deep), "more than 64 elements"},
		{"deep styles", log.with("xl/styles.xml", deep), "more than 64 elements"},
		{"deep ranges", log.with(sheet, log[sheet]+"<mergeCells>"+deep), "more than 64 elements"},
		{"long text", text(strings.Repeat("x", 5<<20)), "text or tag of more than 4 MiB"},
		{"long tag", minimal("<row a='" + strings.Repeat("x", 5<<20) + "'/>"), "text or tag of more than 4 MiB"},
		{"long comment", minimal("<!--" + strings.Repeat("x", 5<<20) + "-->"), "text or tag of more than 4 MiB"},
		{"text of many pieces", text(strings.Repeat("xxxxxxx<!---->", 2<<20)), "text of more than 8388608 bytes"},
		{"long string many times", minimal("<row>"+strings.Repeat(`<c t="s"><v>0</v></c>`, 10000)+"</row>").with(strs, "<sst><si><t>"+strings.Repeat("x", 32767)+"</t></si></sst>"), "more than 8 MiB of text in a row"},
		{"many columns", minimal("<row>" + strings.Repeat("<c><v>1</v></c>", maxColumns+1) + "</row>"), "XFE1: more than 16384 columns"},
		{"many rows", minimal(`<row r="1048576"><c><v>1</v></c></row><row><c><v>2</v></c></row>`), "more than 1048576 rows"},
		{"many formats", log.with("xl/styles.xml", "<styleSheet><numFmts>"+formats.String()+"</numFmts></styleSheet>"), "more than 65536 number formats"},
		{"much text in merged cells", minimal(`<row r="1">`+long+`</row><row r="2"><c r="GR2"/>`+long+"</row>").merging(ranges...).with(strs, "<sst><si><t>"+strings.Repeat("x", 32767)+"</t></si></sst>"), "more than 8 MiB of text in merged cells"},
		{"entities", log.with(sheet, `<!DOCTYPE a [<!ENTITY b "ccc"><!ENTITY d "&b;&b;">]><worksheet><sheetData><row><c t="str"><v>&d;</v></c></row></sheetData></worksheet>`), "invalid character entity &d;"},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := c.p.zip(t)
			mib := allocated(func() {
				b, err := Open("log.xlsx", strings.NewReader(string(data)), int64(len(data)))
				if err == nil {
					var s *Sheet
					if s, err = b.Sheet("Log"); err == nil {
						_, err = io.Copy(io.Discard, s)
					}
				}
				if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
					t.Errorf("%v, want %s", err, c.want)
				}
			})
			if mib > 128 {
				t.Errorf("%d MiB", mib)
			}
		})
	}
}

// Rows far apart are as many lines apart, and no more.
func TestFarRow(t *testing.T) {
	got, err := read(openBytes(t, minimal(`<row r="3"><c r="XFD3"><v>1</v></c></row><row r="1048576"><c><v>2</v></c></row>`).zip(t)), "Log")
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(got, "\n"); lines != 1048576 || len(got) != lines+2*(maxColumns-1)+2 {
		t.Errorf("%d lines of %d bytes", lines, len(got))
	}
}

// 100,000 sheets, of which all but one name a part that is not there.
func TestManySheets(t *testing.T) {
	const many = 100000
	var b strings.Builder
	for i := range many {
		fmt.Fprintf(&b, `<sheet name="s%d" r:id="r%d"/>`, i, i)
	}
	p := minimal("").with("xl/workbook.xml", "<workbook><sheets>"+b.String()+`<sheet name="Log" r:id="s1"/></sheets></workbook>`)
	book := openBytes(t, p.zip(t))
	if n := len(book.Sheets()); n != many+1 {
		t.Errorf("%d sheets", n)
	}
	if text, err := read(book, "Log"); err != nil || text != "" {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := book.Sheet("s1"); err == nil {
		t.Error("a sheet without a part was read")
	}
}

// What is read of a part has an end, whatever its size is said to be.
func TestLimited(t *testing.T) {
	got, err := io.ReadAll(limit(t.Context(), strings.NewReader(strings.Repeat("x", 3<<20)), 2<<20))
	if len(got) != 2<<20 || err == nil || err.Error() != "goes on beyond 2 MiB, the most that is read" {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

// The bound of an archive's list is none of what it lists.
func TestLargeParts(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range minimal(strings.Repeat("<!--"+strings.Repeat("x", 1<<20)+"-->", 17) + grid("a")) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := read(openBytes(t, b.Bytes()), "Log"); err != nil || got != "a\n" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestDirectoryBound(t *testing.T) {
	d := &directory{r: strings.NewReader(strings.Repeat("x", 100)), left: 60}
	for _, want := range []bool{true, false} {
		if _, err := d.ReadAt(make([]byte, 50), 0); (err == nil) != want {
			t.Errorf("%v", err)
		}
	}
}
