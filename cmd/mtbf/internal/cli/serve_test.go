package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"mtbf/internal/number"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/report/local"
)

// served starts what serve starts, on a free port, and returns its address.
func served(t *testing.T, args ...string) string {
	t.Helper()
	o := &serveOptions{reportOptions: reportOptions{logFlags: logFlags{global: &global{confidence: 0.9, seed: 1}}}}
	entries, err := o.entries(t.Context(), args)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	handler, err := local.New(listener.Addr().String(), local.Options{Entries: entries, Upload: o.uploaded})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, listener, handler, io.Discard) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("serve ended with %v", err)
		}
	})
	return "http://" + listener.Addr().String()
}

// output runs a command and decodes its JSON.
func output(t *testing.T, to any, args ...string) {
	t.Helper()
	var out, errs bytes.Buffer
	if code := Main(Streams{Out: &out, Err: &errs}, append(args, "--format", "json")); code != 0 {
		t.Fatalf("%q: exit %d: %s", args, code, errs.String())
	}
	if err := json.Unmarshal(out.Bytes(), to); err != nil {
		t.Fatal(err)
	}
}

func body(t *testing.T, r *http.Response, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const shortLog = `unit,start,end,category
a,2024-01-03T00:00:00Z,2024-01-03T02:00:00Z,software
b,2024-01-09T00:00:00Z,2024-01-09T04:30:00Z,software
a,2024-02-01T00:00:00Z,2024-02-01T18:15:00Z,hardware
`

// send uploads a log with choices.
func send(t *testing.T, address, log string, choices ...string) (*http.Response, error) {
	t.Helper()
	return sendAs(t, address, "log.csv", log, choices...)
}

// sendAs uploads a file with choices.
func sendAs(t *testing.T, address, name, log string, choices ...string) (*http.Response, error) {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for i := 0; i < len(choices); i += 2 {
		w.WriteField(choices[i], choices[i+1])
	}
	file, err := w.CreateFormFile("log", name)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(file, log)
	w.Close()
	return http.Post(address+"/report", w.FormDataContentType(), &form)
}

// What the page of a log that was sent shows is what analyze prints.
func TestUploadedLogIsAnalyzed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.csv")
	if err := os.WriteFile(path, []byte(shortLog), 0o644); err != nil {
		t.Fatal(err)
	}
	var a struct {
		Total struct {
			MTBF           struct{ Point float64 } `json:"mtbf_hours"`
			Unavailability struct{ Point float64 } `json:"unavailability"`
		} `json:"total"`
	}
	output(t, &a, "analyze", path, "--units", "7", "--from", "2024-01-01")
	r, err := send(t, served(t), shortLog, "units", "7", "from", "2024-01-01")
	page := body(t, r, err)
	for name, cell := range map[string]string{"MTBF": fmt.Sprintf(`<data value="%.12g"`, a.Total.MTBF.Point), "Unavailability": "<td>" + number.Plain(a.Total.Unavailability.Point) + "</td>"} {
		if !strings.Contains(page, cell) {
			t.Errorf("%s: the page does not have %s", name, cell)
		}
	}
	if r.StatusCode != 200 || !strings.Contains(page, fmt.Sprintf("log.csv, %d bytes, SHA-256", len(shortLog))) {
		t.Errorf("%d: the page does not tell what was sent", r.StatusCode)
	}
}

