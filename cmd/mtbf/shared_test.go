package main

import (
	"bytes"
	"encoding/json"
	"testing"

	"mtbf/cmd/mtbf/internal/cli"
	"mtbf/internal/oracle"
)

// analysis is what the tests read of analyze's JSON.
type analysis struct {
	Accounting struct {
		RowsRead         int     `json:"rows_read"`
		Accepted         int     `json:"accepted"`
		Rejected         int     `json:"rejected"`
		Duplicates       int     `json:"duplicates"`
		OutOfWindow      int     `json:"out_of_window"`
		Excluded         int     `json:"excluded"`
		OverlapHours     float64 `json:"overlap_hours"`
		RestorationHours float64 `json:"restoration_hours"`
		ClockChanges     struct {
			Mismatches int `json:"wall_clock_mismatches"`
			Resolved   int `json:"resolved_by_duration"`
		} `json:"daylight_saving"`
		Durations struct {
			Mismatches       int `json:"mismatches"`
			WithinResolution int `json:"within_resolution"`
		} `json:"durations"`
	} `json:"accounting"`
	Total      figures   `json:"total"`
	Categories []figures `json:"categories"`
}

type figures struct {
	Category      string  `json:"category"`
	Depth         int     `json:"depth"`
	Failures      int     `json:"failures"`
	DowntimeHours float64 `json:"downtime_hours"`
	MTTR          struct {
		Point float64 `json:"point"`
	} `json:"mttr_hours"`
	Availability struct {
		Point float64 `json:"point"`
	} `json:"availability"`
}

// run runs a command on a real log and checks the accounting identity.
func run(t *testing.T, args ...string) analysis {
	t.Helper()
	var out, errs bytes.Buffer
	if code := cli.Main(cli.Streams{Out: &out, Err: &errs}, append(args, "--format", "json")); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	var a analysis
	if err := json.Unmarshal(out.Bytes(), &a); err != nil {
		t.Fatal(err)
	}
	c := a.Accounting
	if c.RowsRead != c.Accepted+c.Rejected+c.Duplicates+c.OutOfWindow+c.Excluded {
		t.Errorf("rows do not add up: %+v", c)
	}
	return a
}

func checkCounts(t *testing.T, a analysis, want map[string]int) {
	t.Helper()
	for _, r := range a.Categories {
		if r.Depth == 1 {
			if r.Failures != want[r.Category] {
				t.Errorf("%s: %d failures, want %d", r.Category, r.Failures, want[r.Category])
			}
			delete(want, r.Category)
		}
	}
	for category := range want {
		t.Errorf("no row for %s", category)
	}
}

// LANL's node outages. The counts and the sum of the minutes were taken from
// the file by another program; 24 rows span a change of the clocks and 399 have
// lost their seconds.
func TestLANL(t *testing.T) {
	log := oracle.SharedPath(t, "data/lanl/failures.csv")
	args := []string{"analyze", log, "--profile", "lanl", "--timezone", "America/Denver"}
	a := run(t, append(args, "--keep-duplicates", "--duration-from", "column")...)
	checkCounts(t, a, map[string]int{
		"Hardware": 14341, "Software": 5361, "Undetermined": 2652, "Network": 421,
		"Facilities": 362, "Human Error": 149, "none": 453,
	})
	if a.Total.Failures != 23739 || a.Accounting.Accepted != 23739 {
		t.Errorf("total %d, accepted %d, want 23739", a.Total.Failures, a.Accounting.Accepted)
	}
	oracle.Near(t, "minutes of all rows", a.Accounting.RestorationHours*60, 8365183, 1e-12)
	c := a.Accounting
	if c.ClockChanges.Mismatches != 24 || c.ClockChanges.Resolved != 2 || c.Durations.WithinResolution != 399 || c.Durations.Mismatches != 0 {
		t.Errorf("clocks and durations: %+v %+v", c.ClockChanges, c.Durations)
	}
	if b := run(t, args...); b.Accounting.Duplicates != 25 || b.Total.Failures != 23739-25 {
		t.Errorf("%d duplicates, %d failures, want 25 and %d", b.Accounting.Duplicates, b.Total.Failures, 23739-25)
	}
}

// GitHub's status page: 770 incidents over 2,318,726 minutes.
func TestGitHubStatus(t *testing.T) {
	log := oracle.SharedPath(t, "data/github_status/downtime_windows.csv")
	a := run(t, "analyze", log, "--where", "impact=minor,major,critical", "--units", "1",
		"--from", "2022-03-24T19:11:00Z", "--to", "2026-08-21T00:37:00Z")
	checkCounts(t, a, map[string]int{"minor": 604, "major": 138, "critical": 28})
	oracle.Near(t, "union, min", a.Total.DowntimeHours*60, 103606, 1e-9)
	oracle.Near(t, "overlap, min", a.Accounting.OverlapHours*60, 4838, 1e-9)
	oracle.Near(t, "availability", a.Total.Availability.Point, 1-103606./2318726, 1e-9)
	oracle.Near(t, "MTTR, min", a.Total.MTTR.Point*60, 108444./770, 1e-9)
	severe := run(t, "analyze", log, "--where", "impact=major,critical", "--units", "1",
		"--from", "2022-03-24T19:11:00Z", "--to", "2026-08-21T00:37:00Z")
	oracle.Near(t, "availability, major and critical", severe.Total.Availability.Point, 1-22748./2318726, 1e-9)
}

// GPU servers: times in days since the first event.
func TestGPUServers(t *testing.T) {
	log := oracle.SharedPath(t, "data/infinitehbd_gpu/derived_faults.csv")
	a := run(t, "analyze", log, "--time-unit", "d", "--column", "unit=node_id,start=start_day,end=end_day,category=level", "--units", "400")
	checkCounts(t, a, map[string]int{"Hardware Failure": 298, "Other Failure": 262, "Software Failure": 24})
	oracle.Near(t, "MTTR", a.Total.MTTR.Point, 132.8401561643836, 1e-6)
}
