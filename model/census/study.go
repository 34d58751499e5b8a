package census

import (
	"fmt"
	"math"
	"slices"

	"mtbf/model"
)

// study is one log under one set of rules: the outages admitted to the
// window, in order of unit and start, and the exposure they belong to.
type study struct {
	log      *model.Log
	opt      Options
	fleet    map[string][]model.Exposure
	window   model.Interval
	inferred bool
	order    []int32 // indices of admitted outages, by unit, then start
	exposure exposure
	acc      Accounting
	sets     *causeSets
	warnings []model.Warning
}

func newStudy(log *model.Log, opt Options) (*study, error) {
	if err := opt.Exposure.validate(); err != nil {
		return nil, err
	}
	s := &study{log: log, opt: opt, sets: newCauseSets(log)}
	s.fleet = map[string][]model.Exposure{}
	for _, part := range opt.Exposure.Fleet {
		s.fleet[part.Unit] = append(s.fleet[part.Unit], part)
	}
	s.chooseWindow()
	s.acc = Accounting{
		Reading: log.Reading, Left: map[string]int{}, InfantBy: map[model.Category]int{},
		Window: s.window, WindowInferred: s.inferred,
	}
	s.admit()
	var err error
	if s.exposure, err = s.exposureOf(); err != nil {
		return nil, err
	}
	s.acc.ExposureSource = s.exposure.source
	s.warnOfAssumptions()
	return s, nil
}

// chooseWindow takes the window given, or the extent of the fleet's service,
// or of the exposure in the log, or of the outages.
func (s *study) chooseWindow() {
	if s.opt.Window != nil {
		s.window = *s.opt.Window
		return
	}
	events := Extent(s.log)
	service := extent(append(slices.Clone(s.opt.Exposure.Fleet), s.log.Exposure...))
	s.window = service
	if math.IsInf(service.From, 0) {
		s.window.From, s.inferred = events.From, true
	}
	if math.IsInf(service.To, 0) {
		s.window.To, s.inferred = events.To, true
	}
	if !(s.window.From <= s.window.To) {
		s.window = model.Interval{} // no outage and no service: no window
	}
}

// Extent returns the window from the first start to the last event of a log,
// which is inside it even when it is a start; (+Inf, -Inf) for no outages.
func Extent(log *model.Log) model.Interval {
	w := model.Interval{From: math.Inf(1), To: math.Inf(-1)}
	for _, o := range log.Outages {
		w.From = math.Min(w.From, o.Start)
		w.To = math.Max(w.To, math.Max(o.Start, knownEnd(o)))
	}
	if len(log.Outages) > 0 {
		w.To = math.Nextafter(w.To, math.Inf(1))
	}
	return w
}

// extent returns the smallest interval around all parts, (+Inf, -Inf) for none.
func extent(parts []model.Exposure) model.Interval {
	all := model.Interval{From: math.Inf(1), To: math.Inf(-1)}
	for _, part := range parts {
		all.From = math.Min(all.From, part.From)
		all.To = math.Max(all.To, part.To)
	}
	return all
}

func knownEnd(o model.Outage) float64 {
	if o.Kind&(model.Open|model.Instant) != 0 {
		return o.Start
	}
	return o.End
}

// admit sorts every outage into out of the window, left out, or admitted.
func (s *study) admit() {
	s.order = make([]int32, 0, len(s.log.Outages))
	for i, o := range s.log.Outages {
		if !s.inWindow(o) {
			s.acc.OutOfWindow++
			continue
		}
		if reason := s.leftOut(o); reason != "" {
			s.acc.Left[reason]++
			if reason == "infant" {
				for _, c := range s.log.Causes[o.Causes] {
					s.acc.InfantBy[c]++
				}
			}
			continue
		}
		s.order = append(s.order, int32(i))
		s.mark(o)
	}
	s.acc.Accepted = len(s.order) + s.log.Reading.ExposureRows
	s.order = byUnit(s.order, s.log.Outages, len(s.log.Units))
}

// mark counts what stays but is treated in a way of its own.
func (s *study) mark(o model.Outage) {
	for _, m := range []struct {
		holds bool
		count *int
	}{
		{o.Kind.Is(model.Open), &s.acc.Open},
		{o.Kind.Is(model.Planned), &s.acc.Planned},
		{o.Kind.Is(model.Instant), &s.acc.Instant},
		{o.Start < s.window.From, &s.acc.CarriedIn},
		{o.Kind&(model.Open|model.Instant) == 0 && o.End == o.Start, &s.acc.ZeroLength},
	} {
		if m.holds {
			*m.count++
		}
	}
}

