package datasets

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// content is the file that the test servers offer: no two blocks are equal.
var content = func() []byte {
	var b bytes.Buffer
	for i := 0; b.Len() < 300_000; i++ {
		fmt.Fprintf(&b, "%d,node-%d,hardware\n", i, i*7919%1000)
	}
	return b.Bytes()
}()

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// server is a file server whose manners a test can spoil.
type server struct {
	*httptest.Server
	mu       sync.Mutex
	body     []byte
	etag     string
	spoil    func(w http.ResponseWriter, r *http.Request) (done bool)
	requests []http.Header
}

func newServer(t *testing.T) *server {
	t.Helper()
	noLeak(t)
	s := &server{body: content, etag: `"v1"`}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	body, etag, spoil := s.body, s.etag, s.spoil
	s.requests = append(s.requests, r.Header.Clone())
	s.mu.Unlock()
	if spoil != nil && spoil(w, r) {
		return
	}
	if etag != "" {
		w.Header().Set("ETag", etag)
	}
	http.ServeContent(w, r, "file.csv", time.Time{}, bytes.NewReader(body))
}

// set changes the server between requests.
func (s *server) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

func (s *server) behave() { s.set(func() { s.spoil = nil }) }

func (s *server) seen() []http.Header {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// noLeak fails the test if goroutines are left when everything else of it has
// been cleaned up.
func noLeak(t *testing.T) {
	t.Helper()
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		for range 500 {
			if runtime.NumGoroutine() <= before {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		stacks := make([]byte, 1<<16)
		t.Errorf("%d goroutines before, %d left:\n%s", before, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
	})
}

// target is the dataset that the tests fetch.
func target(url string) Dataset {
	return Dataset{Name: "log", Origin: Downloaded, Download: &Download{URL: url, Size: int64(len(content)), SHA256: sumOf(content)}}
}

// changing is a dataset of which neither size nor checksum is known.
func changing(url string) Dataset {
	return Dataset{Name: "log", Origin: Downloaded, Download: &Download{URL: url}}
}

// quick is a fetcher for servers that hang.
var quick = Fetcher{Header: 300 * time.Millisecond, Stall: 300 * time.Millisecond}

// good fetches, and checks that the file is there and right.
func good(t *testing.T, d Dataset, dir string) *Fetched {
	t.Helper()
	done, err := Fetcher{}.Fetch(context.Background(), d, dir)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "log.csv"))
	if err != nil || !bytes.Equal(text, content) {
		t.Fatalf("%d bytes under the final name (%v), want %d", len(text), err, len(content))
	}
	if done.Bytes != int64(len(content)) || done.SHA256 != sumOf(content) || done.Path != filepath.Join(dir, "log.csv") {
		t.Errorf("%+v", done)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("left beside the file: %v, %v", entries, err)
	}
	return done
}

// bad fetches, and checks that it fails as wanted, with nothing under the
// final name and so much in the part; -1 is no part.
func bad(t *testing.T, f Fetcher, d Dataset, dir, want string, part int64) {
	t.Helper()
	done, err := f.Fetch(context.Background(), d, dir)
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%+v, %v; want an error with %q", done, err, want)
	}
	if _, err := os.Stat(filepath.Join(dir, "log.csv")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something is under the final name: %v", err)
	}
	size := int64(-1)
	if info, err := os.Stat(filepath.Join(dir, "log.csv.part")); err == nil {
		size = info.Size()
	}
	if size != part {
		t.Errorf("the part has %d bytes, want %d", size, part)
	}
}

// cut sends so much of the file, with the header of the whole, and hangs up.
func (s *server) cut(n int) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("ETag", s.etag)
		w.Header().Set("Content-Length", fmt.Sprint(len(content)))
		w.Write(content[:n])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
}

// leave leaves a part of n bytes in a new folder.
func (s *server) leave(t *testing.T, d Dataset, n int) string {
	t.Helper()
	dir := t.TempDir()
	s.set(func() { s.spoil = s.cut(n) })
	bad(t, Fetcher{}, d, dir, fmt.Sprintf("stopped after %d", n), int64(n))
	s.behave()
	return dir
}

