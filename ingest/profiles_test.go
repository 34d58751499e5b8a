package ingest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/internal/when"
	"mtbf/model"
	"mtbf/model/census"
)

// show writes the outages of a log one a line: line, unit, start, hours (or
// that there is no end), marks, causes.
func show(log *Log) string {
	var b strings.Builder
	for _, o := range log.Outages {
		start := fmt.Sprintf("%g", o.Start)
		if log.Clock == model.Calendar {
			start = when.FormatInstant(o.Start, nil)
		}
		fmt.Fprintf(&b, "%d %s %s %s %s\n", o.Line, log.Units[o.Unit].Name, start, length(o), causes(log, o))
	}
	return b.String()
}

func length(o model.Outage) string {
	text := fmt.Sprintf("%.6g", o.End-o.Start)
	switch {
	case o.Kind.Is(model.Open):
		text = "open"
	case o.Kind.Is(model.NoDuration):
		text = "instant"
	}
	if o.Kind.Is(model.Planned) {
		text += " planned"
	}
	if o.Kind.Is(model.Infant) {
		text += " infant"
	}
	return text
}

func causes(log *Log, o model.Outage) string {
	var names []string
	for _, c := range log.Causes[o.Causes] {
		names = append(names, string(c))
	}
	return strings.Join(names, " + ")
}

// profileCase is a sample of an export and what it means.
type profileCase struct {
	name, log string
	opt       Options
	profile   string // that is detected
	want      string // of show
	excluded  map[string]int
	warnings  string // codes
}

