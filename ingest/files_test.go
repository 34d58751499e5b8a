package ingest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// writeFile writes a file of the test's own and returns its path.
func writeFile(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

const twoRows = "unit,start,end,cause\na,2024-03-01 10:00,2024-03-01 11:00,disc\nb,2024-03-02 10:00,2024-03-02 12:30,power\n"

// Several files are one log: units and causes are shared, a row that comes in
// two files is a copy, and every outage knows its file and line.
func TestSeveralFiles(t *testing.T) {
	first := writeFile(t, "first.csv", twoRows)
	second := writeFile(t, "second.csv", "# later\nunit;start;end;cause\nb;2024-04-02 10:00;2024-04-02 12:30;Power\nc;2024-04-03 10:00;2024-04-03 11:00;disc\n")
	log, err := ReadLogs(context.Background(), []string{first, second, first}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkLog(t, log)
	oracle.Equal(t, "rows", log.Reading.RowsRead, 6)
	oracle.Equal(t, "duplicates", log.Reading.Duplicates, 2)
	oracle.Equal(t, "files", log.Files, []string{first, second, first})
	oracle.Equal(t, "causes", log.Causes, [][]model.Category{{"disc"}, {"Power"}})
	oracle.Equal(t, "units", len(log.Units), 3)
	last := log.Outages[3]
	oracle.Equal(t, "position", [2]int{int(last.File), int(last.Line)}, [2]int{1, 4})
	kept, err := ReadLogs(context.Background(), []string{first, first}, Options{KeepDuplicates: true})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Equal(t, "kept copies", len(kept.Outages), 4)
}

func TestStandardInput(t *testing.T) {
	log, err := ReadLogs(context.Background(), []string{"-"}, Options{Stdin: strings.NewReader(twoRows)})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Equal(t, "file", log.Files, []string{"standard input"})
	oracle.Equal(t, "outages", len(log.Outages), 2)
}

// Rejected rows are handed over as they are found; an error of the receiver
// ends the reading.
func TestRejectsAreHandedOver(t *testing.T) {
	const text = "unit,start,end\na,2024-03-02,2024-03-01\nb,bad,2024-03-01\nc,2024-03-02,2024-03-03\nd,2024-03-02\n"
	var lines []int
	log := readLog(t, text, Options{Rejects: func(e *RowError) error { lines = append(lines, e.Line); return nil }})
	oracle.Equal(t, "lines", lines, []int{3, 5, 2}) // line 2 shows when the columns are known
	oracle.Equal(t, "outages", len(log.Outages), 1)
	full := errors.New("disc full")
	for _, at := range []int{3, 2} {
		_, err := ReadLog(context.Background(), "log.csv", strings.NewReader(text), Options{Rejects: func(e *RowError) error {
			if e.Line == at {
				return full
			}
			return nil
		}})
		if !errors.Is(err, full) {
			t.Errorf("line %d: error %v", at, err)
		}
	}
}

func TestManyRejectsAreNotKept(t *testing.T) {
	log := readLog(t, "unit,start,end\n"+strings.Repeat("a,bad,worse\nb,2024-03-01\n", 500), Options{KeepDuplicates: true, Columns: map[Role]string{roleStart: "start", roleEnd: "end"}})
	oracle.Equal(t, "rejected", log.Reading.Rejected, 1000)
	oracle.Equal(t, "kept", len(log.Account.Rejects), maxKeptRejects)
}

func TestConditions(t *testing.T) {
	const text = "unit,start,end,cause,team\na,2024-03-01,2024-03-02,disc,x\nb,2024-03-01,2024-03-02,power,\nc,2024-03-01,2024-03-02,\"fan, left\",y=1\n"
	for where, want := range map[string]string{
		"cause=disc,power": "a b", "cause!=disc": "b c", "team=": "b", "team != x": "b c", "Team=x": "a", " cause = disc , none": "a", "team=y=1": "c", "team=z": "",
	} {
		c, err := ParseCondition(where)
		if err != nil {
			t.Fatal(err)
		}
		log := readLog(t, text, Options{Where: []Condition{c}})
		var units []string
		for _, o := range log.Outages {
			units = append(units, log.Units[o.Unit].Name)
		}
		oracle.Equal(t, where, strings.Join(units, " "), want)
		oracle.Equal(t, where+" excluded", log.Reading.ExcludedBy["where"], 3-len(units))
		unseen := map[string]string{" cause = disc , none": "where-unseen ", "team=z": "where-unseen "}[where]
		oracle.Equal(t, where+" warnings", codes(log), strings.TrimSpace(unseen+map[bool]string{true: "timezone-assumed"}[len(log.Outages) > 0]))
	}
	for _, bad := range []string{"", "cause", "=x", "!=x", " =x", "cause!x"} {
		var param *model.ParamError
		if _, err := ParseCondition(bad); !errors.As(err, &param) {
			t.Errorf("%q: error %v", bad, err)
		}
	}
	both := readLog(t, text, Options{Where: []Condition{{Column: "cause", Values: []string{"disc", "power"}}, {Column: "team", Values: []string{"x"}, Not: true}}})
	oracle.Equal(t, "two conditions", len(both.Outages), 1)
}

// A condition holds for the last row of a ticket: an earlier row that meets it
// must not speak for an outage that went on.
func TestConditionsSeeTheLastRow(t *testing.T) {
	log := readLog(t, "number,incident_state,sys_mod_count,opened_at,sys_updated_at,resolved_at,priority,cmdb_ci\n"+
		"INC1,Active,1,2016-03-29 01:16,2016-03-30 01:23,,1 - Critical,a\n"+
		"INC1,Closed,2,2016-03-29 01:16,2016-03-30 01:23,2016-03-29 02:16,4 - Low,a\n"+
		"INC2,Closed,2,2016-03-29 01:16,2016-03-30 01:23,2016-03-29 02:16,1 - Critical,a\n",
		Options{Where: []Condition{{Column: "priority", Values: []string{"1 - Critical"}}}})
	oracle.Equal(t, "outages", show(log), "4 a 2016-03-29T01:16:00Z 1 unknown\n")
	oracle.Equal(t, "excluded", log.Reading.ExcludedBy, map[string]int{"where": 1, "superseded": 1})
}

func TestParseColumns(t *testing.T) {
	for _, c := range []struct {
		texts []string
		want  map[Role]string
		err   string
	}{
		{nil, map[Role]string{}, ""},
		{[]string{"start=Began", "end=Fixed at"}, map[Role]string{roleStart: "Began", roleEnd: "Fixed at"}, ""},
		{[]string{"start=Began,end=Fixed at"}, map[Role]string{roleStart: "Began", roleEnd: "Fixed at"}, ""},
		{[]string{"start=Time, local,unit=a=b"}, map[Role]string{roleStart: "Time, local", roleUnit: "a=b"}, ""},
		{[]string{"category=x,y=z"}, map[Role]string{roleCategory: "x,y=z"}, ""},
		{[]string{"category="}, map[Role]string{roleCategory: ""}, ""},
		{[]string{"Start = Date+Time "}, map[Role]string{roleStart: "Date+Time"}, ""},
		{[]string{"in_service=install date"}, map[Role]string{roleInService: "install date"}, ""},
		{[]string{"begin=x"}, nil, `column: "begin=x" is not of the form ROLE=COLUMN, where ROLE is one of start, end,`},
		{[]string{"start"}, nil, "is not of the form ROLE=COLUMN"},
		{[]string{""}, nil, "is not of the form ROLE=COLUMN"},
		{[]string{"start=a", "start=b"}, nil, "start is mapped already"},
		{[]string{"start=a,start=b"}, nil, "start is mapped already"},
	} {
		t.Run(fmt.Sprint(c.err), func(t *testing.T) {
			got, err := ParseColumns(c.texts)
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Errorf("%q: error %v, want %q", c.texts, err, c.err)
				}
				return
			}
			oracle.Equal(t, fmt.Sprintf("%q", c.texts), got, c.want)
		})
	}
}

