package census

import (
	"context"
	"slices"
	"testing"

	"mtbf/model"
)

// ORACLES O-07 (Reliafy): over 1000 h 100-110, 300-320, 500-510 planned,
// 700-720, 900-open.
func TestHistory(t *testing.T) {
	log := logOf(
		spell{"p", 100, 110, "x", 0}, spell{"p", 300, 320, "x", 0}, spell{"p", 500, 510, "x", model.Planned},
		spell{"p", 700, 720, "x", 0}, spell{"p", 900, open, "x", 0},
		spell{"q", 100, 104, "x", 0}, spell{"q", 102, 110, "x", 0},
	)
	all, _, err := Histories(context.Background(), log, Options{Confidence: 0.9, Window: window(0, 1000)})
	if err != nil {
		t.Fatal(err)
	}
	want := []History{
		{"p", 1, []Lifetime{{100, false, 0}, {190, false, 0}, {180, true, 0}, {190, false, 0}, {180, false, 0}},
			[]Span{{10, false}, {20, false}, {20, false}, {100, true}}},
		{"q", 1, []Lifetime{{100, false, 0}, {890, true, 0}}, []Span{{10, false}}},
	}
	for i, h := range all {
		if h.Unit != want[i].Unit || !slices.Equal(h.Lives, want[i].Lives) || !slices.Equal(h.Repairs, want[i].Repairs) {
			t.Errorf("%+v\nwant %+v", h, want[i])
		}
	}
	if len(all) != len(want) {
		t.Errorf("%d histories, want %d", len(all), len(want))
	}
}

// A unit in service up to 500 and from 600 on, failing at 100 (up at 110) and at 700
// (up at 710), lives 100 h, 390 h up to the end of the first part, 100 h and 290 h.
// One whose log says it came at 300 was there when it failed at 100.
func TestHistoryOfParts(t *testing.T) {
	log := logOf(spell{"p", 100, 110, "x", 0}, spell{"p", 700, 710, "x", 0})
	early := logOf(spell{"p", 100, 110, "x", 0})
	early.Units[0].Service = *window(300, 2000)
	part := func(from, to float64) model.Exposure {
		return model.Exposure{Unit: "p", Count: 1, Interval: *window(from, to)}
	}
	parts := []Lifetime{{100, false, 0}, {390, true, 0}, {100, false, 0}, {290, true, 0}}
	for name, c := range map[string]struct {
		log   *model.Log
		fleet []model.Exposure
		want  []Lifetime
	}{
		"parts":           {log, []model.Exposure{part(0, 500), part(600, 1000)}, parts},
		"the later first": {log, []model.Exposure{part(600, 1000), part(0, 500)}, parts},
		"touching":        {log, []model.Exposure{part(0, 500), part(500, 1000)}, []Lifetime{{100, false, 0}, {590, false, 0}, {290, true, 0}}},
		"before service":  {early, nil, []Lifetime{{0, false, 0}, {890, true, 0}}},
	} {
		t.Run(name, func(t *testing.T) {
			all, _, err := Histories(context.Background(), c.log, Options{Confidence: 0.9, Window: window(-50, 1000), Exposure: ExposureRule{Fleet: c.fleet}})
			if err != nil {
				t.Fatal(err)
			}
			if len(all) != 1 || !slices.Equal(all[0].Lives, c.want) {
				t.Errorf("%+v, want lives %v", all, c.want)
			}
		})
	}
}
