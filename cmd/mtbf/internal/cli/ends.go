package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"mtbf/model"
)

// exitInterrupted is the code of a run that a signal ended.
const exitInterrupted = 130

// grace is how long work goes on after a signal or the time limit, to print what
// is known; then the program ends in its middle. Its last words get as long as a
// busy machine may need for them, which only a stream that stands still takes.
// Only an answer that is on its way out is not cut off, while its reader takes a
// piece of it every flow, for overflow at most.
const (
	grace     = 700 * time.Millisecond
	lastWords = 2 * time.Second
	flow      = 100 * time.Millisecond
	overflow  = 2 * time.Second
)

// interruption is the cause of a context that a signal ended.
type interruption struct{ os.Signal }

func (i interruption) Error() string { return "interrupted (" + i.String() + ")" }

// errIncomplete is returned after an answer was written that an end of the
// context has cut short.
var errIncomplete = errors.New("the answer is incomplete")

// ends is what can end a run before its time: SIGINT, SIGTERM, SIGHUP and
// --time-limit. The context ends with an [interruption] or with
// [context.DeadlineExceeded] as its cause.
type ends struct {
	ctx     context.Context
	cancel  context.CancelCauseFunc
	signals chan os.Signal
	grace   time.Duration
	limit   string // as it was given; empty: none
	timer   *time.Timer
	stopped interruption  // the signal, if one has come
	written *atomic.Int64 // bytes of the answer

	seen  int64 // of written, when last looked
	looks int

	mu    sync.Mutex
	pipes []string // that are read
}

// waitsFor notes a pipe that is read, for the message of a run that it has kept.
func (e *ends) waitsFor(pipe string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pipes = append(e.pipes, pipe)
}

// waiting says which pipes a run that was cut short may have waited for.
func (e *ends) waiting() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.pipes) == 0 {
		return ""
	}
	return fmt.Sprintf("; a pipe is read until its writer closes it: %s", strings.Join(e.pipes, ", "))
}

// newEnds listens to signals until stop is called. Those that the program was
// started not to hear, as nohup starts it, stay unheard.
func newEnds() (e *ends, stop func()) {
	e = &ends{signals: make(chan os.Signal, 2), grace: grace, written: new(atomic.Int64)}
	e.ctx, e.cancel = context.WithCancelCause(context.Background())
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			signal.Notify(e.signals, s)
		}
	}
	return e, func() {
		signal.Stop(e.signals)
		if e.timer != nil {
			e.timer.Stop()
		}
		e.cancel(context.Canceled)
	}
}

// limitTo ends the run after the time that --time-limit gives.
func (e *ends) limitTo(g *global) error {
	if g.timeLimit == "" {
		return nil
	}
	if _, err := positiveHours("time-limit", g.timeLimit); err != nil {
		return err
	}
	e.limit = g.timeLimit
	e.timer = time.AfterFunc(g.limit(), func() { e.cancel(context.DeadlineExceeded) })
	return nil
}

// limit is the time that --time-limit gives, a year at most; 0 for none.
func (g *global) limit() time.Duration {
	hours, err := optionalHours("time-limit", g.timeLimit)
	if err != nil || hours == nil {
		return 0
	}
	return max(1, time.Duration(math.Min(*hours, model.HoursPerYear)*float64(time.Hour)))
}

// run does work in the context, and returns what it returned; where it does not
// end soon after the context, the cause of that. A second signal ends it at
// once. An answer that is being written may be as slow as its reader past the
// time limit, and a little past a signal.
func (e *ends) run(work func(context.Context) error) error {
	done := make(chan error, 1)
	go func() { done <- work(e.ctx) }()
	var late <-chan time.Time
	over := e.ctx.Done()
	for {
		select {
		case err := <-done:
			return err
		case s := <-e.signals:
			if e.interrupted() {
				return e.cause()
			}
			e.stopped = interruption{s}
			e.cancel(e.stopped)
			over, late = nil, time.After(e.grace)
		case <-over:
			over, late = nil, time.After(e.grace)
		case <-late:
			if e.stuck() {
				return e.cause()
			}
			late = time.After(flow)
		}
	}
}

// stuck says whether a run that is late is to be cut off: its answer has not
// begun, or after a signal its reader has stopped or dawdles.
func (e *ends) stuck() bool {
	before := e.seen
	e.seen = e.written.Load()
	e.looks++
	if !e.interrupted() {
		return e.seen == 0
	}
	return e.seen == before || time.Duration(e.looks)*flow > overflow
}

func (e *ends) interrupted() bool { return e.stopped.Signal != nil }

// cause is why the run is to end, nil if it is not.
func (e *ends) cause() error {
	if e.interrupted() {
		return e.stopped
	}
	return context.Cause(e.ctx)
}

// explain replaces the error of work that an end of the context has cut short
// by one that says so. After a signal it is an [interruption], whatever the
// error, but for answers that were complete.
func (e *ends) explain(err error) error {
	cause := e.cause()
	if err == nil || cause == nil {
		return err
	}
	cut := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, cause)
	if e.interrupted() {
		return e.farewell(err, cut)
	}
	switch {
	case errors.Is(err, errIncomplete): // the answer says so itself
		return nil
	case cut:
		return fmt.Errorf("the time limit of %s was reached before an answer was known%s", e.limit, e.waiting())
	}
	return err
}

// farewell says how far the work was that a signal ended.
func (e *ends) farewell(err error, cut bool) error {
	var strict strictError
	switch {
	case errors.As(err, &strict):
		return err
	case errors.Is(err, errIncomplete):
		return fmt.Errorf("%w: the answer is incomplete", e.stopped)
	case cut && e.written.Load() > 0:
		return fmt.Errorf("%w while the answer was written: it is cut off", e.stopped)
	case cut:
		return fmt.Errorf("%w before an answer was known%s", e.stopped, e.waiting())
	}
	return fmt.Errorf("%w: %v", e.stopped, err)
}

// outlet is a stream that work may be cut off from.
type outlet struct {
	io.Writer
	written *atomic.Int64 // bytes
	shut    atomic.Bool
}

// piece is what an outlet writes at once.
const piece = 1 << 16

func (o *outlet) Write(p []byte) (n int, err error) {
	for first := true; err == nil && (first || n < len(p)); first = false {
		if o.shut.Load() {
			return n, context.Canceled
		}
		var wrote int
		wrote, err = o.Writer.Write(p[n:min(n+piece, len(p))])
		o.written.Add(int64(wrote))
		n += wrote
	}
	return n, err
}

// through makes the streams of work that may be cut off from them. The writing
// of an answer to the output is seen.
func (e *ends) through(s Streams) (out Streams, shut func()) {
	out = s
	answers, notes := &outlet{Writer: s.Out, written: e.written}, &outlet{Writer: s.Err, written: new(atomic.Int64)}
	out.Out, out.Err = answers, notes
	return out, func() {
		answers.shut.Store(true)
		notes.shut.Store(true)
	}
}

// say writes the last words of a run, in the place of a status line. It does not
// wait long for a terminal that stands still.
func (s Streams) say(text string) {
	if s.ErrTerminal {
		text = "\r\x1b[K" + text
	}
	said := make(chan struct{})
	go func() {
		io.WriteString(s.Err, text)
		close(said)
	}()
	select {
	case <-said:
	case <-time.After(lastWords):
	}
}
