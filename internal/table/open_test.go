package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

const sampleText = "Beginn;Ursache\n2024-01-02;Netzausfall in Köln – 3 €\n2024-01-03;Lüfter\n"

func encode(t testing.TB, e encoding.Encoding, s string) string {
	t.Helper()
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func gzipped(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zstded(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(z, s)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestNewText(t *testing.T) {
	le := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	be := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	ascii := "a,b\n1,2\n"
	for _, tt := range []struct {
		name, in, want, encoding string
	}{
		{"UTF-8", sampleText, sampleText, UTF8},
		{"UTF-8 with mark", "\ufeff" + sampleText, sampleText, UTF8},
		{"ASCII", ascii, ascii, UTF8},
		{"UTF-16LE with mark", "\xff\xfe" + encode(t, le, sampleText), sampleText, UTF16LE},
		{"UTF-16BE with mark", "\xfe\xff" + encode(t, be, sampleText), sampleText, UTF16BE},
		{"UTF-16LE", encode(t, le, sampleText), sampleText, UTF16LE},
		{"UTF-16BE", encode(t, be, sampleText), sampleText, UTF16BE},
		{"UTF-16LE of one line", encode(t, le, "a,b"), "a,b", UTF16LE},
		{"UTF-16LE cut in half", encode(t, le, "a,b")[:5], "a,\ufffd", UTF16LE},
		{"Windows-1252", encode(t, charmap.Windows1252, sampleText), sampleText, Windows1252},
		{"NUL far away", strings.Repeat("a,b\n", 1100) + "\x00\n", strings.Repeat("a,b\n", 1100) + "\x00\n", UTF8},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for kind, pack := range map[string]func(testing.TB, string) string{
				"":     func(_ testing.TB, s string) string { return s },
				"gzip": gzipped, "zstd": zstded,
			} {
				t.Run(tt.name+" "+kind, func(t *testing.T) {
					for _, r := range []io.Reader{strings.NewReader(pack(t, tt.in)), iotest.OneByteReader(strings.NewReader(pack(t, tt.in)))} {
						text, err := NewText("log", r)
						if err != nil {
							t.Fatal(err)
						}
						if got := string(text.Sample()); got != tt.want {
							t.Errorf("sample %q, want %q", got, tt.want)
						}
						got, err := io.ReadAll(text)
						if err != nil || string(got) != tt.want {
							t.Errorf("got %q, %v", got, err)
						}
						if text.Encoding != tt.encoding || text.Compression != kind || text.Replaced != 0 {
							t.Errorf("%s, %s, %d replaced", text.Encoding, text.Compression, text.Replaced)
						}
						if err := text.Close(); err != nil {
							t.Error(err)
						}
					}
				})
			}
		})
	}
}

// TestMender: what is not UTF-8 beyond the head.
func TestMender(t *testing.T) {
	ascii := strings.Repeat("2024-01-02,disc\n", 10_000)
	for _, tt := range []struct {
		name, in, want, encoding string
		replaced                 int
	}{
		{"ASCII, then Windows-1252", ascii + "L\xfcfter \x80 \xc3\xa9", ascii + "Lüfter € Ã©", Windows1252, 0},
		{"UTF-8, then damage", ascii + "é L\xfcfter \xe2\x82", ascii + "é L\ufffdfter \ufffd\ufffd", UTF8, 3},
		{"damage in the head", strings.Repeat("é", 9) + "\xff" + ascii, strings.Repeat("é", 9) + "\ufffd" + ascii, UTF8, 1},
		{"UTF-8 throughout", strings.Repeat("é€𝄞,", 70_000), strings.Repeat("é€𝄞,", 70_000), UTF8, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(tt.in), iotest.HalfReader(strings.NewReader(tt.in))} {
				text, err := NewText("log", r)
				if err != nil {
					t.Fatal(err)
				}
				got, err := io.ReadAll(text)
				if err != nil || string(got) != tt.want {
					t.Errorf("%d bytes ending in %q, %v", len(got), got[max(0, len(got)-30):], err)
				}
				if text.Encoding != tt.encoding || text.Replaced != tt.replaced {
					t.Errorf("%s, %d replaced", text.Encoding, text.Replaced)
				}
			}
		})
	}
}

