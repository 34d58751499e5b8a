package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"
)

// endless is how long a run takes that nothing ends: longer than any test.
const endless = time.Hour

func endsOf(t *testing.T, grace time.Duration) *ends {
	e, stop := newEnds()
	t.Cleanup(stop)
	e.grace = grace
	return e
}

// stuck is work that does not look at its context.
func stuck(context.Context) error { select {} }

func TestWorkThatDoesNotEndIsLeft(t *testing.T) {
	e := endsOf(t, time.Millisecond)
	e.signals <- os.Interrupt
	if err := e.run(stuck); err != error(interruption{os.Interrupt}) {
		t.Errorf("after a signal: %v", err)
	}
	e = endsOf(t, time.Millisecond)
	if err := e.limitTo(&global{timeLimit: "1ns"}); err != nil {
		t.Fatal(err)
	}
	if err := e.run(stuck); err != context.DeadlineExceeded {
		t.Errorf("after the time limit: %v", err)
	}
}

func TestSecondSignalEndsAtOnce(t *testing.T) {
	e := endsOf(t, endless)
	e.signals <- syscall.SIGTERM
	e.signals <- os.Interrupt
	if err := e.run(stuck); err != error(interruption{syscall.SIGTERM}) {
		t.Errorf("%v", err)
	}
	e = endsOf(t, endless)
	e.cancel(context.DeadlineExceeded)
	e.signals <- os.Interrupt
	e.signals <- os.Interrupt
	if err := e.run(stuck); err != error(interruption{os.Interrupt}) {
		t.Errorf("after the time limit: %v", err)
	}
}

// The work sees the cause, and what it returns in time is what counts.
func TestWorkEndsWithItsContext(t *testing.T) {
	e := endsOf(t, endless)
	e.signals <- syscall.SIGTERM
	err := e.run(func(ctx context.Context) error {
		<-ctx.Done()
		return fmt.Errorf("stopped: %w", context.Cause(ctx))
	})
	if got := e.explain(err); got == nil || got.Error() != "interrupted (terminated) before an answer was known" {
		t.Errorf("%v", got)
	}
}

// reader takes pieces of an answer, each after a pause; after some, if stops is
// positive, no more.
type reader struct {
	took  int
	pause time.Duration
	stops int
}

func (r *reader) Write(p []byte) (int, error) {
	if r.took++; r.took == r.stops {
		select {}
	}
	time.Sleep(r.pause)
	return len(p), nil
}

