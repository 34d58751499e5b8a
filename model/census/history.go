package census

import (
	"context"
	"math"

	"mtbf/model"
)

// Span is a length of time that ended with what it was to end with, or was
// still going on, or was cut short by something else: then it is censored.
type Span struct {
	Hours    float64
	Censored bool
}

// History is what one unit lived through inside the window.
type History struct {
	Unit    string
	Lives   []Span // from in service, or a repair, to a failure; censored by planned work and by the end
	Repairs []Span // of the failures; censored where the repair had not ended
}

// Histories returns the lives and repair times of every unit with an outage,
// under the rules of opt for window, exposure and what is left out. Outages of a
// unit that touch or overlap are one repair. A life begins with the unit's
// service, or the window where that is later, or the end of the outage before; it
// is censored where a stretch of service ends.
// An end of the context is its error.
func Histories(ctx context.Context, log *model.Log, opt Options) ([]History, error) {
	s, err := newStudy(ctx, log, opt)
	if err != nil {
		return nil, err
	}
	all := make([]History, len(s.runs))
	for i, r := range s.runs {
		if err := s.check(i); err != nil {
			return nil, err
		}
		all[i] = s.history(r)
	}
	return all, nil
}

// history returns that of one unit.
func (s *study) history(r run) History {
	unit := &s.log.Units[r.unit]
	h := &lived{History: History{Unit: unit.Name}, services: s.stretchesOf(r), up: math.Inf(-1)}
	for i := r.first; i < r.last; {
		o := &s.outages[i]
		spell := s.spell(o)
		planned, open := o.kind&(model.Planned|excused) != 0, o.end > s.window.To || o.kind.Is(model.Open)
		for i++; i < r.last && s.spell(&s.outages[i]).From <= spell.To; i++ {
			spell.To = math.Max(spell.To, s.spell(&s.outages[i]).To)
			open = open || s.outages[i].kind.Is(model.Open)
		}
		if begun := h.until(spell.From); !o.kind.Is(carried) {
			h.Lives = append(h.Lives, Span{spell.From - begun, planned})
			if !planned && !o.kind.Is(model.NoDuration) {
				h.Repairs = append(h.Repairs, Span{spell.Hours(), open})
			}
		}
		h.up = spell.To
	}
	h.until(math.Inf(1))
	return h.History
}

// stretchesOf returns when a unit was in service inside the window, in order.
func (s *study) stretchesOf(r run) []model.Interval {
	in := s.fleet[s.log.Units[r.unit].Name]
	if in == nil {
		return []model.Interval{s.seenOf(r)}
	}
	var all []model.Interval
	for _, part := range in.parts {
		all = append(all, part.Clip(s.window))
	}
	return all
}

// lived is a history as far as it is told.
type lived struct {
	History
	services []model.Interval // that have not ended
	up       float64          // the end of the last outage, -Inf before the first
}

// until ends the services that are over before t, each with a life that is
// censored, and returns when the life began that goes on up to t.
func (h *lived) until(t float64) float64 {
	for len(h.services) > 0 && h.services[0].To < t {
		if from, to := h.begun(), h.services[0].To; from < to {
			h.Lives = append(h.Lives, Span{to - from, true})
		}
		h.services = h.services[1:]
	}
	return h.begun()
}

// begun returns when the life at hand began: with a service, or after an outage.
func (h *lived) begun() float64 {
	if len(h.services) == 0 {
		return h.up
	}
	return math.Max(h.up, h.services[0].From)
}
