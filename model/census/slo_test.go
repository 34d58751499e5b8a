package census

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"mtbf/internal/oracle"
	"mtbf/model"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func hoursOf(t *testing.T, text string) float64 {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return float64(at.Unix()) / 3600
}

// Berlin, 2024: March has 743 h and October 745. One unit is watched from 10 March to
// the end of October; 1.2 h are lost in April, and of an outage of 2 h around midnight
// the one before it in June and the one after it in July.
func TestBudgetOfMonthsInBerlin(t *testing.T) {
	at := func(text string) float64 { return hoursOf(t, text) }
	log := logOf(
		spell{"a", at("2024-04-09T10:00:00+02:00"), at("2024-04-09T11:12:00+02:00"), "disc", 0},
		spell{"a", at("2024-06-30T23:00:00+02:00"), at("2024-07-01T01:00:00+02:00"), "net", 0},
	)
	log.Clock = model.Calendar
	w := window(at("2024-03-01T00:00:00+01:00"), at("2024-11-01T00:00:00+01:00"))
	opt := Options{Window: w, Zone: zone(t, "Europe/Berlin"), Objective: &Objective{Allowed: 0.001}}
	b := analyze(t, log, opt).Budget
	want := []struct {
		name         string
		hours, spent float64
		met          bool
	}{
		{"2024-03", 743, 0, true}, {"2024-04", 720, 1.2, false}, {"2024-05", 744, 0, true}, {"2024-06", 720, 1, false},
		{"2024-07", 744, 1, false}, {"2024-08", 744, 0, true}, {"2024-09", 720, 0, true}, {"2024-10", 745, 0, true},
	}
	if len(b.Periods) != len(want) {
		t.Fatalf("%d periods, want %d", len(b.Periods), len(want))
	}
	for i, p := range b.Periods {
		if w := want[i]; p.Name != w.name || p.Met() != w.met || p.Cut {
			t.Errorf("%s met %t cut %t; want %s %t", p.Name, p.Met(), p.Cut, w.name, w.met)
		}
		oracle.Near(t, p.Name+" budget", p.BudgetHours, want[i].hours/1000, closed)
		oracle.Near(t, p.Name+" spent", p.SpentHours, want[i].spent, 1e-10)
		oracle.Near(t, p.Name+" availability", p.Availability, 1-want[i].spent/want[i].hours, closed)
	}
	oracle.Near(t, "budget", b.BudgetHours, 5.880, closed)
	oracle.Near(t, "left", b.LeftHours, 5.880-3.2, 1e-10)

	cut := window(at("2024-03-10T00:00:00+01:00"), at("2024-04-10T00:00:00+02:00"))
	opt.Window = cut
	b = analyze(t, log, opt).Budget
	if len(b.Periods) != 2 || !b.Periods[0].Cut || !b.Periods[1].Cut {
		t.Fatalf("%+v; want two months cut off", b.Periods)
	}
	oracle.Near(t, "rest of March", b.Periods[0].BudgetHours, 0.527, closed)
	oracle.Near(t, "beginning of April", b.Periods[1].BudgetHours, 0.216, closed)
}

// A window of 100 h with outages of 10 to 14, 40 to 41, 46 to 48 and 90 to 91: back
// from the end in windows of 30 h, the first has 10 h and nothing lost but its end. The
// worst of 30 h anywhere lose 4 h: the first of them ends with the first outage. The
// worst of 10 h lose 4 h likewise, from 4 to 14.
func TestTumblingAndRollingWindows(t *testing.T) {
	log := logOf(spell{"a", 10, 14, "x", 0}, spell{"a", 40, 41, "x", 0}, spell{"a", 46, 48, "x", 0}, spell{"a", 90, 91, "x", 0})
	opt := Options{Window: window(0, 100), Objective: &Objective{Allowed: 0.01, WindowHours: 30}}
	b := analyze(t, log, opt).Budget
	spent := []float64{0, 4, 3, 1}
	for i, p := range b.Periods {
		oracle.Near(t, fmt.Sprint("spent ", i), p.SpentHours, spent[i], closed)
		if p.Cut != (i == 0) || p.To != float64(10+30*i) {
			t.Errorf("period %d is %v, cut %t", i, p.Interval, p.Cut)
		}
	}
	for _, c := range []struct{ length, from, spent float64 }{{10, 4, 4}, {31, 10, 5}, {37, 10, 6}, {38, 10, 7}, {100, 0, 8}} {
		t.Run(fmt.Sprint("worst of ", c.length), func(t *testing.T) {
			opt := opt
			opt.Objective = &Objective{Allowed: 0.01, WindowHours: c.length}
			w := analyze(t, log, opt).Budget.Worst
			if w == nil || math.Abs(w.From-c.from) > 1e-9 {
				t.Fatalf("%+v, want from %g", w, c.from)
			}
			oracle.Near(t, "spent", w.SpentHours, c.spent, closed)
		})
	}
	opt.Objective = &Objective{Allowed: 0.01, WindowHours: 101}
	if table := analyze(t, log, opt); table.Budget.Worst != nil || len(table.Budget.Periods) != 1 || !table.Budget.Periods[0].Cut || !warned(table.Warnings, "slo-window-long") {
		t.Errorf("longer than the window: %+v", table.Budget)
	}
}

