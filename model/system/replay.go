package system

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"mtbf/model"
)

// Replay is what a log of unit outages did to a system: the outages of the
// system itself.
type Replay struct {
	Outages            []ReplayOutage
	Downtime           float64 // hours
	Window             model.Interval
	Unmatched          map[string]int // outages of units that the system does not have, by unit
	UnitsWithoutOutage []string       // units of the system without any outage, taken to be up
}

// ReplayOutage is one outage of the system.
type ReplayOutage struct {
	model.Interval
	Open   bool     // it was not over at the end of the window
	Causes []string // the units whose failure took it down; those that failed while it was down are not
}

// Hours returns the length of the window.
func (r *Replay) Hours() float64 { return r.Window.Hours() }

// Replay pushes the outages of units through the structure, in order of time.
// Units are matched by name, without regard to case. A unit with outages that
// overlap is down while any of them lasts. Repairs at a moment come before
// failures at the same moment, so outages of the system that touch stay two, and
// the ends of outages that had no length after them.
// Planned outages take part only where planned is true. Where ctx ends, its cause
// is returned.
func (m *Model) Replay(ctx context.Context, log *model.Log, window model.Interval, planned bool) (*Replay, error) {
	if err := cmp.Or(windowFault(window), m.replayable(log)); err != nil {
		return nil, err
	}
	b, err := m.replayer()
	if err != nil {
		return nil, err
	}
	r := &Replay{Window: window, Unmatched: map[string]int{}}
	events := m.events(log, r, planned)
	for i := 0; i < len(events); {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		next := i
		for next < len(events) && events[next].at == events[i].at && events[next].turn == events[i].turn {
			next++
		}
		r.step(b, events[i:next])
		i = next
	}
	if n := len(r.Outages); n > 0 && math.IsInf(r.Outages[n-1].To, 1) {
		r.Outages[n-1].To, r.Outages[n-1].Open = window.To, true
	}
	for _, o := range r.Outages {
		r.Downtime += o.Hours()
	}
	return r, nil
}

// windowFault says what is wrong with a window, that of a log without outages
// included.
func windowFault(w model.Interval) error {
	want := ""
	switch {
	case math.IsInf(w.From, 1) && math.IsInf(w.To, -1):
		return errors.New("replay: no window: the log has no outages, and none was given")
	case !(w.From < w.To):
		want = "a stretch of time that ends after it begins"
	case math.IsInf(w.Hours(), 0):
		want = "bounded on both sides"
	default:
		return nil
	}
	return &model.ParamError{Param: "window", Value: fmt.Sprintf("[%g h, %g h)", w.From, w.To), Want: want}
}

// replayable returns a *model.ParamError for no system or log, and for an outage
// of no unit.
func (m *Model) replayable(log *model.Log) error {
	if m == nil || log == nil {
		return &model.ParamError{Param: "replay", Value: "nothing", Want: "a system and a log"}
	}
	for i, o := range log.Outages {
		if o.Unit < 0 || int(o.Unit) >= len(log.Units) {
			return &model.ParamError{Param: fmt.Sprintf("outage %d: unit", i), Value: o.Unit, Want: "the number of a unit of the log"}
		}
	}
	return nil
}

// event is a unit going down or coming up.
type event struct {
	at   float64
	turn turn
	unit int
}

// turn is when an event has its turn among those of a moment.
type turn int

const (
	comesUp  turn = iota
	goesDown      // after those that come up
	blinks        // comes up after an outage without length
)

// events returns what the outages do inside the window, in the order of time and
// turns.
func (m *Model) events(log *model.Log, r *Replay, planned bool) []event {
	byName := map[string]int{}
	for i, u := range m.Units {
		byName[strings.ToLower(u.Name)] = i
	}
	var events []event
	seen := make([]bool, len(m.Units))
	for _, o := range log.Outages {
		if o.Kind.Is(model.Planned) && !planned {
			continue
		}
		name := log.Units[o.Unit].Name
		unit, ok := byName[strings.ToLower(name)]
		if !ok {
			r.Unmatched[name]++
			continue
		}
		seen[unit] = true
		spell := model.Interval{From: o.Start, To: o.End}
		if o.Kind.Is(model.Open) {
			spell.To = math.Inf(1)
		}
		from := math.Max(spell.From, r.Window.From)
		if o.Kind.Is(model.NoDuration) || spell.To <= r.Window.From && spell.From < r.Window.From || from >= r.Window.To {
			continue
		}
		events = append(events, event{from, goesDown, unit})
		switch {
		case spell.To == from:
			events = append(events, event{from, blinks, unit})
		case spell.To <= r.Window.To:
			events = append(events, event{spell.To, comesUp, unit})
		}
	}
	for i, was := range seen {
		if !was {
			r.UnitsWithoutOutage = append(r.UnitsWithoutOutage, m.Units[i].Name)
		}
	}
	slices.SortStableFunc(events, func(a, b event) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.turn, b.turn))
	})
	return events
}

// step applies the failures, or the repairs, of one moment.
func (r *Replay) step(b *replayer, events []event) {
	before := b.state.Down(b.gates.Top)
	var failed []string
	for _, e := range events {
		if e.turn == goesDown && b.outages[e.unit] == 0 {
			failed = append(failed, b.gates.Model.Units[e.unit].Name)
		}
		b.change(e.unit, e.turn == goesDown)
	}
	switch after := b.state.Down(b.gates.Top); {
	case !before && after:
		r.Outages = append(r.Outages, ReplayOutage{Interval: model.Interval{From: events[0].at, To: math.Inf(1)}, Causes: failed})
	case before && !after:
		r.Outages[len(r.Outages)-1].To = events[0].at
	}
}

// replayer has the structure as the log has it at a moment.
type replayer struct {
	gates   *Gates
	state   *State
	outages []int // of each unit, that are running
}

// replayer returns one with every unit up. Of a group the log tells which units are
// down, so that it is a k-out-of-n.
func (m *Model) replayer() (*replayer, error) {
	g := compile(m, m.Top, make([]int32, len(m.Units)), true)
	if g.unknown != nil {
		return nil, fmt.Errorf("replay: %w", g.unknown)
	}
	if len(g.Duties) > 0 {
		return nil, fmt.Errorf("replay: %s: which spare did whose duty a log does not tell", g.Duties[0].Duty.name())
	}
	return &replayer{gates: g, state: g.State(), outages: make([]int, len(m.Units))}, nil
}

// change begins or ends one outage of a unit.
func (b *replayer) change(unit int, down bool) {
	if down {
		b.outages[unit]++
	} else {
		b.outages[unit]--
	}
	if at := b.gates.OfUnit(unit); at >= 0 {
		b.state.Set(at, b.outages[unit] > 0)
	}
}
