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
	// into service. One may stand for many units that never failed.
	Histories []recurrent.History
	AtStart   int // failures at the very beginning of their unit's observation, whose times no history has
	Warnings  []model.Warning

	pauses map[string][]float64 // by unit, when it went out of service for a while, in the hours of its history
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
	r := s.recurrences(services, events, from)
	r.Warnings = s.warnings
	return r, nil
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
	for _, in := range services {
		clipped, origin := in.Clip(s.window), s.origin(in.Unit, from)
		h := recurrent.History{Unit: in.Unit, From: clipped.From - origin, To: clipped.To - origin}
		if clipped.Hours() <= 0 {
			continue
		}
		rest := in.Count
		if i, fails := index[in.Unit]; fails && i < 0 {
			index[in.Unit] = len(r.Histories)
			r.Histories = append(r.Histories, h)
			rest--
		}
		if h.Count = rest; rest > 0 {
			r.Histories = append(r.Histories, h)
		}
	}
	r.pauses = s.pauses(index, from)
	for _, e := range events {
		name := s.log.Units[e.unit].Name
		i := index[name]
		if i < 0 {
			continue // not in service, so not admitted
		}
		h := &r.Histories[i]
		if t := e.at - s.origin(name, from); t > h.From {
			h.Times = append(h.Times, min(t, h.To))
		} else {
			h.AtStart++
			r.AtStart++
		}
	}
	return r
}

// pauses returns when units that failed went out of service for a while.
func (s *study) pauses(failed map[string]int, from Origin) map[string][]float64 {
	parts := map[string][]model.Interval{}
	for _, p := range s.exposure.parts {
		if i, fails := failed[p.Unit]; fails && i >= 0 {
			parts[p.Unit] = append(parts[p.Unit], p.Interval)
		}
	}
	pauses := map[string][]float64{}
	for unit, intervals := range parts {
		if len(intervals) < 2 {
			continue
		}
		merged, origin := merge(intervals), s.origin(unit, from)
		for _, in := range merged[:len(merged)-1] {
			pauses[unit] = append(pauses[unit], in.To-origin)
		}
	}
	return pauses
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
	parts, told := map[string]int{}, map[string]float64{}
	for _, part := range s.exposure.parts {
		parts[part.Unit]++
		told[part.Unit] += part.Clip(s.window).Hours()
	}
	gaps := 0
	for _, whole := range merged(s.exposure.parts) {
		if parts[whole.Unit] > 1 && whole.Clip(s.window).Hours() > told[whole.Unit]+instantHours {
			gaps++
		}
	}
	if gaps > 0 {
		s.warn("service-gaps", "%s in service with gaps, which count as observed: from the first day to the last", model.Counted(gaps, "unit"))
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

// origin returns the moment from which the hours of a unit count.
func (s *study) origin(unit string, from Origin) float64 {
	if from == FromService {
		if begun := s.inService(unit); !math.IsInf(begun, -1) {
			return begun
		}
	}
	return s.window.From
}

// instantHours is the resolution of a log's clock, a millisecond.
const instantHours = 1 / 3.6e6

// TimesBetweenFailures returns the hours from the start of a failure to the start of the next
// one of its unit, and from the last one, as still running, to the end of the
// unit's observation, or of the stretch of its service. Those of 0 h are counted and
// left out: no distribution of a time has them.
func (r *Recurrences) TimesBetweenFailures() (gaps life.Observations, zeros int) {
	for i := range r.Histories {
		h := &r.Histories[i]
		for i, t := range h.Times {
			next := h.To
			if i+1 < len(h.Times) {
				next = h.Times[i+1]
			}
			pause := r.pause(h.Unit, t)
			switch cut := pause < next || i+1 == len(h.Times); {
			case cut && min(pause, next)-t > instantHours:
				gaps = append(gaps, life.RightCensored(min(pause, next)-t))
			case cut:
			case next > t:
				gaps = append(gaps, life.Exact(next-t))
			default:
				zeros++
			}
		}
	}
	return gaps, zeros
}

// pause returns when a unit next goes out of service for a while, from t on; +Inf for
// never.
func (r *Recurrences) pause(unit string, t float64) float64 {
	pauses := r.pauses[unit]
	if i, _ := slices.BinarySearch(pauses, t); i < len(pauses) {
		return pauses[i]
	}
	return math.Inf(1)
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
		all.count(&f)
	}
	return all.repairs, s.warnings, nil
}
