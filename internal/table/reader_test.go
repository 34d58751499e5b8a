package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// outcome is what one Read gave: fields joined by "|", or an error, after the
// line.
func outcome(r *Reader) (string, bool) {
	fields, err := r.Read()
	var bad *RecordError
	switch {
	case err == io.EOF:
		return "", false
	case errors.As(err, &bad):
		return fmt.Sprintf("!%d.%d %v %q", bad.Line, bad.Field, bad.Err, bad.Value), true
	case err != nil:
		return "fatal " + err.Error(), false
	}
	return fmt.Sprintf("%d:%s", r.Line(), strings.Join(fields, "|")), true
}

func outcomes(r *Reader) []string {
	var all []string
	for {
		s, ok := outcome(r)
		if s != "" {
			all = append(all, s)
		}
		if !ok {
			return all
		}
	}
}

func TestReader(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		want     []string
	}{
		{"plain", "a,b\n1,2\n", []string{"1:a|b", "2:1|2"}},
		{"no newline at the end", "a,b\n1,2", []string{"1:a|b", "2:1|2"}},
		{"CR LF", "a,b\r\n1,2\r\n", []string{"1:a|b", "2:1|2"}},
		{"CR at the very end", "a,b\n1,2\r", []string{"1:a|b", "2:1|2"}},
		{"old Macintosh", "a,b\r1,\"2\r3\"\r", []string{"1:a|b", "2:1|2\n3"}},
		{"CR inside a line is text", "a\rb,c\n", []string{"1:a\rb|c"}},
		{"blank lines are counted", "\n\na\n\r\nb\n", []string{"3:a", "5:b"}},
		{"blanks are a field", "  \n", []string{"1:  "}},
		{"empty fields", ",\n,,\n\"\",\"\"\n", []string{"1:|", "2:||", "3:|"}},
		{"quoted", "\"a,b\",\"say \"\"no\"\"\"\n", []string{`1:a,b|say "no"`}},
		{"quoted at the end", `"a","b"`, []string{"1:a|b"}},
		{"quoted newlines", "\"a\nb\",\"c\r\nd\"\ne\n", []string{"1:a\nb|c\nd", "4:e"}},
		{"bare quote is text", "5\" disc,6'3\"\n", []string{`1:5" disc|6'3"`}},
		{"quote after a blank is text", "a, \"b\"\n", []string{`1:a| "b"`}},
		{"empty input", "", nil},
		{"only newlines", "\n\r\n", nil},
		{
			"text after a quote", "x,\"abc\"def,y\nnext\n",
			[]string{`!1.2 text after a closing quote "\"abc\"def,y"`, "2:next"},
		},
		{
			"open quote at the end", "a\nb,\"c\nd,e\nf",
			[]string{"1:a", `!2.2 quote is never closed "\"c"`, "3:d|e", "4:f"},
		},
		{
			"open quote met by a later quote", "1,\"open,x\n2,\"fine, row\",y\n3,z\n",
			[]string{`!1.2 text after a closing quote "\"open,x"`, "2:2|fine, row|y", "3:3|z"},
		},
		{
			"second field open, the first of two lines", "\"a\nb\",\"c\nd\n",
			[]string{`!2.2 quote is never closed "\"c"`, "3:d"},
		},
		{
			"NUL", "a,b\x00c\n\"d\ne\",\"f\x00\"\nok\n",
			[]string{`!1.2 record holds a NUL byte "a,b\x00c"`, `!3.2 record holds a NUL byte "f\x00"`, "4:ok"},
		},
		{"invalid UTF-8 passes", "a\xff,b\n", []string{"1:a\xff|b"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, chunk := range []int{windowChunk, 1, 3} {
				r := NewReader(strings.NewReader(tt.in))
				if r.chunk = chunk; chunk < windowChunk && strings.Contains(tt.in, "\r") {
					continue // a short first chunk may look like a Macintosh's
				}
				if got := outcomes(r); !slices.Equal(got, tt.want) {
					t.Errorf("chunk %d:\ngot  %q\nwant %q", chunk, got, tt.want)
				}
			}
		})
	}
}

func TestReaderDialects(t *testing.T) {
	for _, tt := range []struct {
		comma, comment byte
		in             string
		want           []string
	}{
		{';', 0, "a;\"b;c\";1,5\n", []string{"1:a|b;c|1,5"}},
		{'\t', 0, "a\t\"b\tc\"\td\n", []string{"1:a|b\tc|d"}},
		{Blanks, '#', "# id  start\n  1 \t 2.5  \n   \n# end\n7  8\n", []string{"2:1|2.5", "5:7|8"}},
		{Blanks, 0, `say "no way" 5"` + "\n", []string{`1:say|"no|way"|5"`}},
		{0, '#', "#x\na,#b\n", []string{"2:a|#b"}},
	} {
		t.Run(fmt.Sprint(tt.comma, tt.comment, tt.in), func(t *testing.T) {
			r := NewReader(strings.NewReader(tt.in))
			r.Comma, r.Comment = tt.comma, tt.comment
			if got := outcomes(r); !slices.Equal(got, tt.want) {
				t.Errorf("comma %q: got %q, want %q", tt.comma, got, tt.want)
			}
		})
	}
	for _, comma := range []byte{'"', '\n', '\r', 0xe9} {
		r := NewReader(strings.NewReader("a"))
		r.Comma = comma
		if _, err := r.Read(); err == nil {
			t.Errorf("delimiter %q accepted", comma)
		}
	}
}

