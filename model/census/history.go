package census

import (
	"context"
	"math"
	"slices"

	"mtbf/model"
)

// Span is a length of time that ended with what it was to end with, or was
// still going on, or was cut short by something else: then it is censored.
type Span struct {
	Hours    float64
	Censored bool
}

// Lifetime is what was watched of a life, by the age of the unit: from Entry, its
// age when it came under observation, to Hours. It ended there with a failure, or
// goes on and is censored.
type Lifetime struct {
	Hours    float64
	Censored bool
	Entry    float64 // 0 where it was watched from its beginning
}

// History is what one unit lived through inside the window, or each of Count
// units that never failed and were watched alike.
type History struct {
	Unit    string
	Count   int
	Lives   []Lifetime // from in service, or a repair, to a failure; censored by planned work and by the end
	Repairs []Span     // of the failures; censored where the repair had not ended
}

// Histories returns the lives and repair times of every unit in service, of one
// that never failed too, under the rules of opt for window, exposure and what is
// left out. With a total exposure, which does not tell units apart, only units with
// an outage have a history. Outages of a unit that touch or overlap are one repair.
//
// A life begins with a stretch of the unit's service or with the end of the outage
// before, be they before the window: then it is watched from the window on, at the
// age that the unit has reached. Where nobody tells when the unit began, its age
// counts from the window. A life is censored by planned work, and where a stretch of
// service ends: the next one begins a new age, but for days that a log only records,
// between which the age goes on. A failure with which the observation of its unit
// begins tells nothing of the life before it and is left out.
//
// The histories do not depend on the order of the rows of a fleet. Of several units
// that share a name, one has all failures. An end of the context is its error.
func Histories(ctx context.Context, log *model.Log, opt Options) ([]History, []model.Warning, error) {
	s, err := newStudy(ctx, log, opt)
	if err != nil {
		return nil, nil, err
	}
	t := &teller{study: s, carried: s.carriedIn()}
	if err := t.tellAll(); err != nil {
		return nil, nil, err
	}
	t.warnOfLives()
	return t.all, s.warnings, nil
}

// teller tells the histories of a study.
type teller struct {
	*study
	carried  []float64 // by unit, the end of the last outage before it is watched; -Inf for none
	all      []History
	ageless  int // units whose age is not known
	atStart  int // failures with which an observation begins
	renewed  int // units with several stretches of service, each of a new age
	unbroken int // units whose age goes on between stretches
	classes  int // names of several units that failed
}

// tellAll tells the histories of the units with an outage, in the order of the log,
// and of those without.
func (t *teller) tellAll() error {
	services := t.servicesByName()
	for i, r := range t.runs {
		if err := t.check(i); err != nil {
			return err
		}
		name := t.log.Units[r.unit].Name
		t.tell(r, services.of[name])
		if several(services.of[name]) {
			t.classes++
			t.idle(name, services.of[name], 1)
		}
		delete(services.of, name)
	}
	for i, name := range services.names {
		if err := t.check(i); err != nil {
			return err
		}
		if parts, ok := services.of[name]; ok {
			t.idle(name, parts, 0)
		}
	}
	return nil
}

// named are the services of a study by the name of the unit.
type named struct {
	of    map[string][]model.Exposure
	names []string // in order
}

// servicesByName returns when units were in service, beyond the window too.
func (s *study) servicesByName() named {
	parts := s.opt.Exposure.Fleet
	switch {
	case parts != nil:
	case s.opt.Exposure.TotalHours > 0 || s.opt.Exposure.Units > 0:
		parts = s.services()
	case len(s.log.Exposure) > 0:
		parts = s.log.Exposure
	default:
		parts = s.seen()
	}
	n := named{of: make(map[string][]model.Exposure, len(parts))}
	for _, p := range parts {
		n.of[p.Unit] = append(n.of[p.Unit], p)
	}
	for name := range n.of {
		n.names = append(n.names, name)
	}
	slices.Sort(n.names)
	return n
}

// begins returns when the observation of a unit does, in or out of service: with the
// window, or the end of its infancy.
func (s *study) begins(name string) float64 {
	if s.opt.InfantPeriod == 0 {
		return s.window.From
	}
	return math.Max(s.window.From, s.inService(name)+s.opt.InfantPeriod)
}

// carriedIn returns, by unit, the end of the last outage that began before the unit
// was watched.
func (s *study) carriedIn() []float64 {
	ends, begins := make([]float64, len(s.log.Units)), make([]float64, len(s.log.Units))
	for i := range ends {
		ends[i], begins[i] = math.Inf(-1), s.begins(s.log.Units[i].Name)
	}
	for i := range s.log.Outages {
		o := &s.log.Outages[i]
		if o.Start >= begins[o.Unit] || s.opt.ExcludeInfant && o.Kind.Is(model.Infant) {
			continue
		}
		ends[o.Unit] = math.Max(ends[o.Unit], s.end(o))
	}
	return ends
}

