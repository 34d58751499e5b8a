package report

import (
	"errors"
	"reflect"
	"testing"

	"mtbf/ingest"
	"mtbf/model"
	"mtbf/model/census"
)

// Every count of the reading and of the analysis stands beside its rule.
func TestAccountOfALog(t *testing.T) {
	l := Log{
		Log: &ingest.Log{Log: &model.Log{Clock: model.Elapsed}, Account: ingest.Account{
			Timezone: "Europe/Berlin", WithoutOffset: 1201, Repeated: 2, Skipped: 3, ResolvedByDuration: 4, ClockChanges: 5,
			DurationMismatches: 1006, DurationsWithin: 1007, DurationFrom: "end - start",
			Unmapped: []ingest.ValueCount{{Value: "v", Count: 8}},
			Rejects:  []*ingest.RowError{{File: "f.csv", Line: 9, Column: "c", Value: "x", Err: errors.New("no number")}},
			Files: []ingest.FileAccount{{
				Name: "f.csv", Encoding: "UTF-8", Compression: "gzip", Profile: "p", DateOrder: "day first",
				Columns: []ingest.RoleColumn{{Role: "start", Column: "date"}, {Role: "end", Column: "to"}},
			}},
		}},
		Table: &census.Table{Accounting: census.Accounting{
			Reading:  model.Reading{RowsRead: 2000, Rejected: 1011, Duplicates: 12, ExcludedBy: map[string]int{"a": 13, "b": 14}},
			Accepted: 1016, OutOfWindow: 1017, Left: map[string]int{"c": 1018},
			Open: 20, ZeroLength: 21, NoDuration: 22, OngoingAtStart: 23, Planned: 24, Excused: 28, Joined: 25, OverlapHours: 26.5, PlannedHours: 27.5,
			Window: model.Interval{From: 29, To: 30}, ExposureSource: "given", GroupExposure: "shared",
		}},
	}
	for _, c := range []struct {
		name  string
		table Table
		want  [][]string
	}{
		{"rows", l.rowAccounting(), [][]string{
			{"read", "2,000"}, {"accepted", "1,016"}, {"rejected", "1,011"}, {"duplicates", "12"}, {"out of the window", "1,017"}, {"left out", "1,045"},
			{"of these, left out: a", "13"}, {"of these, left out: b", "14"}, {"of these, left out: c", "1,018"},
		}},
		{"rules", l.treatment(), [][]string{
			{"window", "29.0000 h to 30.0000 h, given"},
			{"exposure", "given"},
			{"exposure of groups", "shared"},
			{"times without an offset", "1,201, read in Europe/Berlin"},
			{"changes of the clocks", "5 rows over a change; 2 repeated and 3 skipped times; 4 rows resolved by duration"},
			{"durations", "end - start; 1,006 rows with another duration in its column, 1,007 rows with one that differs by no more than it is rounded"},
			{"open outages", "20, down to the end of the window; as right-censored restoration times"},
			{"outages of zero length", "21, failures without downtime"},
			{"outages without a duration", "22, failures whose downtime is not known"},
			{"begun before the window or the service", "23, downtime from there on but no failure"},
			{"planned outages", "24, 27.50 h; no failures"},
			{"begun during planned work", "28, excused: no failures"},
			{"joined to an earlier failure", "25"},
			{"overlap of outages of a unit", "26.50 h, counted once in the downtime of the whole"},
		}},
		{"files", l.understanding(), [][]string{{"f.csv", "UTF-8 gzip", "p", `start: "date", end: "to"`, "day first"}}},
		{"values", l.unmapped(), [][]string{{"v", "8"}}},
		{"rejects", l.rejects(), [][]string{{"f.csv", "9", "c", "x", "no number"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !reflect.DeepEqual(c.table.Rows, c.want) {
				t.Errorf("%q, not %q", c.table.Rows, c.want)
			}
		})
	}
	want := "Of 2,000 rows read 1,016 count; 1,011 could not be read, 12 are copies, 1,017 outside the window, 1,045 left out."
	if got := l.account(); got != want {
		t.Errorf("%s, not %s", got, want)
	}
	l.Table.Accounting.WindowInferred = true
	if got, want := l.treatment().Rows[0][1], "29.0000 h to 30.0000 h, inferred from the first and the last event"; got != want {
		t.Errorf("%s, not %s", got, want)
	}
}
