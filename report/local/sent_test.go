package local

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mtbf/ingest/systemfile"
	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/solve"
)

// sendFile sends a file, and returns the answer.
func sendFile(t *testing.T, h http.Handler, name, text string) *httptest.ResponseRecorder {
	t.Helper()
	body, kind := form(t, nil, name, strings.NewReader(text))
	return ask(h, "POST", "/report", body, "Content-Type", kind)
}

// A system that is sent gets a number, a report, a what-if page and a row on the first
// page, as one that was named has; the numbers go on from those.
func TestSystemThatIsSent(t *testing.T) {
	h := handler(t)
	for i := range 2 {
		w := sendFile(t, h, "node<b>.yaml", pair)
		at := fmt.Sprintf("/report/%d", 3+i)
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != at {
			t.Fatalf("%d, to %q", w.Code, w.Header().Get("Location"))
		}
		for path, want := range map[string]string{
			at: "of node&lt;b&gt;.yaml", strings.Replace(at, "report", "what-if", 1): `data-id="module0.MTBF"`, "/": `<a href="` + at + `" aria-label="report of node&lt;b&gt;.yaml">`,
		} {
			if w := ask(h, "GET", path, nil); w.Code != 200 || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: %d without %s", path, w.Code, want)
			}
		}
		if report := ask(h, "GET", at, nil).Body.String(); !strings.Contains(report, fmt.Sprintf(`<a href="/what-if/%d">What if</a>`, 3+i)) {
			t.Error("the report does not lead to the what-if page")
		}
		w = ask(h, "POST", "/solve", strings.NewReader(fmt.Sprintf(`{"system": %d}`, 3+i)))
		var a answer
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		oracle.Near(t, "solved", *a.Measures.Unavailability, 24./10024*24/10024, 1e-12)
	}
	if w := ask(h, "GET", "/report/5", nil); w.Code != 404 || !strings.Contains(w.Body.String(), "no longer kept") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := sendFile(t, h, "bad.yaml", "modules: {a: {mtbf: 9h}}\nstructure: b\n"); w.Code != 422 || !strings.Contains(w.Body.String(), "bad.yaml:2:12: ") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// A question is a page of the ways to read, and the answer the report of what was sent
// before, with what the way says.
func TestQuestionIsAnswered(t *testing.T) {
	h := handler(t)
	w := sendFile(t, h, "asks.csv", "unit,start\n")
	page := w.Body.String()
	number := regexp.MustCompile(`name="about" value="(\d+)"`).FindStringSubmatch(page)
	if w.Code != 200 || number == nil || !strings.Contains(page, "whose &lt;outages&gt;?") || !strings.Contains(page, "three &lt;b&gt;") || !strings.Contains(page, "<td>8 h</td>") || !strings.Contains(page, "state: none") {
		t.Fatalf("%d %s", w.Code, page)
	}
	for answer, want := range map[string]string{
		"about=" + number[1] + "&reading=0": "200 asks.csv of 11 bytes, 1 choices", "about=" + number[1] + "&reading=1": "200 asks.csv of 11 bytes, 2 choices",
		"about=" + number[1] + "&reading=2": "400 no answer was chosen", "about=" + number[1] + "&reading=-1": "400 no answer", "about=" + number[1]: "400 no answer",
		"about=99&reading=0": "410 what the question is about is no longer kept", "about=x&reading=0": "410 ", "": "410 ", "about=" + strings.Repeat("0", maxAnswer): "413 ", "%zz": "400 ",
	} {
		w := ask(h, "POST", "/answer", strings.NewReader(answer), "Content-Type", "application/x-www-form-urlencoded")
		code, text, _ := strings.Cut(want, " ")
		if fmt.Sprint(w.Code) != code || !strings.Contains(w.Body.String(), text) {
			t.Errorf("%.40q: %d %s", answer, w.Code, w.Body)
		}
	}
}

// Of what was sent the last is kept, as far as there is room.
func TestShelf(t *testing.T) {
	s := shelf[string]{count: 3, weight: 10}
	for i, c := range []struct {
		item   string
		weight int
		left   string
	}{
		{"a", 4, "a"}, {"b", 6, "ab"}, {"c", 1, "bc"}, {"d", 1, "bcd"}, {"e", 1, "cde"}, {"f", 99, "f"}, {"g", 99, "g"}, {"h", 0, "h"}, {"i", 10, "hi"}, {"j", 1, "j"},
	} {
		t.Run(c.item, func(t *testing.T) {
			if number := s.put(c.item, c.weight); number != i {
				t.Errorf("%s is number %d", c.item, number)
			}
			_, items := s.all()
			if left := strings.Join(items, ""); left != c.left {
				t.Errorf("after %s there is %q, not %q", c.item, left, c.left)
			}
			if got, ok := s.get(i); !ok || got != c.item {
				t.Errorf("%s is gone at once", c.item)
			}
		})
	}
	if _, ok := s.get(0); ok {
		t.Error("the first is there still")
	}
}

