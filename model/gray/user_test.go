package gray_test

import (
	"math"
	"testing"

	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/gray"
)

// A log of four failures, three of them of hardware: the table that prints 75 %
// agrees, one that prints 60 % does not.
func TestTableByHand(t *testing.T) {
	log := &model.Log{Units: []model.Unit{{Name: "a"}}, Causes: [][]model.Category{{"hardware"}, {"software"}}}
	for i := range 4 {
		log.Outages = append(log.Outages, model.Outage{Start: float64(10 * i), End: float64(10*i + 1), Causes: int32(i / 3)})
	}
	table, err := census.Analyze(t.Context(), log, census.Options{Confidence: 0.9, Window: &model.Interval{From: 0, To: 100}})
	if err != nil {
		t.Fatal(err)
	}
	rows := gray.Table1(gray.Evidence{Kept: table, Published: []gray.Published{
		{Category: "hardware", Depth: 1, Percent: 75}, {Category: "software", Depth: 1, Percent: 60},
	}})
	if len(rows) != 2 || !rows[0].Cells[0].Agrees || rows[1].Cells[0].Agrees || rows[1].Cells[0].Reproduced != 25 {
		t.Errorf("%+v", rows)
	}
}

// Without a log no claim holds that rests on one, and no cell agrees: what the
// log would say is not a number.
func TestWithoutALog(t *testing.T) {
	claims := gray.Claims(gray.Evidence{})
	if len(claims) < 40 {
		t.Fatalf("%d claims", len(claims))
	}
	sources := map[string]int{}
	for _, c := range claims {
		sources[c.Source]++
		t.Run(c.ID, func(t *testing.T) {
			if c.Source != "formula" && (c.Agrees || !math.IsNaN(c.Computed) && c.ID != "total-printed") {
				t.Errorf("%g, agrees: %v", c.Computed, c.Agrees)
			}
		})
	}
	for _, source := range []string{"log", "figure 1", "table 1 as printed", "formula"} {
		if sources[source] == 0 {
			t.Errorf("no claim comes from %s: %v", source, sources)
		}
	}
	for _, row := range gray.Table1(gray.Evidence{Published: []gray.Published{{Category: "hardware", Percent: 18, Years: 73}, {Percent: 103}}}) {
		for _, cell := range row.Cells {
			if cell.Agrees || !math.IsNaN(cell.Reproduced) {
				t.Errorf("%q: %+v", row.Category, cell)
			}
		}
	}
	if rows := gray.Table1(gray.Evidence{}); len(rows) != 0 {
		t.Errorf("%+v", rows)
	}
	if rows := gray.Printed(nil); len(rows) != 0 {
		t.Errorf("%+v", rows)
	}
}