func TestFetch(t *testing.T) {
	s := newServer(t)
	dir := filepath.Join(t.TempDir(), "new", "folder")
	last := int64(0)
	f := Fetcher{Progress: func(done, total int64) {
		if done <= last || total != int64(len(content)) {
			t.Errorf("progress %d of %d after %d", done, total, last)
		}
		last = done
	}}
	if _, err := f.Fetch(context.Background(), target(s.URL), dir); err != nil || last != int64(len(content)) {
		t.Fatalf("%v, last progress %d", err, last)
	}
	info, err := os.Stat(filepath.Join(dir, "log.csv"))
	if err != nil || info.Mode().Perm()&0o733 != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if done := good(t, target(s.URL), dir); !done.Present || len(s.seen()) != 1 {
		t.Errorf("the right file was there, and was fetched again: %+v, %d requests", done, len(s.seen()))
	}
}

// Connections and files are closed after each fetch, not when the server closes
// them.
func TestFetchClosesConnections(t *testing.T) {
	s := newServer(t)
	good(t, changing(s.URL), t.TempDir())
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // it closes files that are forgotten
	before, open := runtime.NumGoroutine(), openFiles()
	const fetches = 30
	for range fetches {
		good(t, changing(s.URL), t.TempDir())
	}
	for range 500 {
		if runtime.NumGoroutine() < before+fetches/2 && openFiles() < open+fetches/2 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines and %d files before, %d and %d after %d fetches", before, open, runtime.NumGoroutine(), openFiles(), fetches)
}

func TestFetchReplacesAnotherFile(t *testing.T) {
	s := newServer(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "log.csv"), []byte("an older version"), 0o644); err != nil {
		t.Fatal(err)
	}
	if done := good(t, target(s.URL), dir); done.Present {
		t.Error("the wrong file was taken for the right one")
	}
}

// What changes is fetched each time.
func TestFetchChanging(t *testing.T) {
	s := newServer(t)
	dir := t.TempDir()
	good(t, changing(s.URL), dir)
	if done := good(t, changing(s.URL), dir); done.Present || len(s.seen()) != 2 {
		t.Errorf("%+v after %d requests", done, len(s.seen()))
	}
}

func TestFetchResumes(t *testing.T) {
	for name, d := range map[string]func(string) Dataset{"known": target, "changing": changing} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t)
			dir := s.leave(t, d(s.URL), 100_000)
			if done := good(t, d(s.URL), dir); done.Resumed != 100_000 {
				t.Errorf("resumed at %d, want 100000", done.Resumed)
			}
			h := s.seen()[1]
			if h.Get("Range") != "bytes=100000-" || h.Get("If-Range") != `"v1"` || h.Get("Accept-Encoding") != "identity" {
				t.Errorf("asked for the rest with %v", h)
			}
		})
	}
}

// Without a strong entity tag the date of the last change is used; with
// neither the fetch starts over.
func TestFetchValidators(t *testing.T) {
	const date = "Tue, 14 Jul 2015 09:00:00 GMT"
	for _, c := range []struct{ etag, modified, ifRange string }{
		{`W/"weak"`, date, date},
		{`W/"weak"`, "", ""},
		{"", "", ""},
	} {
		t.Run(c.etag, func(t *testing.T) {
			s := newServer(t)
			s.set(func() {
				s.etag = c.etag
				s.spoil = func(w http.ResponseWriter, _ *http.Request) bool {
					if c.modified != "" {
						w.Header().Set("Last-Modified", c.modified)
					}
					return s.cut(50_000)(w, nil)
				}
			})
			dir := t.TempDir()
			again := "running it again resumes"
			if c.ifRange == "" {
				again = "running it again starts over"
			}
			bad(t, Fetcher{}, target(s.URL), dir, again, 50_000)
			s.behave()
			good(t, target(s.URL), dir)
			if got := s.seen()[1].Get("If-Range"); got != c.ifRange {
				t.Errorf("If-Range %q, want %q", got, c.ifRange)
			}
		})
	}
}

