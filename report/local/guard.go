package local

import (
	"errors"
	"net/http"
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
		next.ServeHTTP(w, r)
	})
}

// foreign tells of a request that names another host, as after a name was made
// to point here, or that the page of another site makes.
func (s *server) foreign(r *http.Request) error {
	if !slices.Contains(s.hosts, r.Host) {
		return errors.New("the request names another host")
	}
	if origins := r.Header["Origin"]; len(origins) > 0 {
		host, ok := strings.CutPrefix(origins[0], "http://")
		if len(origins) > 1 || !ok || host != r.Host {
			return errors.New("the request comes from another site")
		}
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return nil
	}
	return errors.New("the request comes from another site")
}
