package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"mtbf/internal/oracle"
)

// rowsOf are some outages by column; nil is no value.
var rowsOf = []map[string]any{
	{"host": "a", "start": "2024-01-05T10:00:00Z", "end": "2024-01-05T12:00:00Z", "cause": "disc"},
	{"host": "b", "start": "2024-02-05T10:00:00Z", "end": "2024-02-05T10:30:00Z", "cause": "power, mains"},
	{"host": "a", "start": "2024-03-05T10:00:00Z", "end": nil, "cause": "disc"},
	{"host": "c", "start": "2024-03-06T10:00:00Z", "end": "2024-03-06T11:00:00Z", "cause": `the "new" disc`},
	{"host": "c", "start": "2024-03-06T10:00:00Z", "end": "2024-03-06T11:00:00Z", "cause": `the "new" disc`},
}

var columnsOf = []string{"host", "start", "end", "cause"}

// object writes a row as JSON, its keys in the order of the columns.
func object(row map[string]any) string {
	var members []string
	for _, c := range columnsOf {
		value, _ := json.Marshal(row[c])
		members = append(members, fmt.Sprintf("%q: %s", c, value))
	}
	return "{" + strings.Join(members, ", ") + "}"
}

// asDelimited writes the rows with a header.
func asDelimited() string {
	text := strings.Join(columnsOf, ",") + "\n"
	for _, row := range rowsOf {
		var cells []string
		for _, c := range columnsOf {
			cell := ""
			if row[c] != nil {
				cell = `"` + strings.ReplaceAll(row[c].(string), `"`, `""`) + `"`
			}
			cells = append(cells, cell)
		}
		text += strings.Join(cells, ",") + "\n"
	}
	return text
}

