package datasets

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// version tells which version of which file a part is the beginning of.
type version struct {
	URL          string `json:"url"`
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
}

// validator returns what If-Range takes: a strong entity tag or the date of
// the last change; blank if there is neither (RFC 9110, 13.1.5).
func (v version) validator() string {
	if v.ETag != "" && !strings.HasPrefix(v.ETag, "W/") {
		return v.ETag
	}
	return v.LastModified
}

// matches reports whether an answer is of the same version, as far as it says.
func (v version) matches(h http.Header) bool {
	same := func(known, name string) bool {
		got := h.Get(name)
		return known == "" || got == "" || got == known
	}
	return same(v.ETag, "ETag") && same(v.LastModified, "Last-Modified")
}

// part is the file that has not come whole yet, and the note beside it.
type part struct {
	path, note string
	file       *os.File
	size       int64
	version    version
}

func newPart(path string) *part {
	return &part{path: path + ".part", note: path + ".part.json"}
}

// open opens what an earlier call left. Without a readable note for url it is
// not trusted, and not resumed.
func (p *part) open(url string) (err error) {
	if p.file, err = os.OpenFile(p.path, os.O_RDWR|os.O_CREATE, 0o644); err != nil {
		return err
	}
	if p.size, err = p.file.Seek(0, io.SeekEnd); err != nil {
		return err
	}
	text, err := os.ReadFile(p.note)
	if err != nil {
		return nil
	}
	var v version
	if json.Unmarshal(text, &v) == nil && v.URL == url {
		p.version = v
	}
	return nil
}

// resumable reports whether a server can be asked for the rest of the part.
func (p *part) resumable() bool { return p.size > 0 && p.version.validator() != "" }

// restart empties the part and notes which version it will be.
func (p *part) restart(v version) error {
	if err := p.file.Truncate(0); err != nil {
		return err
	}
	if _, err := p.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	p.size, p.version = 0, v
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return os.WriteFile(p.note, append(text, '\n'), 0o644)
}

func (p *part) write(b []byte) error {
	n, err := p.file.Write(b)
	p.size += int64(n)
	return err
}

// commit gives the part its final name, so that after a crash of the machine
// there is the whole file or none.
func (p *part) commit(path string) error {
	err := errors.Join(p.file.Sync(), p.file.Close())
	p.file = nil
	if err != nil {
		return err
	}
	if err := os.Rename(p.path, path); err != nil {
		return err
	}
	os.Remove(p.note)
	if dir, err := os.Open(filepath.Dir(path)); err == nil {
		dir.Sync() // some systems cannot
		dir.Close()
	}
	return nil
}

// remove deletes the part and its note.
func (p *part) remove() error {
	p.close()
	os.Remove(p.note)
	return os.Remove(p.path)
}

// close closes the part; an empty one is not kept.
func (p *part) close() {
	if p.file == nil {
		return
	}
	p.file.Close()
	p.file = nil
	if p.size == 0 {
		os.Remove(p.note)
		os.Remove(p.path)
	}
}
