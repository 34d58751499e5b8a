package ingest

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/census"
)

// ORACLES O-08: 03/04/2024 to 05/04/2024 is two days with the day first and
// 61 with the month first; 13/03/2024 can only be read with the day first.
func TestOrderOfDayAndMonth(t *testing.T) {
	const open = "unit,start,end\np,03/04/2024,05/04/2024\n"
	for order, want := range map[string]float64{"day-month": 48, "month-day": 61 * 24, "Day-Month": 48} {
		log := readLog(t, open, Options{DateOrder: order})
		oracle.Near(t, order, downHours(log), want, 1e-12)
		oracle.Equal(t, "warnings", codes(log), "timezone-assumed")
	}
	_, err := ReadLog(context.Background(), "log.csv", strings.NewReader(open), Options{})
	var asked *Question
	if !errors.As(err, &asked) || len(asked.Readings) != 2 || asked.Readings[1].Flags() != "--date-order month-day" {
		t.Errorf("asked %v", err)
	}

	proved := readLog(t, "unit,start,end\np,13/03/2024 08:00,13/03/2024 10:30\nq,03/04/2024,05/04/2024\n", Options{})
	oracle.Near(t, "proved by another row", downHours(proved), 2.5+48, 1e-12)
	oracle.Equal(t, "account", proved.Account.Files[0].DateOrder, "day-month order (decided from 2 dates)")
}

// The end column's proof holds for the start column too; an order given
// against all proof is refused, not applied to the rows it happens to fit.
func TestOrderIsOfTheFile(t *testing.T) {
	log := readLog(t, "unit,start,end\np,03/04/2024,03/13/2024\n", Options{})
	oracle.Near(t, "month first", downHours(log), 9*24, 1e-12)
	oracle.Equal(t, "account", log.Account.Files[0].DateOrder, "month-day order (decided from 1 date)")
	_, err := ReadLog(context.Background(), "log.csv", strings.NewReader("unit,start,end\np,03/04/2024,03/13/2024\nq,01/02/2024,02/02/2024\n"), Options{DateOrder: "day-month"})
	if err == nil || !strings.Contains(err.Error(), "log.csv: its dates are in month-day order, not in day-month as given: 1 of them can be nothing else") {
		t.Errorf("error %v", err)
	}
}

// A file that proves no order is read as the files before it.
func TestOrderOverFiles(t *testing.T) {
	proof := writeFile(t, "proof.csv", "unit,start,end\np,03/13/2024,03/14/2024\n")
	open := writeFile(t, "open.csv", "unit,start,end\nq,03/04/2024,05/04/2024\n")
	log, err := ReadLogs(context.Background(), []string{proof, open}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "borrowed", downHours(log), 24+61*24, 1e-12)
	oracle.Equal(t, "account", log.Account.Files[1].DateOrder, "month-day order (as in the files before it)")
}

