package census

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"mtbf/model"
)

// Calendar tells which hours of a week are service, and on which days none are.
type Calendar struct {
	Name     string // as it is written
	Shifts   []Shift
	Holidays []time.Time // days, by their date alone
}

// Shift is a stretch of service that begins on a day of the week, in minutes of the
// clock on the wall since its midnight. One that ends after 24 hours goes on the next day.
type Shift struct {
	Day      time.Weekday
	From, To int
}

// maxStretches bounds the stretches of service that a window is cut into.
const maxStretches = 1_000_000

const daySeconds = 24 * 60 * 60

func (c *Calendar) check() error {
	if len(c.Shifts) == 0 {
		return &model.ParamError{Param: "service hours", Value: c.Name, Want: "one stretch of the week or more"}
	}
	for _, s := range c.Shifts {
		if s.Day < time.Sunday || s.Day > time.Saturday || !(0 <= s.From && s.From < s.To && s.From < 24*60 && s.To <= 48*60) {
			return &model.ParamError{Param: "service hours", Value: s, Want: "a stretch that begins on a day of the week and ends after it begins"}
		}
	}
	return nil
}

// over returns the service of a stretch of time, by the clocks of a zone.
func (c *Calendar) over(span model.Interval, zone *time.Location) (*served, error) {
	if zone == nil {
		zone = time.UTC
	}
	days := span.Hours()/24 + 4
	if days*float64(len(c.Shifts))/7 > maxStretches {
		return nil, &model.ParamError{Param: "service hours", Value: fmt.Sprintf("%q over %.0f years", c.Name, days/365.25), Want: fmt.Sprintf("a week that cuts it into at most %d stretches: give a shorter window", maxStretches)}
	}
	shifts := slices.SortedFunc(slices.Values(c.Shifts), func(a, b Shift) int { return cmp.Compare(a.From, b.From) })
	first := int64(math.Floor(span.From/24)) - 2
	var open []model.Interval
	for day := first; day < first+int64(days)+2; day++ {
		for _, s := range shifts {
			if int64(s.Day) == ((day+4)%7+7)%7 { // 1970 began on a Thursday
				open = append(open, between(day, s.From, s.To, zone))
			}
		}
	}
	for i := range open {
		open[i] = open[i].Clip(span)
	}
	return newServed(less(open, c.closed(zone))), nil
}

// closed returns the holidays, in order.
func (c *Calendar) closed(zone *time.Location) []model.Interval {
	var all []model.Interval
	for _, day := range c.Holidays {
		y, m, d := day.Date()
		all = append(all, between(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/daySeconds, 0, 24*60, zone))
	}
	return united(all)
}

// between returns the time from one minute of a day, counted since 1970, to another.
func between(day int64, from, to int, zone *time.Location) model.Interval {
	at := func(minute int) float64 { return float64(atWall(day*daySeconds+int64(minute)*60, zone)) / 3600 }
	return model.Interval{From: at(from), To: at(to)}
}

// atWall returns the first moment at which the clocks of a zone show a time, or one
// later where they skip it. Both are seconds since 1970.
func atWall(wall int64, zone *time.Location) int64 {
	offset := func(at int64) int64 {
		_, seconds := time.Unix(at, 0).In(zone).Zone()
		return int64(seconds)
	}
	early, late := wall-offset(wall-daySeconds), wall-offset(wall+daySeconds)
	shows := func(at int64) bool { return at+offset(at) == wall }
	switch a, b := min(early, late), max(early, late); {
	case shows(a):
		return a
	case shows(b):
		return b
	default:
		begins, _ := time.Unix(b, 0).In(zone).ZoneBounds()
		return begins.Unix()
	}
}

// united puts intervals in order, those that touch together, and leaves out empty ones.
func united(all []model.Interval) []model.Interval {
	all = slices.DeleteFunc(all, func(in model.Interval) bool { return !(in.From < in.To) })
	if len(all) == 0 {
		return nil
	}
	return merge(all)
}

