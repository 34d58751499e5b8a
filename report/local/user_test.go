package local_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/dist"
	"mtbf/model/system"
	"mtbf/report"
	"mtbf/report/local"
)

const host = "127.0.0.1:7000"

func served(t *testing.T, o local.Options, method, path string) *httptest.ResponseRecorder {
	t.Helper()
	h, err := local.New(host, o)
	if err != nil {
		t.Fatal(err)
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	if file, err := w.CreateFormFile("log", "x.csv"); err == nil {
		file.Write([]byte("start,end\n"))
	}
	w.Close()
	r := httptest.NewRequest(method, "http://"+host+path, &form)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Origin", "http://"+host)
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, r)
	return answer
}

// An entry with a report of one title is listed, and its report served.
func TestEntry(t *testing.T) {
	o := local.Options{Entries: []local.Entry{{Name: "pumps", Report: func(context.Context) (*report.Page, error) {
		return &report.Page{Title: "All pumps"}, nil
	}}}}
	if home := served(t, o, "GET", "/"); home.Code != http.StatusOK || !strings.Contains(home.Body.String(), "pumps") {
		t.Errorf("%d: %s", home.Code, home.Body)
	}
	if page := served(t, o, "GET", "/report/0"); page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "All pumps") {
		t.Errorf("%d: %s", page.Code, page.Body)
	}
}

// What was left out is not there: no answer is a panic.
func TestLeftOut(t *testing.T) {
	for name, c := range map[string]struct {
		o            local.Options
		method, path string
		code         int
	}{
		"home":            {local.Options{}, "GET", "/", http.StatusOK},
		"no entry":        {local.Options{}, "GET", "/report/0", http.StatusNotFound},
		"no system":       {local.Options{}, "GET", "/what-if/0", http.StatusNotFound},
		"zero entry":      {local.Options{Entries: []local.Entry{{}}}, "GET", "/", http.StatusOK},
		"no report":       {local.Options{Entries: []local.Entry{{}}}, "GET", "/report/0", http.StatusNotFound},
		"no what-if":      {local.Options{Entries: []local.Entry{{}}}, "GET", "/what-if/0", http.StatusNotFound},
		"nothing to send": {local.Options{}, "POST", "/report", http.StatusNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			if answer := served(t, c.o, c.method, c.path); answer.Code != c.code {
				t.Errorf("%d, want %d: %s", answer.Code, c.code, answer.Body)
			}
		})
	}
	oracle.Refused(t, "address")(local.New("", local.Options{}))
	_, _, err := local.Vary(nil, nil)
	oracle.Refused(t, "system")(nil, err)
}

// A disc of 1,000 h is turned to 2,000; the system itself stays.
func TestVaryByHand(t *testing.T) {
	fails, err := dist.NewExponentialMean(1000)
	if err != nil {
		t.Fatal(err)
	}
	m := &system.Model{Components: []system.Component{{Name: "disc", Life: fails}}, Units: []system.Unit{{Name: "disc"}}, Top: system.Use{}}
	_, knobs, err := local.Vary(m, nil)
	if err != nil || len(knobs) != 1 {
		t.Fatalf("%+v, %v", knobs, err)
	}
	turned, _, err := local.Vary(m, map[string]float64{knobs[0].ID: 2000})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "turned", turned.Components[0].Life.Mean(), 2000, 1e-14)
	oracle.Near(t, "as it was", m.Components[0].Life.Mean(), 1000, 0)
	var zero model.Distribution
	if empty, knobs, err := local.Vary(&system.Model{Components: []system.Component{{Life: zero}}}, nil); err != nil || len(knobs) != 0 || len(empty.Components) != 1 {
		t.Errorf("%+v, %+v, %v", empty, knobs, err)
	}
}
