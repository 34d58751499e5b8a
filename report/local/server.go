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

type server struct {
	Options
	hosts    []string
	slots    chan struct{}
	received budget
	limit    time.Duration // of the work on one request
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
		hosts: []string{strings.ToLower(addr), net.JoinHostPort("localhost", port)},
	}, nil
}

func (s *server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("GET /static/{name}", s.static)
	mux.HandleFunc("GET /report/{entry}", s.report)
	mux.HandleFunc("GET /what-if/{entry}", s.whatIf)
	mux.HandleFunc("POST /report", s.upload)
	mux.HandleFunc("POST /solve", s.solve)
	return s.guard(mux)
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
	s.page(w, r, e.Report)
}

// page serves a report, or why there is none. It is made and drawn in a slot,
// which is free again when it is sent.
func (s *server) page(w http.ResponseWriter, r *http.Request, of func(context.Context) (*report.Page, error)) {
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
	w.Header().Set("Content-Security-Policy", report.Policy()+"; frame-ancestors 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(text.Bytes())
}
