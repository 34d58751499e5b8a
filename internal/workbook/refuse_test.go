package workbook

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestRefuse(t *testing.T) {
	log := minimal(grid("Unit|Start|End", "a|=1|=2"))
	whole := log.zip(t)
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "not an Excel workbook (.xlsx): it looks like some other file"},
		{"text", []byte("Unit,Start,End\n"), "some other file: save it as .xlsx, or export the sheet as CSV"},
		{"xls", []byte(oleMagic + strings.Repeat("\x00", 1000) + string(wide("Workbook"))), "an old Excel workbook (.xls)"},
		{"xlsb", parts{"xl/workbook.bin": ""}.zip(t), "a binary Excel workbook (.xlsb)"},
		{"xlsb by its relation", parts{"_rels/.rels": strings.ReplaceAll(log["_rels/.rels"], ".xml", ".bin"), "xl/workbook.bin": ""}.zip(t), "a binary Excel workbook (.xlsb)"},
		{"ods", parts{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ""}.zip(t), "an OpenDocument file (.ods): save it as .xlsx"},
		{"docx", parts{"word/document.xml": ""}.zip(t), "a Word document"},
		{"pptx", parts{"ppt/presentation.xml": ""}.zip(t), "a PowerPoint document"},
		{"docx by its relation", log.with("xl/workbook.xml", "<document/>").zip(t), "some other document than a workbook"},
		{"zip", parts{"log.csv": ""}.zip(t), "some other ZIP archive"},
		{"cut off", whole[:len(whole)-100], "log.xlsx: damaged or cut off: zip: not a valid zip file"},
		{"its head alone", whole[:4], "damaged or cut off"},
		{"no sheets", log.with("xl/workbook.xml", "<workbook><sheets/></workbook>").zip(t), "log.xlsx: a workbook without sheets"},
		{"no workbook", log.without("xl/workbook.xml").zip(t), "some other ZIP archive"},
		{"an empty workbook part", log.with("xl/workbook.xml", "").zip(t), "a workbook without sheets"},
		{"broken workbook", log.with("xl/workbook.xml", "<workbook><sheets>").zip(t), "log.xlsx: xl/workbook.xml: unexpected EOF"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := Open("log.xlsx", bytes.NewReader(c.data), int64(len(c.data))); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}

// A workbook with a password, as a program writes it.
func TestEncrypted(t *testing.T) {
	var b bytes.Buffer
	if err := excelize.NewFile().Write(&b, excelize.Options{Password: "swordfish"}); err != nil {
		t.Fatal(err)
	}
	_, err := Open("log.xlsx", bytes.NewReader(b.Bytes()), int64(b.Len()))
	if want := "log.xlsx: is encrypted: save it without a password, or export the sheet as CSV"; !errors.Is(err, ErrEncrypted) || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// The name is found wherever it stands, over the edges of what is read at once.
func TestHolds(t *testing.T) {
	for _, before := range []int{0, 1, 64<<10 - 8, 64<<10 - 1, 64 << 10, 200000} {
		text := strings.Repeat("x", before) + "here" + "yyy"
		if !holds(strings.NewReader(text), []byte("here")) || holds(strings.NewReader(text), []byte("hero")) {
			t.Errorf("behind %d bytes", before)
		}
	}
}

// Damage in a sheet is an error after the rows before it, and never the end.
func TestDamage(t *testing.T) {
	log := minimal(grid("Unit|Start|End", "a|=1|=2"))
	const sheet, head = "xl/worksheets/sheet1.xml", "Unit,Start,End\n"
	for _, c := range []struct {
		name, text string // of the sheet
		read, want string
	}{
		{"breaks off", strings.TrimSuffix(log[sheet], "</sheetData></worksheet>"), head + "a,1,2\n", "log.xlsx: Log: the sheet breaks off after row 2: save the workbook again"},
		{"breaks off in a row", log[sheet][:strings.Index(log[sheet], `<c r="C2"`)], head, "the sheet breaks off after row 2"},
		{"breaks off in a tag", log[sheet][:strings.Index(log[sheet], `r="C2"`)], head, "after row 2: XML syntax error on line 1: unexpected EOF"},
		{"no XML", strings.ReplaceAll(log[sheet], "<v>2</v>", "<v>2 < 3</v>"), head, "XML syntax error"},
		{"rows out of order", strings.ReplaceAll(log[sheet], `<row r="2">`, `<row r="1">`), head, "row 1 comes after row 1"},
		{"a row beyond the last", strings.ReplaceAll(log[sheet], `<row r="2">`, `<row r="1048577">`), head, `a row is numbered "1048577", which no sheet has`},
		{"a column beyond the last", strings.ReplaceAll(log[sheet], `"C2"`, `"XFE2"`), head, `a cell is named "XFE2", which no sheet has`},
		{"a string that is not there", strings.ReplaceAll(log[sheet], `<c r="C2">`, `<c r="C2" t="s">`), head, `C2: names shared string "2" of 0`},
		{"no number of a string", strings.ReplaceAll(log[sheet], `<c r="C2"><v>2`, `<c r="C2" t="s"><v>x`), head, `C2: names shared string "x" of 0`},
		{"one end too many", log[sheet] + "</worksheet>", head + "a,1,2\n", "an element ends that has not begun"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := read(openBytes(t, log.with(sheet, c.text).zip(t)), "Log")
			if err == nil || !strings.Contains(err.Error(), c.want) || got != c.read {
				t.Errorf("%q, %v\nwant %q, %s", got, err, c.read, c.want)
			}
		})
	}
}

