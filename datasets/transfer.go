package datasets

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
)

// transfer is the state of one download.
type transfer struct {
	Fetcher
	*Download
	client *http.Client
	part   *part
	done   Fetched
}

func (f Fetcher) newTransfer(d *Download, path string) *transfer {
	if f.Header <= 0 {
		f.Header = defaultPatience
	}
	if f.Stall <= 0 {
		f.Stall = defaultPatience
	}
	if f.MaxBytes <= 0 {
		f.MaxBytes = defaultMaxBytes
	}
	if f.transport == nil {
		own := http.DefaultTransport.(*http.Transport).Clone()
		own.DisableCompression = true // the checksum is of the file, not of what it travels as
		f.transport = own
	}
	t := &transfer{Fetcher: f, Download: d, part: newPart(path), done: Fetched{Path: path}}
	t.client = &http.Client{Transport: f.transport, CheckRedirect: func(next *http.Request, via []*http.Request) error {
		if err := checkRedirect(next, via); err != nil {
			return err
		}
		if next.URL.Host != via[len(via)-1].URL.Host {
			t.done.Redirects = append(t.done.Redirects, next.URL.Redacted())
		}
		return nil
	}}
	return t
}

func (t *transfer) close() {
	t.part.close()
	t.client.CloseIdleConnections()
}

// run downloads what is missing, checks the whole, and gives it its name.
func (t *transfer) run(ctx context.Context) error {
	if err := t.part.open(t.origin()); err != nil {
		return err
	}
	if t.part.size > t.limit() {
		t.part.version = version{} // it cannot be a beginning of the file
	}
	if t.complete() {
		t.done.Resumed = t.part.size
	} else if err := t.download(ctx); err != nil {
		return err
	}
	if err := t.check(); err != nil {
		return err
	}
	return t.part.commit(t.done.Path)
}

// complete reports whether an earlier run was ended between the last byte and
// the checksum.
func (t *transfer) complete() bool {
	return t.SHA256 != "" && t.Size > 0 && t.part.size == t.Size
}

// origin is the address without its password, for the note beside the part.
func (t *transfer) origin() string {
	u, err := url.Parse(t.URL)
	if err != nil {
		panic("datasets: the address was parsed before: " + err.Error())
	}
	return u.Redacted()
}

// limit is the number of bytes that the file may have.
func (t *transfer) limit() int64 {
	if t.Size > 0 {
		return t.Size
	}
	return t.MaxBytes
}

// errRestart asks for the whole file: the server cannot go on where the part
// ends.
var errRestart = errors.New("the server does not continue the file")

// download asks for the rest of the file, and for the whole of it if the
// server cannot give the rest.
func (t *transfer) download(ctx context.Context) error {
	if t.part.resumable() {
		if err := t.request(ctx, t.part.size); !errors.Is(err, errRestart) {
			return err
		}
	}
	return t.request(ctx, 0)
}

// request asks for the file from a byte on and appends what comes to the part.
func (t *transfer) request(ctx context.Context, from int64) error {
	dog := newWatchdog(ctx, t.Header)
	defer dog.stop()
	t.done.Redirects = nil
	req, err := http.NewRequestWithContext(dog.ctx, http.MethodGet, t.URL, nil)
	if err != nil {
		return err
	}
	req.Header.Set("User-Agent", "mtbf")
	req.Header.Set("Accept-Encoding", "identity")
	if from > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", from))
		req.Header.Set("If-Range", t.part.version.validator())
	}
	resp, err := t.client.Do(req)
	if err != nil {
		return t.unanswered(dog, err)
	}
	defer resp.Body.Close()
	total, err := t.accept(resp, from)
	if err != nil {
		return err
	}
	return t.receive(dog, resp.Body, total)
}

// unanswered tells why there was no answer, without the address once more.
func (t *transfer) unanswered(dog *watchdog, err error) error {
	var around *url.Error
	if errors.As(err, &around) {
		err = around.Err
	}
	if err = dog.explain(unreached(err)); t.part.size > 0 {
		err = t.stopped(err, -1)
	}
	return t.elsewhere(err)
}

// unreached is the error of a server that could not be reached, in place of the calls
// that failed.
func unreached(err error) error {
	var name *net.DNSError
	var call *os.SyscallError
	switch {
	case errors.As(err, &name) && name.IsNotFound:
		return fmt.Errorf("there is no server of the name %q", name.Name)
	case errors.As(err, &call):
		return fmt.Errorf("the server cannot be reached: %w", call.Err)
	}
	return err
}