func TestFetchWithoutRanges(t *testing.T) {
	s := newServer(t)
	dir := s.leave(t, target(s.URL), 100_000)
	s.set(func() {
		s.spoil = func(w http.ResponseWriter, _ *http.Request) bool {
			w.Write(content)
			return true
		}
	})
	if done := good(t, target(s.URL), dir); done.Resumed != 0 {
		t.Errorf("resumed at %d from a server that ignores ranges", done.Resumed)
	}
}

// A server that has another version by now, and one that hands out the other
// version's rest although it was asked not to.
func TestFetchChangedBetween(t *testing.T) {
	old := bytes.ToUpper(content)
	for name, rude := range map[string]bool{"polite": false, "ignores If-Range": true} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t)
			s.set(func() {
				s.spoil = func(w http.ResponseWriter, r *http.Request) bool {
					w.Header().Set("ETag", `"v0"`)
					w.Header().Set("Content-Length", fmt.Sprint(len(old)))
					w.Write(old[:80_000])
					w.(http.Flusher).Flush()
					panic(http.ErrAbortHandler)
				}
			})
			dir := t.TempDir()
			bad(t, Fetcher{}, changing(s.URL), dir, "stopped after 80000", 80_000)
			s.set(func() {
				s.spoil = func(_ http.ResponseWriter, r *http.Request) bool {
					if rude {
						r.Header.Del("If-Range")
					}
					return false
				}
			})
			if done := good(t, changing(s.URL), dir); done.Resumed != 0 {
				t.Errorf("two versions were joined at %d", done.Resumed)
			}
		})
	}
}

// 416, and a 206 of another place: the fetch starts over.
func TestFetchStartsOver(t *testing.T) {
	answers := map[string]func(http.ResponseWriter){
		"416":          func(w http.ResponseWriter) { w.WriteHeader(http.StatusRequestedRangeNotSatisfiable) },
		"other place":  func(w http.ResponseWriter) { partial(w, "bytes 5-9/300000", content[5:10]) },
		"no range":     func(w http.ResponseWriter) { partial(w, "", content[5:10]) },
		"wrong length": func(w http.ResponseWriter) { partial(w, "bytes 60000-299999/300000", content[5:10]) },
	}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			s := newServer(t)
			dir := s.leave(t, target(s.URL), 60_000)
			s.set(func() {
				s.spoil = func(w http.ResponseWriter, r *http.Request) bool {
					if r.Header.Get("Range") == "" {
						return false
					}
					answer(w)
					return true
				}
			})
			if done := good(t, target(s.URL), dir); done.Resumed != 0 || len(s.seen()) != 3 {
				t.Errorf("%+v after %d requests", done, len(s.seen()))
			}
		})
	}
}

func partial(w http.ResponseWriter, contentRange string, body []byte) {
	w.Header().Set("Content-Range", contentRange)
	w.WriteHeader(http.StatusPartialContent)
	w.Write(body)
}

func TestFetchWrongBytes(t *testing.T) {
	s := newServer(t)
	s.set(func() { s.body = bytes.ToUpper(content) })
	dir := t.TempDir()
	bad(t, Fetcher{}, target(s.URL), dir, "sha256 is "+sumOf(bytes.ToUpper(content))+", the right file has "+sumOf(content), -1)
	s.set(func() { s.body = content })
	good(t, target(s.URL), dir)
}

