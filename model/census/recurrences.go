package census

import (
	"context"
	"math"
	"slices"

	"mtbf/model"
	"mtbf/model/life"
	"mtbf/model/recurrent"
)

// Recurrences is how failures came again, unit by unit.
type Recurrences struct {
	// Histories are those of every unit in service, also of one that never
	// failed, in hours since the window began or, by age, since the unit went
	// into service. One may stand for many units that never failed. A unit that
	// was out of service for a while has one for each stretch.
	Histories []recurrent.History
	AtStart   int // failures at the very beginning of their unit's observation, whose times no history has
	Warnings  []model.Warning
}

// Origin says from when the hours of a history count.
type Origin uint8

// The origins.
const (
	FromWindow  Origin = iota // the beginning of the window
	FromService               // the unit's in-service date, or the window where that is not known
)

// FailureHistories returns the failures of a log under the rules of opt, unit by
// unit. With a total exposure, which does not tell units apart, only units with
// an outage have a history, over the whole window. A failure with which the
// observation of its unit begins, as the first of a window that was inferred from it
// does, counts as a failure but tells nothing of the time to it. An end of the context
// is its error.
func FailureHistories(ctx context.Context, log *model.Log, opt Options, from Origin) (*Recurrences, error) {
	s, err := newStudy(ctx, log, opt)
	if err != nil {
		return nil, err
	}
	var events []event
	for f := range s.failures() {
		events = append(events, event{f.unit, f.start})
	}
	s.warnOfService()
	services := s.services()
	s.warnOfClasses(services)
	if err := cause(ctx); err != nil {
		return nil, err
	}
	s.warnOfFollowed()
	r := s.recurrences(services, events, from)
	r.Warnings = s.warnings
	return r, nil
}

// warnOfFollowed says that units which are followed one by one have more exposure together
// than the number of units given has.
func (s *study) warnOfFollowed() {
	if seen := s.units; s.opt.Exposure.Units > 0 && seen > s.opt.Exposure.Units {
		s.warn("units-followed", "the trend follows each of the %d units that the log names over the whole window: its rates and MTBF are of these, not of the %d given", seen, s.opt.Exposure.Units)
	}
}

// event is a failure of a unit.
type event struct {
	unit int32
	at   float64
}

// recurrences sorts events, in order within each unit, into the histories of
// services. Of several units that share a name, one has all failures.
func (s *study) recurrences(services []model.Exposure, events []event, from Origin) *Recurrences {
	r := &Recurrences{}
	index := map[string]int{} // of the histories of units that failed
	for _, e := range events {
		index[s.log.Units[e.unit].Name] = -1
	}
	parts := s.partsOf(services)
	for _, in := range services {
		stretches := s.watched(in.Interval, parts[in.Unit])
		for i := range stretches {
			stretches[i].Unit = in.Unit
			stretches[i].From -= s.origin(in.Unit, from)
			stretches[i].To -= s.origin(in.Unit, from)
		}
		if len(stretches) == 0 {
			continue
		}
		rest := in.Count
		if i, fails := index[in.Unit]; fails && i < 0 {
			index[in.Unit] = len(r.Histories)
			r.Histories = append(r.Histories, stretches...)
			rest--
		}
		if rest > 0 {
			r.Histories = append(r.Histories, ofUnits(stretches, rest)...)
		}
	}
	for _, e := range events {
		name := s.log.Units[e.unit].Name
		if i := index[name]; i >= 0 { // else not in service, so not admitted
			r.take(i, s.served.passed(e.at)-s.origin(name, from))
		}
	}
	return r
}

// take adds a failure to the stretch it is in, of those from the i-th history on.
// One with which a stretch begins has no time; one after the end of a stretch, which
// was admitted, was at its end.
func (r *Recurrences) take(i int, t float64) {
	for i+1 < len(r.Histories) && r.Histories[i+1].Continued && t >= r.Histories[i+1].From {
		i++
	}
	h := &r.Histories[i]
	if t > h.From {
		h.Times = append(h.Times, min(t, h.To))
	} else {
		h.AtStart++
		r.AtStart++
	}
}

// partsOf returns the parts of the services, by unit; nil where all have one.
func (s *study) partsOf(services []model.Exposure) fleet {
	if len(services) >= len(s.exposure.parts) {
		return nil
	}
	if s.inParts == nil {
		s.inParts = newFleet(s.exposure.parts)
	}
	return s.inParts
}

// watched returns the histories inside the window, without failures and in the hours that
// count, of a unit in service from its first day to its last: one, or one for each part
// where there are several with gaps between them.
func (s *study) watched(whole model.Interval, in *service) (all []recurrent.History) {
	parts := []model.Interval{whole}
	if in != nil {
		parts = in.parts
	}
	for _, p := range parts {
		p = s.served.measured(p.Clip(s.window))
		last := len(all) - 1
		switch {
		case p.Hours() <= 0:
		case last >= 0 && p.From-all[last].To <= instantHours:
			all[last].To = p.To
		default:
			all = append(all, recurrent.History{From: p.From, To: p.To, Continued: last >= 0})
		}
	}
	return all
}

