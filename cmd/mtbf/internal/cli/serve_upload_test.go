package cli

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mtbf/internal/number"
	"mtbf/internal/when"
	"mtbf/report/local"
)

const sentSystem = `name: node
modules:
  server: {mtbf: {point: 1y, error_factor: 3}, mttr: 4h}
  web: {from: {log: dataset:shop, category: software/application, units: 4, from: 2023-01-01, to: 2026-01-01}}
structure:
  series: [{duplex: {of: server, coverage: 0.99}}, web]
`

// unavailabilityAt asks the page of a system for what its numbers come to.
func unavailabilityAt(t *testing.T, address, path, set string) float64 {
	t.Helper()
	number := path[strings.LastIndexByte(path, '/')+1:]
	r, err := http.Post(address+"/solve", "application/json", strings.NewReader(`{"system": `+number+`, "set": `+set+`}`))
	var a struct {
		Measures struct{ Unavailability float64 } `json:"measures"`
	}
	if text := body(t, r, err); json.Unmarshal([]byte(text), &a) != nil || !(a.Measures.Unavailability > 0) {
		t.Fatalf("%s", text)
	}
	return a.Measures.Unavailability
}

// A system that is sent has its report and its page; what is downloaded after a change has
// the answer of the page by mtbf solve, and the report of the change has it too.
func TestSystemThatIsSent(t *testing.T) {
	address := served(t)
	r, err := sendAs(t, address, "node.yaml", sentSystem)
	page := body(t, r, err)
	path := r.Request.URL.Path
	if r.StatusCode != 200 || !strings.HasPrefix(path, "/report/") || !strings.Contains(page, fmt.Sprintf("node.yaml, %d bytes, SHA-256", len(sentSystem))) {
		t.Fatalf("%d %s: %.400s", r.StatusCode, path, page)
	}
	dir := t.TempDir()
	solved := func(name, text string) float64 {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		var a struct {
			Measures struct{ Unavailability float64 } `json:"measures"`
		}
		output(t, &a, "solve", file)
		return a.Measures.Unavailability
	}
	if got, want := unavailabilityAt(t, address, path, "{}"), solved("node.yaml", sentSystem); got != want {
		t.Errorf("%.17g on the page, %.17g of the file", got, want)
	}
	changes := url.Values{"module0.MTTR": {"2.5"}, "group1.beta": {"0.03"}, "group1.coverage": {"0.999"}}
	r, err = http.Get(address + strings.Replace(path, "report", "what-if", 1) + "/system.yaml?" + changes.Encode())
	file := body(t, r, err)
	u := unavailabilityAt(t, address, path, `{"module0.MTTR": 2.5, "group1.beta": 0.03, "group1.coverage": 0.999}`)
	if want := solved("changed.yaml", file); u != want {
		t.Errorf("%.17g on the page, %.17g of the changed file\n%s", u, want, file)
	}
	r, err = http.Get(address + strings.Replace(path, "report", "what-if", 1) + "/report?" + changes.Encode())
	if page := body(t, r, err); !strings.Contains(page, "<td>"+number.Plain(u)+"</td>") || !strings.Contains(page, "MTTR 4 -&gt; 2.5 h") {
		t.Errorf("the report of the change: %.800s", page)
	}
}

