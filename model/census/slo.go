package census

import (
	"fmt"
	"math"
	"slices"
	"time"

	"mtbf/internal/num"
	"mtbf/model"
	"mtbf/model/compare"
	"mtbf/model/rate"
)

// Objective is what availability is to be reached.
type Objective struct {
	Allowed     float64 // the unavailability: the part of the hours watched that may be lost, such as 0.001
	WindowHours float64 // of the windows that have a budget of their own; 0: calendar months
}

// Target is the availability to be reached, such as 0.999.
func (o Objective) Target() float64 { return 1 - o.Allowed }

// Spending is what a stretch of time may lose, and has lost. The budget is the part
// of its watched unit-hours, the exposure less planned work that is excluded, that
// the objective lets be lost; spent is the downtime that was observed.
type Spending struct {
	model.Interval
	WatchedHours, BudgetHours, SpentHours, LeftHours float64 // unit-hours; less than 0 are left where more was spent
	Availability, Unavailability                     float64 // observed; NaN where nothing was watched, or more hours were lost than that
}

// Met reports whether no more was spent than the budget.
func (s Spending) Met() bool { return s.SpentHours <= s.BudgetHours*(1+rounding) }

// Period is one of the stretches of time that have a budget of their own.
type Period struct {
	Spending
	Name string // of a calendar month, such as 2024-03
	Cut  bool   // the window holds a part of it
}

// ErrorBudget is what an objective lets be lost in the window of an analysis, how much
// of that was spent, and when. What the periods may spend adds up to the whole, and so
// does what they have spent.
type ErrorBudget struct {
	Objective
	Spending
	Zone          *time.Location // of the calendar months
	Periods       []Period
	Worst         *Spending // of all windows of the length of the objective, wherever they begin, the first that has least left; nil for calendar months
	ConfidenceMet float64   // one-sided, at which the lower limit of availability is the target; NaN where no limits are known
	Method        string    // of ConfidenceMet
}

// Undecided reports whether failures are so few that limits of hardly any confidence
// hold the target.
func (b *ErrorBudget) Undecided() bool { return b.ConfidenceMet == undecided }

const undecided = 0.5

// check refuses an objective that is none.
func (o *Objective) check() error {
	switch {
	case o == nil:
		return nil
	case !(o.Allowed > 0 && o.Allowed < 1):
		return &model.ParamError{Param: "slo", Value: o.Target(), Want: "an availability above 0 and below 1: at 1 there is no budget"}
	case !(o.WindowHours >= 0) || math.IsInf(o.WindowHours, 0):
		return &model.ParamError{Param: "slo window", Value: o.WindowHours, Want: "a positive length of time"}
	}
	return nil
}

// errorBudget makes the budget of the study, of which all has the measures and t what
// was gathered.
func (s *study) errorBudget(all Row, t *tally) (*ErrorBudget, error) {
	b := &ErrorBudget{Objective: *s.opt.Objective, Zone: s.opt.Zone}
	if b.Zone == nil {
		b.Zone = time.UTC
	}
	course, err := s.courses()
	if err != nil {
		return nil, err
	}
	course.unknown = math.IsNaN(all.DowntimeHours)
	b.Spending = course.spending(b.Objective, s.window)
	if b.Periods, err = s.sloPeriods(b.Objective); err != nil {
		return nil, err
	}
	uneven := false
	for i := range b.Periods {
		p := &b.Periods[i]
		p.Spending = course.spending(b.Objective, p.Interval)
		uneven = uneven || p.SpentHours > p.WatchedHours*(1+rounding)
	}
	if b.WindowHours > 0 {
		b.Worst = course.worst(b.Objective, s.window)
	}
	if b.ConfidenceMet, err = s.confidenceMet(all, t); err != nil {
		return nil, err
	}
	b.Method = "the one-sided confidence at which the lower limit of the estimate of availability is the target"
	if b.Undecided() {
		b.Method += "; the limits of hardly any confidence hold the target already"
	}
	s.warnOfBudget(b, t, uneven)
	return b, nil
}

// warnOfBudget says what a budget cannot tell.
func (s *study) warnOfBudget(b *ErrorBudget, t *tally, uneven bool) {
	if math.IsNaN(b.ConfidenceMet) {
		s.warn("slo-confidence", "with what confidence the target is met cannot be estimated: availability has no limits where no failure took a time that is known")
	}
	if t.instant > 0 && !math.IsNaN(b.SpentHours) {
		s.warn("slo-spent-at-least", "%s of unknown length took nothing from the error budget: at least so much was spent", model.Counted(t.instant, "failure"))
	}
	if uneven {
		s.warn("slo-over-exposure", "the exposure is a total, spread evenly over the window, and some periods have more downtime than their share of it: their availability is not known")
	}
	if len(b.Periods) == 0 {
		s.warn("slo-no-calendar", "the times of the log have no calendar, so that there are no months: --slo-window 30d gives windows with budgets of their own")
	}
	if b.WindowHours > 0 && b.Worst == nil {
		s.warn("slo-window-long", "the window of the objective is longer than the window watched: no whole one can be judged")
	}
}