// serverOf is a server of one system.
func serverOf(t *testing.T, text string) http.Handler {
	t.Helper()
	h, err := New(address, Options{Entries: []Entry{*entryOf(t, text)}})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// checkChange checks that the page, and the file that is downloaded from it, say the same
// to the last digit: the file is read and solved as mtbf solve does.
func checkChange(t *testing.T, h http.Handler, set map[string]float64) {
	t.Helper()
	question, _ := json.Marshal(map[string]any{"system": 0, "set": set})
	w := ask(h, "POST", "/solve", bytes.NewReader(question))
	var a answer
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		t.Fatalf("%v: %d %s", set, w.Code, w.Body)
	}
	query := url.Values{"target": {"99.9"}}
	for id, x := range set {
		query.Set(id, plain(x))
	}
	file := ask(h, "GET", "/what-if/0/system.yaml?"+query.Encode(), nil)
	if file.Code != 200 {
		t.Fatalf("%v: %d %s", set, file.Code, file.Body)
	}
	m, _, err := systemfile.Parse("node-changed.yaml", bytes.NewReader(file.Body.Bytes()), systemfile.Options{})
	if err != nil {
		t.Fatalf("%v\n%s", err, file.Body)
	}
	r, err := solve.System(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for what, x := range map[string]struct {
		page *float64
		file float64
	}{"unavailability": {a.Measures.Unavailability, r.Unavailability}, "availability": {a.Measures.Availability, r.Availability}, "MTBF": {a.Measures.MTBFHours, r.MTBF}, "MTTF": {a.Measures.MTTFHours, r.MTTF}} {
		if x.page == nil {
			continue
		}
		told++
		t.Run(what, func(t *testing.T) {
			if *x.page != x.file {
				t.Errorf("%v: %.17g on the page, %.17g of the file\n%s", set, *x.page, x.file, file.Body)
			}
		})
	}
	if told == 0 {
		t.Errorf("%v: the page tells nothing: %s", set, w.Body)
	}
	for id := range set {
		if a.Changes == nil || len(a.Changes) != len(set) {
			t.Errorf("%s: changes %+v", id, a.Changes)
		}
	}
}

// Every knob of the systems that ship with the program, turned up and down and all at
// once: the downloaded file has the answer of the page, to the last digit.
func TestDownloadedFileHasTheAnswerOfThePage(t *testing.T) {
	shipped, err := filepath.Glob("../../datasets/systems/*.yaml")
	if err != nil || len(shipped) < 10 {
		t.Fatal(shipped, err)
	}
	for _, path := range shipped {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "weibull") {
			continue // which no engine solves that knows standby
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			h := serverOf(t, string(text))
			_, knobs, err := Vary(parse(t, string(text)), nil)
			if err != nil {
				t.Fatal(err)
			}
			all := map[string]float64{}
			for _, k := range knobs {
				to := k.Value * 1.2345678
				switch k.Quantity {
				case Coverage, IdleCoverage:
					to = k.Value - 0.0123
				case Beta:
					to = k.Value/2 + 0.0437
				case Copies:
					to = min(k.Max, k.Value+2)
				}
				checkChange(t, h, map[string]float64{k.ID: to})
				if k.Quantity != Copies {
					all[k.ID] = to
				}
			}
			if len(all) <= maxChanges {
				checkChange(t, h, all)
			}
		})
	}
}

