package census

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

const closed = 1e-12 // relative tolerance of what is exact but for rounding

// spell is an outage of a test log: unit, start, end (Inf: open), cause.
type spell struct {
	unit       string
	start, end float64
	cause      model.Category
	kind       model.Kind
}

func logOf(spells ...spell) *model.Log {
	log := &model.Log{Clock: model.Elapsed}
	units := map[string]int32{}
	for _, s := range spells {
		if _, ok := units[s.unit]; !ok {
			units[s.unit] = int32(len(log.Units))
			log.Units = append(log.Units, model.Unit{Name: s.unit, Service: model.Interval{From: math.Inf(-1), To: math.Inf(1)}})
			log.Groups = append(log.Groups, s.unit)
		}
		o := model.Outage{Start: s.start, End: s.end, Unit: units[s.unit], Group: units[s.unit], Causes: int32(len(log.Causes)), Kind: s.kind}
		if math.IsInf(s.end, 1) {
			o.Kind |= model.Open
		}
		log.Causes = append(log.Causes, []model.Category{s.cause})
		log.Outages = append(log.Outages, o)
	}
	log.Reading.RowsRead = len(spells)
	return log
}

var open = math.Inf(1)

func window(from, to float64) *model.Interval { return &model.Interval{From: from, To: to} }

func analyze(t *testing.T, log *model.Log, opt Options) *Table {
	t.Helper()
	if opt.Confidence == 0 {
		opt.Confidence = 0.9
	}
	table, err := Analyze(context.Background(), log, opt)
	if err != nil {
		t.Fatal(err)
	}
	checkIdentity(t, table)
	return table
}

func checkIdentity(t *testing.T, table *Table) {
	t.Helper()
	a := table.Accounting
	if sum := a.Accepted + a.Rejected + a.Duplicates + a.OutOfWindow + a.Excluded(); sum != a.RowsRead {
		t.Errorf("rows read %d, accounted for %d: %+v", a.RowsRead, sum, a)
	}
}

// Reliafy's four-unit example (ORACLES O-01), the part that needs no
// structure: each unit's own downtime.
//
//	A 100-110, 600-605          10 + 5
//	B 200-230, 602-620, 990-    30 + 18 + 10 to the window's end
//	C 300-400, 510-530          100 + 20
//	D 350-360, 500-520          10 + 20
func TestOwnDowntimeOfUnits(t *testing.T) {
	log := logOf(
		spell{"A", 100, 110, "a", 0}, spell{"A", 600, 605, "a", 0},
		spell{"B", 200, 230, "b", 0}, spell{"B", 602, 620, "b", 0}, spell{"B", 990, open, "b", 0},
		spell{"C", 300, 400, "c", 0}, spell{"C", 510, 530, "c", 0},
		spell{"D", 350, 360, "d", 0}, spell{"D", 500, 520, "d", 0},
	)
	table := analyze(t, log, Options{Window: window(0, 1000), By: ByColumn})
	want := map[string]float64{"A": 15, "B": 58, "C": 120, "D": 30}
	for _, g := range table.Groups {
		oracle.Near(t, "downtime of "+g.Value, g.Total.DowntimeHours, want[g.Value], closed)
		oracle.Near(t, "exposure of "+g.Value, g.ExposureHours, 1000, closed)
	}
	oracle.Near(t, "downtime", table.Total.DowntimeHours, 223, closed)
	oracle.Near(t, "operating time", table.Total.OperatingHours, 4000-223, closed)
	oracle.Near(t, "MTBF", table.Total.MTBF.Point, (4000-223)/9., closed)
	if table.Accounting.Open != 1 {
		t.Errorf("open = %d, want 1", table.Accounting.Open)
	}
}

// ORACLES O-03 and O-04 as time with at least so many units down: 50, 30 and 5
// hours with one, two and three of 0-30, 10-40, 25-50 down, so a class of
// capacity c is down 50, 80 and 85 unit-hours.
func TestSweepCapacity(t *testing.T) {
	for capacity, want := range map[int]float64{1: 50, 2: 80, 3: 85, 7: 85} {
		s := sweep{capacity: capacity}
		s.add(0, 30)
		s.add(10, 40)
		s.add(25, 50)
		s.finish()
		down, overlap := s.total.Down.Value(), s.total.Overlap.Value()
		oracle.Near(t, "down", down, want, closed)
		oracle.Near(t, "down and overlap", down+overlap, 85, closed)
	}
}