// The user's word goes before names and contents.
func TestColumnsOfTheUser(t *testing.T) {
	const text = "node,start,end,opened,note,kind\na,2024-03-01,2024-03-03,2024-03-02,x; y,Disc Failure\n"
	log := readLog(t, text, Options{Columns: map[Role]string{roleStart: "opened", roleCategory: "note", roleUnit: "kind+node"}})
	oracle.Equal(t, "outages", show(log), "2 Disc Failure/a 2024-03-02T00:00:00Z 24 x + y\n")
	roles := map[Role]string{}
	for _, c := range log.Account.Files[0].Columns {
		roles[c.Role] = c.Column
	}
	oracle.Equal(t, "account", roles, map[Role]string{roleStart: "opened", roleEnd: "end", roleUnit: "kind+node", roleCategory: "note"})
	none := readLog(t, text, Options{Columns: map[Role]string{roleEnd: "", roleUnit: "", roleCategory: ""}})
	oracle.Equal(t, "no end, no unit, no category", show(none), "2  2024-03-01T00:00:00Z instant unknown\n")
}

func TestBy(t *testing.T) {
	log := readLog(t, "unit,start,end,site\na,2024-03-01,2024-03-02,north\nb,2024-03-01,2024-03-02,\nc,2024-03-01,2024-03-02, north\n", Options{By: "Site"})
	oracle.Equal(t, "groups", log.Groups, []string{"north", ""})
	oracle.Equal(t, "of the outages", []int32{log.Outages[0].Group, log.Outages[1].Group, log.Outages[2].Group}, []int32{0, 1, 0})
	oracle.Equal(t, "none asked", readLog(t, twoRows, Options{}).Groups, []string(nil))
}

