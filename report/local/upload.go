package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// MaxUpload is the size in bytes of the largest file that may be sent, also once
// it is unpacked, MaxLines the number of its lines: what is longer could take more
// memory than a page is worth.
const (
	MaxUpload = 64 << 20
	MaxLines  = 200_000
)

// maxChoice bounds the bytes of a choice.
const maxChoice = 1 << 10

// receiving is how long a file may take to arrive, on a machine that talks to
// itself.
const receiving = time.Minute

var (
	errNoFile = errors.New("no file was sent: choose one")
	errForm   = errors.New("the form is not understood")
	errSlow   = fmt.Errorf("the file did not arrive within %v", receiving)
	errLong   = errors.New("the file is too long")
	errLarge  = fmt.Errorf("the file is larger than %d MiB, also once it is unpacked: use mtbf report on the command line", MaxUpload>>20)
)

// sent is a form that has arrived.
type sent struct {
	choices []Choice
	name    string // of the file
	log     []byte
}

// upload serves the report of a file that was sent. All of it is read before the
// work on it begins, so that a slow sender keeps nobody from a slot.
func (s *server) upload(w http.ResponseWriter, r *http.Request) {
	if s.Upload == nil {
		http.NotFound(w, r)
		return
	}
	form, done, err := s.receive(w, r)
	defer done()
	if err != nil {
		sorry(w, err)
		return
	}
	s.opened(w, r, form)
}

// opened serves what was sent: the report of a log, or what must be known of it
// first. A system is kept, and its report is a page of its own.
func (s *server) opened(w http.ResponseWriter, r *http.Request, form *sent) {
	var entry *Entry
	var question *Question
	var page bytes.Buffer
	err := s.work(r.Context(), func(ctx context.Context) error {
		found, err := s.Upload(ctx, form.name, untilDone{ctx, bytes.NewReader(form.log)}, form.choices)
		switch {
		case errors.As(err, &question):
			return nil
		case err != nil:
			return err
		case found.Entry != nil:
			entry = found.Entry
			return nil
		}
		found.Page.Source.Command = "serve, from a log that was sent" + choicesText(form.choices)
		return found.Page.Write(&page)
	})
	switch {
	case err != nil:
		sorry(w, err)
	case question != nil:
		s.ask(w, question, form)
	case entry != nil:
		number := len(s.Entries) + s.systems.put(*entry, weightOf(entry))
		http.Redirect(w, r, fmt.Sprintf("/report/%d", number), http.StatusSeeOther)
	default:
		reported(w, page.Bytes(), "")
	}
}

// What is kept of systems that were sent: so many, of so many units together.
const (
	maxSystems = 16
	maxUnits   = 1_000_000
)

func weightOf(e *Entry) int {
	if e.Model == nil {
		return 1
	}
	return 1 + len(e.Model.Units)
}

// receive reads a form. What it holds counts as received until done is called.
func (s *server) receive(w http.ResponseWriter, r *http.Request) (form *sent, done func(), err error) {
	if r.ContentLength > MaxUpload {
		return nil, func() {}, errLarge
	}
	body, err := s.received.take(r.Context(), http.MaxBytesReader(w, r.Body, MaxUpload))
	if err != nil {
		return nil, func() {}, err
	}
	http.NewResponseController(w).SetReadDeadline(time.Now().Add(receiving))
	r.Body = body
	if form, err = readForm(r, body.room); errors.Is(err, os.ErrDeadlineExceeded) {
		err = errSlow
	}
	if err == nil {
		err = arrived(w, body)
	}
	return form, body.release, err
}

// arrived reads what is left of a request. From then on its context ends when
// the connection does, and not with the time to send it.
func arrived(w http.ResponseWriter, body io.Reader) error {
	_, err := io.Copy(io.Discard, body)
	http.NewResponseController(w).SetReadDeadline(time.Time{})
	return err
}

