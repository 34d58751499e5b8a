package local

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"mtbf/ingest/systemfile"
	"mtbf/internal/oracle"
	"mtbf/model/system"
	"mtbf/report"
)

const address = "127.0.0.1:8080"

const pair = "name: pair\nmodules:\n  disc: {mtbf: 10000h, mttr: 24h}\nstructure:\n  duplex: {of: disc}\n"

// handler serves a log, which is a page that says so, and a system.
func handler(t testing.TB) http.Handler {
	t.Helper()
	page := func(title string) func(context.Context) (*report.Page, error) {
		return func(context.Context) (*report.Page, error) { return &report.Page{Title: title}, nil }
	}
	h, err := New(address, Options{
		Entries: []Entry{
			{Name: "<log>", About: "a log", Report: page("of a log")},
			{Name: "pair", About: "a system", Report: page("of a system"), Model: parse(t, pair)},
			{Name: "broken", About: "a log", Report: func(context.Context) (*report.Page, error) { return nil, errors.New("disc <unreadable>") }},
		},
		Upload:   uploadOfTest,
		Profiles: []string{"generic"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// uploadOfTest takes what is sent for a log, or for the system that its name says. It asks
// of one, and of the same again until it is answered.
func uploadOfTest(_ context.Context, name string, r io.Reader, choices []Choice) (*Sent, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	said := func(c Choice) bool { return slices.Contains(choices, c) }
	either := []Reading{{Says: []Choice{{"units", "3"}}, About: "three <b>"}, {Says: []Choice{{"column", "unit=a"}, {"state", ""}}, Figures: []string{"7", "8 h", "9 h", "99"}}}
	switch {
	case name == "asks.csv" && !said(Choice{"units", "3"}) && !said(Choice{"column", "unit=a"}):
		return nil, &Question{"whose <outages>?", either}
	case strings.HasSuffix(name, ".yaml"):
		m, _, err := systemfile.Parse(name, bytes.NewReader(text), systemfile.Options{})
		if err != nil {
			return nil, err
		}
		page := func(context.Context) (*report.Page, error) { return &report.Page{Title: "of " + name}, nil }
		changed := func(_ context.Context, _ *system.Model, lines []string) (*report.Page, error) {
			return &report.Page{Title: strings.Join(lines, "|")}, nil
		}
		return &Sent{Entry: &Entry{Name: name, About: "sent", Report: page, Model: m, Changed: changed}}, nil
	}
	return &Sent{Page: &report.Page{Title: fmt.Sprintf("%s of %d bytes, %d choices", name, len(text), len(choices))}}, nil
}

// ask sends a request that names the right host.
func ask(h http.Handler, method, path string, body io.Reader, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://"+address+path, body)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestPages(t *testing.T) {
	h := handler(t)
	for path, want := range map[string]string{
		"/": "&lt;log&gt;", "/report/0": "of a log", "/report/1": "of a system", "/what-if/1": `data-id="module0.MTBF"`,
		"/static/style.css": "max-width", "/static/what-if.js": "use strict", "/favicon.ico": "<svg", "/static/local.css": ".knob",
	} {
		w := ask(h, "GET", path, nil)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d, without %q", path, w.Code, want)
		}
		if p := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(p, "default-src 'none'") || !strings.Contains(p, "frame-ancestors 'none'") {
			t.Errorf("%s: policy %q", path, p)
		}
	}
	if w := ask(h, "GET", "/report/2", nil); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "disc &lt;unreadable&gt;") {
		t.Errorf("a log that cannot be read: %d %s", w.Code, w.Body)
	}
}

func TestNoOtherFileIsOpened(t *testing.T) {
	h := handler(t)
	for _, path := range []string{
		"/report/3", "/report/-1", "/report/x", "/report/", "/what-if/0", "/static/", "/static/home.html", "/static/..%2fserver.go",
		"/static/..%2f..%2fpage.go", "/report/%2fetc%2fpasswd", "/etc/passwd", "/report/0/../../x", "/what-if/99999999999999999999",
	} {
		if w := ask(h, "GET", path, nil); w.Code != http.StatusNotFound && w.Code != http.StatusTemporaryRedirect && w.Code != http.StatusMovedPermanently {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if w := ask(h, "DELETE", "/report/0", nil); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("DELETE: %d", w.Code)
	}
}

func TestForeignRequestsAreForbidden(t *testing.T) {
	h := handler(t)
	for _, c := range []struct {
		name, host string
		headers    []string
		code       int
	}{
		{"our own", address, nil, 200},
		{"by its other name", "localhost:8080", nil, 200},
		{"our own page", address, []string{"Origin", "http://" + address, "Sec-Fetch-Site", "same-origin"}, 200},
		{"typed by a person", address, []string{"Sec-Fetch-Site", "none"}, 200},
		{"a name made to point here", "evil.example:8080", nil, 403},
		{"another port", "127.0.0.1:9090", nil, 403},
		{"no port", "127.0.0.1", nil, 403},
		{"the page of another site", address, []string{"Origin", "http://evil.example"}, 403},
		{"the page of another port", address, []string{"Origin", "http://127.0.0.1:9090"}, 403},
		{"a page without an origin", address, []string{"Origin", "null"}, 403},
		{"another scheme", address, []string{"Origin", "https://" + address}, 403},
		{"a name of ours that is not the host's", "localhost:8080", []string{"Origin", "http://" + address}, 403},
		{"a link on another site", address, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"a page of another port of this machine", address, []string{"Sec-Fetch-Site", "same-site"}, 403},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "http://"+c.host+"/", nil)
			for i := 0; i < len(c.headers); i += 2 {
				r.Header.Set(c.headers[i], c.headers[i+1])
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != c.code {
				t.Errorf("%s: %d, want %d", c.name, w.Code, c.code)
			}
		})
	}
}

// form is a form with fields and a file of the given content.
func form(t testing.TB, fields map[string]string, name string, content io.Reader) (body io.Reader, contentType string) {
	t.Helper()
	read, write := io.Pipe()
	w := multipart.NewWriter(write)
	go func() {
		for k, v := range fields {
			w.WriteField(k, v)
		}
		if name != "" {
			if file, err := w.CreateFormFile("log", name); err == nil {
				io.Copy(file, content)
			}
		}
		w.Close()
		write.Close()
	}()
	t.Cleanup(func() { read.Close() })
	return read, w.FormDataContentType()
}

// gzipped packs what is read.
func gzipped(r io.Reader) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.Copy(z, r)
	z.Close()
	return b.String()
}