const taxonomyLog = `unit,start,end,cause,team
a,2024-03-01,2024-03-02,HDD,storage
b,2024-03-01,2024-03-02,switch 7 died,netops
c,2024-03-01,2024-03-02,cosmic rays,
d,2024-03-01,2024-03-02,disk; cable,
e,2024-03-01,2024-03-02,,
f,2024-03-01,2024-03-02,cosmic rays,
`

func TestTaxonomy(t *testing.T) {
	path := writeFile(t, "taxonomy.yaml", `rules:
  - {value: [disk, hdd], category: hardware/disc}
  - {column: team, match: "(?i)^net", category: network}
  - {match: "cable|fibre", category: Network/Cabling failure}
  - {column: colour, value: [red], category: red}
`)
	taxonomy, err := LoadTaxonomy(path)
	if err != nil {
		t.Fatal(err)
	}
	log := readLog(t, taxonomyLog, Options{Taxonomy: taxonomy})
	var got []string
	for _, o := range log.Outages {
		got = append(got, causes(log, o))
	}
	oracle.Equal(t, "causes", got, []string{"hardware/disc", "network", "unknown", "hardware/disc + Network/Cabling failure", "unknown", "unknown"})
	oracle.Equal(t, "unmapped", log.Account.Unmapped, []ValueCount{{"cosmic rays", 2}, {"", 1}})
	oracle.Equal(t, "warnings", codes(log), "taxonomy-column timezone-assumed unmapped")

	taxonomy.Default = "other"
	log = readLog(t, taxonomyLog, Options{Taxonomy: taxonomy})
	oracle.Equal(t, "default", causes(log, log.Outages[2]), "other")
}

func TestBadTaxonomies(t *testing.T) {
	for text, want := range map[string]string{
		"rules: [{value: [x]}]":                                "rule 1: it names no category",
		"rules: [{category: x}]":                               "rule 1 (x): it needs a value or a match",
		"rules:\n- {match: '(', category: x}":                  "rule 1 (x): match: error parsing regexp",
		"rules: [{value: [x], categroy: y}]":                   "unknown key \"categroy\"",
		"default: [x]":                                         "taxonomy.yaml",
		"rules: {":                                             "taxonomy.yaml",
		"rules: [{value: [a], category: 'hardware, network'}]": `rule 1: category: "hardware, network" is a list`,
		"{rules: [{value: [a], category: hardware}], default: 'x, y'}": `default: "x, y" is a list`,
		"rules: [{value: [a], category: ' / '}]":                       "rule 1: it names no category",
		"defualt: x":                                                   "unknown key",
		strings.Repeat("# comment\n", maxConfigBytes/10+1):             "taxonomy.yaml: larger than",
	} {
		_, err := LoadTaxonomy(writeFile(t, "taxonomy.yaml", text))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "taxonomy.yaml") {
			t.Errorf("%.40q: error %v, want %q", text, err, want)
		}
	}
	if _, err := LoadTaxonomy("testdata/none.yaml"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}

