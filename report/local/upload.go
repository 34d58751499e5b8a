package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"mtbf/report"
)

// Fields are the names of the choices that the form of an upload offers. They
// are those of flags of analyze; none names a file.
func Fields() []string {
	return []string{"profile", "units", "exposure", "from", "to", "timezone", "column", "by", "duration-from"}
}

// MaxUpload is the size in bytes of the largest log that may be sent, MaxLines
// the number of its lines: what is longer could take more memory than a page is
// worth.
const (
	MaxUpload = 64 << 20
	MaxLines  = 200_000
)

// maxChoice bounds the bytes of a choice.
const maxChoice = 1 << 10

// receiving is how long a log may take to arrive, on a machine that talks to
// itself.
const receiving = time.Minute

var (
	errNoFile     = errors.New("no log was sent: choose a file")
	errCompressed = errors.New("the log is compressed; unpack it first, or use mtbf report on the command line")
	errForm       = errors.New("the form is not understood")
	errSlow       = fmt.Errorf("the log did not arrive within %v", receiving)
	errLong       = errors.New("the log is too long")
	errLarge      = fmt.Errorf("the log is larger than %d MiB: use mtbf report on the command line", MaxUpload>>20)
)

// sent is a form that has arrived.
type sent struct {
	choices map[string]string
	name    string // of the log
	log     []byte
}

// upload serves the report of a log that was sent. All of it is read before the
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
	s.page(w, r, func(ctx context.Context) (*report.Page, error) {
		page, err := s.Upload(ctx, form.name, untilDone{ctx, bytes.NewReader(form.log)}, form.choices)
		if page != nil {
			page.Source.Command = "serve, from a log that was sent" + choicesText(form.choices)
		}
		return page, err
	})
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
	if form, err = readForm(r); errors.Is(err, os.ErrDeadlineExceeded) {
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

// readForm reads the choices and the log, in any order.
func readForm(r *http.Request) (*sent, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, errors.Join(errForm, err)
	}
	form := &sent{choices: map[string]string{}}
	logs := 0
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, unread(err)
		}
		read := form.readChoice
		if part.FormName() == "log" {
			if logs++; logs > 1 {
				return nil, fmt.Errorf("%w: it has more than one log", errForm)
			}
			read = form.readLog
		}
		if err := read(part); err != nil {
			return nil, err
		}
	}
	if logs == 0 {
		return nil, errNoFile
	}
	maps.DeleteFunc(form.choices, func(_, v string) bool { return v == "" })
	return form, nil
}

// readChoice reads a field. Each may come once, so that they are few.
func (f *sent) readChoice(part *multipart.Part) error {
	name := part.FormName()
	if !slices.Contains(Fields(), name) {
		return fmt.Errorf("%w: it has no field %q", errForm, shortened(name))
	}
	if _, twice := f.choices[name]; twice {
		return fmt.Errorf("%w: %s comes twice", errForm, name)
	}
	text, err := io.ReadAll(io.LimitReader(part, maxChoice+1))
	if err != nil {
		return unread(err)
	}
	if len(text) > maxChoice {
		return fmt.Errorf("%w: %s is too long", errForm, name)
	}
	f.choices[name] = string(text)
	return nil
}

// readLog reads the log and refuses what would unpack to more than was sent, and
// what could take too much memory.
func (f *sent) readLog(part *multipart.Part) error {
	if part.FileName() == "" {
		return errNoFile
	}
	f.name = shortened(filepath.Base(part.FileName()))
	var err error
	if f.log, err = io.ReadAll(part); err != nil {
		return unread(err)
	}
	if bytes.HasPrefix(f.log, []byte{0x1f, 0x8b}) || bytes.HasPrefix(f.log, []byte{0x28, 0xb5, 0x2f, 0xfd}) {
		return errCompressed
	}
	if lines := max(bytes.Count(f.log, []byte{'\n'}), bytes.Count(f.log, []byte{'\r'})); lines > MaxLines {
		return fmt.Errorf("%w: it has %d lines, and a page is made of %d at most: use mtbf report on the command line", errLong, lines, MaxLines)
	}
	return nil
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
func choicesText(choices map[string]string) string {
	text := ""
	for _, name := range Fields() {
		if v, ok := choices[name]; ok {
			text += fmt.Sprintf(" --%s=%q", name, v)
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
