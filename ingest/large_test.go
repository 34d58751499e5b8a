package ingest

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jszwec/csvutil"

	"mtbf/model/census"
)

// writeLarge writes a log of n rows over one year: an id, one of 20,000 units, a
// category, start and end in RFC 3339, and a quoted cause with commas, doubled
// quotes or a line end. A row is about 104 bytes.
func writeLarge(w io.Writer, n int) error {
	r := rand.New(rand.NewPCG(1, 2))
	categories := []string{"hardware/disc", "hardware/memory", "software/os", "software/app", "operations", "environment/power", "network"}
	causes := []string{`"disc, said ""dead"" again"`, `"power supply replaced, spare ordered"`, "\"line one\nline two\"", `"operator typed ""rm"", twice"`}
	out := bufio.NewWriterSize(w, 1<<20)
	fmt.Fprintln(out, "id,unit,category,start,end,cause")
	year := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range n {
		start := year.Add(time.Duration(float64(i)/float64(n)*365*24*3600) * time.Second)
		end := start.Add(time.Duration(60+r.ExpFloat64()*3600) * time.Second)
		fmt.Fprintf(out, "%d,node-%05d,%s,%s,%s,%s\n", 1_000_000+i, r.IntN(20_000), categories[r.IntN(7)],
			start.Format(time.RFC3339), end.Format(time.RFC3339), causes[r.IntN(4)])
	}
	return out.Flush()
}

// largeLog returns the path of a log of n rows in the user's cache folder, which
// it makes the first time.
func largeLog(b *testing.B, n int) string {
	b.Helper()
	dir, err := os.UserCacheDir()
	if err != nil {
		b.Skip(err)
	}
	dir = filepath.Join(dir, "mtbf-bench")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		b.Skip(err)
	}
	path := filepath.Join(dir, fmt.Sprintf("rows-%d.csv", n))
	if _, err := os.Stat(path); err == nil {
		return path
	}
	file, err := os.CreateTemp(dir, "making-")
	if err != nil {
		b.Fatal(err)
	}
	defer os.Remove(file.Name())
	if err := errors.Join(writeLarge(file, n), file.Close(), os.Rename(file.Name(), path)); err != nil {
		b.Fatal(err)
	}
	return path
}

// largeWays are the ways of reading that BenchmarkLarge compares.
var largeWays = map[string]func(path string) error{
	"bytes":             readBytes,
	"csv":               readCSV,
	"csvutil":           readCSVUtil,
	"read/workers=1":    func(path string) error { return readAll(path, 1) },
	"read/workers=2":    func(path string) error { return readAll(path, 2) },
	"analyze/workers=1": func(path string) error { return analyzeAll(path, 1) },
	"analyze/workers=2": func(path string) error { return analyzeAll(path, 2) },
}

func readBytes(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	buf := make([]byte, 1<<20)
	for {
		if _, err := f.Read(buf); err != nil {
			return nil
		}
	}
}

// openCSV returns the fastest reader of the standard library.
func openCSV(path string) (*csv.Reader, io.Closer, error) {
	f, err := os.Open(path)
	r := csv.NewReader(f)
	r.ReuseRecord = true
	return r, f, err
}

func readCSV(path string) error {
	r, file, err := openCSV(path)
	if err != nil {
		return err
	}
	defer file.Close()
	for {
		if _, err := r.Read(); err != nil {
			return nil
		}
	}
}

func readCSVUtil(path string) error {
	r, file, err := openCSV(path)
	if err != nil {
		return err
	}
	defer file.Close()
	decoder, err := csvutil.NewDecoder(r)
	if err != nil {
		return err
	}
	var row struct {
		ID       int       `csv:"id"`
		Unit     string    `csv:"unit"`
		Category string    `csv:"category"`
		Start    time.Time `csv:"start"`
		End      time.Time `csv:"end"`
		Cause    string    `csv:"cause"`
	}
	for {
		if err := decoder.Decode(&row); err != nil {
			return nil
		}
	}
}

func readAll(path string, workers int) error {
	_, err := ReadLogs(context.Background(), []string{path}, Options{Workers: workers})
	return err
}

func analyzeAll(path string, workers int) error {
	log, err := ReadLogs(context.Background(), []string{path}, Options{Workers: workers})
	if err == nil {
		_, err = census.Analyze(context.Background(), log.Log, census.Options{Confidence: 0.9, Workers: workers})
	}
	return err
}

// largeChild tells a child process of BenchmarkLarge which way to read which file.
const largeChild = "MTBF_LARGE_CHILD"