// What goes on when the window begins is no failure of it, and what joins that is none
// either: both are said.
func TestJoinToCarriedIn(t *testing.T) {
	log := logOf(
		spell{"p", -50, 20, "trip", 0}, spell{"p", 20, 40, "seal", 0}, spell{"p", 30, 60, "seal", 0},
		spell{"p", 50, 55, "work", model.Planned}, spell{"p", 61, 70, "trip", 0}, spell{"p", 70, 80, "trip", 0},
	)
	table := analyze(t, log, Options{Window: window(0, 500), MergeOverlapping: true})
	a := table.Accounting
	if table.Total.Failures != 1 || a.OngoingAtStart != 1 || a.Joined != 3 {
		t.Errorf("failures %d, carried in %d, joined %d; want 1, 1 and 3", table.Total.Failures, a.OngoingAtStart, a.Joined)
	}
	if outages := a.Accepted - a.Planned; outages != table.Total.Failures+a.Joined+a.OngoingAtStart {
		t.Errorf("%d outages are not %d failures, %d joined and %d carried in", outages, table.Total.Failures, a.Joined, a.OngoingAtStart)
	}
}

// ORACLES O-06: 100-150 "trip", 140-200 "seal", 300-open, 310-320 are two
// failures when joined: 100-200 with both causes, and 300 to the end.
func TestJoinMergesCauses(t *testing.T) {
	log := logOf(
		spell{"p", 100, 150, "trip", 0}, spell{"p", 140, 200, "seal", 0},
		spell{"p", 300, open, "trip", 0}, spell{"p", 310, 320, "seal", 0},
	)
	table := analyze(t, log, Options{Window: window(0, 500), MergeOverlapping: true})
	if table.Total.Failures != 2 || table.Accounting.Joined != 2 {
		t.Errorf("failures %d, joined %d, want 2 and 2", table.Total.Failures, table.Accounting.Joined)
	}
	oracle.Near(t, "downtime", table.Total.DowntimeHours, 300, closed)
	for _, r := range table.Categories {
		if r.Failures != 2 || r.Share != 1 {
			t.Errorf("%s: %d failures, share %g; want both failures", r.Category, r.Failures, r.Share)
		}
	}
	// One finished repair of 100 h and one running for 200 h: 300/1.
	oracle.Near(t, "MTTR", table.Total.MTTR.Point, 300, closed)
}

// ORACLES O-07: repairs 10, 20, 20 and one of at least 100; 500-510 is planned.
func TestRepairTimesCensorAndPlanned(t *testing.T) {
	log := logOf(
		spell{"p", 100, 110, "x", 0}, spell{"p", 300, 320, "x", 0}, spell{"p", 500, 510, "x", model.Planned},
		spell{"p", 700, 720, "x", 0}, spell{"p", 900, open, "x", 0},
	)
	table := analyze(t, log, Options{Window: window(0, 1000)})
	if table.Total.Failures != 4 || table.Accounting.Planned != 1 {
		t.Errorf("failures %d, planned %d", table.Total.Failures, table.Accounting.Planned)
	}
	oracle.Near(t, "MTTR", table.Total.MTTR.Point, 150/3., closed)
	oracle.Near(t, "operating", table.Total.OperatingHours, 1000-160, closed)
	oracle.Near(t, "unavailability", table.Total.Unavailability.Point, 150/990., closed)
}

// ORACLES O-10: 36 h and 72 h of failures and 8 h planned in 8760 h.
func TestPlannedIncluded(t *testing.T) {
	log := logOf(spell{"p", 1200, 1236, "x", 0}, spell{"p", 4100, 4108, "x", model.Planned}, spell{"p", 7000, 7072, "x", 0})
	included := analyze(t, log, Options{Window: window(0, 8760), IncludePlanned: true})
	oracle.Near(t, "availability, planned included", included.Total.Availability.Point, 8644/8760., closed)
	excluded := analyze(t, log, Options{Window: window(0, 8760)})
	oracle.Near(t, "availability, planned excluded", excluded.Total.Availability.Point, 8644/8752., closed)
	if included.Total.Failures != 2 || excluded.Total.Failures != 2 {
		t.Error("planned work is no failure")
	}
	oracle.Near(t, "MTBF", excluded.Total.MTBF.Point, 4322, closed)
}

