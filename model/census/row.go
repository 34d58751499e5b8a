package census

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"mtbf/model"
	"mtbf/model/life"
	"mtbf/model/rate"
)

// Row is what one category, or the whole log, contributes.
//
//	MTBF           operating time / failures
//	MTTR           mean time to restoration of a failure, detection included
//	Availability   operating time / (operating time + downtime of the row)
//
// and, seen and not estimated, of the hours watched, which are the exposure less
// planned work that is excluded:
//
//	ObservedAvailability   the part in which no unit was down for the row
//
// The operating time is the same in every row: a unit that is down for one
// cause is not exposed to another, so the rates of the categories add up to
// the rate of the whole. Where no outages overlap, availability is exactly
// MTBF/(MTBF+MTTR): of the whole log, or of a log with this category alone.
type Row struct {
	Category         model.Category // "" for the whole
	Depth            int            // 0 for the whole
	Failures         int
	Share            float64 // of all failures; may add to more than 1, as an outage can have several causes
	DowntimeHours    float64 // unit-hours during which a unit was down for this row; NaN where the log tells no durations
	RestorationHours float64 // sum of the restoration times; more than the downtime where outages overlap
	OperatingHours   float64

	Rate           model.Estimate // per hour
	MTBF           model.Estimate // hours
	MTTR           model.Estimate // hours
	Repairs        RepairQuantiles
	MTTA           *model.Estimate // hours from the start of an outage to its acknowledgement; nil where the log tells none
	Availability   model.Estimate
	Unavailability model.Estimate

	ObservedAvailability, ObservedUnavailability float64 // NaN where no hours were watched, or the log tells no durations

	Reported      *Reported       // nil where no rule applies, or several do
	CorrectedMTBF *model.Estimate // with the failures that were not reported
}

// table makes the category table of the study.
func (s *study) table() (*Table, error) {
	t, err := s.measure()
	if err != nil {
		return nil, err
	}
	return s.tableOf(t)
}

// measure walks through the outages: what each place in the tree has gathered, and
// the operating time.
func (s *study) measure() (*tallies, error) {
	t, err := s.tally()
	if err != nil {
		return nil, err
	}
	s.acks = s.acknowledgements()
	return t, s.judge(t)
}

// judge makes hours of what was gathered, once all of it is there.
func (s *study) judge(t *tallies) (err error) {
	if t.down, err = downtimeIn(s.exposure, t.all.Down.Value()); err != nil {
		return err
	}
	root := t.at(0)
	for _, place := range t.of {
		if place != nil {
			place.down, place.overlap = place.covered.Down.Value(), place.covered.Overlap.Value()
		}
	}
	root.down = min(root.down, t.down)
	s.acc.Joined = root.joined + t.joined
	s.acc.OverlapHours = t.all.Overlap.Value()
	s.acc.PlannedHours = t.planned.Down.Value()
	if !s.opt.IncludePlanned && s.acc.PlannedHours > 0 { // without any, the difference is rounding
		s.acc.PlannedHours = t.down - root.down
	}
	s.acc.RestorationHours = root.restoration.Value()
	t.operating = s.exposure.hours - t.down
	return nil
}

// tableOf makes the category table of what was measured.
func (s *study) tableOf(t *tallies) (*Table, error) {
	out := &Table{ExposureHours: s.exposure.hours, Units: s.exposure.units}
	rows, err := s.rows(t)
	if err != nil {
		return nil, err
	}
	out.Total = rows[0]
	for n, row := range rows[1:] {
		if t.of[n+1] != nil {
			out.Categories = append(out.Categories, row)
		}
	}
	out.Categories = inTreeOrder(out.Categories)
	out.Trend = s.trend(t.shares)
	if s.opt.IncidentGap != nil {
		out.Incidents = s.incidents(s.clustered())
	}
	s.warnOfResults(t.at(0), t.operating)
	if s.opt.Weighting != nil {
		if out.Delivered, err = s.delivered(out.Total); err != nil {
			return nil, err
		}
	}
	if s.opt.Objective != nil {
		if out.Budget, err = s.errorBudget(out.Total, t.at(0)); err != nil {
			return nil, err
		}
	}
	out.Accounting, out.Warnings = s.acc, s.warnings
	return out, nil
}

// rows makes the row of every place in the tree, by the workers together.
func (s *study) rows(t *tallies) ([]Row, error) {
	rows, errs := make([]Row, len(t.of)), make([]error, len(t.of))
	err := each(s.ctx, len(rows), s.opt.Workers, func(n int) {
		if t.of[n] != nil {
			rows[n], errs[n] = s.row(s.sets.paths[n], t.of[n], t)
		}
	})
	return rows, cmp.Or(append([]error{err}, errs...)...)
}