func TestNewTextRefuses(t *testing.T) {
	tar := make([]byte, 512)
	copy(tar, "log.csv")
	copy(tar[257:], "ustar")
	for in, want := range map[string]string{
		"PK\x03\x04\x14\x00":      "f: not text: it looks like a ZIP archive or an Excel workbook: export it as CSV",
		"\x89PNG\r\n\x1a\n":       "f: not text: it looks like a PNG picture",
		"%PDF-1.7\n":              "a PDF document",
		"PAR1\x15\x04":            "a Parquet file",
		"BZh91AY&SY":              "bzip2 data",
		string(tar):               "a tar archive: unpack it first",
		"a,b\n\x00,1\n":           "binary data (it holds NUL bytes)",
		"\xff\xfe\x00\x00a\x00":   "UTF-32 text",
		gzipped(t, string(tar)):   "a tar archive",
		gzipped(t, zstded(t, "")): "zstd data compressed twice",
	} {
		_, err := NewText("f", strings.NewReader(in))
		var binary *BinaryError
		if !errors.As(err, &binary) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v", in, err)
		}
	}
	for _, in := range []string{"", "\ufeff", "\xff\xfe", gzipped(t, ""), zstded(t, "")} {
		if _, err := NewText("f", strings.NewReader(in)); !errors.Is(err, ErrEmpty) {
			t.Errorf("%q: %v", in, err)
		}
	}
	if _, err := NewText("f", nil); !errors.Is(err, ErrEmpty) {
		t.Errorf("nil: %v", err)
	}
	if text, err := NewText("f", strings.NewReader("PAR1,PAR2\n1,2\n")); err != nil {
		t.Errorf("%v, %v", text, err)
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "log.csv") // compressed in spite of its name
	if err := os.WriteFile(path, []byte(gzipped(t, sampleText)), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := Open(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(text)
	if string(got) != sampleText || err != nil || text.Name != path {
		t.Errorf("%q, %v, %s", got, err, text.Name)
	}
	if err := errors.Join(text.Close(), text.Close()); err != nil {
		t.Error(err)
	}
	text, err = Open("-", strings.NewReader("a,b\n"))
	if err != nil || text.Name != "standard input" {
		t.Errorf("%v, %v", text, err)
	}
	if _, err := Open(dir, nil); err == nil || !strings.Contains(err.Error(), "is a directory") {
		t.Error(err)
	}
	if _, err := Open(filepath.Join(dir, "none"), nil); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	empty := filepath.Join(dir, "empty")
	os.WriteFile(empty, nil, 0o600)
	if _, err := Open(empty, nil); !errors.Is(err, ErrEmpty) {
		t.Error(err)
	}
}

// TestTruncated: an archive cut anywhere ends in an error that says how far the
// records got, never in a short but clean read.
func TestTruncated(t *testing.T) {
	rows := benchRows(50_000)
	for kind, packed := range map[string]string{"gzip": gzipped(t, rows), "zstd": zstded(t, rows)} {
		for _, cut := range []int{5, 12, len(packed) / 3, len(packed) / 2, len(packed) - 5, len(packed) - 1} {
			records, err := readAll(packed[:cut])
			if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "log: "+kind+" data ends early") {
				t.Errorf("%s cut at %d: %v", kind, cut, err)
			}
			if records == 0 {
				continue
			}
			if want := fmt.Sprintf("after the record at line %d", records); !strings.HasSuffix(err.Error(), want) {
				t.Errorf("%s cut at %d: %v, want %s", kind, cut, err, want)
			}
		}
		damaged := []byte(packed)
		for i := len(damaged) / 2; i < len(damaged)/2+9; i++ {
			damaged[i] ^= 0x5a
		}
		if _, err := readAll(string(damaged)); err == nil || !strings.Contains(err.Error(), kind+" data") {
			t.Errorf("damaged %s: %v", kind, err)
		}
	}
}

// readAll counts the records of an input until the error that ends them.
func readAll(in string) (records int, err error) {
	text, err := NewText("log", strings.NewReader(in))
	if err != nil {
		return 0, err
	}
	defer text.Close()
	r := NewReader(text)
	for {
		_, err := r.Read()
		var bad *RecordError
		switch {
		case err == io.EOF:
			return records, nil
		case err != nil && !errors.As(err, &bad):
			return records, err
		case err == nil:
			records++
		}
	}
}

// TestBomb: 300 MB of one line, out of an archive of a thousandth of that.
func TestBomb(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.Copy(z, endless("a,b\n1,", 300_000_000, "\n2,3\n"))
	z.Close()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	records, err := readAll(packed.String())
	runtime.ReadMemStats(&after)
	if records != 2 || err != nil {
		t.Errorf("%d records, %v", records, err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 16<<20 {
		t.Errorf("allocated %d bytes", used)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte(gzipped(f, sampleText)))
	f.Add([]byte(zstded(f, sampleText)))
	f.Add([]byte("\xff\xfea\x00,\x00b\x00"))
	f.Add([]byte("\x28\xb5\x2f\xfd\x00"))
	f.Add([]byte("\x50\x2a\x4d\x18\x00\x00\x00\x00"))
	f.Add([]byte("K\xf6ln,\xe2\x82"))
	f.Fuzz(func(t *testing.T, in []byte) {
		text, err := NewText("fuzz", bytes.NewReader(in))
		if err != nil {
			return
		}
		defer text.Close()
		sample := bytes.Clone(text.Sample())
		all, _ := io.ReadAll(io.LimitReader(text, 64<<20))
		if !bytes.HasPrefix(all, sample) {
			t.Errorf("sample %q is not the start of %q", sample, all)
		}
		if s := string(all); len(all) < 64<<20 && strings.ToValidUTF8(s, "") != s {
			t.Errorf("not UTF-8: %q", s)
		}
	})
}