func TestOtherFormsAreReadAsDelimitedText(t *testing.T) {
	var objects, keyed []string
	for i, row := range rowsOf {
		objects = append(objects, object(row))
		keyed = append(keyed, fmt.Sprintf(`"o%d": %s`, i, object(row)))
	}
	want := readLog(t, asDelimited(), Options{})
	for name, text := range map[string]string{
		"list":                   "[" + strings.Join(objects, ",\n") + "]",
		"list under a key":       `{"page": {"id": "x"}, "outages": [` + strings.Join(objects, ",") + "]}",
		"lines":                  strings.Join(objects, "\n"),
		"lines of another end":   strings.Join(objects, "\r\n") + "\r\n",
		"values, not one a line": strings.ReplaceAll(strings.Join(objects, "\n"), `"start"`, "\n\"start\""),
		"with a mark":            "\ufeff[" + strings.Join(objects, ",") + "]",
	} {
		t.Run(name, func(t *testing.T) {
			got := readLog(t, text, Options{Workers: 2})
			if !reflect.DeepEqual(atLine0(got), atLine0(want)) || !reflect.DeepEqual(got.Units, want.Units) || !reflect.DeepEqual(got.Causes, want.Causes) || !reflect.DeepEqual(got.Reading, want.Reading) {
				t.Errorf("%+v\nwant\n%+v", got.Log, want.Log)
			}
		})
	}
	for _, name := range []string{"openpyxl", "libreoffice"} {
		t.Run(name, func(t *testing.T) {
			got, err := ReadLogs(context.Background(), []string{"testdata/books/" + name + ".xlsx"}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(atLine0(got), atLine0(want)) || !reflect.DeepEqual(got.Units, want.Units) || !reflect.DeepEqual(got.Causes, want.Causes) || !reflect.DeepEqual(got.Reading, want.Reading) {
				t.Errorf("%+v\nwant\n%+v", got.Log, want.Log)
			}
		})
	}
	t.Run("keyed: the keys tell copies apart", func(t *testing.T) {
		got := readLog(t, `{"outages": {`+strings.Join(keyed, ",")+"}}", Options{})
		if len(got.Outages) != len(rowsOf) || got.Reading.Duplicates != 0 {
			t.Errorf("%d outages, %+v", len(got.Outages), got.Reading)
		}
	})
}

// atLine0 is the outages without where they stand.
func atLine0(log *Log) string {
	text := ""
	for _, o := range log.Outages {
		o.Line = 0
		text += fmt.Sprintf("%+v\n", o)
	}
	return text
}

func TestStatuspage(t *testing.T) {
	log := readLog(t, sharedText(t, "cases/statuspage-incidents.json"), Options{})
	var got []string
	for _, o := range log.Outages {
		got = append(got, fmt.Sprintf("%.4g h %s", o.End-o.Start, log.Causes[o.Causes][0]))
	}
	if want := "[1.5 h minor 2 h major]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
	if w := log.Account.Assumed(); len(w) != 1 || !strings.Contains(w[0].Text, "API 2, DB 1") || w[0].Code != "list-of-units" {
		t.Errorf("assumed %v, want the components with how often each failed", w)
	}
	grouped := readLog(t, sharedText(t, "cases/statuspage-incidents.json"), Options{By: "components"})
	if got := fmt.Sprint(grouped.Groups, grouped.Members); got != "[API DB;API DB] [[] [2 0] []]" {
		t.Errorf("groups %s, want each outage in all that it lists", got)
	}
	each := readLog(t, sharedText(t, "cases/statuspage-incidents.json"), Options{Columns: map[Role]string{roleUnit: "components"}})
	if len(each.Outages) != 3 || len(each.Units) != 2 || each.Reading.RowsRead != 3 {
		t.Errorf("by components: %d outages of %d units, %d rows", len(each.Outages), len(each.Units), each.Reading.RowsRead)
	}
}

const page = `{"components": [{"id": "c1", "name": "API", "status": "operational", "created_at": "2020-01-01T00:00:00Z", "updated_at": "2024-01-01T00:00:00Z"},
 {"id": "c2", "name": "DB", "status": "operational", "created_at": "2020-02-01T00:00:00Z", "updated_at": "2024-01-01T00:00:00Z"}],
"incidents": [{"id": "i1", "name": "slow", "status": "resolved", "created_at": "2024-01-05T10:00:00Z", "resolved_at": "2024-01-05T12:00:00Z", "impact": "minor"},
 {"id": "i2", "name": "down", "status": "investigating", "created_at": "2024-01-15T10:00:00Z", "resolved_at": null, "impact": "major"}],
"scheduled_maintenances": [{"id": "m1", "name": "move", "status": "completed", "created_at": "2024-01-01T00:00:00Z", "resolved_at": "2024-01-20T07:00:00Z",
  "impact": "maintenance", "scheduled_for": "2024-01-20T03:00:00Z", "scheduled_until": "2024-01-20T06:00:00Z"}]}`

func TestListsOfAPage(t *testing.T) {
	count := func(log *Log) (text string) {
		for _, o := range log.Outages {
			text += fmt.Sprintf("%.4g-%.4g:%d ", o.Start-log.Outages[0].Start, o.End-log.Outages[0].Start, o.Kind)
		}
		return text
	}
	if got := count(readLog(t, page, Options{})); !strings.HasPrefix(got, "0-2:0 240-") || !strings.HasSuffix(got, "353-356:2 ") {
		t.Errorf("%s, want the incidents, one of them open, and the maintenance as planned work", got)
	}
	for _, c := range []struct{ sheet, want string }{
		{"incidents", ""}, {"nothing", "has no list nothing; it has components, incidents, scheduled_maintenances"},
	} {
		t.Run(c.sheet, func(t *testing.T) {
			log, err := ReadLog(context.Background(), "page.json", strings.NewReader(page), Options{Sheets: []string{c.sheet}})
			if c.want == "" && (err != nil || len(log.Outages) != 2) || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	t.Run("none is named as outages are", func(t *testing.T) {
		_, err := ReadLog(context.Background(), "x.json", strings.NewReader(`{"a":[{"start":"2024-01-01"}],"b":[{"start":"2024-01-01"}]}`), Options{})
		if err == nil || !strings.Contains(err.Error(), "--sheet") {
			t.Errorf("%v", err)
		}
	})
}

func TestPlacesInJSON(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"list", `{"x":{"rows":[{"host":"a","start":"2024-01-05 10:00"},{"host":"a","start":"soon"}]}}`, `log.csv: x.rows[1]: start: "soon" is not`},
		{"lines", "{\"host\":\"a\",\"start\":\"2024-01-05 10:00\"}\n\n{\"host\":\"a\",\"start\":\"soon\"}\n", `log.csv:3: start: "soon" is not`},
		{"not JSON", "{\"host\":\"a\",\"start\":\"2024-01-05 10:00\"}\n{\"host\":NaN}\n", `log.csv:2: byte 9 is not JSON`},
		{"keyed", `{"p":{"host":"a","start":"2024-01-05 10:00"},"q":{"host":"b","start":"soon"}}`, `log.csv: record 2: start: "soon" is not`},
	} {
		t.Run(c.name, func(t *testing.T) {
			log := readLog(t, c.text, Options{})
			if len(log.Account.Rejects) != 1 || !strings.HasPrefix(log.Account.Rejects[0].Error(), c.want) {
				t.Errorf("%v, want %s", log.Account.Rejects, c.want)
			}
		})
	}
}

func TestLateKeysAreSaid(t *testing.T) {
	text := strings.Repeat(`{"host":"a","start":"2024-01-05 10:00"}`+"\n", 5001) + `{"host":"a","start":"2024-01-06 10:00","end":"2024-01-06 11:00"}`
	log := readLog(t, text, Options{KeepDuplicates: true})
	for _, w := range log.Account.Assumed() {
		if w.Code == "column-late" && strings.Contains(w.Text, `"end"`) {
			return
		}
	}
	t.Errorf("%v: nothing says that a key came late", log.Account.Warnings)
}

// TestJSONLinesOfManyRows reads more than blocks hold, with bad lines among them, on
// one worker and on several.
func TestJSONLinesOfManyRows(t *testing.T) {
	var text strings.Builder
	for i := range 30_000 {
		if i%1000 == 999 {
			text.WriteString("{\"host\":\n")
			continue
		}
		fmt.Fprintf(&text, "{\"host\":\"h%d\",\"start\":%d,\"end\":%d}\n", i%7, 1704844800+3600*i, 1704844800+3600*i+60)
	}
	one, several := readLog(t, text.String(), Options{}), readLog(t, text.String(), Options{Workers: 3})
	if len(one.Outages) != 30_000-30 || one.Reading.Rejected != 30 || one.Account.Rejects[0].Line != 1000 {
		t.Errorf("%d outages, %d rejected, the first %v", len(one.Outages), one.Reading.Rejected, one.Account.Rejects[0])
	}
	if !reflect.DeepEqual(one.Outages, several.Outages) || !reflect.DeepEqual(one.Account, several.Account) {
		t.Error("the answer depends on the number of workers")
	}
	oracle.Near(t, "hours of the first", one.Outages[0].End-one.Outages[0].Start, 1.0/60, 1e-6)
}
