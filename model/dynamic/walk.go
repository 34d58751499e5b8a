package dynamic

import "slices"

// Walk goes through a tree from its start, failure by failure, of any laws: it knows what
// comes of a failure, and not when one is. It is for one goroutine; [Walk.Copy] makes one
// for another.
type Walk struct {
	m      *machine
	events []int32
	start  state
	s      state
}

// NewWalk makes a walk of what matters to the top. Errors are those of [Tree.Check].
func NewWalk(t *Tree) (*Walk, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	t, err := t.pruned()
	if err != nil {
		return nil, err
	}
	l, err := newLinks(t)
	if err != nil {
		return nil, err
	}
	w := &Walk{m: newNet(t, l.closure(t.Top), t.Top, l.home).machine(asWritten)}
	for i, k := range w.m.kinds {
		if k == Basic {
			w.events = append(w.events, int32(i))
		}
	}
	w.start = w.m.begin()
	w.s = slices.Clone(w.start)
	return w, nil
}

// Copy is another walk of the same tree.
func (w *Walk) Copy() *Walk {
	return &Walk{w.m.machine(asWritten), w.events, w.start, slices.Clone(w.start)}
}

// Events are the number of basic events, which are numbered from 0.
func (w *Walk) Events() int { return len(w.events) }

// Event is one of them.
func (w *Walk) Event(k int) *Event { return w.m.event(w.events[k]) }

// Speed is how fast an event ages now, as a share of one that is in use: 0 where it has
// failed.
func (w *Walk) Speed(k int) float64 {
	switch i := w.events[k]; {
	case !w.s.open(i):
		return 0
	case w.m.isActive(w.s, i):
		return 1
	default:
		return w.m.event(i).Dormancy
	}
}

// Failed reports whether the top has failed, Safe whether it is known never to.
func (w *Walk) Failed() bool { return w.s[w.m.top] == failed }

// Safe reports whether the top is known never to fail.
func (w *Walk) Safe() bool { return w.s[w.m.top] == safe }

// Begin goes back to the start, where what has a probability fails by the draws, which are
// from 0 to 1.
func (w *Walk) Begin(draw func() float64) error {
	copy(w.s, w.start)
	events, chance := w.m.drawn(w.s)
	var down []int32
	for k, e := range events {
		if draw() < chance[k] {
			down = append(down, e)
		}
	}
	w.m.fail(w.s, down...)
	return w.settle(draw)
}

// Fail lets an event fail, with all that comes of it, and reports whether it does: it does
// not where that is forbidden. An error is a *[FormError].
func (w *Walk) Fail(k int, draw func() float64) (bool, error) {
	before := slices.Clone(w.s)
	w.m.fail(w.s, w.events[k])
	if w.m.broken(w.s) != nil {
		copy(w.s, before)
		return false, nil
	}
	return true, w.settle(draw)
}

// settle lets all that is due happen, by the draws.
func (w *Walk) settle(draw func() float64) error {
	for due := w.m.due(w.s, nil); len(due) > 0 && !w.Failed(); {
		i := w.m.next(due)
		f := due[i]
		due = slices.Delete(due, i, i+1)
		if p := w.m.chance(f); p == 1 || draw() < p {
			if err := w.m.force(w.s, f); err != nil {
				return err
			}
			due = w.m.due(w.s, due)
		}
	}
	return nil
}