// Whatever the log and the rules: budgets and what was spent of the periods add up to
// the whole, which is the downtime and the hours watched of the table; and no window
// that begins on a grid has less left than the worst.
func TestBudgetsAddUp(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 9))
	for n := range 60 {
		var spells []spell
		for range 1 + r.IntN(30) {
			from := math.Round(1e4*r.Float64()) / 4
			spells = append(spells, spell{fmt.Sprint(r.IntN(4)), from, from + math.Round(400*r.Float64())/4, "x", model.Kind(r.IntN(2)) * model.Planned})
		}
		log := logOf(spells...)
		log.Clock = model.Calendar
		fleet := []model.Exposure{{Unit: "0", Count: 2, Interval: *window(100, 2400)}, {Unit: "1", Count: 1, Interval: *window(0, 900)}, {Unit: "1", Count: 1, Interval: *window(1000, 2500)}, {Unit: "2", Count: 1, Interval: *window(0, 2500)}, {Unit: "3", Count: 1, Interval: *window(1200, 2500)}}
		rules := []ExposureRule{{Units: 5}, {Fleet: fleet}, {TotalHours: 30000}, {}}
		for i, exposure := range rules {
			opt := Options{Window: window(0, 2600), Exposure: exposure, IncludePlanned: n%3 == 1, ExcusePlanned: n%3 == 2, Objective: &Objective{Allowed: 0.02, WindowHours: float64(n%2) * 333}}
			table := analyze(t, log, opt)
			b, name := table.Budget, fmt.Sprint(n, " ", i)
			oracle.Near(t, name+" spent", b.SpentHours, table.Total.DowntimeHours, 1e-9)
			oracle.Near(t, name+" unavailability", b.Unavailability, table.Total.ObservedUnavailability, 1e-9)
			budget, spent := 0.0, 0.0
			for _, p := range b.Periods {
				budget, spent = budget+p.BudgetHours, spent+p.SpentHours
			}
			oracle.Near(t, name+" budgets", budget, b.BudgetHours, 1e-9)
			oracle.Near(t, name+" spendings", spent, b.SpentHours, 1e-9)
			if b.WindowHours > 0 {
				checkWorst(t, log, opt, b)
			}
		}
	}
}

// checkWorst looks at windows on a grid, each by a budget of its own.
func checkWorst(t *testing.T, log *model.Log, opt Options, b *ErrorBudget) {
	t.Helper()
	s, err := newStudy(t.Context(), log, opt)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.measure(); err != nil {
		t.Fatal(err)
	}
	c, err := s.courses()
	if err != nil {
		t.Fatal(err)
	}
	for from := 0.0; from <= 2600-333; from += 0.25 {
		if left := c.spending(*opt.Objective, model.Interval{From: from, To: from + 333}).LeftHours; left < b.Worst.LeftHours-1e-6 {
			t.Fatalf("from %g there are %g h left, of the worst %g", from, left, b.Worst.LeftHours)
		}
	}
}

// The confidence found is that of limits that reach the target: with limits of twice as
// much above a half, the lower one of availability is it, and below a half the upper.
func TestConfidenceThatTheTargetIsMet(t *testing.T) {
	var spells []spell
	r := rand.New(rand.NewPCG(3, 5))
	for i := range 25 {
		spells = append(spells, spell{"a", float64(100 * i), float64(100*i) + 0.2 + r.Float64(), "x", 0})
	}
	log := logOf(spells...)
	last := 1.0
	for _, lost := range []float64{0.02, 0.011, 0.009, 0.0072, 0.0068, 0.005, 0.003} {
		opt := Options{Window: window(0, 2600), Objective: &Objective{Allowed: lost}}
		met := analyze(t, log, opt).Budget.ConfidenceMet
		if !(met > 0 && met < last) {
			t.Fatalf("%g may be lost: confidence %g after %g", lost, met, last)
		}
		last = met
		opt.Confidence = math.Abs(2*met - 1)
		u := analyze(t, log, opt).Total.Unavailability
		limit := u.Hi
		if met < 0.5 {
			limit = u.Lo
		}
		oracle.Near(t, fmt.Sprint("limit at ", met), limit, lost, 1e-7)
	}
}

