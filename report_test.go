package mtbf

import (
	"testing"

	"mtbf/model/census"
)

// The periods of a report are those of analyze --by month, though causes are
// left out.
func TestPeriodsAreThoseOfAnalyze(t *testing.T) {
	log, rules, err := ReadLog(t.Context(), LogOptions{}, "dataset:shop")
	if err != nil {
		t.Fatal(err)
	}
	table, err := byPeriod(t.Context(), log.Log, rules, periodOf(log.Clock, census.Extent(log.Log)))
	if err != nil {
		t.Fatal(err)
	}
	rules.By = census.ByMonth
	want, err := census.Analyze(t.Context(), log.Log, rules)
	if err != nil {
		t.Fatal(err)
	}
	if len(want.Groups) < 12 || len(want.Groups) != len(table.Groups) {
		t.Fatalf("%d periods, the whole analysis has %d", len(table.Groups), len(want.Groups))
	}
	for i, g := range table.Groups {
		if w := want.Groups[i]; g.Value != w.Value || g.Total.Failures != w.Total.Failures || g.Total.DowntimeHours != w.Total.DowntimeHours {
			t.Errorf("%s: %d failures, %g h; the whole analysis has %+v", g.Value, g.Total.Failures, g.Total.DowntimeHours, w.Total)
		}
	}
}
