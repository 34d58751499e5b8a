package ingest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/census"
)

// toolCase is a sample of what a tool writes, in testdata/profiles, and the right
// answer of an analysis without any flag.
type toolCase struct {
	file         string // begins with the name of the profile that must be detected
	failures     int
	downHours    float64 // NaN stands for not told: -1 here
	units        int
	open         int
	unknown      int // failures whose duration is not known
	planned      int
	plannedHours float64
	excluded     int
	categories   string // of the first level
}

var toolCases = []toolCase{
	{file: "alertmanager.json", failures: 3, downHours: 2.5, units: 2, open: 1, excluded: 2, categories: "HostDown 2, DiskFull 1"},
	{file: "availability-trace.csv", failures: 2, downHours: 1.25, units: 2, categories: "unknown 2"},
	{file: "boots.log", failures: 2, downHours: -1, units: 1, unknown: 2, planned: 1, plannedHours: 14, categories: "crash 2"},
	{file: "better-stack.json", failures: 3, downHours: 1.75, units: 2, open: 1, excluded: 1, categories: "Status 503 2, Timeout 1"},
	{file: "cloudwatch.json", failures: 3, downHours: 3.5, units: 2, categories: "unknown 3"},
	{file: "datadog.json", failures: 3, downHours: 2.5, units: 1, open: 1, categories: "SEV-1 1, SEV-2 1, SEV-3 1"},
	{file: "drive-stats.csv", failures: 1, downHours: -1, units: 3, unknown: 1, categories: "MODEL-4 1"},
	{file: "generic-cluster-notes.csv", failures: 3, downHours: 2, units: 1, open: 1, planned: 1, plannedHours: 2, categories: "cooling 1, disc 1, power 1"},
	{file: "generic-nagios.log", failures: 2, downHours: 3840. / 3600, units: 2, categories: "host 2"},
	{file: "generic-statuscake-v1.json", failures: 2, downHours: 2.5, units: 1, categories: "unknown 2"},
	{file: "generic-up-down.csv", failures: 3, downHours: 3.5, units: 2, categories: "unknown 3"},
	{file: "google-cloud.json", failures: 2, downHours: 5, units: 1, excluded: 1, categories: "SERVICE_DISRUPTION 1, SERVICE_OUTAGE 1"},
	{file: "gray.csv", failures: 2, downHours: -1, units: 1, unknown: 2, categories: "administration 1, hardware 1, software 1"},
	{file: "greenbyte.csv", failures: 2, downHours: 50 + 30./60 + 30./3600 + 20.25, units: 1, excluded: 5, categories: "Forced outage 1, Out of Electrical Specification 1"},
	{file: "icinga.csv", failures: 3, downHours: 3, units: 2, open: 1, excluded: 2, categories: "unknown 3"},
	{file: "incident-io.json", failures: 3, downHours: -1, units: 1, unknown: 3, excluded: 2, categories: "Major 2, Minor 1"},
	{file: "incident-io-lifted.json", failures: 3, downHours: 3, units: 1, open: 1, unknown: 1, excluded: 2, categories: "Major 2, Minor 1"},
	{file: "jira.csv", failures: 2, downHours: 0.5, units: 2, open: 1, excluded: 1, categories: "Bug 1, Incident 1"},
	{file: "jira-rest.json", failures: 2, downHours: 0.5, units: 1, open: 1, categories: "Incident 2"},
	{file: "lanl.csv", failures: 2, downHours: 2.1, units: 2, categories: "Facilities 1, Hardware 1"},
	{file: "maximo.csv", failures: 3, downHours: 12, units: 2, open: 1, planned: 1, plannedHours: 2, excluded: 2, categories: "SEAL 2, BEARING 1"},
	{file: "oe417.csv", failures: 3, downHours: 15 + 35./60 + 3, units: 1, unknown: 1, excluded: 1, categories: "Severe Weather 1, System Operations 1, Vandalism 1"},
	{file: "oe417-2011.csv", failures: 2, downHours: 14, units: 1, categories: "Ice Storm 2"},
	{file: "opsgenie.json", failures: 3, downHours: 1.5 + 1./6, units: 1, open: 1, categories: "P1 2, P2 1"},
	{file: "pagerduty.csv", failures: 3, downHours: 1815./3600 + 1, units: 2, open: 1, categories: "search 2, checkout 1"},
	{file: "pagerduty-rest.json", failures: 2, downHours: 2, units: 2, open: 1, categories: "checkout 1, search 1"},
	{file: "pingdom.json", failures: 2, downHours: 1.5, units: 1, open: 1, categories: "unknown 2"},
	{file: "prometheus.json", failures: 2, downHours: 0.25, units: 2, categories: "unknown 2"},
	{file: "prometheus-alerts.json", failures: 2, downHours: 11. / 60, units: 1, excluded: 4, categories: "HostDown 2"},
	{file: "prometheus-alerts-since.json", failures: 2, downHours: 13. / 60, units: 1, excluded: 13, categories: "HostDown 2"},
	{file: "sap-pm.csv", failures: 3, downHours: 16.5, units: 2, excluded: 1, categories: "SEAL 2, BEARING 1"},
	{file: "sap-pm-list.csv", failures: 3, downHours: 16.5, units: 2, excluded: 1, categories: "SEAL 2, BEARING 1"},
	{file: "sap-pm-fields.csv", failures: 3, downHours: 16.5, units: 2, excluded: 1, categories: "SEAL 2, BEARING 1"},
	{file: "servicenow.csv", failures: 3, downHours: 10, units: 2, open: 1, unknown: 1, excluded: 2, categories: "Database 2, Network 1"},
	{file: "servicenow-list.csv", failures: 2, downHours: 2, units: 1, open: 1, excluded: 1, categories: "Software 2"},
	{file: "servicenow-outage.csv", failures: 2, downHours: 2, units: 2, open: 1, planned: 1, plannedHours: 4, excluded: 1, categories: "outage 2"},
	{file: "slurm.csv", failures: 4, downHours: 2 + 48 + 241 + 1, units: 2, open: 1, excluded: 1, categories: "node unexpected reboot 2, Not responding 1, memory test 1"},
	{file: "slurm-blank-end.csv", failures: 4, downHours: 2 + 48 + 241 + 1, units: 2, open: 1, excluded: 1, categories: "node unexpected reboot 2, Not responding 1, memory test 1"},
	{file: "status-page.csv", failures: 3, downHours: 1.5, units: 1, open: 1, planned: 1, plannedHours: 4, categories: "critical 1, major 1, none 1"},
	{file: "statuspage.json", failures: 2, downHours: 3.5, units: 1, categories: "major 1, minor 1"},
	{file: "statuspage-maintenance.json", units: 1, planned: 2, plannedHours: 4},
	{file: "statuscake.csv", failures: 2, downHours: 2.5, units: 1, categories: "unknown 2"},
	{file: "upptime.csv", failures: 4, downHours: 3.25, units: 3, open: 1, categories: "down 3, degraded 1"},
	{file: "uptime-kuma.csv", failures: 3, downHours: 1.5, units: 2, open: 1, planned: 1, plannedHours: 2, categories: "unknown 3"},
	{file: "uptimerobot.csv", failures: 2, downHours: 938./60 + 0.5, units: 2, open: 1, categories: "Connection Timeout 1, Internal Server Error 1"},
	{file: "uptimerobot-one-monitor.csv", failures: 2, downHours: 958. / 60, units: 1, categories: "Connection Timeout 1, Service Unavailable 1"},
	{file: "uptimerobot-no-header.csv", failures: 2, downHours: 958. / 60, units: 1, categories: "Connection Timeout 1, Service Unavailable 1"},
	{file: "zabbix.csv", failures: 3, downHours: 60.5 + 1 + 2./60 + 3./3600, units: 2, open: 1, categories: "Unavailable by ICMP ping 2, Database is down 1"},
}

