package local

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"mtbf/ingest/systemfile"
	"mtbf/model"
	"mtbf/model/system"
	"mtbf/report"
)

// Entry is a log or a system that the pages offer.
type Entry struct {
	Name    string
	About   string
	Shipped bool                                        // with the program, and not of the person who looks
	Report  func(context.Context) (*report.Page, error) // nil for none
	Model   *system.Model                               // of a system, for the what-if page; nil for a log
	File    *systemfile.File                            // that the model is of, which is changed with it; nil for none

	// Changed is the report of the system with other numbers, of which the lines tell;
	// nil for none.
	Changed func(ctx context.Context, m *system.Model, lines []string) (*report.Page, error)
}

// Sent is what a file turned out to be that was sent: a log, of which there is a page, or
// a system, which becomes an entry.
type Sent struct {
	Page  *report.Page
	Entry *Entry
}

// Options are what is served.
type Options struct {
	// Entries are offered in this order. No other file is ever opened.
	Entries []Entry
	// Upload reads a file that was sent as choices say: the fields of the form, see
	// [Fields]. It must read with r alone. A *[Question] is put to the person who
	// sent it. Without Upload no file can be sent.
	Upload func(ctx context.Context, name string, r io.Reader, choices []Choice) (*Sent, error)
	// Profiles are the ways to read a log that the form offers.
	Profiles []string
	// Confidence is that of limits in changed systems; 0: 0.90.
	Confidence float64
}

type server struct {
	Options
	hosts    []string
	slots    chan struct{}
	received budget
	limit    time.Duration // of the work on one request
	systems  shelf[Entry]  // that were sent; their numbers go on from those of Entries
	asked    shelf[*asked]
}

// New returns the handler that serves on addr, a host and a port. Requests that
// name another host, and those that come from the pages of another, are
// forbidden.
func New(addr string, o Options) (http.Handler, error) {
	s, err := newServer(addr, o)
	if err != nil {
		return nil, err
	}
	return s.handler(), nil
}

func newServer(addr string, o Options) (*server, error) {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, &model.ParamError{Param: "address", Value: addr, Want: "a host and a port, such as 127.0.0.1:8080"}
	}
	return &server{
		Options: o, slots: make(chan struct{}, atOnce), limit: longest, received: newBudget(),
		systems: shelf[Entry]{count: maxSystems, weight: maxUnits}, asked: shelf[*asked]{count: maxAsked, weight: maxAskedBytes},
		hosts: []string{strings.ToLower(addr), net.JoinHostPort("localhost", port)},
	}, nil
}

func (s *server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("GET /favicon.ico", s.icon)
	mux.HandleFunc("GET /static/{name}", s.static)
	mux.HandleFunc("GET /report/{entry}", s.report)
	mux.HandleFunc("GET /what-if/{entry}", s.whatIf)
	mux.HandleFunc("GET /what-if/{entry}/report", s.changedReport)
	mux.HandleFunc("GET /what-if/{entry}/system.yaml", s.changedFile)
	mux.HandleFunc("POST /report", s.upload)
	mux.HandleFunc("POST /answer", s.answer)
	mux.HandleFunc("POST /solve", s.solve)
	return s.guard(mux)
}

// entry returns what a request names by its number.
func (s *server) entry(r *http.Request) (*Entry, int) {
	i, err := strconv.Atoi(r.PathValue("entry"))
	if err != nil {
		return nil, 0
	}
	return s.find(i), i
}

// find returns the entry of a number, nil where there is none, or none any more.
func (s *server) find(i int) *Entry {
	switch {
	case i < 0:
		return nil
	case i < len(s.Entries):
		return &s.Entries[i]
	}
	if e, ok := s.systems.get(i - len(s.Entries)); ok {
		return &e
	}
	return nil
}

// missing answers where there is no entry: one that was sent may have been there.
func (s *server) missing(w http.ResponseWriter, r *http.Request) {
	if i, err := strconv.Atoi(r.PathValue("entry")); err == nil && i >= len(s.Entries) && s.Upload != nil {
		show(w, http.StatusNotFound, "sorry.html", "It is no longer kept, or never was: a few systems that were sent last are. Send it again.")
		return
	}
	http.NotFound(w, r)
}

// report serves the report of an entry.
func (s *server) report(w http.ResponseWriter, r *http.Request) {
	e, i := s.entry(r)
	if e == nil || e.Report == nil {
		s.missing(w, r)
		return
	}
	s.page(w, r, whatIfLink(e, i), e.Report)
}

// page serves a report, or why there is none. It is made and drawn in a slot,
// which is free again when it is sent.
func (s *server) page(w http.ResponseWriter, r *http.Request, links string, of func(context.Context) (*report.Page, error)) {
	var text bytes.Buffer
	err := s.work(r.Context(), func(ctx context.Context) error {
		page, err := of(ctx)
		if err != nil {
			return err
		}
		return page.Write(&text)
	})
	if err != nil {
		sorry(w, err)
		return
	}
	reported(w, text.Bytes(), links)
}