var profileCases = []profileCase{
	{
		name: "status page", profile: "status-page",
		log: `incident_id,downtime_start,downtime_end,duration_minutes,source,title,impact
11,2024-05-01T10:00:00Z,2024-05-01T11:30:00Z,90,updates,API down,major
12,2024-05-02T00:00:00Z,2024-05-02T04:00:00Z,240,updates,Move of the database,maintenance
13,2024-05-03T08:00:00Z,2024-05-03T08:00:00Z,0,updates,A blip,none
14,2024-05-04T08:00:00Z,,,updates,Still down,critical
`,
		want: `2  2024-05-01T10:00:00Z 1.5 major
3  2024-05-02T00:00:00Z 4 planned maintenance
4  2024-05-03T08:00:00Z 0 none
5  2024-05-04T08:00:00Z open critical
`,
	},
	{
		// Six rows of four tickets: the last state of each counts. INC2 was
		// reopened and is not resolved, INC3 was cancelled after it had been
		// resolved, INC4 has no item.
		name: "servicenow", profile: "servicenow",
		log: `number,incident_state,active,sys_mod_count,opened_at,sys_updated_at,category,subcategory,cmdb_ci,priority,resolved_at,closed_at
INC1,New,true,0,29-02-2016 01:16,29-02-2016 01:23,Category 55,Subcategory 170,db-1,3 - Moderate,?,?
INC1,Closed,false,4,29-02-2016 01:16,05-03-2016 12:00,Category 55,Subcategory 170,db-1,3 - Moderate,29-02-2016 11:29,05-03-2016 12:00
INC2,Resolved,true,2,01-03-2016 04:40,01-03-2016 06:00,Category 40,?,db-2,4 - Low,01-03-2016 05:40,?
INC2,Active,true,3,01-03-2016 04:40,02-03-2016 06:00,Category 40,?,db-2,4 - Low,?,?
INC3,Resolved,true,1,01-03-2016 06:00,01-03-2016 07:00,Category 40,?,db-1,4 - Low,01-03-2016 06:50,?
INC3,Canceled,false,2,01-03-2016 06:00,01-03-2016 08:00,Category 40,?,db-1,4 - Low,?,?
INC4,Closed,false,2,03-03-2016 06:00,03-03-2016 08:00,?,?,?,1 - Critical,03-03-2016 06:30,08-03-2016 07:00
`,
		want: `3 db-1 2016-02-29T01:16:00Z 10.2167 Category 55/Subcategory 170
5 db-2 2016-03-01T04:40:00Z open Category 40
8 (no configuration item) 2016-03-03T06:00:00Z 0.5 unknown
`,
		excluded: map[string]int{"superseded": 3, "profile": 1},
		warnings: "timezone-assumed",
	},
	{
		// The same ticket, newest row first: sys_mod_count tells the last.
		name: "servicenow, newest first", profile: "servicenow",
		log: `number,incident_state,sys_mod_count,opened_at,sys_updated_at,cmdb_ci,resolved_at,category,subcategory
INC1,Closed,10,2016-02-29 01:16:57,2016-03-05 12:00:00,db-1,2016-02-29 11:29:57,Network,
INC1,Active,9,2016-02-29 01:16:57,2016-02-29 01:30:00,db-1,,Network,
INC1,New,0,2016-02-29 01:16:57,2016-02-29 01:23:00,db-1,,Network,
`,
		want:     "2 db-1 2016-02-29T01:16:57Z 10.2167 Network\n",
		excluded: map[string]int{"superseded": 2},
		warnings: "timezone-assumed",
	},
	{
		// An American instance writes the month first.
		name: "servicenow, month first", profile: "servicenow",
		log: `number,incident_state,opened_at,sys_updated_at,cmdb_ci,resolved_at,category,subcategory
INC1,Closed,02/03/2016 01:16:57 AM,03/05/2016 12:00:00 PM,db-1,02/29/2016 11:29:57 AM,Network,
`,
		want:     "2 db-1 2016-02-03T01:16:57Z 634.217 Network\n",
		warnings: "timezone-assumed",
	},
	{
		name: "pagerduty", profile: "pagerduty",
		log: `id,incident_number,description,urgency,status,service_name,created_at,resolved_at,seconds_to_first_ack,seconds_to_engage,seconds_to_mobilize,seconds_to_resolve,escalation_count
PT1,1,Disk full,high,resolved,checkout,2024-05-01T10:00:00Z,2024-05-01T10:30:15Z,60,90,,1815,0
PT2,2,Latency,low,triggered,search,2024-05-02T10:00:00-06:00,,,,,,0
`,
		want: `2 checkout 2024-05-01T10:00:00Z 0.504167 checkout
3 search 2024-05-02T16:00:00Z open search
`,
	},
	{
		name: "pagerduty, older", profile: "pagerduty",
		log: `id,incident_number,description,service_name,created_on,resolved_on,auto_resolved,resolved_by_user_name,seconds_to_resolve
PT1,1,Disk full,checkout,2017-05-01T10:00:00-07:00,2017-05-01T10:30:00-07:00,f,Ada,1800
`,
		want: "2 checkout 2017-05-01T17:00:00Z 0.5 checkout\n",
	},
	{
		name: "jira, year last in two digits", profile: "jira",
		log: `Summary,Issue key,Issue id,Issue Type,Status,Resolution,Component/s,Created,Updated,Resolved,Labels,Labels
Router lost power,OPS-1,10001,Incident,Done,Fixed,network,30/Jul/18 23:33,31/Jul/18 02:00,31/Jul/18 00:03,power,rack-7
Same thing,OPS-2,10002,Incident,Done,Duplicate,network,30/Jul/18 23:40,31/Jul/18 02:00,31/Jul/18 00:05,,
Login slow,OPS-3,10003,Bug,Open,,web,01/Aug/18 09:00,02/Aug/18 02:00,,,
`,
		want: `2 network 2018-07-30T23:33:00Z 0.5 Incident
4 web 2018-08-01T09:00:00Z open Bug
`,
		excluded: map[string]int{"profile": 1},
		warnings: "timezone-assumed",
	},
	{
		name: "jira, half days", profile: "jira",
		log: `Summary,Issue key,Issue id,Issue Type,Status,Project key,Created,Updated,Resolved
Router lost power,OPS-1,10001,Incident,Done,OPS,02/Oct/26 11:12 AM,02/Oct/26 1:00 PM,02/Oct/26 12:42 PM
`,
		want:     "2 OPS 2026-10-02T11:12:00Z 1.5 Incident\n",
		warnings: "timezone-assumed",
	},
	{
		// Components are a column a component; most issues here have none, so
		// the project is the unit.
		name: "jira, month first", profile: "jira",
		log: `Summary,Issue key,Issue id,Issue Type,Status,Project key,Component/s,Component/s,Created,Updated,Resolved
A,OPS-1,10001,Incident,Done,OPS,,,6/21/2025 16:14,6/21/2025 17:00,6/21/2025 16:44
B,OPS-2,10002,Incident,Done,OPS,,,7/1/2025 16:14,7/2/2025 17:00,7/2/2025 16:14
C,OPS-3,10003,Incident,Done,OPS,web,api,7/3/2025 16:14,7/3/2025 17:00,7/3/2025 16:15
`,
		want: `2 OPS 2025-06-21T16:14:00Z 0.5 Incident
3 OPS 2025-07-01T16:14:00Z 24 Incident
4 OPS 2025-07-03T16:14:00Z 0.0166667 Incident
`,
		warnings: "timezone-assumed",
	},
	{
		name: "gray", profile: "gray",
		log: `outage,system,hour,category,infant,duplexed,note,origin
1,S1,15.4,hardware/disc,no,no,,reconstructed
2,S1,46.2,software; administration/operations,yes,,,reconstructed
`,
		want: "2 S1 15.4 instant hardware/disc\n3 S1 46.2 instant infant software + administration/operations\n",
	},
	{
		name: "start and duration", profile: "generic",
		log: `host,started,downtime (min)
a,2024-03-01 10:00,90
b,2024-03-02 10:00,
`,
		want: `2 a 2024-03-01T10:00:00Z 1.5 unknown
3 b 2024-03-02T10:00:00Z open unknown
`,
		warnings: "timezone-assumed",
	},
	{
		// Hand-typed notes: ends before starts are bad rows, an empty stop is
		// open, a length in words stands in for a stop that is not there.
		name: "cluster notes", profile: "generic",
		log: `start,stop,length,severity,affected,reason
2024-03-01 10:00,2024-03-01 11:30,1.5 hours,major,all,power
2024-03-02 10:00,,30 min,major-outage,login,disc
2024-03-03 10:00,,,scheduled,login,kernel update
2024-03-04 10:00,ongoing,2 days,major,login,cooling
`,
		want: `2  2024-03-01T10:00:00Z 1.5 power
3  2024-03-02T10:00:00Z 0.5 disc
4  2024-03-03T10:00:00Z instant kernel update
5  2024-03-04T10:00:00Z open cooling
`,
		warnings: "ends-unknown timezone-assumed",
	},
	{
		name: "date and time apart", profile: "generic",
		log: `Date,Time,Area,Restoration Time,Cause
1/15/2003,6:30 AM,North,1/15/2003 8:00 AM,Ice Storm
2/3/2003,,South,2/3/2003 12:00 PM,Wind
`,
		want: `2  2003-01-15T06:30:00Z 1.5 Ice Storm
3  2003-02-03T00:00:00Z 12 Wind
`,
		warnings: "timezone-assumed",
	},
	{
		name: "epoch seconds", profile: "generic",
		log:  "node,start,end\na,1709287200,1709290800\nb,1709373600,1709375400\n",
		want: "2 a 2024-03-01T10:00:00Z 1 unknown\n3 b 2024-03-02T10:00:00Z 0.5 unknown\n",
	},
	{
		name: "epoch milliseconds", profile: "generic",
		log:  "node,start,end\na,1709287200000,1709290800000\nb,1709373600500,1709375400500\n",
		want: "2 a 2024-03-01T10:00:00Z 1 unknown\n3 b 2024-03-02T10:00:00.500Z 0.5 unknown\n",
	},
	{
		// Type 1 is time up, and no outage.
		name: "availability trace", profile: "availability-trace",
		log: `# event_id  component_id  node_id  platform_id  node_name  event_type  event_start_time  event_stop_time  event_end_reason
1           0             17       3            n17        1           1160000000        1160003600       5
2           0             17       3            n17        0           1160003600        1160007200       5
3           0             23       3            n23        0           1160010000        1160010900       NULL
`,
		want:     "3 3/17 2006-10-04T23:13:20Z 1 unknown\n4 3/23 2006-10-05T01:00:00Z 0.25 unknown\n",
		excluded: map[string]int{"profile": 1},
	},
	{
		name: "component replacements", profile: "generic",
		log: `Date,Hardware Identifier,What Failed,Description of Failure,Action Taken
6/8/2011 9:05,node-3,DIMM,"ECC errors, many",replaced
6/21/2011,node-4,Disk,dead,replaced
`,
		want:     "2 node-3 2011-06-08T09:05:00Z instant DIMM\n3 node-4 2011-06-21T00:00:00Z instant Disk\n",
		warnings: "timezone-assumed",
	},
	{
		name: "dates without separators", profile: "generic",
		log:      "unit,start,end\na,20240301,20240302\nb,20240310,20240313\n",
		want:     "2 a 2024-03-01T00:00:00Z 24 unknown\n3 b 2024-03-10T00:00:00Z 72 unknown\n",
		warnings: "timezone-assumed",
	},
	{
		name: "minutes without separators", profile: "generic",
		log:      "unit,start,end\na,202403011000,202403011130\n",
		want:     "2 a 2024-03-01T10:00:00Z 1.5 unknown\n",
		warnings: "timezone-assumed",
	},
	{
		// One unit is one minute by its times, not one second.
		name: "duration without a unit", profile: "generic",
		log:      "unit,start,end,duration\na,2024-03-01 10:00,2024-03-01 10:01,1\nb,2024-03-02 10:00,,90\n",
		want:     "2 a 2024-03-01T10:00:00Z 0.0166667 unknown\n3 b 2024-03-02T10:00:00Z 1.5 unknown\n",
		warnings: "timezone-assumed",
	},
	{
		name: "planned in words", profile: "generic",
		log:      "unit,start,end,planned\na,2024-03-01 10:00,2024-03-01 11:00,Unplanned\nb,2024-03-02 10:00,2024-03-02 11:00,Planned\n",
		want:     "2 a 2024-03-01T10:00:00Z 1 unknown\n3 b 2024-03-02T10:00:00Z 1 planned unknown\n",
		warnings: "timezone-assumed",
	},
}

