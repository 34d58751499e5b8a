package model_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// An MTBF of 999 h and a repair of 1 h: up 999 of 1,000 h. The complement keeps
// its digits where 1-Availability has none left.
func TestAvailability(t *testing.T) {
	oracle.Near(t, "availability", model.Availability(999, 1), 0.999, 1e-15)
	oracle.Near(t, "unavailability", model.Unavailability(1e20, 1), 1e-20, 1e-15)
}

// 50 h from 20 to 80, the other way round 1/50 per hour from 1/80 to 1/20.
func TestEstimate(t *testing.T) {
	e := model.Estimate{Point: 50, Lo: 20, Hi: 80, Confidence: 0.9, Method: "by hand"}
	i := e.Inverse()
	oracle.Near(t, "inverse", i.Point, 0.02, 1e-15)
	oracle.Near(t, "its lower limit", i.Lo, 0.0125, 1e-15)
	oracle.Near(t, "its upper limit", i.Hi, 0.05, 1e-15)
	minutes := e.Scale(60)
	oracle.Near(t, "in minutes", minutes.Point, 3000, 1e-15)
	oracle.Near(t, "its lower limit", minutes.Lo, 1200, 1e-15)
	oracle.Near(t, "its upper limit", minutes.Hi, 4800, 1e-15)
	if minutes.Confidence != 0.9 || minutes.Method != "by hand" {
		t.Errorf("%+v", minutes)
	}
	if i.Confidence != 0.9 || !i.Estimable() {
		t.Errorf("%+v", i)
	}
}

// A point of 0 is a point; only NaN is none, and it has no inverse.
func TestEstimateOfNothing(t *testing.T) {
	if e := (model.Estimate{}); !e.Estimable() || e.Inverse().Estimable() {
		t.Errorf("zero value: %+v, inverse %+v", e, e.Inverse())
	}
	e := model.NotEstimable(2, math.Inf(1), 0.9, "one-sided")
	if e.Estimable() || e.Inverse().Estimable() || e.Scale(3).Estimable() {
		t.Errorf("%+v", e)
	}
	if e.Lo != 2 || !math.IsInf(e.Hi, 1) || e.Confidence != 0.9 || e.Method != "one-sided" {
		t.Errorf("%+v", e)
	}
	oracle.Near(t, "its inverse is bounded all the same", e.Inverse().Hi, 0.5, 0)
}

func TestCategory(t *testing.T) {
	c := model.NewCategory("hardware", " disc ", "")
	if c != "hardware/disc" || c.Depth() != 2 || c.Leaf() != "disc" || c.Parent() != "hardware" || !c.Within("hardware") || c.Within("hard") {
		t.Errorf("%q: depth %d, leaf %q, parent %q", c, c.Depth(), c.Leaf(), c.Parent())
	}
	if a := model.NewCategory("I/O"); a.Depth() != 1 {
		t.Errorf("a slash of the log made a level: %q", a)
	}
	if none := model.NewCategory(); none != "" || none.Depth() != 0 || none.Leaf() != "" || none.Parent() != "" {
		t.Errorf("no levels: %q", none)
	}
}

// Three units in service from 10 h on, in a window from 0 to 100: 270 unit-hours.
// An exposure without a count is of no unit.
func TestExposure(t *testing.T) {
	window := model.Interval{From: 0, To: 100}
	e := model.Exposure{Unit: "pump", Count: 3, Interval: model.Interval{From: 10, To: math.Inf(1)}}
	oracle.Near(t, "unit-hours", e.UnitHours(window), 270, 0)
	oracle.Near(t, "of none", model.Exposure{Interval: window}.UnitHours(window), 0, 0)
	if gone := (model.Interval{From: 200, To: 300}).Clip(window); gone.Hours() != 0 || gone.Contains(200) || gone.Contains(100) {
		t.Errorf("outside of the window: %+v", gone)
	}
	if !window.Contains(0) || !window.Contains(99) || window.Contains(100) || window.Contains(-1) {
		t.Error("an interval holds its beginning, and not its end")
	}
	for name, c := range map[string]struct{ iv, want model.Interval }{
		"inside":            {model.Interval{From: 30, To: 70}, model.Interval{From: 30, To: 70}},
		"over both ends":    {model.Interval{From: -5, To: 105}, window},
		"over the end":      {model.Interval{From: 30, To: 105}, model.Interval{From: 30, To: 100}},
		"before the window": {model.Interval{From: -9, To: -5}, model.Interval{}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.iv.Clip(window); got != c.want {
				t.Errorf("%+v, not %+v", got, c.want)
			}
		})
	}
	oracle.Near(t, "backwards", model.Interval{From: 7, To: 3}.Hours(), 0, 0)
	if zero := (model.Interval{}); zero.Hours() != 0 || zero.Contains(0) {
		t.Error("an interval of no length holds something")
	}
}

func TestKind(t *testing.T) {
	k := model.Open | model.Planned
	if !k.Is(model.Open) || !k.Is(model.Open|model.Planned) || k.Is(model.Infant) || model.Kind(0).Is(model.Open) {
		t.Error("marks are not what was set")
	}
}

