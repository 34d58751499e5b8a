package ingest

import (
	"bytes"
	"context"
	"math"
	"os"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// readLog reads text as a log and checks the accounting.
func readLog(t testing.TB, text string, opt Options) *Log {
	t.Helper()
	log, err := ReadLog(context.Background(), "log.csv", strings.NewReader(text), opt)
	if err != nil {
		t.Fatal(err)
	}
	checkLog(t, log)
	return log
}

// checkLog checks what holds for every log that was read.
func checkLog(t testing.TB, log *Log) {
	t.Helper()
	r := log.Reading
	sum := len(log.Outages) + r.ExposureRows + r.Rejected + r.Duplicates
	for _, n := range r.ExcludedBy {
		sum += n
	}
	if sum != r.RowsRead {
		t.Errorf("rows read %d, accounted for %d: %+v and %d outages", r.RowsRead, sum, r, len(log.Outages))
	}
	for _, o := range log.Outages {
		checkOutage(t, log, o)
	}
}

func checkOutage(t testing.TB, log *Log, o model.Outage) {
	t.Helper()
	finite := func(h float64) bool { return !math.IsNaN(h) && !math.IsInf(h, 0) }
	ended := !o.Kind.Is(model.Open) && !o.Kind.Is(model.NoDuration)
	switch {
	case !finite(o.Start):
		t.Errorf("line %d: start %v", o.Line, o.Start)
	case ended && !(finite(o.End) && o.End >= o.Start):
		t.Errorf("line %d: %v to %v", o.Line, o.Start, o.End)
	case int(o.Unit) >= len(log.Units) || int(o.Causes) >= len(log.Causes) || int(o.File) >= len(log.Files):
		t.Errorf("line %d: an index is out of range: %+v", o.Line, o)
	case len(log.Causes[o.Causes]) == 0:
		t.Errorf("line %d: no cause", o.Line)
	}
}

func sharedText(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(oracle.SharedPath(t, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// topCategories counts the outages by the top level of their first cause.
func topCategories(log *Log) map[string]int {
	count := map[string]int{}
	for _, o := range log.Outages {
		top, _, _ := strings.Cut(string(log.Causes[o.Causes][0]), "/")
		count[top]++
	}
	return count
}

func downHours(log *Log) (sum float64) {
	for _, o := range log.Outages {
		if !o.Kind.Is(model.Open) && !o.Kind.Is(model.NoDuration) {
			sum += o.End - o.Start
		}
	}
	return sum
}

const lanl = "data/lanl/failures.csv"

// The counts that ../shared/data/README.md has measured on its own.
func TestLANLCounts(t *testing.T) {
	text := sharedText(t, lanl)
	log := readLog(t, text, Options{Profile: "lanl", KeepDuplicates: true, DurationFromColumn: true})
	oracle.Equal(t, "rows", len(log.Outages), 23739)
	oracle.Equal(t, "rejected", log.Reading.Rejected, 0)
	oracle.Equal(t, "categories", topCategories(log), map[string]int{
		"Hardware": 14341, "Software": 5361, "Undetermined": 2652, "none": 453, "Network": 421, "Facilities": 362, "Human Error": 149,
	})
	oracle.Near(t, "minutes of down time", downHours(log)*60, 8365183, 1e-12)
	oracle.Equal(t, "rows with a change of clocks", log.Account.ClockChanges, 24)
	oracle.Equal(t, "durations within the resolution", log.Account.DurationsWithin, 399)
	oracle.Equal(t, "durations that do not fit", log.Account.DurationMismatches, 0)
	oracle.Equal(t, "times without offset", log.Account.WithoutOffset, 2*23739)
	oracle.Equal(t, "clock", log.Clock, model.Calendar)
	zero := 0
	for _, o := range log.Outages {
		if o.End == o.Start {
			zero++
		}
	}
	oracle.Equal(t, "rows of no length", zero, 187)

	clean := readLog(t, text, Options{})
	oracle.Equal(t, "profile detected", clean.Account.Files[0].Profile, "lanl")
	oracle.Equal(t, "duplicates", clean.Reading.Duplicates, 25)
	oracle.Equal(t, "outages", len(clean.Outages), 23739-25)
	oracle.Equal(t, "warnings", clean.Account.Warnings, []model.Warning(nil))
}

func TestLANLRepeatedHours(t *testing.T) {
	log := readLog(t, sharedText(t, lanl), Options{Profile: "lanl", KeepDuplicates: true})
	oracle.Equal(t, "repeated times", log.Account.Repeated, 2)
	oracle.Equal(t, "skipped times", log.Account.Skipped, 0)
	oracle.Equal(t, "resolved by duration", log.Account.ResolvedByDuration, 2)
}

// One log in every wrapping that it may come in.
func TestLANLInEveryForm(t *testing.T) {
	text := sharedText(t, lanl)
	want := readLog(t, text, Options{})
	first, rest, _ := strings.Cut(text, "\n")
	first = strings.Replace(first, "Prob Started", "Prob Started (mm/dd/yy hh:mm)", 1)
	first = strings.Replace(first, "Prob Fixed", "Prob Fixed (mm/dd/yy hh:mm)", 1)
	published := "LA-UR-05-7318 failure data 1996-2005" + strings.Repeat(",", strings.Count(first, ",")) + "\n" + first + "\n" + rest
	for name, form := range map[string]string{
		"as first published": strings.ReplaceAll(published, "\n", "\r\n"),
		"bare title":         "All systems failure/interrupt data 1996-2005\r\n" + strings.ReplaceAll(first+"\n"+rest, "\n", "\r\n"),
		"UTF-8 with mark":    "\ufeff" + text,
		"UTF-16LE":           utf16Text(text, false, true),
		"UTF-16BE":           utf16Text(text, true, false),
		"gzip":               gzipped(t, text),
		"zstd":               zstded(t, text),
		"semicolons":         strings.ReplaceAll(strings.ReplaceAll(text, ";", "_"), ",", ";"),
		"tabs":               strings.ReplaceAll(text, ",", "\t"),
	} {
		t.Run(name, func(t *testing.T) {
			got := readLog(t, form, Options{})
			oracle.Equal(t, "reading", got.Reading, want.Reading)
			oracle.Equal(t, "profile", got.Account.Files[0].Profile, "lanl")
			oracle.Equal(t, "units", got.Units, want.Units)
			if len(got.Outages) != len(want.Outages) {
				t.Fatalf("%d outages, want %d", len(got.Outages), len(want.Outages))
			}
			shift := got.Outages[0].Line - want.Outages[0].Line
			for i, o := range got.Outages {
				o.Line -= shift
				if o != want.Outages[i] {
					t.Fatalf("outage %d: %+v, want %+v", i, o, want.Outages[i])
				}
			}
		})
	}
}

func utf16Text(text string, big, mark bool) string {
	var b bytes.Buffer
	if mark {
		text = "\ufeff" + text
	}
	for _, u := range utf16.Encode([]rune(text)) {
		if big {
			b.Write([]byte{byte(u >> 8), byte(u)})
		} else {
			b.Write([]byte{byte(u), byte(u >> 8)})
		}
	}
	return b.String()
}

func gzipped(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zstded(t testing.TB, text string) string {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(w.EncodeAll([]byte(text), nil))
}

// Golden figures of ../shared/data/README.md: minor, major and critical
// together are down 108,444 minutes in their own rows and 103,606 in union.
func TestGitHubStatus(t *testing.T) {
	text := sharedText(t, "data/github_status/downtime_windows.csv")
	log := readLog(t, text, Options{})
	oracle.Equal(t, "profile", log.Account.Files[0].Profile, "status-page")
	oracle.Equal(t, "rows", log.Reading.RowsRead, 819)
	oracle.Equal(t, "categories", topCategories(log), map[string]int{"minor": 604, "major": 138, "none": 31, "critical": 28, "maintenance": 18})
	oracle.Equal(t, "mismatches", log.Account.DurationMismatches, 0)
	zero, planned := 0, 0
	for _, o := range log.Outages {
		if o.Start == o.End {
			zero++
		}
		if o.Kind.Is(model.Planned) {
			planned++
			oracle.Equal(t, "planned category", log.Causes[o.Causes][0], model.Category("maintenance"))
		}
	}
	oracle.Equal(t, "zero length", zero, 22)
	oracle.Equal(t, "planned", planned, 18)

	for values, want := range map[string]struct {
		n       int
		minutes float64
	}{"minor,major,critical": {770, 108444}, "critical": {28, 4931}} {
		t.Run(values, func(t *testing.T) {
			c, err := ParseCondition("impact=" + values)
			if err != nil {
				t.Fatal(err)
			}
			part := readLog(t, text, Options{Where: []Condition{c}})
			oracle.Equal(t, values, len(part.Outages), want.n)
			oracle.Equal(t, values+" left out", part.Reading.ExcludedBy["where"], 819-want.n)
			oracle.Near(t, values+" minutes", downHours(part)*60, want.minutes, 1e-9)
		})
	}
}

func TestInfiniteHBD(t *testing.T) {
	text := sharedText(t, "data/infinitehbd_gpu/derived_faults.csv")
	columns, err := ParseColumns([]string{"start=start_day,end=end_day", "category=level"})
	if err != nil {
		t.Fatal(err)
	}
	log := readLog(t, text, Options{Columns: columns, TimeUnit: "d"})
	oracle.Equal(t, "clock", log.Clock, model.Elapsed)
	oracle.Equal(t, "rows", len(log.Outages), 584)
	oracle.Equal(t, "units", len(log.Units), 231)
	oracle.Equal(t, "categories", topCategories(log), map[string]int{"Hardware Failure": 298, "Other Failure": 262, "Software Failure": 24})
	oracle.Near(t, "mean repair", downHours(log)/584, 132.8, 1e-3)
}