func zstandard(text string) string {
	z, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err)
	}
	return string(z.EncodeAll([]byte(text), nil))
}

// zeros is a file without an end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestUpload(t *testing.T) {
	h := handler(t)
	for _, c := range []struct {
		name    string
		fields  map[string]string
		file    string
		content io.Reader
		code    int
		want    string
	}{
		{"a log", map[string]string{"units": "40"}, "a.csv", strings.NewReader("unit,start\n"), 200, "a.csv of 11 bytes, 1 choices"},
		{"a name that is a path", nil, "../../etc/passwd", strings.NewReader("x"), 200, "passwd of 1 bytes"},
		{"empty", nil, "a.csv", strings.NewReader(""), 200, "of 0 bytes"},
		{"no file", map[string]string{"units": "40"}, "", nil, 400, "no file was sent"},
		{"an unknown field", map[string]string{"fleet": "/etc/passwd"}, "a.csv", strings.NewReader("x"), 400, "no field"},
		{"a long field", map[string]string{"units": strings.Repeat("4", 2000)}, "a.csv", strings.NewReader("x"), 400, "too long"},
		{"a packed log", nil, "a.csv.gz", strings.NewReader(gzipped(strings.NewReader("unit,start\n"))), 200, "of 11 bytes"},
		{"one packed by zstandard", nil, "a.csv.zst", strings.NewReader(zstandard("unit,start\n")), 200, "of 11 bytes"},
		{"a gzip bomb", nil, "a.csv.gz", strings.NewReader(gzipped(io.LimitReader(zeros{}, MaxUpload+1))), 413, "once it is unpacked"},
		{"packed, too many lines", nil, "a.csv.gz", strings.NewReader(gzipped(strings.NewReader(strings.Repeat("\n", MaxLines+1)))), 413, "200001 lines"},
		{"damaged gzip", nil, "a.csv.gz", strings.NewReader("\x1f\x8b\x08"), 422, "cannot be unpacked"},
		{"gzip cut short", nil, "a.csv.gz", strings.NewReader(gzipped(strings.NewReader("unit,start\n"))[:20]), 422, "cannot be unpacked"},
		{"damaged zstandard", nil, "a.csv.zst", strings.NewReader("\x28\xb5\x2f\xfd\xff\xff"), 422, "cannot be unpacked"},
		{"the most lines", nil, "a.csv", strings.NewReader(strings.Repeat("\n", MaxLines)), 200, "200000 bytes"},
		{"too many lines", nil, "a.csv", strings.NewReader(strings.Repeat("\n", MaxLines+1)), 413, "use mtbf report on the command line"},
		{"too many lines of an old Macintosh", nil, "a.csv", strings.NewReader(strings.Repeat("\r", MaxLines+1)), 413, "200001 lines"},
		{"too large", nil, "a.csv", io.LimitReader(zeros{}, MaxUpload+1), 413, "larger than 64 MiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			body, kind := form(t, c.fields, c.file, c.content)
			w := ask(h, "POST", "/report", body, "Content-Type", kind)
			if w.Code != c.code || !strings.Contains(w.Body.String(), c.want) {
				t.Errorf("%s: %d %.200s", c.name, w.Code, w.Body)
			}
		})
	}
	if w := ask(h, "POST", "/report", strings.NewReader("x"), "Content-Type", "text/csv"); w.Code != 400 {
		t.Errorf("no form: %d", w.Code)
	}
}

