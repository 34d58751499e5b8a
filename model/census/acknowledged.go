package census

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"mtbf/model"
	"mtbf/model/life"
)

// acknowledgements are those of the outages of one place in the tree.
type acknowledgements struct {
	times   life.RepairTimes // from the start of an outage until somebody took it on, hours
	outages int              // acknowledged or not
}

// acknowledgements gathers the times to acknowledgement for every place in the tree; nil
// where the log tells none. Each unplanned outage that begins inside the window counts as
// it stands in the log, whatever it is joined with.
func (s *study) acknowledgements() []acknowledgements {
	if len(s.log.Acknowledged) == 0 {
		return nil
	}
	var of []acknowledgements // by node
	for o := range s.admitted() {
		if o.Kind.Is(model.Planned) || s.served.next(o.Start) < s.window.From {
			continue
		}
		hours, told := s.log.Acknowledged[o.Row()]
		if s.served != nil {
			hours = s.served.hours(model.Interval{From: o.Start, To: o.Start + hours})
		}
		for _, n := range s.sets.of(o.Causes) {
			for int(n) >= len(of) {
				of = append(of, acknowledgements{})
			}
			of[n].outages++
			switch {
			case !told:
			case hours == 0:
				of[n].times.Zeros++
			default:
				of[n].times.Times = append(of[n].times.Times, hours)
			}
		}
	}
	return of
}

// mtta estimates the mean time to acknowledgement, of the outages that tell one, by
// [life.Mean]; nil where the log tells none at all.
func (s *study) mtta(path model.Category) (*model.Estimate, error) {
	if s.acks == nil {
		return nil, nil
	}
	var own acknowledgements
	if n := slices.Index(s.sets.paths, path); n >= 0 && n < len(s.acks) {
		own = s.acks[n]
	}
	told := len(own.times.Times) + own.times.Zeros
	if told == 0 {
		none := model.NotEstimable(0, math.Inf(1), s.opt.Confidence, "none", model.Warning{Code: "no-acknowledgements", Text: "no outage tells when it was acknowledged"})
		return &none, nil
	}
	e, err := life.Mean(own.times, s.opt.Confidence)
	if err != nil {
		return nil, err
	}
	if left := own.outages - told; left > 0 {
		e.Method += fmt.Sprintf("; %d of %d outages without an acknowledgement left out", left, own.outages)
	}
	for i := range e.Warnings {
		e.Warnings[i].Text = strings.NewReplacer("repairs", "acknowledgements").Replace(e.Warnings[i].Text)
	}
	return &e, nil
}
