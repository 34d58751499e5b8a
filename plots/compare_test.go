package plots_test

import (
	"context"
	"math"
	"testing"

	"mtbf/model"
	"mtbf/model/census"
	"mtbf/plots"
)

// Three verdicts, a category that has gone and one that is new, and more categories
// than there is room for.
func TestRateRatios(t *testing.T) {
	log, table := shop(t, census.NoSplit)
	opt := census.Options{Exposure: census.ExposureRule{Units: 4}}
	w := table.Accounting.Window
	before, after, _, err := census.Cut(context.Background(), log, opt, w.From+w.Hours()/2)
	if err != nil {
		t.Fatal(err)
	}
	c, err := census.Compare(context.Background(), census.Side{Log: log, Options: before}, census.Side{Log: log, Options: after}, 0)
	if err != nil {
		t.Fatal(err)
	}
	shown := map[model.Category]census.Verdict{"administration": census.Better, "software": census.Worse}
	for i, r := range c.Categories {
		if verdict, ok := shown[r.Old.Category]; ok {
			c.Categories[i].Rate.Verdict = verdict
		}
	}
	look(t, plots.RateRatios(c))
}

// Empty, unbounded and senseless contrasts are drawn all the same.
func TestOddRateRatios(t *testing.T) {
	draws(t, plots.RateRatios(&census.Contrast{}))
	for _, e := range []model.Estimate{
		{Point: math.NaN(), Lo: 0, Hi: math.Inf(1)}, {Point: math.NaN(), Lo: math.NaN(), Hi: math.NaN()}, {Point: 1e300, Lo: 1e-300, Hi: math.Inf(1)}, {Point: 1, Lo: 1, Hi: 1},
	} {
		c := &census.Contrast{}
		c.Total.Rate.Estimate, c.Total.Rate.Verdict = e, census.NotShown
		for range 40 {
			row := c.Total
			row.Old.Depth, row.Old.Category = 1, "\x00a name that is longer than there is room for"
			c.Categories = append(c.Categories, row)
		}
		draws(t, plots.RateRatios(c))
	}
}