func TestProfiles(t *testing.T) {
	for _, c := range profileCases {
		t.Run(c.name, func(t *testing.T) {
			log := readLog(t, c.log, c.opt)
			oracle.Equal(t, "profile", log.Account.Files[0].Profile, c.profile)
			if got := show(log); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
			oracle.Equal(t, "rejected", log.Account.Rejects, []*RowError(nil))
			if fmt.Sprint(log.Reading.ExcludedBy) != fmt.Sprint(c.excluded) {
				t.Errorf("excluded %v, want %v", log.Reading.ExcludedBy, c.excluded)
			}
			oracle.Equal(t, "warnings", codes(log), c.warnings)
		})
	}
}

func codes(log *Log) string {
	var codes []string
	for _, w := range log.Account.Warnings {
		codes = append(codes, w.Code)
	}
	return strings.Join(codes, " ")
}

// Three drives: A three days and fails on the third, B two days with a gap
// between, C one day twice over. Six unit-days, one failure, one copy.
func TestDriveStats(t *testing.T) {
	log := readLog(t, `date,serial_number,model,capacity_bytes,failure
2024-01-01,A,ST4000,4000,0
2024-01-01,B,ST8000,8000,0
2024-01-02,A,ST4000,4000,0
2024-01-03,A,ST4000,4000,1
2024-01-03,B,ST8000,8000,0
2024-01-03,C,ST8000,8000,0
2024-01-03,C,ST8000,8000,0
`, Options{})
	oracle.Equal(t, "profile", log.Account.Files[0].Profile, "drive-stats")
	oracle.Equal(t, "outages", show(log), "5 A 2024-01-03T00:00:00Z instant ST4000\n")
	oracle.Equal(t, "exposure rows", log.Reading.ExposureRows, 5)
	oracle.Equal(t, "duplicates", log.Reading.Duplicates, 1)
	days := map[string]float64{}
	for _, e := range log.Exposure {
		days[e.Unit] += e.UnitHours(model.Interval{From: 0, To: 1e6}) / 24
	}
	oracle.Equal(t, "unit-days", days, map[string]float64{"A": 3, "B": 2, "C": 1})
	oracle.Equal(t, "stretches", len(log.Exposure), 4)
}