func TestLogByHand(t *testing.T) {
	good := func() *model.Log {
		return &model.Log{
			Units: []model.Unit{{Name: "a"}, {Name: "b"}}, Causes: [][]model.Category{{"hardware"}, {"software"}, {"power"}},
			Outages: []model.Outage{{Start: 3, End: 4}, {Start: 9, Kind: model.Open}, {Start: 9, Kind: model.NoDuration}, {Start: 5, End: 5, Unit: 1, Causes: 2, Group: 7}},
		}
	}
	if err := good().Validate(); err != nil {
		t.Error(err)
	}
	if err := new(model.Log).Validate(); err != nil {
		t.Error("an empty log:", err)
	}
	var none *model.Log
	oracle.Refused(t, "log")(nil, none.Validate())
	for _, c := range []struct {
		name, want string
		spoil      func(o *model.Outage)
	}{
		{"a unit too far", "outage 3: unit: 2 is not the number of one of the 2 units of the log", func(o *model.Outage) { o.Unit = 2 }},
		{"a unit below 0", "outage 3: unit: -1 is not the number of one of the 2 units of the log", func(o *model.Outage) { o.Unit = -1 }},
		{"causes too far", "outage 3: causes: 3 is not the number of one of the 3 sets of causes of the log", func(o *model.Outage) { o.Causes = 3 }},
		{"causes below 0", "outage 3: causes: -1 is not the number of one of the 3 sets of causes of the log", func(o *model.Outage) { o.Causes = -1 }},
		{"no start", "outage 3: start: NaN is not a finite time", func(o *model.Outage) { o.Start = math.NaN() }},
		{"an endless start", "outage 3: start: +Inf is not a finite time", func(o *model.Outage) { o.Start = math.Inf(1) }},
		{"a start before all", "outage 3: start: -Inf is not a finite time", func(o *model.Outage) { o.Start = math.Inf(-1) }},
		{"backwards", "outage 3: end: 4 is not a finite time that is not before the start, or marked Open", func(o *model.Outage) { o.End = 4 }},
		{"no end", "outage 3: end: NaN is not a finite time that is not before the start, or marked Open", func(o *model.Outage) { o.End = math.NaN() }},
		{"an endless end", "outage 3: end: +Inf is not a finite time that is not before the start, or marked Open", func(o *model.Outage) { o.End = math.Inf(1) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := good()
			c.spoil(&l.Outages[3])
			var param *model.ParamError
			if err := l.Validate(); !errors.As(err, &param) || err.Error() != c.want {
				t.Errorf("%v, not %s", err, c.want)
			}
		})
	}
	l := good()
	l.Causes[1] = nil
	oracle.Refused(t, "set 1 of causes")(nil, l.Validate())
}

func TestParamError(t *testing.T) {
	for want, err := range map[string]model.ParamError{
		`confidence: 2 is not a number in (0, 1)`:     {Param: "confidence", Value: 2.0, Want: "a number in (0, 1)"},
		`log: "none" is not a log, or standard input`: {Param: "log", Value: "none", Want: "a log, or standard input"},
	} {
		if got := err.Error(); got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
}

func TestCounted(t *testing.T) {
	for n, want := range map[int]string{0: "0 rows", 1: "1 row", 2: "2 rows", 999: "999 rows", 1000: "1,000 rows", 23739: "23,739 rows", -1234567: "-1,234,567 rows"} {
		if got := model.Counted(n, "row"); got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
}

// An interval has its beginning and not its end.
func TestContains(t *testing.T) {
	iv := model.Interval{From: 2, To: 5}
	for at, want := range map[float64]bool{1.9: false, 2: true, 4.9: true, 5: false} {
		if iv.Contains(at) != want {
			t.Errorf("%g h in [2, 5): %v", at, !want)
		}
	}
}

// A start that is no time is refused as such, whatever the end is.
func TestStartIsATime(t *testing.T) {
	for name, o := range map[string]model.Outage{
		"no number": {Start: math.NaN(), End: 3}, "never": {Start: math.Inf(-1), End: 3}, "no number, open": {Start: math.NaN(), Kind: model.Open},
	} {
		t.Run(name, func(t *testing.T) {
			log := &model.Log{Units: []model.Unit{{Name: "a"}}, Causes: [][]model.Category{{"x"}}, Outages: []model.Outage{o}}
			oracle.Refused(t, "outage 0: start")(nil, log.Validate())
		})
	}
}

// Parameters are 0 or from 1e-300 to 1e300 in size, both ends included, where their
// domain has such numbers.
func TestDomains(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name  string
		check func(string, float64) error
		taken []float64
		not   []float64
	}{
		{"positive", model.CheckPositive, []float64{1e-300, 3, 1e300}, []float64{0, -3, 9e-301, 2e300, inf, math.NaN()}},
		{"not negative", model.CheckNotNegative, []float64{0, 1e-300, 1e300}, []float64{-3, 9e-301, 2e300, inf, math.NaN()}},
		{"finite", model.CheckFinite, []float64{0, -3, 3, -1e-300, -1e300}, []float64{-9e-301, -2e300, inf, -inf, math.NaN()}},
		{"confidence", func(_ string, v float64) error { return model.CheckConfidence(v) }, []float64{1e-9, 0.9}, []float64{0, 1, -0.1, math.NaN()}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, v := range c.taken {
				if err := c.check("x", v); err != nil {
					t.Error(err)
				}
			}
			for _, v := range c.not {
				if c.check("x", v) == nil {
					t.Errorf("%g is taken", v)
				}
			}
		})
	}
}

// A coverage left out is perfect, and none is said; what is no probability stays so.
func TestFaultCoverage(t *testing.T) {
	for _, c := range []struct{ got, want float64 }{
		{model.FaultCoverage(0).P(), 1}, {model.FaultCoverage(0.95).P(), 0.95}, {model.NoCoverage.P(), 0}, {model.Covered(0).P(), 0},
		{model.Covered(0.95).P(), 0.95}, {model.Covered(1).P(), 1}, {model.Covered(-1).P(), -1}, {model.Covered(1.5).P(), 1.5},
	} {
		t.Run(fmt.Sprint(c.want), func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("got %g, want %g", c.got, c.want)
			}
		})
	}
}
