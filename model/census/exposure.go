package census

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"mtbf/internal/num"
	"mtbf/model"
)

// ErrNoExposure means that nothing says how long how many units were in
// service, so that no rate can be computed.
var ErrNoExposure = errors.New("no exposure: give the unit-hours observed, the number of units with a window, or a fleet file")

// ExposureRule says where the exposure comes from. At most one field is set;
// with none it is the time the log itself records, or else the units seen in
// the log, each in service over the window.
type ExposureRule struct {
	TotalHours float64          // unit-hours in all
	Units      int              // so many units, in service over the whole window
	Fleet      []model.Exposure // each unit's time in service

	index  fleet  // of Fleet, where it is known
	seen   bool   // Fleet is of the units seen in the log, which tells when they went into service
	part   bool   // it is of a part of the log, in which no unit may have been in service
	source string // where it comes from, of a part of a log's exposure
}

func (r ExposureRule) validate() error {
	set := 0
	for _, given := range []bool{r.TotalHours != 0, r.Units != 0, r.Fleet != nil} {
		if given {
			set++
		}
	}
	switch {
	case set > 1:
		return errors.New("exposure: give one of total hours, a number of units and a fleet")
	case r.TotalHours < 0 || math.IsNaN(r.TotalHours) || math.IsInf(r.TotalHours, 0):
		return &model.ParamError{Param: "exposure", Value: r.TotalHours, Want: "a positive length of time"}
	case r.Units < 0 || r.Units > model.MaxUnits:
		return &model.ParamError{Param: "units", Value: r.Units, Want: "a positive number, at most 10^15"}
	}
	units := 0
	for _, part := range r.Fleet {
		if part.Count < 1 || part.Count > model.MaxUnits-units {
			return &model.ParamError{Param: fmt.Sprintf("fleet: count of %q", part.Unit), Value: part.Count, Want: "a number from 1 on that makes no more than 10^15 units with those before"}
		}
		units += part.Count
		if !(part.From <= part.To) {
			return &model.ParamError{Param: fmt.Sprintf("fleet: service of %q", part.Unit), Value: part.Interval, Want: "a stretch of time that ends after it begins"}
		}
	}
	return nil
}

// serviceOf returns when a unit was in service, as far as the log tells.
func serviceOf(u *model.Unit) model.Interval {
	if u.Service == (model.Interval{}) {
		return model.Interval{From: math.Inf(-1), To: math.Inf(1)}
	}
	return u.Service
}

// exposure is the time in service inside the window.
type exposure struct {
	source   string
	parts    []model.Exposure // empty when only the total is known
	recorded bool             // in the log itself
	hours    float64          // unit-hours
	units    int
}

// exposureOf makes the exposure of the admitted outages.
func (s *study) exposureOf() (exposure, error) {
	e := exposure{units: s.units}
	switch rule := s.opt.Exposure; {
	case rule.TotalHours > 0:
		e.source, e.hours = cmp.Or(rule.source, "total given"+s.ofService()), rule.TotalHours
		return e, nil
	case rule.Units > 0:
		e.source, e.units = "number of units given x window", rule.Units
		e.parts = []model.Exposure{{Count: rule.Units, Interval: s.window}}
	case rule.Fleet != nil:
		e.source = "fleet file"
		e.parts = s.withoutInfancy(rule.Fleet)
	case len(s.log.Exposure) > 0:
		e.source = "rows of the log that record time in service"
		e.parts, e.recorded = s.log.Exposure, true
		e.units = len(s.log.Units)
		switch part := s.opt.ofPart; {
		case part != nil && part.whole != nil:
			e.units = part.whole.Named
		case part != nil:
			e.parts = part.exposure
		}
	default:
		e.source = "units seen in the log x window" + s.serviceNote()
		s.seenParts = s.seen()
		e.parts, e.units = s.withoutInfancy(s.seenParts), len(s.seenParts)
		if part := s.opt.ofPart; part != nil && part.whole != nil {
			e.parts, e.units = part.whole.seen()
		}
	}
	var hours num.ExactSum
	for _, part := range e.parts {
		if s.opt.ofPart != nil && e.recorded { // units of all parts, each a term of its own
			hours.AddTimes(s.served.hours(part.Clip(s.window)), part.Count)
			continue
		}
		hours.Add(s.unitHours(part))
	}
	e.hours = hours.Total()
	if s.served != nil && e.hours == 0 && len(e.parts) > 0 && !s.opt.Exposure.part {
		return e, &model.ParamError{Param: "service hours", Value: s.opt.Service.Name, Want: "a week with hours in the window while a unit is in service"}
	}
	if s.opt.Exposure.Fleet != nil {
		e.units = s.unitsOf(e.parts)
	}
	e.source = cmp.Or(s.opt.Exposure.source, e.source+s.ofService())
	if !(e.hours > 0) && !s.opt.Exposure.part {
		return e, ErrNoExposure
	}
	if math.IsInf(e.hours, 0) {
		return e, errors.New("exposure: a unit has no end of service and the window has none")
	}
	return e, nil
}

// unitsOf returns how many units are in service inside the window. One with several
// parts counts once, or as often as it is in service at one time.
func (s *study) unitsOf(parts []model.Exposure) int {
	n := 0
	for _, u := range merged(inside(parts, s.window)) {
		n += u.Count
	}
	return n
}

// inside returns what of the parts lies in the window.
func inside(parts []model.Exposure, window model.Interval) []model.Exposure {
	var all []model.Exposure
	for _, part := range parts {
		if part.Interval = part.Clip(window); part.Hours() > 0 {
			all = append(all, part)
		}
	}
	return all
}

