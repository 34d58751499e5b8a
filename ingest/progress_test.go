package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"mtbf/model/census"
)

// Progress only grows, and ends at the rows and bytes of all files, also where
// they are compressed.
func TestProgress(t *testing.T) {
	dir := t.TempDir()
	text := largeText(t, 30_000)
	paths, total := []string{filepath.Join(dir, "a.csv"), filepath.Join(dir, "b.csv.gz")}, int64(0)
	for i, content := range [][]byte{text, []byte(gzipped(t, string(text)))} {
		total += int64(len(content))
		if err := os.WriteFile(paths[i], content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, workers := range []int{1, 3} {
		for _, slow := range []bool{false, true} {
			var last Progress
			calls := 0
			opt := Options{Workers: workers, KeepDuplicates: true, Progress: func(p Progress) {
				if p.Rows < last.Rows || p.Bytes < last.Bytes || p.Bytes > p.Total || p.Total != total {
					t.Errorf("%+v after %+v", p, last)
				}
				last, calls = p, calls+1
			}}
			if slow {
				opt.Profile = "generic"
				opt.Columns = map[Role]string{roleUnit: "unit+category"} // two columns a role: row by row
			}
			if _, err := ReadLogs(context.Background(), paths, opt); err != nil {
				t.Fatal(err)
			}
			if last != (Progress{60_000, total, total}) || calls < 5 {
				t.Errorf("workers %d, slow %v: %+v after %d calls", workers, slow, last, calls)
			}
		}
	}
}

func largeText(t *testing.T, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := writeLarge(&b, n); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The analysis of a log does not depend on the workers, on compression, or on
// how many files its rows are in.
func TestSameHoweverRead(t *testing.T) {
	text := largeText(t, 40_000)
	want := analysed(t, Options{}, text)
	for _, workers := range []int{1, 2, 5} {
		opt := Options{Workers: workers}
		for name, files := range map[string][][]byte{
			"plain": {text}, "gzip": {[]byte(gzipped(t, string(text)))}, "zstd": {[]byte(zstded(t, string(text)))}, "ten files": inTen(text),
		} {
			if got := analysed(t, opt, files...); !reflect.DeepEqual(got, want) {
				t.Errorf("workers %d, %s:\n%+v\nwant\n%+v", workers, name, got, want)
			}
		}
	}
}

// inTen cuts a log of 40,000 rows into ten files with its header.
func inTen(text []byte) [][]byte {
	header, rest, _ := bytes.Cut(text, []byte("\n"))
	var files [][]byte
	for i := range 10 {
		next := len(rest)
		if i < 9 {
			next = bytes.Index(rest, fmt.Appendf(nil, "\n%d,", 1_000_000+4_000*(i+1))) + 1
		}
		files = append(files, bytes.Join([][]byte{header, rest[:next]}, []byte("\n")))
		rest = rest[next:]
	}
	return files
}

func analysed(t *testing.T, opt Options, files ...[]byte) *census.Table {
	t.Helper()
	b, err := newBuilder(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range files {
		if err := b.read("log.csv", bytes.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	}
	log, err := b.finish()
	if err != nil {
		t.Fatal(err)
	}
	checkLog(t, log)
	table, err := census.Analyze(context.Background(), log.Log, census.Options{Confidence: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// A file that fails in its midst ends the reading, with what was read before it
// in the message, whoever reads.
func TestFailingFile(t *testing.T) {
	text := largeText(t, 20_000)
	text = text[:len(text)-30]
	for _, workers := range []int{1, 4} {
		src := io.MultiReader(bytes.NewReader(text), failing{})
		_, err := ReadLog(context.Background(), "log.csv", src, Options{Workers: workers})
		if !errors.Is(err, errDisc) || !strings.HasPrefix(err.Error(), "log.csv: ") || !strings.Contains(err.Error(), "after the record at line ") {
			t.Errorf("workers %d: %v", workers, err)
		}
	}
}

var errDisc = errors.New("disc error")

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errDisc }

// Whoever stops the reading, by an error of the rejects, stops the goroutines.
func TestStoppedReading(t *testing.T) {
	stop := errors.New("stop")
	text := bytes.ReplaceAll(largeText(t, 40_000), []byte("2024-06"), []byte("2024-66"))
	for _, workers := range []int{1, 4} {
		_, err := ReadLog(context.Background(), "log.csv", bytes.NewReader(text), Options{Workers: workers, Rejects: func(*RowError) error { return stop }})
		if !errors.Is(err, stop) {
			t.Errorf("workers %d: %v", workers, err)
		}
	}
}
