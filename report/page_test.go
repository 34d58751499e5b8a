package report

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"mtbf/ingest"
	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/life"
	"mtbf/model/recurrent"
	"mtbf/plots"
)

// element is a tag of a page with the text right inside it.
type element struct {
	name  string
	attrs map[string]string
	text  string
}

// elements reads a page as strictly as encoding/xml reads HTML: every quote,
// bracket and end tag must be there.
func elements(t *testing.T, page []byte) []element {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var all []element
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("the page is not well formed: %v", err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			e := element{name: x.Name.Local, attrs: map[string]string{}}
			for _, a := range x.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			all = append(all, e)
		case xml.CharData:
			if len(all) > 0 {
				all[len(all)-1].text += string(x)
			}
		}
	}
}

// ours are the elements that a report is made of.
var ours = strings.Fields("html head meta title style body header h1 main section h2 ul li a nav ol p figure img div table caption thead tr th tbody td dl dt dd code details summary pre data svg rect span")

// sound writes a page and holds it against what every page must be.
func sound(t *testing.T, p *Page) (page []byte, all []element) {
	t.Helper()
	var buf, again bytes.Buffer
	if err := errors.Join(p.Write(&buf), p.Write(&again)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(buf.Bytes(), again.Bytes()) {
		t.Error("the same page has other bytes the second time")
	}
	page, all = buf.Bytes(), elements(t, buf.Bytes())
	ids := map[string]bool{}
	for _, e := range all {
		if e.name == "script" && slices.Contains([]string{"application/json", "application/gzip;base64"}, e.attrs["type"]) {
			continue // data, which no browser runs
		}
		if !slices.Contains(ours, e.name) {
			t.Errorf("<%s> is no element of a report", e.name)
		}
		if id := e.attrs["id"]; id != "" && ids[id] {
			t.Errorf("the ID %q comes twice", id)
		} else if id != "" {
			ids[id] = true
		}
		for name := range e.attrs {
			if strings.HasPrefix(name, "on") || name == "style" {
				t.Errorf("<%s> has the attribute %s", e.name, name)
			}
		}
		if strings.Contains(e.text, "NaN") || strings.Contains(e.text, "Inf") {
			t.Errorf("a number that is none is shown: %q", e.text)
		}
		if e.name == "img" && (!strings.HasPrefix(e.attrs["src"], "data:image/") || e.attrs["alt"] == "") {
			t.Errorf("a picture from %.40q with words %q", e.attrs["src"], e.attrs["alt"])
		}
	}
	for _, e := range all {
		if to, ok := e.attrs["href"]; ok && (!strings.HasPrefix(to, "#") || !ids[to[1:]]) {
			t.Errorf("a link to %q", to)
		}
	}
	return page, all
}

// row returns the cells of the first row that begins with a text.
func row(t *testing.T, all []element, first string) []string {
	t.Helper()
	for i, e := range all {
		if e.name != "td" || e.text != first {
			continue
		}
		var cells []string
		for ; i < len(all) && slices.Contains([]string{"td", "data", "svg", "rect", "span"}, all[i].name); i++ {
			switch text := strings.TrimSpace(all[i].text); all[i].name {
			case "td":
				cells = append(cells, text)
			default: // inside the cell
				cells[len(cells)-1] += text
			}
		}
		return cells
	}
	t.Fatalf("no row %q", first)
	return nil
}

// times returns the hours behind the times of the first row that begins with a text.
func times(t *testing.T, all []element, first string) (hours []float64) {
	t.Helper()
	for i, e := range all {
		if e.name != "td" || e.text != first {
			continue
		}
		for i++; i < len(all) && all[i].name != "tr"; i++ {
			if all[i].name == "data" {
				x, err := strconv.ParseFloat(all[i].attrs["value"], 64)
				if err != nil || !strings.HasSuffix(all[i].attrs["title"], " h") && !strings.HasSuffix(all[i].attrs["title"], " unit-h") {
					t.Errorf("a time without its hours: %v", all[i])
				}
				hours = append(hours, x)
			}
		}
		return hours
	}
	t.Fatalf("no row %q", first)
	return nil
}

// logPage analyses a log and returns its report.
func logPage(t *testing.T, text string, reading ingest.Options, rules census.Options) *Page {
	t.Helper()
	log, err := ingest.ReadLog(context.Background(), "log.csv", strings.NewReader(text), reading)
	if err != nil {
		t.Fatal(err)
	}
	rules.Confidence = 0.9
	table, err := census.Analyze(context.Background(), log.Log, rules)
	if err != nil {
		t.Fatal(err)
	}
	in := Log{Name: "log.csv", Log: log, Table: table, Source: Source{Program: "mtbf test", Command: "report log.csv", Seed: 1}}
	if r, err := census.FailureHistories(context.Background(), log.Log, rules, census.FromWindow); err == nil {
		in.Failing = &Failing{Histories: r.Histories}
		if in.Failing.Verdict, err = recurrent.Trend(r.Histories, rules.Confidence); err != nil {
			t.Fatal(err)
		}
		in.Failing.Segments, _ = recurrent.Segments(context.Background(), r.Histories, 8, rules.Confidence) // none where there are too few
	}
	in.Repairs = repairTimes(t, log.Log, rules)
	in.By = reading.By
	rules.By = census.ByMonth
	if log.Clock == model.Calendar {
		if in.Periods, err = census.Analyze(context.Background(), log.Log, rules); err != nil {
			t.Fatal(err)
		}
	}
	return pageOf(t, in)
}

// pageOf returns the report of a log.
func pageOf(t *testing.T, l Log) *Page {
	t.Helper()
	page, err := l.Page(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// repairTimes are those of ten failures or more.
func repairTimes(t *testing.T, log *model.Log, rules census.Options) *plots.Times {
	t.Helper()
	repairs, _, err := census.FindRepairs(context.Background(), log, rules)
	if err != nil || len(repairs.Times) < 10 {
		return nil
	}
	var sample life.Observations
	for _, h := range repairs.Times {
		sample = append(sample, life.Exact(h))
	}
	out := &plots.Times{Of: "restoration times", Confidence: rules.Confidence}
	if out.Survival, err = life.KaplanMeier(context.Background(), sample); err != nil {
		t.Fatal(err)
	}
	if fits, err := life.FitAll(context.Background(), sample, life.FitOptions{Confidence: rules.Confidence, Limits: life.Wald}); err == nil {
		out.Fits = fits.Fits
	}
	return out
}

// window returns the first days of 2024.
func window(days float64) *model.Interval {
	const newYear = 473364 // hours from 1970 to 2024: 54 years of 365 days and 13 leap days
	return &model.Interval{From: newYear, To: newYear + 24*days}
}

// Two units over 50 days are 2,400 unit-hours. Three failures of 2, 4 and 18 h
// leave 2,376 h of operation: MTBF 792 h = 33 d, MTTR 8 h, availability 99 %
// exactly, a year's downtime 87.66 h. Software fails most, twice and 6 h in all;
// hardware costs most, 18 of 24 h = 75 %.
func TestReportStatesFindings(t *testing.T) {
	p := logPage(t, `unit,start,end,category
a,2024-01-03T00:00:00Z,2024-01-03T02:00:00Z,software
b,2024-01-09T00:00:00Z,2024-01-09T04:00:00Z,software
a,2024-02-01T00:00:00Z,2024-02-01T18:00:00Z,hardware
a,bad,2024-02-03T00:00:00Z,hardware
`, ingest.Options{}, census.Options{Window: window(50), Exposure: census.ExposureRule{Units: 2}})
	page, all := sound(t, p)
	for _, want := range []string{
		"3 failures in 2,400 unit-hours of exposure of 2 units: the MTBF of a unit is 33.00 d (90 % limits ",
		"&#34;software&#34; fails most: 2 failures, 66.7 % of all",
		"Next is &#34;hardware&#34; with 33.3 %.",
		"A restoration takes 8.000 h (90 % limits ",
		"&#34;hardware&#34; costs most downtime: 18.00 unit-hours, 75.0 % of the downtime, with a mean time to restoration of 18.00 h",
		"The availability observed is 99.00 %. That of the steady state is estimated as 99.00 % (90 % limits ", "a unit is down 3.652 d a year",
		"Of 4 rows read 3 count; 1 could not be read, 0 are copies, 0 outside the window, 0 left out.",
		"There are too few failures to tell a trend.",
	} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	mtbf := row(t, all, "MTBF")
	if mtbf[1] != "d" || mtbf[2] != "33.00" || times(t, all, "MTBF")[0] != 792 {
		t.Errorf("MTBF is %q, want 33 d, which are 792 h", mtbf)
	}
	if cells := row(t, all, "read"); cells[1] != "4" {
		t.Errorf("rows read: %q", cells)
	}
	if cells := row(t, all[slices.IndexFunc(all, func(e element) bool { return strings.HasPrefix(e.text, "The first rows that") }):], "log.csv"); cells[1] != "5" || cells[2] != "start" || cells[3] != "bad" {
		t.Errorf("the rejected row is %q", cells)
	}
}

func TestHostileTextIsText(t *testing.T) {
	attacks := []string{`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `=cmd|' /C calc'!A0`, `</style><h1>x`, `{{.Style}}`, "javascript:alert(1)", "\u202egnp.exe"}
	text := "unit,start,end,category\n"
	for i, a := range attacks {
		quoted := `"` + strings.ReplaceAll(a, `"`, `""`) + `"`
		text += quoted + ",2024-01-0" + string(rune('1'+i)) + "T00:00:00Z,2024-01-09T10:00:00Z," + quoted + "\n"
	}
	text += `"</td><script>",never,2024-01-01T00:00:00Z,x` + "\n"
	page, all := sound(t, logPage(t, text, ingest.Options{}, census.Options{Window: window(30), Exposure: census.ExposureRule{Units: 9}}))
	found := map[string]bool{}
	for _, e := range all {
		if e.name == "td" {
			found[e.text], found[e.attrs["title"]] = true, true
		}
	}
	for _, want := range []string{"<script>alert(1)<·script>", `"><img src=x onerror=alert(1)>`, "'=cmd|' /C calc'!A0", "{{.Style}}", "javascript:alert(1)"} {
		if !found[want] && !found[strings.ReplaceAll(want, "·", "/")] {
			t.Errorf("no cell shows %q", want)
		}
	}
	if bytes.ContainsRune(page, '\u202e') {
		t.Error("a mark that turns text about is on the page")
	}
}

func TestReportOfNothing(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		rules census.Options
		want  string
	}{
		"no failures": {"unit,start,end,category,planned\na,2024-01-03T00:00:00Z,2024-01-03T02:00:00Z,x,yes\n",
			census.Options{Window: window(10), Exposure: census.ExposureRule{Units: 1}}, "No failure was seen in 240.0 unit-hours"},
		"no durations": {"unit,start,category\na,2024-01-03T00:00:00Z,x\nb,2024-01-04T00:00:00Z,y\n",
			census.Options{Window: window(10), Exposure: census.ExposureRule{Units: 2}}, "How long a restoration takes cannot be estimated"},
		"no causes": {"unit,start,end\na,2024-01-03T00:00:00Z,2024-01-03T02:00:00Z\n",
			census.Options{Window: window(10), Exposure: census.ExposureRule{Units: 2}}, "no failure has a cause that is known"},
		"a total of hours": {"unit,start,end,category\na,2024-01-03T00:00:00Z,2024-01-03T02:00:00Z,x\n",
			census.Options{Exposure: census.ExposureRule{TotalHours: 1000}}, "1 failure in 1,000 unit-hours of exposure of 1 unit:"},
	} {
		t.Run(name, func(t *testing.T) {
			if page, _ := sound(t, logPage(t, c.text, ingest.Options{}, c.rules)); !strings.Contains(string(page), c.want) {
				t.Errorf("the page does not say %q", c.want)
			}
		})
	}
}

// One unit fails every 100 h ten times, then every 10 h thirty times, the k-th
// time for 0.25 (k mod 20 + 1) h: the times are 0.25, 0.5, ..., 5 h, each twice.
// Half of them are over within 2.5 h, nine tenths within 4.5 h. The rate changes
// at 1,000 h, 41 days and 16 h from the new year: on 11 February, or in the
// 200th of the 1,300 h beside it.
func TestReportOfTimes(t *testing.T) {
	var text strings.Builder
	text.WriteString("unit,start,end,category,site\n")
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for k, at := 0, 0.0; k < 40; k++ {
		gap := 100.0
		if k >= 10 {
			gap = 10
		}
		at += gap
		from := start.Add(time.Duration(at * float64(time.Hour)))
		to := from.Add(time.Duration(k%20+1) * 15 * time.Minute)
		fmt.Fprintf(&text, "a,%s,%s,c,%s\n", from.Format(time.RFC3339), to.Format(time.RFC3339), []string{"north", "south"}[k%2])
	}
	rules := census.Options{Window: window(1310. / 24), Exposure: census.ExposureRule{Units: 1}, By: census.ByColumn, Reported: []census.Reported{{Category: "c", Lo: 0.5, Hi: 0.5}}}
	page, all := sound(t, logPage(t, text.String(), ingest.Options{By: "site"}, rules))
	if got := string(page); !strings.Contains(got, "The log falls into 2 segments of constant rate; in the last, since 2024-02-1") {
		t.Error("the change of the rate is not stated")
	}
	for first, want := range map[string]string{"50 %": "2.5", "90 %": "4.5"} {
		if cells := row(t, all, first); cells[1] != want {
			t.Errorf("%s of the restorations within %q, want %s h", first, cells, want)
		}
	}
	if cells := row(t, all, "north"); cells[1] != "20" || cells[2] != "50.0" {
		t.Errorf("north: %q", cells)
	}
	reported := all[slices.IndexFunc(all, func(e element) bool { return strings.HasPrefix(e.text, "MTBF as logged and as") }):]
	of := times(t, reported, "c")
	if logged, corrected := of[0], of[1]; math.Abs(corrected/logged-0.5) > 1e-11 {
		t.Errorf("MTBF %g, and %g where half of the failures are reported", logged, corrected)
	}
}

// A log of thousands of categories keeps its size: tables end, and say so.
func TestReportOfManyCategories(t *testing.T) {
	var text strings.Builder
	text.WriteString("unit,start,end,category\n")
	for i := range 5000 {
		text.WriteString("a,2024-01-03T00:00:00Z,2024-01-03T02:00:00Z,c" + strings.Repeat("x", i%300) + string(rune('a'+i%26)) + "\n")
	}
	page, _ := sound(t, logPage(t, text.String(), ingest.Options{KeepDuplicates: true}, census.Options{Window: window(10), Exposure: census.ExposureRule{Units: 1000}}))
	if len(page) > 1<<20 || !strings.Contains(string(page), "more are not shown here") {
		t.Errorf("%d bytes", len(page))
	}
}

// Names of a megabyte are shown by their beginning, in cells, findings, captions
// and figures: a page does not hold them dozens of times.
func TestReportOfLongNames(t *testing.T) {
	var text strings.Builder
	text.WriteString("unit,start,end,category,what\n")
	for i := range 40 {
		name := fmt.Sprintf("%d%s", i, strings.Repeat("&é", 100_000))
		text.WriteString(name + ",2024-01-03T00:00:00Z,2024-01-03T02:00:00Z," + name + "," + name + "\n")
	}
	page, all := sound(t, logPage(t, text.String(), ingest.Options{By: "what"}, census.Options{Window: window(10), Exposure: census.ExposureRule{Units: 1000}, By: census.ByColumn}))
	if len(page) > 1<<20 {
		t.Errorf("%d bytes", len(page))
	}
	if !slices.ContainsFunc(all, func(e element) bool {
		return e.name == "td" && strings.HasPrefix(e.text, "17&é") && strings.HasSuffix(e.text, "…") && utf8.ValidString(e.text)
	}) {
		t.Error("no cell shows the beginning of a name")
	}
}

// What was asked stands on a page to its end, as it is there to be asked again.
func TestLongCommandIsWhole(t *testing.T) {
	command := "report" + strings.Repeat(" log.csv", longestText/8)
	page, _ := sound(t, &Page{Title: "long", Source: Source{Command: command}})
	if !strings.Contains(string(page), command) {
		t.Error("it is cut")
	}
}

// LANL's outages, counted by another program: 23,739, of which 14,341 of
// hardware. The whole report is far below three megabytes.
func TestReportOfLANL(t *testing.T) {
	path := oracle.SharedPath(t, "data/lanl/failures.csv")
	log, err := ingest.ReadLogs(context.Background(), []string{path}, ingest.Options{KeepDuplicates: true, DurationFromColumn: true})
	if err != nil {
		t.Fatal(err)
	}
	table, err := census.Analyze(context.Background(), log.Log, census.Options{Confidence: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	page, all := sound(t, pageOf(t, Log{Name: "LANL", Log: log, Table: table}))
	if len(page) > 3<<20 {
		t.Errorf("%d bytes", len(page))
	}
	if cells := row(t, all, "Hardware"); cells[1] != "14,341" {
		t.Errorf("hardware: %q", cells)
	}
	if !strings.Contains(string(page), "23,739 failures in ") {
		t.Error("the failures are not stated")
	}
}

func TestPlainNumbers(t *testing.T) {
	for _, c := range []struct {
		x    float64
		want string
	}{
		{1234567.8, "1,234,570"}, {0.000123456789, "1.23457e-04"}, {2.5e-13, "2.5e-13"}, {92794800, "92,794,800"}, {0, "0"},
		{math.NaN(), "not estimable"}, {math.Inf(1), "not bounded"}, {3e17, "3e+17"},
	} {
		t.Run(fmt.Sprint(c.x), func(t *testing.T) {
			if got := plain(c.x); got != c.want {
				t.Errorf("plain(%g) = %q, want %q", c.x, got, c.want)
			}
		})
	}
}
