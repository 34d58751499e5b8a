package datasets

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// watchdog cancels a context when nothing happened for a while.
type watchdog struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
}

// errSilent is the cause when a server sent nothing for too long.
var errSilent = errors.New("the server sent nothing")

func newWatchdog(parent context.Context, patience time.Duration) *watchdog {
	w := &watchdog{}
	w.ctx, w.cancel = context.WithCancelCause(parent)
	w.arm(patience)
	return w
}

func (w *watchdog) arm(patience time.Duration) {
	w.timer = time.AfterFunc(patience, func() { w.cancel(fmt.Errorf("%w for %v", errSilent, patience)) })
}

// reset grants another stretch of patience.
func (w *watchdog) reset(patience time.Duration) {
	w.timer.Stop()
	w.arm(patience)
}

// stop ends the watch and whatever runs under it.
func (w *watchdog) stop() {
	w.timer.Stop()
	w.cancel(nil)
}

// explain puts the reason of a cancellation in the place of its effect.
func (w *watchdog) explain(err error) error {
	if cause := context.Cause(w.ctx); cause != nil {
		return cause
	}
	return err
}