// inWindow reports whether any moment of the outage lies in the window.
func (s *study) inWindow(o model.Outage) bool {
	if o.Start >= s.window.To {
		return false
	}
	return o.Start >= s.window.From || s.end(&o) > s.window.From
}

// leftOut returns the reason for which an outage inside the window does not
// take part, or "".
func (s *study) leftOut(o model.Outage) string {
	name := s.log.Units[o.Unit].Name
	if s.opt.Exposure.Fleet != nil {
		parts, known := s.fleet[name]
		if !known {
			return "not-in-fleet"
		}
		begun := math.Max(o.Start, s.window.From)
		if !slices.ContainsFunc(parts, func(p model.Exposure) bool { return p.From <= begun && begun <= p.To }) {
			return "out-of-service"
		}
	}
	if s.opt.ExcludeInfant && o.Kind.Is(model.Infant) {
		return "infant"
	}
	if s.opt.InfantPeriod > 0 && o.Start < s.inService(name)+s.opt.InfantPeriod {
		return "infant"
	}
	return ""
}

// inService returns when a unit went into service, -Inf where nobody tells.
func (s *study) inService(name string) float64 {
	if parts := s.fleet[name]; len(parts) > 0 {
		return extent(parts).From
	}
	if i, ok := s.unitIndex()[name]; ok {
		return s.log.Units[i].Service.From
	}
	return math.Inf(-1)
}

// unitIndex finds units by name; made once, on the first use.
func (s *study) unitIndex() map[string]int {
	if s.sets.units == nil {
		s.sets.units = make(map[string]int, len(s.log.Units))
		for i, u := range s.log.Units {
			s.sets.units[u.Name] = i
		}
	}
	return s.sets.units
}

// at returns the i-th admitted outage.
func (s *study) at(i int) *model.Outage { return &s.log.Outages[s.order[i]] }

// end returns when the outage ends: an open one runs to the window's end.
func (s *study) end(o *model.Outage) float64 {
	switch {
	case o.Kind.Is(model.Instant):
		return o.Start
	case o.Kind.Is(model.Open):
		return math.Max(o.Start, s.window.To)
	}
	return o.End
}

// spell returns the part of the outage inside the window.
func (s *study) spell(o *model.Outage) model.Interval {
	return model.Interval{From: o.Start, To: s.end(o)}.Clip(s.window)
}

func (s *study) unitsSeen() int {
	n := 0
	for i := range s.order {
		if i == 0 || s.at(i).Unit != s.at(i-1).Unit {
			n++
		}
	}
	return n
}

func (s *study) warn(code, format string, args ...any) {
	s.warnings = append(s.warnings, model.Warning{Code: code, Text: fmt.Sprintf(format, args...)})
}

// warnOfAssumptions says what was taken for granted about window and exposure.
func (s *study) warnOfAssumptions() {
	if s.inferred && s.opt.Exposure.TotalHours == 0 {
		s.warn("window-inferred", "the window runs from the first start to the last event of the log; time observed before and after is missing")
	}
	if rule := s.opt.Exposure; rule.TotalHours == 0 && rule.Units == 0 && rule.Fleet == nil && len(s.log.Exposure) == 0 {
		s.warn("exposure-inferred", "exposure counts only the %s with an outage; units that never failed are missing, so MTBF reads low", model.Counted(s.exposure.units, "unit"))
	}
	if seen := s.unitsSeen(); s.opt.Exposure.Units > 0 && seen > s.opt.Exposure.Units {
		s.warn("more-units-than-given", "the log names %d units, more than the %d given", seen, s.opt.Exposure.Units)
	}
	if n := s.acc.Left["not-in-fleet"]; n > 0 {
		s.warn("not-in-fleet", "%s of units that the fleet file does not name: left out", model.Counted(n, "outage"))
	}
	if s.opt.InfantPeriod > 0 && len(s.exposure.parts) == 0 {
		s.warn("infant-exposure-kept", "the exposure was given as a total, so the infant periods could not be taken off it")
	}
}