// less returns what of intervals lies in no other ones, which are in order.
func less(all, others []model.Interval) (left []model.Interval) {
	for _, in := range united(all) {
		for len(others) > 0 && others[0].To <= in.From {
			others = others[1:]
		}
		for _, o := range others {
			if o.From >= in.To {
				break
			}
			left = append(left, model.Interval{From: in.From, To: o.From})
			in.From = o.To
		}
		left = append(left, in)
	}
	return united(left)
}

// served measures time by what of it is service. nil takes all time for service.
type served struct {
	opens, closes []float64 // in order
	before        []float64 // hours of service before each opens
}

func newServed(open []model.Interval) *served {
	h := &served{}
	sum := 0.0
	for _, in := range open {
		h.opens, h.closes, h.before = append(h.opens, in.From), append(h.closes, in.To), append(h.before, sum)
		sum += in.Hours()
	}
	return h
}

// passed returns the hours of service that have passed by t: the moment itself where
// all time is service. Far before and far after they do not end.
func (h *served) passed(t float64) float64 {
	if h == nil || math.IsInf(t, 0) {
		return t
	}
	i, opens := slices.BinarySearch(h.opens, t)
	switch {
	case opens:
		return h.before[i]
	case i == 0:
		return 0
	}
	return h.before[i-1] + min(t, h.closes[i-1]) - h.opens[i-1]
}

// hours returns the hours of service in an interval.
func (h *served) hours(in model.Interval) float64 { return h.passed(in.To) - h.passed(in.From) }

// measured returns an interval in hours of service.
func (h *served) measured(in model.Interval) model.Interval {
	return model.Interval{From: h.passed(in.From), To: h.passed(in.To)}
}

// next returns the first moment of service from t on, +Inf for none.
func (h *served) next(t float64) float64 {
	if h == nil {
		return t
	}
	i, opens := slices.BinarySearch(h.opens, t)
	switch {
	case opens, i > 0 && t < h.closes[i-1]:
		return t
	case i < len(h.opens):
		return h.opens[i]
	}
	return math.Inf(1)
}

// levels returns levels by the hours of service.
func (h *served) levels(l levels) levels {
	if h == nil || l == nil {
		return l
	}
	all := make(levels, len(l))
	for i, a := range l {
		all[i] = level{h.passed(a.from), a.units}
	}
	return all
}

// exposure returns parts by the hours of service.
func (h *served) exposure(parts []model.Exposure) []model.Exposure {
	if h == nil {
		return parts
	}
	all := slices.Clone(parts)
	for i := range all {
		all[i].Interval = h.measured(all[i].Interval)
	}
	return all
}

// serve finds the hours of service, of the window and of all that began before it.
func (s *study) serve() (err error) {
	if s.opt.Service == nil {
		return nil
	}
	s.acc.ServiceHours = s.opt.Service.Name
	if s.served = s.opt.served; s.served != nil {
		return nil
	}
	if s.served, err = s.opt.Service.over(s.known(), s.opt.Zone); err != nil {
		return err
	}
	if s.served.hours(s.window) == 0 {
		return &model.ParamError{Param: "service hours", Value: s.opt.Service.Name, Want: "a week with hours in the window"}
	}
	return nil
}

// known returns the window, from the first moment that anything is known of on.
func (s *study) known() model.Interval {
	all := s.window
	from := func(t float64) {
		if !math.IsInf(t, 0) {
			all.From = min(all.From, t)
		}
	}
	for i := range s.log.Outages {
		from(s.log.Outages[i].Start)
	}
	for i := range s.log.Units {
		from(serviceOf(&s.log.Units[i]).From)
	}
	for _, parts := range [][]model.Exposure{s.log.Exposure, s.opt.Exposure.Fleet} {
		for _, p := range parts {
			from(p.From)
		}
	}
	return all
}

// unitHours returns the hours of service of a part of the exposure inside the window.
func (s *study) unitHours(part model.Exposure) float64 {
	return float64(part.Count) * s.served.hours(part.Clip(s.window))
}

// ofService says of hours that they are those of service.
func (s *study) ofService() string {
	if s.served == nil {
		return ""
	}
	return ", hours of service alone"
}