// refusedCases are samples of files that are no logs, and what the error must say.
var refusedCases = map[string]string{
	"alertmanager-api.json": "lists the alerts that fire now",
	"nagios-avail.csv":      "holds sums of seconds per host and no outages",
}

const samples = "testdata/profiles"

// readSample reads a sample and analyses it.
func readSample(t *testing.T, file string, opt Options) (*Log, *census.Table) {
	t.Helper()
	log, err := ReadLogs(context.Background(), []string{filepath.Join(samples, file)}, opt)
	if err != nil {
		t.Fatal(err)
	}
	checkLog(t, log)
	table, err := census.Analyze(context.Background(), log.Log, census.Options{Confidence: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	return log, table
}

// answer writes what a log says, but for its exact downtime.
func (c toolCase) answer() string {
	return fmt.Sprintf("%d failures of %d units, %d open, %d without a duration, %d planned, %d excluded: %s", c.failures, c.units, c.open, c.unknown, c.planned, c.excluded, c.categories)
}

func answerOf(table *census.Table) toolCase {
	a := table.Accounting
	c := toolCase{
		failures: table.Total.Failures, downHours: table.Total.DowntimeHours, units: table.Units,
		open: a.Open, unknown: a.NoDuration, planned: a.Planned, plannedHours: a.PlannedHours, excluded: a.Excluded(),
	}
	var categories []string
	for _, row := range table.Categories {
		if row.Depth == 1 {
			categories = append(categories, fmt.Sprintf("%s %d", row.Category, row.Failures))
		}
	}
	c.categories = strings.Join(categories, ", ")
	if c.downHours != c.downHours {
		c.downHours = -1
	}
	return c
}

func TestSamplesOfTools(t *testing.T) {
	const instant = 1e-9 // of an hour's part that times are kept to
	for _, c := range toolCases {
		t.Run(c.file, func(t *testing.T) {
			log, table := readSample(t, c.file, Options{})
			if name := log.Account.Files[0].Profile; !isSampleOf(c.file, name) {
				t.Errorf("read with the profile %s", name)
			}
			got := answerOf(table)
			oracle.Equal(t, "answer", got.answer(), c.answer())
			oracle.Near(t, "downtime", got.downHours, c.downHours, instant)
			oracle.Near(t, "planned", got.plannedHours, c.plannedHours, instant)
		})
	}
}

// isSampleOf reports whether a sample is called after a profile, and after no other
// whose name is longer.
func isSampleOf(file, profile string) bool {
	longest := ""
	for _, name := range ProfileNames() {
		if strings.HasPrefix(file, name) && len(name) > len(longest) {
			longest = name
		}
	}
	return longest == profile
}

func TestFilesThatAreNoLogs(t *testing.T) {
	for file, want := range refusedCases {
		_, err := ReadLogs(context.Background(), []string{filepath.Join(samples, file)}, Options{})
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: error %v, want %q", file, err, want)
		}
	}
}

// Every profile says what it is, and has a sample; every sample is in a test.
func TestEachProfileHasASample(t *testing.T) {
	tested := map[string]bool{}
	for _, c := range toolCases {
		tested[c.file] = true
	}
	for file := range refusedCases {
		tested[file] = true
	}
	files, err := os.ReadDir(samples)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !tested[f.Name()] {
			t.Errorf("no test reads %s", f.Name())
		}
	}
	for _, name := range ProfileNames() {
		p, err := LoadProfile(name)
		if err != nil {
			t.Fatal(err)
		}
		for what, text := range map[string]string{"tool": p.Tool, "about": p.About, "export": p.Export, "notes": p.Notes, "source": p.Source} {
			if text == "" {
				t.Errorf("%s says nothing in %s", name, what)
			}
		}
		found := false
		for file := range tested {
			found = found || isSampleOf(file, name)
		}
		if !found {
			t.Errorf("%s has no sample", name)
		}
	}
}

