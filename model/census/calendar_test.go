package census

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// office is Monday to Friday, 08:00 to 18:00.
func office() *Calendar {
	c := &Calendar{Name: "office"}
	for day := time.Monday; day <= time.Friday; day++ {
		c.Shifts = append(c.Shifts, Shift{day, 8 * 60, 18 * 60})
	}
	return c
}

// inBerlin returns a moment by the clocks of Berlin.
func inBerlin(t *testing.T, text string) float64 {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, berlin(t))
	if err != nil {
		t.Fatal(err)
	}
	return float64(at.Unix()) / 3600
}

// calendarLog is a log of one unit "a" with spells by the clocks of Berlin; no end is an
// open outage.
func calendarLog(t *testing.T, spells ...[2]string) *model.Log {
	log := &model.Log{Units: []model.Unit{{Name: "a"}}, Groups: []string{""}, Causes: [][]model.Category{{"x"}}}
	for _, s := range spells {
		o := model.Outage{Start: inBerlin(t, s[0]), Kind: model.Open}
		if s[1] != "" {
			o.End, o.Kind = inBerlin(t, s[1]), 0
		}
		log.Outages = append(log.Outages, o)
	}
	log.Reading.RowsRead = len(log.Outages)
	return log
}

// served analyses one unit in a window by the clocks of Berlin.
func inService(t *testing.T, log *model.Log, from, to string, opt Options) *Table {
	t.Helper()
	opt.Window, opt.Zone, opt.Exposure.Units = window(inBerlin(t, from), inBerlin(t, to)), berlin(t), 1
	return analyze(t, log, opt)
}

// The hours of service of a week, by hand; the clocks of Berlin go forward on 31 March 2024
// at 02:00 and back on 27 October at 03:00, both Sundays.
func TestHoursOfServiceOfAWeek(t *testing.T) {
	always := &Calendar{Name: "24x7"}
	for day := time.Sunday; day <= time.Saturday; day++ {
		always.Shifts = append(always.Shifts, Shift{day, 0, 24 * 60})
	}
	nights := func(day time.Weekday) *Calendar {
		return &Calendar{Name: "night", Shifts: []Shift{{day, 22 * 60, 30 * 60}}}
	}
	closed := func(c *Calendar, days ...time.Time) *Calendar {
		c.Holidays = days
		return c
	}
	saturday := time.Date(2024, 3, 23, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		service  *Calendar
		from, to string
		want     float64
	}{
		"office, a plain week":        {office(), "2024-03-18 00:00", "2024-03-25 00:00", 50},
		"office, clocks go forward":   {office(), "2024-03-25 00:00", "2024-04-01 00:00", 50},
		"always, clocks go forward":   {always, "2024-03-25 00:00", "2024-04-01 00:00", 167},
		"always, clocks go back":      {always, "2024-10-21 00:00", "2024-10-28 00:00", 169},
		"night, clocks go forward":    {nights(time.Saturday), "2024-03-25 00:00", "2024-04-01 00:00", 7},
		"night, clocks go back":       {nights(time.Saturday), "2024-10-21 00:00", "2024-10-28 00:00", 9},
		"Friday night":                {nights(time.Friday), "2024-03-18 00:00", "2024-03-25 00:00", 8},
		"Friday night in part":        {nights(time.Friday), "2024-03-23 01:00", "2024-03-25 00:00", 5},
		"Friday night, Saturday none": {closed(nights(time.Friday), saturday), "2024-03-18 00:00", "2024-03-25 00:00", 2},
		"office but for Good Friday and Easter Monday": {
			closed(office(), time.Date(2024, 3, 29, 0, 0, 0, 0, time.UTC), time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC)), "2024-03-25 00:00", "2024-04-08 00:00", 80},
		"shifts that overlap count once": {&Calendar{Shifts: []Shift{{time.Monday, 480, 1080}, {time.Monday, 600, 1200}}}, "2024-03-18 00:00", "2024-03-25 00:00", 12},
		// 02:30 is skipped in March, so that it is 03:00; of October's two it is the first.
		"to a time that is skipped": {&Calendar{Shifts: []Shift{{time.Sunday, 0, 150}}}, "2024-03-25 00:00", "2024-04-01 00:00", 2},
		"to a time shown twice":     {&Calendar{Shifts: []Shift{{time.Sunday, 0, 150}}}, "2024-10-21 00:00", "2024-10-28 00:00", 2.5},
	} {
		t.Run(name, func(t *testing.T) {
			table := inService(t, calendarLog(t), c.from, c.to, Options{Service: c.service})
			oracle.Near(t, "exposure", table.ExposureHours, c.want, 1e-12)
		})
	}
}

