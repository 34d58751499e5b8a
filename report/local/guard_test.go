package local

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Browsers leave out the port of http, and write names in lower case. Whatever
// the spelling, a host is ours and an origin the same, or not.
func TestSpellingsOfTheSameHost(t *testing.T) {
	for _, c := range []struct {
		serves, host, origin string
		code                 int
	}{
		{"127.0.0.1:80", "127.0.0.1", "", 200},
		{"127.0.0.1:80", "127.0.0.1:80", "", 200},
		{"127.0.0.1:80", "localhost", "", 200},
		{"127.0.0.1:80", "LocalHost:80", "", 200},
		{"127.0.0.1:80", "127.0.0.1", "http://127.0.0.1", 200},
		{"127.0.0.1:80", "127.0.0.1:80", "http://127.0.0.1", 200},
		{"127.0.0.1:80", "localhost", "http://localhost:80", 200},
		{"127.0.0.1:80", "127.0.0.1", "http://localhost", 403},
		{"127.0.0.1:80", "localhost", "http://127.0.0.1", 403},
		{"127.0.0.1:80", "127.0.0.1", "https://127.0.0.1", 403},
		{"127.0.0.1:80", "127.0.0.1", "http://127.0.0.1:8080", 403},
		{"127.0.0.1:80", "127.0.0.1", "http://evil.example", 403},
		{"127.0.0.1:80", "127.0.0.1", "http://127.0.0.1/", 403},
		{"127.0.0.1:80", "127.0.0.1", "", 200},
		{"127.0.0.1:80", "127.0.0.1:8080", "", 403},
		{"127.0.0.1:80", "evil.example", "", 403},
		{"127.0.0.1:80", "evil.example:80", "http://evil.example", 403},
		{"127.0.0.1:80", "localhost.", "", 403},
		{"127.0.0.1:80", "localhost:", "", 403},
		{"127.0.0.1:80", "localhost:080", "", 403},
		{"127.0.0.1:80", "localhost.evil.example", "", 403},
		{"127.0.0.1:80", "user@localhost", "", 403},
		{"127.0.0.1:80", "", "", 403},
		{"127.0.0.1:443", "127.0.0.1:443", "http://127.0.0.1:443", 200}, // http all the same
		{"127.0.0.1:443", "127.0.0.1", "", 403},
		{"127.0.0.1:443", "127.0.0.1", "https://127.0.0.1", 403},
		{"127.0.0.1:443", "127.0.0.1:443", "https://127.0.0.1", 403},
		{"127.0.0.1:8080", "LOCALHOST:8080", "http://localhost:8080", 200},
		{"127.0.0.1:8080", "127.0.0.1", "", 403},
		{"127.0.0.1:8080", "localhost", "http://localhost", 403},
		{"[::1]:80", "[::1]", "http://[::1]", 200},
		{"[::1]:80", "[::1]:80", "http://[::1]", 200},
		{"[::1]:8080", "[::1]", "", 403},
	} {
		t.Run(c.serves+" "+c.host+" "+c.origin, func(t *testing.T) {
			h, err := New(c.serves, Options{})
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequest("GET", "/", nil)
			r.Host = c.host
			if c.origin != "" {
				r.Header.Set("Origin", c.origin)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != c.code {
				t.Errorf("%s asked as %q from %q: %d, want %d", c.serves, c.host, c.origin, w.Code, c.code)
			}
		})
	}
}

// Every answer that is an error has its status, a type, and the policy, and
// nothing of the request in it that a browser would run.
func TestErrorsAreAnswersToo(t *testing.T) {
	h := handler(t)
	const tag = "<script>"
	for _, c := range []struct {
		method, path, kind, body string
		code                     int
	}{
		{"GET", "/" + tag, "", "", 404},
		{"GET", "/report/" + tag, "", "", 404},
		{"GET", "/report/2", "", "", 422},
		{"GET", "/solve", "", "", 405},
		{"PUT", "/report", "", "", 405},
		{"OPTIONS", "/report", "", "", 405},
		{"OPTIONS", "*", "", "", 400},
		{"HEAD", "/report/9", "", "", 404},
		{"POST", "/report", "text/csv", "x", 400},
		{"POST", "/report", "multipart/form-data", "x", 400},
		{"POST", "/report", "multipart/form-data; boundary=x", "", 400},
		{"POST", "/report", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"" + tag + "\"\r\n\r\n1\r\n--x--", 400},
		{"POST", "/report", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"log\"; filename=\"a\"\r\n\r\nunit", 400},
		{"POST", "/report", "multipart/form-data; boundary=x", strings.Repeat("--x\r\nContent-Disposition: form-data; name=\"units\"\r\n\r\n1\r\n", 5000) + "--x--", 400},
		{"POST", "/solve", "text/html", tag, 400},
		{"POST", "/solve", "application/json", `{"system": 1, "set": {"` + tag + `": 1}}`, 422},
	} {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			r := httptest.NewRequest(c.method, "http://"+address+"/", strings.NewReader(c.body))
			r.URL.Path, r.RequestURI = c.path, c.path
			r.Header.Set("Content-Type", c.kind)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			head := w.Header()
			if w.Code != c.code || head.Get("Content-Security-Policy") != policy || head.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s %.40s: %d, want %d; %v", c.method, c.path, w.Code, c.code, head)
			}
			if html := strings.HasPrefix(head.Get("Content-Type"), "text/html"); html && strings.Contains(w.Body.String(), tag) {
				t.Errorf("%s %s: the page runs what was asked", c.method, c.path)
			}
		})
	}
}

// A fault of the program is an answer, and a line in the log of the server.
func TestFaultIsAnswered(t *testing.T) {
	s, at, said := listening(t)
	r, err := http.Get(at + "/report/" + faulty)
	if err != nil {
		t.Fatal(err)
	}
	if text := read(t, r); r.StatusCode != 500 || !strings.Contains(text, "a fault of mtbf") || strings.Contains(text, "disc <gone>") {
		t.Errorf("%d %s", r.StatusCode, text)
	}
	if !strings.Contains(said(), "fault at /report/"+faulty+": disc <gone>") {
		t.Errorf("the log has %q", said())
	}
	if len(s.slots) != 0 {
		t.Error("the slot is still taken")
	}
}