// warnOfGroupBudgets says of how many groups the confidence is not known.
func (s *study) warnOfGroupBudgets(t *Table) {
	n := 0
	for _, g := range t.Groups {
		if g.Budget != nil && math.IsNaN(g.Budget.ConfidenceMet) {
			n++
		}
	}
	if n > 0 {
		s.warn("slo-confidence-of-groups", "with what confidence the target is met cannot be estimated for %s: availability has no limits where no failure took a time that is known", model.Counted(n, "group"))
	}
}

// sloPeriods returns the periods of an objective: the calendar months that the window
// meets, or windows of one length of which the last ends with it.
func (s *study) sloPeriods(o Objective) ([]Period, error) {
	switch {
	case o.WindowHours > 0:
		return s.tumbling(o.WindowHours)
	case s.log.Clock != model.Calendar:
		return nil, nil
	}
	months, err := s.periods(ByMonth)
	if err != nil {
		return nil, fmt.Errorf("slo: budgets %w: --slo-window gives longer ones", err)
	}
	var all []Period
	for i, m := range months[:len(months)-1] {
		whole := model.Interval{From: m.at, To: months[i+1].at}
		all = s.withPeriod(all, m.name(ByMonth), whole)
	}
	return all, nil
}

// moment is the least length of time that a log can tell: of less, that is left of a
// window behind its last whole period, no period is made.
const moment = 1 / 3.6e6

func (s *study) withPeriod(all []Period, name string, whole model.Interval) []Period {
	part := whole.Clip(s.window)
	if part.Hours() < moment && len(all) > 0 {
		return all
	}
	cut := part.From-whole.From >= moment || whole.To-part.To >= moment
	return append(all, Period{Spending: Spending{Interval: part}, Name: name, Cut: cut})
}

// tumbling returns windows of one length, one after the other, back from the end.
func (s *study) tumbling(length float64) ([]Period, error) {
	n := math.Ceil(s.window.Hours()/length*(1-rounding) - moment/length)
	if n > maxGroups {
		return nil, &model.ParamError{Param: "slo window", Value: length, Want: fmt.Sprintf("long enough, in hours: the window watched holds more than %d of it", maxGroups)}
	}
	var all []Period
	for k := max(1, n); k > 0; k-- {
		all = s.withPeriod(all, "", model.Interval{From: s.window.To - k*length, To: s.window.To - (k-1)*length})
	}
	return all, nil
}

// confidenceMet is the one-sided confidence at which the upper limit of
// unavailability is the one that the objective allows; NaN where nothing limits it.
func (s *study) confidenceMet(all Row, t *tally) (float64, error) {
	const nothing = 1e-6 // standard errors
	sure := -num.NormalQuantile(1e-9)
	allowed := math.Log(s.opt.Objective.Allowed)
	limits := s.unavailability(all, t)
	if u := all.Unavailability; !u.Estimable() || !(u.Lo > 0 && u.Hi < 1) {
		return math.NaN(), nil
	}
	var failed error
	gap := func(z float64) float64 { // from the limit at so many standard errors to what is allowed
		e, err := limits(1 - 2*num.NormalCDF(-math.Abs(z)))
		if err != nil && failed == nil {
			failed = err
		}
		limit := e.Hi
		if z < 0 {
			limit = e.Lo
		}
		const far = 1e6 // of a limit that is not there
		return max(-far, min(far, allowed-math.Log(limit)))
	}
	switch {
	case gap(nothing) >= 0:
		return along(gap, nothing, sure), failed
	case gap(-nothing) <= 0:
		return along(gap, -sure, -nothing), failed
	}
	return undecided, failed
}

// along returns the normal probability of the root of a falling function between two
// ends, or of the end that is closest to it.
func along(gap func(float64) float64, lo, hi float64) float64 {
	switch {
	case gap(lo) <= 0:
		return num.NormalCDF(lo)
	case gap(hi) >= 0:
		return num.NormalCDF(hi)
	}
	return num.NormalCDF(num.Root(gap, lo, hi))
}

// unavailability estimates that of a row at any confidence.
func (s *study) unavailability(r Row, t *tally) compare.Estimator {
	return func(confidence float64) (model.Estimate, error) {
		if r.OperatingHours == 0 {
			return r.Unavailability, nil
		}
		s, at := s.with(confidence), r
		var err error
		if at.MTBF, err = rate.MTBF(r.Failures, r.OperatingHours, confidence, s.opt.Termination); err != nil {
			return at.MTBF, err
		}
		if at.MTTR, err = s.mttr(t); err != nil {
			return at.MTTR, err
		}
		at.DowntimeHours = t.down
		_, u := s.availability(at, t)
		return u, nil
	}
}

