package local

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"slices"
)

// Fields are the names of the choices that the form of an upload offers. They
// are those of flags of analyze; none names a file.
func Fields() []string {
	return []string{"profile", "units", "exposure", "from", "to", "timezone", "column", "by", "duration-from"}
}

// mostChoice bounds the bytes of a choice.
const mostChoice = 1 << 10

var (
	errNoFile     = errors.New("no log was sent: choose a file")
	errCompressed = errors.New("the log is compressed; unpack it first, or use mtbf report on the command line")
	errForm       = errors.New("the form is not understood")
)

// upload serves the report of a log that was sent.
func (s *server) upload(w http.ResponseWriter, r *http.Request) {
	if s.Upload == nil {
		http.NotFound(w, r)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, MaxUpload)
	form, err := r.MultipartReader()
	if err != nil {
		s.sorry(w, errors.Join(errForm, err))
		return
	}
	choices, file, err := readForm(form)
	if err != nil {
		s.sorry(w, err)
		return
	}
	log, err := uncompressed(r.Context(), file)
	if err != nil {
		s.sorry(w, err)
		return
	}
	page, err := s.Upload(r.Context(), filepath.Base(file.FileName()), log, choices)
	if page != nil {
		page.Source.Command = "serve, from a log that was sent" + choicesText(choices)
	}
	s.page(w, page, err)
}

// readForm reads choices up to the file, which comes last.
func readForm(form *multipart.Reader) (map[string]string, *multipart.Part, error) {
	choices := map[string]string{}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, nil, errNoFile
		}
		if err != nil {
			return nil, nil, errors.Join(errForm, err)
		}
		name := part.FormName()
		switch {
		case name == "log" && part.FileName() == "":
			return nil, nil, errNoFile
		case name == "log":
			return choices, part, nil
		case !slices.Contains(Fields(), name):
			return nil, nil, fmt.Errorf("%w: it has no field %q", errForm, name)
		}
		text, err := io.ReadAll(io.LimitReader(part, mostChoice+1))
		if err != nil {
			return nil, nil, errors.Join(errForm, err)
		}
		if len(text) > mostChoice {
			return nil, nil, fmt.Errorf("%w: the field %q is too long", errForm, name)
		}
		if len(text) > 0 {
			choices[name] = string(text)
		}
	}
}

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

// uncompressed returns a reader that ends with the request, and refuses what
// would unpack to more than was sent.
func uncompressed(ctx context.Context, r io.Reader) (io.Reader, error) {
	body := bufio.NewReader(untilDone{ctx, r})
	start, _ := body.Peek(4)
	if bytes.HasPrefix(start, []byte{0x1f, 0x8b}) || bytes.HasPrefix(start, []byte{0x28, 0xb5, 0x2f, 0xfd}) {
		return nil, errCompressed
	}
	return body, nil
}

// untilDone reads until its context ends.
type untilDone struct {
	ctx  context.Context
	from io.Reader
}

func (r untilDone) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.from.Read(p)
}

// sorry tells a person why there is no report.
func (s *server) sorry(w http.ResponseWriter, err error) {
	code := http.StatusUnprocessableEntity
	var size *http.MaxBytesError
	switch {
	case errors.As(err, &size):
		code, err = http.StatusRequestEntityTooLarge, fmt.Errorf("the log is larger than %d MiB: use mtbf report on the command line", MaxUpload>>20)
	case errors.Is(err, errForm), errors.Is(err, errNoFile):
		code = http.StatusBadRequest
	case errors.Is(err, errCompressed):
		code = http.StatusUnsupportedMediaType
	}
	show(w, code, "sorry.html", err.Error())
}
