package census

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"mtbf/model"
)

// PassedOver are the outages that are no failures, nor downtime, for what they are.
type PassedOver struct {
	Count int
	Hours float64 // of service, in the window, for those that are short; of all time for those outside service
}

// Reasons for which outages are passed over, as they are counted in Accounting.Left.
const (
	tooShort       = "ignored-shorter"
	outsideService = "outside-service"
)

// passOver leaves out of the log of a study, once for it and its groups, the unplanned
// outages that are shorter than what counts, and those that lie outside service. Units
// of those in the window were seen all the same.
func (s *study) passOver() {
	if s.opt.passed || s.served == nil && s.opt.IgnoreShorter == 0 {
		return
	}
	s.opt.passed = true
	why := make([]string, len(s.log.Outages))
	for of := range s.joinedRows() {
		reason := s.passes(of)
		for _, i := range of {
			why[i] = reason
		}
	}
	log := *s.log
	log.Outages, log.Units = nil, slices.Clone(s.log.Units)
	for i, reason := range why {
		o := &s.log.Outages[i]
		if reason == "" {
			log.Outages = append(log.Outages, *o)
			continue
		}
		u := &log.Units[o.Unit]
		u.Seen = s.countPassed(o, reason) || u.Seen
		see(u, o.Group, len(s.log.Groups) > 0)
	}
	s.log = &log
	s.warnOfPassed()
}

// see tells of the group of a unit what an outage does that is left out.
func see(u *model.Unit, group int32, grouped bool) {
	switch {
	case !grouped:
	case u.Group == 0:
		u.Group = group + 1
	case u.Group != group+1:
		u.Group = model.SeveralGroups
	}
}

// passes returns why outages that are one failure are passed over, "" where they count.
// A length that the log does not tell is not short.
func (s *study) passes(of []int32) string {
	all, known := s.lasts(of[0]), true
	for _, i := range of {
		o := &s.log.Outages[i]
		known = known && o.Kind&(model.Open|model.NoDuration) == 0
		all.To = max(all.To, s.lasts(i).To)
	}
	switch {
	case known && later(all.From, all.To, -s.opt.IgnoreShorter):
		return tooShort
	case s.served != nil && !(s.served.next(all.From) < all.To) && s.served.next(all.From) != all.From:
		return outsideService
	}
	return ""
}

// lasts returns how long an outage of the log lasts: an open one as long as its unit is
// in service.
func (s *study) lasts(i int32) model.Interval {
	o := &s.log.Outages[i]
	all := lasting(*o)
	if o.Kind.Is(model.Open) {
		all.To = max(all.From, serviceOf(&s.log.Units[o.Unit]).To)
	}
	return all
}

// countPassed counts an outage that is passed over, and reports whether it meets the window.
func (s *study) countPassed(o *model.Outage, reason string) bool {
	spell := model.Interval{From: o.Start, To: s.end(o)}.Clip(s.window)
	if o.Start >= s.window.To || o.Start < s.window.From && spell.Hours() == 0 {
		s.acc.OutOfWindow++
		return false
	}
	to, hours := &s.acc.OutsideService, spell.Hours()
	if reason == tooShort {
		to, hours = &s.acc.IgnoredShorter, s.served.hours(spell)
	}
	s.acc.Left[reason]++
	to.Count++
	to.Hours += hours
	return true
}

// joinedRows yields the numbers of the unplanned outages that take part, each with those
// that are one failure with it.
func (s *study) joinedRows() iter.Seq[[]int32] {
	fate := s.exclusionReason()
	var rows []int32
	for i := range s.log.Outages {
		if o := &s.log.Outages[i]; !o.Kind.Is(model.Planned) && (fate == nil || fate(o) == "") {
			rows = append(rows, int32(i))
		}
	}
	if s.opt.MergeOverlapping {
		slices.SortStableFunc(rows, func(a, b int32) int {
			x, y := &s.log.Outages[a], &s.log.Outages[b]
			return cmp.Or(cmp.Compare(x.Unit, y.Unit), cmp.Compare(x.Start, y.Start))
		})
	}
	return func(yield func([]int32) bool) {
		for len(rows) > 0 {
			n := s.oneFailure(rows)
			if !yield(rows[:n]) {
				return
			}
			rows = rows[n:]
		}
	}
}

// oneFailure returns how many of the rows, from the first on, are one failure.
func (s *study) oneFailure(rows []int32) int {
	if !s.opt.MergeOverlapping {
		return 1
	}
	first, n := s.log.Outages[rows[0]], 1
	for end := s.lasts(rows[0]).To; n < len(rows); n++ {
		o := s.log.Outages[rows[n]]
		if o.Unit != first.Unit || o.Start > end {
			break
		}
		end = max(end, s.lasts(rows[n]).To)
	}
	return n
}

// ofPassed reports whether a warning is one of warnOfPassed.
func ofPassed(w model.Warning) bool { return w.Code == tooShort || w.Code == "service-hours" }

// warnOfPassed says what was passed over.
func (s *study) warnOfPassed() {
	if p := s.acc.IgnoredShorter; p.Count > 0 {
		s.warnings = append(s.warnings, model.Warning{Code: "ignored-shorter", Assumed: true,
			Text: fmt.Sprintf("%s shorter than %s ignored, as asked: no failures, and %s that are no downtime", model.Counted(p.Count, "outage"), lengthText(s.opt.IgnoreShorter), lengthText(p.Hours))})
	}
	if s.served == nil {
		return
	}
	text := "only hours of service count, " + s.acc.ServiceHours + ", in exposure, downtime and restoration, and a day is 24 of them"
	if p := s.acc.OutsideService; p.Count > 0 {
		text += fmt.Sprintf("; %s wholly outside them left out, of %s", model.Counted(p.Count, "outage"), lengthText(p.Hours))
	}
	s.warnings = append(s.warnings, model.Warning{Code: "service-hours", Assumed: true, Text: text})
}

// lengthText writes a length of time in the unit that fits it.
func lengthText(hours float64) string {
	switch {
	case hours < 1.0/60:
		return fmt.Sprintf("%.4g s", hours*3600)
	case hours < 1:
		return fmt.Sprintf("%.4g min", hours*60)
	}
	return fmt.Sprintf("%.4g h", hours)
}
