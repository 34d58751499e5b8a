package ingest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// mostOfCSV is how many times the time of the processors for a table JSON lines of the
// same rows may take.
const mostOfCSV = 3

// asLines writes the rows of a table as JSON lines.
func asLines(b *testing.B, table string) string {
	b.Helper()
	r, file, err := openCSV(table)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	path := filepath.Join(b.TempDir(), "rows.jsonl")
	to, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	out := bufio.NewWriterSize(to, 1<<20)
	var keys []string
	for {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			b.Fatal(err)
		}
		var cells []string
		for _, cell := range row {
			text, _ := json.Marshal(cell)
			cells = append(cells, string(text))
		}
		if keys == nil {
			keys = cells
			continue
		}
		writeObject(out, keys, cells)
	}
	if err := errors.Join(out.Flush(), to.Close()); err != nil {
		b.Fatal(err)
	}
	return path
}

func writeObject(w io.Writer, keys, cells []string) {
	begin := "{"
	for i, key := range keys {
		fmt.Fprintf(w, "%s%s:%s", begin, key, cells[i])
		begin = ","
	}
	fmt.Fprintln(w, "}")
}

// BenchmarkJSONLines reads the same rows as a table and as JSON lines in turns, each in a
// process of its own, and fails where the lines take more than mostOfCSV times the time of
// the processors. Run it with -benchtime 3x.
func BenchmarkJSONLines(b *testing.B) {
	sizes := []int{100_000, 1_000_000}
	if testing.Short() {
		sizes = sizes[:1]
	}
	for _, n := range sizes {
		table := largeLog(b, n)
		lines := asLines(b, table)
		b.Run(fmt.Sprintf("rows=%.0e", float64(n)), func(b *testing.B) {
			var ofTable, ofLines time.Duration
			var peakOfTable, peakOfLines int
			for b.Loop() {
				cpu, peak := inChild(b, "read/workers=1", table)
				ofTable, peakOfTable = ofTable+cpu, max(peakOfTable, peak)
				cpu, peak = inChild(b, "read/workers=1", lines)
				ofLines, peakOfLines = ofLines+cpu, max(peakOfLines, peak)
			}
			ratio := ofLines.Seconds() / ofTable.Seconds()
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(ofTable.Seconds()/float64(b.N), "csv-cpu-s")
			b.ReportMetric(ofLines.Seconds()/float64(b.N), "lines-cpu-s")
			b.ReportMetric(ratio, "lines/csv")
			b.ReportMetric(float64(peakOfTable)/1024, "csv-peak-MiB")
			b.ReportMetric(float64(peakOfLines)/1024, "lines-peak-MiB")
			if ratio > mostOfCSV {
				b.Errorf("JSON lines take %.2g times the time of the processors for the same rows as a table, %d at most", ratio, mostOfCSV)
			}
		})
	}
}
