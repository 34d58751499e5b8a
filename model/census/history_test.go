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
	all, err := Histories(context.Background(), log, Options{Confidence: 0.9, Window: window(0, 1000)})
	if err != nil {
		t.Fatal(err)
	}
	want := []History{
		{"p", []Span{{100, false}, {190, false}, {180, true}, {190, false}, {180, false}},
			[]Span{{10, false}, {20, false}, {20, false}, {100, true}}},
		{"q", []Span{{100, false}, {890, true}}, []Span{{10, false}}},
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