// ORACLES O-11: overlapping and touching rows, kept apart and joined.
func TestOverlapAndTouching(t *testing.T) {
	log := logOf(spell{"p", 100, 104, "x", 0}, spell{"p", 102, 110, "x", 0}, spell{"p", 500, 520, "x", 0}, spell{"p", 520, 530, "x", 0})
	apart := analyze(t, log, Options{Window: window(0, 1000)})
	joined := analyze(t, log, Options{Window: window(0, 1000), MergeOverlapping: true})
	if apart.Total.Failures != 4 || joined.Total.Failures != 2 {
		t.Errorf("failures %d apart, %d joined; want 4 and 2", apart.Total.Failures, joined.Total.Failures)
	}
	oracle.Near(t, "downtime apart", apart.Total.DowntimeHours, 40, closed)
	oracle.Near(t, "downtime joined", joined.Total.DowntimeHours, 40, closed)
	oracle.Near(t, "overlap", apart.Accounting.OverlapHours, 2, closed)
	oracle.Near(t, "MTTR keeps own durations", apart.Total.MTTR.Point, 42/4., closed)
	oracle.Near(t, "MTTR joined", joined.Total.MTTR.Point, 20, closed)

	touching := analyze(t, logOf(spell{"p", 10, 20, "x", 0}, spell{"p", 20, 30, "x", 0}), Options{Window: window(0, 100)})
	if touching.Total.Failures != 2 {
		t.Errorf("touching outages: %d failures, want 2", touching.Total.Failures)
	}
}

// A hand-worked log with every fate a row can have. Window 0-1000 h, a fleet
// of p (whole window), q (from 100), and a class r of three.
//
//	p  -20..5     carried in: 5 h of downtime, no failure
//	p  50..50     zero length
//	p  1000..1010 out of window (it starts at the end)
//	q  50..60     before q's service
//	r  200..210, 205..215, 206..208: three of three at most, 22 unit-hours
//	z  300..310   not in the fleet
func TestFatesOfRows(t *testing.T) {
	log := logOf(
		spell{"p", -20, 5, "x", 0}, spell{"p", 50, 50, "x", 0}, spell{"p", 1000, 1010, "x", 0},
		spell{"q", 50, 60, "x", 0},
		spell{"r", 200, 210, "y", 0}, spell{"r", 205, 215, "y", 0}, spell{"r", 206, 208, "y", 0},
		spell{"z", 300, 310, "x", 0},
	)
	fleet := []model.Exposure{
		{Unit: "p", Count: 1, Interval: *window(math.Inf(-1), math.Inf(1))},
		{Unit: "q", Count: 1, Interval: *window(100, 2000)},
		{Unit: "r", Count: 3, Interval: *window(0, 1000)},
	}
	table := analyze(t, log, Options{Window: window(0, 1000), Exposure: ExposureRule{Fleet: fleet}})
	a := table.Accounting
	if a.OutOfWindow != 1 || a.OngoingAtStart != 1 || a.ZeroLength != 1 || a.Left["out-of-service"] != 1 || a.Left["not-in-fleet"] != 1 || a.Accepted != 5 {
		t.Errorf("fates: %+v", a)
	}
	if table.Total.Failures != 4 || table.Units != 5 {
		t.Errorf("%d failures of %d units, want 4 of 5", table.Total.Failures, table.Units)
	}
	oracle.Near(t, "exposure", table.ExposureHours, 1000+900+3000, closed)
	oracle.Near(t, "downtime", table.Total.DowntimeHours, 27, closed)
	oracle.Near(t, "MTTR", table.Total.MTTR.Point, (0+10+10+2)/4., closed)
}

// Under-reporting: 8 operations failures at one half are 16 true ones; the
// whole is 16 + 4 = 20. A range widens the limits and moves nothing else.
func TestUnderReporting(t *testing.T) {
	var spells []spell
	for i := range 12 {
		cause := model.Category("administration/operations")
		if i%3 == 0 {
			cause = "hardware"
		}
		spells = append(spells, spell{"s", float64(100 * i), float64(100*i + 2), cause, 0})
	}
	log := logOf(spells...)
	opt := Options{Window: window(0, 2000), Reported: []Reported{{"operations", 0.5, 0.5}}}
	point := analyze(t, log, opt)
	opt.Reported = []Reported{{"operations", 0.4, 0.6}}
	spread := analyze(t, log, opt)
	operating := 2000 - 24.
	for _, r := range point.Categories {
		if r.Category == "hardware" {
			if r.CorrectedMTBF != nil {
				t.Error("hardware is reported in full and has no correction")
			}
			continue
		}
		oracle.Near(t, string(r.Category)+" corrected", r.CorrectedMTBF.Point, operating/16, closed)
		oracle.Near(t, string(r.Category)+" lower limit", r.CorrectedMTBF.Lo, r.MTBF.Lo/2, closed)
	}
	oracle.Near(t, "total corrected", point.Total.CorrectedMTBF.Point, operating/20, 1e-9)
	oracle.Near(t, "total corrected, range", spread.Total.CorrectedMTBF.Point, operating/20, 1e-9)
	if !(spread.Total.CorrectedMTBF.Lo < point.Total.CorrectedMTBF.Lo && spread.Total.CorrectedMTBF.Hi > point.Total.CorrectedMTBF.Hi) {
		t.Errorf("a range of fractions must widen the limits: %v against %v", spread.Total.CorrectedMTBF, point.Total.CorrectedMTBF)
	}
	if _, err := Analyze(context.Background(), log, Options{Confidence: 0.9, Window: window(0, 2000), Reported: []Reported{{"weather", 0.5, 0.5}}}); err == nil {
		t.Error("a category that the log does not have was accepted")
	}
}

