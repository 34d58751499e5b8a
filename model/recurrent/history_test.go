package recurrent

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// close compares all of two estimates.
func closeTo(t *testing.T, name string, got, want model.Estimate, rel float64) {
	t.Helper()
	oracle.Near(t, name+" point", got.Point, want.Point, rel)
	oracle.Near(t, name+" lower", got.Lo, want.Lo, rel)
	oracle.Near(t, name+" upper", got.Hi, want.Hi, rel)
}

func codes(warnings []model.Warning) string {
	var all []string
	for _, w := range warnings {
		all = append(all, w.Code)
	}
	return strings.Join(all, " ")
}

// TestBadHistories: every fault names the unit, and none gets past any entry.
func TestBadHistories(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	bad := map[string]History{
		"from":       {Unit: "pump 7", From: nan, To: 5},
		"endless":    {Unit: "pump 7", To: inf},
		"empty":      {Unit: "pump 7", From: 3, To: 3},
		"at entry":   {Unit: "pump 7", From: 3, To: 8, Times: []float64{3}},
		"after end":  {Unit: "pump 7", From: 3, To: 8, Times: []float64{8.5}},
		"no number":  {Unit: "pump 7", From: 3, To: 8, Times: []float64{nan}},
		"order":      {Unit: "pump 7", From: 3, To: 8, Times: []float64{5, 4}},
		"costs":      {Unit: "pump 7", From: 3, To: 8, Times: []float64{5}, Costs: []float64{}},
		"bad cost":   {Unit: "pump 7", From: 3, To: 8, Times: []float64{5}, Costs: []float64{-1}},
		"astronomic": {Unit: "pump 7", To: 1e300},
	}
	stream := random(1)
	for name, h := range bad {
		hs := []History{{Unit: "good", To: 2, Times: []float64{1}}, h}
		_, mcf := MCF(context.Background(), hs, 0.9, Log)
		_, constant := ConstantRate(hs, 0.9)
		_, power := FitPowerLaw(hs, 0.9)
		_, goodness := GoodnessOfFit(context.Background(), hs, 10, stream)
		_, laplace := Laplace(hs)
		_, military := MILHDBK189(hs)
		_, lewis := LewisRobinson(hs)
		_, clustered := Clustered(hs)
		_, trend := Trend(hs, 0.9)
		_, change := ChangePoint(context.Background(), hs, 0.9, 10, stream)
		_, segments := Segments(context.Background(), hs, 6, 0.9)
		_, total := TotalTime(hs)
		_, duane := Duane(h)
		for i, err := range []error{mcf, constant, power, goodness, laplace, military, lewis, clustered, trend, change, segments, total, duane} {
			var param *model.ParamError
			if !errors.As(err, &param) || !strings.Contains(param.Param, "pump 7") {
				t.Errorf("%s, entry %d: %v", name, i, err)
			}
		}
	}
}

