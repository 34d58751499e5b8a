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
// service, or the window where that is later, or the end of the outage before.
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
	unit := s.log.Units[r.unit]
	service := serviceOf(&unit).Clip(s.window)
	if in := s.fleet[unit.Name]; in != nil {
		service = in.last.Clip(s.window)
	}
	h := History{Unit: unit.Name}
	up := service.From
	for i := r.first; i < r.last; {
		o := &s.outages[i]
		spell := s.spell(o)
		planned, open := o.kind.Is(model.Planned), o.end > s.window.To || o.kind.Is(model.Open)
		for i++; i < r.last && s.spell(&s.outages[i]).From <= spell.To; i++ {
			spell.To = math.Max(spell.To, s.spell(&s.outages[i]).To)
			open = open || s.outages[i].kind.Is(model.Open)
		}
		if o.start >= s.window.From {
			h.Lives = append(h.Lives, Span{spell.From - up, planned})
			if !planned && !o.kind.Is(model.Instant) {
				h.Repairs = append(h.Repairs, Span{spell.Hours(), open})
			}
		}
		up = spell.To
	}
	if end := math.Min(service.To, s.window.To); up < end {
		h.Lives = append(h.Lives, Span{end - up, true})
	}
	return h
}