// Each kind of file is known when it is sent, packed or not, by its name or by what it
// begins with; what no page is made of is told.
func TestKindsThatAreSent(t *testing.T) {
	const openPSA = `<opsa-mef><define-fault-tree name="t"><define-gate name="top"><and><basic-event name="a"/><basic-event name="b"/></and></define-gate>
<define-basic-event name="a"><float value="0.01"/></define-basic-event><define-basic-event name="b"><float value="0.02"/></define-basic-event></define-fault-tree></opsa-mef>`
	const timed = `<opsa-mef><define-fault-tree name="t"><define-gate name="top"><or><basic-event name="a"/></or></define-gate>
<define-basic-event name="a"><exponential><float value="1e-4"/><system-mission-time/></exponential></define-basic-event></define-fault-tree></opsa-mef>`
	const galileo = "toplevel \"top\";\n\"top\" and \"a\" \"b\";\n\"a\" lambda=0.001 dorm=0;\n\"b\" lambda=0.002 dorm=0;\n"
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, shortLog)
	z.Close()
	address := served(t)
	for _, c := range []struct {
		name, text string
		choices    []string
		code       int
		want       string
	}{
		{"log.csv.gz", packed.String(), []string{"units", "3"}, 200, "3 failures in"},
		{"log", shortLog, nil, 200, "3 failures in"},
		{"tree.xml", openPSA, nil, 200, "2.00000e-04"},
		{"tree", openPSA, nil, 200, "Fault tree: "},
		{"timed.xml", timed, nil, 422, "The form has a field for it"},
		{"timed.xml", timed, []string{"mission-time", "100h"}, 200, "Fault tree: "},
		{"tree.dft", galileo, []string{"at", "100h"}, 200, "Dynamic fault tree: "},
		{"tree.txt", galileo, nil, 200, "Dynamic fault tree: "},
		{"system.txt", sentSystem, nil, 200, "System: node"},
		{"other.yaml", "modules: {a: {from: {log: outages.csv}}}\nstructure: a\n", nil, 422, "log: it was not sent, and serve opens no other file"},
		{"lives.yaml", "modules: {a: {life: {empirical: {file: /etc/passwd, column: x}}}}\nstructure: a\n", nil, 422, "it was not sent, and serve opens no other file"},
		{"asks.yaml", "modules: {a: {mtbf: 90h, mttr: 9h}}\nstructure: {choose: {of: a, redundancy: 1..2}}\n", nil, 422, "asks.yaml asks what to buy (choose:): give a target availability, or say maximize"},
		{"asks.yaml", "modules: {a: {mtbf: 90h, mttr: 9h, resources: {cost: 3}}}\nstructure: {choose: {of: a, redundancy: 1..5}}\n", []string{"target", "99%"}, 200, "a.2"},
		{"node.yaml", sentSystem, []string{"target", "99%"}, 200, "The target of 99 % is "},
		{"node.yaml", sentSystem, []string{"maximize", "true"}, 422, "maximize is for a system file that asks (choose:), and node.yaml asks nothing"},
		{"rules.yaml", "rules:\n  - {value: [a], category: b}\n", nil, 422, "rules.yaml is a taxonomy, of which there is no page; &#39;mtbf analyze LOG --taxonomy rules.yaml&#39; uses it"},
		{"page.html", "<!DOCTYPE html><html></html>", nil, 422, "page.html is a web page (HTML), of which there is no page; export the data"},
		{"answer.json", `{"schema": "mtbf.analyze/1"}`, nil, 422, "answer.json is an answer of mtbf in JSON"},
		{"empty.csv", "", nil, 422, "empty"},
		{"node.yaml", sentSystem, []string{"units", "3"}, 422, "units is not for a system file, and node.yaml is one"},
		{"node.yaml", sentSystem, []string{"at", "soon"}, 422, "soon"},
		{"log.csv", shortLog, []string{"gate", "top"}, 422, "gate is not for an outage log, and log.csv is one"},
		{"log.csv", shortLog, []string{"slo", "99.9%", "units", "3"}, 200, "Error budget"},
		{"log.csv", shortLog, []string{"join-touching", "maybe"}, 422, "join-touching"},
		{"bad.yaml", "modules: {a: {mtbf: 9h}}\nstructure: b\n", nil, 422, "bad.yaml:2:12: &#34;b&#34; is neither a module nor a shared unit; define it under modules:\n  1 | modules: "},
	} {
		t.Run(c.name+strings.Join(c.choices, "="), func(t *testing.T) {
			r, err := sendAs(t, address, c.name, c.text, c.choices...)
			if page := body(t, r, err); r.StatusCode != c.code || !strings.Contains(page, c.want) {
				t.Errorf("%d without %q: %.3000s", r.StatusCode, c.want, page)
			}
		})
	}
}

// What mtbf asks of a log the page asks, with the figures that it prints; an answer gives
// what its flags give.
func TestQuestionOfALogIsAsked(t *testing.T) {
	const log = "unit,start,end\na,03/04/2024,04/04/2024\nb,05/06/2024,07/08/2024\nb,09/10/2024,11/10/2024\n"
	address := served(t)
	r, err := send(t, address, log, "units", "2")
	page := body(t, r, err)
	if r.StatusCode != 200 || !strings.Contains(page, "Which comes first in the dates of log.csv, the day or the month?") || !strings.Contains(page, "03/04 is 3 April<br><code>date-order: day-month") || !strings.Contains(page, "03/04 is 4 March<br><code>date-order: month-day") || strings.Count(page, "<td>3</td>") != 2 {
		t.Fatalf("%d %s", r.StatusCode, page)
	}
	about := regexp.MustCompile(`name="about" value="(\d+)"`).FindStringSubmatch(page)[1]
	path := filepath.Join(t.TempDir(), "log.csv")
	if err := os.WriteFile(path, []byte(log), 0o644); err != nil {
		t.Fatal(err)
	}
	seen := map[float64]bool{}
	for i, order := range []string{"day-month", "month-day"} {
		var a struct {
			Total struct {
				MTBF struct{ Point float64 } `json:"mtbf_hours"`
			} `json:"total"`
		}
		output(t, &a, "analyze", path, "--units", "2", "--date-order", order)
		r, err := http.PostForm(address+"/answer", url.Values{"about": {about}, "reading": {strconv.Itoa(i)}})
		if page := body(t, r, err); r.StatusCode != 200 || !strings.Contains(page, fmt.Sprintf(`<data value="%.12g"`, a.Total.MTBF.Point)) {
			t.Errorf("%s: %d without the MTBF %g", order, r.StatusCode, a.Total.MTBF.Point)
		}
		seen[a.Total.MTBF.Point] = true
	}
	if len(seen) != 2 {
		t.Errorf("both readings have the same MTBF: %v", seen)
	}
}