// TestBadParameters: none of these is answered.
func TestBadParameters(t *testing.T) {
	good := []History{{To: 50, Times: []float64{10, 30}}}
	p := must(FitPowerLaw(good, 0.9))
	calls := map[string]func() error{
		"no units":            func() error { _, err := MCF(context.Background(), nil, 0.9, Log); return err },
		"confidence":          func() error { _, err := MCF(context.Background(), good, 1, Log); return err },
		"confidence of rate":  func() error { _, err := ConstantRate(good, 0); return err },
		"confidence of law":   func() error { _, err := FitPowerLaw(good, math.NaN()); return err },
		"confidence of trend": func() error { _, err := Trend(good, 2); return err },
		"drawings":            func() error { _, err := GoodnessOfFit(context.Background(), good, 0, random(1)); return err },
		"drawings of change":  func() error { _, err := ChangePoint(context.Background(), good, 0.9, 0, random(1)); return err },
		"confidence, change":  func() error { _, err := ChangePoint(context.Background(), good, 0, 9, random(1)); return err },
		"penalty":             func() error { _, err := Segments(context.Background(), good, 0, 0.9); return err },
		"confidence, cut":     func() error { _, err := Segments(context.Background(), good, 6, 0); return err },
		"age below 0": func() error {
			_, err := FitPowerLaw([]History{{From: -1, To: 4, Times: []float64{3}}}, 0.9)
			return err
		},
		"late start, Duane": func() error { _, err := Duane(History{From: 1, To: 4, Times: []float64{3}}); return err },
		"late start, CvM": func() error {
			_, err := GoodnessOfFit(context.Background(), []History{{From: 1, To: 4, Times: []float64{2, 3}}}, 9, random(1))
			return err
		},
		"age 0":             func() error { _, err := p.MTBF(0); return err },
		"age 0, cumulative": func() error { _, err := p.CumulativeMTBF(0); return err },
		"no ages":           func() error { _, err := p.Expected(); return err },
		"ages backwards":    func() error { _, err := p.Predict(Ages{From: 5, To: 4}); return err },
		"target":            func() error { _, err := p.AgeAtMTBF(-1); return err },
		"count of ages":     func() error { _, err := FitGrouped([]Count{{From: 5, To: 4, Units: 1}}, 0.9); return err },
		"count of units":    func() error { _, err := FitGrouped([]Count{{To: 4}}, 0.9); return err },
		"count of failures": func() error { _, err := FitGrouped([]Count{{To: 4, Units: 1, Failures: -1}}, 0.9); return err },
		"time of curve":     func() error { _, err := must(MCF(context.Background(), good, 0.9, Log)).At(51); return err },
	}
	for name, call := range calls {
		var param *model.ParamError
		if err := call(); !errors.As(err, &param) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTooLittle: what the data cannot tell is a DataError.
func TestTooLittle(t *testing.T) {
	none := []History{{To: 50}, {To: 70}}
	atEnd := []History{{To: 50, Times: []float64{50}}}
	first := []Count{{To: 5, Units: 1, Failures: 4}, {From: 5, To: 9, Units: 1}}
	calls := map[string]func() error{
		"no failure":     func() error { _, err := FitPowerLaw(none, 0.9); return err },
		"all at the end": func() error { _, err := FitPowerLaw(atEnd, 0.9); return err },
		"tied at the end": func() error {
			_, err := FitPowerLaw([]History{{To: 50, Times: []float64{50, 50, 50}}}, 0.9)
			return err
		},
		"steeper than t^-1": func() error {
			_, err := FitPowerLaw([]History{{From: 10, To: 1000, Times: []float64{11, 12}}}, 0.9)
			return err
		},
		"first group": func() error { _, err := FitGrouped(first, 0.9); return err },
		"last group": func() error {
			_, err := FitGrouped([]Count{{To: 5, Units: 1}, {From: 5, To: 9, Units: 1, Failures: 4}}, 0.9)
			return err
		},
		"no counts":  func() error { _, err := FitGrouped(nil, 0.9); return err },
		"Laplace":    func() error { _, err := Laplace(atEnd); return err },
		"Military":   func() error { _, err := MILHDBK189(none); return err },
		"one gap":    func() error { _, err := LewisRobinson([]History{{To: 50, Times: []float64{20}}}); return err },
		"equal gaps": func() error { _, err := LewisRobinson([]History{{To: 50, Times: []float64{10, 20, 30}}}); return err },
		"one unit":   func() error { _, err := Clustered([]History{{To: 50, Times: []float64{20}}}); return err },
		"equal units": func() error {
			_, err := Clustered([]History{{To: 50, Times: []float64{20}}, {To: 50, Times: []float64{20}}})
			return err
		},
		"goodness": func() error {
			_, err := GoodnessOfFit(context.Background(), []History{{To: 50, Times: []float64{20}}}, 9, random(1))
			return err
		},
		"no spread": func() error {
			_, err := GoodnessOfFit(context.Background(), []History{{To: 50, Times: []float64{50, 50, 50}}}, 9, random(1))
			return err
		},
		"change": func() error { _, err := ChangePoint(context.Background(), none, 0.9, 9, random(1)); return err },
		"Duane":  func() error { _, err := Duane(History{To: 50, Times: []float64{20, 20}}); return err },
	}
	for name, call := range calls {
		var data *DataError
		if err := call(); !errors.As(err, &data) || data.Need == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTotalTime: units watched over (0, 10], (4, 10] and (20, 30] have 4
// unit-hours by time 4, 16 by 10, as many by 20, and 26 by 30. Time 7 is 4 + 2x3
// = 10, time 25 is 16 + 5 = 21.
func TestTotalTime(t *testing.T) {
	hs := []History{
		{From: 20, To: 30, Times: []float64{25, 30}},
		{From: 0, To: 10, Times: []float64{2, 7}},
		{From: 4, To: 10, Times: []float64{10}},
	}
	whole := must(TotalTime(hs))
	if want := []float64{2, 10, 16, 21, 26}; !slices.Equal(whole.Times, want) || whole.To != 26 {
		t.Errorf("%v of %g, want %v of 26", whole.Times, whole.To, want)
	}
	if !whole.FailureTruncated() {
		t.Error("the last failure ended the last observation")
	}
	c := NewClock(hs)
	for _, x := range [][2]float64{{0, 0}, {4, 4}, {10, 7}, {16, 10}, {21, 25}, {26, 30}} {
		oracle.Near(t, "time at", c.timeAt(x[0]), x[1], 0)
	}
}