// A part that a killed run left complete is checked, not fetched again.
func TestFetchCompletePart(t *testing.T) {
	s := newServer(t)
	dir := t.TempDir()
	write := func(b []byte) {
		if err := os.WriteFile(filepath.Join(dir, "log.csv.part"), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(bytes.ToUpper(content))
	bad(t, Fetcher{}, target(s.URL), dir, "wrong checksum", -1)
	write(content)
	if done := good(t, target(s.URL), dir); done.Resumed != int64(len(content)) || len(s.seen()) != 0 {
		t.Errorf("%+v after %d requests", done, len(s.seen()))
	}
}

// A part that is too long, or of another address, or without its note, is not
// a beginning of the file.
func TestFetchStrangePart(t *testing.T) {
	for name, c := range map[string]struct{ part, note string }{
		"too long":        {string(content) + "more", `{"url":"%s","etag":"\"v1\""}`},
		"another address": {strings.Repeat("x", 500), `{"url":"http://elsewhere/%.0s","etag":"\"v1\""}`},
		"torn note":       {strings.Repeat("x", 500), `{"url":"%s","etag":`},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t)
			dir := t.TempDir()
			path := filepath.Join(dir, "log.csv.part")
			if err := errors.Join(os.WriteFile(path, []byte(c.part), 0o644), os.WriteFile(path+".json", fmt.Appendf(nil, c.note, s.URL), 0o644)); err != nil {
				t.Fatal(err)
			}
			good(t, target(s.URL), dir)
			if got := s.seen(); len(got) != 1 || got[0].Get("Range") != "" {
				t.Errorf("asked %v", got)
			}
		})
	}
}

// Lengths that are not those of the file.
func TestFetchWrongLength(t *testing.T) {
	n := len(content)
	raw := func(head string, body []byte) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, _ *http.Request) bool {
			conn, rw, err := w.(http.Hijacker).Hijack()
			if err != nil {
				panic(err)
			}
			defer conn.Close()
			fmt.Fprintf(rw, "HTTP/1.1 200 OK\r\nETag: \"v1\"\r\n%s\r\n", head)
			rw.Write(body)
			rw.Flush()
			return true
		}
	}
	long := append(bytes.Clone(content), "one more row\n"...)
	for name, c := range map[string]struct {
		spoil func(http.ResponseWriter, *http.Request) bool
		d     func(string) Dataset
		want  string
		part  int64
	}{
		"header too long":                {raw(fmt.Sprintf("Content-Length: %d\r\n", n+9), content), changing, fmt.Sprintf("stopped after %d of %d bytes", n, n+9), int64(n)},
		"header longer than the file":    {raw(fmt.Sprintf("Content-Length: %d\r\n", n+9), content), target, fmt.Sprintf("has %d bytes, the right one has %d", n+9, n), -1},
		"header too short":               {raw(fmt.Sprintf("Content-Length: %d\r\n", n-9), content), target, fmt.Sprintf("has %d bytes, the right one has %d", n-9, n), -1},
		"body too short, without header": {raw("", content[:n-9]), target, fmt.Sprintf("stopped after %d of %d bytes", n-9, n), int64(n - 9)},
		"body too long, without header":  {raw("", long), target, fmt.Sprintf("more than %d bytes", n), -1},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t)
			s.set(func() { s.spoil = c.spoil })
			dir := t.TempDir()
			bad(t, Fetcher{}, c.d(s.URL), dir, c.want, c.part)
			s.behave()
			good(t, c.d(s.URL), dir)
		})
	}
}

// An endless file of unknown size is cut off at the bound, and one that
// announces too much is not begun.
func TestFetchBound(t *testing.T) {
	s := newServer(t)
	s.set(func() {
		s.spoil = func(w http.ResponseWriter, r *http.Request) bool {
			for {
				if _, err := w.Write(content); err != nil {
					return true
				}
			}
		}
	})
	f := Fetcher{MaxBytes: 1_000_000}
	bad(t, f, changing(s.URL), t.TempDir(), "more than 1000000 bytes", -1)
	s.behave()
	f.MaxBytes = 1000
	bad(t, f, changing(s.URL), t.TempDir(), "more than the 1000 allowed", -1)
	f.MaxBytes = int64(len(content)) - 1
	bad(t, f, changing(s.URL), t.TempDir(), fmt.Sprintf("more than the %d allowed", len(content)-1), -1)
	f.MaxBytes = int64(len(content))
	if done, err := f.Fetch(context.Background(), changing(s.URL), t.TempDir()); err != nil || done.Bytes != f.MaxBytes {
		t.Errorf("a file as large as is allowed: %+v, %v", done, err)
	}
}

