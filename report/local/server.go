package local

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"mtbf/model"
	"mtbf/model/system"
	"mtbf/report"
)

// Entry is a log or a system that the pages offer.
type Entry struct {
	Name   string
	About  string
	Report func(context.Context) (*report.Page, error) // nil for none
	Model  *system.Model                               // of a system, for the what-if page; nil for a log
}

// Options are what is served.
type Options struct {
	// Entries are offered in this order. No other file is ever opened.
	Entries []Entry
	// Upload makes the report of a log that was sent, as choices say: the
	// fields of the form by name, see [Fields]. It must read with r
	// alone. Without it no log can be sent.
	Upload func(ctx context.Context, name string, r io.Reader, choices map[string]string) (*report.Page, error)
	// Profiles are the ways to read a log that the form offers.
	Profiles []string
}

// MaxUpload is the size in bytes of the largest log that may be sent.
const MaxUpload = 64 << 20

// atOnce is how many reports and questions are worked on at a time; more wait
// for patience, then are told to come back.
const (
	atOnce   = 2
	patience = 10 * time.Second
)

type server struct {
	Options
	hosts []string
	slots chan struct{}
}

// New returns the handler that serves on addr, a host and a port. Requests that
// name another host, and those that come from the pages of another, are
// forbidden.
func New(addr string, o Options) (http.Handler, error) {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, &model.ParamError{Param: "address", Value: addr, Want: "a host and a port, such as 127.0.0.1:8080"}
	}
	s := &server{Options: o, slots: make(chan struct{}, atOnce)}
	s.hosts = []string{addr, net.JoinHostPort("localhost", port)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("GET /static/{name}", s.static)
	mux.HandleFunc("GET /report/{entry}", s.bounded(s.report))
	mux.HandleFunc("GET /what-if/{entry}", s.whatIf)
	mux.HandleFunc("POST /report", s.bounded(s.upload))
	mux.HandleFunc("POST /solve", s.bounded(s.solve))
	return s.guard(mux), nil
}

// bounded lets only so many requests work at a time.
func (s *server) bounded(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		select {
		case s.slots <- struct{}{}:
			defer func() { <-s.slots }()
			h(w, r)
		case <-ctx.Done():
			w.Header().Set("Retry-After", "5")
			refuse(w, http.StatusServiceUnavailable, errors.New("too much is asked at a time; try again"))
		}
	}
}

// entry returns what a request names by its place in the list.
func (s *server) entry(r *http.Request) (*Entry, int) {
	i, err := strconv.Atoi(r.PathValue("entry"))
	if err != nil || i < 0 || i >= len(s.Entries) {
		return nil, 0
	}
	return &s.Entries[i], i
}

// report serves the report of an entry.
func (s *server) report(w http.ResponseWriter, r *http.Request) {
	e, _ := s.entry(r)
	if e == nil || e.Report == nil {
		http.NotFound(w, r)
		return
	}
	page, err := e.Report(r.Context())
	s.page(w, page, err)
}

// page writes a report, or why there is none.
func (s *server) page(w http.ResponseWriter, page *report.Page, err error) {
	if err != nil {
		s.sorry(w, err)
		return
	}
	w.Header().Set("Content-Security-Policy", report.Policy()+"; frame-ancestors 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	page.Write(w)
}
