package ingest

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strings"

	"mtbf/internal/when"
	"mtbf/model"
)

// maxDates bounds the dates of service that one unit is told with.
const maxDates = 100

// noteService keeps what rows tell of a unit's time in service until the order
// of day and month is known.
func (f *fileReader) noteService(unit int32, begin, retire serviceCell) {
	if f.service == nil {
		f.service = map[int32]*serviceDraft{}
	}
	s := f.service[unit]
	if s == nil {
		s = &serviceDraft{}
		f.service[unit] = s
	}
	f.serviceVotes.Add(begin.stamp)
	f.serviceVotes.Add(retire.stamp)
	if begin.set {
		s.begin = note(s.begin, begin)
	}
	s.retire = note(s.retire, retire)
}

func note(cells []serviceCell, c serviceCell) []serviceCell {
	if slices.Contains(cells, c) || len(cells) == maxDates {
		return cells
	}
	return append(cells, c)
}

// settleService resolves the dates of service: the earliest beginning that any
// row tells, and the latest end if all rows tell one.
func (f *fileReader) settleService() {
	if f.service == nil {
		return
	}
	if f.log.Clock == model.Elapsed {
		f.warn("service-ignored", "the dates of service of %s were not used: the times of its outages are not dates", f.name)
		return
	}
	order := f.serviceOrder()
	unread := 0
	for unit, s := range f.service {
		told := model.Interval{From: math.Inf(1), To: math.Inf(-1)}
		for _, c := range s.begin {
			told.From = math.Min(told.From, f.serviceHours(c, order, math.Inf(1)))
		}
		if math.IsInf(told.From, 1) {
			told.From = math.Inf(-1)
		}
		for _, c := range s.retire {
			h := f.serviceHours(c, order, math.Inf(1))
			if c.month {
				h += model.HoursPerMonth // in service to the month's end
			}
			told.To = math.Max(told.To, h)
		}
		if !f.widen(unit, told) {
			unread++
		}
	}
	if unread > 0 {
		f.warn("service-unread", "the dates of service of %s of %s make no interval; such a unit counts as in service all the time", model.Counted(unread, "unit"), f.name)
	}
}

// serviceOrder returns the order of day and month in the dates of service: what
// they prove by themselves, else that of the outages' dates.
func (f *fileReader) serviceOrder() when.Order {
	order, verdict := f.serviceVotes.Decide()
	switch {
	case verdict == when.Proved:
		return order
	case f.order != when.NoOrder:
		return f.order
	case verdict == when.Assumed:
		f.warn("date-order-assumed", "no date of service of %s tells day from month; read as %s; --date-order says otherwise", f.name, order)
	}
	return order
}

// widen makes told part of what is known of a unit's service. It reports false
// for an interval that is none.
func (f *fileReader) widen(unit int32, told model.Interval) bool {
	if !(told.From < told.To) {
		return false
	}
	service := &f.log.Units[unit].Service
	if !f.served[unit] {
		f.served[unit] = true
		*service = told
		return true
	}
	service.From, service.To = math.Min(service.From, told.From), math.Max(service.To, told.To)
	return true
}

// serviceHours resolves a date of service, a month to its beginning; unknown
// stands for one that is not told or cannot be read.
func (f *fileReader) serviceHours(c serviceCell, order when.Order, unknown float64) float64 {
	switch {
	case !c.set:
		return unknown
	case c.month:
		return c.hours
	case !c.stamp.Possible(order):
		return unknown
	}
	return f.zone.Resolve(c.stamp, order).Hours
}

// dayRows gathers rows that each record a day in service of one unit.
type dayRows struct {
	last map[int32]int // unit -> its last exposure in Log.Exposure
}

// dayRow counts a unit-day of exposure. It reports whether the row is done
// with: it is, unless the unit failed that day.
func (f *fileReader) dayRow(row *cells) (done bool, err error) {
	order, _ := parseOrder(cmp.Or(f.opt.DateOrder, f.profile.DateOrder))
	if order == when.NoOrder {
		order = row.Start.stamp.Proves()
	}
	if row.Start.numeric || !row.Start.stamp.Possible(order) {
		return true, f.reject(f.bad(roleStart, f.rows.cell(roleStart), errors.New("is not a date in year-month-day order; --date-order names another")))
	}
	from := f.zone.Resolve(row.Start.stamp, order).Hours
	f.ownGroup(f.unit(row.Unit), f.rows.groupValue())
	f.addDay(row.Unit, model.Interval{From: from, To: f.zone.NextDay(row.Start.stamp, order)})
	if row.Failure {
		return false, nil
	}
	f.log.Reading.ExposureRows++
	return true, nil
}

// addDay lengthens the unit's last exposure by a day that follows it, or opens
// a new one.
func (f *fileReader) addDay(name string, day model.Interval) {
	unit := f.unit(name)
	if f.days.last == nil {
		f.days.last = map[int32]int{}
	}
	if i, ok := f.days.last[unit]; ok {
		switch known := &f.log.Exposure[i]; {
		case known.To == day.From:
			known.To = day.To
			return
		case known.From <= day.From && day.To <= known.To:
			return // a second row of that day
		}
	}
	f.days.last[unit] = len(f.log.Exposure)
	f.log.Exposure = append(f.log.Exposure, model.Exposure{Unit: strings.Clone(name), Count: 1, Interval: day})
}

// eachDayOnce joins the stretches of each unit, so that a day of which another row
// tells later, or another file, counts once. Units stay in the order of their first
// stretches.
func eachDayOnce(stretches []model.Exposure) []model.Exposure {
	place := map[string]int{}
	for _, e := range stretches {
		if _, ok := place[e.Unit]; !ok {
			place[e.Unit] = len(place)
		}
	}
	slices.SortStableFunc(stretches, func(a, b model.Exposure) int {
		return cmp.Or(cmp.Compare(place[a.Unit], place[b.Unit]), cmp.Compare(a.From, b.From))
	})
	joined := stretches[:0]
	for _, e := range stretches {
		if n := len(joined); n > 0 && joined[n-1].Unit == e.Unit && e.From <= joined[n-1].To {
			joined[n-1].To = math.Max(joined[n-1].To, e.To)
			continue
		}
		joined = append(joined, e)
	}
	return joined
}
