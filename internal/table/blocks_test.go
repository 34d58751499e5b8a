package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

// events reads all records of r as text: their lines and cells, or their errors.
func events(r *Reader, lines int) (all []string, end error) {
	for {
		err := r.Next()
		var bad *RecordError
		switch {
		case err == nil:
			all = append(all, fmt.Sprintf("%d %q", lines+r.Line(), r.Strings()))
		case errors.As(err, &bad):
			all = append(all, fmt.Sprintf("%d %d %q %v", lines+bad.Line, bad.Field, bad.Value, bad.Err))
		default:
			return all, err
		}
	}
}

// inBlocks reads text in blocks of so many bytes, what a block leaves over
// together with the next one.
func inBlocks(t *testing.T, text string, size int) []string {
	t.Helper()
	r := NewReader(strings.NewReader(text))
	blocks, ok := r.Blocks()
	if !ok {
		t.Skip("not for blocks")
	}
	var all []string
	var rest []byte
	in, lines := r.BlockReader(), 0
	for {
		b := blocks.Next(make([]byte, size))
		b.Text = append(bytes.Clone(rest), b.Text...)
		in.Load(b)
		more, end := events(in, lines)
		all = append(all, more...)
		lines += in.Lines()
		switch {
		case end == io.EOF:
			return all
		case end != ErrCut:
			t.Fatal(end)
		case len(in.Rest()) > in.Limit():
			r.Resume(io.MultiReader(bytes.NewReader(in.Rest()), remaining(blocks, size)), lines+1, 0)
			more, _ := events(r, 0)
			return append(all, more...)
		}
		rest = bytes.Clone(in.Rest())
	}
}

// remaining returns what blocks have not cut yet.
func remaining(blocks *Blocks, size int) io.Reader {
	var all []byte
	for {
		b := blocks.Next(make([]byte, size))
		all = append(all, b.Text...)
		if b.End != nil {
			return bytes.NewReader(all)
		}
	}
}

func TestLastRecord(t *testing.T) {
	for text, want := range map[string]int{
		"a,b\nc":               4, // behind the line end
		"a,b\n":                4,
		"a,\"b\nc\"\nd":        8, // not behind the one in quotes
		"a,\"b\n":              5, // all of it, for want of a line end outside quotes
		"a,b\nc,\"d\n":         4,
		"5\" disc\nx":          8, // a quote inside a field opens nothing
		"a,\"b\"\"\nc\"\nd,\"": 10,
		"\"a\nb\"":             5,
		"":                     0,
	} {
		if got := lastRecord([]byte(text), ','); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

// A look that starts inside a quoted field finds its place at the next quote.
func TestLastRecordInTail(t *testing.T) {
	row := "1,\"" + strings.Repeat("one\ntwo, ", 40) + "\",x\n"
	text := strings.Repeat(row, 3*tailSize/len(row))
	if got := lastRecord([]byte(text+"1,\"a\nb"), ','); got != len(text) {
		t.Errorf("%d, want %d", got, len(text))
	}
}

func TestBlocksCoverTheInput(t *testing.T) {
	text := strings.Repeat("a,\"b\nc\"\nd,e\n", 1000)
	for _, size := range []int{1, 5, 64, 4096, len(text), 2 * len(text)} {
		blocks, ok := NewReader(strings.NewReader(text)).Blocks()
		if !ok {
			t.Fatal("no blocks")
		}
		var all []byte
		for {
			b := blocks.Next(make([]byte, size))
			all = append(all, b.Text...)
			if b.End != nil {
				break
			}
		}
		if string(all) != text {
			t.Errorf("size %d: %d bytes of %d", size, len(all), len(text))
		}
	}
}

func TestNoBlocks(t *testing.T) {
	mac := NewReader(strings.NewReader("a,b\r1,2\r"))
	blanks := NewReader(strings.NewReader("a b\n1 2\n"))
	blanks.Comma = Blanks
	for name, r := range map[string]*Reader{"mac": mac, "blanks": blanks} {
		if _, ok := r.Blocks(); ok {
			t.Errorf("%s: blocks", name)
		}
		if got, _ := events(r, 0); len(got) != 2 {
			t.Errorf("%s: %q afterwards", name, got)
		}
	}
}

// An input that fails does so in the block with its last bytes, of which the line
// cut short is no record.
func TestBlocksOfFailingInput(t *testing.T) {
	damaged := errors.New("damaged")
	r := NewReader(io.MultiReader(strings.NewReader("a,b\nc,d\ne"), failing{damaged}))
	blocks, ok := r.Blocks()
	if !ok {
		t.Fatal("no blocks")
	}
	in := r.BlockReader()
	in.Load(blocks.Next(make([]byte, 100)))
	got, end := events(in, 0)
	var failed *ReadError
	if len(got) != 2 || !errors.As(end, &failed) || failed.Line != 2 || failed.Err != damaged {
		t.Errorf("%q, %v", got, end)
	}
}

// FuzzBlocks holds blocks of any size to reading in one go.
func FuzzBlocks(f *testing.F) {
	for _, text := range []string{
		"a,b\n1,2\n", "a,\"b\nc\"\nd,e\n", "a,\"b\"c\nd,\"e\n", "5\" x,y\n\"a\"\"\n,b\"\n", "a\r\n\"b\r\nc\"\r\n\r\n", "a,\x00\n\"\x00\",b\n", "\"\n\"\n\"\n\"",
	} {
		f.Add(text, uint8(3))
		f.Add(text, uint8(200))
	}
	f.Fuzz(func(t *testing.T, text string, size uint8) {
		if len(text) > 10_000 {
			return
		}
		got := inBlocks(t, text, int(size)+1)
		want, _ := events(NewReader(strings.NewReader(text)), 0)
		if !slices.Equal(got, want) {
			t.Errorf("blocks of %d\n%s\nat once\n%s", size, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// A quote that is never closed before megabytes of text costs its own line, and
// a line beyond all bounds is left to the Reader.
func TestLongBlocks(t *testing.T) {
	for name, text := range map[string]string{
		"open quote": "a,\"b\n" + strings.Repeat("x,y\n", 200_000),
		"long line":  "a,b\nc," + strings.Repeat("lorem ", 1_000_000) + "\nd,e\n",
	} {
		got := inBlocks(t, text, 512<<10)
		want, _ := events(NewReader(strings.NewReader(text)), 0)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d records, want %d", name, len(got), len(want))
		}
	}
}