// ofUnits returns histories for so many units each.
func ofUnits(stretches []recurrent.History, units int) []recurrent.History {
	all := slices.Clone(stretches)
	for i := range all {
		all[i].Count = units
	}
	return all
}

// failing returns the services of the units that events are of, in the order of
// services.
func (s *study) failing(events []event) []model.Exposure {
	if s.places == nil {
		s.inOrder, s.places = s.services(), map[string]int{}
		for i, in := range slices.Backward(s.inOrder) {
			s.places[in.Unit] = i
		}
	}
	var places []int
	for _, e := range events {
		if i, ok := s.places[s.log.Units[e.unit].Name]; ok {
			places = append(places, i)
		}
	}
	slices.Sort(places)
	var all []model.Exposure
	for _, i := range slices.Compact(places) {
		all = append(all, s.inOrder[i])
	}
	return all
}

// warnOfClasses tells of names that stand for several units.
func (s *study) warnOfClasses(services []model.Exposure) {
	classes := 0
	for _, in := range services {
		if in.Count > 1 && in.Unit != silent && in.Clip(s.window).Hours() > 0 {
			classes++
		}
	}
	if classes > 0 {
		s.warn("units-not-told", "%s in the log for several units: their failures are taken as one unit's", model.Counted(classes, "name"))
	}
}

// warnOfService says where the histories count more or less than the exposure.
func (s *study) warnOfService() {
	if s.opt.Exposure.TotalHours > 0 {
		s.warn("units-missing", "the exposure was given as a total: units without an outage have no history, so the failures of a unit read high")
		return
	}
	gaps := 0
	for _, in := range s.partsOf(merged(s.exposure.parts)) {
		if len(s.watched(in.whole, in)) > 1 {
			gaps++
		}
	}
	if gaps > 0 {
		s.warn("service-gaps", "%s in service with gaps, in which it is not watched: neither up nor down, and not among the units at risk", model.Counted(gaps, "unit"))
	}
}

// silent names the units of which only the number is known.
const silent = "(without an outage)"

// services returns when each unit was in service, from its first day to its
// last: those of the exposure, or those seen in the log and as many silent ones
// as make up the number given.
func (s *study) services() []model.Exposure {
	if s.opt.Exposure.TotalHours == 0 && s.opt.Exposure.Units == 0 {
		return merged(s.exposure.parts)
	}
	var all []model.Exposure
	for _, r := range s.runs {
		all = append(all, model.Exposure{Unit: s.log.Units[r.unit].Name, Count: s.capacity(r.unit), Interval: s.window})
	}
	if left := s.opt.Exposure.Units - len(all); left > 0 && (len(all) == 0 || all[0].Unit != "") {
		all = append(all, model.Exposure{Unit: silent, Count: left, Interval: s.window})
	}
	return all
}

// origin returns the moment from which the hours of a unit count, in hours of service.
func (s *study) origin(unit string, from Origin) float64 {
	if from == FromService {
		if begun := s.inService(unit); !math.IsInf(begun, -1) {
			return s.served.passed(begun)
		}
	}
	return s.served.passed(s.window.From)
}

// instantHours is the resolution of a log's clock, a millisecond.
const instantHours = 1 / 3.6e6

// TimesBetweenFailures returns the hours from the start of a failure to the start of the next
// one of its unit, and from the last one, as still running, to the end of the
// unit's observation, or of the stretch of its service. Those of 0 h are counted and
// left out: no distribution of a time has them.
func (r *Recurrences) TimesBetweenFailures() (gaps life.Observations, zeros int) {
	for _, h := range r.Histories {
		for i, t := range h.Times {
			next, last := h.To, i+1 == len(h.Times)
			if !last {
				next = h.Times[i+1]
			}
			switch {
			case last && next-t > instantHours:
				gaps = append(gaps, life.RightCensored(next-t))
			case last:
			case next > t:
				gaps = append(gaps, life.Exact(next-t))
			default:
				zeros++
			}
		}
	}
	return gaps, zeros
}

// FindRepairs returns the repair times of the failures of a log under the rules
// of opt, the sample that the MTTR of the whole comes from. An end of the context
// is its error.
func FindRepairs(ctx context.Context, log *model.Log, opt Options) (life.RepairTimes, []model.Warning, error) {
	s, err := newStudy(ctx, log, opt)
	if err != nil {
		return life.RepairTimes{}, nil, err
	}
	var all gathered
	for f := range s.failures() {
		all.count(&f, s.served)
	}
	return all.repairs, s.warnings, nil
}
