package render

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"mtbf"
	"mtbf/ingest"
	"mtbf/model"
	"mtbf/model/census"
)

// counted is a log whose every count differs from every other.
func counted() (*ingest.Log, *census.Table) {
	log := &ingest.Log{Log: &model.Log{Clock: model.Elapsed}, Account: ingest.Account{
		Timezone: "Europe/Berlin", WithoutOffset: 1201, Repeated: 2, Skipped: 3, ResolvedByDuration: 4, ClockChanges: 5,
		DurationMismatches: 1006, DurationsWithin: 1007, DurationFrom: "end - start",
		Unmapped: []ingest.ValueCount{{Value: "v", Count: 8}},
		Rejects:  []*ingest.RowError{{File: "f.csv", Line: 9, Place: "rows[8]", Column: "c", Value: "x", Err: errors.New("no number")}},
		Files: []ingest.FileAccount{{
			Name: "f.csv", Encoding: "UTF-8", Compression: "gzip", Delimiter: ";", HeaderLine: 10, UnitsLine: 11, Profile: "p", DateOrder: "day first",
			Columns: []ingest.RoleColumn{{Role: "start", Column: "date"}, {Role: "start", Column: "time"}, {Role: "end", Column: "to"}},
		}},
	}}
	table := &census.Table{Accounting: census.Accounting{
		Reading:  model.Reading{RowsRead: 2000, Rejected: 1011, Duplicates: 12, ExcludedBy: map[string]int{"a": 13, "b": 14}, ExposureRows: 15},
		Accepted: 1016, OutOfWindow: 1017, Left: map[string]int{"b": 18, "c": 1019},
		Open: 20, ZeroLength: 21, NoDuration: 22, OngoingAtStart: 23, Planned: 24, Joined: 25, OverlapHours: 26, PlannedHours: 27, RestorationHours: 28,
		Window: model.Interval{From: 29, To: 30}, WindowInferred: true, ExposureSource: "given", InfantBy: map[model.Category]int{"k": 31},
	}}
	return log, table
}