// What is left out of a fetcher has the value that its comment tells; what is
// given stays.
func TestFetcherDefaults(t *testing.T) {
	for _, f := range []Fetcher{{}, {Header: -1, Stall: -1, MaxBytes: -1}} {
		if got := f.newTransfer(&Download{}, "a"); got.Header != 30*time.Second || got.Stall != 30*time.Second || got.MaxBytes != 1<<30 {
			t.Errorf("%v, %v, %d", got.Header, got.Stall, got.MaxBytes)
		}
	}
	given := Fetcher{Header: 1, Stall: 2, MaxBytes: 3}.newTransfer(&Download{}, "a")
	if given.Header != 1 || given.Stall != 2 || given.MaxBytes != 3 {
		t.Errorf("%v, %v, %d", given.Header, given.Stall, given.MaxBytes)
	}
}

// A server that sends a little now and then may take as long as it likes; one
// that falls silent may not.
func TestWatchdog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const patience = 30 * time.Second
		dog := newWatchdog(t.Context(), patience)
		for range 10 {
			time.Sleep(patience - 1)
			if dog.ctx.Err() != nil {
				t.Fatal(context.Cause(dog.ctx))
			}
			dog.reset(patience)
		}
		time.Sleep(patience + 1)
		if err := dog.explain(io.EOF); !errors.Is(err, errSilent) || err.Error() != "the server sent nothing for 30s" {
			t.Error(err)
		}
		awake := newWatchdog(t.Context(), patience)
		if err := awake.explain(io.EOF); err != io.EOF {
			t.Error(err)
		}
		awake.stop()
		if !errors.Is(awake.explain(io.EOF), context.Canceled) {
			t.Error("what runs under a watch outlasts it")
		}
	})
}

func TestFetchStalls(t *testing.T) {
	s := newServer(t)
	hang := func(r *http.Request) { <-r.Context().Done() }
	s.set(func() {
		s.spoil = func(w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("ETag", `"v1"`)
			w.Header().Set("Content-Length", fmt.Sprint(len(content)))
			w.Write(content[:70_000])
			w.(http.Flusher).Flush()
			hang(r)
			return true
		}
	})
	dir := t.TempDir()
	bad(t, quick, target(s.URL), dir, fmt.Sprintf("stopped after 70000 of %d bytes (running it again resumes): the server sent nothing for 300ms", len(content)), 70_000)
	s.set(func() {
		s.spoil = func(_ http.ResponseWriter, r *http.Request) bool { hang(r); return true }
	})
	bad(t, quick, target(s.URL), dir, "stopped after 70000 bytes (running it again resumes): the server sent nothing for 300ms", 70_000)
	s.behave()
	if done := good(t, target(s.URL), dir); done.Resumed != 70_000 {
		t.Errorf("resumed at %d", done.Resumed)
	}
}

func TestFetchCancelled(t *testing.T) {
	s := newServer(t)
	ctx, cancel := context.WithCancel(context.Background())
	f := Fetcher{Progress: func(int64, int64) { cancel() }}
	s.set(func() {
		s.spoil = func(w http.ResponseWriter, r *http.Request) bool {
			w.Write(content[:1000])
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			return true
		}
	})
	if _, err := f.Fetch(ctx, target(s.URL), t.TempDir()); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want a cancelled context", err)
	}
}