func TestProfileFiles(t *testing.T) {
	path := writeFile(t, "own.yaml", `name: own
about: the shop's own log
columns:
  start: [wann]
  duration: [wie lange]
  unit: [wo]
  category: [warum]
category: {separator: "|", blank: none}
date_order: day-month
timezone: Europe/Berlin
duration_unit: min
missing: [unbekannt]
planned: {art: [Wartung]}
skip: {art: [Test]}
`)
	log := readLog(t, `wo,wann,wie lange,warum,art
a,03.04.2024 12:00,90,Platte|Lüfter,Ausfall
b,03.04.2024 12:00,unbekannt,,wartung
c,03.04.2024 12:00,5,Platte,Test
`, Options{Profile: path})
	oracle.Equal(t, "outages", show(log), "2 a 2024-04-03T10:00:00Z 1.5 Platte + Lüfter\n3 b 2024-04-03T10:00:00Z open planned none\n")
	oracle.Equal(t, "excluded", log.Reading.ExcludedBy, map[string]int{"profile": 1})
	oracle.Equal(t, "profile", log.Account.Files[0].Profile, "own")
}

// bomb is a document of nine levels of ten aliases each: 10^9 texts.
func bomb() string {
	text := "x0: &x0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
	for i := 1; i < 9; i++ {
		text += fmt.Sprintf("x%d: &x%d [%s*x%d]\n", i, i, strings.Repeat(fmt.Sprintf("*x%d, ", i-1), 9), i-1)
	}
	return text + "missing: *x8\n"
}