// Every count of the reading and of the analysis comes to its place.
func TestAccountOfALog(t *testing.T) {
	log, table := counted()
	from, to := 29.0, 30.0
	want := Accounting{
		RowsRead: 2000, Accepted: 1016, Rejected: 1011, Duplicates: 12, OutOfWindow: 1017,
		Excluded: 1064, ExcludedBy: map[string]int{"a": 13, "b": 32, "c": 1019}, InfantBy: map[string]int{"k": 31}, // 13 + 14 + 18 + 1019
		Open: 20, ZeroLength: 21, WithoutDuration: 22, CarriedIn: 23, Planned: 24, PlannedHours: 27, PlannedRule: "exclude",
		Joined: 25, ExposureRows: 15, OverlapHours: 26, RestorationHours: 28,
		Window: Window{From: &from, To: &to, Inferred: true}, ExposureSource: "given", Timezone: "Europe/Berlin",
		WithoutOffset: 1201, ClockChanges: ClockChanges{Mismatches: 5, Repeated: 2, Skipped: 3, ResolvedByDuration: 4},
		Durations: Durations{From: "end - start", Mismatches: 1006, WithinResolution: 1007}, Unmapped: []ValueCount{{"v", 8}},
		Files: []File{{
			Name: "f.csv", Encoding: "UTF-8", Compression: "gzip", Delimiter: ";", HeaderLine: 10, UnitsLine: 11, Profile: "p",
			Columns: map[string]string{"start": "date, time", "end": "to"}, DateOrder: "day first",
		}},
		Rejects: []Reject{{"f.csv", 9, "rows[8]", "c", "x", "no number"}},
	}
	if got := newAccounting(log, table, AnalysisStyle{Planned: "exclude"}); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestAccountAsText(t *testing.T) {
	log, table := counted()
	a := newAccounting(log, table, AnalysisStyle{Planned: "exclude"})
	want := []string{
		"rows       2,000 read = 1,016 accepted + 1,011 rejected + 12 duplicates + 1,017 out of window + 1,064 excluded (a 13, b 32, c 1,019)",
		"window     29.0000 h to 30.0000 h (inferred)",
		"exposure   given",
		`file       f.csv: UTF-8, gzip, 9 lines above the header passed over, units in line 11, profile p; end="to" start="date, time"; dates day first`,
		"times      1,201 without an offset, read in Europe/Berlin" +
			"; daylight saving: 5 rows with a change of clocks, 2 repeated and 3 skipped times, 4 rows resolved by duration" +
			"; durations: end - start; 1,006 rows with another duration in its column, 1,007 rows with one that differs by no more than it is rounded",
		"downtime   20 open, 21 of zero length, 24 planned (27.00 h, excluded), 22 without a duration, 23 begun before the window or the service, 25 joined to an earlier failure, 26.00 h of overlap counted once",
		`rejected   f.csv: rows[8]: c: "x" no number`,
		"rejected   and 1,010 more; --rejects FILE writes them all",
	}
	if got := a.lines(model.Elapsed, table.Accounting.Window); !reflect.DeepEqual(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// One count alone is enough for its part to be told.
func TestAccountTellsWhatHappened(t *testing.T) {
	quiet := Accounting{Timezone: "UTC"}.timeLine()
	for name, a := range map[string]Accounting{
		"a change of clocks":    {ClockChanges: ClockChanges{Mismatches: 1}},
		"a repeated time":       {ClockChanges: ClockChanges{Repeated: 1}},
		"a skipped time":        {ClockChanges: ClockChanges{Skipped: 1}},
		"a mismatch":            {Durations: Durations{Mismatches: 1}},
		"within the resolution": {Durations: Durations{WithinResolution: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			a.Timezone = "UTC"
			if got := a.timeLine(); len(got) <= len(quiet) {
				t.Errorf("only %q", got)
			}
		})
	}
}

// A table of many categories keeps to the top level, and says so only where
// that leaves something out.
func TestManyCategories(t *testing.T) {
	for _, c := range []struct {
		name     string
		top, sub int
		subsub   int
		depth    int
		shown    int
		note     string
	}{
		{name: "as many as fit", top: 29, sub: 1, shown: 30},
		{name: "one more, all at the top", top: 31, shown: 31},
		{name: "one more", top: 29, sub: 2, shown: 29, note: "2 sub-categories are not shown; --depth 2 shows them, and so do the other formats."},
		{name: "one more, of three levels", top: 29, sub: 1, subsub: 1, shown: 29, note: "2 sub-categories are not shown; --depth 3 shows them, and so do the other formats."},
		{name: "one more, as asked for", top: 29, sub: 2, depth: 2, shown: 31},
	} {
		t.Run(c.name, func(t *testing.T) {
			table := &census.Table{}
			for i := range c.top {
				table.Categories = append(table.Categories, census.Row{Category: model.Category(fmt.Sprint("c", i)), Depth: 1})
			}
			for i := range c.sub {
				table.Categories = append(table.Categories, census.Row{Category: model.Category(fmt.Sprint("c0/s", i)), Depth: 2})
			}
			for i := range c.subsub {
				table.Categories = append(table.Categories, census.Row{Category: model.Category(fmt.Sprint("c0/s0/t", i)), Depth: 3})
			}
			blocks := NewAnalysis(&mtbf.Analysis{Log: &ingest.Log{Log: &model.Log{}}, Table: table}, AnalysisStyle{Depth: c.depth}).Blocks()
			if got := len(blocks[1].Grid.Rows); got != c.shown {
				t.Errorf("%d rows, not %d", got, c.shown)
			}
			var notes []string
			for _, b := range blocks {
				for _, line := range b.Lines {
					if strings.Contains(line, "sub-categories") {
						notes = append(notes, line)
					}
				}
			}
			if got := strings.Join(notes, "\n"); got != c.note {
				t.Errorf("noted %q, not %q", got, c.note)
			}
		})
	}
}
