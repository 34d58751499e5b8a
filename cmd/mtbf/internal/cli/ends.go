package cli

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/signal"
	"syscall"
	"time"

	"mtbf/model"
)

// exitInterrupted is the code of a run that a signal ended.
const exitInterrupted = 130

// grace is how long work goes on after a signal or the time limit, to print what
// is known; then the program ends in its middle.
const grace = 700 * time.Millisecond

// interruption is the cause of a context that a signal ended.
type interruption struct{ os.Signal }

func (i interruption) Error() string { return "interrupted (" + i.String() + ")" }

// errIncomplete is returned after an answer was written that an end of the
// context has cut short.
var errIncomplete = errors.New("the answer is incomplete")

// ends is what can end a run before its time: SIGINT, SIGTERM and --time-limit.
// The context ends with an *interruption* or with [context.DeadlineExceeded] as
// its cause.
type ends struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	limit  time.Duration // 0: none
}

// newEnds listens to signals until stop is called.
func newEnds() (e *ends, stop func()) {
	e = &ends{}
	e.ctx, e.cancel = context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case s := <-signals:
			e.cancel(interruption{s})
		case <-e.ctx.Done():
		}
	}()
	return e, func() { signal.Stop(signals); e.cancel(context.Canceled) }
}

// limitTo ends the run after the time that --time-limit gives.
func (e *ends) limitTo(g *global) error {
	if g.timeLimit == "" {
		return nil
	}
	if _, err := positiveHours("time-limit", g.timeLimit); err != nil {
		return err
	}
	e.limit = g.limit()
	time.AfterFunc(e.limit, func() { e.cancel(context.DeadlineExceeded) })
	return nil
}

// limit is the time that --time-limit gives, 0 for none.
func (g *global) limit() time.Duration {
	hours, err := optionalHours("time-limit", g.timeLimit)
	if err != nil || hours == nil {
		return 0
	}
	return max(1, time.Duration(math.Min(*hours, model.HoursPerYear)*float64(time.Hour)))
}

// run does work in the context, and returns what it returned; where it does not
// end soon after the context, the context's cause.
func (e *ends) run(work func(context.Context) error) error {
	done := make(chan error, 1)
	go func() { done <- work(e.ctx) }()
	select {
	case err := <-done:
		return err
	case <-e.ctx.Done():
	}
	select {
	case err := <-done:
		return err
	case <-time.After(grace):
		return context.Cause(e.ctx)
	}
}

// explain replaces the error of work that an end of the context has cut short
// by one that says so.
func (e *ends) explain(err error) error {
	if err == nil || e.ctx.Err() == nil {
		return err
	}
	cause := context.Cause(e.ctx)
	cut := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, cause)
	var signalled interruption
	switch interrupted := errors.As(cause, &signalled); {
	case errors.Is(err, errIncomplete) && interrupted:
		return fmt.Errorf("%w: the answer is incomplete", signalled)
	case errors.Is(err, errIncomplete): // the answer says so itself
		return nil
	case cut && interrupted:
		return fmt.Errorf("%w before an answer was known", signalled)
	case cut:
		return fmt.Errorf("the time limit of %v was reached before an answer was known", e.limit)
	}
	return err
}
