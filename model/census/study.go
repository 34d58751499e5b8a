package census

import (
	"context"
	"fmt"
	"math"
	"slices"

	"mtbf/model"
)

// study is one log under one set of rules: the outages admitted to the
// window, in order of unit and start, and the exposure they belong to. It lives
// no longer than the work of its context.
type study struct {
	ctx       context.Context
	log       *model.Log
	opt       Options
	fleet     fleet
	window    model.Interval
	inferred  bool
	outages   []outage // those admitted
	runs      []run    // of them, by unit
	units     int      // with an admitted outage
	exposure  exposure
	acc       Accounting
	sets      *causeSets
	seenParts []model.Exposure   // of the units seen, with their infant periods, for periods
	seenFleet fleet              // of seenParts
	inParts   fleet              // of the exposure's parts, once asked for
	days      fleet              // of the exposure that the log records, where outages have a length
	inOrder   []model.Exposure   // services, for failing
	places    map[string]int     // in them, by unit; of two the first
	clusters  []failure          // of clustered
	acks      []acknowledgements // by node; nil where the log tells none
	served    *served            // the hours that count; nil where all do
	warnings  []model.Warning
}

func newStudy(ctx context.Context, log *model.Log, opt Options) (*study, error) {
	if err := opt.check(log); err != nil {
		return nil, err
	}
	if err := opt.Exposure.validate(); err != nil {
		return nil, err
	}
	if err := cause(ctx); err != nil {
		return nil, err
	}
	s := &study{ctx: ctx, log: log, opt: opt, sets: newCauseSets(log), fleet: opt.Exposure.index}
	if s.fleet == nil {
		s.fleet = newFleet(opt.Exposure.Fleet)
	}
	s.window, s.inferred = Window(log, opt)
	s.acc = Accounting{
		Reading: log.Reading, Left: map[string]int{}, InfantBy: map[model.Category]int{},
		Window: s.window, WindowInferred: s.inferred || opt.inferred, IgnoreShorter: opt.IgnoreShorter,
	}
	if err := s.serve(); err != nil {
		return nil, err
	}
	s.passOver()
	if err := s.admit(); err != nil {
		return nil, err
	}
	if part := opt.ofPart; part != nil && part.whole != nil {
		s.takeCounts(part.whole)
	}
	var err error
	if s.exposure, err = s.exposureOf(); err != nil {
		return nil, err
	}
	s.takeDays()
	s.excuse()
	s.acc.ExposureSource = s.exposure.source
	s.warnOfAssumptions()
	return s, nil
}

// unitsAtOnce is how many units are walked through between two looks at the
// context.
const unitsAtOnce = 1 << 10

// check returns the error of a context that has ended, before so many a unit.
func (s *study) check(i int) error {
	if i%unitsAtOnce == 0 {
		return cause(s.ctx)
	}
	return nil
}

// Window returns the window that a log is analysed in: the one given, or the extent
// of the fleet's service, or of the exposure in the log, or of the outages, in which
// case it is inferred.
func Window(log *model.Log, opt Options) (w model.Interval, inferred bool) {
	if opt.Window != nil {
		return *opt.Window, opt.ofPart != nil && opt.ofPart.inferred
	}
	events := Extent(log)
	w = extent(append(slices.Clone(opt.Exposure.Fleet), log.Exposure...))
	if math.IsInf(w.From, 0) {
		w.From, inferred = events.From, true
	}
	if math.IsInf(w.To, 0) {
		w.To, inferred = events.To, true
	}
	if !(w.From <= w.To) {
		w = model.Interval{} // no outage and no service: no window
	}
	return w, inferred
}