// An answer that is no file is an error, and what an earlier run left stays.
func TestFetchStatus(t *testing.T) {
	for code, want := range map[int]string{404: "404 Not Found", 500: "500 Internal Server Error", 204: "204 No Content"} {
		s := newServer(t)
		refuse := func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(code); return true }
		s.set(func() { s.spoil = refuse })
		bad(t, Fetcher{}, target(s.URL), t.TempDir(), want, -1)
		dir := s.leave(t, target(s.URL), 90_000)
		s.set(func() { s.spoil = refuse })
		bad(t, Fetcher{}, target(s.URL), dir, want, 90_000)
		s.behave()
		if done := good(t, target(s.URL), dir); done.Resumed != 90_000 {
			t.Errorf("after %d resumed at %d", code, done.Resumed)
		}
	}
}

func TestFetchEncoded(t *testing.T) {
	s := newServer(t)
	s.set(func() {
		s.spoil = func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(content)
			return true
		}
	})
	bad(t, Fetcher{}, changing(s.URL), t.TempDir(), "gzip encoding", -1)
}

func TestFetchRedirects(t *testing.T) {
	s := newServer(t)
	redirect := func(to string, code int) *httptest.Server {
		r := httptest.NewServer(http.RedirectHandler(to, code))
		t.Cleanup(r.Close)
		return r
	}
	done := good(t, target(redirect(s.URL+"/file", http.StatusFound).URL), t.TempDir())
	if len(done.Redirects) != 1 || done.Redirects[0] != s.URL+"/file" {
		t.Errorf("redirects %v", done.Redirects)
	}

	to := s.URL
	for range maxRedirects {
		to = redirect(to, http.StatusMovedPermanently).URL
	}
	good(t, target(to), t.TempDir())
	bad(t, Fetcher{}, target(redirect(to, http.StatusFound).URL), t.TempDir(), "more than 5 redirects", -1)

	loop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/again", http.StatusFound) }))
	t.Cleanup(loop.Close)
	bad(t, Fetcher{}, target(loop.URL), t.TempDir(), "more than 5 redirects", -1)

	tls := httptest.NewTLSServer(http.RedirectHandler(s.URL, http.StatusFound))
	t.Cleanup(tls.Close)
	f := Fetcher{transport: tls.Client().Transport}
	bad(t, f, target(tls.URL), t.TempDir(), "from https to plain http", -1)
	bad(t, Fetcher{}, target(redirect("ftp://127.0.0.1/file", http.StatusFound).URL), t.TempDir(), "which is neither http nor https", -1)
	bad(t, Fetcher{}, target(redirect("http://elsewhere.invalid/file", http.StatusFound).URL), t.TempDir(), "another host over plain http", -1)
}

func TestCheckRedirect(t *testing.T) {
	for _, c := range []struct {
		from, to string
		allowed  bool
	}{
		{"http://a.org/1", "http://a.org/2", true},
		{"http://a.org/1", "https://b.org/1", true},
		{"https://a.org/1", "https://b.org/1", true},
		{"http://a.org/1", "http://b.org/1", false},
		{"http://a.org/1", "http://127.0.0.1/1", false},
		{"https://a.org/1", "http://a.org/1", false},
		{"https://127.0.0.1/1", "http://127.0.0.1/1", false},
		{"http://127.0.0.1:81/1", "http://[::1]:82/1", true},
		{"http://localhost:81/1", "http://127.0.0.1:82/1", true},
		{"https://a.org/1", "file:///etc/passwd", false},
	} {
		t.Run(c.from, func(t *testing.T) {
			from, err1 := http.NewRequest(http.MethodGet, c.from, nil)
			to, err2 := http.NewRequest(http.MethodGet, c.to, nil)
			if err := errors.Join(err1, err2); err != nil {
				t.Fatal(err)
			}
			if err := checkRedirect(to, []*http.Request{from}); (err == nil) != c.allowed {
				t.Errorf("%s -> %s: %v", c.from, c.to, err)
			}
		})
	}
}