// with is the study with limits of another confidence.
func (s *study) with(confidence float64) *study {
	other := *s
	other.opt.Confidence = confidence
	return &other
}

// courses are how exposure and downtime went on over time.
type courses struct {
	exposure, all, down clock     // unit-hours: in service, down or under planned work, down for a failure
	served              *served   // by which the hours of the clocks are measured
	turns               []float64 // when any of them may change its course, where they are not of the calendar
	factor              float64
	excluded, unknown   bool // planned work is not watched; downtime is not known
}

// courses walks through the outages of every unit once more, and notes when how many
// were down.
func (s *study) courses() (*courses, error) {
	p := &part{study: s, clock: newClock(s.served.exposure(s.exposure.parts), s.served.measured(s.window))}
	c := &courses{exposure: p.clock, factor: 1, excluded: !s.opt.IncludePlanned, served: s.served}
	if end := p.clock.passed[len(p.clock.passed)-1]; len(s.exposure.parts) == 0 && end > 0 {
		c.factor = s.exposure.hours / end
	}
	var all, down []change
	p.all.noted = &all
	root := &sweep{noted: &down}
	for i, r := range s.runs {
		if err := s.check(i); err != nil {
			return nil, err
		}
		p.noteRun(r, root)
	}
	c.all, c.down = clockOf(inTime(all)), clockOf(inTime(down))
	c.turns = s.turns()
	return c, nil
}

// turns are the moments at which hours of service, exposure or downtime may begin or
// end; nil without hours of service.
func (s *study) turns() []float64 {
	if s.served == nil {
		return nil
	}
	turns := slices.Concat(s.served.opens, s.served.closes)
	for _, part := range s.exposure.parts {
		turns = append(turns, part.From, part.To)
	}
	for i := range s.outages {
		turns = append(turns, s.outages[i].start, s.outages[i].end)
	}
	return turns
}

// noteRun sweeps over the outages of one unit.
func (p *part) noteRun(r run, root *sweep) {
	in := p.observedLevels(r)
	up := p.served.levels(p.unexcused(r, in))
	in = p.served.levels(in)
	for i := r.first; i < r.last; i++ {
		o := &p.outages[i]
		spell := p.served.measured(p.spell(o))
		p.addTo(&p.all, spell, r.unit, in)
		if p.isDown(o) {
			p.addTo(root, spell, r.unit, up)
		}
	}
	for _, sw := range p.touched {
		sw.finish()
	}
	p.touched = p.touched[:0]
}

// spending is what an objective lets a stretch of time lose, and what it lost.
func (c *courses) spending(o Objective, w model.Interval) Spending {
	hours := c.served.measured(w)
	s := Spending{Interval: w, SpentHours: c.down.between(hours)}
	s.WatchedHours = c.factor * c.exposure.between(hours)
	if c.excluded {
		s.WatchedHours -= c.all.between(hours) - s.SpentHours
	}
	s.WatchedHours = max(0, s.WatchedHours)
	if c.unknown {
		s.SpentHours = math.NaN()
	}
	s.BudgetHours = o.Allowed * s.WatchedHours
	s.LeftHours = s.BudgetHours - s.SpentHours
	s.Availability, s.Unavailability = math.NaN(), math.NaN()
	if s.WatchedHours > 0 && s.SpentHours <= s.WatchedHours*(1+rounding) {
		s.Unavailability = min(1, s.SpentHours/s.WatchedHours)
		s.Availability = max(0, (s.WatchedHours-s.SpentHours)/s.WatchedHours)
	}
	return s
}

// worst returns the window of the length of the objective that has least left of its
// budget, the first of several; nil where none fits. What is left changes along
// straight lines as a window moves, so that the least is where it begins or ends with a
// change of what is down or in service.
func (c *courses) worst(o Objective, within model.Interval) *Spending {
	last := within.To - o.WindowHours
	if last < within.From-moment || c.unknown {
		return nil
	}
	last = max(last, within.From)
	begins := []float64{within.From, last}
	all := [][]float64{c.exposure.times, c.all.times, c.down.times}
	if c.served != nil {
		all = [][]float64{c.turns}
	}
	for _, knots := range all {
		for _, t := range knots {
			begins = append(begins, min(last, max(within.From, t)), min(last, max(within.From, t-o.WindowHours)))
		}
	}
	slices.Sort(begins)
	var worst *Spending
	for _, from := range slices.Compact(begins) {
		s := c.spending(o, model.Interval{From: from, To: from + o.WindowHours}.Clip(within))
		if worst == nil || s.LeftHours < worst.LeftHours-rounding*(s.BudgetHours+s.SpentHours) {
			worst = &s
		}
	}
	return worst
}
