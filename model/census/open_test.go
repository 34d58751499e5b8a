package census

import (
	"testing"

	"mtbf/internal/oracle"
	"mtbf/model"
)

// TestOpenOutageOfAUnitThatLeft: a unit that went out of service while it was down was
// down, and under repair, until then.
func TestOpenOutageOfAUnitThatLeft(t *testing.T) {
	log := &model.Log{
		Outages:  []model.Outage{{Start: 10, End: 12}, {Start: 40, Kind: model.Open, Unit: 1}},
		Units:    []model.Unit{{Name: "a"}, {Name: "b", Service: model.Interval{From: 0, To: 45}}},
		Causes:   [][]model.Category{{"x"}},
		Files:    []string{"log"},
		Exposure: []model.Exposure{{Unit: "a", Count: 1, Interval: model.Interval{To: 100}}, {Unit: "b", Count: 1, Interval: model.Interval{To: 45}}},
		Reading:  model.Reading{RowsRead: 2},
	}
	table, err := Analyze(t.Context(), log, Options{Confidence: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Near(t, "downtime", table.Total.DowntimeHours, 2+5, 1e-12)
	oracle.Near(t, "restoration", table.Total.RestorationHours, 2+5, 1e-12)
	oracle.Near(t, "MTTR, one of 2 h and one of more than 5 h", table.Total.MTTR.Point, 7, 1e-12)
}

// TestOutagesOfSeveralGroups: an outage counts in each group that it lists, and once in
// the whole.
func TestOutagesOfSeveralGroups(t *testing.T) {
	log := &model.Log{
		Outages: []model.Outage{{Start: 10, End: 12}, {Start: 40, End: 43, Group: 1}},
		Units:   []model.Unit{{Name: "page"}},
		Causes:  [][]model.Category{{"x"}},
		Groups:  []string{"API", "API;DB", "DB"},
		Members: [][]int32{nil, {0, 2}, nil},
		Files:   []string{"log"},
		Reading: model.Reading{RowsRead: 2},
	}
	table, err := Analyze(t.Context(), log, Options{Confidence: 0.9, By: ByColumn, Window: &model.Interval{To: 100}})
	if err != nil {
		t.Fatal(err)
	}
	if table.Total.Failures != 2 || len(table.Groups) != 2 || table.Comparison != nil {
		t.Fatalf("%d failures, %d groups, compared %v", table.Total.Failures, len(table.Groups), table.Comparison)
	}
	for i, want := range []struct {
		name     string
		failures int
		down     float64
	}{{"API", 2, 5}, {"DB", 1, 3}} {
		t.Run(want.name, func(t *testing.T) {
			g := table.Groups[i]
			if g.Value != want.name || g.Total.Failures != want.failures {
				t.Errorf("%s: %d failures, want %+v", g.Value, g.Total.Failures, want)
			}
			oracle.Near(t, "downtime", g.Total.DowntimeHours, want.down, 1e-12)
		})
	}
}