func TestReaderLines(t *testing.T) {
	r := NewReader(strings.NewReader("title \"\nmore\na,\"b\nc\",d\ne\n"))
	if err := r.SkipLines(2); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Read(); err != nil || r.Line() != 3 {
		t.Fatalf("line %d, %v", r.Line(), err)
	}
	if _, err := r.Read(); err != nil || r.Line() != 5 {
		t.Errorf("line %d, %v", r.Line(), err)
	}
	if err := r.SkipLines(1); err != io.EOF {
		t.Errorf("past the end: %v", err)
	}
}

// TestReaderStrings: the slice is reused, the strings are not.
func TestReaderStrings(t *testing.T) {
	r := NewReader(strings.NewReader("a,\"b\"\"\"\nc,d\n"))
	first, _ := r.Read()
	a, b := first[0], first[1]
	r.Read()
	if a != "a" || b != `b"` || first[0] != "c" {
		t.Errorf("%q %q %q", a, b, first)
	}
}

// small returns a Reader with bounds that tests can reach: 10 bytes in a field,
// 20 in a record.
func small(in string) *Reader {
	r := NewReader(strings.NewReader(in))
	r.MaxField, r.MaxFields, r.MaxLines, r.chunk = 10, 5, 3, 8
	return r
}

func TestReaderBounds(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		want     []string
	}{
		{"just fits", "0123456789,0123456\n", []string{"1:0123456789|0123456"}},
		{"plain field", "a,0123456789x\nb\n", []string{`!1.2 field is too long "0123456789x"`, "2:b"}},
		{"quoted field", "a,\"0123456789x\"\nb\n", []string{`!1.2 field is too long "\"0123456789x\""`, "2:b"}},
		{"plain field beside a quoted", "\"a\",0123456789x\nb\n", []string{`!1.2 field is too long "0123456789x"`, "2:b"}},
		{"record", "012345678,01234567,012\nb\n", []string{`!1.0 record is too long "012345678,01234567,0"`, "2:b"}},
		{"endless field", "a,b,0123456789012345678901234567890123456789\nb\n", []string{`!1.3 field is too long "0123456789012345"`, "2:b"}},
		{"endless quoted field", "a,\"b,01234567890123456789012345678\",0\nb\n", []string{`!1.2 field is too long "\"b,012345678901234"`, "2:b"}},
		{"endless last line", "a\n0123456789012345678901234567890", []string{"1:a", `!2.1 field is too long "01234567890123456789"`}},
		{"too many fields", "1,2,3,4,5\n1,2,3,4,5,6\n", []string{"1:1|2|3|4|5", `!2.6 record has too many fields "1,2,3,4,5,6"`}},
		{"too many quoted fields", "\"1\",2,3,4,5,6\nb\n", []string{`!1.6 record has too many fields "6"`, "2:b"}},
		{"too many lines", "\"1\n2\n3\n4\"\n", []string{`!1.1 quote is never closed "\"1"`, "2:2", "3:3", "4:4\""}},
		{"open quote beyond a field", "\"1\n0123456789\nb\n", []string{`!1.1 quote is never closed "\"1"`, "2:0123456789", "3:b"}},
		{"open quote, then an endless line", "\"1\n0123456789012345678901234567890\nb\n", []string{
			`!1.1 quote is never closed "\"1"`, `!2.1 field is too long "01234567890123456789"`, "3:b",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := outcomes(small(tt.in)); !slices.Equal(got, tt.want) {
				t.Errorf("\ngot  %q\nwant %q", got, tt.want)
			}
		})
	}
}

