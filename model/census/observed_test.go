package census

import (
	"fmt"
	"maps"
	"math"
	"testing"
	"time"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// Two pumps of one name. Work on one from 10 to 20 does not excuse the alert of 12 to 16,
// which may be the other's: 4 h down. Work on both from 30 to 40 does that of 32 to 44,
// which is down for the 4 h after it; one that begins as work ends is a failure of 2 h.
// 10 + 10 + 10 h are planned of 200.
func TestExcuseOfAClass(t *testing.T) {
	log := logOf(
		spell{"p", 10, 20, "work", model.Planned}, spell{"p", 12, 16, "alert", 0},
		spell{"p", 30, 40, "work", model.Planned}, spell{"p", 30, 40, "work", model.Planned}, spell{"p", 32, 44, "alert", 0},
		spell{"p", 60, 61, "work", model.Planned}, spell{"p", 61, 63, "alert", 0},
	)
	fleet := []model.Exposure{{Unit: "p", Count: 2, Interval: *window(0, 100)}}
	table := analyze(t, log, Options{Window: window(0, 100), Exposure: ExposureRule{Fleet: fleet}, ExcusePlanned: true})
	if table.Total.Failures != 2 || table.Accounting.Excused != 1 {
		t.Errorf("%d failures, %d excused; want 2 and 1", table.Total.Failures, table.Accounting.Excused)
	}
	oracle.Near(t, "downtime", table.Total.DowntimeHours, 4+4+2, closed)
	oracle.Near(t, "planned", table.Accounting.PlannedHours, 10+20+1, closed)
	oracle.Near(t, "observed", table.Total.ObservedAvailability, (200.-31-10)/(200-31), closed)
}

// Included, planned work is downtime of its category: 4 h of work on a disc, 1 h of an
// alert meanwhile, and 2 h of one alone are 6 h in all.
func TestIncludedInCategories(t *testing.T) {
	log := logOf(spell{"p", 10, 14, "disc", model.Planned}, spell{"p", 11, 12, "alert", 0}, spell{"p", 20, 22, "disc", 0})
	table := analyze(t, log, Options{Window: window(0, 100), IncludePlanned: true})
	want := map[model.Category]float64{"disc": 4 + 2, "alert": 1}
	for _, c := range table.Categories {
		oracle.Near(t, string(c.Category), c.DowntimeHours, want[c.Category], closed)
		oracle.Near(t, string(c.Category)+" observed", c.ObservedUnavailability, want[c.Category]/100, closed)
	}
	oracle.Near(t, "downtime", table.Total.DowntimeHours, 4+2, closed)
	oracle.Near(t, "operating", table.Total.OperatingHours, 94, closed)
}

// p serves from 0 to 100 and from 200 to 300, and the window ends with 150. What goes on
// from 120 to 210 meets its service only after the window, and what ends the first 100 h
// of the service is not before a window that begins there.
func TestServiceOutsideWindow(t *testing.T) {
	fleet := []model.Exposure{{Unit: "p", Count: 1, Interval: *window(0, 100)}, {Unit: "p", Count: 1, Interval: *window(200, 300)}, {Unit: "q", Count: 1, Interval: *window(-500, 500)}}
	for _, tt := range []struct {
		from, to, start, end, infancy float64
		reason                        string
	}{
		{0, 150, 120, 210, 0, "out-of-service"},
		{0, 150, 120, open, 0, "out-of-service"},
		{100, 150, 90, 110, 0, "out-of-service"},
		{0, 150, 90, 210, 0, ""},
		{0, 150, 90, 160, 120, "infant"},
		{0, 250, 90, 160, 120, "infant"},
		{0, 250, 90, 210, 120, ""},
		{0, 150, 90, 110, 95, ""},
		{0, 95, 90, 110, 95, "infant"},
	} {
		t.Run(fmt.Sprint(tt), func(t *testing.T) {
			log := logOf(spell{"p", tt.start, tt.end, "x", 0})
			opt := Options{Window: window(tt.from, tt.to), Exposure: ExposureRule{Fleet: fleet}, InfantPeriod: tt.infancy}
			want := map[string]int{}
			if tt.reason != "" {
				want[tt.reason] = 1
			}
			got := analyze(t, log, opt).Accounting
			if !maps.Equal(got.Left, want) || got.Accepted != 1-len(want) {
				t.Errorf("left out %v, accepted %d; want %v", got.Left, got.Accepted, want)
			}
		})
	}
}

// p serves from 0 to 100 and from 200 to 300. Its outage of 90 to 210 is 10 + 10 h of
// downtime and one failure; that of 150 to 205 is none, and its 5 h are within the other's.
func TestDowntimeOutOfService(t *testing.T) {
	log := logOf(spell{"p", 90, 210, "x", 0}, spell{"p", 150, 205, "y", 0})
	fleet := []model.Exposure{{Unit: "p", Count: 1, Interval: *window(0, 100)}, {Unit: "p", Count: 1, Interval: *window(200, 300)}}
	opt := Options{Window: window(0, 1000), Exposure: ExposureRule{Fleet: fleet}, Confidence: 0.9}
	table := analyze(t, log, opt)
	if table.Total.Failures != 1 || table.Accounting.OngoingAtStart != 1 || table.Accounting.Excluded() != 0 {
		t.Errorf("%d failures, %d carried in, %d left out; want 1, 1 and 0", table.Total.Failures, table.Accounting.OngoingAtStart, table.Accounting.Excluded())
	}
	oracle.Near(t, "downtime", table.Total.DowntimeHours, 20, closed)
	oracle.Near(t, "overlap", table.Accounting.OverlapHours, 5, closed)
	for _, c := range table.Categories {
		oracle.Near(t, string(c.Category), c.DowntimeHours, map[model.Category]float64{"x": 20, "y": 5}[c.Category], closed)
	}
	histories, _, err := Histories(t.Context(), log, opt)
	if err != nil {
		t.Fatal(err)
	}
	for _, life := range histories[0].Lives {
		if life.Hours < 0 {
			t.Errorf("a life of %g h", life.Hours)
		}
	}
}

// An hour of 3600 outages of a second each, one behind the other, is down from end to end.
func TestDownEverySecond(t *testing.T) {
	from := hourOf("2024-02-29 13:00:00")
	var spells []spell
	for i := range 3600 {
		spells = append(spells, spell{"p", from + float64(i)/3600, from + float64(i+1)/3600, "x", 0})
	}
	table := analyze(t, logOf(spells...), Options{Window: window(from, from+1), Exposure: ExposureRule{Units: 1}})
	if table.Total.OperatingHours != 0 || table.Total.Availability.Point != 0 {
		t.Errorf("%g h of operation, availability %g", table.Total.OperatingHours, table.Total.Availability.Point)
	}
	oracle.Near(t, "observed unavailability", table.Total.ObservedUnavailability, 1, 1e-8)
}

// The first moment of a month, also where its midnight is skipped (Asuncion put the clocks
// from 0:00 to 1:00 on 1 October 2023) or comes twice (Havana from 1:00 back to 0:00 on 1
// November 2020).
func TestMonthBegins(t *testing.T) {
	for _, c := range []struct {
		zone        string
		year, month int
		want        string // UTC
	}{
		{"UTC", 2024, 2, "2024-02-01 00:00:00"},
		{"Europe/Berlin", 2024, 3, "2024-02-29 23:00:00"},
		{"Europe/Berlin", 2024, 4, "2024-03-31 22:00:00"},
		{"America/Asuncion", 2023, 10, "2023-10-01 04:00:00"},
		{"America/Havana", 2020, 11, "2020-11-01 04:00:00"},
		{"Asia/Kolkata", 2024, 1, "2023-12-31 18:30:00"},
	} {
		t.Run(c.zone+" "+c.want, func(t *testing.T) {
			zone, err := time.LoadLocation(c.zone)
			if err != nil {
				t.Fatal(err)
			}
			if got := monthBegins(c.year, c.month-1, zone); got != hourOf(c.want) {
				t.Errorf("%d-%02d begins %g h after %s", c.year, c.month, got-hourOf(c.want), c.want)
			}
		})
	}
}

// Work from 20 to 30, and from 40 on: of an outage of 10 to 35 are left 10 to 20 and 30 to
// 35, of one of 22 to 28 nothing, of an open one from 38 the hours to 40; another unit's
// stays.
func TestWithoutPlanned(t *testing.T) {
	log := logOf(spell{"p", 20, 30, "w", model.Planned}, spell{"p", 40, open, "w", model.Planned},
		spell{"p", 10, 35, "x", 0}, spell{"p", 22, 28, "x", 0}, spell{"p", 38, open, "x", 0}, spell{"q", 22, 28, "x", 0})
	want := []model.Interval{{From: 10, To: 20}, {From: 30, To: 35}, {From: 38, To: 40}, {From: 22, To: 28}}
	got := WithoutPlanned(log).Outages
	if len(got) != len(want) {
		t.Fatalf("%d outages: %+v", len(got), got)
	}
	for i, o := range got {
		if lasting(o) != want[i] {
			t.Errorf("outage %d lasts %v, want %v", i, lasting(o), want[i])
		}
	}
}

// Whether every unit has one value by chance: of halves, four units with two outages each
// do in 1/16 of logs, five in 1/32.
func TestByChance(t *testing.T) {
	outages := map[string]int{"a": 2, "b": 2, "c": 2, "d": 2, "e": 1}
	oracle.Near(t, "four", byChance(outages, []int{5, 5}), 1./16, closed)
	outages["e"] = 2
	oracle.Near(t, "five", byChance(outages, []int{5, 5}), 1./32, closed)
	if p := byChance(map[string]int{"a": 1}, []int{1}); p != 1 {
		t.Errorf("nothing to tell: %g", p)
	}
}

// Four units have two sites, and two more are in service: who knows where. By unit the
// two have a group of their own, 200 h without a failure.
func TestSilentUnits(t *testing.T) {
	log := logOf(spell{"a", 10, 20, "x", 0}, spell{"b", 10, 20, "x", 0}, spell{"c", 10, 20, "x", 0}, spell{"d", 10, 20, "x", 0})
	opt := Options{Window: window(0, 100), Exposure: ExposureRule{Units: 6}, By: ByColumn, Confidence: 0.9}
	groups := analyze(t, log, opt).Groups
	if len(groups) != 5 || groups[4].ExposureHours != 200 || groups[4].Total.Failures != 0 || groups[0].ExposureHours != 100 {
		t.Errorf("%d groups, the last of %g h", len(groups), groups[len(groups)-1].ExposureHours)
	}
	log.Groups = []string{"north", "south"}
	for i := range log.Outages {
		log.Outages[i].Group = int32(i % 2)
	}
	_, err := Analyze(t.Context(), log, opt)
	if _, refused := err.(*GroupExposureError); !refused {
		t.Errorf("an answer for sites of which no row tells the units: %v", err)
	}
	opt.Exposure = ExposureRule{TotalHours: 400}
	for _, g := range analyze(t, log, opt).Groups {
		oracle.Near(t, g.Value, g.ExposureHours, 200, closed)
		oracle.Near(t, g.Value+" observed", g.Total.ObservedAvailability, 0.9, closed)
	}
	log.Outages[0].Group, log.Reading.RowsRead = 1, 5
	log.Outages = append(log.Outages, model.Outage{Start: 50, End: 60, Group: 0})
	opt.Exposure = ExposureRule{Units: 6}
	for _, g := range analyze(t, log, opt).Groups { // kinds of failure
		oracle.Near(t, g.Value, g.ExposureHours, 600, closed)
	}
}

// What was observed has a value without a failure, and none without a moment of service.
func TestObservedWithoutFailures(t *testing.T) {
	quiet := &model.Log{Units: []model.Unit{{Name: "p"}}}
	table := analyze(t, quiet, Options{Window: window(0, 100), Exposure: ExposureRule{Units: 1}})
	if table.Total.ObservedAvailability != 1 || table.Total.ObservedUnavailability != 0 {
		t.Errorf("observed %g", table.Total.ObservedAvailability)
	}
	fleet := []model.Exposure{{Unit: "p", Count: 1, Interval: *window(800, 900)}}
	months := analyze(t, quiet, Options{Window: window(0, 1416), Exposure: ExposureRule{Fleet: fleet}, By: ByMonth}).Groups
	if len(months) != 2 || !math.IsNaN(months[0].Total.ObservedAvailability) || months[1].Total.ObservedAvailability != 1 {
		t.Errorf("%d months, the first observed as %g", len(months), months[0].Total.ObservedAvailability)
	}
}

// Without planned work no hours are planned, not so many as rounding leaves of a downtime
// at a time far from 0.
func TestNothingPlanned(t *testing.T) {
	log := logOf(spell{"p", 473_352, 473_352 + 24.1, "disc", 0})
	if table := analyze(t, log, Options{}); table.Accounting.PlannedHours != 0 {
		t.Errorf("%g h planned", table.Accounting.PlannedHours)
	}
}