// Five causes in one outage count five times, the outage once.
func TestSeveralCauses(t *testing.T) {
	log := logOf(spell{"s", 10, 12, "", 0}, spell{"s", 20, 23, "b", 0})
	log.Causes[0] = []model.Category{"a/x", "a/y", "b"}
	table := analyze(t, log, Options{Window: window(0, 100)})
	want := map[model.Category]int{"a": 1, "a/x": 1, "a/y": 1, "b": 2}
	sum := 0.0
	for _, r := range table.Categories {
		if r.Failures != want[r.Category] {
			t.Errorf("%s: %d failures, want %d", r.Category, r.Failures, want[r.Category])
		}
		if r.Depth == 1 {
			sum += r.Share
		}
	}
	oracle.Near(t, "shares of the top level", sum, 1.5, closed)
	if table.Total.Failures != 2 {
		t.Errorf("total %d, want 2 outages", table.Total.Failures)
	}
}

func TestInfantMortality(t *testing.T) {
	log := logOf(spell{"s", 50, 52, "hardware", 0}, spell{"s", 300, 302, "hardware", 0}, spell{"s", 500, 501, "software", model.Infant})
	log.Units[0].Service = *window(0, 1000)
	byColumn := analyze(t, log, Options{Window: window(0, 1000), ExcludeInfant: true})
	if byColumn.Total.Failures != 2 || byColumn.Accounting.InfantBy["software"] != 1 {
		t.Errorf("marked infant: %d failures, removed %v", byColumn.Total.Failures, byColumn.Accounting.InfantBy)
	}
	byPeriod := analyze(t, log, Options{Window: window(0, 1000), InfantPeriod: 100})
	if byPeriod.Total.Failures != 2 || byPeriod.Accounting.InfantBy["hardware"] != 1 {
		t.Errorf("infant period: %d failures, removed %v", byPeriod.Total.Failures, byPeriod.Accounting.InfantBy)
	}
	oracle.Near(t, "the infant period is off the exposure", byPeriod.ExposureHours, 900, closed)
}

// Three failures on three units within 10 minutes of the one before, and one
// alone: two incidents.
func TestIncidents(t *testing.T) {
	gap := 1 / 6.
	log := logOf(
		spell{"a", 100, 101, "power", 0}, spell{"b", 100.1, 104, "power", 0}, spell{"c", 100.25, 102, "disc", 0},
		spell{"a", 500, 501, "disc", 0},
	)
	table := analyze(t, log, Options{Window: window(0, 1000), IncidentGap: &gap})
	in := table.Incidents
	if table.Total.Failures != 2 || in.Count != 2 || in.MultiUnit != 1 || in.LargestUnits != 3 || in.InMultiUnit != 3 {
		t.Errorf("%d failures, incidents %+v", table.Total.Failures, in)
	}
	oracle.Near(t, "restoration of the incident runs to its last end", table.Total.MTTR.Point, (4+1)/2., closed)
	oracle.Near(t, "unit-hours down do not change", table.Total.DowntimeHours, 1+3.9+1.75+1, 1e-9)
}

func TestGroupsByYearAreCompared(t *testing.T) {
	log := logOf(spell{"a", 100, 101, "x", 0}, spell{"a", 9000, 9002, "x", 0}, spell{"a", 12000, 12001, "x", 0})
	log.Clock = model.Calendar
	table := analyze(t, log, Options{Window: window(0, 2*8760), By: ByYear}) // 1970 and 1971
	if len(table.Groups) != 2 || table.Groups[0].Value != "1970" || table.Groups[0].Total.Failures != 1 || table.Groups[1].Total.Failures != 2 {
		t.Fatalf("groups: %+v", table.Groups)
	}
	if table.Comparison == nil || table.Comparison.Ratio == nil {
		t.Fatal("two groups are compared by their ratio")
	}
	for _, g := range table.Groups {
		checkIdentity(t, &g.Table)
	}
}