// row makes the row of a place in the tree from what it has gathered of all.
func (s *study) row(path model.Category, t *tally, of *tallies) (Row, error) {
	operating := of.operating
	r := Row{
		Category: path, Depth: path.Depth(), Failures: t.failures,
		DowntimeHours: t.down, RestorationHours: t.restoration.Value(), OperatingHours: operating,
	}
	if all := of.at(0).failures; all > 0 {
		r.Share = float64(t.failures) / float64(all)
	}
	if t.failures > 0 && t.instant == t.failures {
		r.DowntimeHours, r.RestorationHours = math.NaN(), math.NaN()
	}
	watched := s.exposure.hours - s.excludedHours()
	r.ObservedAvailability, r.ObservedUnavailability = (watched-r.DowntimeHours)/watched, r.DowntimeHours/watched
	conf := s.opt.Confidence
	var err error
	if r.MTTA, err = s.mtta(path); err != nil {
		return r, err
	}
	if operating == 0 {
		return s.alwaysDown(r, t)
	}
	if r.Rate, err = rate.Rate(t.failures, operating, conf, s.opt.Termination); err != nil {
		return r, err
	}
	if r.MTBF, err = rate.MTBF(t.failures, operating, conf, s.opt.Termination); err != nil {
		return r, err
	}
	if r.MTTR, r.Repairs, err = s.repairs(t); err != nil {
		return r, err
	}
	r.Availability, r.Unavailability = s.availability(r, t)
	if err := s.correct(&r, t); err != nil {
		return r, err
	}
	return r, nil
}

// excludedHours returns the hours of planned work that count neither as up nor as down.
func (s *study) excludedHours() float64 {
	if s.opt.IncludePlanned {
		return 0
	}
	return s.acc.PlannedHours
}

// alwaysDown completes the row of a log whose units never worked inside the window:
// no time to failure has passed. A row for which they were down all of it has an
// availability of 0.
func (s *study) alwaysDown(r Row, t *tally) (Row, error) {
	conf := s.opt.Confidence
	none := func(lo, hi float64) model.Estimate {
		return model.NotEstimable(lo, hi, conf, "no operating time", model.Warning{Code: "no-operating-time", Text: "no unit worked in the time that was watched: nothing to divide by"})
	}
	r.Rate, r.MTBF = none(0, math.Inf(1)), none(0, math.Inf(1))
	r.Availability, r.Unavailability = none(0, 1), none(0, 1)
	if r.DowntimeHours > 0 && r.ObservedUnavailability >= 1-rounding {
		r.Availability.Point, r.Unavailability.Point = 0, 1
	}
	var err error
	r.MTTR, r.Repairs, err = s.repairs(t)
	return r, err
}

// availability combines the limits of MTBF and of the mean downtime a failure
// brings. That mean is MTTR but for overlaps, which do not make a unit more
// than down, and for repairs still running.
func (s *study) availability(r Row, t *tally) (a, u model.Estimate) {
	down := r.MTTR
	if r.Failures > 0 && r.DowntimeHours > 0 && down.Estimable() && down.Point > 0 {
		down = down.Scale(r.DowntimeHours / float64(r.Failures) / down.Point)
	}
	return life.Availability(r.MTBF, down)
}

// inTreeOrder sorts the rows so that each parent is followed by its children,
// those with the most failures first, equal ones by name.
func inTreeOrder(rows []Row) []Row {
	children := map[model.Category][]Row{}
	for _, r := range rows {
		children[r.Category.Parent()] = append(children[r.Category.Parent()], r)
	}
	ordered := make([]Row, 0, len(rows))
	var walk func(parent model.Category)
	walk = func(parent model.Category) {
		level := children[parent]
		slices.SortFunc(level, func(a, b Row) int {
			return cmp.Or(cmp.Compare(b.Failures, a.Failures), cmp.Compare(a.Category, b.Category))
		})
		for _, r := range level {
			ordered = append(ordered, r)
			walk(r.Category)
		}
	}
	walk("")
	return ordered
}

// warnOfResults says where the figures are weak.
func (s *study) warnOfResults(root *tally, operating float64) {
	if operating == 0 {
		s.warn("no-operating-time", "the units were down for all of the exposure: no time passed in which they could fail, so that MTBF cannot be estimated")
	}
	if root.failures == 0 {
		s.warn("no-failures", "no failures in the window: MTBF has a lower bound only, MTTR and availability cannot be estimated")
	}
	if n := len(root.repairs.Censored); n > 0 {
		s.warn("open-outages", "%s without an end inside the window: downtime runs to the window's end, and MTTR takes it as a repair of at least that length", model.Counted(n, "failure"))
	}
	if root.instant > 0 {
		s.warn("no-durations", "%s without a duration in the log: counted as failures, their downtime is not known", model.Counted(root.instant, "failure"))
	}
	if root.overlap > 0 {
		zeros := ""
		if n := root.repairs.Zeros; n > 0 {
			zeros = fmt.Sprintf(", and so does that %s of no length counts in the MTBF alone", model.Counted(n, "failure"))
		}
		s.warn("overlap", "%.6g unit-hours of downtime overlap on the same unit and count once; MTTR keeps each row's own duration, which puts availability above MTBF/(MTBF+MTTR)%s", root.overlap, zeros)
	}
}