// What stands in the archive is not what its checksum says.
func TestChecksum(t *testing.T) {
	log := minimal(grid("Unit|Start|End", "a|=1|=2"))
	log["xl/worksheets/sheet1.xml"] += strings.Repeat(" ", 100)
	data := log.zip(t)
	at := bytes.Index(data, []byte("xl/worksheets/sheet1.xml")) + len("xl/worksheets/sheet1.xml")
	for i := at; i < at+60; i++ {
		damaged := bytes.Clone(data)
		damaged[i] ^= 0x10
		got, err := read(openBytes(t, damaged), "Log")
		if err == nil && got != "Unit,Start,End\na,1,2\n" {
			t.Errorf("byte %d: %q without an error", i, got)
		}
	}
}

func TestMissingParts(t *testing.T) {
	log := minimal(`<row><c t="s" s="1"><v>0</v></c><c s="1"><v>45355</v></c></row>`)
	for _, c := range []struct {
		name       string
		p          parts
		want, fail string
	}{
		{"strings", log, "", `A1: names shared string "0" of 0`},
		{"styles", log.with("xl/sharedStrings.xml", "<sst><si><t>a</t></si></sst>"), "a,45355\n", ""},
		{"sheet", log.without("xl/worksheets/sheet1.xml"), "", "log.xlsx: Log: its part xl/worksheets/sheet1.xml is missing; save the workbook again"},
		{"relation", log.without("xl/_rels/workbook.xml.rels"), "", `the part of sheet "Log" is missing`},
		{"relations", log.without("_rels/.rels").with("xl/sharedStrings.xml", "<sst><si><t>a</t></si></sst>"), "a,45355\n", ""},
		{"broken styles", log.with("xl/styles.xml", "<styleSheet>"), "", "xl/styles.xml: unexpected EOF"},
		{"broken strings", log.with("xl/sharedStrings.xml", "<sst><si>"), "", "xl/sharedStrings.xml: unexpected EOF"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := read(openBytes(t, c.p.zip(t)), "Log")
			if got != c.want || c.fail == "" && err != nil || c.fail != "" && (err == nil || !strings.Contains(err.Error(), c.fail)) {
				t.Errorf("%q, %v, want %q, %s", got, err, c.want, c.fail)
			}
		})
	}
}

// A failing disc is an error as it is.
func TestReadFails(t *testing.T) {
	bad := errors.New("disc on fire")
	if _, err := Open("log.xlsx", failing{bad}, 1000); !errors.Is(err, bad) {
		t.Errorf("%v, want %v", err, bad)
	}
}

type failing struct{ err error }

func (f failing) ReadAt([]byte, int64) (int, error) { return 0, f.err }

var _ io.ReaderAt = failing{}
