package census

import (
	"math"
	"slices"

	"mtbf/model"
)

// Marks of a study on its outages, beside those of the log.
const (
	carried model.Kind = 1 << (7 - iota) // began before its unit was observed: downtime from there on, and no failure
	excused                              // began while its unit was under planned work, and is no failure for that
)

// carry marks the outages of a unit that begin before it is observed: before the
// window, or a stretch of its service by the fleet, or the end of its infant period.
func (s *study) carry(r run) {
	name := s.log.Units[r.unit].Name
	service, grown := s.fleet[name], s.grown(name)
	for i := r.first; i < r.last; i++ {
		o := &s.outages[i]
		begins := s.served.next(o.start)
		if begins < s.window.From || later(grown, begins, 0) || service != nil && !service.serves(begins) {
			o.kind |= carried
			s.acc.OngoingAtStart++
		}
	}
}

// infancyOff reports whether infant periods are taken off the exposure.
func (s *study) infancyOff() bool {
	rule := s.opt.Exposure
	return s.opt.InfantPeriod > 0 && rule.Units == 0 && rule.TotalHours == 0 && (rule.Fleet != nil || len(s.log.Exposure) == 0)
}

// grown returns the end of the infant period of a unit, -Inf where there is none that
// is taken off the exposure.
func (s *study) grown(name string) float64 {
	if !s.infancyOff() {
		return math.Inf(-1)
	}
	return s.inService(name) + s.opt.InfantPeriod
}

// takeDays prepares the time in service that the log itself records, where it is needed.
func (s *study) takeDays() {
	rule := s.opt.Exposure
	if len(s.log.Exposure) == 0 || rule.Fleet != nil || rule.Units > 0 || rule.TotalHours > 0 {
		return
	}
	if slices.ContainsFunc(s.outages, func(o outage) bool { return o.end > o.start }) {
		s.days = newFleet(s.log.Exposure)
	}
}

// observedLevels returns how many units of a run are observed at a time, nil for all of
// them over the whole window. Outside that time no outage counts as downtime, as there
// is no exposure for it.
func (s *study) observedLevels(r run) levels {
	name := s.log.Units[r.unit].Name
	in := levels(nil)
	switch {
	case s.fleet[name] != nil:
		in = s.fleet[name].levels
	case s.days[name] != nil:
		return s.days[name].levels
	case s.days != nil:
		return levels{}
	}
	grown := s.grown(name)
	switch {
	case math.IsInf(grown, -1):
		return in
	case in == nil:
		return levels{{grown, s.capacity(r.unit)}}
	}
	return in.since(grown)
}

// work returns how many outages of planned work excuse those of a unit at a time, nil
// for none.
func (s *study) work(r run) levels {
	if !s.opt.ExcusePlanned {
		return nil
	}
	var planned []model.Exposure
	for _, o := range s.outages[r.first:r.last] {
		if o.kind.Is(model.Planned) && o.end > o.start {
			planned = append(planned, model.Exposure{Count: 1, Interval: model.Interval{From: o.start, To: o.end}})
		}
	}
	return levelsOf(changes(planned))
}

// excuse marks the outages that planned work excuses: those that begin while as many
// outages of planned work run as there are units of the name.
func (s *study) excuse() {
	for _, r := range s.runs {
		work := s.work(r)
		if work == nil {
			continue
		}
		in := s.observedLevels(r)
		for i := r.first; i < r.last; i++ {
			o := &s.outages[i]
			units := s.capacity(r.unit)
			if in != nil {
				units = max(1, in.at(o.start))
			}
			if o.kind&(model.Planned|carried) == 0 && work.at(o.start) >= units {
				o.kind |= excused
				s.acc.Excused++
			}
		}
	}
}

// unexcused returns how many units of a run are observed and not under planned work
// that excuses what fails meanwhile; in where no work does.
func (s *study) unexcused(r run, in levels) levels {
	work := s.work(r)
	if work == nil {
		return in
	}
	if in == nil {
		in = levels{{math.Inf(-1), s.capacity(r.unit)}}
	}
	return in.less(work)
}

// WithoutPlanned returns a log in which no unit is down while planned work on it lasts,
// nor for it: what fails before goes on after. Names of units stand for one unit each.
func WithoutPlanned(log *model.Log) *model.Log {
	work := map[int32][]model.Interval{}
	for _, o := range log.Outages {
		if o.Kind.Is(model.Planned) {
			work[o.Unit] = append(work[o.Unit], lasting(o))
		}
	}
	for unit, parts := range work {
		work[unit] = merge(parts)
	}
	out := *log
	out.Outages = nil
	for _, o := range log.Outages {
		if !o.Kind.Is(model.Planned) {
			out.Outages = append(out.Outages, without(o, work[o.Unit])...)
		}
	}
	return &out
}

// lasting returns how long an outage lasts, without an end where it has none.
func lasting(o model.Outage) model.Interval {
	switch {
	case o.Kind.Is(model.Open):
		return model.Interval{From: o.Start, To: math.Inf(1)}
	case o.Kind.Is(model.NoDuration):
		return model.Interval{From: o.Start, To: o.Start}
	}
	return model.Interval{From: o.Start, To: o.End}
}

// without returns what is left of an outage before, between and after stretches of work,
// which are in order.
func without(o model.Outage, work []model.Interval) (left []model.Outage) {
	rest := lasting(o)
	for _, w := range work {
		if w.To <= rest.From || w.From == w.To {
			continue
		}
		if w.From > rest.From && w.From < rest.To {
			piece := o
			piece.Start, piece.End, piece.Kind = rest.From, w.From, o.Kind&^model.Open
			left = append(left, piece)
		}
		if w.From <= rest.From || w.From < rest.To {
			rest.From = w.To
		}
		if rest.From >= rest.To {
			return left
		}
	}
	o.Start = rest.From
	return append(left, o)
}
