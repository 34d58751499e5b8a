package census

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/recurrent"
)

// someOutages are of units a to c over 1000 h.
func someOutages() *model.Log {
	return logOf(spell{"a", 100, 103, "x", 0}, spell{"a", 350, 352, "y", 0}, spell{"b", 40, 41, "x", 0}, spell{"b", 700, 710, "x", model.Planned},
		spell{"b", 910, 915, "y", 0}, spell{"c", 500, 501, "x", 0}, spell{"a", 900, 901, "x", 0})
}

// A number of units, a class of them in a fleet, and each in a line of its own are
// the same fleet.
func TestIdleUnitsAreAsListed(t *testing.T) {
	const units = 43
	whole := model.Interval{From: 0, To: 1000}
	listed := []model.Exposure{{Unit: "a", Count: 1, Interval: whole}, {Unit: "b", Count: 1, Interval: whole}, {Unit: "c", Count: 1, Interval: whole}}
	class := append(slices.Clone(listed), model.Exposure{Unit: "quiet", Count: units - 3, Interval: whole})
	for i := range units - 3 {
		listed = append(listed, model.Exposure{Unit: fmt.Sprint("quiet ", i), Count: 1, Interval: whole})
	}
	var want *Table
	var wanted []float64
	for name, rule := range map[string]ExposureRule{"listed": {Fleet: listed}, "number": {Units: units}, "class": {Fleet: class}} {
		opt := Options{Confidence: 0.9, Window: &whole, Exposure: rule}
		table := analyze(t, someOutages(), opt)
		r, err := FailureHistories(context.Background(), someOutages(), opt, FromWindow)
		if err != nil {
			t.Fatal(err)
		}
		figures := []float64{float64(recurrent.Units(r.Histories)), float64(table.Units), table.ExposureHours, table.Total.MTBF.Lo, table.Total.Availability.Hi, table.Trend.U}
		curve, err := recurrent.MCF(context.Background(), r.Histories, 0.9, recurrent.Log)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range curve.Points {
			figures = append(figures, p.Time, float64(p.AtRisk), p.Mean, p.Variance, p.Lo)
		}
		if name != "listed" && len(r.Histories) > 4 {
			t.Errorf("%s: %d histories", name, len(r.Histories))
		}
		if want == nil {
			want, wanted = table, figures
		}
		for i, x := range figures {
			oracle.Near(t, fmt.Sprintf("%s: figure %d", name, i), x, wanted[i], 1e-12)
		}
	}
}