// A day of a drive that comes again later counts once, whatever else its row says.
func TestDayRepeatedLater(t *testing.T) {
	log := readLog(t, `date,serial_number,model,capacity_bytes,failure
2024-01-01,A,ST4000,4000,0
2024-01-02,A,ST4000,4000,0
2024-01-03,A,ST4000,4000,0
2024-01-02,A,ST4000,4001,0
2024-01-04,A,ST4000,4000,0
`, Options{})
	days := 0.0
	for _, e := range log.Exposure {
		days += e.UnitHours(model.Interval{From: 0, To: 1e6}) / 24
	}
	oracle.Near(t, "unit-days", days, 4, 1e-12)
}

// Days of which rows tell again, later in the run, in another order or in another
// file, count once: A three days up to a gap of one and then one, B three days
// backwards. Seven unit-days of 24 h, one failure, nine accepted rows.
func TestDriveDaysToldAgain(t *testing.T) {
	const header = "date,serial_number,model,capacity_bytes,failure\n"
	one := writeFile(t, "one.csv", header+`2024-01-01,A,ST4000,4000,0
2024-01-02,A,ST4000,4000,0
2024-01-03,A,ST4000,4000,0
2024-01-05,A,ST4000,4000,0
2024-01-02,A,ST4000,4001,0
2024-01-09,B,ST8000,8000,0
2024-01-08,B,ST8000,8000,0
2024-01-07,B,ST8000,8000,0
`)
	two := writeFile(t, "two.csv", header+"2024-01-08,B,ST8000,8001,1\n")
	log, err := ReadLogs(context.Background(), []string{one, two}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkLog(t, log)
	oracle.Equal(t, "stretches", len(log.Exposure), 3)
	table, err := census.Analyze(context.Background(), log.Log, census.Options{Confidence: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "exposure", table.ExposureHours, 7*24, 1e-12)
	oracle.Equal(t, "accepted", table.Accounting.Accepted, 9)
	oracle.Equal(t, "failures", table.Total.Failures, 1)
}

// A ticket whose rows are in two files is one outage, in either order.
func TestTicketOverSeveralFiles(t *testing.T) {
	const header = "number,incident_state,sys_mod_count,opened_at,sys_updated_at,cmdb_ci,resolved_at\n"
	march := writeFile(t, "march.csv", header+
		"INC1,Active,1,2016-03-29 01:16,2016-03-30 01:23,db-1,\n"+
		"INC2,Closed,5,2016-03-29 02:00,2016-03-30 01:23,db-2,2016-03-29 03:00\n")
	april := writeFile(t, "april.csv", header+
		"INC1,Closed,3,2016-03-29 01:16,2016-04-02 01:23,db-1,2016-03-29 02:16\n")
	for _, paths := range [][]string{{march, april}, {april, march}} {
		log, err := ReadLogs(context.Background(), paths, Options{})
		if err != nil {
			t.Fatal(err)
		}
		checkLog(t, log)
		oracle.Equal(t, "outages", len(log.Outages), 2)
		oracle.Equal(t, "superseded", log.Reading.ExcludedBy["superseded"], 1)
		if sum := downHours(log); sum != 2 {
			t.Errorf("%v h down, want 2", sum)
		}
	}
}
