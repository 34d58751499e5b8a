package census

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// small is a small log on a grid of hours, over a change of the clocks in Berlin, under
// rules that are drawn too.
type small struct {
	log *model.Log
	opt Options
}

// berlin is the zone of the laws: 2024 has its changes of the clocks on 31 March and on
// 27 October, so that March has 743 hours and October 745.
func berlin(t *testing.T) *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func hourOf(date string) float64 {
	at, err := time.Parse(time.DateTime, date)
	if err != nil {
		panic(err)
	}
	return float64(at.Unix()) / 3600
}

// drawSmall draws a log of up to six units with the site that each has.
func drawSmall(r *rand.Rand, zone *time.Location) small {
	from := hourOf([]string{"2024-03-20 00:00:00", "2024-10-20 00:00:00"}[r.IntN(2)])
	w := model.Interval{From: from, To: from + float64(200+r.IntN(600))}
	log := &model.Log{Groups: []string{"north", "south"}, Causes: [][]model.Category{{"a/x"}, {"a/y"}, {"b"}, {"a/x", "b"}}}
	units := 1 + r.IntN(6)
	for u := range units {
		log.Units = append(log.Units, model.Unit{Name: fmt.Sprint("u", u)})
	}
	hour := func() float64 { return w.From - 60 + float64(r.IntN(int(w.Hours())+120)) }
	for range r.IntN(25) {
		o := model.Outage{Start: hour(), Unit: int32(r.IntN(units)), Causes: int32(r.IntN(len(log.Causes)))}
		o.End, o.Group = o.Start+float64(r.IntN(40)*r.IntN(3)), o.Unit%2
		o.Kind = []model.Kind{0, 0, 0, 0, model.Planned, model.Planned, model.Open, model.Open | model.Planned}[r.IntN(8)]
		log.Outages = append(log.Outages, o)
	}
	log.Reading.RowsRead = len(log.Outages)
	s := small{log: log, opt: Options{Window: &w, Confidence: 0.9, Zone: zone, Workers: 1 + r.IntN(2)}}
	rule := r.IntN(3)
	s.opt.IncludePlanned, s.opt.ExcusePlanned = rule == 1, rule == 2
	switch r.IntN(3) {
	case 0:
		s.opt.Exposure.Units = units + r.IntN(3)
	case 1:
		for range 1 + r.IntN(2*units) {
			begin := hour()
			s.opt.Exposure.Fleet = append(s.opt.Exposure.Fleet, model.Exposure{
				Unit: fmt.Sprint("u", r.IntN(units+1)), Count: 1 + r.IntN(2)*r.IntN(3), Interval: model.Interval{From: begin, To: begin + 1 + float64(r.IntN(400))},
			})
		}
		s.opt.InfantPeriod = float64(r.IntN(2) * r.IntN(100))
	}
	if r.IntN(2) == 0 {
		s.opt.Service = drawCalendar(r)
	}
	s.opt.IgnoreShorter = float64(r.IntN(2) * r.IntN(12))
	return s
}

// drawCalendar draws one whose shifts begin and end with an hour.
func drawCalendar(r *rand.Rand) *Calendar {
	c := &Calendar{Name: "drawn"}
	for range 1 + r.IntN(6) {
		from := 60 * r.IntN(24)
		c.Shifts = append(c.Shifts, Shift{time.Weekday(r.IntN(7)), from, min(48*60, from+60*(1+r.IntN(30)))})
	}
	for range r.IntN(3) {
		c.Holidays = append(c.Holidays, time.Date(2024, []time.Month{3, 4, 10, 11}[r.IntN(4)], 1+r.IntN(30), 0, 0, 0, 0, time.UTC))
	}
	return c
}

// open reports whether the hour from h on is service, by what the clock on the wall shows.
func (s small) open(h float64) bool {
	c := s.opt.Service
	if c == nil {
		return true
	}
	now := time.Unix(int64(h*3600), 0).In(s.opt.Zone)
	y, m, d := now.Date()
	for _, day := range c.Holidays {
		if hy, hm, hd := day.Date(); hy == y && hm == m && hd == d {
			return false
		}
	}
	minute := 60 * now.Hour()
	for _, shift := range c.Shifts {
		if shift.Day == now.Weekday() && shift.From <= minute && minute < shift.To {
			return true
		}
		if (shift.Day+1)%7 == now.Weekday() && minute+24*60 < shift.To {
			return true
		}
	}
	return false
}

// first returns the first hour of service of an outage, of those up to its end.
func (s small) first(o model.Outage) (h float64, ok bool) {
	for h = o.Start; h == o.Start || h < s.lasting(o).To; h++ {
		if s.open(h) {
			return h, true
		}
	}
	return 0, false
}

// counts reports whether an unplanned outage counts at all.
func (s small) counts(o model.Outage) bool {
	if o.Kind.Is(model.Planned) {
		return true
	}
	_, ok := s.first(o)
	return ok && (o.Kind.Is(model.Open) || o.End-o.Start >= s.opt.IgnoreShorter)
}