// Extent returns the window that a log shows to have been watched: where it does not
// say, from the first start to the last event, which is inside it even when it is a
// start; (+Inf, -Inf) for no outages.
func Extent(log *model.Log) model.Interval {
	if log.Watched != nil {
		return *log.Watched
	}
	w := model.Interval{From: math.Inf(1), To: math.Inf(-1)}
	for i := range log.Outages {
		o := &log.Outages[i]
		w.From = min(w.From, o.Start)
		w.To = max(w.To, o.Start)
		if o.Kind&(model.Open|model.NoDuration) == 0 {
			w.To = max(w.To, o.End)
		}
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

// admit sorts every outage into out of the window, left out, or admitted.
func (s *study) admit() error {
	units := make([]int32, len(s.log.Units))
	var left []int32
	fate := s.exclusionReason()
	for i := range s.log.Outages {
		o := &s.log.Outages[i]
		if s.admits(o, fate) {
			s.mark(o)
			units[o.Unit]++
		} else {
			left = append(left, int32(i))
		}
	}
	if err := s.arrange(units, left); err != nil {
		return err
	}
	for _, r := range s.runs {
		s.carry(r)
	}
	s.acc.Accepted, s.units = len(s.outages)+s.log.Reading.ExposureRows, len(s.runs)
	return nil
}

// admits reports whether an outage is admitted, and counts it if it is not.
func (s *study) admits(o *model.Outage, fate func(*model.Outage) string) bool {
	if !s.inWindow(o) {
		s.acc.OutOfWindow++
		return false
	}
	if fate == nil {
		return true
	}
	reason := fate(o)
	if reason == "" {
		return true
	}
	s.acc.Left[reason]++
	if reason == "infant" {
		for _, c := range s.log.Causes[o.Causes] {
			s.acc.InfantBy[c]++
		}
	}
	return false
}

// mark counts what stays but is treated in a way of its own.
func (s *study) mark(o *model.Outage) {
	if o.Kind&(model.Open|model.NoDuration) == 0 && o.End == o.Start {
		s.acc.ZeroLength++
	}
	if o.Kind == 0 {
		return
	}
	for _, m := range []struct {
		kind  model.Kind
		count *int
	}{{model.Open, &s.acc.Open}, {model.Planned, &s.acc.Planned}, {model.NoDuration, &s.acc.NoDuration}} {
		if o.Kind.Is(m.kind) {
			*m.count++
		}
	}
}

// inWindow reports whether any moment of the outage lies in the window. One that begins
// outside service is of the first moment of service.
func (s *study) inWindow(o *model.Outage) bool {
	if at := s.served.next(o.Start); at >= s.window.From {
		return at < s.window.To
	}
	return s.over(o) > s.window.From
}

// over returns when an outage is of no more account: planned work that excuses failures
// is until service goes on, as those that begin outside it are of that moment.
func (s *study) over(o *model.Outage) float64 {
	if s.opt.ExcusePlanned && o.Kind.Is(model.Planned) {
		return s.served.next(s.end(o))
	}
	return s.end(o)
}

// exclusionReason returns what tells the reason for which an outage inside the window does
// not take part, or ""; nil where all do.
func (s *study) exclusionReason() func(o *model.Outage) string {
	if s.opt.Exposure.Fleet == nil && !s.opt.ExcludeInfant && s.opt.InfantPeriod == 0 {
		return nil
	}
	of := s.unitFates()
	return func(o *model.Outage) string {
		unit := of(o.Unit)
		switch {
		case s.opt.Exposure.Fleet != nil && unit.service == nil:
			return "not-in-fleet"
		case s.opt.Exposure.Fleet != nil && !s.serves(unit.service, o):
			return "out-of-service"
		case s.opt.ExcludeInfant && o.Kind.Is(model.Infant):
			return "infant"
		case later(unit.grown, o.Start, 0) && !s.outgrown(unit, o):
			return "infant"
		}
		return ""
	}
}

// serves reports whether the unit serves inside the window when an outage begins, or at
// any time of it.
func (s *study) serves(unit *service, o *model.Outage) bool {
	spell := model.Interval{From: o.Start, To: s.end(o)}.Clip(s.window)
	if o.Start < s.window.From {
		return unit.during(spell)
	}
	return unit.meets(spell)
}

// outgrown reports whether an outage that begins in the infancy of its unit is down for
// any time that is watched after it.
func (s *study) outgrown(unit unitFate, o *model.Outage) bool {
	after := model.Interval{From: unit.grown, To: s.end(o)}.Clip(s.window)
	return s.infancyOff() && later(after.To, after.From, 0) && (unit.service == nil || unit.during(after))
}

// unitFate is what the fates of a unit's outages depend on.
type unitFate struct {
	*service
	grown float64 // the end of its infancy
	known bool
}

// unitFates returns what finds that of a unit, once where units are few beside
// the outages.
func (s *study) unitFates() func(unit int32) unitFate {
	find := func(unit int32) unitFate {
		name := s.log.Units[unit].Name
		f := unitFate{service: s.fleet[name], grown: math.Inf(-1), known: true}
		if s.opt.InfantPeriod > 0 {
			f.grown = s.inService(name) + s.opt.InfantPeriod
		}
		return f
	}
	if len(s.log.Units) > len(s.log.Outages) {
		return find
	}
	all := make([]unitFate, len(s.log.Units))
	return func(unit int32) unitFate {
		if !all[unit].known {
			all[unit] = find(unit)
		}
		return all[unit]
	}
}

// inService returns when a unit went into service, -Inf where nobody tells.
func (s *study) inService(name string) float64 {
	if in := s.fleet[name]; in != nil && !s.opt.Exposure.seen {
		return in.whole.From
	}
	if i, ok := s.unitIndex()[name]; ok {
		return serviceOf(&s.log.Units[i]).From
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

// end returns when the outage ends: an open one runs to the end of the window, or of
// its unit's service.
func (s *study) end(o *model.Outage) float64 {
	switch {
	case o.Kind.Is(model.NoDuration):
		return o.Start
	case o.Kind.Is(model.Open):
		return max(o.Start, min(s.window.To, serviceOf(&s.log.Units[o.Unit]).To))
	}
	return o.End
}

// spell returns the part of the outage inside the window.
func (s *study) spell(o *outage) model.Interval {
	return model.Interval{From: o.start, To: o.end}.Clip(s.window)
}

func (s *study) warn(code, format string, args ...any) {
	s.warnings = append(s.warnings, model.Warning{Code: code, Text: fmt.Sprintf(format, args...)})
}

// windowSource says where an inferred window comes from.
func (s *study) windowSource() string {
	if s.log.Watched != nil {
		return "the window is the one that the log shows to have been watched"
	}
	return "the window runs from the first start to the last event of the log"
}

// warnOfAssumptions says what was taken for granted about window and exposure.
func (s *study) warnOfAssumptions() {
	if s.inferred && s.opt.Exposure.TotalHours == 0 {
		s.warn("window-inferred", "%s; time observed before and after is missing", s.windowSource())
	}
	if rule := s.opt.Exposure; rule.TotalHours == 0 && rule.Units == 0 && rule.Fleet == nil && len(s.log.Exposure) == 0 {
		with := "with an outage"
		if s.exposure.units > s.units {
			with = "that the log shows"
		}
		s.warn("exposure-inferred", "exposure counts only the %s %s; units that never failed are missing, so MTBF reads low", model.Counted(s.exposure.units, "unit"), with)
	}
	if seen := s.units; s.opt.Exposure.Units > 0 && seen > s.opt.Exposure.Units {
		s.warn("more-units-than-given", "the log names %d units, more than the %d given", seen, s.opt.Exposure.Units)
	}
	if units := doubled(s.opt.Exposure.Fleet); len(units) > 0 && s.opt.Exposure.index == nil {
		s.warn("fleet-doubled", "the fleet lists %s more than once at the same time, and each line counts: %s", model.Counted(len(units), "unit"), some(units))
	}
	if n := s.acc.Left["not-in-fleet"]; n > 0 {
		s.warn("not-in-fleet", "%s of units that the fleet file does not name: left out", model.Counted(n, "outage"))
	}
	if s.opt.InfantPeriod > 0 && len(s.exposure.parts) == 0 {
		s.warn("infant-exposure-kept", "the exposure was given as a total, so the infant periods could not be taken off it")
	}
}
