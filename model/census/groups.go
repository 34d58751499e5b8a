package census

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"mtbf/model"
	"mtbf/model/rate"
)

// Split says how the log is divided into groups that are analysed apart.
type Split string

const (
	NoSplit   Split = ""
	ByColumn  Split = "column" // by Outage.Group, the value of a column
	ByYear    Split = "year"
	ByQuarter Split = "quarter"
	ByMonth   Split = "month"
)

// periodMonths gives the length of the calendar splits.
var periodMonths = map[Split]int{ByYear: 12, ByQuarter: 3, ByMonth: 1}

// maxGroups bounds the work that one column or a long window can ask for.
const maxGroups = 1000

func (s Split) needsCalendar() bool { return periodMonths[s] > 0 }

// groups analyses every part of the log under the same rules.
func (s *study) groups() ([]Group, error) {
	switch {
	case s.opt.By == NoSplit:
		return nil, nil
	case s.opt.By == ByColumn:
		return s.byColumn()
	}
	return s.byPeriod()
}

// byPeriod analyses each calendar period of the window, in the zone of the options.
func (s *study) byPeriod() ([]Group, error) {
	starts, err := s.periods(s.opt.By)
	if err != nil {
		return nil, err
	}
	if zone := s.opt.Zone; zone != nil && zone != time.UTC {
		s.acc.GroupExposure = fmt.Sprintf("each %s has its own hours, by the calendar of %s", s.opt.By, zone)
	}
	outages := s.byStart(starts)
	var running []int32 // outages that reach into the period from the one before, in the order of the log
	var groups []Group
	for i, from := range starts[:len(starts)-1] {
		window := model.Interval{From: from.at, To: starts[i+1].at}.Clip(s.window)
		sub, opt := *s.log, s.opt
		running = inOrder(running, outages[i])
		sub.Outages = make([]model.Outage, len(running))
		for k, o := range running {
			sub.Outages[k] = s.log.Outages[o]
		}
		opt.Window, opt.By, opt.served = &window, NoSplit, s.served
		opt.Exposure = s.exposureOfPeriod(window)
		g, err := s.group(from.name(s.opt.By), &sub, opt)
		if err != nil {
			return nil, err
		}
		g.Accounting.OutOfWindow += len(s.log.Outages) - len(running)
		groups = append(groups, g)
		running = slices.DeleteFunc(running, func(o int32) bool { return s.over(&s.log.Outages[o]) <= window.To })
	}
	return groups, nil
}

// byStart returns the outages, by their number, that begin in each period, in the
// order of the log; those that begin before the first are in it.
func (s *study) byStart(starts []period) [][]int32 {
	all := make([][]int32, len(starts))
	for o := range s.log.Outages {
		i, exact := slices.BinarySearchFunc(starts, s.log.Outages[o].Start, func(p period, t float64) int { return cmp.Compare(p.at, t) })
		if !exact {
			i = max(0, i-1)
		}
		all[i] = append(all[i], int32(o))
	}
	return all
}

// inOrder merges two ascending lists.
func inOrder(a, b []int32) []int32 {
	all := make([]int32, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0] < b[0] {
			all, a = append(all, a[0]), a[1:]
		} else {
			all, b = append(all, b[0]), b[1:]
		}
	}
	return append(append(all, a...), b...)
}

// exposureOfPeriod returns the exposure within a period: of a total its share of
// the window, of units seen in the log all that are seen in the whole window,
// as one without an outage in the period was in service all the same.
func (s *study) exposureOfPeriod(period model.Interval) ExposureRule {
	rule := s.opt.Exposure
	rule.part = true
	switch {
	case rule.TotalHours > 0:
		rule.TotalHours *= s.served.hours(period) / s.served.hours(s.window)
	case rule.Units == 0 && rule.Fleet == nil && len(s.log.Exposure) == 0:
		if s.seenFleet == nil {
			s.seenFleet = newFleet(s.seenParts)
		}
		rule.Fleet, rule.index, rule.seen = s.seenParts, s.seenFleet, true
	case rule.Fleet != nil:
		rule.index = s.fleet
	}
	return rule
}

func (s *study) group(name string, log *model.Log, opt Options) (Group, error) {
	sub, err := newStudy(s.ctx, log, opt)
	if err != nil {
		return Group{}, fmt.Errorf("group %q: %w", name, err)
	}
	t, err := sub.table()
	if err != nil {
		return Group{}, fmt.Errorf("group %q: %w", name, err)
	}
	t.Accounting.ExposureSource = s.exposure.source
	return Group{Value: name, Table: *t}, nil
}

// Comparison says whether the groups' failure rates differ by more than
// chance. With two groups Ratio is the rate of the first over the second. A group
// that never worked has no rate to compare, and one that was made of the units without
// an outage none by chance.
type Comparison struct {
	PValue float64
	Method string
	Ratio  *model.Estimate
}

func compareGroups(groups []Group, confidence float64) (*Comparison, error) {
	groups = slices.DeleteFunc(slices.Clone(groups), func(g Group) bool { return g.silent })
	pair := len(groups) == 2
	groups = slices.DeleteFunc(groups, func(g Group) bool { return g.Total.OperatingHours == 0 })
	if len(groups) < 2 {
		return nil, nil
	}
	counts := make([]int, len(groups))
	operating := make([]float64, len(groups))
	total := 0
	for i, g := range groups {
		counts[i], operating[i] = g.Total.Failures, g.Total.OperatingHours
		total += counts[i]
	}
	if total == 0 {
		return nil, nil
	}
	if pair {
		ratio, p, err := rate.Ratio(counts[0], operating[0], counts[1], operating[1], confidence)
		if err != nil {
			return nil, err
		}
		return &Comparison{PValue: p, Method: "conditional exact test of two Poisson rates", Ratio: &ratio}, nil
	}
	p, method, err := rate.Homogeneity(counts, operating)
	if err != nil {
		return nil, err
	}
	return &Comparison{PValue: math.Min(1, p), Method: method}, nil
}