// A log that says it is too large is refused before it is read; one that is
// shorter than it says is not a log.
func TestLengthThatIsSaid(t *testing.T) {
	h := handler(t)
	for length, want := range map[int64]int{MaxUpload + 1: 413, 1000: 400} {
		r := httptest.NewRequest("POST", "http://"+address+"/report", strings.NewReader("--x\r\n"))
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		r.ContentLength = length
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%d bytes said: %d, want %d", length, w.Code, want)
		}
	}
}

// The pair is down (24/10,024)^2 of the time; with three copies (24/10,024)^3,
// and with half the MTTR (12/10,012)^2.
func TestSolve(t *testing.T) {
	h := handler(t)
	w := ask(h, "POST", "/solve", strings.NewReader(`{"system": 1, "set": {"group1.copies": 3, "module0.MTTR": 12}}`))
	var a answer
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	u, half := 24./10024, 12./10012
	oracle.Near(t, "as in the file", *a.Base.Unavailability, u*u, 1e-12)
	oracle.Near(t, "both", *a.Measures.Unavailability, half*half*half, 1e-12)
	if len(a.Changes) != 2 || a.Changes[0].ID != "module0.MTTR" || a.Changes[0].Value != 24 || a.Changes[0].To != 12 {
		t.Fatalf("changes %+v", a.Changes)
	}
	oracle.Near(t, "half the MTTR alone", *a.Changes[0].Alone.Unavailability, half*half, 1e-12)
	oracle.Near(t, "three copies alone", *a.Changes[1].Alone.Unavailability, u*u*u, 1e-12)
	var keys struct{ Measures map[string]any }
	if err := json.Unmarshal(w.Body.Bytes(), &keys); err != nil {
		t.Fatal(err)
	}
	want := []string{"availability", "delivered_share", "failure_frequency_per_hour", "mdt_hours", "mtbf_hours", "unavailability"}
	if got := slices.Sorted(maps.Keys(keys.Measures)); !slices.Equal(got, want) {
		t.Errorf("measures %q, not %q", got, want)
	}
}

func TestSolveRefuses(t *testing.T) {
	h := handler(t)
	many := map[string]float64{}
	for i := range maxChanges + 1 {
		many[fmt.Sprint(i)] = 1
	}
	tooMany, _ := json.Marshal(question{1, many})
	for _, c := range []struct {
		body string
		code int
	}{
		{`{"system": 1}`, 200}, {"", 400}, {"null", 400}, {"[]", 400}, {`{"system": 0}`, 404}, {`{"system": 7}`, 404}, {`{"system": -1}`, 404},
		{`{"system": 1, "set": {"x": 1}}`, 422}, {`{"system": 1, "set": {"module0.MTBF": -1}}`, 422}, {`{"system": 1, "set": {"group1.copies": 1e9}}`, 422}, {`{"system": 1, "set": {"module0.MTBF": "1"}}`, 400},
		{`{"system": 1}{}`, 400}, {`{"system": 1} x`, 400}, {`{"system": 1}` + "\n", 200}, {`{"system": null}`, 400}, {`{"system": 1, "set": null}`, 400}, {`{"system": 1, "set": {"module0.MTTR": null}}`, 400},
		{`{"system": 1, "set": {"module0.MTTR": 3, "module0.MTTR": 4}}`, 400}, {`{"system": 0, "system": 1}`, 400}, {`{"system": 1, "System": 1}`, 400}, {`{"system": 1, "set": {}, "set": {}}`, 400}, {`{"system": 1, "set": [1]}`, 400}, {`{"system": 1, "set": {"module0.MTTR": [3]}}`, 400},
		{`{"system": 1, "set": {"module0.MTTR": {"module0.MTTR": 3}}}`, 400}, {`{"system": 1, "set": {"module0.MTTR": 3}`, 400},
		{`{"system": 1, "file": "/etc/passwd"}`, 400}, {`{"system": 1, "set": {"module0.MTBF": 1e999}}`, 400}, {string(tooMany), 422},
		{`{"system": 1, "set": {"` + strings.Repeat("x", maxQuestion) + `": 1}}`, 400},
	} {
		t.Run(c.body, func(t *testing.T) {
			if w := ask(h, "POST", "/solve", strings.NewReader(c.body)); w.Code != c.code {
				t.Errorf("%.60s: %d, want %d: %.100s", c.body, w.Code, c.code, w.Body)
			}
		})
	}
}