// Two units over 1970 (8760 h) and 1971. In 1971 only a failed, but b was in
// service too; a total of 40,000 unit-hours is shared by the two years alike.
func TestExposureOfAPeriod(t *testing.T) {
	log := logOf(spell{"a", 100, 101, "x", 0}, spell{"b", 200, 201, "x", 0}, spell{"a", 9000, 9002, "x", 0})
	log.Clock = model.Calendar
	for _, c := range []struct {
		rule  ExposureRule
		hours float64
	}{{ExposureRule{}, 2 * 8760}, {ExposureRule{Units: 3}, 3 * 8760}, {ExposureRule{TotalHours: 40_000}, 20_000}} {
		t.Run(fmt.Sprint(c.hours), func(t *testing.T) {
			table := analyze(t, log, Options{Window: window(0, 2*8760), By: ByYear, Exposure: c.rule})
			for _, g := range table.Groups {
				oracle.Near(t, "exposure of "+g.Value, g.ExposureHours, c.hours, closed)
			}
		})
	}
	// A month without any outage has the exposure of the rest.
	for _, g := range analyze(t, log, Options{Window: window(0, 2*8760), By: ByMonth}).Groups {
		if !(g.ExposureHours >= 2*28*24) {
			t.Errorf("%s: %g unit-hours", g.Value, g.ExposureHours)
		}
	}
}

func TestNoFailuresAndOne(t *testing.T) {
	none := analyze(t, logOf(), Options{Exposure: ExposureRule{TotalHours: 10_000}})
	oracle.Near(t, "one-sided bound", none.Total.MTBF.Lo, 10_000/math.Log(10), closed)
	if none.Total.MTBF.Estimable() || !math.IsInf(none.Total.MTBF.Hi, 1) || none.Total.Availability.Estimable() {
		t.Errorf("no failures: %+v", none.Total)
	}
	if _, err := Analyze(context.Background(), logOf(), Options{Confidence: 0.9}); err == nil {
		t.Error("a log without outages or exposure has no answer")
	}
	one := analyze(t, logOf(spell{"s", 10, 13, "x", 0}), Options{Exposure: ExposureRule{TotalHours: 10_003}})
	oracle.Near(t, "MTBF", one.Total.MTBF.Point, 10_000, closed)
	// chi2(0.95; 4) = 9.487729, chi2(0.05; 2) = 0.1025866 [NIST 8.4.5.1 with r = 1: .2108, 19.4957]
	oracle.Near(t, "lower", one.Total.MTBF.Lo, 2108, 1e-4)
	oracle.Near(t, "upper", one.Total.MTBF.Hi, 194957, 1e-5)
}

func TestDowntimeBeyondExposureIsRefused(t *testing.T) {
	log := logOf(spell{"a", 0, 90, "x", 0}, spell{"b", 0, 90, "x", 0})
	if _, err := Analyze(context.Background(), log, Options{Confidence: 0.9, Window: window(0, 100), Exposure: ExposureRule{Units: 1}}); err == nil {
		t.Error("180 unit-hours of downtime in 100 of exposure were accepted")
	}
}

// Laws that hold for any log: the order of the rows does not matter; up and
// down time fill the exposure; twice the time unit is half the rate; the
// categories' rates add up to the whole's.
func TestLaws(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 11))
	for range 50 {
		var spells []spell
		for range 2 + rng.IntN(40) {
			start := 900 * rng.Float64()
			spells = append(spells, spell{string(rune('a' + rng.IntN(5))), start, start + 30*rng.Float64(), model.Category([]string{"x", "y", "z"}[rng.IntN(3)]), 0})
		}
		opt := Options{Window: window(0, 1000), Exposure: ExposureRule{Units: 5}}
		first := analyze(t, logOf(spells...), opt)
		rng.Shuffle(len(spells), func(i, j int) { spells[i], spells[j] = spells[j], spells[i] })
		again := analyze(t, logOf(spells...), opt)
		oracle.Near(t, "downtime of shuffled rows", again.Total.DowntimeHours, first.Total.DowntimeHours, 1e-9)
		oracle.Near(t, "MTTR of shuffled rows", again.Total.MTTR.Lo, first.Total.MTTR.Lo, 1e-6)
		oracle.Near(t, "up and down", first.Total.OperatingHours+first.Total.DowntimeHours, 5000, closed)
		oracle.Near(t, "availability", first.Total.Availability.Point, first.Total.OperatingHours/5000, 1e-9)
		rates := 0.0
		for _, r := range first.Categories {
			rates += r.Rate.Point
		}
		oracle.Near(t, "rates add up", rates, first.Total.Rate.Point, 1e-9)
	}
}
