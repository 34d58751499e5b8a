package census

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/life"
	"mtbf/model/rate"
)

// contrast compares the two parts of a log.
func contrast(t *testing.T, log *model.Log, opt Options, at float64) *Contrast {
	t.Helper()
	before, after, _, err := Cut(context.Background(), log, opt, at)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Compare(context.Background(), Side{log, before}, Side{log, after}, 0)
	if err != nil {
		t.Fatal(err)
	}
	checkIdentity(t, c.Old)
	checkIdentity(t, c.New)
	return c
}

// named returns the row of a category.
func (c *Contrast) named(t *testing.T, path model.Category) ContrastRow {
	t.Helper()
	for _, r := range c.Categories {
		if r.Old.Category == path {
			return r
		}
	}
	t.Fatalf("no row of %q", path)
	return ContrastRow{}
}

// Two units over 200 h, cut at 100. a is down from 10 to 20 and from 150 to 155, b from
// 90 to 120: a failure of the old side, 10 h down there, where its repair lasts so long
// at least, and 20 h on the new one.
func TestCutByHand(t *testing.T) {
	log := logOf(spell{"a", 10, 20, "disc", 0}, spell{"b", 90, 120, "power", 0}, spell{"a", 150, 155, "disc", 0})
	c := contrast(t, log, Options{Window: window(0, 200)}, 100)
	total := c.Total
	for _, v := range []struct {
		name      string
		got, want float64
	}{
		{"failures before", float64(total.Old.Failures), 2}, {"after", float64(total.New.Failures), 1},
		{"downtime before", total.Old.DowntimeHours, 20}, {"after", total.New.DowntimeHours, 25},
		{"hours operating before", total.Old.OperatingHours, 180}, {"after", total.New.OperatingHours, 175},
		{"MTTR before: 10 h and at least 10 h in one finished repair", total.Old.MTTR.Point, 20}, {"after", total.New.MTTR.Point, 5},
		{"ratio of rates", total.Rate.Point, (1. / 175) / (2. / 180)}, {"ratio of MTTRs", total.MTTR.Point, 0.25},
		{"difference of availability", total.Availability.Point, total.New.Availability.Point - total.Old.Availability.Point},
		{"begun before", float64(c.New.Accounting.OngoingAtStart), 1},
	} {
		t.Run(v.name, func(t *testing.T) { oracle.Near(t, v.name, v.got, v.want, closed) })
	}
	e, p, err := rate.Ratio(1, 175, 2, 180, 0.9)
	if err != nil || total.Rate.Lo != e.Lo || total.Rate.Hi != e.Hi || total.Rate.P != p {
		t.Errorf("rates: [%g, %g], p = %g; want [%g, %g], %g", total.Rate.Lo, total.Rate.Hi, total.Rate.P, e.Lo, e.Hi, p)
	}

	// No power failure begins on the new side: a row without one, whose rate has an
	// upper limit, and nothing to say of its MTTR.
	power := c.named(t, "power")
	if power.New.Failures != 0 || power.New.DowntimeHours != 20 || power.Rate.Estimable() || power.Rate.Lo != 0 || math.IsInf(power.Rate.Hi, 1) {
		t.Errorf("power: %d failures, %g h, rate %v", power.New.Failures, power.New.DowntimeHours, power.Rate)
	}
	if power.MTTR.Verdict != NotComparable || power.Availability.Verdict != NotComparable || power.Availability.Hi > 1 || power.Verdict != NotShown {
		t.Errorf("power: %+v", power)
	}
	if c.Comparisons != 9 {
		t.Errorf("%d comparisons of three rows", c.Comparisons)
	}
}

