// Package census makes the failure-category model of an outage log: which
// outages count, over which exposure, what each category contributes in
// failures, downtime, MTBF, MTTR and availability, and with which limits.
//
// It does not read files (package ingest does) and does not format results.
package census

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"mtbf/model"
	"mtbf/model/rate"
)

// Options are the accounting rules of an analysis. The zero value works: all is
// found from the log, and limits are of 0.90.
type Options struct {
	Window   *model.Interval // nil: from the exposure, or from the first start to the last event
	Exposure ExposureRule

	IncludePlanned   bool     // count planned downtime against availability
	ExcusePlanned    bool     // failures that begin while their unit is under planned work are none, and their hours in it are planned
	MergeOverlapping bool     // outages of one unit that touch or overlap are one failure
	IncidentGap      *float64 // hours; failures of any units that start within it are one incident

	ExcludeInfant bool    // leave out the outages that the log marks as infant
	InfantPeriod  float64 // hours after a unit's in-service date that are left out; 0 keeps all

	Service       *Calendar // of the hours that count, in Zone; nil: all do
	IgnoreShorter float64   // hours; unplanned outages known to be shorter are no failures and no downtime

	Weighting   *Weighting // nil: no share that was delivered
	Objective   *Objective // nil: none, and no error budget
	Reported    []Reported
	By          Split
	Zone        *time.Location // of the calendar that By cuts, and of Service; nil is UTC
	Confidence  float64
	Termination rate.Termination
	Workers     int // goroutines that make the rows; 0 is 1; the result does not depend on it

	inferred bool    // Window is a part of one that nobody gave
	served   *served // Service, over the whole that a window is a part of
	passed   bool    // the outages that are passed over are not in the log
	ofPart   *partOf // nil: the log is a whole one
}

// Table is the failure-category model of a log.
type Table struct {
	Accounting    Accounting
	ExposureHours float64
	Units         int
	Total         Row
	Categories    []Row // the tree in display order: a parent, then its children, most failures first
	Groups        []Group
	Comparison    *Comparison
	Trend         *Trend
	Incidents     *Incidents
	Delivered     *Delivered   // nil where there is no weighting
	Budget        *ErrorBudget // nil where there is no objective
	Warnings      []model.Warning
}

// Group is the analysis of one part of the log.
type Group struct {
	Value string
	Table

	silent bool // of the units that no outage puts into a group
}

// Accounting tells what was done with the rows.
type Accounting struct {
	model.Reading
	Accepted    int
	OutOfWindow int            // no moment inside the window
	Left        map[string]int // left out by the analysis, by reason; adds to Reading.ExcludedBy

	Open             int // without an end; run to the window's end, right-censored as repair times
	ZeroLength       int // failures without downtime
	NoDuration       int // failures whose downtime the log does not tell
	OngoingAtStart   int // began before the window, or their unit's service: downtime from there on, but no failure
	Planned          int
	Excused          int     // began while their unit was under planned work, and are no failures for that
	Joined           int     // outages that became part of an earlier failure of their unit
	OverlapHours     float64 // of all outages, planned ones too: hours beyond those in which a unit was down
	PlannedHours     float64 // of planned work; where it is excluded, without those in which the unit was down for a failure
	RestorationHours float64 // sum of the rows' own durations, overlaps counted twice

	ServiceHours   string     // the hours that count, in words; "" where all do
	OutsideService PassedOver // begun and ended outside them
	IgnoreShorter  float64    // hours; as in Options
	IgnoredShorter PassedOver

	Window         model.Interval
	WindowInferred bool
	ExposureSource string
	GroupExposure  string                 // how groups share the exposure; "" where that is plain
	InfantBy       map[model.Category]int // infant outages left out, by category
}

// Excluded returns the number of rows left out, for all reasons.
func (a Accounting) Excluded() int {
	n := 0
	for _, k := range a.ExcludedBy {
		n += k
	}
	for _, k := range a.Left {
		n += k
	}
	return n
}

// Analyze makes the failure-category model of log under opt. It returns an
// error where the exposure is missing or the downtime exceeds it, and
// *model.ParamError for an option outside its domain and for a log that
// model.Log.Validate refuses. An end of the context is its error.
func Analyze(ctx context.Context, log *model.Log, opt Options) (*Table, error) {
	s, err := newStudy(ctx, log, opt)
	if err != nil {
		return nil, err
	}
	t, err := s.table()
	if err != nil {
		return nil, err
	}
	if t.Groups, err = s.groups(); err != nil {
		return nil, err
	}
	s.warnOfGroupBudgets(t)
	t.Warnings, t.Accounting.GroupExposure = s.warnings, s.acc.GroupExposure
	if log.Members != nil {
		return t, nil // groups that share failures cannot be compared
	}
	if t.Comparison, err = compareGroups(t.Groups, s.opt.Confidence); err != nil {
		return nil, err
	}
	return t, nil
}

// check fills in the default and refuses what is outside its domain.
func (opt *Options) check(log *model.Log) error {
	if err := log.Validate(); err != nil {
		return err
	}
	opt.Confidence = cmp.Or(opt.Confidence, model.DefaultConfidence)
	if !(opt.Confidence > 0 && opt.Confidence < 1) {
		return &model.ParamError{Param: "confidence", Value: opt.Confidence, Want: "a number between 0 and 1, such as 0.9"}
	}
	if w := opt.Window; w != nil && !(w.From < w.To) {
		return &model.ParamError{Param: "window", Value: fmt.Sprintf("[%g h, %g h)", w.From, w.To), Want: "a stretch of time that ends after it begins"}
	}
	if opt.IncludePlanned && opt.ExcusePlanned {
		return &model.ParamError{Param: "planned", Value: "include and excuse", Want: "one rule"}
	}
	if g := opt.IncidentGap; g != nil && !(*g >= 0) {
		return &model.ParamError{Param: "incident gap", Value: *g, Want: "a length of time, 0 or more"}
	}
	if !(opt.InfantPeriod >= 0) {
		return &model.ParamError{Param: "infant period", Value: opt.InfantPeriod, Want: "a length of time, 0 or more"}
	}
	if !(opt.IgnoreShorter >= 0) {
		return &model.ParamError{Param: "ignore shorter", Value: opt.IgnoreShorter, Want: "a length of time, 0 or more"}
	}
	if opt.Service != nil {
		if log.Clock != model.Calendar {
			return &model.ParamError{Param: "service hours", Value: opt.Service.Name, Want: "possible for a log whose times have no calendar"}
		}
		if err := opt.Service.check(); err != nil {
			return err
		}
	}
	if opt.By != NoSplit && opt.By != ByColumn && !opt.By.needsCalendar() {
		return &model.ParamError{Param: "by", Value: string(opt.By), Want: "column, year, quarter or month"}
	}
	if opt.By.needsCalendar() && log.Clock != model.Calendar {
		return &model.ParamError{Param: "by", Value: string(opt.By), Want: "possible for a log whose times have no calendar"}
	}
	if err := cmp.Or(opt.Objective.check(), opt.Weighting.check()); err != nil {
		return err
	}
	return checkReported(opt.Reported, log, opt.outagesOf(log) > 0)
}

// outagesOf returns how many outages the causes of a log are those of: 0 for a part of a
// log, which need not have all.
func (opt *Options) outagesOf(log *model.Log) int {
	switch {
	case opt.ofPart == nil:
		return len(log.Outages)
	case opt.ofPart.whole == nil:
		return 0
	}
	return opt.ofPart.whole.Outages
}