// Services of Icinga have other numbers than hosts, and the units are those of the
// profile, though a column names services.
func TestIcingaUnits(t *testing.T) {
	log, _ := readSample(t, "icinga.csv", Options{})
	var units []string
	for _, u := range log.Units {
		units = append(units, u.Name)
	}
	oracle.Equal(t, "units", units, []string{"web-1", "db-1"})
}

// An outage that reaches the end of an export of both states goes on; where only what
// was down is exported nothing tells.
func TestOutageUntilTheExport(t *testing.T) {
	const text = "status,timefrom,timeto\ndown,1740787200,1740790800\nup,1740790800,1741000000\ndown,1741000000,1741003600\n"
	open := func(log *Log) (n int) {
		for _, o := range log.Outages {
			if o.Kind.Is(model.Open) {
				n++
			}
		}
		return n
	}
	oracle.Equal(t, "open", open(readLog(t, text, Options{})), 1)
	oracle.Equal(t, "open, of what was down alone", open(readLog(t, strings.Replace(text, "up,1740790800,1741000000\n", "", 1), Options{})), 0)
}

// A profile that is written from a log reads it as it was read without one.
func TestNewProfilesReadAlike(t *testing.T) {
	for _, c := range toolCases {
		t.Run(c.file, func(t *testing.T) {
			was, before := readSample(t, c.file, Options{})
			text, err := NewProfile(context.Background(), filepath.Join(samples, c.file), nil, Options{})
			if err != nil {
				t.Fatal(err)
			}
			log, table := readSample(t, c.file, Options{Profile: writeFile(t, "own.yaml", string(text))})
			oracle.Equal(t, "answer", answerOf(table), answerOf(before))
			oracle.Equal(t, "outages", show(log), show(was))
			oracle.Equal(t, "window", table.Accounting.Window, before.Accounting.Window)
			oracle.Equal(t, "time zone", log.Account.Timezone, was.Account.Timezone)
			if t.Failed() {
				t.Logf("%s", text)
			}
		})
	}
}