func TestBadProfiles(t *testing.T) {
	for text, want := range map[string]string{
		"colums: {start: [x]}":               `unknown key "colums"`,
		"columns: {begin: [x]}":              `columns: "begin" is not one of start, end`,
		"columns: {start: x}":                "own.yaml",
		"columns: [start]":                   "own.yaml",
		"day_rows: maybe":                    "own.yaml",
		"day_rows: true":                     "day_rows needs a failure column",
		"last_by: version":                   "last_by needs last_of",
		"date_order: dmy":                    `"dmy" is not day-month or month-day`,
		"timezone: Mars/Olympus":             `timezone: "Mars/Olympus" is not a time zone`,
		"duration_unit: fortnight":           `"fortnight" is not a unit of time`,
		"time_unit: x":                       `"x" is not a unit of time`,
		"rules: [{match: '[', category: x}]": "match: error parsing regexp",
		"rules: [{match: 'x'}]":              "rule 1: it names no category",
		"name: [":                            "own.yaml",
		"name: a\nname: b":                   "own.yaml",
		"missing: [" + strings.Repeat("a, ", 20_000) + "a]": "own.yaml:1: more than 10000 entries in brackets",
		strings.Repeat("- x\n", maxConfigTokens/2+1):        "own.yaml: more than 200000 words",
		"\x00": "own.yaml",
		bomb(): "own.yaml",
		"about: " + strings.Repeat("x", maxConfigBytes):           "larger than 1048576 bytes",
		"columns: {start: " + strings.Repeat("[", 100_000) + "}}": "nested too deeply",
	} {
		started := time.Now()
		_, err := LoadProfile(writeFile(t, "own.yaml", text))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "own.yaml") {
			t.Errorf("%.40q: error %v, want %q", text, err, want)
		}
		t.Logf("%.40q: %v: %.200v", text, time.Since(started).Round(time.Millisecond), err)
	}
	if _, err := LoadProfile("nine"); err == nil || !strings.Contains(err.Error(), `profile: "nine" is none of the profiles that ship with the program (mtbf profiles list), and not a .yaml file`) {
		t.Errorf("an unknown name: %v", err)
	}
	for _, name := range []string{"none.yaml", "../none", "/dev/zero"} {
		if _, err := LoadProfile(name); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestShippedProfilesAreValid(t *testing.T) {
	for _, name := range ProfileNames() {
		p, err := LoadProfile(name)
		if err != nil {
			t.Fatal(err)
		}
		oracle.Equal(t, "name", p.Name, name)
		if p.About == "" {
			t.Errorf("%s: says nothing about itself", name)
		}
	}
}

func TestFleet(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name, text, zone, unit string
		want                   []model.Exposure
		err                    string
	}{
		{"all columns", "unit,from,to,count\nweb,1970-01-01,1970-01-03,2\ndb,1970-01-02 12:00,,\n", "", "",
			[]model.Exposure{{Unit: "web", Count: 2, Interval: model.Interval{From: 0, To: 48}}, {Unit: "db", Count: 1, Interval: model.Interval{From: 36, To: inf}}}, ""},
		{"units only", "Unit;Count\nweb;3\n", "", "", []model.Exposure{{Unit: "web", Count: 3, Interval: model.Interval{From: -inf, To: inf}}}, ""},
		{"one column", "unit\nweb\ndb\n", "", "", []model.Exposure{{Unit: "web", Count: 1, Interval: model.Interval{From: -inf, To: inf}}, {Unit: "db", Count: 1, Interval: model.Interval{From: -inf, To: inf}}}, ""},
		{"blanks, other columns, surplus commas", "unit,site,count,to\n web , north , 3 , current \n,,,\ndb,south,,-,,\n", "", "",
			[]model.Exposure{{Unit: "web", Count: 3, Interval: model.Interval{From: -inf, To: inf}}, {Unit: "db", Count: 1, Interval: model.Interval{From: -inf, To: inf}}}, ""},
		{"zone", "unit,from\nweb,1970-01-01\n", "America/Denver", "", []model.Exposure{{Unit: "web", Count: 1, Interval: model.Interval{From: 7, To: inf}}}, ""},
		{"numbers", "unit,from,to\nweb,0,348\n", "", "d", []model.Exposure{{Unit: "web", Count: 1, Interval: model.Interval{From: 0, To: 348 * 24}}}, ""},
		{"no unit column", "node,from\nweb,1970-01-01\n", "", "", nil, `fleet.csv: a fleet file has the columns unit, from, to, count; this one has "node", "from"`},
		{"no rows", "unit,from\n", "", "", nil, "fleet.csv: the fleet file names no unit"},
		{"blank unit", "unit,count\nweb,1\n,2\n", "", "", nil, "fleet.csv:3: unit: is blank"},
		{"count in words", "unit,count\nweb,many\n", "", "", nil, `fleet.csv:2: count: "many" is not a number of units`},
		{"no units", "unit,count\nweb,0\n", "", "", nil, `fleet.csv:2: count: "0" is not a number of units`},
		{"half a unit", "unit,count\nweb,1.5\n", "", "", nil, `fleet.csv:2: count: "1.5" is not a number of units`},
		{"as many units as may be", "unit,count\nweb,1000000000000000\n", "", "", []model.Exposure{{Unit: "web", Count: 1e15, Interval: model.Interval{From: -inf, To: inf}}}, ""},
		{"one unit too many", "unit,count\nweb,1000000000000001\n", "", "", nil, `fleet.csv:2: count: "1000000000000001" is not a number of units`},
		{"too many units", "unit,count\nweb,9999999999999999\n", "", "", nil, `fleet.csv:2: count: "9999999999999999" is not a number of units`},
		{"no date", "unit,from\nweb,2024-13-01\n", "", "", nil, `fleet.csv:2: from: "2024-13-01" is not a date or time: month 13 is impossible`},
		{"open order", "unit,from\nweb,03/04/2024\n", "", "", nil, `fleet.csv:2: from: "03/04/2024" may be day-month or month-day; write it as year-month-day`},
		{"backwards", "unit,from,to\nweb,2024-03-02,2024-03-01\n", "", "", nil, `fleet.csv:2: to: "2024-03-01" is not after from`},
		{"numbers and dates", "unit,from\nweb,2024-03-02\ndb,10\n", "", "", nil, "fleet.csv:3: the times of a fleet are all dates or all numbers"},
		{"huge", "unit,from\nweb,1e308\n", "", "", nil, `fleet.csv:2: from: "1e308" is further away than 100,000 years`},
		{"ragged", "unit,from,to\nweb,2024-03-02\n", "", "", nil, "fleet.csv:2: the row has 2 cells, the header 3"},
		{"unclosed quote", "unit,from\n\"web,2024-03-02\n", "", "", nil, "is never closed"},
		{"empty", "", "", "", nil, "fleet.csv: input is empty"},
		{"zone", "unit\nweb\n", "Nowhere", "", nil, "is not a time zone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := ReadFleet(context.Background(), writeFile(t, "fleet.csv", c.text), c.zone, c.unit, nil)
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Errorf("%s: error %v, want %q", c.name, err, c.err)
				}
				return
			}
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
				return
			}
			oracle.Equal(t, c.name, got, c.want)
		})
	}
}