// JSON and workbooks are read as on the command line.
func TestUploadOfOtherForms(t *testing.T) {
	book, err := os.ReadFile("../../../../ingest/testdata/books/openpyxl.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	address := served(t)
	for name, log := range map[string]string{
		"JSON":     `{"incidents":[{"start":"2024-01-05","end":"2024-01-06","cause":"disc"},{"start":"2024-02-05","end":"2024-02-06","cause":"disc"}]}`,
		"workbook": string(book),
	} {
		r, err := send(t, address, log)
		if page := body(t, r, err); r.StatusCode != 200 || !strings.Contains(page, "disc") {
			t.Errorf("%s: %d %.300s", name, r.StatusCode, page)
		}
	}
}

// A log of one line can have more rows than a page is made of.
func TestUploadOfManyRowsIsRefused(t *testing.T) {
	names := strings.Repeat(`"a",`, 2000) + `"a"`
	log := "[" + strings.Repeat(`{"start":"2024-01-05","end":"2024-01-06","parts":[`+names+`]},`, 199) + `{"start":"2024-01-05","end":"2024-01-06","parts":[` + names + `]}]`
	r, err := send(t, served(t), log, "column", "unit=parts")
	if page := body(t, r, err); r.StatusCode != 422 || !strings.Contains(page, "more than 200000 rows") {
		t.Errorf("%d %.300s", r.StatusCode, page)
	}
}

func TestChoicesNameNoFile(t *testing.T) {
	address := served(t)
	for _, choices := range [][]string{
		{"profile", "/etc/passwd"}, {"profile", "../x.yaml"}, {"timezone", "../../etc/passwd"}, {"fleet", "/etc/passwd"}, {"taxonomy", "x.yaml"},
		{"units", "many"}, {"exposure", "-1h"}, {"column", "nonsense"}, {"duration-from", "elsewhere"},
	} {
		r, err := send(t, address, shortLog, choices...)
		if page := body(t, r, err); r.StatusCode < 400 || r.StatusCode >= 500 {
			t.Errorf("%q: %d %.200s", choices, r.StatusCode, page)
		}
	}
}

// A few kilobytes whose categories would make a gigabyte of rows are refused.
func TestUploadOfManyLevelsIsRefused(t *testing.T) {
	log := "unit,start,end,category\na,0,1,xx\n" // which makes a tree of what follows
	for i := range 1 + maxLevels/200 {
		log += fmt.Sprintf("a,%d,%d,%s%d\n", i, i+1, strings.Repeat("xx/", 199), i)
	}
	r, err := send(t, served(t), log, "units", "1", "from", "0", "to", "1000")
	if page := body(t, r, err); r.StatusCode != 422 || !strings.Contains(page, " levels in all") {
		t.Errorf("%d %.300s", r.StatusCode, page)
	}
}

// Categories count once in each group that has them.
func TestLevelsCountInEachGroup(t *testing.T) {
	half := model.Category(strings.Repeat("x/", maxLevels/2-1) + "x")
	log := model.Log{Causes: [][]model.Category{{half}}}
	for i := range 6 {
		log.Outages = append(log.Outages, model.Outage{Start: 9000 * float64(i%2), Group: int32(i % 2)})
	}
	for _, by := range []census.Split{census.ByYear, census.ByColumn} {
		if err := modest(&log, by); err != nil {
			t.Errorf("by %q: %v", by, err)
		}
	}
	log.Outages = append(log.Outages, model.Outage{Start: 18000, Group: 2})
	for _, by := range []census.Split{census.ByYear, census.ByColumn} {
		if modest(&log, by) == nil {
			t.Errorf("by %q: three times half of the levels are let pass", by)
		}
	}
}

// POST /solve says what solve says.
func TestSolveOverHTTPIsSolve(t *testing.T) {
	type measures struct {
		Measures struct {
			Unavailability   float64 `json:"unavailability"`
			MTBF             float64 `json:"mtbf_hours"`
			MDT              float64 `json:"mdt_hours"`
			FailureFrequency float64 `json:"failure_frequency_per_hour"`
		} `json:"measures"`
	}
	for _, name := range []string{"dataset:node-after-gray", "dataset:raid6", "dataset:two-of-three-shared-mains"} {
		address := served(t, name)
		r, err := http.Post(address+"/solve", "application/json", strings.NewReader(`{"system": 0}`))
		var got, want measures
		if err := json.Unmarshal([]byte(body(t, r, err)), &got); err != nil {
			t.Fatal(err)
		}
		output(t, &want, "solve", name)
		if got != want || want.Measures.Unavailability == 0 {
			t.Errorf("%s: %+v by HTTP, %+v by the command", name, got, want)
		}
	}
}

// Every page of what ships with the program can be made.
func TestEveryShippedPage(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates a dozen systems")
	}
	o := &serveOptions{reportOptions: reportOptions{logFlags: logFlags{global: &global{confidence: 0.9, seed: 1}}}}
	entries, err := o.entries(t.Context(), nil)
	if err != nil || len(entries) < 10 {
		t.Fatalf("%d entries: %v", len(entries), err)
	}
	for _, e := range entries {
		page, err := e.Report(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", e.Name, err)
		}
		var text bytes.Buffer
		if err := page.Write(&text); err != nil {
			t.Fatalf("%s: %v", e.Name, err)
		}
		if strings.Contains(text.String(), "DISAGREES") {
			t.Errorf("%s: the simulation disagrees with the exact answer", e.Name)
		}
	}
}