// So does one of any log whose columns or states are found.
func TestNewProfilesOfOtherShapes(t *testing.T) {
	late := "time,machine,failure type\n"
	for i := range sampleRows + 10 {
		kind := []string{"No Failure", "Power", "Wear"}[i%3]
		if i > sampleRows {
			kind = "Heat" // after the sample
		}
		late += fmt.Sprintf("%d,m%d,%s\n", 1704067200+3600*i, i%7, kind)
	}
	logs := map[string]stateCase{
		"a kind that comes late": {log: late},
		"a blank state":          {log: "start,end,status\n2024-01-01 10:00,2024-01-01 11:00,Warning\n2024-01-02 10:00,2024-01-02 11:00,Stop\n2024-01-03 10:00,2024-01-03 11:00,Warning\n2024-01-04 10:00,2024-01-04 11:00,Stop\n2024-01-05 10:00,2024-01-05 11:00,Warning\n2024-01-06 10:00,2024-01-06 11:00,Stop\n2024-01-07 10:00,2024-01-07 11:00,Warning\n2024-01-08 10:00,2024-01-08 11:00,Stop\n2024-01-09 10:00,2024-01-09 11:00,Warning\n2024-01-10 10:00,2024-01-10 11:00,Stop\n2024-01-11 10:00,2024-01-11 11:00,Warning\n2024-01-12 10:00,2024-01-12 11:00,Stop\n2024-01-13 10:00,2024-01-13 11:00,Warning\n2024-01-14 10:00,2024-01-14 11:00,Stop\n2024-01-15 10:00,2024-01-15 11:00,Warning\n2024-01-16 10:00,2024-01-16 11:00,Stop\n2024-01-17 10:00,2024-01-17 11:00,Warning\n2024-01-18 10:00,2024-01-18 11:00,Stop\n2024-01-19 10:00,2024-01-19 11:00,Warning\n2024-01-20 10:00,2024-01-20 11:00,Stop\n2024-01-21 10:00,2024-01-21 11:00,Warning\n2024-01-22 10:00,2024-01-22 11:00,Stop\n2024-01-23 10:00,2024-01-23 11:00,Warning\n2024-01-24 10:00,2024-01-24 11:00,Stop\n2024-01-25 10:00,2024-01-25 11:00,Warning\n2024-01-26 10:00,2024-01-26 11:00,Stop\n2024-02-01 10:00,2024-02-01 11:00,\n"},
	}
	for _, c := range mineLogs {
		logs["columns: "+c.name] = stateCase{log: c.log}
	}
	for _, c := range stateCases {
		if len(c.opt.Where) == 0 { // no part of a profile
			logs["states: "+c.name] = c
		}
	}
	for name, c := range logs {
		t.Run(name, func(t *testing.T) {
			was, err := ReadLog(context.Background(), "log.csv", strings.NewReader(c.log), c.opt)
			if err != nil {
				t.Skip(err)
			}
			text, err := NewProfile(context.Background(), "log.csv", strings.NewReader(c.log), c.opt)
			if err != nil {
				t.Fatal(err)
			}
			log := readLog(t, c.log, Options{Profile: writeFile(t, "own.yaml", string(text))})
			oracle.Equal(t, "outages", show(log), show(was))
			if t.Failed() {
				t.Logf("%s", text)
			}
		})
	}
}

