package datasets

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// Download says where a dataset is to be had and how to know that it came
// whole.
type Download struct {
	URL    string
	Pages  []string // for a person, should the address have moved
	Terms  string
	Size   int64  // 0: the file changes
	SHA256 string // in hexadecimal; blank: the file changes
}

// File is the name under which the dataset called name is kept.
func (d Dataset) File() string { return d.Name + ".csv" }

// ErrAddress is the error of an address that cannot be fetched at all.
var ErrAddress = errors.New("is not an http or https address")

// parseAddress reads an address.
func parseAddress(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, fmt.Errorf("%q %w", text, ErrAddress)
	}
	return u, nil
}

// maxRedirects is how many redirects are followed.
const maxRedirects = 5

// checkRedirect decides whether a redirect may be followed: never from https
// to http, and to another host only over https. Between ports of this machine
// plain http is let pass.
func checkRedirect(next *http.Request, via []*http.Request) error {
	from, to := via[len(via)-1].URL, next.URL
	switch {
	case len(via) > maxRedirects:
		return fmt.Errorf("more than %d redirects", maxRedirects)
	case to.Scheme == "https":
		return nil
	case to.Scheme != "http":
		return fmt.Errorf("redirected to %s, which is neither http nor https", to.Redacted())
	case from.Scheme == "https":
		return fmt.Errorf("redirected from https to plain http (%s): refused", to.Redacted())
	case from.Host != to.Host && !(isLoopback(from) && isLoopback(to)):
		return fmt.Errorf("redirected to another host over plain http (%s): refused", to.Redacted())
	}
	return nil
}

func isLoopback(u *url.URL) bool {
	host := u.Hostname()
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// contentRange reads the header of a 206 response, "bytes 100-199/200". The
// total is -1 if the server does not know it.
func contentRange(header string) (first, last, total int64, err error) {
	spec, ok := strings.CutPrefix(header, "bytes ")
	span, all, found := strings.Cut(spec, "/")
	if ok && found {
		total = -1
		if all != "*" {
			_, err = fmt.Sscanf(all, "%d", &total)
		}
		if _, e := fmt.Sscanf(span, "%d-%d", &first, &last); err == nil && e == nil && first >= 0 && first <= last && (total == -1 || last < total) {
			return first, last, total, nil
		}
	}
	return 0, 0, 0, fmt.Errorf("unusable Content-Range %q", header)
}