// Each side has the exposure of its own window, however it is given.
func TestExposureOfTheSides(t *testing.T) {
	log := logOf(spell{"a", 10, 20, "disc", 0}, spell{"b", 180, 190, "power", 0})
	fleet := []model.Exposure{{Unit: "a", Count: 1, Interval: *window(0, 200)}, {Unit: "b", Count: 2, Interval: *window(50, 150)}, {Unit: "b", Count: 1, Interval: *window(150, 200)}}
	for _, c := range []struct {
		name          string
		rule          ExposureRule
		before, after float64
		source        string
	}{
		{"units seen", ExposureRule{}, 160, 240, "units seen"},
		{"a number", ExposureRule{Units: 5}, 400, 600, "number of units"},
		{"a total", ExposureRule{TotalHours: 1000}, 400, 600, "total given"},
		{"a fleet", ExposureRule{Fleet: fleet}, 80 + 60, 120 + 140 + 50, "fleet file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := contrast(t, log, Options{Window: window(0, 200), Exposure: c.rule}, 80)
			oracle.Near(t, "before", got.Old.ExposureHours, c.before, closed)
			oracle.Near(t, "after", got.New.ExposureHours, c.after, closed)
			for _, side := range []*Table{got.Old, got.New} {
				if !strings.Contains(side.Accounting.ExposureSource, c.source) {
					t.Errorf("exposure from %q", side.Accounting.ExposureSource)
				}
			}
		})
	}
}

