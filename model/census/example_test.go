package census_test

import (
	"context"
	"fmt"

	"mtbf/model"
	"mtbf/model/census"
)

// Two units for 1,000 h: one disc failed, and software once.
func Example() {
	log := &model.Log{
		Units:   []model.Unit{{Name: "a"}, {Name: "b"}},
		Causes:  [][]model.Category{{"hardware/disc"}, {"software"}},
		Outages: []model.Outage{{Start: 100, End: 110}, {Start: 500, End: 505, Unit: 1, Causes: 1}},
	}
	t, err := census.Analyze(context.Background(), log, census.Options{
		Window: &model.Interval{From: 0, To: 1000}, Exposure: census.ExposureRule{Units: 2},
	})
	if err != nil {
		panic(err)
	}
	for _, row := range append(t.Categories, t.Total) {
		fmt.Printf("%-14s %d of %.0f h\n", row.Category, row.Failures, row.DowntimeHours)
	}
	fmt.Printf("MTBF %.1f h, MTTR %.1f h\n", t.Total.MTBF.Point, t.Total.MTTR.Point)
	// Output:
	// hardware       1 of 10 h
	// hardware/disc  1 of 10 h
	// software       1 of 5 h
	//                2 of 15 h
	// MTBF 992.5 h, MTTR 7.5 h
}
