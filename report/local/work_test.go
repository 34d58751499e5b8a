package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"mtbf/report"
)

// What [listening] serves, by its place.
const (
	quick, endless, faulty = "0", "2", "3"
	solvable               = 1
)

// soon is when a test that hangs gives up.
const soon = 20 * time.Second

// begun and over tell of work that goes on until its context ends.
type until struct{ begun, over chan struct{} }

func (u until) done(ctx context.Context) (*report.Page, error) {
	select {
	case u.begun <- struct{}{}:
	default:
	}
	<-ctx.Done()
	select {
	case u.over <- struct{}{}:
	default:
	}
	return nil, ctx.Err()
}

// endlessly is what the endless work of the last server that listens tells.
type endlessly struct{ report, upload until }

// listening starts a server, and returns it, its address, and what its log has.
func listening(t testing.TB) (s *server, at string, said func() string) {
	s, at, said, _ = listeningTo(t)
	return s, at, said
}

func listeningTo(t testing.TB) (s *server, at string, said func() string, tells endlessly) {
	t.Helper()
	fresh := func() until { return until{make(chan struct{}, 1), make(chan struct{}, 1)} }
	tells = endlessly{fresh(), fresh()}
	page := func(context.Context) (*report.Page, error) { return &report.Page{Title: "quick"}, nil }
	options := Options{
		Entries: []Entry{
			{Name: "quick", Report: page},
			{Name: "pair", Report: page, Model: parse(t, pair)},
			{Name: "endless", Report: tells.report.done},
			{Name: "faulty", Report: func(context.Context) (*report.Page, error) { panic("disc <gone>") }},
		},
		Upload: func(ctx context.Context, name string, r io.Reader, _ []Choice) (*Sent, error) {
			if name == "endless.csv" {
				_, err := tells.upload.done(ctx)
				return nil, err
			}
			n, err := io.Copy(io.Discard, r)
			return &Sent{Page: &report.Page{Title: fmt.Sprintf("%d bytes", n)}}, err
		},
	}
	var mu sync.Mutex
	var text bytes.Buffer
	listener := httptest.NewUnstartedServer(nil)
	s, err := newServer(listener.Listener.Addr().String(), options)
	if err != nil {
		t.Fatal(err)
	}
	listener.Config.Handler = s.handler()
	listener.Config.ErrorLog = log.New(writer(func(p []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return text.Write(p)
	}), "", 0)
	listener.Start()
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		listener.Close()
	})
	return s, listener.URL, func() string {
		mu.Lock()
		defer mu.Unlock()
		return text.String()
	}, tells
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

func read(t testing.TB, r *http.Response) string {
	t.Helper()
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// await fails a test that would hang.
func await(t testing.TB, what string, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(soon):
		t.Fatalf("%s: not within %v", what, soon)
	}
}

// eventually waits for what comes a moment after an answer.
func eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(soon); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within %v", what, soon)
		}
	}
}

func (s *server) idle() bool {
	s.received.Lock()
	defer s.received.Unlock()
	return len(s.slots) == 0 && s.received.shared == maxShared && len(s.received.open) == 0
}

// A page takes so much work, and says so.
func TestWorkEndsInTime(t *testing.T) {
	s, at, _ := listening(t)
	s.limit = 2 * time.Millisecond
	r, err := http.Get(at + "/report/" + endless)
	if err != nil {
		t.Fatal(err)
	}
	text := read(t, r)
	if r.StatusCode != 503 || !strings.Contains(text, "more than 0 seconds of work") || !strings.Contains(text, "use mtbf on the command line") || r.Header.Get("Content-Security-Policy") != policy {
		t.Errorf("%d %s", r.StatusCode, text)
	}
	if (overtime{longest}).Error() != "the answer takes more than 60 seconds of work, which is the most for one page: use mtbf on the command line" {
		t.Errorf("%v", overtime{longest})
	}
	eventually(t, "slots free", s.idle)
}

// To engines the end of the time of a request is a time limit.
func TestOvertimeIsATimeLimit(t *testing.T) {
	if !errors.Is(overtime{longest}, context.DeadlineExceeded) {
		t.Error("it is not")
	}
}

// Work ends when the browser goes away: of a report, and of a log that was sent.
func TestWorkEndsWithItsConnection(t *testing.T) {
	s, at, _, tells := listeningTo(t)
	for _, c := range []struct {
		name  string
		until until
		make  func(context.Context) (*http.Request, error)
	}{
		{"report", tells.report, func(ctx context.Context) (*http.Request, error) {
			return http.NewRequestWithContext(ctx, "GET", at+"/report/"+endless, nil)
		}},
		{"upload", tells.upload, func(ctx context.Context) (*http.Request, error) {
			body, kind := form(t, nil, "endless.csv", strings.NewReader("unit,start\n"))
			r, err := http.NewRequestWithContext(ctx, "POST", at+"/report", body)
			r.Header.Set("Content-Type", kind)
			return r, err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, leave := context.WithCancel(t.Context())
			r, err := c.make(ctx)
			if err != nil {
				t.Fatal(err)
			}
			left := make(chan struct{})
			go func() {
				defer close(left)
				if r, err := http.DefaultClient.Do(r); err == nil {
					r.Body.Close()
					t.Errorf("%s: an answer, %d", c.name, r.StatusCode)
				}
			}()
			await(t, c.name+" begun", c.until.begun)
			leave()
			await(t, c.name+" over", c.until.over)
			await(t, c.name+" left", left)
		})
	}
	eventually(t, "slots free", s.idle)
}

