package census

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// Starts at 100, 100.5 and 101.25 h, so 0.5 and 0.75 h after the one before. A
// gap of just 0.5 h holds the first two together; one of 0 h only those that
// start at one moment.
func TestIncidentGapIsInside(t *testing.T) {
	apart := logOf(spell{"a", 100, 101, "x", 0}, spell{"b", 100.5, 102, "x", 0}, spell{"c", 101.25, 103, "x", 0})
	together := logOf(spell{"a", 100, 101, "x", 0}, spell{"b", 100, 102, "x", 0}, spell{"c", 100.5, 103, "x", 0})
	for _, c := range []struct {
		log  *model.Log
		gap  float64
		want Incidents
	}{
		{apart, 0.5, Incidents{GapHours: 0.5, Count: 2, Failures: 3, MultiUnit: 1, InMultiUnit: 2, LargestUnits: 2, CommonCauseFraction: 2 / 3.}},
		{apart, 0.75, Incidents{GapHours: 0.75, Count: 1, Failures: 3, MultiUnit: 1, InMultiUnit: 3, LargestUnits: 3, CommonCauseFraction: 1}},
		{apart, 0, Incidents{Count: 3, Failures: 3, LargestUnits: 1}},
		{together, 0, Incidents{Count: 2, Failures: 3, MultiUnit: 1, InMultiUnit: 2, LargestUnits: 2, CommonCauseFraction: 2 / 3.}},
	} {
		t.Run(fmt.Sprintf("gap %g of %v", c.gap, c.log == apart), func(t *testing.T) {
			table := analyze(t, c.log, Options{Window: window(0, 1000), IncidentGap: &c.gap})
			if got := *table.Incidents; got != c.want {
				t.Errorf("gap %g: %+v, want %+v", c.gap, got, c.want)
			}
			if table.Total.Failures != c.want.Count {
				t.Errorf("gap %g: %d failures, want one an incident, %d", c.gap, table.Total.Failures, c.want.Count)
			}
		})
	}
}

// Pairs of starts just ten minutes apart, through a hundred days of 2024: each is
// an incident, wherever on the clock it lies. A millisecond more and none is.
func TestIncidentGapOnACalendar(t *testing.T) {
	const minute, second = 60_000, 1000
	moment := func(ms int) float64 { return float64(ms) / 3.6e6 }
	gap := 10 / 60.
	for more, want := range map[int]int{0: 1440, 1: 2880} {
		var spells []spell
		for i := range 1440 {
			at := 1_704_067_200*second + 101*i*minute
			spells = append(spells, spell{"a", moment(at), moment(at + minute), "x", 0}, spell{"b", moment(at + 10*minute + more), moment(at + 11*minute), "x", 0})
		}
		if got := analyze(t, logOf(spells...), Options{IncidentGap: &gap}).Incidents.Count; got != want {
			t.Errorf("%d ms more than the gap: %d incidents, want %d", more, got, want)
		}
	}
}