// An outage from Friday 17:00 to Monday 09:00 is two hours of an office's; one that is
// over before the office opens is none; one that begins at night counts from the morning on.
func TestOutagesAndHoursOfService(t *testing.T) {
	for name, c := range map[string]struct {
		spells            [][2]string
		down, restoration float64
		failures, outside int
	}{
		"over a weekend":               {[][2]string{{"2024-03-29 17:00", "2024-04-01 09:00"}}, 2, 2, 1, 0},
		"at night":                     {[][2]string{{"2024-03-26 19:00", "2024-03-27 07:00"}}, 0, 0, 0, 1},
		"until the office opens":       {[][2]string{{"2024-03-26 18:00", "2024-03-27 08:00"}}, 0, 0, 0, 1},
		"from the night on":            {[][2]string{{"2024-03-26 19:00", "2024-03-27 08:30"}}, 0.5, 0.5, 1, 0},
		"of no length by night":        {[][2]string{{"2024-03-26 19:00", "2024-03-26 19:00"}}, 0, 0, 0, 1},
		"of no length by day":          {[][2]string{{"2024-03-26 09:00", "2024-03-26 09:00"}}, 0, 0, 1, 0},
		"open, from the last night on": {[][2]string{{"2024-04-05 19:00", ""}}, 0, 0, 0, 1},
		"open":                         {[][2]string{{"2024-04-04 19:00", ""}}, 10, 10, 1, 0},
		"two that overlap":             {[][2]string{{"2024-03-29 17:00", "2024-04-01 09:00"}, {"2024-03-30 10:00", "2024-04-01 10:00"}}, 3, 4, 2, 0},
	} {
		t.Run(name, func(t *testing.T) {
			table := inService(t, calendarLog(t, c.spells...), "2024-03-25 00:00", "2024-04-06 00:00", Options{Service: office()})
			oracle.Near(t, "exposure", table.ExposureHours, 100, 1e-12)
			oracle.Near(t, "downtime", table.Total.DowntimeHours, c.down, 1e-9)
			oracle.Near(t, "restoration", table.Total.RestorationHours, c.restoration, 1e-9)
			if table.Total.Failures != c.failures || table.Accounting.OutsideService.Count != c.outside || table.Accounting.Left[outsideService] != c.outside {
				t.Errorf("%d failures and %+v outside service, want %d and %d", table.Total.Failures, table.Accounting.OutsideService, c.failures, c.outside)
			}
		})
	}
}

// Outages that are one failure are joined by all time, not by that of service: what ends
// on Friday night is not joined with what begins on Monday morning before work, but by an
// outage over the weekend it is.
func TestServiceAndJoining(t *testing.T) {
	friday, weekend, monday := [2]string{"2024-03-22 17:00", "2024-03-22 20:00"}, [2]string{"2024-03-22 20:00", "2024-03-25 07:00"}, [2]string{"2024-03-25 07:00", "2024-03-25 09:00"}
	opt := Options{Service: office(), MergeOverlapping: true}
	apart := inService(t, calendarLog(t, friday, monday), "2024-03-18 00:00", "2024-04-01 00:00", opt)
	one := inService(t, calendarLog(t, friday, weekend, monday), "2024-03-18 00:00", "2024-04-01 00:00", opt)
	if apart.Total.Failures != 2 || one.Total.Failures != 1 || one.Accounting.Joined != 2 {
		t.Errorf("%d failures apart, %d of %d rows more together", apart.Total.Failures, one.Total.Failures, one.Accounting.Joined)
	}
	oracle.Near(t, "apart", apart.Total.RestorationHours, 2, 1e-9)
	oracle.Near(t, "together", one.Total.RestorationHours, 2, 1e-9)
}

// A failure that begins outside service is of the month in which service goes on, and is
// excused by the planned work under which it began.
func TestServiceOverTheEndOfAMonth(t *testing.T) {
	log := calendarLog(t, [2]string{"2024-08-31 10:00", "2024-09-02 09:00"}, [2]string{"2024-08-31 09:00", "2024-08-31 12:00"})
	log.Outages[1].Kind = model.Planned
	for excuse, want := range map[bool][3]int{false: {1, 0, 1}, true: {0, 0, 0}} {
		table := inService(t, log, "2024-08-01 00:00", "2024-10-01 00:00", Options{Service: office(), By: ByMonth, ExcusePlanned: excuse})
		if got := [3]int{table.Total.Failures, table.Groups[0].Total.Failures, table.Groups[1].Total.Failures}; got != want {
			t.Errorf("excuse %v: failures of all, August, September: %v, want %v", excuse, got, want)
		}
	}
}

