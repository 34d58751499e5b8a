package table

import (
	"bytes"
	"unicode/utf8"
)

// nulSize is how much of the head may hold no NUL byte, unless it is UTF-16.
// A NUL byte further on is a bad record, not a binary file.
const nulSize = 4 << 10

// format is a kind of file that is not text.
type format struct {
	magic  string
	offset int
	looks  string
	hint   string
}

const (
	unpack = "unpack it first"
	export = "export it as CSV"
)

var formats = []format{
	{"PK\x03\x04", 0, "a ZIP archive or an Excel workbook", export},
	{"PK\x05\x06", 0, "an empty ZIP archive", ""},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "an old Excel workbook or Word document", export},
	{"%PDF-", 0, "a PDF document", "copy its table into a spreadsheet and export it as CSV"},
	{"PAR1\x15", 0, "a Parquet file", export},
	{"ARROW1\x00\x00", 0, "an Arrow file", export},
	{"Obj\x01", 0, "an Avro file", export},
	{"SQLite format 3\x00", 0, "an SQLite database", export},
	{"\x89PNG\r\n\x1a\n", 0, "a PNG picture", ""},
	{"\xff\xd8\xff", 0, "a JPEG picture", ""},
	{"GIF8", 0, "a GIF picture", ""},
	{"ustar", 257, "a tar archive", unpack},
	{"\x1f\x8b\x08", 0, "gzip data compressed twice", unpack},
	{"\x28\xb5\x2f\xfd", 0, "zstd data compressed twice", unpack},
	{"\xfd7zXZ\x00", 0, "xz data", unpack},
	{"\x04\x22\x4d\x18", 0, "lz4 data", unpack},
	{"7z\xbc\xaf\x27\x1c", 0, "a 7z archive", unpack},
	{"Rar!\x1a\x07", 0, "a RAR archive", unpack},
	{"\x7fELF", 0, "a program", ""},
	{"\xff\xfe\x00\x00", 0, "UTF-32 text", "save it as UTF-8"},
	{"\x00\x00\xfe\xff", 0, "UTF-32 text", "save it as UTF-8"},
}

// binaryKind returns what the head of an input looks like, nil if it is text.
func binaryKind(head []byte) *format {
	for i, f := range formats {
		if len(head) > f.offset && bytes.HasPrefix(head[f.offset:], []byte(f.magic)) {
			return &formats[i]
		}
	}
	if bytes.HasPrefix(head, []byte("BZh")) && len(head) >= 10 && string(head[4:10]) == "1AY&SY" {
		return &format{looks: "bzip2 data", hint: unpack}
	}
	head = head[:min(len(head), nulSize)]
	if enc, _ := detectEncoding(head); enc == UTF16LE || enc == UTF16BE {
		return nil
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return &format{looks: "binary data (it holds NUL bytes)", hint: export}
	}
	return nil
}

// detectEncoding returns the encoding of the input that starts with head, and
// the length of its byte order mark.
func detectEncoding(head []byte) (name string, mark int) {
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return UTF8, 3
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return UTF16LE, 2
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return UTF16BE, 2
	}
	even, odd := countNUL(head[:min(len(head), nulSize)])
	pairs := min(len(head), nulSize) / 2
	switch {
	case 2*odd > pairs && 20*even <= odd:
		return UTF16LE, 0
	case 2*even > pairs && 20*odd <= even:
		return UTF16BE, 0
	case mostlyUTF8(head):
		return UTF8, 0
	}
	return Windows1252, 0
}

// countNUL counts the NUL bytes at even and at odd offsets.
func countNUL(b []byte) (even, odd int) {
	if bytes.IndexByte(b, 0) < 0 {
		return 0, 0
	}
	for i, c := range b {
		if c == 0 {
			even += 1 - i&1
			odd += i & 1
		}
	}
	return even, odd
}

// mostlyUTF8 reports whether head is UTF-8, a few stray bytes among many good
// sequences granted. A sequence cut by the end of head counts as good.
func mostlyUTF8(head []byte) bool {
	good, stray := 0, 0
	for len(head) > 0 {
		r, size := utf8.DecodeRune(head)
		switch {
		case size > 1:
			good++
		case r == utf8.RuneError && !utf8.FullRune(head):
			return stray == 0 || good > 4*stray
		case r == utf8.RuneError:
			stray++
		}
		head = head[size:]
	}
	return stray == 0 || good > 4*stray
}
