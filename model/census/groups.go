package census

import (
	"fmt"
	"iter"
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

// byPeriod analyses each calendar period (UTC) of the window.
func (s *study) byPeriod() ([]Group, error) {
	starts, err := s.periods()
	if err != nil {
		return nil, err
	}
	outages := s.byStart(starts)
	var running []int32 // outages that reach into the period from the one before, in the order of the log
	var groups []Group
	for i, from := range starts[:len(starts)-1] {
		window := model.Interval{From: hours(from), To: hours(starts[i+1])}.Clip(s.window)
		sub, opt := *s.log, s.opt
		running = inOrder(running, outages[i])
		sub.Outages = make([]model.Outage, len(running))
		for k, o := range running {
			sub.Outages[k] = s.log.Outages[o]
		}
		opt.Window, opt.By = &window, NoSplit
		opt.Exposure = s.exposureOfPeriod(window)
		g, err := s.group(periodName(s.opt.By, from), &sub, opt)
		if err != nil {
			return nil, err
		}
		g.Accounting.OutOfWindow += len(s.log.Outages) - len(running)
		groups = append(groups, g)
		running = slices.DeleteFunc(running, func(o int32) bool { return s.end(&s.log.Outages[o]) <= window.To })
	}
	return groups, nil
}

// periods returns the beginnings of the periods, and the end of the last.
func (s *study) periods() ([]time.Time, error) {
	months := periodMonths[s.opt.By]
	first := time.UnixMilli(int64(s.window.From * 3.6e6)).UTC()
	from := time.Date(first.Year(), first.Month()-time.Month((int(first.Month())-1)%months), 1, 0, 0, 0, 0, time.UTC)
	starts := []time.Time{from}
	for hours(from) < s.window.To {
		if len(starts) > maxGroups {
			return nil, fmt.Errorf("by %s: the window holds more than %d of them", s.opt.By, maxGroups)
		}
		from = from.AddDate(0, months, 0)
		starts = append(starts, from)
	}
	return starts, nil
}

// byStart returns the outages, by their number, that begin in each period, in the
// order of the log; those that begin before the first are in it.
func (s *study) byStart(starts []time.Time) [][]int32 {
	begins := make([]float64, len(starts))
	for i, t := range starts {
		begins[i] = hours(t)
	}
	all := make([][]int32, len(starts))
	for o := range s.log.Outages {
		i, exact := slices.BinarySearch(begins, s.log.Outages[o].Start)
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
	switch {
	case rule.TotalHours > 0:
		rule.TotalHours *= period.Hours() / s.window.Hours()
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

func hours(t time.Time) float64 { return float64(t.UnixMilli()) / 3.6e6 }

func periodName(by Split, from time.Time) string {
	switch by {
	case ByYear:
		return from.Format("2006")
	case ByQuarter:
		return fmt.Sprintf("%d-Q%d", from.Year(), (int(from.Month())+2)/3)
	}
	return from.Format("2006-01")
}

// byColumn analyses the outages of each value. Where every unit has one value
// the exposure is that of the value's own units; otherwise every group is
// exposed to the whole, and an exposure given as a total is shared by all.
func (s *study) byColumn() ([]Group, error) {
	if len(s.log.Groups) > maxGroups {
		return nil, fmt.Errorf("by: the column has %d values; at most %d can be told apart", len(s.log.Groups), maxGroups)
	}
	owner, separable := s.owners()
	parts := make([][]model.Outage, len(s.log.Groups))
	for o := range s.admitted() {
		parts[o.Group] = append(parts[o.Group], *o)
	}
	if n := s.unowned(owner); separable && n > 0 {
		s.warn("group-exposure", "%s of the fleet had no outage, so no row tells its group: the groups' exposure lacks it, and their MTBF reads low", model.Counted(n, "unit"))
	}
	var groups []Group
	for value, outages := range parts {
		if len(outages) == 0 {
			continue
		}
		sub := *s.log
		sub.Outages = outages
		opt := s.opt
		opt.Window, opt.By = &s.window, NoSplit
		opt.Exposure = s.exposureOfGroup(int32(value), owner, separable)
		opt.InfantPeriod = 0 // neither its outages nor its exposure have any
		g, err := s.group(s.log.Groups[value], &sub, opt)
		if err != nil {
			return nil, err
		}
		groups = append(groups, g)
	}
	slices.SortStableFunc(groups, func(a, b Group) int { return b.Total.Failures - a.Total.Failures })
	return groups, nil
}

// admitted yields the outages of the log that take part.
func (s *study) admitted() iter.Seq[*model.Outage] {
	fate := s.exclusionReason()
	return func(yield func(*model.Outage) bool) {
		for i := range s.log.Outages {
			o := &s.log.Outages[i]
			if s.inWindow(o) && (fate == nil || fate(o) == "") && !yield(o) {
				return
			}
		}
	}
}

// owners returns each unit's group, and whether every unit has just one.
func (s *study) owners() (owner map[string]int32, separable bool) {
	owner = map[string]int32{}
	for o := range s.admitted() {
		name := s.log.Units[o.Unit].Name
		if g, ok := owner[name]; ok && g != o.Group {
			return nil, false
		}
		owner[name] = o.Group
	}
	return owner, s.opt.Exposure.TotalHours == 0 && s.opt.Exposure.Units == 0 && len(s.log.Exposure) == 0
}

// unowned returns the number of units in service that no outage puts into a
// group.
func (s *study) unowned(owner map[string]int32) int {
	n := 0
	for _, part := range s.exposure.parts {
		if _, ok := owner[part.Unit]; !ok {
			n += part.Count
		}
	}
	return n
}

func (s *study) exposureOfGroup(value int32, owner map[string]int32, separable bool) ExposureRule {
	if !separable {
		return ExposureRule{TotalHours: s.exposure.hours}
	}
	var own []model.Exposure
	for _, part := range s.exposure.parts {
		if g, ok := owner[part.Unit]; ok && g == value {
			own = append(own, part)
		}
	}
	return ExposureRule{Fleet: own, index: newFleet(own)}
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
// that never worked has no rate to compare.
type Comparison struct {
	PValue float64
	Method string
	Ratio  *model.Estimate
}

func compareGroups(groups []Group, confidence float64) (*Comparison, error) {
	pair := len(groups) == 2
	groups = slices.DeleteFunc(slices.Clone(groups), func(g Group) bool { return g.Total.OperatingHours == 0 })
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
