package census

import (
	"context"
	"math"
	"reflect"
	"slices"
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
	"mtbf/model/life"
	"mtbf/model/recurrent"
)

// Unit a fails at 100, 100 and 400 of a window to 1000; b at the window's very
// beginning and at 50; of five units three have no outage. Gaps: a 0 (left
// out), 300, and 600 still running; b 950 still running, as its first failure
// begins its observation.
func TestRecurrences(t *testing.T) {
	log := logOf(spell{"a", 100, 101, "x", 0}, spell{"a", 100, 102, "x", 0}, spell{"a", 400, 401, "x", 0}, spell{"b", 0, 1, "x", 0}, spell{"b", 50, 51, "x", 0},
		spell{"b", 70, 80, "x", model.Planned})
	r, err := FailureHistories(context.Background(), log, Options{Confidence: 0.9, Window: window(0, 1000), Exposure: ExposureRule{Units: 5}}, FromWindow)
	if err != nil {
		t.Fatal(err)
	}
	if recurrent.Units(r.Histories) != 5 || len(r.Histories) != 3 || r.AtStart != 1 {
		t.Fatalf("%d units in %d histories, %d at the start", recurrent.Units(r.Histories), len(r.Histories), r.AtStart)
	}
	failures := 0
	for _, h := range r.Histories {
		failures += len(h.Times)
		oracle.Near(t, "observed", h.Hours(), 1000, closed)
	}
	if failures != 4 {
		t.Errorf("%d failures", failures)
	}
	gaps, zeros := r.TimesBetweenFailures()
	want := life.Observations{life.Exact(300), life.RightCensored(600), life.RightCensored(950)}
	if zeros != 1 || len(gaps) != len(want) {
		t.Fatalf("gaps %v, %d of 0 h", gaps, zeros)
	}
	for i, g := range gaps {
		if g != want[i] {
			t.Errorf("gap %d is %v, want %v", i, g, want[i])
		}
	}
}

// By age the hours count from the in-service date: a came at -200, so that its
// window is of the ages 200 to 1200; b came at 300.
func TestRecurrencesByAge(t *testing.T) {
	log := logOf(spell{"a", 100, 101, "x", 0}, spell{"b", 350, 360, "x", 0})
	fleet := []model.Exposure{
		{Unit: "a", Count: 1, Interval: model.Interval{From: -200, To: math.Inf(1)}},
		{Unit: "b", Count: 1, Interval: model.Interval{From: 300, To: 700}},
	}
	r, err := FailureHistories(context.Background(), log, Options{Confidence: 0.9, Window: window(0, 1000), Exposure: ExposureRule{Fleet: fleet}}, FromService)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][3]float64{{200, 1200, 300}, {0, 400, 50}} {
		h := r.Histories[i]
		if h.From != want[0] || h.To != want[1] || len(h.Times) != 1 || h.Times[0] != want[2] {
			t.Errorf("history %+v, want %v", h, want)
		}
	}
}

// Histories that count more than the exposure, or lack units, say so; service
// in parts that touch has no gap.
func TestRecurrencesWarn(t *testing.T) {
	log := logOf(spell{"a", 100, 101, "x", 0})
	service := func(from, to float64) model.Exposure {
		return model.Exposure{Unit: "a", Count: 1, Interval: model.Interval{From: from, To: to}}
	}
	for _, c := range []struct {
		code string
		rule ExposureRule
	}{
		{"units-missing", ExposureRule{TotalHours: 5000}},
		{"service-gaps", ExposureRule{Fleet: []model.Exposure{service(0, 200), service(300, 1000)}}},
		{"", ExposureRule{Fleet: []model.Exposure{service(0, 200), service(200, 1000)}}},
	} {
		t.Run(c.code, func(t *testing.T) {
			r, err := FailureHistories(context.Background(), log, Options{Confidence: 0.9, Window: window(0, 1000), Exposure: c.rule}, FromWindow)
			if err != nil {
				t.Fatal(err)
			}
			for _, code := range []string{"units-missing", "service-gaps"} {
				if got := slices.ContainsFunc(r.Warnings, func(w model.Warning) bool { return w.Code == code }); got != (code == c.code) {
					t.Errorf("%+v: warnings %v", c.rule, r.Warnings)
				}
			}
		})
	}
}

// Unit b is out of service from 4 to 7: in the gap it is not at risk, and a failure
// with which it comes back tells nothing of the time to it. Of three units named c,
// two came at 2 and all are away from 6 to 8.
func TestRecurrencesOfAGap(t *testing.T) {
	log := logOf(spell{"a", 5, 5, "x", 0}, spell{"a", 8, 8, "x", 0}, spell{"b", 3, 3, "x", 0}, spell{"b", 7, 7, "x", 0}, spell{"b", 9, 9, "x", 0})
	service := func(unit string, from, to float64, count int) model.Exposure {
		return model.Exposure{Unit: unit, Count: count, Interval: model.Interval{From: from, To: to}}
	}
	fleet := []model.Exposure{service("b", 7, 12, 1), service("a", 0, 10, 1), service("b", 0, 4, 1), service("c", 0, 6, 1), service("c", 2, 6, 2), service("c", 8, 20, 3)}
	r, err := FailureHistories(context.Background(), log, Options{Confidence: 0.9, Window: window(0, 12), Exposure: ExposureRule{Fleet: fleet}}, FromWindow)
	if err != nil {
		t.Fatal(err)
	}
	want := []recurrent.History{
		{Unit: "b", From: 0, To: 4, Times: []float64{3}}, {Unit: "b", From: 7, To: 12, Times: []float64{9}, AtStart: 1, Continued: true},
		{Unit: "a", From: 0, To: 10, Times: []float64{5, 8}},
		{Unit: "c", From: 0, To: 6, Count: 3}, {Unit: "c", From: 8, To: 12, Count: 3, Continued: true},
	}
	if !reflect.DeepEqual(r.Histories, want) || r.AtStart != 1 || recurrent.Units(r.Histories) != 5 {
		t.Errorf("%d units, %d at the start, %+v", recurrent.Units(r.Histories), r.AtStart, r.Histories)
	}
}