// A unit that fails twice within the gap is one unit: no common cause.
func TestIncidentOfOneUnit(t *testing.T) {
	gap := 2.
	log := logOf(spell{"a", 100, 100.5, "x", 0}, spell{"a", 101, 101.5, "x", 0}, spell{"b", 300, 301, "x", 0})
	got := *analyze(t, log, Options{Window: window(0, 1000), IncidentGap: &gap}).Incidents
	if want := (Incidents{GapHours: 2, Count: 2, Failures: 3, LargestUnits: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// a fails twice in the incident that b shares, c alone: three of four failures
// were part of it, though of two units.
func TestIncidentOfAUnitTwice(t *testing.T) {
	gap := 1.
	log := logOf(spell{"a", 100, 100.25, "x", 0}, spell{"b", 100.5, 103, "x", 0}, spell{"a", 101, 102, "x", 0}, spell{"c", 500, 501, "x", 0})
	got := *analyze(t, log, Options{Window: window(0, 1000), IncidentGap: &gap}).Incidents
	if want := (Incidents{GapHours: 1, Count: 2, Failures: 4, MultiUnit: 1, InMultiUnit: 3, LargestUnits: 2, CommonCauseFraction: 3 / 4.}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// a's 100-101 and 101-102 touch and are one failure, in one incident with b's;
// c's is alone. Two of three failures shared, however many rows tell of them.
func TestIncidentsOfJoinedOutages(t *testing.T) {
	gap := 0.5
	log := logOf(
		spell{"a", 100, 101, "x", 0}, spell{"a", 101, 102, "x", 0}, spell{"b", 100.25, 103, "x", 0}, spell{"c", 500, 501, "x", 0},
	)
	got := *analyze(t, log, Options{Window: window(0, 1000), IncidentGap: &gap, MergeOverlapping: true}).Incidents
	want := Incidents{GapHours: gap, Count: 2, Failures: 3, MultiUnit: 1, InMultiUnit: 2, LargestUnits: 2, CommonCauseFraction: 2 / 3.}
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// Outages at the very beginning: p's 0-10 and 10-20 are one failure of 20 h, q's
// 0-5 and 6-8 are two.
func TestJoinFromTheStart(t *testing.T) {
	log := logOf(spell{"p", 0, 10, "x", 0}, spell{"p", 10, 20, "x", 0}, spell{"q", 0, 5, "x", 0}, spell{"q", 6, 8, "x", 0})
	table := analyze(t, log, Options{Window: window(0, 100), MergeOverlapping: true})
	if table.Total.Failures != 3 || table.Accounting.Joined != 1 {
		t.Errorf("%d failures, %d joined, want 3 and 1", table.Total.Failures, table.Accounting.Joined)
	}
	oracle.Near(t, "MTTR", table.Total.MTTR.Point, (20+5+2)/3., closed)
	oracle.Near(t, "downtime", table.Total.DowntimeHours, 27, closed)
}

// At hour 0 itself: p's failure of no length is part of the outage that begins
// then, and q's two touch there. A window from 0 on holds no moment of the one that
// ended as it began.
func TestJoinAtHourZero(t *testing.T) {
	log := logOf(spell{"p", 0, 0, "x", 0}, spell{"p", 0, 5, "x", 0}, spell{"q", -10, 0, "x", 0}, spell{"q", 0, 5, "x", 0})
	for _, c := range []struct {
		from     float64
		failures int
		mttr     float64
		down     float64
	}{{-10, 2, (5 + 15) / 2., 20}, {0, 2, 5, 10}} {
		t.Run(fmt.Sprint("from ", c.from), func(t *testing.T) {
			table := analyze(t, log, Options{Window: window(c.from, 100), MergeOverlapping: true})
			if table.Total.Failures != c.failures {
				t.Errorf("%d failures, want %d", table.Total.Failures, c.failures)
			}
			oracle.Near(t, "MTTR", table.Total.MTTR.Point, c.mttr, closed)
			oracle.Near(t, "downtime", table.Total.DowntimeHours, c.down, closed)
		})
	}
}

// An outage that a longer one of its unit contains: joined, the failure runs to
// the later end; what follows that end is another.
func TestJoinWithinALongerOutage(t *testing.T) {
	log := logOf(spell{"p", 10, 50, "x", 0}, spell{"p", 20, 30, "y", 0}, spell{"p", 40, 45, "x", 0}, spell{"p", 51, 53, "x", 0})
	table := analyze(t, log, Options{Window: window(0, 100), MergeOverlapping: true})
	if table.Total.Failures != 2 || table.Accounting.Joined != 2 {
		t.Errorf("%d failures, %d joined, want 2 and 2", table.Total.Failures, table.Accounting.Joined)
	}
	oracle.Near(t, "MTTR", table.Total.MTTR.Point, (40+2)/2., closed)
}

// Service is [0, 500]: a failure at 500 is the last that counts, one at 501 is
// out of service.
func TestFailureAtTheEndOfService(t *testing.T) {
	log := logOf(spell{"p", 500, 500, "x", 0}, spell{"p", 501, 501, "x", 0}, spell{"p", 0, 3, "x", 0})
	fleet := []model.Exposure{{Unit: "p", Count: 1, Interval: *window(0, 500)}}
	table := analyze(t, log, Options{Window: window(0, 1000), Exposure: ExposureRule{Fleet: fleet}})
	if table.Total.Failures != 2 || table.Accounting.Left["out-of-service"] != 1 {
		t.Errorf("%d failures, left %v; want 2, and 1 out of service", table.Total.Failures, table.Accounting.Left)
	}
	oracle.Near(t, "exposure", table.ExposureHours, 500, closed)
}

// A fleet that lists p again. In one part after the other p is one unit, out of
// service in between; in two at one time it is two units, which may both be down
// while there are two. With q, p's 100-110 and 105-115 (15 h of one unit, 20 of two),
// 550-560 and q's 200-205.
func TestUnitListedAgain(t *testing.T) {
	log := logOf(spell{"p", 100, 110, "x", 0}, spell{"p", 105, 115, "x", 0}, spell{"p", 550, 560, "x", 0}, spell{"q", 200, 205, "x", 0})
	for name, c := range map[string]struct {
		parts       [2]*model.Interval
		units, left int
		hours, down float64
	}{
		"with a gap":       {[2]*model.Interval{window(0, 500), window(600, 1000)}, 2, 1, 1900, 15 + 5},
		"the later first":  {[2]*model.Interval{window(600, 1000), window(0, 500)}, 2, 1, 1900, 15 + 5},
		"touching":         {[2]*model.Interval{window(0, 500), window(500, 1000)}, 2, 0, 2000, 15 + 10 + 5},
		"at the same time": {[2]*model.Interval{window(0, 1000), window(0, 1000)}, 3, 0, 3000, 20 + 10 + 5},
		"overlapping":      {[2]*model.Interval{window(0, 600), window(500, 1000)}, 3, 0, 2100, 15 + 10 + 5},
		"beyond the end":   {[2]*model.Interval{window(0, 1000), window(1000, 2000)}, 2, 0, 2000, 15 + 10 + 5},
	} {
		t.Run(name, func(t *testing.T) {
			fleet := []model.Exposure{{Unit: "p", Count: 1, Interval: *c.parts[0]}, {Unit: "q", Count: 1, Interval: *window(0, 1000)}, {Unit: "p", Count: 1, Interval: *c.parts[1]}}
			table := analyze(t, log, Options{Window: window(0, 1000), Exposure: ExposureRule{Fleet: fleet}})
			if table.Units != c.units || table.Accounting.Left["out-of-service"] != c.left {
				t.Errorf("%d units, left %v; want %d, and %d out of service", table.Units, table.Accounting.Left, c.units, c.left)
			}
			oracle.Near(t, "exposure", table.ExposureHours, c.hours, closed)
			oracle.Near(t, "downtime", table.Total.DowntimeHours, c.down, closed)
		})
	}
}

// An infant period of 100 h from 0: a failure at 99 is an infant one, that at 100
// is not.
func TestFailureAtTheEndOfInfancy(t *testing.T) {
	log := logOf(spell{"p", 99, 99, "x", 0}, spell{"p", 100, 102, "x", 0}, spell{"p", 700, 701, "x", 0})
	log.Units[0].Service = *window(0, 1000)
	table := analyze(t, log, Options{Window: window(0, 1000), InfantPeriod: 100})
	if table.Total.Failures != 2 || table.Accounting.InfantBy["x"] != 1 {
		t.Errorf("%d failures, infant %v; want 2 and 1", table.Total.Failures, table.Accounting.InfantBy)
	}
	oracle.Near(t, "exposure", table.ExposureHours, 900, closed)
	oracle.Near(t, "operating", table.Total.OperatingHours, 897, closed)
}

// The same on a calendar, in service from any minute of a day of 2024 and an infant
// period of 100.2 h: a failure at its end is none, and a millisecond before is.
func TestEndOfInfancyOnACalendar(t *testing.T) {
	moment := func(ms int) float64 { return float64(ms) / 3.6e6 }
	for i := range 1440 {
		begun := 1_704_067_200_000 + 60_000*i
		end := begun + 360_720_000
		log := logOf(spell{"p", moment(end), moment(end), "x", 0}, spell{"p", moment(end - 1), moment(end - 1), "x", 0}, spell{"p", moment(end + 3_600_000), moment(end + 3_600_000), "x", 0})
		log.Units[0].Service = *window(moment(begun), moment(end+7_200_000))
		table := analyze(t, log, Options{Window: window(moment(begun), moment(end+7_200_000)), InfantPeriod: 100.2})
		if table.Total.Failures != 2 || table.Accounting.Left["infant"] != 1 {
			t.Fatalf("in service from minute %d: %d failures, %v left out; want 2 and 1", i, table.Total.Failures, table.Accounting.Left)
		}
	}
}

// Rows that record time in service are accepted rows without an outage.
func TestAcceptedDriveDays(t *testing.T) {
	log := logOf(spell{"p", 24, 24, "x", model.NoDuration})
	for day := range 4 {
		log.Exposure = append(log.Exposure, model.Exposure{Unit: "p", Count: 1, Interval: *window(float64(24*day), float64(24*day+24))})
	}
	log.Reading.RowsRead, log.Reading.ExposureRows = 5, 4
	table := analyze(t, log, Options{})
	if table.Accounting.Accepted != 5 || table.Units != 1 {
		t.Errorf("accepted %d rows of %d units, want 5 of 1", table.Accounting.Accepted, table.Units)
	}
	oracle.Near(t, "exposure", table.ExposureHours, 96, closed)
}

// Groups whose failures of cause x are half reported: 1 of x and 1 of y in a's
// 1000 h are 3 true ones, 2 of x in b's are 4, and c's, of y alone, are all there.
func TestReportedInGroups(t *testing.T) {
	log := logOf(spell{"a", 100, 110, "x", 0}, spell{"a", 200, 210, "y", 0}, spell{"b", 300, 310, "x", 0}, spell{"b", 400, 410, "x", 0}, spell{"c", 500, 510, "y", 0})
	table := analyze(t, log, Options{Window: window(0, 1000), By: ByColumn, Reported: []Reported{{"x", 0.5, 0.5}}})
	want := map[string]float64{"a": 980 / 3., "b": 980 / 4.}
	for _, g := range table.Groups {
		corrected := g.Total.CorrectedMTBF
		if g.Value == "c" {
			if corrected != nil || g.Total.Failures != 1 {
				t.Errorf("c: %d failures, corrected %v", g.Total.Failures, corrected)
			}
			continue
		}
		if corrected == nil {
			t.Fatalf("%s: no MTBF with the failures that were not reported", g.Value)
		}
		oracle.Near(t, g.Value, corrected.Point, want[g.Value], 1e-9)
	}
	oracle.Near(t, "whole", table.Total.CorrectedMTBF.Point, 2950/8., 1e-9)
}

// Infancy of 480 h (20 days) in 1970, a in service from the beginning, b from day
// 19 (456 h), both up to day 60 (1440 h). a's failure on day 4 is an infant one,
// and b's on day 24; those of a on days 24 and 35 and of b on day 55 are not.
//
//	a  1440 - 480 =  960 h, 2 failures; 264 h and 1 of them in January (744 h)
//	b   984 - 480 =  504 h, 1 failure;  all of it after January
//
// The log may tell the service, or a fleet: neither a column nor the months take
// infancy off twice.
func TestInfancyOfGroups(t *testing.T) {
	log := logOf(
		spell{"a", 96, 97, "x", 0}, spell{"a", 576, 578, "x", 0}, spell{"a", 840, 842, "x", 0},
		spell{"b", 576, 578, "x", 0}, spell{"b", 1320, 1322, "x", 0},
	)
	log.Clock = model.Calendar
	services := map[string]model.Interval{"a": *window(0, 1440), "b": *window(456, 1440)}
	var fleet []model.Exposure
	for i, u := range log.Units {
		log.Units[i].Service = services[u.Name]
		fleet = append(fleet, model.Exposure{Unit: u.Name, Count: 1, Interval: services[u.Name]})
	}
	type sum struct {
		hours    float64
		failures int
		infant   int
	}
	want := map[Split]map[string]sum{
		ByColumn: {"a": {960, 2, 0}, "b": {504, 1, 0}}, // the infant ones belong to no group
		ByMonth:  {"1970-01": {264, 1, 2}, "1970-02": {672 + 480, 2, 0}, "1970-03": {24 + 24, 0, 0}},
	}
	for name, rule := range map[string]ExposureRule{"log": {}, "fleet": {Fleet: fleet}} {
		for by, groups := range want {
			table := analyze(t, log, Options{Window: window(0, 1440), Exposure: rule, InfantPeriod: 480, By: by})
			oracle.Near(t, name+": exposure", table.ExposureHours, 960+504, closed)
			all := 0.0
			for _, g := range table.Groups {
				all += g.ExposureHours
				got := sum{g.ExposureHours, g.Total.Failures, g.Accounting.Left["infant"]}
				if by == ByMonth && g.Value != "1970-01" {
					continue // checked by the sum
				}
				if got != groups[g.Value] {
					t.Errorf("%s, by %s, %s: %+v, want %+v", name, by, g.Value, got, groups[g.Value])
				}
			}
			oracle.Near(t, name+": exposure of all groups by "+string(by), all, 960+504, closed)
		}
	}
}

// Where nobody tells when a unit went into service there is no infancy, in a
// month no more than in the whole.
func TestInfancyOfUnknownService(t *testing.T) {
	log := logOf(spell{"a", 96, 97, "x", 0}, spell{"a", 840, 842, "x", 0})
	log.Clock = model.Calendar
	table := analyze(t, log, Options{Window: window(0, 1416), InfantPeriod: 480, By: ByMonth})
	for i, want := range []float64{744, 672} {
		if g := table.Groups[i]; g.ExposureHours != want || g.Total.Failures != 1 {
			t.Errorf("%s: %g h, %d failures; want %g and 1", g.Value, g.ExposureHours, g.Total.Failures, want)
		}
	}
}

// A total given for a log with an infant period keeps the period's hours.
func TestWarningsOfAssumptions(t *testing.T) {
	log := logOf(spell{"a", 10, 11, "x", 0}, spell{"b", 20, 21, "x", 0}, spell{"c", 30, 31, "x", 0})
	for code, opt := range map[string]Options{
		"infant-exposure-kept":  {InfantPeriod: 5, Exposure: ExposureRule{TotalHours: 3000}},
		"more-units-than-given": {Window: window(0, 1000), Exposure: ExposureRule{Units: 2}},
		"window-inferred":       {Exposure: ExposureRule{Units: 4}},
		"exposure-inferred":     {Window: window(0, 1000)},
		"fleet-doubled": {Window: window(0, 1000), Exposure: ExposureRule{Fleet: []model.Exposure{
			{Unit: "a", Count: 2, Interval: *window(0, 1000)}, {Unit: "b", Count: 1, Interval: *window(0, 1000)}, {Unit: "c", Count: 1, Interval: *window(0, 1000)}, {Unit: "a", Count: 1, Interval: *window(0, 1000)},
		}}},
	} {
		if !warned(analyze(t, log, opt).Warnings, code) {
			t.Errorf("no warning %q", code)
		}
	}
	// None of them where all is given.
	for _, w := range analyze(t, log, Options{Window: window(0, 1000), Exposure: ExposureRule{Units: 3}}).Warnings {
		t.Errorf("warning %q: %s", w.Code, w.Text)
	}
}

func warned(ws []model.Warning, code string) bool {
	for _, w := range ws {
		if w.Code == code {
			return true
		}
	}
	return false
}

// The repair of a failure that runs beyond the window is known to last up to its
// end; one that ends just there is a finished one.
func TestRepairsAtTheEndOfTheWindow(t *testing.T) {
	log := logOf(spell{"p", 90, 100, "x", 0}, spell{"q", 80, 101, "x", 0}, spell{"r", 100, 105, "x", 0})
	table := analyze(t, log, Options{Window: window(0, 100)})
	if table.Total.Failures != 2 || table.Accounting.OutOfWindow != 1 {
		t.Errorf("%d failures, %d out of the window, want 2 and 1", table.Total.Failures, table.Accounting.OutOfWindow)
	}
	oracle.Near(t, "MTTR", table.Total.MTTR.Point, 10+20, closed) // one finished repair
	oracle.Near(t, "downtime", table.Total.DowntimeHours, 30, closed)
	if math.IsNaN(table.Total.MTTR.Lo) || !warned(table.Warnings, "open-outages") {
		t.Errorf("warnings %v", table.Warnings)
	}
}

// Starts at 60, 70, 80 and 90 of 100 h of one unit: the Laplace test has
// U = (mean - 50)/(100/sqrt(12 n)) = 25 sqrt(48)/100 = 1.7321, of which
// p = 2 (1 - Phi(1.7321)) = 0.0833 (Phi from a table: 0.95837).
func TestTrendByHand(t *testing.T) {
	log := logOf(spell{"p", 60, 60, "x", 0}, spell{"p", 70, 70, "x", 0}, spell{"p", 80, 80, "x", 0}, spell{"p", 90, 90, "x", 0})
	table := analyze(t, log, Options{Window: window(0, 100)})
	if table.Trend == nil || table.Trend.Failures != 4 || table.Trend.Significant() || !table.Trend.Rising() {
		t.Fatalf("trend %+v", table.Trend)
	}
	oracle.Near(t, "U", table.Trend.U, math.Sqrt(3), closed)
	oracle.Near(t, "p", table.Trend.PValue, 0.0833, 1e-3)
}

// Starts that crowd at one end of 100 h: U = -+37.5 sqrt(48)/100 = -+2.598, of
// which p = 0.0094, and the warning says which way the rate goes.
func TestTrendInWords(t *testing.T) {
	for want, starts := range map[string][4]float64{"less frequent": {5, 10, 15, 20}, "more frequent": {80, 85, 90, 95}} {
		var spells []spell
		for _, s := range starts {
			spells = append(spells, spell{"p", s, s, "x", 0})
		}
		table := analyze(t, logOf(spells...), Options{Window: window(0, 100)})
		i := slices.IndexFunc(table.Warnings, func(w model.Warning) bool { return w.Code == "trend" })
		if i < 0 || !strings.Contains(table.Warnings[i].Text, want) {
			t.Errorf("starts %v: warnings %v, want %q", starts, table.Warnings, want)
		}
	}
}

// Without failures no category has a share of them: 0, which can be written.
func TestShareOfNothing(t *testing.T) {
	table := analyze(t, logOf(spell{"p", 10, 12, "x", model.Planned}), Options{Window: window(0, 100)})
	if table.Total.Share != 0 || table.Total.Failures != 0 {
		t.Errorf("share %g of %d failures", table.Total.Share, table.Total.Failures)
	}
}

// A fleet that has always been there tells the end of the window, and the log
// its beginning.
func TestWindowOfAFleetWithoutBeginning(t *testing.T) {
	log := logOf(spell{"p", 100, 110, "x", 0})
	fleet := []model.Exposure{{Unit: "p", Count: 1, Interval: *window(math.Inf(-1), 600)}}
	table := analyze(t, log, Options{Exposure: ExposureRule{Fleet: fleet}})
	if table.Accounting.Window != *window(100, 600) || !table.Accounting.WindowInferred {
		t.Errorf("window %v, inferred %v", table.Accounting.Window, table.Accounting.WindowInferred)
	}
}

// An outage that began before the window's first month is downtime of that month,
// and no failure.
func TestCarriedIntoAPeriod(t *testing.T) {
	log := logOf(spell{"p", -5, 10, "x", 0}, spell{"p", 800, 803, "x", 0})
	log.Clock = model.Calendar
	groups := analyze(t, log, Options{Window: window(0, 1416), By: ByMonth}).Groups
	for i, want := range [][2]float64{{0, 10}, {1, 3}} {
		if g := groups[i].Total; g.Failures != int(want[0]) || g.DowntimeHours != want[1] {
			t.Errorf("%s: %d failures, %g h down, want %v", groups[i].Value, g.Failures, g.DowntimeHours, want)
		}
	}
}

// Categories with most failures come first, equal ones by name, each before what
// it holds.
func TestOrderOfCategories(t *testing.T) {
	log := logOf(spell{"p", 1, 2, "a", 0}, spell{"p", 3, 4, "c/y", 0}, spell{"p", 5, 6, "c/x", 0}, spell{"p", 7, 8, "c/y", 0}, spell{"p", 9, 10, "b", 0})
	var got []model.Category
	for _, r := range analyze(t, log, Options{Window: window(0, 100)}).Categories {
		got = append(got, r.Category)
	}
	if want := []model.Category{"c", "c/y", "c/x", "a", "b"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// p's outage from 740 to 760 h reaches from January (up to 744 h) into February,
// beside q's there: 4 and 16 h of it, and one failure, in January.
func TestReachingIntoAPeriod(t *testing.T) {
	log := logOf(spell{"q", 750, 753, "x", 0}, spell{"p", 740, 760, "x", 0})
	log.Clock = model.Calendar
	groups := analyze(t, log, Options{Window: window(0, 1416), By: ByMonth}).Groups
	for i, want := range [][2]float64{{1, 4}, {1, 3 + 16}} {
		if g := groups[i].Total; g.Failures != int(want[0]) || g.DowntimeHours != want[1] {
			t.Errorf("%s: %d failures, %g h down, want %v", groups[i].Value, g.Failures, g.DowntimeHours, want)
		}
	}
}
