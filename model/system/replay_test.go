package system

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// outagesOf makes a log of unit outages; an end of +Inf is open.
func outagesOf(rows ...struct {
	unit     string
	from, to float64
}) *model.Log {
	log := &model.Log{Causes: [][]model.Category{{"x"}}}
	for _, r := range rows {
		i := slices.IndexFunc(log.Units, func(u model.Unit) bool { return u.Name == r.unit })
		if i < 0 {
			i = len(log.Units)
			log.Units = append(log.Units, model.Unit{Name: r.unit})
		}
		o := model.Outage{Unit: int32(i), Start: r.from, End: r.to}
		if math.IsInf(r.to, 1) {
			o.Kind |= model.Open
		}
		log.Outages = append(log.Outages, o)
	}
	return log
}

type down = struct {
	unit     string
	from, to float64
}

func unitsNamed(names ...string) *Model {
	m := &Model{}
	for i, name := range names {
		m.Components = append(m.Components, Component{Name: name, Availability: math.NaN(), Reliability: math.NaN()})
		m.Units = append(m.Units, Unit{Name: name, Component: i})
	}
	return m
}

func replayed(t *testing.T, m *Model, log *model.Log, to float64) *Replay {
	t.Helper()
	r, err := m.Replay(context.Background(), log, model.Interval{From: 0, To: to}, false)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func checkOutages(t *testing.T, r *Replay, want []ReplayOutage) {
	t.Helper()
	if len(r.Outages) != len(want) {
		t.Fatalf("%d outages, want %d: %+v", len(r.Outages), len(want), r.Outages)
	}
	for i, o := range r.Outages {
		if o.Interval != want[i].Interval || o.Open != want[i].Open || !slices.Equal(o.Causes, want[i].Causes) {
			t.Errorf("outage %d: %+v, want %+v", i, o, want[i])
		}
	}
}

// ORACLES O-01 (Reliafy): pump A and valve B in series, feeding fans C and D in
// parallel, over 1000 h: six outages, 90 h down, MTBF 910/6, by cause A 30,
// B 40, C 10, D 10.
func TestReplayOfFourUnits(t *testing.T) {
	m := unitsNamed("A", "B", "C", "D")
	m.Top = &Series{[]Node{Use{0}, Use{1}, &Parallel{[]Node{Use{2}, Use{3}}}}}
	r := replayed(t, m, outagesOf(
		down{"A", 100, 110}, down{"A", 600, 605},
		down{"b", 200, 230}, down{"b", 602, 620}, down{"b", 990, math.Inf(1)},
		down{"C", 300, 400}, down{"C", 510, 530},
		down{"D", 350, 360}, down{"D", 500, 520},
		down{"Z", 1, 2},
	), 1000)
	checkOutages(t, r, []ReplayOutage{
		{model.Interval{From: 100, To: 110}, false, []string{"A"}},
		{model.Interval{From: 200, To: 230}, false, []string{"B"}},
		{model.Interval{From: 350, To: 360}, false, []string{"D"}},
		{model.Interval{From: 510, To: 520}, false, []string{"C"}},
		{model.Interval{From: 600, To: 620}, false, []string{"A"}},
		{model.Interval{From: 990, To: 1000}, true, []string{"B"}},
	})
	oracle.Near(t, "downtime", r.Downtime, 90, 1e-12)
	if r.Unmatched["Z"] != 1 {
		t.Errorf("unmatched: %v", r.Unmatched)
	}
}

// ORACLES O-03: three units down 0-30, 10-40 and 25-50: down for 5, 30 and 50
// of 100 h where one, two and three of them are needed.
func TestReplayOfKOfN(t *testing.T) {
	log := outagesOf(down{"x", 0, 30}, down{"y", 10, 40}, down{"z", 25, 50})
	for k, want := range map[int]float64{1: 5, 2: 30, 3: 50} {
		m := unitsNamed("x", "y", "z")
		m.Top = &KOfN{k, []Node{Use{0}, Use{1}, Use{2}}}
		oracle.Near(t, "downtime", replayed(t, m, log, 100).Downtime, want, 1e-12)
		m.Top = &Group{K: k, Units: []int{0, 1, 2}}
		oracle.Near(t, "downtime of a group", replayed(t, m, log, 100).Downtime, want, 1e-12)
	}
}

// ORACLES O-04: 2-of-3 with x down 10-50 and y 20-30: one outage, caused by y.
func TestReplayNamesWhatTookItDown(t *testing.T) {
	m := unitsNamed("x", "y", "z")
	m.Top = &KOfN{2, []Node{Use{0}, Use{1}, Use{2}}}
	r := replayed(t, m, outagesOf(down{"x", 10, 50}, down{"y", 20, 30}), 100)
	checkOutages(t, r, []ReplayOutage{{model.Interval{From: 20, To: 30}, false, []string{"y"}}})
	if !slices.Equal(r.UnitsWithoutOutage, []string{"z"}) {
		t.Errorf("silent: %v", r.UnitsWithoutOutage)
	}
}

// A bridge a-b, a-c, b-c, b-d, c-d: with a-b and c-d down the only way is
// a-c-b-d, and the loss of b-c cuts it. The shared unit s stands in two places.
func TestReplayOfNetworkAndSharedUnit(t *testing.T) {
	m := unitsNamed("ab", "ac", "bc", "bd", "cd", "s")
	m.Top = &Series{[]Node{
		&Network{Edges: []Edge{{"a", "b", Use{0}}, {"a", "c", Use{1}}, {"b", "c", Use{2}}, {"b", "d", Use{3}}, {"c", "d", Use{4}}}, Source: "a", Target: "d"},
		&Parallel{[]Node{Use{5}, &Series{[]Node{Use{5}, Use{0}}}}},
	}}
	log := outagesOf(down{"ab", 10, 40}, down{"cd", 10, 40}, down{"bc", 20, 30}, down{"s", 60, 70}, down{"s", 65, 80})
	checkOutages(t, replayed(t, m, log, 100), []ReplayOutage{
		{model.Interval{From: 20, To: 30}, false, []string{"bc"}},
		{model.Interval{From: 60, To: 80}, false, []string{"s"}},
	})
}

// Outages of the system that touch stay two; those of one unit that overlap
// are one.
func TestReplayTouching(t *testing.T) {
	m := unitsNamed("x", "y")
	m.Top = &Series{[]Node{Use{0}, Use{1}}}
	r := replayed(t, m, outagesOf(down{"x", 10, 20}, down{"y", 20, 30}, down{"x", 50, 60}, down{"x", 55, 70}), 100)
	if len(r.Outages) != 3 || r.Downtime != 40 {
		t.Errorf("%d outages, %g h: %+v", len(r.Outages), r.Downtime, r.Outages)
	}
}

// Outages after the window, or just at its end, or over just when it begins, are
// nothing to it; one that reaches beyond it is open there.
func TestReplayOutsideTheWindow(t *testing.T) {
	m := unitsNamed("x", "y")
	m.Top = &Series{[]Node{Use{0}, Use{1}}}
	r := replayed(t, m, outagesOf(down{"x", -5, 0}, down{"x", 100, 110}, down{"y", 150, 160}, down{"x", 90, 130}, down{"y", -3, 4}), 100)
	checkOutages(t, r, []ReplayOutage{
		{model.Interval{From: 0, To: 4}, false, []string{"y"}},
		{model.Interval{From: 90, To: 100}, true, []string{"x"}},
	})
	oracle.Near(t, "downtime", r.Downtime, 14, 1e-12)
}

// Outages that begin at the end of the window or after it are no outages of the
// system, which is then up all the time; one that ends just there is over.
func TestReplayAtTheEndOfTheWindow(t *testing.T) {
	for name, c := range map[string]struct {
		outage down
		want   []ReplayOutage
		hours  float64
	}{
		"after":         {down{"x", 150, 160}, nil, 0},
		"from the end":  {down{"x", 100, 110}, nil, 0},
		"up to the end": {down{"x", 90, 100}, []ReplayOutage{{model.Interval{From: 90, To: 100}, false, []string{"x"}}}, 10},
		"beyond":        {down{"x", 90, 100.5}, []ReplayOutage{{model.Interval{From: 90, To: 100}, true, []string{"x"}}}, 10},
		"no end":        {down{"x", 90, math.Inf(1)}, []ReplayOutage{{model.Interval{From: 90, To: 100}, true, []string{"x"}}}, 10},
	} {
		t.Run(name, func(t *testing.T) {
			m := unitsNamed("x")
			m.Top = Use{0}
			r := replayed(t, m, outagesOf(c.outage), 100)
			checkOutages(t, r, c.want)
			oracle.Near(t, "downtime", r.Downtime, c.hours, 1e-12)
			if len(r.UnitsWithoutOutage) != 0 || len(r.Unmatched) != 0 {
				t.Errorf("silent %v, unmatched %v", r.UnitsWithoutOutage, r.Unmatched)
			}
		})
	}
}

// An outage without length takes the system down and has it up again at once, and
// its unit is the cause: while another is down, when that one comes up, at the first
// moment of the window, and together with another of no length.
func TestReplayInstant(t *testing.T) {
	m := unitsNamed("A", "B")
	m.Top = &Parallel{[]Node{Use{0}, Use{1}}}
	for _, c := range []struct {
		rows []down
		want []ReplayOutage
	}{
		{[]down{{"B", 24, math.Inf(1)}, {"A", 30, 30}}, []ReplayOutage{{Interval: model.Interval{From: 30, To: 30}, Causes: []string{"A"}}}},
		{[]down{{"B", 24, 30}, {"A", 30, 30}}, nil},
		{[]down{{"B", -5, 30}, {"A", 0, 0}}, []ReplayOutage{{Interval: model.Interval{From: 0, To: 0}, Causes: []string{"B", "A"}}}},
		{[]down{{"B", 7, 7}, {"A", 7, 7}}, []ReplayOutage{{Interval: model.Interval{From: 7, To: 7}, Causes: []string{"B", "A"}}}},
		{[]down{{"B", 24, 40}, {"A", 30, 30}, {"A", 30, 35}}, []ReplayOutage{{Interval: model.Interval{From: 30, To: 35}, Causes: []string{"A"}}}},
	} {
		t.Run(fmt.Sprint(c.rows), func(t *testing.T) { checkOutages(t, replayed(t, m, outagesOf(c.rows...), 48), c.want) })
	}
}