// A question of which nobody awaits the answer is not solved.
func TestSolveEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if a, err := new(server).answerTo(ctx, entryOf(t, pair), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", a, err)
	}
}

// Logs that arrive slowly keep nobody from a slot.
func TestSlowSendersHoldNoSlot(t *testing.T) {
	s, at, _ := listening(t)
	ctx, leave := context.WithCancel(t.Context())
	var senders sync.WaitGroup
	for range atOnce + 2 {
		hang, _ := io.Pipe()
		body, kind := form(t, nil, "slow.csv", io.MultiReader(strings.NewReader("unit,start\n"), hang))
		r, err := http.NewRequestWithContext(ctx, "POST", at+"/report", body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", kind)
		context.AfterFunc(ctx, func() { hang.Close() })
		senders.Go(func() {
			if r, err := http.DefaultClient.Do(r); err == nil {
				r.Body.Close()
			}
		})
	}
	eventually(t, "all arriving", func() bool {
		s.received.Lock()
		defer s.received.Unlock()
		return len(s.received.open) == atOnce+2
	})
	if len(s.slots) != 0 {
		t.Errorf("%d slots are taken by logs that have not arrived", len(s.slots))
	}
	r, err := http.Get(at + "/report/" + quick)
	if err != nil {
		t.Fatal(err)
	}
	if read(t, r); r.StatusCode != 200 {
		t.Errorf("a report beside them: %d", r.StatusCode)
	}
	leave()
	senders.Wait()
	eventually(t, "all given back", s.idle)
}

// Uploads are refused beyond a number of them.
func TestUploadsAreBounded(t *testing.T) {
	s, _, _ := listening(t)
	for range maxUploads {
		if _, err := s.received.take(t.Context(), http.NoBody); err != nil {
			t.Fatal(err)
		}
	}
	body, kind := form(t, nil, "a.csv", strings.NewReader("unit,start\n"))
	r := httptest.NewRequest("POST", "/report", body)
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	s.upload(w, r)
	if w.Code != 503 || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), errBusy.Error()) || len(s.received.open) != maxUploads {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// Thirty-two uploads may arrive at a time, which share twice what one may have.
func TestBudget(t *testing.T) {
	b := newBudget()
	for range 32 {
		if _, err := b.take(t.Context(), http.NoBody); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.take(t.Context(), http.NoBody); err != errBusy {
		t.Errorf("one more: %v", err)
	}
	if b.shared != 128<<20 {
		t.Errorf("%d bytes are shared", b.shared)
	}
	if r := b.open[1]; r.count(b.shared) != nil || b.shared != 0 || r.count(1) == nil {
		t.Errorf("of all there is, %d are left", b.shared)
	}
}

// Why a form was not read to its end decides what its sender is told.
func TestUnread(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		code int
	}{
		"too large": {fmt.Errorf("read: %w", &http.MaxBytesError{Limit: 7}), 413},
		"no room":   {fmt.Errorf("read: %w", errBusy), 503},
		"cut short": {io.ErrUnexpectedEOF, 400},
	} {
		t.Run(name, func(t *testing.T) {
			if code, text := told(unread(c.err)); code != c.code {
				t.Errorf("%d, not %d: %s", code, c.code, text)
			}
		})
	}
}

// The page of a log that was sent names the choices as flags, in the order of
// the form.
func TestChoicesText(t *testing.T) {
	got := choicesText([]Choice{{"profile", "generic"}, {"column", `start="a b"`}, {"units", "40"}})
	if want := ` --units="40" --profile="generic" --column="start=\"a b\""`; got != want {
		t.Errorf("%s, not %s", got, want)
	}
	if got := choicesText(nil); got != "" {
		t.Error(got)
	}
}

// Where there is no room, the oldest upload goes on all the same, and another
// when the oldest is answered; until then it waits, but no longer than its
// request.
func TestOldestUploadGoesOn(t *testing.T) {
	b := newBudget()
	b.shared = 100
	take := func(ctx context.Context) *received {
		r, err := b.take(ctx, io.NopCloser(zeros{}))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	ended, end := context.WithCancel(t.Context())
	oldest, second, third := take(t.Context()), take(t.Context()), take(ended)
	reads := func(r *received, bytes int, left int64) {
		t.Helper()
		if n, err := r.Read(make([]byte, bytes)); n != bytes || err != nil || b.shared != left {
			t.Fatalf("%d of %d, %v, %d left", n, bytes, err, b.shared)
		}
	}
	reads(second, 70, 30)
	reads(oldest, 1000, 30)
	reads(third, 30, 0)
	reads(oldest, 1000, 0)
	end()
	if _, err := third.Read(make([]byte, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("without room and a client: %v", err)
	}
	read := make(chan error)
	go func() {
		_, err := second.Read(make([]byte, 1000))
		read <- err
	}()
	select {
	case err := <-read:
		t.Errorf("without room: %v", err)
	case <-time.After(10 * time.Millisecond):
	}
	oldest.release()
	if err := <-read; err != nil {
		t.Errorf("as the oldest: %v", err)
	}
	second.release()
	third.release()
	if b.shared != 100 || len(b.open) != 0 {
		t.Errorf("%d left, %d open", b.shared, len(b.open))
	}
}

// More logs than there is room for, sent at a time, are all answered.
func TestManyLargeUploadsAtOnce(t *testing.T) {
	s, at, _ := listening(t)
	s.received.shared = 1 << 20
	var clients sync.WaitGroup
	for range 6 {
		clients.Go(func() {
			body, kind := form(t, nil, "a.csv", io.LimitReader(zeros{}, 1<<20))
			r, err := http.Post(at+"/report", kind, body)
			if err != nil {
				t.Error(err)
				return
			}
			if text := read(t, r); r.StatusCode != 200 || !strings.Contains(text, "1048576 bytes") {
				t.Errorf("%d %s", r.StatusCode, text)
			}
		})
	}
	clients.Wait()
	eventually(t, "all given back", func() bool {
		s.received.Lock()
		defer s.received.Unlock()
		return s.received.shared == 1<<20 && len(s.received.open) == 0
	})
}

// Eight clients at once mix all that can be asked, and leave some of it in its
// middle. In the end all slots are free and nothing runs any more.
func TestConcurrent(t *testing.T) {
	s, at, _ := listening(t)
	var clients sync.WaitGroup
	for i := range 8 {
		random := rand.New(rand.NewPCG(1, uint64(i)))
		clients.Go(func() {
			for range 12 {
				mixed(t, at, random)
			}
		})
	}
	clients.Wait()
	eventually(t, "slots free, all given back", s.idle)
	http.DefaultClient.CloseIdleConnections()
	eventually(t, "no goroutine left", func() bool {
		stacks := make([]byte, 4<<20)
		return !bytes.Contains(stacks[:runtime.Stack(stacks, true)], []byte("local.(*server)"))
	})
}

// mixed asks for something, and looks at the answer if it waits for it.
func mixed(t *testing.T, at string, random *rand.Rand) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	method, path, kind := "GET", "/report/"+quick, ""
	var body io.Reader
	want := "<title>quick</title>"
	switch random.IntN(4) {
	case 0:
		n := random.IntN(300_000)
		method, path, want = "POST", "/report", fmt.Sprintf("<title>%d bytes</title>", n)
		body, kind = form(t, map[string]string{"units": "4"}, "a.csv", io.LimitReader(zeros{}, int64(n)))
	case 1:
		method, path, want = "POST", "/solve", `"changes":[{"id":"module0.MTTR"`
		body = strings.NewReader(fmt.Sprintf(`{"system": %d, "set": {"module0.MTTR": %d}}`, solvable, 1+random.IntN(100)))
	case 2:
		path, want = "/report/"+endless, "nothing"
	}
	if want == "nothing" || random.IntN(3) == 0 {
		time.AfterFunc(time.Duration(random.IntN(20_000))*time.Microsecond, cancel)
		want = ""
	}
	r, err := http.NewRequestWithContext(ctx, method, at+path, body)
	if err != nil {
		t.Error(err)
		return
	}
	r.Header.Set("Content-Type", kind)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		if want != "" {
			t.Errorf("%s %s: %v", method, path, err)
		}
		return
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if want != "" && (err != nil || answer.StatusCode != 200 || !strings.Contains(string(text), want)) {
		t.Errorf("%s %s: %d, %v, without %q", method, path, answer.StatusCode, err, want)
	}
}

// A field counts wherever it stands, also behind the log; one log is enough.
func TestFieldsBehindTheLog(t *testing.T) {
	const field, file = "Content-Disposition: form-data; name=\"units\"\r\n\r\n40\r\n", "Content-Disposition: form-data; name=\"log\"; filename=\"a.csv\"\r\n\r\nunit,start\n\r\n"
	for _, c := range []struct {
		name, body string
		code       int
	}{
		{"behind", "--x\r\n" + file + "--x\r\n" + field + "--x--", 200},
		{"before", "--x\r\n" + field + "--x\r\n" + file + "--x--", 200},
		{"two logs", "--x\r\n" + file + "--x\r\n" + file + "--x--", 400},
		{"cut off", "--x\r\n" + file + "--x\r\n" + field, 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := ask(handler(t), "POST", "/report", strings.NewReader(c.body), "Content-Type", "multipart/form-data; boundary=x")
			if w.Code != c.code || c.code == 200 && !strings.Contains(w.Body.String(), "1 choices") {
				t.Errorf("%d %.200s", w.Code, w.Body)
			}
		})
	}
}