// TestReaderOpenQuote: a quote left open in the middle of a large file costs the
// line it stands on.
func TestReaderOpenQuote(t *testing.T) {
	var in strings.Builder
	const rows, broken = 30_000, 12_345
	for i := 1; i <= rows; i++ {
		if i == broken {
			fmt.Fprintf(&in, "%d,\"never closed,x\n", i)
			continue
		}
		fmt.Fprintf(&in, "%d,some text,x\n", i)
	}
	r := NewReader(strings.NewReader(in.String()))
	good, bad := 0, 0
	for {
		fields, err := r.Read()
		var rec *RecordError
		switch {
		case err == io.EOF:
			if good != rows-1 || bad != 1 {
				t.Errorf("%d good, %d bad", good, bad)
			}
			return
		case errors.As(err, &rec):
			if bad++; rec.Line != broken || !errors.Is(err, ErrOpenQuote) || rec.Field != 2 {
				t.Error(err)
			}
		case err != nil:
			t.Fatal(err)
		default:
			if good++; fields[0] != fmt.Sprint(r.Line()) {
				t.Fatalf("line %d: %q", r.Line(), fields)
			}
		}
	}
}

func TestReaderFailingInput(t *testing.T) {
	broken := errors.New("disc on fire")
	for in, want := range map[string]string{
		"a\nb,c\nhalf": "disc on fire, after the record at line 2",
		"half":         "disc on fire, before the first record",
	} {
		r := NewReader(io.MultiReader(strings.NewReader(in), iotest.ErrReader(broken)))
		var err error
		for err == nil {
			_, err = r.Read()
		}
		if err.Error() != want || !errors.Is(err, broken) {
			t.Errorf("%q: %v", in, err)
		}
		if _, again := r.Read(); !errors.Is(again, broken) {
			t.Errorf("read again: %v", again)
		}
	}
	r := NewReader(stuck{})
	if _, err := r.Read(); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("stuck: %v", err)
	}
}

type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

// endless gives head, then n bytes of 'x', then tail.
func endless(head string, n int64, tail string) io.Reader {
	return io.MultiReader(strings.NewReader(head), io.LimitReader(letters{}, n), strings.NewReader(tail))
}

type letters struct{}

var manyLetters = bytes.Repeat([]byte("x"), windowChunk)

func (letters) Read(p []byte) (int, error) { return copy(p, manyLetters), nil }

// TestReaderGigabyte: a field of 10^9 bytes costs neither memory nor the rows
// around it.
func TestReaderGigabyte(t *testing.T) {
	const size = 1_000_000_000
	for name, head := range map[string]string{"plain": "a,b\n1,", "quoted": "a,b\n1,\""} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			r := NewReader(endless(head, size, "\n2,3\n"))
			got := outcomes(r)
			runtime.ReadMemStats(&after)
			if len(got) != 3 || got[0] != "1:a|b" || !strings.HasPrefix(got[1], "!2.2 field is too long") || got[2] != "3:2|3" {
				t.Errorf("got %q", got)
			}
			// Everything ever allocated bounds what was held at any time.
			if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 {
				t.Errorf("allocated %d bytes", used)
			}
			if len(r.buf) > 4<<20 {
				t.Errorf("buffer of %d bytes", len(r.buf))
			}
		})
	}
}

// TestReaderManyOpenQuotes: whatever quotes each line opens, every Read gets on
// by a line.
func TestReaderManyOpenQuotes(t *testing.T) {
	for _, line := range []string{"\"x\n", "\"\"\n", "a,\"b\"\"\n", "\"\"\"\n", "\",\"\n", "\"\n"} {
		r := NewReader(strings.NewReader(strings.Repeat(line, 100_000)))
		last := 0
		for {
			_, err := r.Read()
			if err == io.EOF {
				break
			}
			if r.next <= last {
				t.Fatalf("%q: no progress at line %d", line, last)
			}
			last = r.next
		}
	}
}

// reference reads in as encoding/csv does, nil if that refuses it.
func reference(in string) [][]string {
	r := csv.NewReader(strings.NewReader(in))
	r.FieldsPerRecord = -1
	all, err := r.ReadAll()
	if err != nil {
		return nil
	}
	return all
}

// compare reads in with a Reader and demands what encoding/csv makes of it.
func compare(t *testing.T, in string) {
	t.Helper()
	want := reference(in)
	mac := strings.Contains(in, "\r") && !strings.Contains(in, "\n")
	strict := want != nil && !mac && !strings.Contains(in, "\x00")
	for _, chunk := range []int{windowChunk, 1, 7} {
		if chunk < windowChunk && strings.Contains(in, "\r") {
			continue // a short first chunk may look like a Macintosh's
		}
		r := NewReader(iotest.OneByteReader(strings.NewReader(in)))
		r.chunk = chunk
		var got [][]string
		for reads := 0; ; reads++ {
			before := r.next
			fields, err := r.Read()
			if err == io.EOF {
				break
			}
			if r.next <= before || reads > len(in) {
				t.Fatalf("no progress: %q", in)
			}
			if err != nil {
				if strict {
					t.Fatalf("%q: %v", in, err)
				}
				continue
			}
			got = append(got, slices.Clone(fields))
		}
		if strict && !(len(got) == 0 && len(want) == 0) && !reflect.DeepEqual(got, want) {
			t.Fatalf("%q:\ngot  %q\nwant %q", in, got, want)
		}
	}
}

