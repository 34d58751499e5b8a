package local

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"mtbf/model"
)

// atOnce is how many reports and questions are worked on at a time; more wait
// for patience, then are told to come back. Work takes no longer than longest.
const (
	atOnce   = 2
	patience = 10 * time.Second
	longest  = time.Minute
)

// errBusy tells of a request that has found no slot.
var errBusy = errors.New("too much is asked at a time; try again")

// overtime is the cause of the end of work that has taken too long. To engines
// it is a time limit like any other.
type overtime struct{ limit time.Duration }

func (o overtime) Error() string {
	return fmt.Sprintf("the answer takes more than %s of work, which is the most for one page: use mtbf on the command line", model.Counted(int(o.limit.Seconds()), "second"))
}

func (overtime) Unwrap() error { return context.DeadlineExceeded }

// work does something in one of the slots. Its context ends with the request,
// and when it has taken too long.
func (s *server) work(ctx context.Context, do func(context.Context) error) error {
	if err := s.slot(ctx); err != nil {
		return err
	}
	defer func() { <-s.slots }()
	ctx, cancel := context.WithTimeoutCause(ctx, s.limit, overtime{s.limit})
	defer cancel()
	err := do(ctx)
	if cut := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded); cut && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// slot waits for a slot to be free, and takes it.
func (s *server) slot(ctx context.Context) error {
	wait, cancel := context.WithTimeoutCause(ctx, patience, errBusy)
	defer cancel()
	if err := wait.Err(); err != nil {
		return context.Cause(wait)
	}
	select {
	case s.slots <- struct{}{}:
		return nil
	case <-wait.Done():
		return context.Cause(wait)
	}
}

// sorry tells a person why there is no report.
func sorry(w http.ResponseWriter, err error) {
	code, text := told(err)
	later(w, code)
	show(w, code, "sorry.html", text)
}

// refuse answers with an error, in one line of plain text.
func refuse(w http.ResponseWriter, code int, err error) {
	later(w, code)
	text, _, _ := strings.Cut(err.Error(), "\n")
	http.Error(w, text, code)
}

// later says when to come back to a server that is busy.
func later(w http.ResponseWriter, code int) {
	if code == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "5")
	}
}

// told returns the status of an error, and what a person reads of it.
func told(err error) (int, string) {
	var size *http.MaxBytesError
	if errors.As(err, &size) {
		return http.StatusRequestEntityTooLarge, errLarge.Error()
	}
	for _, of := range statuses {
		if errors.Is(err, of.err) {
			return of.code, err.Error()
		}
	}
	return http.StatusUnprocessableEntity, err.Error()
}

// statuses are those of errors that are no fault of a log or a system.
var statuses = []struct {
	err  error
	code int
}{
	{errSlow, http.StatusRequestTimeout}, {errForm, http.StatusBadRequest}, {errNoFile, http.StatusBadRequest},
	{errLarge, http.StatusRequestEntityTooLarge}, {errLong, http.StatusRequestEntityTooLarge}, {errNoAnswer, http.StatusBadRequest}, {errGone, http.StatusGone}, {errFault, http.StatusInternalServerError},
	{errBusy, http.StatusServiceUnavailable}, {context.Canceled, http.StatusServiceUnavailable}, {context.DeadlineExceeded, http.StatusServiceUnavailable},
}