// elsewhere adds where else to look for the file.
func (t *transfer) elsewhere(err error) error {
	if len(t.Pages) == 0 {
		return err
	}
	return fmt.Errorf("%w; if the file has moved, see %s, and give its address with --url", err, strings.Join(t.Pages, " or "))
}

// accept reads the head of the answer, prepares the part for the body and
// returns the size that the file will have, -1 if nobody knows.
func (t *transfer) accept(resp *http.Response, from int64) (total int64, err error) {
	if e := resp.Header.Get("Content-Encoding"); e != "" && e != "identity" {
		return 0, fmt.Errorf("the server sends the file in %s encoding although it was asked not to", e)
	}
	switch {
	case resp.StatusCode == http.StatusOK:
		from, total = 0, resp.ContentLength
	case resp.StatusCode == http.StatusPartialContent && from > 0:
		if total, err = t.continues(resp, from); err != nil {
			return 0, err
		}
	case resp.StatusCode == http.StatusRequestedRangeNotSatisfiable && from > 0:
		return 0, errRestart
	default:
		return 0, t.elsewhere(fmt.Errorf("the server answers %s", resp.Status))
	}
	if t.Size > 0 && total >= 0 && total != t.Size {
		return 0, fmt.Errorf("the server's file has %d bytes, the right one has %d", total, t.Size)
	}
	if total > t.limit() {
		return 0, fmt.Errorf("the server's file has %d bytes, more than the %d allowed", total, t.limit())
	}
	if t.Size > 0 {
		total = t.Size
	}
	if from > 0 {
		t.done.Resumed = from
		return total, nil
	}
	t.done.Resumed = 0
	return total, t.part.restart(version{URL: t.origin(), ETag: resp.Header.Get("ETag"), LastModified: resp.Header.Get("Last-Modified")})
}

// continues checks that a 206 is the rest of the part.
func (t *transfer) continues(resp *http.Response, from int64) (total int64, err error) {
	first, last, total, err := contentRange(resp.Header.Get("Content-Range"))
	if err != nil || first != from || (resp.ContentLength >= 0 && resp.ContentLength != last-first+1) {
		return 0, errRestart
	}
	if !t.part.version.matches(resp.Header) {
		return 0, errRestart
	}
	return total, nil
}

// receive appends the body to the part, up to one byte more than allowed.
func (t *transfer) receive(dog *watchdog, body io.Reader, total int64) error {
	buf := make([]byte, 64<<10)
	for {
		dog.reset(t.Stall)
		n, readErr := body.Read(buf)
		if t.part.size+int64(n) > t.limit() {
			return errors.Join(fmt.Errorf("the server sends more than %d bytes: not the right file", t.limit()), t.part.remove())
		}
		if err := t.part.write(buf[:n]); err != nil {
			return err
		}
		if t.Progress != nil && n > 0 {
			t.Progress(t.part.size, total)
		}
		if readErr != nil {
			return t.ended(dog, readErr, total)
		}
	}
}

// ended judges why there is no more to read.
func (t *transfer) ended(dog *watchdog, err error, total int64) error {
	if errors.Is(err, io.EOF) && (total < 0 || t.part.size == total) {
		return nil
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return t.stopped(dog.explain(err), total)
}

// stopped says how far the download came and what to do.
func (t *transfer) stopped(err error, total int64) error {
	next := "running it again resumes"
	if !t.part.resumable() {
		next = "running it again starts over"
	}
	return fmt.Errorf("stopped after %d%s bytes (%s): %w", t.part.size, ofTotal(total), next, err)
}

func ofTotal(total int64) string {
	if total < 0 {
		return ""
	}
	return fmt.Sprintf(" of %d", total)
}

// check compares the part with what the registry knows. A part that is wrong
// is removed.
func (t *transfer) check() error {
	sum, n, err := sumFile(t.part.path)
	if err != nil {
		return err
	}
	t.done.Bytes, t.done.SHA256 = n, sum
	switch {
	case t.Size > 0 && n != t.Size:
		err = fmt.Errorf("%d bytes came, the right file has %d", n, t.Size)
	case t.SHA256 != "" && !strings.EqualFold(sum, t.SHA256):
		err = fmt.Errorf("wrong checksum: sha256 is %s, the right file has %s; what came was removed", sum, t.SHA256)
	default:
		return nil
	}
	return errors.Join(err, t.part.remove())
}