// seen returns the service of every unit with an outage, and of those that the log
// shows without one.
func (s *study) seen() []model.Exposure {
	parts := make([]model.Exposure, 0, len(s.runs))
	for _, r := range s.runs {
		parts = append(parts, model.Exposure{Unit: s.log.Units[r.unit].Name, Count: 1, Interval: s.seenOf(r)})
	}
	runs := s.runs
	for i := range s.log.Units {
		if len(runs) > 0 && int(runs[0].unit) == i {
			runs = runs[1:]
			continue
		}
		if u := &s.log.Units[i]; u.Seen {
			parts = append(parts, model.Exposure{Unit: u.Name, Count: 1, Interval: serviceOf(u).Clip(s.window)})
		}
	}
	return parts
}

// seenOf returns the service of one: the dates the log gives, stretched to the
// unit's first and last outage, or else the window.
func (s *study) seenOf(r run) model.Interval {
	service := serviceOf(&s.log.Units[r.unit])
	service.From = min(service.From, s.outages[r.first].start)
	if !math.IsInf(service.To, 1) {
		for i := range s.outages[r.first:r.last] {
			service.To = max(service.To, s.outages[r.first+i].end)
		}
	}
	return service.Clip(s.window)
}

// serviceNote says that the log's own dates of service were used.
func (s *study) serviceNote() string {
	dated := func(u model.Unit) bool {
		service := serviceOf(&u)
		return !math.IsInf(service.From, -1) || !math.IsInf(service.To, 1)
	}
	if slices.ContainsFunc(s.log.Units, dated) {
		return ", within the dates of service in the log"
	}
	return ""
}

// withoutInfancy takes the infant period off the beginning of each service
// that has a known beginning, so that the rate is of the time that counts.
func (s *study) withoutInfancy(parts []model.Exposure) []model.Exposure {
	if s.opt.InfantPeriod == 0 {
		return parts
	}
	parts = slices.Clone(parts)
	for i := range parts {
		if begun := s.inService(parts[i].Unit); !math.IsInf(begun, -1) {
			parts[i].From = math.Max(parts[i].From, begun+s.opt.InfantPeriod)
		}
	}
	return slices.DeleteFunc(parts, func(p model.Exposure) bool { return p.From >= p.To })
}

// capacity returns how many units share the name of unit: the fleet's count,
// or the number given where rows do not name units, else 1.
func (s *study) capacity(unit int32) int {
	u := &s.log.Units[unit]
	if (u.Name == "" || u.Several) && s.opt.Exposure.Units > 1 {
		return s.opt.Exposure.Units
	}
	if in := s.fleet[u.Name]; in != nil {
		return in.count
	}
	return 1
}

// clock maps a moment to the share of the exposure that has passed by then,
// so that under a constant rate failures fall evenly on (0, 1).
type clock struct {
	times   []float64 // moments at which the number in service changes
	passed  []float64 // unit-hours by then
	portion []float64 // of all unit-hours, by then
}

func newClock(parts []model.Exposure, window model.Interval) clock {
	changes := changes(inside(parts, window))
	if len(changes) == 0 {
		return clock{times: []float64{window.From, window.To}, passed: []float64{0, window.Hours()}, portion: []float64{0, 1}}
	}
	c := clockOf(changes)
	c.portion = make([]float64, len(c.passed))
	for i, hours := range c.passed {
		c.portion[i] = hours / c.passed[len(c.passed)-1]
	}
	return c
}

// clockOf adds up how long how many were there, by changes in order.
func clockOf(changes []change) (c clock) {
	running, passed, last := 0, 0.0, 0.0
	if len(changes) > 0 {
		last = changes[0].t
	}
	for _, ch := range changes {
		if ch.t > last || len(c.times) == 0 {
			passed += float64(running) * (ch.t - last)
			c.times, c.passed, last = append(c.times, ch.t), append(c.passed, passed), ch.t
		}
		running += ch.n
	}
	return c
}

// share returns the fraction of the exposure passed at t, in [0, 1]. Where all units
// serve together it does not depend, by a single bit, on how many they are.
func (c clock) share(t float64) float64 { return c.reading(c.portion, t) }

// at returns the unit-hours passed at t.
func (c clock) at(t float64) float64 { return c.reading(c.passed, t) }

// reading returns at t what grows evenly from one of the times to the next.
func (c clock) reading(by []float64, t float64) float64 {
	i, exact := slices.BinarySearch(c.times, t)
	switch {
	case exact:
		return by[i]
	case i == 0:
		return 0
	case i == len(c.times):
		return by[i-1]
	}
	part := (t - c.times[i-1]) / (c.times[i] - c.times[i-1])
	return by[i-1] + part*(by[i]-by[i-1])
}

// between returns the unit-hours passed in a stretch of time.
func (c clock) between(w model.Interval) float64 { return c.at(w.To) - c.at(w.From) }

// rounding is how far, relatively, two sums of the same hours may be apart. A moment
// of this century is known to 1e-10 h, and an hour of outages of a second each has
// 3600 of them.
const rounding = 1e-8

// downtimeIn returns the downtime as what the exposure holds at most, and an error
// for more than that.
func downtimeIn(e exposure, down float64) (float64, error) {
	switch {
	case down < e.hours*(1-rounding):
		return down, nil
	case down <= e.hours*(1+rounding):
		return e.hours, nil
	}
	return 0, fmt.Errorf("downtime of %.6g unit-hours does not fit into an exposure of %.6g (%s): there are more units, or the window is longer", down, e.hours, e.source)
}