// TestLargeChild is what the child processes of BenchmarkLarge run. A third part
// of the variable is a file for a profile.
func TestLargeChild(t *testing.T) {
	way, path, _ := strings.Cut(os.Getenv(largeChild), " ")
	if way == "" {
		t.Skip("runs in a child process of BenchmarkLarge")
	}
	path, profile, profiled := strings.Cut(path, " ")
	if profiled {
		f, err := os.Create(profile)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			t.Fatal(err)
		}
		defer pprof.StopCPUProfile()
	}
	if err := largeWays[way](path); err != nil {
		t.Fatal(err)
	}
	status, _ := os.ReadFile("/proc/self/status")
	_, peak, _ := strings.Cut(string(status), "VmHWM:")
	fmt.Printf("peak %s\n", strings.Join(strings.Fields(peak)[:1], ""))
}

// peers are other programs that group the rows by category, with their number and
// mean duration, which needs both time stamps: less than analyze does, which also adds
// up by unit what overlaps, and by place in the tree. Each is a script of Python, given
// the file and how many threads there may be; the last line it prints tells the version
// and the peak of memory.
var peers = map[string]string{
	"duckdb": `
import duckdb, resource, sys
c = duckdb.connect()
c.execute("set threads=" + sys.argv[2])
types = {"id": "BIGINT", "unit": "VARCHAR", "category": "VARCHAR", "start": "TIMESTAMP", "end": "TIMESTAMP", "cause": "VARCHAR"}
rows = c.execute("select category, count(*), avg(epoch(\"end\") - epoch(start)) from read_csv(?, header=true, columns=?) group by category", [sys.argv[1], types]).fetchall()
assert len(rows) == 7
print("version", duckdb.__version__, "peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
`,
	"polars": `
import os, resource, sys
os.environ["POLARS_MAX_THREADS"] = sys.argv[2]
import polars as pl
t = lambda name: pl.col(name).str.to_datetime("%Y-%m-%dT%H:%M:%SZ")
rows = pl.scan_csv(sys.argv[1]).group_by("category").agg(pl.len(), (t("end") - t("start")).mean()).collect(engine="streaming")
assert len(rows) == 7
print("version", pl.__version__, "peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
`,
}

// python is the interpreter that has the peers.
func python() string { return cmp.Or(os.Getenv("MTBF_PYTHON"), "python3") }

// BenchmarkLarge measures each way of reading a log in a process of its own. Run
// it with -benchtime 1x. Peers are measured where MTBF_PYTHON, or else python3, has
// them; -short leaves out the logs above a million rows.
func BenchmarkLarge(b *testing.B) {
	sizes := []int{100_000, 1_000_000, 10_000_000, 30_000_000}
	if testing.Short() {
		sizes = sizes[:2]
	}
	for _, n := range sizes {
		path := largeLog(b, n)
		for _, way := range []string{
			"bytes", "csv", "csvutil", "read/workers=1", "read/workers=2", "analyze/workers=1", "analyze/workers=2",
			"duckdb/workers=1", "duckdb/workers=2", "polars/workers=1", "polars/workers=2",
		} {
			b.Run(fmt.Sprintf("rows=%.0e/way=%s", float64(n), way), func(b *testing.B) { benchmarkWay(b, way, path, n) })
		}
	}
}

// child returns the command that reads a file one way.
func child(way, path string) *exec.Cmd {
	name, workers, _ := strings.Cut(way, "/workers=")
	if script, ok := peers[name]; ok {
		return exec.Command(python(), "-c", script, path, workers)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestLargeChild$")
	cmd.Env = append(os.Environ(), largeChild+"="+way+" "+path)
	return cmd
}

// inChild reads a file one way in a process of its own, and returns the time of the
// processors and the peak memory in KiB that this took.
func inChild(b *testing.B, way, path string) (cpu time.Duration, peak int) {
	b.Helper()
	cmd := child(way, path)
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	_, kilobytes, _ := strings.Cut(string(out), "peak ")
	kilobytes, _, _ = strings.Cut(kilobytes, "\n")
	peak, _ = strconv.Atoi(kilobytes)
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peak
}

func benchmarkWay(b *testing.B, way, path string, rows int) {
	name, _, _ := strings.Cut(way, "/")
	if _, peer := peers[name]; peer && exec.Command(python(), "-c", "import "+name).Run() != nil {
		b.Skipf("%s has no %s", python(), name)
	}
	b.ResetTimer()
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	var cpu time.Duration
	peak := 0
	for range b.N {
		spent, kb := inChild(b, way, path)
		cpu += spent
		peak = max(peak, kb)
	}
	n := float64(b.N)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(b.Elapsed().Seconds()/n, "wall-s")
	b.ReportMetric(cpu.Seconds()/n, "cpu-s")
	b.ReportMetric(cpu.Seconds()/n/float64(rows)*1e9, "cpu-ns/row")
	b.ReportMetric(float64(rows)*n/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(info.Size())*n/b.Elapsed().Seconds()/1e6, "MB/s")
	b.ReportMetric(float64(peak)/1024, "peak-MiB")
}