// The same of the system with everything, whose times are not all exponential.
func TestDownloadedFileOfEverything(t *testing.T) {
	h := serverOf(t, everything(nil))
	_, knobs, err := Vary(parse(t, everything(nil)), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range knobs {
		if k.Quantity == Copies {
			checkChange(t, h, map[string]float64{k.ID: k.Value + 1})
			continue
		}
		checkChange(t, h, map[string]float64{k.ID: k.Min + (k.Max-k.Min)*0.3})
	}
}

// A downloaded file has a name of its own and says what was changed.
func TestDownloadedFileSaysWhatItIs(t *testing.T) {
	h := serverOf(t, pair)
	w := ask(h, "GET", "/what-if/0/system.yaml?module0.MTBF=20000&group1.copies=3", nil)
	want := "# \"pair\", as changed on the page of mtbf serve\n# \"disc\": MTBF 10000 -> 20000 h\n# \"k_of_n of disc (1 of 2)\": copies 2 -> 3\n\nname: pair\nmodules:\n  disc: {mtbf: 20000h, mttr: 24h}\nstructure:\n  k_of_n: {k: 1, n: 3, of: disc}\n"
	if w.Body.String() != want {
		t.Errorf("got\n%s", w.Body)
	}
	if d := w.Header().Get("Content-Disposition"); d != `attachment; filename="node-changed.yaml"` {
		t.Error(d)
	}
	for name, want := range map[string]string{"dataset:raid6": "raid6-changed.yaml", `C:\x\node 1.yml`: "node1-changed.yaml", "": "system-changed.yaml", "../..": "system-changed.yaml", "\"\r\n": "system-changed.yaml"} {
		if got := fileName(name); got != want {
			t.Errorf("%q: %s", name, got)
		}
	}
}

// What an address says that is no change is refused in words.
func TestChangesInAnAddress(t *testing.T) {
	h := handler(t)
	for query, want := range map[string]string{
		"module0.MTBF=x": "is not one number", "module0.MTBF=1&module0.MTBF=2": "not one number", "module9.MTBF=1": "the ID of a knob", "module0.MTBF=NaN": "is not a number from 10 to 1e",
		"group1.coverage=1.1": "is not a number from 0 to 1", strings.Repeat("a=1&b=1&", 2) + "c=1": "not one number",
	} {
		for _, page := range []string{"system.yaml", "report"} {
			w := ask(h, "GET", "/what-if/1/"+page+"?"+query, nil)
			if page == "report" && w.Code == 404 {
				continue
			}
			if w.Code != 422 || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s?%s: %d %s", page, query, w.Code, w.Body)
			}
		}
	}
	sendFile(t, h, "node.yaml", pair)
	if w := ask(h, "GET", "/what-if/3/report?module0.MTBF=20000&target=99.9", nil); w.Code != 200 || !strings.Contains(w.Body.String(), "<h1>&#34;disc&#34;: MTBF 10000 -&gt; 20000 h</h1>") || !strings.Contains(w.Body.String(), `href="/what-if/3?module0.MTBF=20000&amp;target=99.9"`) {
		t.Errorf("%d %.600s", w.Code, w.Body)
	}
	for _, path := range []string{"/what-if/0/system.yaml", "/what-if/0/report", "/what-if/1/report", "/what-if/x/report", "/what-if/1/other.yaml"} {
		if w := ask(h, "GET", path, nil); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// A system that no file can hold is varied all the same, and the download says why there
// is none.
func TestSystemWithoutAFile(t *testing.T) {
	m := parse(t, pair)
	m.Components[0].Repair = mixture{m.Components[0].Repair}
	h, err := New(address, Options{Entries: []Entry{{Name: "pair", Model: m}}})
	if err != nil {
		t.Fatal(err)
	}
	if w := ask(h, "POST", "/solve", strings.NewReader(`{"system": 0, "set": {"module0.MTBF": 20000}}`)); w.Code != 200 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := ask(h, "GET", "/what-if/0/system.yaml?module0.MTBF=20000", nil); w.Code != 422 || !strings.Contains(w.Body.String(), "is written out by hand") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// Every route is guarded alike.
func TestEveryRouteIsGuarded(t *testing.T) {
	h := handler(t)
	for _, path := range []string{"/", "/static/home.js", "/report/0", "/what-if/1", "/what-if/1/report", "/what-if/1/system.yaml", "/report", "/solve", "/answer"} {
		for _, method := range []string{"GET", "POST"} {
			for _, headers := range [][]string{{"Origin", "http://evil.example"}, {"Sec-Fetch-Site", "cross-site"}, {"Origin", "null"}} {
				if w := ask(h, method, path, nil, headers...); w.Code != 403 || w.Header().Get("Content-Security-Policy") != policy {
					t.Errorf("%s %s with %q: %d", method, path, headers, w.Code)
				}
			}
			r := httptest.NewRequest(method, "http://rebound.example:8080"+path, nil)
			w := httptest.NewRecorder()
			if h.ServeHTTP(w, r); w.Code != 403 {
				t.Errorf("%s %s as another host: %d", method, path, w.Code)
			}
		}
	}
}

// mixture is a distribution that no system file has.
type mixture struct{ model.Distribution }

func (mixture) Family() string { return "mixture" }
