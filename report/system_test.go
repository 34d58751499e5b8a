package report

import (
	"context"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"mtbf/ingest/systemfile"
	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/solve"
	"mtbf/model/system"
	"mtbf/montecarlo"
	"mtbf/montecarlo/rare"
)

func parse(t *testing.T, text string) *system.Model {
	t.Helper()
	m, _, err := systemfile.Parse("system.yaml", strings.NewReader(text), systemfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// solved is the report's input for a system, its cut sets and the state at times.
func solved(t *testing.T, m *system.Model, times ...float64) System {
	t.Helper()
	exact, err := solve.System(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	s := System{Model: m, Exact: exact}
	if s.CutSets, err = exact.Structure.CutSets(context.Background(), system.SetOptions{}, solve.Groups); err != nil {
		t.Fatal(err)
	}
	if s.Points, err = solve.At(context.Background(), m, exact, times...); err != nil {
		t.Fatal(err)
	}
	return s
}

const pairAndMains = `
name: <pair> & mains
modules:
  disc: {mtbf: 980h, mttr: 20h}
  mains: {mtbf: 999h, mttr: 1h}
structure:
  series: [{duplex: {of: disc}}, mains]
`

// A disc is down 20 of 1,000 h, u = 0.02, the pair 0.0004; the mains 0.001. The
// system is down 1 - (1-0.0004)(1-0.001) = 0.0013996 of the time: 12.27 h a
// year. The mains are critical in 0.001(1-0.0004)/0.0013996 = 71.4 % of it. The
// mains fail alone with 0.001, the discs together with 0.0004.
func TestSystemReportStatesFindings(t *testing.T) {
	page, all := sound(t, solved(t, parse(t, pairAndMains), 0, 100).Page())
	for _, want := range []string{
		"Availability is 99.860 %, an unavailability of 0.001400: 12.27 h of downtime a year",
		"&#34;mains&#34; is the most important: it is critical in 71.4 % of the downtime.",
		"The most probable minimal cut set is mains alone, with probability 0.00100: a single point of failure.",
		"2 minimal cut sets: units",
		"System: &lt;pair&gt; &amp; mains",
	} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if u := row(t, all, "Unavailability"); u[2] != "0.0013996" {
		t.Errorf("unavailability %q", u)
	}
	if cut := row(t, all, "disc.1, disc.2"); cut[1] != "2" || cut[2] != "4e-04" {
		t.Errorf("the cut set of the discs: %q", cut)
	}
}

// The pair and the mains are down 0.0013996 of the time: 1.40 times what 99.9 % allows, 0.001
// or 8.766 h a year, and 0.280 times what 99.5 % allows, 43.83 h. A target that is met with
// equality is met. Limits that leave it open are told, those on one side are not.
func TestSystemHeldAgainstATarget(t *testing.T) {
	exact := solved(t, parse(t, pairAndMains))
	limits := func(lo, hi float64) System {
		s := exact
		s.Limits = &solve.Limits{Unavailability: model.Estimate{Point: 0.0013996, Lo: lo, Hi: hi, Confidence: 0.9}}
		return s
	}
	simulated := System{Model: exact.Model, Refused: errors.New("too large"), Plain: &montecarlo.Result{}}
	simulated.Plain.Measures.Unavailability = montecarlo.Estimate{Estimate: model.Estimate{Point: 0.0012, Lo: 0.0011, Hi: 0.0013, Confidence: 0.9}, RelativeError: 0.05}
	unknown := System{Model: exact.Model, Refused: errors.New("too large")}
	never := solved(t, parse(t, "name: one\nmodules:\n  a: {availability: 1}\nstructure: a\n"))
	for _, c := range []struct {
		name    string
		of      System
		allowed float64
		want    string
	}{
		{"missed", exact, 0.001, "The target of 99.9 % is missed: the system is down 1.40 times as much as it allows, which is 8.766 h a year."},
		{"met", exact, 0.005, "The target of 99.5 % is met: the system is down 0.280 times as much as it allows, which is 43.83 h a year."},
		{"just met", exact, 0.0013996, "The target of 99.86 % is met: the system is down 1.00 times as much as it allows, which is 12.27 h a year."},
		{"nines", exact, 1e-9, "The target of 99.9999999 % is missed: the system is down 1,400,000 times as much as it allows, which is 0.03156 s a year."},
		{"no downtime", exact, 0, "The target of 100 % is missed: it allows no downtime."},
		{"never down", never, 0, "The target of 100 % is met: it allows no downtime."},
		{"open", limits(0.0005, 0.002), 0.001, "The target of 99.9 % is missed: the system is down 1.40 [0.500, 2.00] times (90 % limits) as much as it allows, which is 8.766 h a year. That is not certain: the limits leave it open."},
		{"certain", limits(0.0011, 0.002), 0.001, "The target of 99.9 % is missed: the system is down 1.40 [1.10, 2.00] times (90 % limits) as much as it allows, which is 8.766 h a year."},
		{"simulated", simulated, 0.002, "The target of 99.8 % is met by the simulation: the system is down 0.600 [0.550, 0.650] times (90 % limits) as much as it allows, which is 17.53 h a year."},
		{"simulated, open", simulated, 0.00125, "The target of 99.875 % is met by the simulation: the system is down 0.960 [0.880, 1.04] times (90 % limits) as much as it allows, which is 10.96 h a year. That is not certain: the limits leave it open."},
		{"not known", unknown, 0.001, "The target of 99.9 % cannot be held against the system: its availability is not known."},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.of.Allowed = &c.allowed
			oracle.Equal(t, "finding", c.of.Page().Findings[0].Text, c.want)
			sound(t, c.of.Page())
		})
	}
}

// A hundred lines of which each is up 99 % of the time deliver 0.99; a system that is up or
// down as a whole has no capacity, and no row of one.
func TestExpectedCapacityOfWhatHasOne(t *testing.T) {
	for text, want := range map[string]string{
		"name: lines\nmodules:\n  line: {availability: 0.99}\nstructure:\n  partial: {of: line, n: 100}\n": "0.99",
		pairAndMains: "",
	} {
		m := parse(t, text)
		exact, err := solve.System(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, r := range (System{Model: m, Exact: exact}).measures().Tables[0].Rows {
			if r[0] == "Expected capacity" {
				got = r[2]
			}
		}
		oracle.Equal(t, "expected capacity", got, want)
	}
}

func TestSystemReportWithSimulation(t *testing.T) {
	m := parse(t, pairAndMains)
	s := solved(t, m)
	var err error
	if s.Plain, err = montecarlo.Simulate(context.Background(), m, montecarlo.Options{Seed: 3, RelError: 0.05, Confidence: 0.9}); err != nil {
		t.Fatal(err)
	}
	page, _ := sound(t, s.Page())
	if !strings.Contains(string(page), "agrees with the exact answer") || strings.Contains(string(page), "DISAGREES") {
		t.Error("the simulation does not agree")
	}
	// The same simulation of a system that is down twice as much.
	s.Exact.Unavailability *= 2
	if page, _ := sound(t, s.Page()); !strings.Contains(string(page), "DISAGREES with the exact answer") {
		t.Error("a wrong answer is let pass")
	}
}

func TestSystemReportWithoutExactAnswer(t *testing.T) {
	m := parse(t, `
name: pumps
modules:
  pump: {life: {weibull: {shape: 2, scale: 1000h}}, mttr: 10h}
structure:
  standby: {of: pump, spares: 1, mode: cold}
`)
	_, refused := solve.System(context.Background(), m)
	if refused == nil {
		t.Fatal("an exact engine takes the pumps")
	}
	run, err := montecarlo.Simulate(context.Background(), m, montecarlo.Options{Seed: 3, MaxReplications: 400, FirstFailures: 1, Times: []float64{700}, Confidence: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	page, _ := sound(t, System{Model: m, Refused: refused, Plain: run}.Page())
	for _, want := range []string{"No exact engine takes this system: Group", "gives an availability of 99.", "Time-dependent measures (new at t = 0), simulated", "<td>700</td>"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	without := System{Model: m, Refused: refused, Unsimulated: errors.New("no time")}.Page()
	if len(without.Warnings) != 1 || without.Warnings[0].Code != "not-simulated" {
		t.Errorf("warnings %v", without.Warnings)
	}
	page, _ = sound(t, without)
	if !strings.Contains(string(page), "no time") {
		t.Error("why there is no simulation is not told")
	}
}

// Without repair the answer is a mean life: 1/2 + 1/1 of that of a unit for a
// pair, 1,500 h.
func TestSystemReportWithoutRepair(t *testing.T) {
	m := parse(t, `
name: mission
modules:
  unit: {life: {exponential: {mean: 1000h}}}
structure:
  duplex: {of: unit}
`)
	s := solved(t, m)
	var err error
	if s.Plain, err = montecarlo.Simulate(context.Background(), m, montecarlo.Options{Seed: 3, RelError: 0.02, Confidence: 0.9}); err != nil {
		t.Fatal(err)
	}
	page, _ := sound(t, s.Page())
	for _, want := range []string{"it works for 62.50 d on average (MTTF)", "agrees with the exact answer: MTTF in hours 1,"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// A module whose MTBF is somewhere from 500 to 2,000 h: with an MTTR of 10 h its
// availability is somewhere from 500/510 = 98.04 % to 2,000/2,010 = 99.502 %.
func TestSystemReportWithLimits(t *testing.T) {
	m := parse(t, "name: one\nmodules:\n  unit: {mtbf: 1000h, mttr: 10h}\nstructure: unit\n")
	m.Components[0].MTBFEstimate = &model.Estimate{Point: 1000, Lo: 500, Hi: 2000, Confidence: 0.9}
	s := solved(t, m)
	var err error
	if s.Limits, err = solve.WorstBestCase(context.Background(), m, s.Exact); err != nil {
		t.Fatal(err)
	}
	page, all := sound(t, s.Page())
	if !strings.Contains(string(page), "Availability is 99.010 % (with the modules at their 90 % limits, 98.04 to 99.502 %)") {
		t.Error("the limits are not stated")
	}
	if cells := row(t, all[slices.IndexFunc(all, func(e element) bool { return strings.HasPrefix(e.text, "With modules from") }):], "MTBF"); cells[1] != "d" || cells[3] != "20.83" || cells[4] != "83.33" {
		t.Errorf("the limits of the MTBF: %q", cells)
	}
}

// Each uncertain number of a module stands with its limits: 9,000 h with an error factor
// of 3, and a repair time from 5 to 20 h.
func TestUncertainModulesOfAReport(t *testing.T) {
	m := parse(t, "name: one\nmodules:\n  unit: {mtbf: {point: 9000h, error_factor: 3}, mttr: {lo: 5h, hi: 20h, confidence: 0.90}}\n  line: {availability: {point: 0.75, error_factor: 3}}\nstructure: {series: [unit, line]}\n")
	s := solved(t, m)
	_, all := sound(t, s.Page())
	at := slices.IndexFunc(all, func(e element) bool { return strings.HasPrefix(e.text, "Uncertain numbers of modules") })
	if at < 0 {
		t.Fatal("no table of them")
	}
	oracle.Equal(t, "MTBF", strings.Join(row(t, all[at:], "unit")[:6], " "), "unit MTBF d 375 125 1,125")
	oracle.Equal(t, "availability", strings.Join(row(t, all[at:], "line")[:6], " "), "line availability  0.75 0.5 0.9")
}

// The tables of times and of limits, each figure under its heading.
func TestTablesOfASystem(t *testing.T) {
	of := func(point float64) model.Estimate {
		return model.Estimate{Point: point, Lo: point - 1, Hi: point + 1, Confidence: 0.9}
	}
	plain := func(point float64) montecarlo.Estimate { return montecarlo.Estimate{Estimate: of(point)} }
	m := parse(t, "modules: {disc: {mtbf: 10000h, mttr: 24h}, link: {availability: 0.98}}\nstructure: {series: [link, {parallel: [disc, disc]}]}\n")
	m.Components = append(m.Components, system.Component{Name: "one shot", Availability: math.NaN(), Reliability: 0.97, Source: "by hand"})
	s := System{
		Limits: &solve.Limits{Unavailability: of(12), Availability: of(15), MTBF: of(18)},
		Points: []solve.Point{{T: 7, Reliability: 0.1, Unreliability: 0.9, UnrepairedReliability: 0.2, Availability: 0.3, Unavailability: 0.7}, {T: 8, Reliability: math.NaN(), UnrepairedReliability: math.NaN(), Unreliability: 0, Availability: 1, Unavailability: 1e-9}},
		Plain:  &montecarlo.Result{At: []montecarlo.Point{{T: 7, Reliability: plain(22), Unreliability: plain(25), Availability: plain(28), Unavailability: plain(32)}}},
	}
	for _, c := range []struct {
		name  string
		table Table
		want  [][]string
	}{
		{"limits", s.limits(), [][]string{{"Unavailability", "", "12", "11", "13"}, {"MTBF", "h", "18", "17", "19"}}},
		{"times", s.times().Tables[0], [][]string{{"7", "0.1", "0.9", "0.2", "0.3", "0.7"}, {"8", "not defined", "0", "not defined", "1", "1e-09"}}},
		{"simulated times", s.simulatedTimes().Tables[0], [][]string{{"7", "25", "24", "26", "32", "31", "33"}}},
		{"modules", System{Model: m}.modules(), [][]string{
			{"disc", "2", "10,000", "24", "", "", ""}, {"link", "1", "", "", "0.98", "", ""}, {"one shot", "0", "", "", "", "0.97", "by hand"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !reflect.DeepEqual(c.table.Rows, c.want) || len(c.want[0]) != len(c.table.Head) {
				t.Errorf("%q under %q, not %q", c.table.Rows, c.table.Head, c.want)
			}
		})
	}
	for x, want := range map[float64]string{1: "1 minimal cut set", 3: "3 minimal cut sets", 1e7: "10,000,000 minimal cut sets", math.Inf(1): "Minimal cut sets, too many to count"} {
		if got := counted(x); got != want {
			t.Errorf("%g: %s, not %s", x, got, want)
		}
	}
	if counted(math.NaN()) != counted(math.Inf(1)) || infinite(math.Inf(1)) != "infinite" || infinite(2) != "2" || infinite(math.NaN()) != "not defined" {
		t.Error("numbers that are none have other words")
	}
}

func TestRareSimulation(t *testing.T) {
	m := parse(t, pairAndMains)
	s := solved(t, m)
	u := s.Exact.Unavailability
	s.Rare = &rare.Result{Method: rare.Biasing, Cycles: 1000, RelError: 0.01,
		Unavailability: model.Estimate{Point: 1.03 * u, Lo: 1.01 * u, Hi: 1.05 * u, Confidence: 0.9},
		MTTF:           model.NotEstimable(0, math.Inf(1), 0.9, "not by this method")}
	c, ok := s.simulated()
	if !ok || math.Abs(c.off()-0.03/1.03/0.01) > 1e-9 {
		t.Errorf("off by %g standard errors", c.off())
	}
	sound(t, s.Page())
	s.Rare.Unavailability.Point = 0
	if c, _ := s.simulated(); !strings.Contains(c.verdict(), "too few failures") {
		t.Error(c.verdict())
	}
}

// Every measure of a simulation, of either kind, has a row of its own.
func TestMeasuresOfASimulation(t *testing.T) {
	of := func(point float64) model.Estimate {
		return model.Estimate{Point: point, Lo: point - 1, Hi: point + 1, Confidence: 0.9}
	}
	plain := func(point float64) montecarlo.Estimate {
		return montecarlo.Estimate{Estimate: of(point), RelativeError: 0.1}
	}
	for name, s := range map[string]System{
		"plain": {Plain: &montecarlo.Result{Method: "plain", Replications: 1200, Measures: montecarlo.Measures{
			Unavailability: plain(11), Availability: plain(12), MTBF: plain(13), MUT: plain(14), MDT: plain(15), MTTF: plain(16)}}},
		"rare": {Rare: &rare.Result{Method: "biasing", Cycles: 1300, RelError: 0.1, Unavailability: of(11), Availability: of(12), MTBF: of(13), MDT: of(15), MTTF: of(16)}},
	} {
		t.Run(name, func(t *testing.T) {
			section := s.simulation()
			want := [][]string{
				{"Unavailability", "", "11", "10", "12"},
				{"MTBF, mean up time per failure", "h", "13", "12", "14"},
				{"MDT, mean down time", "h", "15", "14", "16"},
				{"MTTFF, new at t = 0", "h", "16", "15", "17"},
			}
			if got := section.Tables[0].Rows; !reflect.DeepEqual(got, want) {
				t.Errorf("%q, not %q", got, want)
			}
			runs := map[string]string{"plain": "A simulation (plain, 1,200 missions)", "rare": "A simulation (biasing, 1,300 cycles)"}[name]
			if len(section.Prose) != 1 || !strings.HasPrefix(section.Prose[0], runs+" gives an availability of 1200.00 % ") {
				t.Errorf("%q", section.Prose)
			}
		})
	}
}
