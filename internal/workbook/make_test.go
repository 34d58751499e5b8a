package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// parts are the parts of a workbook of one sheet, named Log, by their names.
type parts map[string]string

// minimal is a workbook of so many rows, as XML.
func minimal(rows string) parts {
	return parts{
		"_rels/.rels":                `<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="y"><sheets><sheet name="Log" sheetId="1" r:id="s1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="s1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`,
	}
}

// with replaces parts, or adds them.
func (p parts) with(name, text string) parts {
	p = maps.Clone(p)
	p[name] = text
	return p
}

// without leaves a part out.
func (p parts) without(name string) parts {
	p = maps.Clone(p)
	delete(p, name)
	return p
}

// merging adds merged ranges.
func (p parts) merging(ranges ...string) parts {
	var b strings.Builder
	for _, r := range ranges {
		fmt.Fprintf(&b, `<mergeCell ref="%s"/>`, r)
	}
	const sheet = "xl/worksheets/sheet1.xml"
	return p.with(sheet, strings.Replace(p[sheet], "</worksheet>", "<mergeCells>"+b.String()+"</mergeCells></worksheet>", 1))
}

func (p parts) zip(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(p)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(p[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// grid is rows of texts, written | between columns; a number is one if it begins
// with =. A line without anything is a row that is not there.
func grid(lines ...string) string {
	var b strings.Builder
	for i, line := range lines {
		if line == "" {
			continue
		}
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		for j, text := range strings.Split(line, "|") {
			name := fmt.Sprintf("%s%d", columnName(j+1), i+1)
			switch value, isNumber := strings.CutPrefix(text, "="); {
			case isNumber:
				fmt.Fprintf(&b, `<c r="%s"><v>%s</v></c>`, name, value)
			case text != "":
				fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, name, text)
			}
		}
		b.WriteString("</row>")
	}
	return b.String()
}
