package table

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// inBlock returns a Reader of text as one block, the last of its input. One that
// has seen a NUL, as it believes, splits nothing ahead.
func inBlock(text string, comma byte, slowly bool) *Reader {
	r := NewReader(strings.NewReader(""))
	if r.Comma = comma; r.prime() != nil {
		return nil
	}
	b := r.BlockReader()
	b.Load(Block{Text: []byte(text), End: io.EOF})
	if slowly {
		b.nul = true
	}
	return b
}

// rowsOf reads all records of r, each with its row, or their errors.
func rowsOf(r *Reader) (all []string) {
	for range 1 << 20 {
		text, more := outcome(r)
		if !more {
			break
		}
		if !strings.HasPrefix(text, "!") {
			if row := string(AppendRow(nil, r.Strings())); row != string(r.Row()) {
				text = fmt.Sprintf("%s has the row %q, not %q", text, r.Row(), row)
			}
		}
		all = append(all, text)
	}
	return all
}

func sameSlowly(t *testing.T, text string, comma byte) (quick int) {
	t.Helper()
	r := inBlock(text, comma, false)
	if r == nil {
		return 0
	}
	got, want := rowsOf(r), rowsOf(inBlock(text, comma, true))
	if !slices.Equal(got, want) {
		t.Fatalf("%q:\n%q, slowly\n%q", text, got, want)
	}
	return inBlock(text, comma, false).Split()
}

// Where a record ends, how many lines there were and what is left do not show that
// others were split ahead.
func TestBehind(t *testing.T) {
	const text = "a,b\n\n\"c\nd\",e\r\nf,\"g\"h\ni,j\n"
	tell := func(slowly bool) (all []string) {
		for r := inBlock(text, ',', slowly); ; {
			err := r.Next()
			if err == io.EOF {
				return all
			}
			all = append(all, fmt.Sprintf("%d behind %d, %d lines, %q left, %v", r.Line(), r.Behind(), r.Lines(), r.Rest(), err))
		}
	}
	got, want := tell(false), tell(true)
	if !slices.Equal(got, want) || len(got) != 4 {
		t.Errorf("%q, slowly\n%q", got, want)
	}
}

// What is read quickly is what is read slowly, and all but what is unusual is
// read quickly.
func TestQuick(t *testing.T) {
	const pad = "behind it\n"
	for text, quick := range map[string]int{
		"a,b\n":                             1,
		"a,,\n,\n":                          2,
		"a,b\r\n,\r\n":                      2,
		"\"a\",\"b\"\r\n":                   1,
		"a\rb,c\n":                          1,
		"a,\"b\n\nc\"\n":                    1,
		"\"\",\"\"\"\",\"\"\n":              1,
		"a\"b,c\"\"d\"\n":                   1,
		"twelve bytes,\"and, more\"\" \"\n": 1,
		"tab\there,bell\a, blank\n":         1,
		"é,\"ü\",\x80\xff\n":                1,
		"\"a\nb\",c\n":                      1,
		"a,\"b\r\nc\"\n":                    0,
		"a,\"b\"c\n":                        0,
		"a,\"b\n":                           0,
		"\na\n":                             0,
		"\r\na\n":                           0,
	} {
		if quick > 0 {
			quick++ // the pad
		}
		if got := sameSlowly(t, text+pad, ','); got != quick {
			t.Errorf("%q: %d records split ahead, want %d", text, got, quick)
		}
	}
	sameSlowly(t, strings.Repeat("1,\"a, b\nc\",d\r\n,\"\",e\n", 5*markedBytes/16), ',')
	for _, size := range []int{quickSize - 3, quickSize - 2, quickSize - 1, quickSize, quickSize + 1, 2 * quickSize} {
		sameSlowly(t, strings.Repeat("x", size)+",y\n"+pad, ',')
		sameSlowly(t, "\""+strings.Repeat("\"\"", size/2)+"\",y\n"+pad, ',')
	}
}

// Random texts of the characters that matter, near the borders of words.
func TestQuickRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 50_000 {
		var b strings.Builder
		for range r.IntN(40) {
			b.WriteByte("abcdefgh,,\"\"\n\n\r \t"[r.IntN(17)])
		}
		sameSlowly(t, b.String()+strings.Repeat("z", r.IntN(10)), ",\t;"[r.IntN(3)])
	}
}

func FuzzQuick(f *testing.F) {
	for _, text := range []string{"a,\"b\"\"c\nd\"\r\n1,2\n", "\"\",\"x\"y\n", "a\r\n\r\n"} {
		f.Add(text, byte(','))
		f.Add(text, byte('a'))
	}
	f.Fuzz(func(t *testing.T, text string, comma byte) {
		if len(text) < 100_000 {
			sameSlowly(t, fmt.Sprintf("%s\n%0*d", text, len(text)%9, 1), comma)
		}
	})
}