// Work and memory do not know how many units never failed; 10^15 are the most.
func TestUnitsWithoutEnd(t *testing.T) {
	ctx := context.Background()
	whole := model.Interval{From: 0, To: 1000}
	for name, rule := range map[string]ExposureRule{
		"number": {Units: model.MaxUnits},
		"class":  {Fleet: []model.Exposure{{Unit: "a", Count: 1, Interval: whole}, {Unit: "b", Count: model.MaxUnits - 3, Interval: whole}, {Unit: "c", Count: 2, Interval: whole}}},
	} {
		opt := Options{Confidence: 0.9, Window: &whole, Exposure: rule}
		oracle.Near(t, name+" hours", analyze(t, someOutages(), opt).ExposureHours, 1e18, 1e-15)
		r, err := FailureHistories(ctx, someOutages(), opt, FromWindow)
		if err != nil || recurrent.Units(r.Histories) != model.MaxUnits || len(r.Histories) > 5 {
			t.Errorf("%s: %d units, %v", name, recurrent.Units(r.Histories), err)
		}
		if _, err := FitCategories(ctx, someOutages(), opt); err != nil {
			t.Error(err)
		}
	}
	for name, rule := range map[string]ExposureRule{
		"one more":   {Units: model.MaxUnits + 1},
		"all bits":   {Units: math.MaxInt},
		"class":      {Fleet: []model.Exposure{{Unit: "a", Count: math.MaxInt, Interval: whole}}},
		"classes":    {Fleet: []model.Exposure{{Unit: "a", Count: math.MaxInt / 2, Interval: whole}, {Unit: "b", Count: math.MaxInt/2 + 2, Interval: whole}}},
		"none of it": {Fleet: []model.Exposure{{Unit: "a", Interval: whole}}},
	} {
		var bound *model.ParamError
		if _, err := Analyze(ctx, someOutages(), Options{Confidence: 0.9, Window: &whole, Exposure: rule}); !errors.As(err, &bound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A unit may be called as those without an outage are.
func TestUnitCalledSilent(t *testing.T) {
	log := logOf(spell{silent, 100, 101, "x", 0}, spell{silent, 300, 301, "x", 0})
	r, err := FailureHistories(context.Background(), log, Options{Confidence: 0.9, Window: window(0, 1000), Exposure: ExposureRule{Units: 9}}, FromWindow)
	if err != nil || recurrent.Units(r.Histories) != 9 || len(r.Histories[0].Times) != 2 {
		t.Errorf("%+v, %v", r, err)
	}
}

// A moment is found in a service of many parts as by looking at each.
func TestServes(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	var parts []model.Exposure
	for range 400 {
		from := math.Floor(2000 * r.Float64())
		parts = append(parts, model.Exposure{Unit: "a", Count: 1, Interval: model.Interval{From: from, To: from + 1 + math.Floor(3*r.Float64())}})
	}
	s := newFleet(parts)["a"]
	for at := -1.0; at < 2010; at += 0.5 {
		want := slices.ContainsFunc(parts, func(p model.Exposure) bool { return p.From <= at && at <= p.To })
		if s.serves(at) != want {
			t.Errorf("at %g: %t", at, !want)
		}
	}
	if s.whole != extent(parts) {
		t.Errorf("%v, want %v", s.whole, extent(parts))
	}
}

// One incident of many causes makes one set of them, not one a failure; those of
// the same causes share it.
func TestIncidentOfManyCauses(t *testing.T) {
	const n = 500
	var spells []spell
	for i := range 2 * n {
		at := float64(i%n) + float64(i/n)*5000
		spells = append(spells, spell{fmt.Sprint("u", i), at, at + 0.5, model.Category(fmt.Sprint("x", i%n)), 0})
	}
	gap := 2.0
	s, err := newStudy(context.Background(), logOf(spells...), Options{Confidence: 0.9, Window: window(0, 1e4), Exposure: ExposureRule{Units: 2 * n}, IncidentGap: &gap})
	if err != nil {
		t.Fatal(err)
	}
	before := len(s.sets.sets)
	all := s.clustered()
	if len(all) != 2 || all[0].units != n || all[1].rows != n || len(s.sets.sets[all[0].causes]) != n {
		t.Errorf("%+v", all)
	}
	if made := len(s.sets.sets) - before; made > 2 {
		t.Errorf("%d sets of causes for two incidents", made)
	}
	if places := s.sets.of(all[0].causes); len(places) != n+1 {
		t.Errorf("%d places in the tree", len(places))
	}
}

// What nobody wants any more ends.
func TestEndedContext(t *testing.T) {
	gone := errors.New("nobody wants it any more")
	ended, cancel := context.WithCancelCause(context.Background())
	cancel(gone)
	gap := 1.0
	for name, opt := range map[string]Options{
		"plain":     {},
		"incidents": {IncidentGap: &gap},
	} {
		opt.Confidence, opt.Window, opt.Exposure = 0.9, window(0, 1000), ExposureRule{Units: 5}
		log := someOutages()
		for what, work := range map[string]func(context.Context) error{
			"analyze":     func(ctx context.Context) error { _, err := Analyze(ctx, log, opt); return err },
			"evidence":    func(ctx context.Context) error { _, err := FitCategories(ctx, log, opt); return err },
			"recurrences": func(ctx context.Context) error { _, err := FailureHistories(ctx, log, opt, FromWindow); return err },
			"repairs":     func(ctx context.Context) error { _, _, err := FindRepairs(ctx, log, opt); return err },
			"histories":   func(ctx context.Context) error { _, _, err := Histories(ctx, log, opt); return err },
		} {
			if err := work(ended); !errors.Is(err, gone) {
				t.Errorf("%s, %s: %v", what, name, err)
			}
			// Ended at any later look, or not at all.
			for left := range 12 {
				if err := work(&looks{ended, left}); err != nil && !errors.Is(err, gone) {
					t.Errorf("%s, %s, after %d looks: %v", what, name, left, err)
				}
			}
		}
	}
}

// looks is a context that ends when it was looked at so many times.
type looks struct {
	context.Context
	left int
}

func (l *looks) Err() error {
	if l.left--; l.left < 0 {
		return context.Canceled
	}
	return nil
}