// An answer that is on its way out when a signal comes arrives whole, unless its
// reader stops.
func TestAnswersOnTheirWay(t *testing.T) {
	for _, c := range []struct {
		name string
		to   reader
		want error
	}{
		{"slow", reader{pause: 10 * time.Millisecond}, nil},
		{"stopped", reader{stops: 3}, interruption{os.Interrupt}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := endsOf(t, flow)
			s, _ := e.through(Streams{Out: &c.to, Err: &bytes.Buffer{}})
			begun := func(context.Context) error {
				e.signals <- os.Interrupt
				_, err := s.Out.Write(make([]byte, 20*piece))
				return err
			}
			if err := e.run(begun); err != c.want {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

// A reader that is slow does not lose an answer to the time limit, but to a
// signal.
func TestSlowReader(t *testing.T) {
	whole := errors.New("written")
	slow := func(e *ends) func(context.Context) error {
		s, _ := e.through(Streams{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}})
		return func(ctx context.Context) error {
			s.Out.Write([]byte("half"))
			<-ctx.Done()
			time.Sleep(50 * time.Millisecond)
			return whole
		}
	}
	e := endsOf(t, time.Millisecond)
	e.limitTo(&global{timeLimit: "10ms"})
	if err := e.run(slow(e)); err != whole {
		t.Errorf("after the time limit: %v", err)
	}
	e = endsOf(t, time.Millisecond)
	s, _ := e.through(Streams{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}})
	s.Out.Write([]byte("half"))
	e.cancel(context.DeadlineExceeded)
	e.signals <- os.Interrupt
	if got := e.explain(e.run(stuck)); got == nil || !strings.Contains(got.Error(), "cut off") {
		t.Errorf("after a signal: %v", got)
	}
}

func TestExplain(t *testing.T) {
	own := errors.New("no such file")
	for _, c := range []struct {
		signal os.Signal
		limit  bool
		err    error
		want   string
	}{
		{nil, false, own, "no such file"},
		{nil, false, nil, ""},
		{nil, true, nil, ""},
		{nil, true, own, "no such file"},
		{nil, true, errIncomplete, ""},
		{nil, true, fmt.Errorf("read: %w", context.DeadlineExceeded), "the time limit of 1ms was reached before an answer was known"},
		{nil, true, context.Canceled, "the time limit of 1ms was reached before an answer was known"},
		{os.Interrupt, false, nil, ""},
		{os.Interrupt, false, errIncomplete, "interrupted (interrupt): the answer is incomplete"},
		{syscall.SIGTERM, false, context.Canceled, "interrupted (terminated) before an answer was known"},
		{syscall.SIGHUP, false, usageError{own}, "interrupted (hangup): no such file"},
		{os.Interrupt, false, strictError{own}, "no such file"},
		{os.Interrupt, true, context.DeadlineExceeded, "interrupted (interrupt) before an answer was known"},
	} {
		t.Run(fmt.Sprint(c.limit), func(t *testing.T) {
			e := endsOf(t, endless)
			if c.limit {
				e.limitTo(&global{timeLimit: "1ms"})
				<-e.ctx.Done()
			}
			if c.signal != nil {
				e.stopped = interruption{c.signal}
				e.cancel(e.stopped)
			}
			got := e.explain(c.err)
			if c.want == "" && got != nil || c.want != "" && (got == nil || got.Error() != c.want) {
				t.Errorf("signal %v, limit %t, %v: %v, want %q", c.signal, c.limit, c.err, got, c.want)
			}
			var interrupted interruption
			if signalled := c.signal != nil && c.want != "" && c.want != "no such file"; errors.As(got, &interrupted) != signalled {
				t.Errorf("signal %v, %v: %v is an interruption: %t", c.signal, c.err, got, !signalled)
			}
		})
	}
}

func TestTimeLimits(t *testing.T) {
	for _, text := range []string{"0", "0s", "-1s", "NaN", "nan h", "x", "inf", "1e308y", "s"} {
		e := endsOf(t, endless)
		var usage usageError
		if err := e.limitTo(&global{timeLimit: text}); !errors.As(err, &usage) || !strings.Contains(err.Error(), "--time-limit") {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"1e25y", "500y"} { // more than a timer holds
		e := endsOf(t, endless)
		if err := e.limitTo(&global{timeLimit: text}); err != nil || e.ctx.Err() != nil {
			t.Errorf("%q: %v, %v", text, err, e.ctx.Err())
		}
	}
	e := endsOf(t, endless)
	if err := e.limitTo(&global{timeLimit: "1ms"}); err != nil {
		t.Fatal(err)
	}
	<-e.ctx.Done()
}

// What nohup and a shell's background jobs keep from the program stays so.
func TestIgnoredSignalsStayIgnored(t *testing.T) {
	signal.Ignore(syscall.SIGHUP)
	defer signal.Reset(syscall.SIGHUP)
	endsOf(t, endless)
	if !signal.Ignored(syscall.SIGHUP) {
		t.Error("a signal that was ignored is heard")
	}
}

// Work that was left behind writes no more, and the last words replace the
// status line.
func TestLastWords(t *testing.T) {
	var out, errs bytes.Buffer
	e := endsOf(t, endless)
	s, shut := e.through(Streams{Out: &out, Err: &errs, ErrTerminal: true})
	s.Err.Write([]byte("\r\x1b[K1 of 9"))
	if e.written.Load() > 0 {
		t.Error("a status line counts as an answer")
	}
	shut()
	s.Err.Write([]byte("\r\x1b[K2 of 9"))
	if _, err := s.Out.Write([]byte("{")); err == nil || out.Len() > 0 {
		t.Errorf("%q written, %v", out.String(), err)
	}
	s.ErrTerminal, s.Err = true, &errs
	s.say("mtbf: enough\n")
	if got, want := errs.String(), "\r\x1b[K1 of 9\r\x1b[Kmtbf: enough\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// blocked is a terminal that stands still.
type blocked struct{}

func (blocked) Write([]byte) (int, error) { select {} }

func TestLastWordsDoNotWaitForever(t *testing.T) {
	Streams{Err: blocked{}}.say("mtbf: enough\n")
}
