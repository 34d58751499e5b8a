package census

import (
	"slices"
	"testing"

	"mtbf/model"
)

// A window of 100 h, in hours inside it: unit a is down from -10 to 20, which is 20 h, and
// from 60 on with no end, 40 h; b from 30 to 35, planned from 40 to 90, and at 95 without
// a duration. Of equal ones the earliest comes first.
func TestLongestOutages(t *testing.T) {
	log := &model.Log{
		Clock: model.Elapsed, Units: []model.Unit{{Name: "a"}, {Name: "b"}}, Causes: [][]model.Category{{"disc"}, {"fan"}}, Files: []string{"f"}, Groups: []string{""},
		Outages: []model.Outage{
			{Start: 60, Causes: 1, Kind: model.Open, Line: 1},
			{Start: -10, End: 20, Line: 2},
			{Start: 30, End: 35, Unit: 1, Line: 3},
			{Start: 40, End: 90, Unit: 1, Kind: model.Planned, Line: 4},
			{Start: 95, Unit: 1, Kind: model.NoDuration, Line: 5},
			{Start: 22, End: 27, Unit: 1, Line: 6},
		},
		Reading: model.Reading{RowsRead: 6},
	}
	open, early, first, second := LongOutage{60, 40, 0, 1, true}, LongOutage{-10, 20, 0, 0, false}, LongOutage{22, 5, 1, 0, false}, LongOutage{30, 5, 1, 0, false}
	planned := LongOutage{40, 50, 1, 0, false}
	for _, c := range []struct {
		name    string
		planned bool
		most    int
		want    []LongOutage
	}{
		{"all", false, 10, []LongOutage{open, early, first, second}},
		{"some", false, 3, []LongOutage{open, early, first}},
		{"none", false, 0, []LongOutage{}},
		{"planned work counts", true, 2, []LongOutage{planned, open}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := LongestOutages(t.Context(), log, Options{Window: &model.Interval{To: 100}, IncludePlanned: c.planned, Confidence: 0.9}, c.most)
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%v, not %v: %v", got, c.want, err)
			}
		})
	}
}