// Outages of 20 s and 40 s that touch are 60 s where they are joined.
func TestIgnoreShorter(t *testing.T) {
	second := 1.0 / 3600
	log := logOf(spell{"a", 10, 10 + 20*second, "x", 0}, spell{"a", 10 + 20*second, 10 + 60*second, "x", 0}, spell{"a", 50, 50, "x", 0},
		spell{"b", 20, 20 + 10*second, "y", 0}, spell{"a", 30, 30, "x", model.NoDuration}, spell{"a", 99.9999, math.Inf(1), "x", 0}, spell{"c", 5, 6, "z", 0}, spell{"c", 7, 7 + 5*second, "z", model.Planned})
	for joined, want := range map[bool]struct {
		failures, count int
		seconds         float64
	}{false: {4, 3, 30}, true: {4, 2, 10}} {
		t.Run(fmt.Sprintf("joined %v", joined), func(t *testing.T) {
			table := analyze(t, log, Options{Window: window(0, 100), IgnoreShorter: 30 * second, MergeOverlapping: joined})
			if p := table.Accounting.IgnoredShorter; table.Total.Failures != want.failures || p.Count != want.count || table.Accounting.Left[tooShort] != want.count {
				t.Errorf("%d failures, %d ignored, want %+v", table.Total.Failures, p.Count, want)
			}
			oracle.Near(t, "ignored", table.Accounting.IgnoredShorter.Hours, want.seconds*second, 1e-9)
			oracle.Near(t, "exposure, of b too, which was seen", table.ExposureHours, 300, 1e-12)
		})
	}
}

// A side of a window that is cut has the failures of its own hours.
func TestServiceOnTwoSides(t *testing.T) {
	log := calendarLog(t, [2]string{"2024-03-22 17:00", "2024-03-22 17:30"}, [2]string{"2024-03-22 19:00", "2024-03-25 09:00"})
	opt := Options{Service: office(), Zone: berlin(t), Confidence: 0.9, Window: window(inBerlin(t, "2024-03-18 00:00"), inBerlin(t, "2024-04-01 00:00")), Exposure: ExposureRule{TotalHours: 100}}
	before, after, _, err := Cut(t.Context(), log, opt, inBerlin(t, "2024-03-24 00:00"))
	if err != nil {
		t.Fatal(err)
	}
	for name, side := range map[string]Options{"before": before, "after": after} {
		table := analyze(t, log, side)
		oracle.Near(t, "exposure "+name, table.ExposureHours, 50, 1e-9)
		if table.Total.Failures != 1 {
			t.Errorf("%s: %d failures", name, table.Total.Failures)
		}
	}
}

// Lives are in hours of service.
func TestLivesInService(t *testing.T) {
	log := calendarLog(t, [2]string{"2024-03-19 19:00", "2024-03-20 10:00"}, [2]string{"2024-03-21 17:00", "2024-03-22 09:00"})
	opt := Options{Service: office(), Zone: berlin(t), Confidence: 0.9, Window: window(inBerlin(t, "2024-03-18 00:00"), inBerlin(t, "2024-03-25 00:00")), Exposure: ExposureRule{Units: 1}}
	histories, _, err := Histories(t.Context(), log, opt)
	if err != nil || len(histories) != 1 {
		t.Fatal(histories, err)
	}
	for i, want := range []float64{20, 17, 9} { // Monday and Tuesday; from Wednesday 10:00 to Thursday 17:00; of Friday from 9:00 on
		oracle.Near(t, "life", histories[0].Lives[i].Hours, want, 1e-9)
	}
	for i, want := range []float64{2, 2} {
		oracle.Near(t, "repair", histories[0].Repairs[i].Hours, want, 1e-9)
	}
}

// What no week can be, and what no window can hold, is refused.
func TestCalendarRefuses(t *testing.T) {
	log := calendarLog(t, [2]string{"2024-03-19 10:00", "2024-03-19 11:00"})
	many := office()
	for minute := range 1000 {
		many.Shifts = append(many.Shifts, Shift{time.Sunday, minute, minute + 1})
	}
	for name, c := range map[string]struct {
		service *Calendar
		window  *model.Interval
		clock   model.Clock
	}{
		"no shift":           {service: &Calendar{}},
		"a shift backwards":  {service: &Calendar{Shifts: []Shift{{time.Monday, 600, 600}}}},
		"no hour of service": {service: office(), window: window(inBerlin(t, "2024-03-23 00:00"), inBerlin(t, "2024-03-24 00:00"))},
		"too many stretches": {service: many, window: window(0, 1e7)},
		"no calendar":        {service: office(), clock: model.Elapsed},
	} {
		t.Run(name, func(t *testing.T) {
			bad := *log
			bad.Clock = c.clock
			_, err := Analyze(context.Background(), &bad, Options{Service: c.service, Window: c.window, Exposure: ExposureRule{Units: 1}})
			if refused := (*model.ParamError)(nil); !errors.As(err, &refused) {
				t.Error(err)
			}
		})
	}
}