// counted are the hours and the failures of a log.
type counted struct{ exposure, down, planned, failures, excused float64 }

// serving returns how many units of a name serve in the hour from h on.
func (s small) serving(name string, h float64) (n int) {
	if s.opt.Exposure.Fleet == nil {
		return 1
	}
	if h < s.infantUntil(name) {
		return 0
	}
	for _, part := range s.opt.Exposure.Fleet {
		if part.Unit == name && part.Contains(h) {
			n += part.Count
		}
	}
	return n
}

// infantUntil returns when the infant period of a unit ends.
func (s small) infantUntil(name string) float64 {
	first := math.Inf(1)
	for _, part := range s.opt.Exposure.Fleet {
		if part.Unit == name {
			first = min(first, part.From)
		}
	}
	return first + s.opt.InfantPeriod
}

// byHour counts hour by hour and unit by unit, without any sweep.
func (s small) byHour() (c counted) {
	w := *s.opt.Window
	for u, unit := range s.log.Units {
		for h := w.From; h < w.To; h++ {
			if !s.open(h) {
				continue
			}
			units := s.serving(unit.Name, h)
			var failed, work int
			for _, o := range s.log.Outages {
				if int(o.Unit) != u || !s.lasting(o).Contains(h) || !s.counts(o) {
					continue
				}
				if o.Kind.Is(model.Planned) {
					work++
				} else {
					failed++
				}
			}
			all, down, planned := min(units, failed+work), min(units, failed), min(units, work)
			switch {
			case s.opt.IncludePlanned:
				c.down, c.planned = c.down+float64(all), c.planned+float64(planned)
			case s.opt.ExcusePlanned:
				c.down, c.planned = c.down+float64(all-planned), c.planned+float64(planned)
			default:
				c.down, c.planned = c.down+float64(down), c.planned+float64(all-down)
			}
		}
	}
	names := map[string]bool{}
	for _, part := range s.opt.Exposure.Fleet {
		names[part.Unit] = true
	}
	for name := range names {
		for h := w.From; h < w.To; h++ {
			if s.open(h) {
				c.exposure += float64(s.serving(name, h))
			}
		}
	}
	for h := w.From; h < w.To; h++ {
		if s.open(h) {
			c.exposure += float64(s.opt.Exposure.Units)
		}
	}
	s.countFailures(&c)
	return c
}

// lasting returns how long an outage lasts, an open one to the end of the window.
func (s small) lasting(o model.Outage) model.Interval {
	if o.Kind.Is(model.Open) {
		o.End = max(o.Start, s.opt.Window.To)
	}
	return model.Interval{From: o.Start, To: o.End}
}

// countFailures counts those that begin while their unit serves, or as it ceases to, and
// those of them that planned work excuses.
func (s small) countFailures(c *counted) {
	for _, o := range s.log.Outages {
		at, ok := s.first(o)
		if o.Kind.Is(model.Planned) || !ok || !s.counts(o) {
			continue
		}
		name := s.log.Units[o.Unit].Name
		units, ends := s.serving(name, at), false
		for _, part := range s.opt.Exposure.Fleet {
			ends = ends || part.Unit == name && part.To == at && at >= s.infantUntil(name)
		}
		if !s.opt.Window.Contains(at) || units == 0 && !ends {
			continue
		}
		work := 0
		units = s.serving(name, o.Start)
		for _, p := range s.log.Outages {
			if p.Unit == o.Unit && p.Kind.Is(model.Planned) && s.lasting(p).Contains(o.Start) {
				work++
			}
		}
		if s.opt.ExcusePlanned && work >= max(1, units) {
			c.excused++
		} else {
			c.failures++
		}
	}
}

// of returns what a table counts.
func countedOf(t *Table) counted {
	return counted{t.ExposureHours, t.Total.DowntimeHours, t.Accounting.PlannedHours, float64(t.Total.Failures), float64(t.Accounting.Excused)}
}

func (c *counted) add(d counted) {
	*c = counted{c.exposure + d.exposure, c.down + d.down, c.planned + d.planned, c.failures + d.failures, c.excused + d.excused}
}

// near compares all, to the rounding of hours.
func (c counted) near(t *testing.T, what string, want counted) {
	t.Helper()
	got, due := c.figures(), want.figures()
	for i, name := range []string{"exposure", "downtime", "planned", "failures", "excused"} {
		if math.Abs(got[i]-due[i]) > 1e-9*max(1, want.exposure) {
			t.Errorf("%s: %s %g, want %g", what, name, got[i], due[i])
		}
	}
}

func (c counted) figures() []float64 {
	return []float64{c.exposure, c.down, c.planned, c.failures, c.excused}
}

