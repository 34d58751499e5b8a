package model_test

import (
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
	oracle.Near(t, "in minutes", e.Scale(60).Hi, 4800, 1e-15)
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
			Units: []model.Unit{{Name: "a"}}, Causes: [][]model.Category{{"hardware"}},
			Outages: []model.Outage{{Start: 3, End: 4}, {Start: 9, Kind: model.Open}},
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
	for param, spoil := range map[string]func(*model.Log){
		"unit":   func(l *model.Log) { l.Outages[1].Unit = 1 },
		"causes": func(l *model.Log) { l.Causes = nil },
		"start":  func(l *model.Log) { l.Outages[1].Start = math.NaN() },
		"end":    func(l *model.Log) { l.Outages[0].End = 2 },
	} {
		t.Run(param, func(t *testing.T) {
			l := good()
			spoil(l)
			oracle.Refused(t, param)(nil, l.Validate())
		})
	}
	l := good()
	l.Causes = append(l.Causes, nil)
	oracle.Refused(t, "set 1 of causes")(nil, l.Validate())
}
