package ingest

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// Two outages in the forms in which programs write them: each is read as the records
// are, or refused.
func TestFormsOfJSON(t *testing.T) {
	const (
		one = `{"machine":"A","start":"2024-01-01T00:00:00Z","end":"2024-01-01T02:00:00Z"}`
		two = `{"machine":"B","start":"2024-02-01T00:00:00Z","end":"2024-02-01T01:00:00Z"}`
		// The cells alone.
		row1 = `["A","2024-01-01T00:00:00Z","2024-01-01T02:00:00Z"]`
		row2 = `["B","2024-02-01T00:00:00Z","2024-02-01T01:00:00Z"]`
	)
	for name, c := range map[string]struct{ text, err, assumed string }{
		"records":               {text: "[" + one + "," + two + "]"},
		"index":                 {text: `{"0":` + one + `,"1":` + two + "}"},
		"split":                 {text: `{"columns":["machine","start","end"],"index":[0,1],"data":[` + row1 + "," + row2 + "]}"},
		"table":                 {text: `{"schema":{"fields":[{"name":"machine","type":"string"}]},"data":[` + one + "," + two + "]}"},
		"columns":               {text: `{"machine":{"0":"A","1":"B"},"start":{"0":"2024-01-01T00:00:00Z","1":"2024-02-01T00:00:00Z"},"end":{"0":"2024-01-01T02:00:00Z","1":null}}`, err: `orient="records"`},
		"lists by column":       {text: `{"machine":["A","B"],"start":["2024-01-01T00:00:00Z","2024-02-01T00:00:00Z"]}`, err: "holds no records"},
		"values":                {text: "[" + row1 + "," + row2 + "]", err: "JSON without names"},
		"features":              {text: `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":` + one + `},{"type":"Feature","geometry":null,"properties":` + two + "}]}"},
		"hits":                  {text: `{"took":5,"hits":{"total":{"value":2},"hits":[{"_id":"x","_source":` + one + `},{"_id":"y","_source":` + two + "}]}}"},
		"lists a page":          {text: "[" + one + "]\n[" + two + "]\n"},
		"documents a page":      {text: `{"incidents":[` + one + `],"offset":0,"more":true}` + `{"incidents":[` + two + `],"offset":1,"more":false}`},
		"documents a line":      {text: `{"incidents":[` + one + `],"next_token":"x"}` + "\n" + `{"incidents":[` + two + "]}\n"},
		"outages in records":    {text: `[{"site":"S","start":"2024-01-01T00:00:00Z","outages":[` + one + "," + two + "]}]", err: "holds outages of its own"},
		"another list is taken": {text: `{"outages":[` + one + "," + two + `],"closed":[{"start":"2024-03-01","end":"2024-03-02"}],"staff":[{"name":"x"}]}`, assumed: `lists-left-out: log.json: 1 list of records not read, that may tell outages: "closed"`},
		"an instant query":      {text: `{"data":{"resultType":"vector","result":[{"metric":{"a":"b"},"value":[1,"0"]}]}}`, err: "query_range"},
		"cut off":               {text: "[" + one + "," + two + "," + one[:30], err: "cut off, after the record at [1]"},
		"too long":              {text: `{"x":[{"a":"` + strings.Repeat("x", 5<<20) + `"}]}`, err: "x[0]: a record is longer"},
	} {
		t.Run(name, func(t *testing.T) {
			log, err := ReadLog(context.Background(), "log.json", strings.NewReader(c.text), Options{})
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Errorf("error %v, want one with %q", err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			down := 0.0
			for _, o := range log.Outages {
				down += o.End - o.Start
			}
			if len(log.Outages) != 2 || len(log.Units) != 2 || down < 3-1e-9 || down > 3+1e-9 {
				t.Errorf("%d outages of %d units, %g h down, want 2 of 2 and 3 h", len(log.Outages), len(log.Units), down)
			}
			said := ""
			for _, w := range log.Account.Assumed() {
				said += w.Code + ": " + w.Text + "\n"
			}
			if !strings.Contains(said, c.assumed) || c.assumed == "" && strings.Contains(said, "not read") {
				t.Errorf("assumed %q, want %q", said, c.assumed)
			}
		})
	}
}

func TestManyListsAreNamedInPart(t *testing.T) {
	var lists []string
	for i := range 5000 {
		lists = append(lists, fmt.Sprintf(`"l%d":[{"a":1}]`, i))
	}
	_, err := ReadLog(context.Background(), "log.json", strings.NewReader("{"+strings.Join(lists, ",")+"}"), Options{})
	if err == nil || len(err.Error()) > 500 || !strings.Contains(err.Error(), "more; --sheet") {
		t.Errorf("error %v", err)
	}
}

// The words of a category win over its codes.
func TestNamesOfCausesBeforeCodes(t *testing.T) {
	var rows []string
	for i := range 6 {
		rows = append(rows, fmt.Sprintf(`{"start":"2024-01-%02d","end":"2024-01-%02dT02:00:00","cause":{"code":%d,"name":"%s"}}`, i+1, i+1, 17+i%2, []string{"disk", "net"}[i%2]))
	}
	log := readLog(t, "["+strings.Join(rows, ",")+"]", Options{})
	if got := fmt.Sprint(log.Causes); got != "[[disk] [net]]" {
		t.Errorf("causes %s", got)
	}
}

// Tags and states name nothing that failed.
func TestListsOfTagsAreNoUnits(t *testing.T) {
	log := readLog(t, `[{"start":"2024-01-01","end":"2024-01-02","tags":["a","b"],"node":{"state":["DOWN","DRAIN"]}},{"start":"2024-02-01","end":"2024-02-02","tags":["a","b"],"node":{"state":["DOWN","DRAIN"]}}]`, Options{})
	if strings.Contains(codes(log), "list-of-units") {
		t.Errorf("%+v", log.Account.Assumed())
	}
}

// Records that are split into a row for each unit are read alike by any number of
// workers, with rows that are bad among them.
func TestSplitListsWithWorkers(t *testing.T) {
	var rows []string
	for i := range 20_000 {
		components := `["a","b","c"]`
		switch i % 3 {
		case 1:
			components = fmt.Sprintf(`[{"name":"u%d"},{"name":"a"}]`, i%7)
		case 2:
			components = `[]`
		}
		start := fmt.Sprintf(`"20%02d-%02d-%02dT%02d:00:00Z"`, 10+i/8064%10, 1+i/672%12, 1+i/24%28, i%24)
		if i%1000 == 999 {
			start = `"no time"`
		}
		rows = append(rows, fmt.Sprintf(`{"id":%d,"start":%s,"minutes":%d,"components":%s,"text":%q}`, i, start, 1+i%50, components, strings.Repeat("x", 50)))
	}
	text := `{"incidents":[` + strings.Join(rows, ",\n") + "]}"
	opt := Options{Columns: map[Role]string{roleUnit: "components"}, Workers: 1}
	want := readLog(t, text, opt)
	if len(want.Units) != 10 && len(want.Units) != 11 {
		t.Errorf("%d units", len(want.Units))
	}
	opt.Workers = 4
	got := readLog(t, text, opt)
	if !reflect.DeepEqual(got.Log, want.Log) || !reflect.DeepEqual(got.Account, want.Account) {
		t.Errorf("%d outages and %+v with 4 workers, %d and %+v with 1", len(got.Outages), got.Reading, len(want.Outages), want.Reading)
	}
}

// Lists of causes count an outage under each, which is said.
func TestListsOfCauses(t *testing.T) {
	log := readLog(t, `[{"start":"2024-01-01","end":"2024-01-02","causes":["disk"]},{"start":"2024-02-01","end":"2024-02-02","causes":["disk","net"]},{"start":"2024-03-01","end":"2024-03-02","causes":["net"]}]`, Options{})
	if got := fmt.Sprint(log.Causes); got != "[[disk] [disk net] [net]]" {
		t.Errorf("causes %s", got)
	}
	said := fmt.Sprint(log.Account.Assumed())
	if !strings.Contains(codes(log), "several-causes") || !strings.Contains(said, "several causes of 1 outage;") || !strings.Contains(said, "more than the total") {
		t.Errorf("assumed %s", said)
	}
}

func TestScheduledDowntimeOfNagiosIsTold(t *testing.T) {
	const alerts = `[1704067200] CURRENT HOST STATE: web1;UP;HARD;1;PING OK
[1704100200] HOST ALERT: web1;DOWN;HARD;3;x
[1704103700] HOST ALERT: web1;UP;HARD;3;x
`
	if log := readLog(t, alerts, Options{}); strings.Contains(codes(log), "downtime-not-planned") {
		t.Errorf("%s without scheduled downtime", codes(log))
	}
	log := readLog(t, alerts+"[1704110100] HOST DOWNTIME ALERT: web1;STARTED; Host has entered a period of scheduled downtime\n[1704110200] HOST DOWNTIME ALERT: web1;STOPPED; Host has exited\n", Options{})
	if said := fmt.Sprint(log.Account.Assumed()); !strings.Contains(said, "1 period of scheduled downtime") {
		t.Errorf("assumed %s", said)
	}
}

// Half of the records write End, the others end.
func TestKeysOfOtherCases(t *testing.T) {
	var rows []string
	for i := range 6 {
		rows = append(rows, fmt.Sprintf(`{"start":"2024-01-%02dT00:00:00Z",%q:"2024-01-%02dT01:00:00Z"}`, i+1, []string{"end", "End"}[i%2], i+1))
	}
	log := readLog(t, "["+strings.Join(rows, ",")+"]", Options{})
	for _, o := range log.Outages {
		if d := o.End - o.Start; d < 0.999 || d > 1.001 {
			t.Errorf("an outage of %g h, want 1", d)
		}
	}
}