// tell tells the history of a unit with an outage.
func (t *teller) tell(r run, parts []model.Exposure) {
	unit := &t.log.Units[r.unit]
	h := &lived{
		History: History{Unit: unit.Name, Count: 1}, teller: t, begins: t.served.passed(t.begins(unit.Name)),
		services: t.stretchesOf(r, parts), up: t.served.passed(t.carried[r.unit]),
	}
	for i := r.first; i < r.last; {
		o := &t.outages[i]
		spell := t.spell(o)
		planned, open := o.kind&(model.Planned|excused) != 0, o.end > t.window.To || o.kind.Is(model.Open)
		for i++; i < r.last && t.spell(&t.outages[i]).From <= spell.To; i++ {
			spell.To = math.Max(spell.To, t.spell(&t.outages[i]).To)
			open = open || t.outages[i].kind.Is(model.Open)
		}
		spell = t.served.measured(spell)
		h.until(spell.From)
		if !o.kind.Is(carried) {
			h.end(spell.From, planned)
			if !planned && !o.kind.Is(model.NoDuration) {
				h.Repairs = append(h.Repairs, Span{spell.Hours(), open})
			}
		}
		h.up = math.Max(h.up, spell.To)
	}
	h.until(math.Inf(1))
	t.all = append(t.all, h.History)
}

// stretch is a stretch of service of a unit that went into it at the time born, -Inf
// where nobody tells, by the hours that count.
type stretch struct {
	model.Interval
	born float64
}

func (t *teller) stretch(in model.Interval, born float64) stretch {
	return stretch{t.served.measured(in), t.served.passed(born)}
}

// stretchesOf returns when a unit was in service, in order.
func (t *teller) stretchesOf(r run, parts []model.Exposure) []stretch {
	switch {
	case t.opt.Exposure.Fleet == nil && (t.opt.Exposure.TotalHours > 0 || t.opt.Exposure.Units > 0 || len(t.log.Exposure) == 0):
		parts = []model.Exposure{{Interval: t.seenOf(r)}}
	case len(parts) == 0:
		return nil
	}
	unit := &t.log.Units[r.unit]
	intervals := make([]model.Interval, len(parts))
	for i, p := range parts {
		intervals[i] = p.Interval
	}
	return t.aged(serviceOf(unit).From, merge(intervals))
}

// aged returns stretches with the births of the unit in them; told is when it went
// into service by the log.
func (t *teller) aged(told float64, intervals []model.Interval) []stretch {
	all := make([]stretch, len(intervals))
	for i, in := range intervals {
		all[i] = t.stretch(in, t.born(told, in.From))
		if i > 0 && t.goesOn() {
			all[i].born = all[0].born
		}
	}
	switch {
	case len(all) < 2:
	case t.goesOn():
		t.unbroken++
	default:
		t.renewed++
	}
	return all
}

// goesOn reports whether an age goes on between stretches of service: it does where
// they are days that the log records.
func (t *teller) goesOn() bool { return t.opt.Exposure.Fleet == nil && len(t.log.Exposure) > 0 }

// born returns when a unit went into service: by a fleet, by the date of the log, or
// when it is seen first after the window began.
func (t *teller) born(told, from float64) float64 {
	switch {
	case t.opt.Exposure.Fleet != nil && !math.IsInf(from, -1), math.IsInf(told, -1) && from > t.window.From:
		return from
	case math.IsInf(from, -1):
		return told
	}
	return math.Min(told, from)
}

// idle tells the histories of the units of a name that never failed: of those in
// service but for so many.
func (t *teller) idle(name string, parts []model.Exposure, but int) {
	told := math.Inf(-1)
	if i, ok := t.unitIndex()[name]; ok && but == 0 {
		told = serviceOf(&t.log.Units[i]).From
	}
	if !several(parts) {
		t.idleOne(name, told, parts)
		return
	}
	for _, p := range layers(parts, but) {
		h := t.idleHistory(name, p.Count)
		h.services = []stretch{t.stretch(p.Interval, t.born(told, p.From))}
		t.keep(h)
	}
}

// several reports whether there is ever more than one unit in service.
func several(parts []model.Exposure) bool {
	if len(parts) == 1 {
		return parts[0].Count > 1
	}
	return len(parts) > 1 && atOnce(parts) > 1
}