func TestConfidenceWithoutLimits(t *testing.T) {
	for _, spells := range [][]spell{{{"a", 10, 10, "x", 0}}, {{"a", 10, 12, "x", model.Planned}}} {
		table := analyze(t, logOf(spells...), Options{Window: window(0, 1000), Objective: &Objective{Allowed: 0.01}})
		if !math.IsNaN(table.Budget.ConfidenceMet) || !warned(table.Warnings, "slo-confidence") || table.Budget.SpentHours != 0 || !table.Budget.Met() {
			t.Errorf("%v: %+v", spells, table.Budget)
		}
		if len(table.Budget.Periods) > 0 || !warned(table.Warnings, "slo-no-calendar") {
			t.Errorf("months without a calendar: %+v", table.Budget.Periods)
		}
	}
}

// Failures of which no length is known: nothing is known of the spending.
func TestBudgetWithoutDurations(t *testing.T) {
	none := spell{"a", 10, 10, "x", model.NoDuration}
	opt := Options{Window: window(0, 1000), Objective: &Objective{Allowed: 0.01, WindowHours: 500}}
	if b := analyze(t, logOf(none), opt).Budget; !math.IsNaN(b.SpentHours) || !math.IsNaN(b.LeftHours) || b.BudgetHours != 10 || b.Met() || b.Worst != nil {
		t.Errorf("%+v", b)
	}
	if table := analyze(t, logOf(none, spell{"a", 20, 21, "x", 0}), opt); table.Budget.SpentHours != 1 || !warned(table.Warnings, "slo-spent-at-least") {
		t.Errorf("%+v", table.Budget)
	}
}

func TestObjectivesOutOfTheirDomain(t *testing.T) {
	for _, o := range []Objective{{}, {Allowed: 1}, {Allowed: -0.1}, {Allowed: math.NaN()}, {Allowed: 0.1, WindowHours: -1}, {Allowed: 0.1, WindowHours: math.Inf(1)}, {Allowed: 0.1, WindowHours: 1e-3}} {
		_, err := Analyze(t.Context(), logOf(spell{"a", 10, 12, "x", 0}), Options{Window: window(0, 100), Confidence: 0.9, Objective: &o})
		if e := (*model.ParamError)(nil); !errors.As(err, &e) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// Limits of so few repairs do not come together at the point: at 0.1 % both sides of it
// are open still.
func TestConfidenceUndecided(t *testing.T) {
	log := logOf(spell{"a", 10, 12, "x", 0}, spell{"a", 500, 501, "x", 0})
	b := analyze(t, log, Options{Window: window(0, 1000), Objective: &Objective{Allowed: 0.0035}}).Budget
	if !b.Undecided() || b.Met() != true {
		t.Errorf("%+v", b)
	}
}

// TestObjectiveInHoursOfService: budget and spending are hours of service, by month, and
// in the worst week.
func TestObjectiveInHoursOfService(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := func(text string) float64 {
		m, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
		if err != nil {
			t.Fatal(err)
		}
		return float64(m.Unix()) / 3600
	}
	calendar := &Calendar{Name: "Mon-Fri 08:00-18:00"}
	for day := time.Monday; day <= time.Friday; day++ {
		calendar.Shifts = append(calendar.Shifts, Shift{Day: day, From: 8 * 60, To: 18 * 60})
	}
	log := &model.Log{
		Outages: []model.Outage{
			{Start: at("2024-03-01 17:00"), End: at("2024-03-04 09:00")}, {Start: at("2024-03-12 10:00"), End: at("2024-03-12 11:30"), Unit: 1}, {Start: at("2024-04-02 10:00"), End: at("2024-04-02 10:30")},
		},
		Units: []model.Unit{{Name: "a"}, {Name: "b"}}, Causes: [][]model.Category{{"x"}}, Files: []string{"log"}, Reading: model.Reading{RowsRead: 3},
	}
	opt := Options{
		Confidence: 0.9, Zone: zone, Service: calendar, Window: &model.Interval{From: at("2024-03-01 00:00"), To: at("2024-05-01 00:00")},
		Exposure: ExposureRule{Units: 2}, Objective: &Objective{Allowed: 0.005},
	}
	table, err := Analyze(t.Context(), log, opt)
	if err != nil {
		t.Fatal(err)
	}
	b := table.Budget
	oracle.Near(t, "budget", b.BudgetHours, 0.005*2*10*(21+22), 1e-9) // working days of the two months
	oracle.Near(t, "spent", b.SpentHours, 1+1+1.5+.5, 1e-9)
	oracle.Near(t, "spent in March", b.Periods[0].SpentHours, 3.5, 1e-9)
	oracle.Near(t, "budget of March", b.Periods[0].BudgetHours, 0.005*2*10*21, 1e-9)
	opt.Objective = &Objective{Allowed: 0.005, WindowHours: 7 * 24}
	if table, err = Analyze(t.Context(), log, opt); err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "left of the worst week", table.Budget.Worst.LeftHours, 0.005*2*50-2, 1e-9)
}
