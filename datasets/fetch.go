package datasets

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// Fetcher downloads datasets. The zero value is ready for use.
type Fetcher struct {
	Header   time.Duration           // longest wait for a server's answer; default 30 s
	Stall    time.Duration           // longest wait for the next byte; default 30 s
	MaxBytes int64                   // bound on a file of unknown size; default 1 GiB
	Progress func(done, total int64) // called as bytes arrive; total is -1 if unknown

	transport http.RoundTripper // tests put their server's here
}

const (
	defaultPatience = 30 * time.Second
	defaultMaxBytes = 1 << 30
)

// Fetched tells what Fetch did.
type Fetched struct {
	Path      string
	Bytes     int64
	SHA256    string
	Present   bool     // the right file was there already
	Resumed   int64    // bytes that an earlier run had left
	Redirects []string // addresses on other hosts that the server sent us to
}

// Fetch downloads d into dir and returns the path of the file, which appears
// under its name only when it is complete and, if the registry knows its size
// and checksum, right. What has come so far stands beside it in NAME.part, with
// NAME.part.json to tell which version of the file it is; the next call goes on
// from there if the server can and still has that version. A file with the
// right checksum is not downloaded again; one without a known checksum always
// is. Two fetches of one file do not run at once: the second is an error.
func (f Fetcher) Fetch(ctx context.Context, d Dataset, dir string) (*Fetched, error) {
	if d.Embedded() {
		return nil, fmt.Errorf("%s is inside the program: 'mtbf datasets export %s' writes it", d.Name, d.Name)
	}
	address, err := parseAddress(d.Download.URL)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, d.File())
	unlock, err := lock(path + ".lock")
	if err != nil {
		return nil, err
	}
	defer unlock()
	if done := present(path, d.Download); done != nil {
		return done, nil
	}
	t := f.newTransfer(d.Download, path)
	defer t.close()
	if err := t.run(ctx); err != nil {
		return nil, fmt.Errorf("%s: %w", address.Redacted(), err)
	}
	return &t.done, nil
}

// present returns the file at path if it is known to be the right one.
func present(path string, d *Download) *Fetched {
	if d.SHA256 == "" {
		return nil
	}
	sum, n, err := sumFile(path)
	if err != nil || sum != d.SHA256 {
		return nil
	}
	return &Fetched{Path: path, Bytes: n, SHA256: sum, Present: true}
}

func sumFile(path string) (sum string, n int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	n, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), n, err
}