func TestFetchRefuses(t *testing.T) {
	for _, address := range []string{"", "log.csv", "ftp://hpc-ftp.lanl.gov/log.csv", "http:///log.csv", "http://%zz/"} {
		if _, err := (Fetcher{}).Fetch(context.Background(), target(address), t.TempDir()); !errors.Is(err, ErrAddress) {
			t.Errorf("%q: %v", address, err)
		}
	}
	shop, err := Find("shop")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (Fetcher{}).Fetch(context.Background(), shop, t.TempDir()); err == nil || !strings.Contains(err.Error(), "datasets export shop") {
		t.Errorf("an embedded log: %v", err)
	}
	dead := httptest.NewServer(http.NotFoundHandler())
	dead.Close()
	bad(t, Fetcher{}, target(dead.URL), t.TempDir(), "refused", -1)
}

func TestFetchTwoAtOnce(t *testing.T) {
	s := newServer(t)
	begun, goOn := make(chan bool), make(chan bool)
	s.set(func() {
		s.spoil = func(http.ResponseWriter, *http.Request) bool {
			close(begun)
			<-goOn
			return false
		}
	})
	dir := t.TempDir()
	first := make(chan error)
	go func() {
		_, err := Fetcher{}.Fetch(context.Background(), target(s.URL), dir)
		first <- err
	}()
	<-begun
	bad(t, Fetcher{}, target(s.URL), dir, "another fetch of this file is under way", 0)
	close(goOn)
	if err := <-first; err != nil {
		t.Error(err)
	}
	if done := good(t, target(s.URL), dir); !done.Present {
		t.Errorf("%+v", done)
	}
}

// TestFetchChild is the process that TestFetchKilled kills.
func TestFetchChild(t *testing.T) {
	address, dir := os.Getenv("MTBF_FETCH_URL"), os.Getenv("MTBF_FETCH_DIR")
	if address == "" {
		t.Skip("run by TestFetchKilled")
	}
	_, err := Fetcher{}.Fetch(context.Background(), target(address), dir)
	t.Fatalf("survived: %v", err)
}

func TestFetchKilled(t *testing.T) {
	s := newServer(t)
	const sent = 120_000
	s.set(func() {
		s.spoil = func(w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("ETag", `"v1"`)
			w.Header().Set("Content-Length", fmt.Sprint(len(content)))
			w.Write(content[:sent])
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			return true
		}
	})
	dir := t.TempDir()
	child := exec.Command(os.Args[0], "-test.run=^TestFetchChild$")
	child.Env = append(os.Environ(), "MTBF_FETCH_URL="+s.URL, "MTBF_FETCH_DIR="+dir)
	child.Stdout, child.Stderr = io.Discard, io.Discard
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	for range 2000 {
		if info, err := os.Stat(filepath.Join(dir, "log.csv.part")); err == nil && info.Size() == sent {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	child.Wait()
	if _, err := os.Stat(filepath.Join(dir, "log.csv")); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("a killed fetch left something under the final name: %v", err)
	}
	s.behave()
	if done := good(t, target(s.URL), dir); done.Resumed != sent {
		t.Errorf("resumed at %d, want %d", done.Resumed, sent)
	}
}

func TestContentRange(t *testing.T) {
	if first, last, total, err := contentRange("bytes 100-199/200"); err != nil || first != 100 || last != 199 || total != 200 {
		t.Errorf("%d %d %d %v", first, last, total, err)
	}
	if _, _, total, err := contentRange("bytes 100-199/*"); err != nil || total != -1 {
		t.Errorf("%d %v", total, err)
	}
	if first, last, total, err := contentRange("bytes 0-0/1"); err != nil || first != 0 || last != 0 || total != 1 {
		t.Errorf("%d %d %d %v", first, last, total, err)
	}
	for _, header := range []string{"", "bytes", "bytes 100-199/199", "bytes 2-1/*", "bytes */200", "bytes 100-199", "items 1-2/3", "bytes 9-5/20", "bytes 5-20/20", "bytes -5-9/20", "bytes 1-2/x"} {
		if _, _, _, err := contentRange(header); err == nil {
			t.Errorf("%q was let pass", header)
		}
	}
}