// TestReaderAgrees compares with encoding/csv on short texts of the characters
// that matter.
func TestReaderAgrees(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 11))
	const alphabet = "\"\"\",,\n\n\r\naé"
	for range 20_000 {
		var in strings.Builder
		for range 2 + random.IntN(14) {
			in.WriteByte(alphabet[random.IntN(len(alphabet))])
		}
		compare(t, in.String())
	}
}

func FuzzReader(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "\"a\"\"b\nc\",d\r\n", "x,\"open\ny,z\n", "a\rb", "\x00,\xff\n", "\"a\"b\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		compare(t, in)
		r := small(in)
		for range len(in) + 1 {
			if _, ok := outcome(r); !ok {
				break
			}
			if len(r.buf) > r.limit+r.chunk || cap(r.rec) > 8*r.limit {
				t.Fatalf("buffers of %d and %d bytes", len(r.buf), cap(r.rec))
			}
		}
		if r.end != r.pos {
			t.Fatalf("%d bytes left", r.end-r.pos)
		}
	})
}

// benchRows returns n rows of 8 columns, one row in ten with a quoted cause.
func benchRows(n int) string {
	var b strings.Builder
	for i := range n {
		cause := "power supply"
		if i%10 == 3 {
			cause = `"disc, said ""dead"""`
		}
		fmt.Fprintf(&b, "%d,node-%03d,2024-03-%02dT10:%02d:00Z,2024-03-%02dT11:%02d:30Z,hardware,%s,%d.5,no\n",
			1000+i, i%977, 1+i%28, i%60, 1+i%28, i%60, cause, i%240)
	}
	return b.String()
}

func BenchmarkReader(b *testing.B) {
	in := benchRows(100_000)
	run := func(name string, open func() interface{ Read() ([]string, error) }) {
		b.Run("reader="+name, func(b *testing.B) {
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				r := open()
				for {
					if _, err := r.Read(); err == io.EOF {
						break
					} else if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
	run("table", func() interface{ Read() ([]string, error) } { return NewReader(strings.NewReader(in)) })
	run("encodingcsv", func() interface{ Read() ([]string, error) } {
		r := csv.NewReader(strings.NewReader(in))
		r.ReuseRecord = true
		return r
	})
	run("text", func() interface{ Read() ([]string, error) } {
		t, err := NewText("bench", strings.NewReader(in))
		if err != nil {
			b.Fatal(err)
		}
		return NewReader(t)
	})
}

// A reader of blocks has the bounds of the reader it is for, each in its place.
func TestBlockReaderHasTheBounds(t *testing.T) {
	r := &Reader{Comma: ';', Comment: '#', MaxField: 11, MaxFields: 22, MaxLines: 33}
	if b := r.BlockReader(); b.Comma != ';' || b.Comment != '#' || b.MaxField != 11 || b.MaxFields != 22 || b.MaxLines != 33 {
		t.Errorf("%+v", b)
	}
}

// Four of nine bytes are four of nine, and not nine of four.
func TestProgressOfAText(t *testing.T) {
	text := &Text{size: 9}
	text.read.Store(4)
	if read, total := text.Progress(); read != 4 || total != 9 {
		t.Errorf("%d of %d bytes, want 4 of 9", read, total)
	}
}

// TestWidthOfRecords: blank fields beyond Width are gone, whichever way a record
// is read, and so are they from its bytes.
func TestWidthOfRecords(t *testing.T) {
	const in = "a,b,\nc,d\ne,f, ,\t\n\"g\",\"h\n\",,\"\"\ni\n,,\nj,k,l,\n" + "a long field that fills more than eight bytes,b,,,\n"
	const want = "1:a|b 2:c|d 3:e|f 4:g|h\n 6:i 7:| 8:j|k|l 9:a long field that fills more than eight bytes|b"
	r := NewReader(strings.NewReader(in))
	r.Width = 2
	if got := strings.Join(outcomes(r), " "); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	whole := NewReader(strings.NewReader(in))
	whole.Width = 2
	blocks, ok := whole.Blocks()
	if !ok {
		t.Fatal("no blocks")
	}
	piece := whole.BlockReader()
	piece.Load(blocks.Next(make([]byte, 0, 1000)))
	if got := strings.Join(outcomes(piece), " "); got != want {
		t.Errorf("a block: %q", got)
	}
	row := func(text string) string {
		r := NewReader(strings.NewReader(text))
		r.Width = 2
		if err := r.Next(); err != nil {
			t.Fatal(err)
		}
		return string(r.Row())
	}
	for _, same := range []string{"a,b,\n", "a,b, ,\n", "\"a\",b,\"\"\n"} {
		if row(same) != row("a,b\n") {
			t.Errorf("%q is the row %q", same, row(same))
		}
	}
}