// What the profile says of a log: units of durations, the order of dates, states,
// planned work, and columns that are not used.
func TestNewProfile(t *testing.T) {
	text, err := NewProfile(context.Background(), "stops.csv", strings.NewReader(`opened,asset,status,minutes,work type,remark
13/02/2024 10:00,pump: 1,closed,90,corrective,"a, b"
14/02/2024 10:00,"pump ""2""",closed,30,preventive,
`), Options{Timezone: "Europe/Berlin"})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Equal(t, "profile", string(text), `# How stops.csv is read: 'mtbf analyze --profile FILE' with this file gives the same
# answer as without a profile. What follows a # was found in the log; edit the rest.
name: stops
about: logs such as stops.csv
columns:
  start: [opened] # 13/02/2024 10:00, 14/02/2024 10:00
  duration: [minutes] # 90, 30
  unit: [asset] # pump: 1, pump "2"
  status: [status] # closed
  # not used: remark (a, b)
date_order: day-month
timezone: Europe/Berlin # of times without an offset
duration_unit: min # of the durations
planned: # planned work, no failure
  work type: [preventive]
`)
}

// Names and values that YAML would take for something else come through.
func TestNewProfileOfOddNames(t *testing.T) {
	for _, name := range []string{"a: b", "#x", "'q'", "d\"q", "true", "- x", "[x]", "x, y", "a+b", "&a", "*", "ö\u00a0ö", "0x1", "~", "@x", "%x", "a\\b", "\u0085", "!x", "{x}", "on"} {
		t.Run(name, func(t *testing.T) {
			text := "start,end,unit,\"" + strings.ReplaceAll(name, `"`, `""`) + "\"\n2024-03-01 10:00,2024-03-01 11:00,a,#x: y\n2024-03-02 10:00,2024-03-02 11:30,b,\"x\ny\"\n"
			opt := Options{Columns: map[Role]string{roleCategory: name}}
			was := readLog(t, text, opt)
			profile, err := NewProfile(context.Background(), "log.csv", strings.NewReader(text), opt)
			if err != nil {
				t.Fatal(err)
			}
			log := readLog(t, text, Options{Profile: writeFile(t, "own.yaml", string(profile))})
			oracle.Equal(t, "outages", show(log), show(was))
			if t.Failed() {
				t.Logf("%s", profile)
			}
		})
	}
}

// A log whose columns a profile asks for by chance is not read with it, where its cells
// are not what the profile looks for.
func TestCellsDecideToo(t *testing.T) {
	log := readLog(t, "start,end,cause,planned,event,status\n2024-03-01 10:00,2024-03-01 11:00,belt,no,stop of line 1,closed\n2024-03-02 10:00,2024-03-02 11:30,oil,no,stop of line 2,closed\n", Options{})
	oracle.Equal(t, "profile", log.Account.Files[0].Profile, generic)
	oracle.Equal(t, "outages", len(log.Outages), 2)
}
