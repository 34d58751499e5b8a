package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"

	"mtbf/internal/oracle"
	"mtbf/internal/when"
)

// stream is a log made on the fly: a header, then what next writes.
type stream struct {
	next func(b []byte) []byte // appends more; nil at the end
	rest []byte
	done bool
	size int64
}

func newStream(header string, next func(b []byte) []byte) *stream {
	return &stream{next: next, rest: []byte(header)}
}

func (s *stream) Read(p []byte) (int, error) {
	for len(s.rest) == 0 {
		if s.done {
			return 0, io.EOF
		}
		if s.rest = s.next(s.rest[:0]); s.rest == nil {
			s.done = true
		}
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	s.size += int64(n)
	return n, nil
}

// logRows makes n rows: a serial number, a unit, a cause, RFC 3339 start and
// end, and a quoted text.
func logRows(n int) *stream {
	i := 0
	const day = 24
	return newStream("id,unit,cause,start,end,note\n", func(b []byte) []byte {
		if i == n {
			return nil
		}
		start := 420_000 + float64(i)/10
		b = fmt.Appendf(b, "%d,node-%04d,hardware/part %d,%s,%s,\"replaced, \"\"tested\"\" and put back\"\n",
			i, i%997, i%53, when.FormatInstant(start, nil), when.FormatInstant(start+float64(i%day)/4, nil))
		i++
		return b
	})
}

// gauge passes a log on, and sees how much memory its reader holds: after every so
// many bytes it collects what nothing holds any more, so that neither the pace of
// the collector nor what else the machine does is measured.
type gauge struct {
	io.Reader
	every, left int64
	before      uint64
	held        uint64 // the most, in bytes, beyond what was held before
}

func newGauge(r io.Reader, every int64) *gauge {
	return &gauge{Reader: r, every: every, left: every, before: live()}
}

// live returns the bytes of memory that are held.
func live() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func (g *gauge) look() {
	g.left = g.every
	now := live()
	g.held = max(g.held, now-min(now, g.before))
}

func (g *gauge) Read(p []byte) (int, error) {
	n, err := g.Reader.Read(p)
	if g.left -= int64(n); g.left <= 0 || err != nil {
		g.look()
	}
	return n, err
}

// A gigabyte without a comma, a quote or a line end costs a bounded amount of
// memory wherever it stands, and the rows after it are read.
func TestGigabyteField(t *testing.T) {
	if testing.Short() {
		t.Skip("reads three gigabytes")
	}
	block := []byte(strings.Repeat("lorem ipsum ", 100_000))
	const gigabyte = 1 << 30
	field := func(after string) func(b []byte) []byte {
		written := 0
		return func(b []byte) []byte {
			switch {
			case written < gigabyte:
				written += len(block)
				return block
			case after != "":
				b, after = append(b, after...), ""
				return b
			}
			return nil
		}
	}
	const header, last = "unit,start,end,cause\na,2024-03-01 10:00,2024-03-01 11:00,", "\nb,2024-03-02 10:00,2024-03-02 11:00,disc\n"
	for name, c := range map[string]struct {
		header, after string
		check         func(t *testing.T, log *Log, err error)
	}{
		"plain cell":  {header, last, oneLost(`log.csv:2: cause: "lorem ipsum`, "is longer than a cell can be")},
		"quoted cell": {header + `"`, `"` + last, oneLost(`log.csv:2: cause: "\"lorem ipsum`, "is longer than a cell can be")},
		"first line": {"", last, func(t *testing.T, _ *Log, err error) {
			if err == nil || !strings.HasPrefix(err.Error(), "log.csv") {
				t.Errorf("error %v", err)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGauge(newStream(c.header, field(c.after)), gigabyte/16)
			log, err := ReadLog(context.Background(), "log.csv", g, Options{})
			t.Logf("%d KiB", g.held>>10)
			if g.held > 24<<20 {
				t.Errorf("the reader held %d MiB", g.held>>20)
			}
			c.check(t, log, err)
		})
	}
}

// oneLost checks a log of two rows of which the first was rejected.
func oneLost(texts ...string) func(t *testing.T, log *Log, err error) {
	return func(t *testing.T, log *Log, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		checkLog(t, log)
		if log.Reading.RowsRead != 2 || log.Reading.Rejected != 1 || len(log.Outages) != 1 || log.Outages[0].Line != 3 {
			t.Fatalf("%+v, %d outages", log.Reading, len(log.Outages))
		}
		for _, text := range texts {
			if got := log.Account.Rejects[0].Error(); !strings.Contains(got, text) || len(got) > 300 {
				t.Errorf("%q lacks %q", got, text)
			}
		}
	}
}

func TestMillionRows(t *testing.T) {
	if testing.Short() {
		t.Skip("reads a million rows")
	}
	const n = 1_000_000
	g := newGauge(logRows(n), 8<<20)
	log, err := ReadLog(context.Background(), "log.csv", g, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d MiB", g.held>>20)
	checkLog(t, log)
	oracle.Equal(t, "outages", len(log.Outages), n)
	oracle.Equal(t, "units", len(log.Units), 997)
	oracle.Equal(t, "causes", len(log.Causes), 53)
	if g.held > 150<<20 {
		t.Errorf("the reader held %d MiB", g.held>>20)
	}
}

// maxPerByte is the most memory that a log takes while it is read, by its text: it
// is most where every row is short and names a unit, and a group, of its own.
const maxPerByte = 40

// TestMemoryFollowsTheText: rows that are as short as can be, cells as long as can
// be, and rows that are all copies.
func TestMemoryFollowsTheText(t *testing.T) {
	const size = 4 << 20
	long := strings.Repeat("x", 900_000)
	for name, c := range map[string]struct {
		row  func(b []byte, i int) []byte
		opt  Options
		most float64 // times the text
	}{
		"units":      {func(b []byte, i int) []byte { return fmt.Appendf(b, "%d,%d,%d,\n", i, i%10, i%10+1) }, Options{By: "unit"}, maxPerByte},
		"kept":       {func(b []byte, i int) []byte { return append(b, "a,1,2,\n"...) }, Options{KeepDuplicates: true}, maxPerByte / 2},
		"copies":     {func(b []byte, i int) []byte { return append(b, "a,1,2,\n"...) }, Options{}, 3},
		"bad rows":   {afterGood("a,no,2,\n"), Options{}, 8},
		"uneven":     {afterGood("a,1\n"), Options{}, 8},
		"long name":  {func(b []byte, i int) []byte { return fmt.Appendf(b, "%s%d,%d,%d,\n", long, i, i, i+1) }, Options{}, 10},
		"long cause": {func(b []byte, i int) []byte { return fmt.Appendf(b, "a,%d,%d,%s%d\n", i, i+1, long, i) }, Options{}, 10},
	} {
		t.Run(name, func(t *testing.T) {
			i, written := 0, 0
			g := newGauge(newStream("unit,start,end,cause\na,0,1,\na,5,6,\na,7,8,\n", func(b []byte) []byte {
				if written > size {
					return nil
				}
				for ; len(b) < 4<<10; i++ {
					b = c.row(b, i)
				}
				written += len(b)
				return b
			}), size/4)
			c.opt.TimeUnit = "h"
			log, err := ReadLog(context.Background(), "log.csv", g, c.opt)
			if err != nil {
				t.Fatal(err)
			}
			g.look()
			runtime.KeepAlive(log)
			ratio := float64(g.held) / size
			t.Logf("%.1f times the text", ratio)
			if ratio > c.most {
				t.Errorf("the reader held %.1f times the text", ratio)
			}
		})
	}
}

// afterGood writes a row again and again, behind as many good ones as are looked at
// to tell the columns.
func afterGood(row string) func(b []byte, i int) []byte {
	return func(b []byte, i int) []byte {
		if i < 30_000 {
			return append(b, "a,10,20,\n"...)
		}
		return append(b, row...)
	}
}

// A megabyte of archive that holds a gigabyte takes no more than what its rows do.
func TestBomb(t *testing.T) {
	var archive bytes.Buffer
	z := gzip.NewWriter(&archive)
	fmt.Fprint(z, "unit,start,end\na,0,1\na,5,6\na,1,2", strings.Repeat("2", 100<<20), "\n", strings.Repeat("a,1,2\n", 1<<20))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	g := newGauge(bytes.NewReader(archive.Bytes()), 16<<10)
	log, err := ReadLog(context.Background(), "log.csv.gz", g, Options{TimeUnit: "h"})
	if err != nil {
		t.Fatal(err)
	}
	g.look()
	if n := log.Reading; n.Rejected != 1 || n.Duplicates != 1<<20-1 || len(log.Outages) != 3 {
		t.Errorf("%+v", n)
	}
	t.Logf("%d KiB of an archive of %d KiB", g.held>>10, archive.Len()>>10)
	if g.held > 80<<20 { // the rows of a block or two
		t.Errorf("the reader held %d MiB", g.held>>20)
	}
}

// endless is an input that ends a context when it has been read from for a while,
// and fails the test if it is read on.
type endless struct {
	t    *testing.T
	text string
	end  func()
	read int
}

func (e *endless) Read(p []byte) (int, error) {
	const enough, tooMuch = 2 << 20, 32 << 20
	n := 0
	for n+len(e.text) <= len(p) {
		n += copy(p[n:], e.text)
	}
	if e.read += n; e.read > enough {
		e.end()
	}
	if e.read > tooMuch {
		e.t.Error("read on after the context had ended")
		return 0, io.EOF
	}
	return n, nil
}

// Reading ends soon after its context, with whatever it is busy.
func TestReadingEnds(t *testing.T) {
	gone := errors.New("nobody wants it any more")
	for name, text := range map[string]string{"rows": "a,1,2\n", "bad rows": "a,b,c\n", "uneven": "a\n", "one line": "aaaaaa"} {
		for _, workers := range []int{1, 3} {
			ctx, cancel := context.WithCancelCause(context.Background())
			in := io.MultiReader(strings.NewReader("unit,start,end\n"+strings.Repeat("a,5,6\n", 60_000)), &endless{t: t, text: text, end: func() { cancel(gone) }})
			if _, err := ReadLog(ctx, "log.csv", in, Options{TimeUnit: "h", Workers: workers}); !errors.Is(err, gone) {
				t.Errorf("%s, %d workers: %v", name, workers, err)
			}
		}
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(gone)
	if _, err := ReadLog(ctx, "log.csv", strings.NewReader("unit,start,end\na,0,1\n"), Options{TimeUnit: "h"}); !errors.Is(err, gone) {
		t.Errorf("ended before: %v", err)
	}
}

func BenchmarkReadLog(b *testing.B) {
	const n = 100_000
	var text strings.Builder
	if _, err := io.Copy(&text, logRows(n)); err != nil {
		b.Fatal(err)
	}
	b.Run("rows=1e5", func(b *testing.B) {
		b.SetBytes(int64(text.Len()))
		b.ReportAllocs()
		for range b.N {
			log, err := ReadLog(context.Background(), "log.csv", strings.NewReader(text.String()), Options{})
			if err != nil || len(log.Outages) != n {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		b.ReportMetric(0, "ns/op")
	})
}