// readForm reads the choices and the file, in any order. room waits for memory for
// what is unpacked.
func readForm(r *http.Request, room func(n int64) error) (*sent, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, errors.Join(errForm, err)
	}
	form := &sent{}
	logs := 0
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, unread(err)
		}
		if part.FormName() != "log" {
			err = form.readChoice(part)
		} else if logs++; logs > 1 {
			err = fmt.Errorf("%w: it has more than one file", errForm)
		} else {
			err = form.readFile(part, room)
		}
		if err != nil {
			return nil, err
		}
	}
	if logs == 0 {
		return nil, errNoFile
	}
	form.choices = slices.DeleteFunc(form.choices, func(c Choice) bool { return c.Value == "" })
	return form, nil
}

// readChoice reads a field. Each may come once, so that they are few.
func (f *sent) readChoice(part *multipart.Part) error {
	name := part.FormName()
	if !isField(name) {
		return fmt.Errorf("%w: it has no field %q", errForm, shortened(name))
	}
	if slices.ContainsFunc(f.choices, func(c Choice) bool { return c.Name == name }) {
		return fmt.Errorf("%w: %s comes twice", errForm, name)
	}
	text, err := io.ReadAll(io.LimitReader(part, maxChoice+1))
	if err != nil {
		return unread(err)
	}
	if len(text) > maxChoice {
		return fmt.Errorf("%w: %s is too long", errForm, name)
	}
	f.choices = append(f.choices, Choice{name, string(text)})
	return nil
}

// readFile reads the file, unpacked where it is compressed, and refuses what could
// take too much memory.
func (f *sent) readFile(part *multipart.Part, room func(n int64) error) error {
	if part.FileName() == "" {
		return errNoFile
	}
	f.name = shortened(filepath.Base(part.FileName()))
	text, packed, done, err := unpacked(part)
	switch {
	case err != nil && packed && !isOfServer(err):
		return damaged(err)
	case err != nil:
		return unread(err)
	}
	defer done()
	if packed {
		text = counted{text, room}
	}
	f.log, err = io.ReadAll(io.LimitReader(text, MaxUpload+1))
	switch {
	case err != nil && packed && !isOfServer(err):
		return damaged(err)
	case err != nil:
		return unread(err)
	case len(f.log) > MaxUpload:
		return errLarge
	case bytes.HasPrefix(f.log, []byte("PK\x03\x04")): // a workbook has no lines
		return nil
	}
	if lines := max(bytes.Count(f.log, []byte{'\n'}), bytes.Count(f.log, []byte{'\r'})); lines > MaxLines {
		return fmt.Errorf("%w: it has %d lines, and a page is made of %d at most: use mtbf report on the command line", errLong, lines, MaxLines)
	}
	return nil
}

// counted counts what it has read as received.
type counted struct {
	from io.Reader
	room func(n int64) error
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	if n > 0 {
		if full := c.room(int64(n)); full != nil {
			return 0, full
		}
	}
	return n, err
}

// isOfServer tells of an error that is no fault of what was sent.
func isOfServer(err error) bool {
	var size *http.MaxBytesError
	return errors.As(err, &size) || errors.Is(err, errBusy) || errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.Canceled)
}

// unread is why a form was not read to its end.
func unread(err error) error {
	var size *http.MaxBytesError
	if errors.As(err, &size) || errors.Is(err, errBusy) {
		return err
	}
	return errors.Join(errForm, err)
}

// maxName bounds the bytes of a name that a page repeats.
const maxName = 255

func shortened(name string) string { return name[:min(len(name), maxName)] }

// choicesText is what was chosen, in the order of the fields.
func choicesText(choices []Choice) string {
	text := ""
	for _, name := range Fields() {
		for _, c := range choices {
			if c.Name == name {
				text += fmt.Sprintf(" --%s=%q", name, c.Value)
			}
		}
	}
	return text
}

// untilDone reads until its context ends.
type untilDone struct {
	ctx  context.Context
	from io.Reader
}

func (r untilDone) Read(p []byte) (int, error) {
	if r.ctx.Err() != nil {
		return 0, context.Cause(r.ctx)
	}
	return r.from.Read(p)
}
