package workbook

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// open opens a workbook of testdata, of which README.md there says how it was
// made.
func open(t *testing.T, name string) *Book {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return openBytes(t, data)
}

func openBytes(t testing.TB, data []byte) *Book {
	t.Helper()
	b, err := Open("log.xlsx", bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// read reads a sheet up to the end or an error.
func read(b *Book, sheet string) (string, error) {
	s, err := b.Sheet(sheet)
	if err != nil {
		return "", err
	}
	defer s.Close()
	text, err := io.ReadAll(s)
	return string(text), err
}

// equal fails at the first line that differs.
func equal(t *testing.T, got, want string) {
	t.Helper()
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		switch {
		case i >= len(g):
			t.Fatalf("line %d is missing: %q", i+1, w[i])
		case i >= len(w):
			t.Fatalf("line %d is too many: %q", i+1, g[i])
		case g[i] != w[i]:
			t.Fatalf("line %d:\n got %q\nwant %q", i+1, g[i], w[i])
		}
	}
}

const outageLog = `"Outages of 2024, all sites"


Unit,Outage Start,Outage End,Cause,Repair Hours,"Repair Crew, of"
pump-1,2024-03-04 00:00:00,2024-03-04 05:06:07,seal leaks,30:05:00,2
pump-1,2024-03-09 23:59:59,2024-03-10 00:30:00,"says ""hot""",00:30:00,1.5
pump-1,2024-04-01 12:00:00,,,,

pump-2,2024-05-01 06:00:00,2024-05-01 07:00:00,planned,01:00:00,1234567890123
`

const kinds = `General,12.5
"#,##0.00",1234567.25
0%,0.25
General,TRUE
General,"#N/A"
yyyy-mm-dd,2024-03-04
mm-dd-yy,2024-03-04
yyyy-mm-dd hh:mm,2024-03-04 00:00:00
d-mmm-yy,2024-03-04 12:00:00
yyyy-mm-dd hh:mm:ss,2024-03-05 00:00:00
[$-409]m/d/yy\ h:mm\ AM/PM,2024-03-04 06:00:00
h:mm,06:00:00
h:mm:ss,30:05:00
[h]:mm,30:05:00
[hh]:mm:ss,-01:30:00
mm:ss.0,12:00:00
h:mm,2024-03-04 06:00:00
"[Red]dddd"" the ""d",2024-03-04
"0.0"" h""",3
"0"" days""",3
General,'007
@,45355
General,
d.hh:mm,36:00:00
yyyy-mm-dd,1900-02-28
yyyy-mm-dd,1900-03-01
General,overheated
General," spaces "
`

const times = `day,instant,clock,length
2024-03-04,2024-03-04 00:00:00,05:06:07,30:05:00
2024-02-29,2024-03-04 05:06:07.250,00:00:00,01:30:00
`

// What each cell says, by openpyxl and, of the same workbook, by LibreOffice,
// which works out the formulas.
func TestSheets(t *testing.T) {
	calculated := strings.Replace(kinds, "General,\n", "General,2\n", 1)
	for _, c := range []struct{ file, sheet, want string }{
		{"openpyxl.xlsx", "Outage log", outageLog},
		{"openpyxl.xlsx", "Kinds", kinds},
		{"openpyxl.xlsx", "It's", ",3\n"},
		{"openpyxl.xlsx", "Old", ""},
		{"libreoffice.xlsx", "Outage log", outageLog},
		{"libreoffice.xlsx", "Kinds", calculated},
		{"libreoffice.xlsx", "It's", "3,3\n"},
		{"libreoffice.xlsx", "it's", "3,3\n"},
		{"iso.xlsx", "Sheet", times},
		{"mac.xlsx", "Sheet", times},
		{"mac-libreoffice.xlsx", "Sheet", times},
	} {
		t.Run(c.file+" "+c.sheet, func(t *testing.T) {
			got, err := read(open(t, c.file), c.sheet)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, got, c.want)
		})
	}
}

// The sheets of a Book do not disturb each other.
func TestSheetsTogether(t *testing.T) {
	b := open(t, "openpyxl.xlsx")
	one, err := b.Sheet("Outage log")
	if err != nil {
		t.Fatal(err)
	}
	start := make([]byte, 100)
	if _, err := io.ReadFull(one, start); err != nil {
		t.Fatal(err)
	}
	if got, err := read(b, "Kinds"); err != nil || got != kinds {
		t.Errorf("%q, %v", got, err)
	}
	rest, err := io.ReadAll(one)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, string(start)+string(rest), outageLog)
}

func TestNames(t *testing.T) {
	b := open(t, "openpyxl.xlsx")
	if got, want := b.Sheets(), []string{"Outage log", "Kinds", "It's"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := b.Hidden(), []string{"Old"}; !slices.Equal(got, want) {
		t.Errorf("hidden %q, want %q", got, want)
	}
	for name, want := range map[string]string{
		"Chart": `log.xlsx: sheet "Chart" is a chartsheet, which has no rows; there are "Outage log", "Kinds", "It's"`,
		"Log":   `log.xlsx: there is no sheet "Log"; there are "Outage log", "Kinds", "It's"`,
	} {
		if _, err := b.Sheet(name); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestCell(t *testing.T) {
	for _, c := range []struct {
		sheet        string
		line, column int
		want         string
	}{
		{"Log", 7, 3, "Log!C7"}, {"Outage log", 1, 27, "'Outage log'!AA1"}, {"It's", 1048576, 16384, "'It''s'!XFD1048576"},
		{"Störung_1.b", 2, 26, "Störung_1.b!Z2"}, {"2024", 1, 702, "'2024'!ZZ1"}, {"Q1", 1, 703, "'Q1'!AAA1"}, {"RC", 1, 1, "'RC'!A1"},
	} {
		t.Run(c.want, func(t *testing.T) {
			if got := (&Sheet{name: c.sheet}).Cell(c.line, c.column); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// A formula that no program worked out is counted: it reads as empty.
func TestUncalculated(t *testing.T) {
	for file, want := range map[string]struct {
		n     int
		first string
	}{"openpyxl.xlsx": {1, "Kinds!B23"}, "libreoffice.xlsx": {}} {
		t.Run(file, func(t *testing.T) {
			s, err := open(t, file).Sheet("Kinds")
			if err != nil {
				t.Fatal(err)
			}
			if n, _ := s.Uncalculated(); n != 0 {
				t.Errorf("%s: %d before it was read", file, n)
			}
			if _, err := io.ReadAll(s); err != nil {
				t.Fatal(err)
			}
			if n, first := s.Uncalculated(); n != want.n || first != want.first {
				t.Errorf("%s: %d, %q, want %v", file, n, first, want)
			}
		})
	}
}

// A formula may say nothing: that is a text.
func TestCalculatedToNothing(t *testing.T) {
	s, err := openBytes(t, minimal(`<row><c t="str"><f>""</f><v></v></c><c t="str"><f>""</f></c></row>`).zip(t)).Sheet("Log")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(s); err != nil || len(text) > 0 {
		t.Errorf("%q, %v", text, err)
	}
	if n, first := s.Uncalculated(); n != 0 {
		t.Errorf("%d, %s", n, first)
	}
}

func TestUntil(t *testing.T) {
	cause := errors.New("that is enough")
	ctx, end := context.WithCancelCause(t.Context())
	b := open(t, "openpyxl.xlsx")
	b.Until(ctx)
	if _, err := read(b, "Kinds"); err != nil {
		t.Fatal(err)
	}
	end(cause)
	if _, err := read(b, "Kinds"); !errors.Is(err, cause) {
		t.Errorf("%v, want %v", err, cause)
	}
}