// ORACLES O-09: offsets, times without one, and an open outage: 6 + 24 hours
// of the 48 up to the end of the window.
func TestOffsetsAndOpenOutages(t *testing.T) {
	log := readLog(t, "unit,start,end\np,2024-03-01T00:00:00Z,2024-03-01 06:00\np,2024-03-02 00:00,\n", Options{})
	oracle.Equal(t, "outages", show(log), "2 p 2024-03-01T00:00:00Z 6 unknown\n3 p 2024-03-02T00:00:00Z open unknown\n")
	oracle.Equal(t, "times without offset", log.Account.WithoutOffset, 2)
	from, err := ParseTime("2024-03-01", "", "", model.Calendar)
	if err != nil {
		t.Fatal(err)
	}
	table, err := census.Analyze(context.Background(), log.Log, census.Options{Window: &model.Interval{From: from, To: from + 48}, Confidence: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "downtime", table.Total.DowntimeHours, 30, 1e-12)
	oracle.Near(t, "exposure", table.ExposureHours, 48, 1e-12)
}

// America/Denver put its clocks back on 2005-10-30 at 02:00 (the hour from
// 01:00 came twice) and forward on 2005-04-03 at 02:00. MDT is UTC-6, MST
// UTC-7.
var changes = []struct {
	row      string
	start    string
	hours    float64
	repeated int
	skipped  int
	byLength int
	changed  int
	mismatch int
}{
	// Without a duration the earlier instant counts...
	{"2005-10-30 01:30,2005-10-30 03:00,", "2005-10-30T07:30:00Z", 2.5, 1, 0, 0, 1, 0},
	// ...with one the instant that fits: 90 minutes means the second 01:30.
	{"2005-10-30 01:30,2005-10-30 03:00,90", "2005-10-30T08:30:00Z", 1.5, 1, 0, 1, 0, 0},
	{"2005-10-30 01:30,2005-10-30 03:00,150", "2005-10-30T07:30:00Z", 2.5, 1, 0, 1, 1, 0},
	// ...as it does for an end alone: 01:30 is an hour after 00:30, not two.
	{"2005-10-30 00:30,2005-10-30 01:30,", "2005-10-30T06:30:00Z", 1, 1, 0, 0, 0, 0},
	// An end before its start on the wall is the same hour, the second time.
	{"2005-10-30 01:50,2005-10-30 01:10,", "2005-10-30T07:50:00Z", 1 / 3., 2, 0, 0, 1, 0},
	{"2005-10-30 01:10,2005-10-30 01:50,100", "2005-10-30T07:10:00Z", 5 / 3., 2, 0, 1, 1, 0},
	// Over the change, neither end repeated: elapsed time is an hour more.
	{"2005-10-29 12:00,2005-10-30 12:00,1500", "2005-10-29T18:00:00Z", 25, 0, 0, 0, 1, 0},
	{"2005-10-29 12:00,2005-10-30 12:00,1440", "2005-10-29T18:00:00Z", 25, 0, 0, 0, 1, 1},
	// An hour that never was: 02:30 is 01:30 MST or 03:30 MDT.
	{"2005-04-03 02:30,2005-04-03 04:00,", "2005-04-03T08:30:00Z", 1.5, 0, 1, 0, 0, 0},
	{"2005-04-03 02:30,2005-04-03 04:00,30", "2005-04-03T09:30:00Z", 0.5, 0, 1, 1, 1, 0},
	{"2005-04-03 01:00,2005-04-03 04:00,120", "2005-04-03T08:00:00Z", 2, 0, 0, 0, 1, 0},
	// Offsets tell it all.
	{"2005-10-30T01:30:00-07:00,2005-10-30T03:00:00-07:00,90", "2005-10-30T08:30:00Z", 1.5, 0, 0, 0, 0, 0},
}

func TestChangesOfClocks(t *testing.T) {
	for _, c := range changes {
		t.Run(c.row, func(t *testing.T) {
			log := readLog(t, "unit,start,end,duration_minutes\np,"+c.row+"\nq,2005-06-01 00:00,2005-06-01 00:10,10\n", Options{Timezone: "America/Denver"})
			if len(log.Outages) != 2 {
				t.Fatalf("%s: %v", c.row, log.Account.Rejects)
			}
			got := strings.Fields(show(log))
			oracle.Equal(t, c.row+": start", got[2], c.start)
			oracle.Near(t, c.row+": hours", log.Outages[0].End-log.Outages[0].Start, c.hours, 1e-9)
			a := log.Account
			oracle.Equal(t, c.row+": counts", [5]int{a.Repeated, a.Skipped, a.ResolvedByDuration, a.ClockChanges, a.DurationMismatches},
				[5]int{c.repeated, c.skipped, c.byLength, c.changed, c.mismatch})
		})
	}
}

// The same night without a column of durations: MDT up to 08:00 UTC, then MST. A
// time that came twice is the earlier one, unless the outage would then end before
// it began; the clocks were changed during it where its length is not what the
// wall shows.
func TestEndsInTheRepeatedHour(t *testing.T) {
	for _, c := range []struct {
		row      string
		start    string
		minutes  float64
		repeated int
		changed  int
	}{
		{"2005-10-30 00:30,2005-10-30 01:30", "2005-10-30T06:30:00Z", 60, 1, 0},
		{"2005-10-29 23:00,2005-10-30 01:00", "2005-10-30T05:00:00Z", 120, 1, 0},
		{"2005-10-30 00:30,2005-10-30 02:00", "2005-10-30T06:30:00Z", 150, 0, 1}, // 02:00 came once, as MST
		{"2005-10-30 01:10,2005-10-30 01:50", "2005-10-30T07:10:00Z", 40, 2, 0},
		{"2005-10-30 01:30,2005-10-30 01:30", "2005-10-30T07:30:00Z", 0, 2, 0},
		{"2005-10-30 01:50,2005-10-30 01:10", "2005-10-30T07:50:00Z", 20, 2, 1},
		{"2005-10-30 01:50:00-07:00,2005-10-30 01:10", "", 0, 0, 0}, // no 01:10 follows that
	} {
		t.Run(c.row, func(t *testing.T) {
			log := readLog(t, "unit,start,end\np,"+c.row+"\n", Options{Timezone: "America/Denver"})
			if c.start == "" {
				oracle.Equal(t, "outages and rejects", [2]int{len(log.Outages), log.Reading.Rejected}, [2]int{0, 1})
				return
			}
			oracle.Equal(t, "start", strings.Fields(show(log))[2], c.start)
			oracle.Near(t, "minutes", downHours(log)*60, c.minutes, 1e-9)
			a := log.Account
			oracle.Equal(t, "repeated, by duration, changed", [3]int{a.Repeated, a.ResolvedByDuration, a.ClockChanges}, [3]int{c.repeated, 0, c.changed})
		})
	}
}

func TestTimezones(t *testing.T) {
	const text = "unit,start,end\np,2024-01-15 12:00,2024-01-15 13:00\n"
	for zone, want := range map[string]string{
		"": "2024-01-15T12:00:00Z", "UTC": "2024-01-15T12:00:00Z", "Asia/Kolkata": "2024-01-15T06:30:00Z", "America/Denver": "2024-01-15T19:00:00Z",
	} {
		log := readLog(t, text, Options{Timezone: zone})
		oracle.Equal(t, zone, strings.Fields(show(log))[2], want)
		wantWarning := map[bool]string{true: "timezone-assumed", false: ""}[zone == ""]
		oracle.Equal(t, zone+" warnings", codes(log), wantWarning)
	}
	offsets := readLog(t, "unit,start,end\np,2024-01-15T12:00:00+05:30,2024-01-15T13:00:00Z\n", Options{})
	oracle.Equal(t, "warnings", codes(offsets), "")
	oracle.Near(t, "between two offsets", downHours(offsets), 6.5, 1e-12)
}

// Files whose zones differ cannot be one log unless the user names a zone.
func TestZonesOfFilesMustAgree(t *testing.T) {
	lanl := writeFile(t, "lanl.csv", "System,nodenumz,node prod,node decom,Prob Started,Prob Fixed,Down Time,Facilities,Hardware,Human Error,Network,Undetermined,Software\n2,0,5-Jun,current,6/21/2005 10:54,6/21/2005 11:00,6,,Disc,,,,\n")
	other := writeFile(t, "other.csv", "unit,start,end\np,2024-01-15 12:00,2024-01-15 13:00\n")
	_, err := ReadLogs(context.Background(), []string{lanl, other}, Options{})
	if err == nil || !strings.Contains(err.Error(), "other.csv: its time zone is UTC, that of the files before it America/Denver; give --timezone") {
		t.Errorf("error %v", err)
	}
	log, err := ReadLogs(context.Background(), []string{lanl, other}, Options{Timezone: "America/Denver"})
	if err != nil {
		t.Fatal(err)
	}
	checkLog(t, log)
	oracle.Equal(t, "outages", show(log), "2 2/0 2005-06-21T16:54:00Z 0.1 Hardware/Disc\n2 p 2024-01-15T19:00:00Z 1 unknown\n")
}

func TestClocksOfFilesMustAgree(t *testing.T) {
	calendar := writeFile(t, "calendar.csv", "unit,start,end\np,2024-01-15 12:00,2024-01-15 13:00\n")
	elapsed := writeFile(t, "elapsed.csv", "unit,start,end\np,12,13.5\n")
	if _, err := ReadLogs(context.Background(), []string{calendar, elapsed}, Options{}); err == nil || !strings.Contains(err.Error(), "elapsed.csv: its times and those of the files before it are not of one kind") {
		t.Errorf("error %v", err)
	}
}

func TestTimeUnits(t *testing.T) {
	const text = "unit,start,end,duration\np,1.5,3,36\n"
	log := readLog(t, text, Options{TimeUnit: "d", DurationUnit: "h"})
	oracle.Equal(t, "clock", log.Clock, model.Elapsed)
	oracle.Equal(t, "outages", show(log), "2 p 36 36 unknown\n")
	oracle.Equal(t, "mismatches", log.Account.DurationMismatches, 0)
	bare := readLog(t, text, Options{})
	oracle.Equal(t, "hours without a unit", show(bare), "2 p 1.5 1.5 unknown\n")
	oracle.Equal(t, "warnings", codes(bare), "time-unit-assumed")
	given := readLog(t, "unit,start,end\np,1709287200,1709290800\n", Options{TimeUnit: "s"})
	oracle.Equal(t, "a unit makes an elapsed clock", given.Clock, model.Elapsed)
	column := readLog(t, "unit,start,end,duration_minutes\np,2024-01-15 12:00,2024-01-15 13:00,45\n", Options{DurationFromColumn: true})
	oracle.Near(t, "duration from the column", downHours(column), 0.75, 1e-12)
	oracle.Equal(t, "mismatches", column.Account.DurationMismatches, 1)
	oracle.Equal(t, "told so", column.Account.DurationFrom, "start + duration column")
}

func TestParseTime(t *testing.T) {
	for _, c := range []struct {
		text, zone, unit string
		clock            model.Clock
		want             float64
		err              string
	}{
		{"1970-01-02", "", "", model.Calendar, 24, ""},
		{"1970-01-02T00:00:00+01:00", "", "", model.Calendar, 23, ""},
		{"1970-01-02 00:00", "America/Denver", "", model.Calendar, 31, ""},
		{"13/01/1970", "", "", model.Calendar, 288, ""},
		{"10", "", "d", model.Elapsed, 240, ""},
		{"-2.5", "", "", model.Elapsed, -2.5, ""},
		{"10", "", "", model.Calendar, 0, `time: "10" is not a date, as the times of the log are`},
		{"1970-01-02", "", "", model.Elapsed, 0, `time: "1970-01-02" is not a number, as the times of the log are`},
		{"03/04/2024", "", "", model.Calendar, 0, `"03/04/2024" may be day-month or month-day; write it as year-month-day`},
		{"", "", "", model.Calendar, 0, `"" is not a time stamp`},
		{"soon", "", "", model.Calendar, 0, `"soon" is not a time stamp`},
		{"1e300", "", "", model.Elapsed, 0, "further away than 100,000 years"},
		{"2024-01-01", "Nowhere", "", model.Calendar, 0, "is not a time zone"},
	} {
		t.Run(c.text, func(t *testing.T) {
			got, err := ParseTime(c.text, c.zone, c.unit, c.clock)
			switch {
			case c.err == "" && err != nil, c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
				t.Errorf("%q: error %v, want %q", c.text, err, c.err)
			case c.err == "" && got != c.want:
				t.Errorf("%q: %v, want %v", c.text, got, c.want)
			}
		})
	}
}

// Times in service: the earliest beginning and the latest end that any row
// tells, an end only if all rows of the unit tell one.
func TestService(t *testing.T) {
	log := readLog(t, `unit,start,end,in_service,retired
a,2024-03-01 00:00,2024-03-02 00:00,2005-04-10,2024-06-01
a,2024-03-05 00:00,2024-03-06 00:00,2005-04-01,2024-08-01
b,2024-03-01 00:00,2024-03-02 00:00,Apr-05,Nov-24
c,2024-03-01 00:00,2024-03-02 00:00,,
d,2024-03-01 00:00,2024-03-02 00:00,2024-01-01,
d,2024-03-03 00:00,2024-03-04 00:00,2024-02-01,2024-06-01
e,2024-03-01 00:00,2024-03-02 00:00,2024-09-01,2024-06-01
f,2024-03-01 00:00,2024-03-02 00:00,2024-01-01,active
`, Options{})
	at := func(text string) float64 {
		h, err := ParseTime(text, "", "", model.Calendar)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	always := model.Interval{From: math.Inf(-1), To: math.Inf(1)}
	want := map[string]model.Interval{
		"a": {From: at("2005-04-01"), To: at("2024-08-01")},
		"b": {From: at("2005-04-01"), To: at("2024-11-01") + model.HoursPerMonth},
		"c": always,
		"d": {From: at("2024-01-01"), To: math.Inf(1)},
		"e": always, // ends before it begins
		"f": {From: at("2024-01-01"), To: math.Inf(1)},
	}
	for _, u := range log.Units {
		oracle.Equal(t, u.Name, u.Service, want[u.Name])
	}
	oracle.Equal(t, "warnings", codes(log), "service-unread timezone-assumed")
}

// Dates of service in an open order have an order of their own when the
// outages' dates need none.
func TestServiceOrder(t *testing.T) {
	log := readLog(t, "unit,start,end,in service\na,2024-03-01,2024-03-02,13/04/2005\nb,2024-03-01,2024-03-02,03/04/2005\n", Options{})
	got := log.Units[1].Service.From
	want, _ := ParseTime("2005-04-03", "", "", model.Calendar)
	oracle.Equal(t, "day first", got, want)
}

// A difference within the resolution of the times is told apart from a
// contradiction, and one of rounding is not told at all.
func TestDurationsThatDisagree(t *testing.T) {
	const minute, slack = 1 / 60., 1e-6
	for _, c := range []struct {
		name           string
		off            float64 // hours that the duration column says more than end - start
		mismatch, near int
	}{
		{"equal", 0, 0, 0},
		{"rounding", 1e-6, 0, 0},
		{"over rounding", 1.1e-6, 0, 1},
		{"a minute", minute, 0, 1},
		{"all of the resolution", minute + slack, 0, 1},
		{"over the resolution", minute + 2*slack, 1, 0},
		{"a minute less", -minute, 0, 1},
		{"far less", -7, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := &fileReader{builder: &builder{}}
			f.compareDuration(&draft{duration: c.off}, 0)
			oracle.Equal(t, "counts", []int{f.account.DurationMismatches, f.account.DurationsWithin}, []int{c.mismatch, c.near})
		})
	}
}
