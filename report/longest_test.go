package report

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"mtbf/ingest"
	"mtbf/model"
	"mtbf/model/census"
	"mtbf/model/dist"
	"mtbf/model/life"
	"mtbf/plots"
)

// Of 40 h of downtime one outage makes 30 h, three quarters.
func TestLongestOutages(t *testing.T) {
	l := Log{
		Log:     &ingest.Log{Log: &model.Log{Clock: model.Elapsed, Units: []model.Unit{{Name: "a"}, {Name: "b"}}, Causes: [][]model.Category{{"disc", "power/feed"}, {"fan"}}}},
		Table:   &census.Table{Total: census.Row{DowntimeHours: 40}},
		Longest: []census.LongOutage{{Start: 7, Hours: 30, Unit: 1, Open: true}, {Start: 2, Hours: 10, Causes: 1}},
	}
	want := [][]string{{"7.00000 h", "b", "disc, power/feed", "still open", "30", "75"}, {"2.00000 h", "a", "fan", "known", "10", "25"}}
	if got := l.longest().Tables[0].Rows; !reflect.DeepEqual(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
	text := l.deciding()
	for _, want := range []string{"75.0 % of the downtime", `"b" from 7.00000 h on, 30.00 h`, "disc, power/feed", "still open", "All other downtime is 10.00 unit-hours"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %q", want, text)
		}
	}
	l.Longest[0].Hours = 20 // half is not most of it
	if text := l.deciding(); text != "" {
		t.Error(text)
	}
	l.Longest = []census.LongOutage{{Hours: 40}} // the only one
	if text := l.deciding(); text != "" {
		t.Error(text)
	}
}

// A family that reaches below zero says so: of a normal one with a mean of 1 h and a
// standard deviation of 1 h, 15.9 % do.
func TestFamilyThatGivesNegativeTimes(t *testing.T) {
	survival, err := life.KaplanMeier(t.Context(), life.Observations{life.Exact(1), life.Exact(2)})
	if err != nil {
		t.Fatal(err)
	}
	normal, err1 := dist.NewNormal(1, 1)
	exponential, err2 := dist.NewExponentialMean(1)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	s := Log{Repairs: &plots.Times{Of: "restoration times", Confidence: 0.9, Survival: survival, Fits: []*life.Fitted{
		{Family: "normal", Distribution: normal}, {Family: "exponential", Distribution: exponential}}}}.repairs()
	if len(s.Notes) != 2 || !strings.Contains(s.Notes[1], ": a time below zero for 15.9 % of restorations") {
		t.Errorf("%q", s.Notes)
	}
}