// Pages that are asked for at the same time are those asked for alone.
func TestPagesAtTheSameTime(t *testing.T) {
	address := served(t, "dataset:node-after-gray")
	get := func(path string) (string, error) {
		r, err := http.Get(address + path)
		if err != nil {
			return "", err
		}
		defer r.Body.Close()
		text, err := io.ReadAll(r.Body)
		return string(text), err
	}
	alone := map[string]string{}
	for _, path := range []string{"/report/0", "/report/1", "/report/2", "/what-if/0"} {
		text, err := get(path)
		if err != nil {
			t.Fatal(err)
		}
		alone[path] = text
	}
	var all sync.WaitGroup
	for path, want := range alone {
		for range 3 {
			all.Go(func() {
				if got, err := get(path); err != nil || got != want {
					t.Errorf("%s: another page, or %v", path, err)
				}
			})
		}
	}
	all.Wait()
}

// Work that does not heed the end is cut off, and serve says why it ended: it ends
// while the work still waits for leave to go on.
func TestServeEndsThoughWorkGoesOn(t *testing.T) {
	for cause, want := range map[error]string{
		interruption{os.Interrupt}: "mtbf serve: ended, interrupted (interrupt); requests under way were cut off\n",
		context.DeadlineExceeded:   "mtbf serve: ended, the time limit was reached; requests under way were cut off\n",
	} {
		t.Run(cause.Error(), func(t *testing.T) {
			listener, err := listen(0)
			if err != nil {
				t.Fatal(err)
			}
			begun, told, goOn := make(chan struct{}), make(chan error, 1), make(chan struct{})
			handler := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				close(begun)
				<-r.Context().Done()
				told <- context.Cause(r.Context())
				<-goOn
			})
			ctx, end := context.WithCancelCause(t.Context())
			var notes bytes.Buffer
			ended, answered := make(chan error, 1), make(chan error, 1)
			go func() { ended <- serve(ctx, listener, handler, &notes) }()
			go func() { answered <- fetch(listener.Addr().String()) }()
			<-begun
			end(cause)
			if got := <-told; got != cause {
				t.Errorf("the work was told %v", got)
			}
			if err := <-ended; err != nil || notes.String() != want {
				t.Errorf("%v, %q", err, notes.String())
			}
			close(goOn)
			if err := <-answered; err == nil {
				t.Error("a request that was cut off was answered")
			}
		})
	}
}

// fetch asks for a page over a connection of its own.
func fetch(addr string) error {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Get("http://" + addr)
	if err == nil {
		answer.Body.Close()
	}
	return err
}

// A port that is taken, or not to be had, is an error of one sentence.
func TestPortThatIsTaken(t *testing.T) {
	listener, err := listen(0)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	port := listener.Addr().(*net.TCPAddr).Port
	var errs bytes.Buffer
	code := Main(Streams{Err: &errs}, []string{"serve", "--port", strconv.Itoa(port)})
	if want := fmt.Sprintf("mtbf: --port: port %d of 127.0.0.1 cannot be opened: ", port); code != exitFailed || !strings.HasPrefix(errs.String(), want) || strings.Count(errs.String(), "\n") != 1 {
		t.Errorf("exit %d: %s", code, errs.String())
	}
}

// What the server logs is one line, whatever is in it.
func TestLogOfTheServerIsOneLine(t *testing.T) {
	var to bytes.Buffer
	fmt.Fprint(oneLine{&to}, "fault: \x1b[2J\nat server.go\n")
	if to.String() != `fault: \x1b[2J\nat server.go`+"\n" {
		t.Errorf("%q", to.String())
	}
}

// Headers without an end are refused.
func TestHugeHeadersAreRefused(t *testing.T) {
	r, err := http.NewRequest("GET", served(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X", strings.Repeat("x", 1<<20))
	answer, err := http.DefaultClient.Do(r)
	if err != nil { // the connection may be closed before all is sent
		return
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("%d", answer.StatusCode)
	}
}

// A listener that fails ends serve with an error.
func TestServeReturnsTheErrorOfItsListener(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	if err := serve(context.Background(), listener, http.NotFoundHandler(), io.Discard); !errors.Is(err, net.ErrClosed) {
		t.Errorf("%v", err)
	}
}

// A head that does not come is given up long before a body or an answer is.
func TestServerBoundsItsClients(t *testing.T) {
	s := newServer(t.Context(), nil, io.Discard)
	if !(s.ReadHeaderTimeout > 0 && 4*s.ReadHeaderTimeout < s.ReadTimeout && s.ReadTimeout < s.WriteTimeout) || s.IdleTimeout <= 0 || s.MaxHeaderBytes <= 0 {
		t.Errorf("head %v, body %v, answer %v, idle %v", s.ReadHeaderTimeout, s.ReadTimeout, s.WriteTimeout, s.IdleTimeout)
	}
}
