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