// idleOne tells the history of one unit that never failed.
func (t *teller) idleOne(name string, told float64, parts []model.Exposure) {
	intervals := make([]model.Interval, len(parts))
	for i, p := range parts {
		intervals[i] = p.Interval
	}
	h := t.idleHistory(name, 1)
	h.services = t.aged(told, merge(intervals))
	t.keep(h)
}

func (t *teller) idleHistory(name string, count int) *lived {
	h := &lived{History: History{Unit: name, Count: count}, teller: t, begins: t.served.passed(t.begins(name)), up: math.Inf(-1)}
	if i, ok := t.unitIndex()[name]; ok && count == 1 {
		h.up = t.served.passed(t.carried[i])
	}
	return h
}

// keep ends the history of units that never failed, and keeps it if they were
// watched.
func (t *teller) keep(h *lived) {
	if h.until(math.Inf(1)); len(h.Lives) > 0 {
		t.all = append(t.all, h.History)
	}
}

// layers puts the units of a name, but for so many that are always the first to come
// and the last to go, into stretches of as many as come and go together: of those
// that go, the last to come goes first. They do not depend on the order of the parts.
func layers(parts []model.Exposure, but int) []model.Exposure {
	var done, running []model.Exposure
	inService, there := 0, 0 // all, and those of running
	all := changes(parts)
	for i, c := range all {
		inService += c.n
		if i+1 < len(all) && all[i+1].t == c.t {
			continue
		}
		more := max(0, inService-but) - there
		there += more
		if more > 0 {
			running = append(running, model.Exposure{Unit: parts[0].Unit, Count: more, Interval: model.Interval{From: c.t}})
		}
		for ; more < 0; more += done[len(done)-1].Count {
			last := &running[len(running)-1]
			gone := *last
			gone.Count, gone.To = min(last.Count, -more), c.t
			done = append(done, gone)
			if last.Count -= gone.Count; last.Count == 0 {
				running = running[:len(running)-1]
			}
		}
	}
	return done
}

// warnOfLives says what lives suppose.
func (t *teller) warnOfLives() {
	if t.opt.Exposure.TotalHours > 0 {
		t.warn("units-missing", "the exposure was given as a total: units without an outage have no life here, so lives read short")
	}
	if t.ageless > 0 {
		t.warn("ages-unknown", "nothing tells how old %s when the window begins: ages count from there, so wear-out reads low", are(t.ageless))
	}
	if t.renewed > 0 {
		t.warn("service-spans", "%s with several spans of service: each span begins a new age", model.Counted(t.renewed, "unit"))
	}
	if t.unbroken > 0 {
		t.warn("service-gaps", "%s in service with gaps: nothing counts as observed in them, and the age goes on", model.Counted(t.unbroken, "unit"))
	}
	if t.atStart > 0 {
		t.warn("failures-at-start", "%s at the very beginning of the unit's observation: left out, for nothing of the life before was watched", model.Counted(t.atStart, "failure"))
	}
	if t.classes > 0 {
		t.warn("units-not-told", "%s in the log for several units: their failures are taken as one unit's", model.Counted(t.classes, "name"))
	}
}

// lived is a history as far as it is told.
type lived struct {
	History
	*teller
	begins   float64   // of the observation
	services []stretch // that have not ended
	up       float64   // the end of the last outage, -Inf before the first
}

// until ends the services that are over before t, each with a life that is
// censored.
func (h *lived) until(t float64) {
	for len(h.services) > 0 {
		to := math.Min(h.services[0].To, h.served.passed(h.window.To))
		if !(to < t) {
			return
		}
		h.end(to, true)
		h.services = h.services[1:]
	}
}

// end ends the life at hand at t, if any of it was watched.
func (h *lived) end(t float64, censored bool) {
	if len(h.services) == 0 {
		return
	}
	in := h.services[0]
	born, from := math.Max(in.born, h.up), max(h.begins, in.From, h.up)
	ageless := math.IsInf(born, -1)
	if born = math.Min(born, from); ageless {
		born = from
		h.agesFrom(from)
	}
	switch {
	case t > from:
		h.Lives = append(h.Lives, Lifetime{t - born, censored, from - born})
	case censored || t < from:
		return
	case from > born:
		h.atStart++
		return
	default:
		h.Lives = append(h.Lives, Lifetime{})
	}
	if ageless {
		h.ageless += h.Count
	}
}

// agesFrom counts the age of a unit of which nobody tells when it began.
func (h *lived) agesFrom(t float64) {
	for i := range h.services {
		if in := &h.services[i]; math.IsInf(in.born, -1) {
			in.born = t
		}
	}
}

// are writes so many units with their verb.
func are(units int) string {
	if units == 1 {
		return "1 unit is"
	}
	return model.Counted(units, "unit") + " are"
}