// A fault tree with two tops is asked about, and either can be chosen.
func TestQuestionOfATreeIsAsked(t *testing.T) {
	const tree = `<opsa-mef><define-fault-tree name="t"><define-gate name="one"><and><basic-event name="a"/><basic-event name="b"/></and></define-gate>
<define-gate name="two"><or><basic-event name="a"/><basic-event name="b"/></or></define-gate>
<define-basic-event name="a"><float value="0.01"/></define-basic-event><define-basic-event name="b"><float value="0.02"/></define-basic-event></define-fault-tree></opsa-mef>`
	address := served(t)
	r, err := sendAs(t, address, "tree.xml", tree)
	page := body(t, r, err)
	about := regexp.MustCompile(`name="about" value="(\d+)"`).FindStringSubmatch(page)
	if about == nil || !strings.Contains(page, "Which gate is the top event?") || !strings.Contains(page, "gate: two") {
		t.Fatalf("%d %s", r.StatusCode, page)
	}
	for i, want := range []float64{0.01 * 0.02, 1 - 0.99*0.98} {
		r, err := http.PostForm(address+"/answer", url.Values{"about": about[1:], "reading": {strconv.Itoa(i)}})
		if page := body(t, r, err); r.StatusCode != 200 {
			t.Fatalf("%d %s", r.StatusCode, page)
		}
		if u := unavailabilityAt(t, address, r.Request.URL.Path, "{}"); !(u > want*(1-1e-12) && u < want*(1+1e-12)) {
			t.Errorf("gate %d: %g, not %g", i, u, want)
		}
	}
}

// The form offers the flags of report that name no file, and no other.
func TestFormHasTheFlagsOfReport(t *testing.T) {
	cmd := &cobra.Command{}
	newReportOptions(&global{}).reportFlags(cmd)
	want := map[string]bool{}
	cmd.Flags().VisitAll(func(f *pflag.Flag) { want[f.Name] = true })
	for _, files := range []string{"fleet", "taxonomy", "holidays", "draws", "work"} { // the last two buy time, which a page has a minute of
		if !want[files] {
			t.Errorf("--%s is no flag of report any more", files)
		}
		delete(want, files)
	}
	for _, name := range local.Fields() {
		if !want[name] {
			t.Errorf("the form has a field %s, which is no flag of report", name)
		}
		delete(want, name)
	}
	for name := range want {
		t.Errorf("the form does not have --%s", name)
	}
}

// The units that the field of a time takes are those of durations everywhere.
func TestUnitsOfTheWhatIfPage(t *testing.T) {
	r, err := http.Get(served(t) + "/static/what-if.js")
	script := body(t, r, err)
	table := regexp.MustCompile(`const units = \{ (.*) \};`).FindStringSubmatch(script)
	if table == nil {
		t.Fatal("there is no table of units")
	}
	pairs := regexp.MustCompile(`(\w+): (1 / \d+|[\d.]+)`).FindAllStringSubmatch(table[1], -1)
	for _, pair := range pairs {
		over, under, ratio := strings.Cut(pair[2], " / ")
		hours, err := strconv.ParseFloat(over, 64)
		if ratio {
			var by float64
			if by, err = strconv.ParseFloat(under, 64); err == nil {
				hours /= by
			}
		}
		if want, ok := when.UnitHours(pair[1]); err != nil || !ok || want != hours {
			t.Errorf("%s: %g h, not %g", pair[1], hours, want)
		}
	}
	if len(pairs) != 8 {
		t.Errorf("units %q", pairs)
	}
}
