package local

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"mtbf/internal/measure"
	"mtbf/model"
	"mtbf/model/solve"
	"mtbf/model/system"
)

// answering is an answer on its way.
type answering struct {
	*server
	answer
	base *Entry
	left int // pieces of work that share the time that is left
}

// answerTo solves the system as it is, with all that is set, and with each knob
// alone. What is not known in time is left out, with a warning, but the availability of
// the two systems.
func (s *server) answerTo(ctx context.Context, e *Entry, set map[string]float64) (*answer, error) {
	if err := few(set); err != nil {
		return nil, err
	}
	all, err := s.change(e, set)
	if err != nil {
		return nil, err
	}
	a := &answering{server: s, answer: answer{Changes: []change{}, Warnings: []string{}}, base: e, left: 2 + 2*min(len(set), 1)}
	if len(set) > 1 {
		a.left += len(set)
	}
	if a.Base, err = a.whole(ctx, e.Model); err != nil {
		return nil, err
	}
	a.Measures = a.Base
	if len(set) > 0 {
		if a.Measures, err = a.whole(ctx, all.model); err != nil {
			return nil, err
		}
	}
	return &a.answer, a.changes(ctx, all.knobs, set)
}

// changes adds what each knob that is set does by itself.
func (a *answering) changes(ctx context.Context, knobs []Knob, set map[string]float64) error {
	for _, k := range knobs {
		to, ok := set[k.ID]
		if !ok {
			continue
		}
		c := change{Knob: k, To: to, Alone: a.Measures}
		if len(set) > 1 {
			var err error
			if c.Alone, err = a.alone(ctx, k, to); err != nil {
				return err
			}
		}
		c.Alone.Limits = nil
		a.Changes = append(a.Changes, c)
	}
	return nil
}

// alone is what one knob does by itself.
func (a *answering) alone(ctx context.Context, k Knob, to float64) (measures, error) {
	c, err := a.change(a.base, map[string]float64{k.ID: to})
	if err != nil {
		return measures{}, err
	}
	own, cancel := a.share(ctx)
	defer cancel()
	_, alone, err := a.solved(own, c.model)
	if err != nil && own.Err() != nil && ctx.Err() == nil {
		a.lacks(fmt.Sprintf("effect of %q by itself", k.Of+": "+string(k.Quantity)))
		return measures{}, nil
	}
	return alone, err
}

// whole solves a system with its limits.
func (a *answering) whole(ctx context.Context, m *system.Model) (measures, error) {
	own, cancel := a.share(ctx)
	r, of, err := a.solved(own, m)
	cancel()
	if err != nil {
		return measures{}, err
	}
	own, cancel = a.share(ctx)
	defer cancel()
	l, err := solve.WorstBestCase(own, m, &solve.Result{Result: *r})
	switch {
	case err == nil:
		of.Limits = limitsOf(l)
	case own.Err() != nil && ctx.Err() == nil:
		a.lacks("limits")
	case errors.Is(err, system.ErrTooLarge):
		a.warn("no limits: " + err.Error())
	default:
		return measures{}, err
	}
	return of, nil
}

// solved solves a system. It notes what the end of the context leaves out.
func (a *answering) solved(ctx context.Context, m *system.Model) (*system.Result, measures, error) {
	if ctx.Err() != nil {
		return nil, measures{}, context.Cause(ctx)
	}
	r, err := system.Solve(ctx, m.Clustered(), solve.Groups)
	if err != nil {
		return nil, measures{}, err
	}
	if math.IsNaN(r.Unavailability) && math.IsNaN(r.MTTF) { // the one measure of what is not repaired
		if all, err := solve.System(ctx, m); err == nil {
			r.MTTF = all.MTTF
		}
	}
	a.lacks(r.Left...)
	exact := measure.Exact(r.Measures, math.NaN(), measure.Finite)
	return r, measures{Measures: exact, MTTFHours: exact.MTTFHours, DeliveredShare: exact.DeliveredShare}, nil
}

// lacks warns of what was not known in time, in the words of solve.
func (a *answering) lacks(what ...string) {
	if len(what) > 0 {
		a.warn("stopped before everything was known: no " + strings.Join(what, ", no "))
	}
}

// warn adds a warning, once.
func (a *answering) warn(text string) {
	if !slices.Contains(a.Warnings, text) {
		a.Warnings = append(a.Warnings, text)
	}
}

// used is the part of the time for an answer that work may take; the rest is for what
// ends late.
const used = 0.9

// share is a context for one piece of work: an equal part of the time that is left.
func (a *answering) share(ctx context.Context) (context.Context, context.CancelFunc) {
	left := max(1, a.left)
	a.left--
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	part := time.Duration(used * float64(time.Until(end)) / float64(left))
	return context.WithTimeoutCause(ctx, part, overtime{a.limit})
}

// limitsOf are limits as the page gets them; nil for none.
func limitsOf(l *solve.Limits) *limits {
	if l == nil {
		return nil
	}
	of := func(e model.Estimate) between { return between{measure.Finite(e.Lo), measure.Finite(e.Hi)} }
	return &limits{of(l.Availability), of(l.Unavailability), of(l.MTBF), l.Unavailability.Confidence}
}