// A question that is not one is told why, in a line.
func TestQuestionThatIsNoneIsToldWhy(t *testing.T) {
	h := handler(t)
	for body, want := range map[string]string{
		`{"system": 1} x`: "behind the object", `{"system": 1}{}`: "behind the object", `{"system": null}`: `"system" is null`,
		`{"set": {"module0.MTTR": 3, "module0.MTTR": 4}}`: `"module0.MTTR" stands twice`, `{"set": {"a": {"b": 1}}}`: "too deep",
	} {
		if w := ask(h, "POST", "/solve", strings.NewReader(body)); !strings.Contains(w.Body.String(), "the question is not JSON of the form") || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %s", body, w.Body)
		}
	}
}

// With all slots taken a request waits, and leaves when it ends.
func TestOnlySoManyAtATime(t *testing.T) {
	s := &server{slots: make(chan struct{}, 1), limit: longest}
	s.slots <- struct{}{}
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	nothing := func(context.Context) error { return nil }
	if err := s.work(ctx, nothing); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v with no slot free", err)
	}
	<-s.slots
	if err := s.work(t.Context(), nothing); err != nil || len(s.slots) != 0 {
		t.Errorf("%v with a slot free, %d still taken", err, len(s.slots))
	}
}

func TestUploadEndsWithItsRequest(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := (untilDone{ctx, zeros{}}).Read(make([]byte, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("read after the end: %v", err)
	}
}

func TestNewRefusesAnAddressWithoutPort(t *testing.T) {
	if _, err := New("127.0.0.1", Options{}); err == nil {
		t.Error("let pass")
	}
}

// Whatever is sent, a handler answers, and never with an error of its own.
func FuzzHandlers(f *testing.F) {
	body, kind := form(f, map[string]string{"units": "4"}, "a.csv", strings.NewReader("unit,start\n"))
	text, err := io.ReadAll(body)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("POST", "/report", kind, text)
	f.Add("POST", "/solve", "application/json", []byte(`{"system": 1, "set": {"module0.MTBF": 3, "group1.copies": 3}}`))
	f.Add("POST", "/report", "multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"units\"\r\n\r\n1\r\n--x\r\n"))
	f.Add("POST", "/report", "multipart/form-data", []byte("--"))
	f.Add("POST", "/solve", "", []byte(`{"system": 1, "set": {"group1.copies": 1e9}}`))
	f.Add("HEAD", "/report/0", "", []byte{})
	f.Add("POST", "/answer", "application/x-www-form-urlencoded", []byte("about=0&reading=0"))
	f.Add("GET", "/what-if/1/system.yaml?module0.MTBF=3&group1.beta=.5&target=x", "", []byte{})
	f.Add("GET", "/what-if/1/report?group1.copies=3", "", []byte{})
	f.Add("OPTIONS", "/solve", "", []byte{})
	f.Add("GET", "/what-if/1", "", []byte{})
	f.Add("GET", "/static/%2e%2e", "", []byte{})
	h := handler(f)
	f.Fuzz(func(t *testing.T, method, path, kind string, body []byte) {
		r, err := http.NewRequest(method, "http://"+address+"/"+strings.TrimPrefix(path, "/"), bytes.NewReader(body))
		if err != nil {
			t.Skip()
		}
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Errorf("%d: %s", w.Code, w.Body)
		}
		if w.Header().Get("Content-Security-Policy") == "" {
			t.Errorf("%d without a policy", w.Code)
		}
	})
}