// The parts of a window that nobody gave are none that somebody gave, and it is said
// once, of the whole.
func TestCutOfAnInferredWindow(t *testing.T) {
	log := logOf(spell{"a", 10, 20, "disc", 0}, spell{"a", 180, 190, "power", 0})
	for _, given := range []*model.Interval{nil, window(10, 190)} {
		before, after, warnings, err := Cut(context.Background(), log, Options{Window: given}, 80)
		if err != nil {
			t.Fatal(err)
		}
		said := 0
		for _, w := range warnings {
			if w.Code == "window-inferred" {
				said++
			}
		}
		c, err := Compare(context.Background(), Side{log, before}, Side{log, after}, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, side := range []*Table{c.Old, c.New} {
			if inferred := given == nil; side.Accounting.WindowInferred != inferred || (said == 1) != inferred {
				t.Errorf("window given %v, inferred %v, said %d times", given != nil, side.Accounting.WindowInferred, said)
			}
			for _, w := range side.Warnings {
				if w.Code == "window-inferred" || w.Code == "exposure-inferred" {
					t.Errorf("said again of a side: %s", w.Text)
				}
			}
		}
	}
}

// A moment at an end of the window, or outside, parts nothing.
func TestCutOutsideTheWindow(t *testing.T) {
	log := logOf(spell{"a", 10, 20, "disc", 0})
	for _, at := range []float64{-1, 0, 200, 201, math.NaN()} {
		_, _, _, err := Cut(context.Background(), log, Options{Window: window(0, 200)}, at)
		var param *model.ParamError
		if !errors.As(err, &param) || param.Param != "split" {
			t.Errorf("at %g: %v", at, err)
		}
	}
}

// random makes a log of failures of some causes with log-normal repairs.
func random(seed uint64, rates map[model.Category]float64, mttr float64) *model.Log {
	r := rand.New(rand.NewPCG(seed, 1))
	var all []spell
	for _, cause := range []model.Category{"disc", "power", "software"} {
		for u := range 10 {
			for at := r.ExpFloat64() / rates[cause]; at < 1000; at += r.ExpFloat64() / rates[cause] {
				all = append(all, spell{fmt.Sprint(u), at, at + mttr*math.Exp(r.NormFloat64()), cause, 0})
			}
		}
	}
	return logOf(all...)
}

var sides = Options{Window: window(0, 1000), Exposure: ExposureRule{Units: 10}}

func of(t *testing.T, old, new *model.Log) *Contrast {
	t.Helper()
	c, err := Compare(context.Background(), Side{old, sides}, Side{new, sides}, 0)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Three times the failures, and repairs of a third: worse and better at once, and no
// change of availability that can be shown. What is better one way is worse the other.
func TestVerdictsHaveASide(t *testing.T) {
	old := random(1, map[model.Category]float64{"disc": 1e-2, "power": 1e-3, "software": 2e-3}, 3)
	new := random(2, map[model.Category]float64{"disc": 3e-2, "power": 1e-3, "software": 6e-3}, 1)
	there, back := of(t, old, new), of(t, new, old)
	if v := there.Total; v.Rate.Verdict != Worse || v.MTTR.Verdict != Better || v.Availability.Verdict != NotShown || v.Verdict != Mixed {
		t.Errorf("rate %s, MTTR %s, availability %s: %s", v.Rate.Verdict, v.MTTR.Verdict, v.Availability.Verdict, v.Verdict)
	}
	if v := back.Total; v.Rate.Verdict != Better || v.MTTR.Verdict != Worse || v.Verdict != Mixed {
		t.Errorf("back: rate %s, MTTR %s: %s", v.Rate.Verdict, v.MTTR.Verdict, v.Verdict)
	}
	for i, r := range append(there.Categories, there.Total) {
		b := append(back.Categories, back.Total)[i]
		oracle.Near(t, "rate", b.Rate.Point, 1/r.Rate.Point, 1e-12)
		oracle.Near(t, "MTTR, lower", b.MTTR.Lo, 1/r.MTTR.Hi, 1e-12)
		oracle.Near(t, "MTTR, p", b.MTTR.P, r.MTTR.P, 1e-6)
		oracle.Near(t, "availability", b.Availability.Point, -r.Availability.Point, 1e-12)
		oracle.Near(t, "availability, lower", b.Availability.Lo, -r.Availability.Hi, 1e-12)
	}
	if there.Comparisons != 12 || there.Total.P != there.Total.Rate.Adjusted && there.Total.P != there.Total.MTTR.Adjusted {
		t.Errorf("%d comparisons, p = %g", there.Comparisons, there.Total.P)
	}
}

// Ten times the failures are less availability, and more the other way.
func TestAvailabilityHasASide(t *testing.T) {
	few := random(4, map[model.Category]float64{"disc": 1e-3, "power": 1e-3, "software": 1e-3}, 3)
	many := random(5, map[model.Category]float64{"disc": 1e-2, "power": 1e-2, "software": 1e-2}, 3)
	there, back := of(t, few, many).Total.Availability, of(t, many, few).Total.Availability
	if there.Verdict != Worse || there.Point >= 0 || back.Verdict != Better || back.Point <= 0 {
		t.Errorf("%g is %s, and back %g is %s", there.Point, there.Verdict, back.Point, back.Verdict)
	}
}

// Limits are those of the old side's confidence on both, and what is said of failures
// that were not reported changes no comparison.
func TestOptionsOfTheSides(t *testing.T) {
	old := random(1, map[model.Category]float64{"disc": 1e-2, "power": 1e-3, "software": 2e-3}, 3)
	new := random(2, map[model.Category]float64{"disc": 3e-2, "power": 1e-3, "software": 6e-3}, 1)
	plain := of(t, old, new)
	a, b := sides, sides
	a.Reported, b.Confidence = []Reported{{"disc", 0.5, 0.5}}, 0.5
	c, err := Compare(context.Background(), Side{old, a}, Side{new, b}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.Total.Availability.Estimate, plain.Total.Availability.Estimate; got.Lo != want.Lo || got.Confidence != 0.9 || c.New.Total.MTBF.Confidence != 0.9 {
		t.Errorf("[%g, %g] at %g, want [%g, %g]", got.Lo, got.Hi, got.Confidence, want.Lo, want.Hi)
	}
}

// A log differs from itself by nothing.
func TestNothingDiffersFromItself(t *testing.T) {
	log := random(3, map[model.Category]float64{"disc": 1e-2, "power": 1e-3, "software": 2e-3}, 3)
	c := of(t, log, log)
	for _, r := range append(c.Categories, c.Total) {
		if r.Verdict != NotShown || r.P != 1 || r.Rate.Point != 1 || math.Abs(r.MTTR.Point-1) > closed || r.Availability.Point != 0 {
			t.Errorf("%q: %s, p = %g", r.Old.Category, r.Verdict, r.P)
		}
	}
}

// What a log tells nothing of is not compared, and takes no part in the number of
// comparisons: no durations, or no failure on one side or on both.
func TestWhatCannotBeCompared(t *testing.T) {
	timeless := func(n int) *model.Log {
		var all []spell
		for i := range n {
			all = append(all, spell{"0", float64(i * 20), 0, "disc", model.NoDuration})
		}
		return logOf(all...)
	}
	one := logOf(spell{"0", 10, 12, "disc", 0})
	for _, c := range []struct {
		name        string
		old, new    *model.Log
		comparisons int
		rate        Verdict
	}{
		{"no durations", timeless(3), timeless(40), 2, Worse},
		{"no failures before", logOf(), one, 2, NotShown},
		{"no failures after", timeless(9), logOf(), 2, Better},
		{"no failures at all", logOf(), logOf(), 1, NotShown},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := of(t, c.old, c.new)
			v := got.Total
			if got.Comparisons != c.comparisons || v.Rate.Verdict != c.rate || v.Verdict != c.rate || v.MTTR.Verdict != NotComparable || v.Availability.Verdict != NotComparable {
				t.Errorf("%d comparisons; rate %s (p = %g), MTTR %s, availability %s", got.Comparisons, v.Rate.Verdict, v.Rate.P, v.MTTR.Verdict, v.Availability.Verdict)
			}
			if math.IsNaN(v.Rate.P) || !math.IsNaN(v.MTTR.P) || math.IsNaN(v.Rate.Lo) || math.IsNaN(v.MTTR.Lo) || math.IsNaN(v.Availability.Hi) {
				t.Errorf("%+v", v)
			}
		})
	}
}

// A context that has ended ends the comparison.
func TestContrastEnds(t *testing.T) {
	log := logOf(spell{"0", 10, 13, "disc", 0})
	ended, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Compare(ended, Side{log, sides}, Side{log, sides}, 0); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, _, _, err := Cut(ended, log, sides, 500); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Units that never worked on one side have no rate there.
func TestASideThatIsAlwaysDown(t *testing.T) {
	log := logOf(spell{"a", 0, 100, "disc", 0}, spell{"a", 150, 155, "disc", 0})
	c := contrast(t, log, Options{Window: window(0, 200)}, 100)
	if c.Total.Rate.Verdict != NotComparable || c.Total.Availability.Verdict != NotComparable {
		t.Errorf("%+v", c.Total)
	}
	oracle.Near(t, "availability gained", c.Total.Availability.Point, 0.95, closed)
}

// A category that only the new log has is a row with nothing on the old side, and the
// depth bounds what is compared.
func TestCategoriesOfBothSides(t *testing.T) {
	old := logOf(spell{"0", 10, 12, "hardware/disc", 0}, spell{"0", 20, 22, "hardware/fan", 0})
	new := logOf(spell{"0", 10, 12, "software", 0}, spell{"0", 30, 32, "software", 0}, spell{"0", 40, 42, "software", 0})
	c := of(t, old, new)
	var names []string
	for _, r := range c.Categories {
		names = append(names, string(r.Old.Category))
		if r.Old.Category != r.New.Category || r.Old.Depth != r.New.Depth {
			t.Errorf("%q beside %q", r.Old.Category, r.New.Category)
		}
	}
	if got := strings.Join(names, " "); got != "software hardware hardware/disc hardware/fan" {
		t.Error(got)
	}
	more := of(t, random(1, map[model.Category]float64{"disc": 1e-3, "power": 3e-3, "software": 1e-9}, 3), random(2, map[model.Category]float64{"disc": 2e-2, "power": 1e-9, "software": 1e-9}, 3))
	if first := more.Categories[0]; first.Old.Category != "disc" || first.Old.Failures >= more.Categories[1].Old.Failures {
		t.Errorf("%q with %d and %d failures stands first", first.Old.Category, first.Old.Failures, first.New.Failures)
	}
	top, err := Compare(context.Background(), Side{old, sides}, Side{new, sides}, 1)
	if err != nil || len(top.Categories) != 2 {
		t.Errorf("%d categories of depth 1, %v", len(top.Categories), err)
	}
	if path, ok := of(t, old, logOf(spell{"0", 1, 2, model.NewCategory("hardware/disc"), 0})).OneTree(); ok || path.String() != "hardware/disc" {
		t.Errorf("a slash that is a letter on one side: %q, %v", path, ok)
	}
	if path, ok := c.OneTree(); !ok {
		t.Errorf("%q", path)
	}
}

// The parts of the comparison are those of the sides' own figures.
func TestContrastUsesTheLimitsOfTheSides(t *testing.T) {
	old := logOf(spell{"0", 10, 13, "disc", 0}, spell{"1", 20, 27, "disc", 0})
	new := logOf(spell{"0", 10, 12, "disc", 0}, spell{"1", 20, 22.5, "disc", 0})
	a, _ := life.Mean(life.RepairTimes{Times: []float64{2, 2.5}}, 0.9)
	b, _ := life.Mean(life.RepairTimes{Times: []float64{3, 7}}, 0.9)
	got := of(t, old, new).Total.MTTR
	lo := math.Log(a.Point/b.Point) - math.Hypot(math.Log(a.Point/a.Lo), math.Log(b.Hi/b.Point))
	oracle.Near(t, "lower", got.Lo, math.Exp(lo), 1e-12)
}