// Whatever the log and the rules: the hours are those that counting hour by hour gives;
// hours up, down and planned are the hours watched; months and groups of units add up to
// the whole; and the order of the rows, and of those of the fleet, changes nothing.
func TestLawsOfAccounting(t *testing.T) {
	zone := berlin(t)
	answered := 0
	for seed := range uint64(600) {
		r := rand.New(rand.NewPCG(seed, 7))
		s := drawSmall(r, zone)
		if s.opt.Exposure.Fleet == nil && s.opt.Exposure.Units == 0 && !slices.ContainsFunc(s.log.Outages, func(o model.Outage) bool { return s.opt.Window == nil || o.Start < s.opt.Window.To }) || s.byHour().exposure == 0 && s.opt.Exposure.Fleet != nil {
			continue // no exposure
		}
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { s.obeys(t, r) })
		answered++
	}
	if answered < 500 {
		t.Errorf("%d logs only", answered)
	}
}

func (s small) obeys(t *testing.T, r *rand.Rand) {
	whole := s.analyze(t, NoSplit)
	if whole == nil {
		return
	}
	got, want := countedOf(whole), s.byHour()
	if s.opt.Exposure.Fleet == nil && s.opt.Exposure.Units == 0 {
		want.exposure = got.exposure // of the units seen
	}
	got.near(t, "the whole", want)
	s.hoursAddUp(t, whole)
	s.sameFailures(t, whole)
	for by, name := range map[Split]string{ByMonth: "months", ByColumn: "sites"} {
		split := s.analyze(t, by)
		if split == nil {
			continue
		}
		var sum counted
		for _, g := range split.Groups {
			sum.add(countedOf(&g.Table))
			s.hoursAddUp(t, &g.Table)
		}
		sum.near(t, name, got)
	}
	shuffled := *s.log
	shuffled.Outages = append([]model.Outage{}, s.log.Outages...)
	r.Shuffle(len(shuffled.Outages), func(i, j int) {
		shuffled.Outages[i], shuffled.Outages[j] = shuffled.Outages[j], shuffled.Outages[i]
	})
	fleet := append([]model.Exposure(nil), s.opt.Exposure.Fleet...)
	r.Shuffle(len(fleet), func(i, j int) { fleet[i], fleet[j] = fleet[j], fleet[i] })
	s.log, s.opt.Exposure.Fleet = &shuffled, fleet
	countedOf(s.analyze(t, NoSplit)).near(t, "shuffled", got)
}

// sameFailures checks that histories have the failures of the table.
func (s small) sameFailures(t *testing.T, table *Table) {
	t.Helper()
	r, err := FailureHistories(t.Context(), s.log, s.opt, FromWindow)
	if err != nil {
		t.Fatal(err)
	}
	n, atStart := 0, 0
	for _, h := range r.Histories {
		n, atStart = n+len(h.Times)+h.AtStart, atStart+h.AtStart
	}
	if n != table.Total.Failures || atStart != r.AtStart {
		t.Errorf("%d failures in histories, %d at a start of %d, and %d in the table", n, atStart, r.AtStart, table.Total.Failures)
	}
}

// analyze splits the log; nil where nothing tells the exposure of groups.
func (s small) analyze(t *testing.T, by Split) *Table {
	t.Helper()
	s.opt.By = by
	table, err := Analyze(t.Context(), s.log, s.opt)
	switch err.(type) {
	case nil:
		checkIdentity(t, table)
		return table
	case *GroupExposureError:
		if by == ByColumn && s.opt.Exposure.Units > 0 {
			return nil
		}
	}
	if err == ErrNoExposure && len(s.opt.Exposure.Fleet) == 0 {
		return nil // no outage in the window, and nothing else
	}
	t.Fatal(err)
	return nil
}

// hoursAddUp checks the hours of a table, and what was observed of them.
func (s small) hoursAddUp(t *testing.T, table *Table) {
	t.Helper()
	planned := table.Accounting.PlannedHours
	if s.opt.IncludePlanned { // it is downtime
		planned = 0
	}
	total := table.Total
	if sum := total.OperatingHours + total.DowntimeHours + planned; math.Abs(sum-table.ExposureHours) > 1e-9*table.ExposureHours {
		t.Errorf("up %g + down %g + planned %g is not the exposure %g", total.OperatingHours, total.DowntimeHours, planned, table.ExposureHours)
	}
	if watched := table.ExposureHours - planned; watched > 0.5 {
		oracle.Near(t, "observed", total.ObservedAvailability, total.OperatingHours/watched, 1e-9)
		oracle.Near(t, "not observed", total.ObservedUnavailability, total.DowntimeHours/watched, 1e-9)
	}
	sum := 0.0
	for _, c := range table.Categories {
		if c.Depth == 1 {
			sum += c.DowntimeHours
		}
		if c.DowntimeHours > total.DowntimeHours*(1+1e-9) {
			t.Errorf("%s is down for %g h of %g", c.Category, c.DowntimeHours, total.DowntimeHours)
		}
	}
	if sum < total.DowntimeHours*(1-1e-9) {
		t.Errorf("the categories are down for %g h, all for %g", sum, total.DowntimeHours)
	}
}
