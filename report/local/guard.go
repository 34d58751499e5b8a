package local

import (
	"errors"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
)

// policy is the Content-Security-Policy of the pages that are not reports: what
// the handler itself serves, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard refuses requests that are not meant for this handler, and says to
// browsers what its pages may do.
func (s *server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if err := s.foreign(r); err != nil {
			refuse(w, http.StatusForbidden, err)
			return
		}
		defer recovered(w, r)
		next.ServeHTTP(w, r)
	})
}

// errFault is what a person is told of a fault of the program.
var errFault = errors.New("a fault of mtbf kept it from an answer; what it was stands on standard error")

// recovered answers in the place of a handler that panics, and tells the log of
// the server why.
func recovered(w http.ResponseWriter, r *http.Request) {
	fault := recover()
	if fault == nil {
		return
	}
	if server, ok := r.Context().Value(http.ServerContextKey).(*http.Server); ok && server.ErrorLog != nil {
		server.ErrorLog.Printf("fault at %s: %v: %s", r.URL.Path, fault, debug.Stack())
	}
	sorry(w, errFault)
}

// foreign tells of a request that names another host, as after a name was made
// to point here, or that the page of another site makes.
func (s *server) foreign(r *http.Request) error {
	asked := withPort(r.Host)
	if !slices.Contains(s.hosts, asked) {
		return errors.New("the request names another host")
	}
	if origins := r.Header["Origin"]; len(origins) > 0 {
		host, ok := strings.CutPrefix(origins[0], "http://")
		if len(origins) > 1 || !ok || withPort(host) != asked {
			return errors.New("the request comes from another site")
		}
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return nil
	}
	return errors.New("the request comes from another site")
}

// withPort writes a host as [New] is given it: in lower case, and with the port
// that browsers leave out where it is that of http.
func withPort(host string) string {
	host = strings.ToLower(host)
	if strings.LastIndexByte(host, ':') <= strings.LastIndexByte(host, ']') {
		host += ":80"
	}
	return host
}
