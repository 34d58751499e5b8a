package ingest

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

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

// heapPeak runs work and returns by how much the heap rose above what it was,
// at most, in bytes, and what the runtime took from the system.
func heapPeak(work func()) (peak, system uint64) {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before := m.HeapInuse
	var highest, stop atomic.Uint64
	sampled := make(chan struct{})
	go func() {
		defer close(sampled)
		for stop.Load() == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			highest.Store(max(highest.Load(), m.HeapInuse))
			time.Sleep(2 * time.Millisecond)
		}
	}()
	work()
	stop.Store(1)
	<-sampled
	runtime.ReadMemStats(&m)
	return highest.Load() - min(before, highest.Load()), m.Sys
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
			var log *Log
			var err error
			peak, _ := heapPeak(func() {
				log, err = ReadLog(context.Background(), "log.csv", newStream(c.header, field(c.after)), Options{})
			})
			t.Logf("%d MiB", peak>>20)
			if peak > 64<<20 {
				t.Errorf("the heap grew by %d MiB", peak>>20)
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
	var log *Log
	var err error
	peak, system := heapPeak(func() { log, err = ReadLog(context.Background(), "log.csv", logRows(n), Options{}) })
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("peak heap %d MiB, from the system %d MiB", peak>>20, system>>20)
	checkLog(t, log)
	equal(t, "outages", len(log.Outages), n)
	equal(t, "units", len(log.Units), 997)
	equal(t, "causes", len(log.Causes), 53)
	if peak > 250<<20 {
		t.Errorf("the heap grew by %d MiB", peak>>20)
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