// A unit in two files is one unit, and its rows are told apart by their file; a
// row that both hold is a copy.
func TestUnitInTwoFiles(t *testing.T) {
	one := writeFile(t, "one.csv", "unit,start,end\np,2024-03-01T00:00Z,2024-03-01T02:00Z\nq,2024-03-02T00:00Z,2024-03-02T01:00Z\n")
	two := writeFile(t, "two.csv", "unit,start,end\nq,2024-03-02T00:00Z,2024-03-02T01:00Z\np,2024-03-05T00:00Z,2024-03-05T04:00Z\n")
	log, err := ReadLogs(context.Background(), []string{one, two}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkLog(t, log)
	oracle.Equal(t, "units", len(log.Units), 2)
	oracle.Equal(t, "copies", log.Reading.Duplicates, 1)
	oracle.Equal(t, "outages", show(log), "2 p 2024-03-01T00:00:00Z 2 unknown\n3 q 2024-03-02T00:00:00Z 1 unknown\n3 p 2024-03-05T00:00:00Z 4 unknown\n")
	oracle.Equal(t, "file of the last", log.Outages[2].File, uint16(1))
}

// The columns may stand in any order, the end first; a first row whose bare
// duration is missing is open, and the rest tell their own.
func TestEndFirstAndOpenFirst(t *testing.T) {
	first := readLog(t, "end,start,unit\n2024-03-01T02:00Z,2024-03-01T00:00Z,p\n", Options{})
	oracle.Equal(t, "end first", show(first), "2 p 2024-03-01T00:00:00Z 2 unknown\n")
	guessed := readLog(t, "end,alpha,unit\n2024-03-01T02:00Z,2024-03-01T00:00Z,p\n", Options{})
	oracle.Equal(t, "end first, the start by its dates", show(guessed), "2 p 2024-03-01T00:00:00Z 2 unknown\n")
	oracle.Equal(t, "said", codes(guessed), "column-guessed")
	open := readLog(t, "unit,start,duration_minutes\np,2024-03-05T00:00Z,\nq,2024-03-02T00:00Z,90\nq,2024-03-03T00:00Z,30\n", Options{})
	oracle.Equal(t, "open first", show(open), "2 p 2024-03-05T00:00:00Z open unknown\n3 q 2024-03-02T00:00:00Z 1.5 unknown\n4 q 2024-03-03T00:00:00Z 0.5 unknown\n")
	// No name tells the unit of the durations, but the ends of other rows: minutes.
	open = readLog(t, "unit,start,end,duration\np,2024-03-05T00:00Z,,\nq,2024-03-02T00:00Z,2024-03-02T01:30Z,90\nq,2024-03-03T00:00Z,,30\n", Options{})
	oracle.Equal(t, "open first, of any unit", show(open), "2 p 2024-03-05T00:00:00Z open unknown\n3 q 2024-03-02T00:00:00Z 1.5 unknown\n4 q 2024-03-03T00:00:00Z 0.5 unknown\n")
}

// A published share below 1 %, and an MTBF below a year, are read; negative ones
// are refused.
func TestPublishedBelowOne(t *testing.T) {
	const header = "category,depth,probability_pct,mtbf_years,underreported\n"
	rows, err := ReadPublished("t.csv", strings.NewReader(header+"total,0,100,0.4,\nfire,1,0.5,80,\n"))
	if err != nil {
		t.Fatal(err)
	}
	oracle.Equal(t, "shares and years", []float64{rows[0].Percent, rows[0].Years, rows[1].Percent, rows[1].Years}, []float64{100, 0.4, 0.5, 80})
	for _, bad := range []string{"fire,1,-0.5,80,\n", "fire,1,0.5,-0.1,\n"} {
		if _, err := ReadPublished("t.csv", strings.NewReader(header+bad)); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

// A column without a known name is the start where four of five cells are dates,
// no fewer.
func TestDatesMakeAStart(t *testing.T) {
	for dates := range 6 {
		text := "unit,alpha\n"
		for row := range 5 {
			cell := "see above"
			if row < dates {
				cell = fmt.Sprintf("2024-03-0%dT10:00Z", row+1)
			}
			text += fmt.Sprintf("u%d,%s\n", row, cell)
		}
		log, err := ReadLogs(context.Background(), []string{writeFile(t, "log.csv", text)}, Options{})
		switch {
		case dates < 4:
			if err == nil || !strings.Contains(err.Error(), "no column of start times") {
				t.Errorf("%d dates of 5: error %v", dates, err)
			}
		case err != nil:
			t.Errorf("%d dates of 5: %v", dates, err)
		default:
			oracle.Equal(t, "outages", len(log.Outages), dates)
		}
	}
}
